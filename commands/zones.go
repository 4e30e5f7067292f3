package commands

import (
	"slices"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/i18n/when"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// ZonesLike are the zones that fit what is typed: a part of a name as it is written or said (new york, America/New_York, 纽约),
// or what their clocks are called (EST, UTC+8). Before anything is typed, another choice leads them.
func ZonesLike(cl Call, first surface.Option) bot.Reply {
	query := spokenZone(cl.Query)
	options := []surface.Option{}
	if query == "" {
		options = append(options, first)
	}
	add := func(name string) {
		option := surface.Option{Text: name, Value: name}
		if !slices.Contains(options, option) {
			options = append(options, option)
		}
	}
	for _, zone := range i18n.Zones() {
		if strings.Contains(spokenZone(zone.Name+" "+zone.Cities+" "+cl.Printer.Zone(zone.Name, time.Time{})), query) {
			add(zone.Name)
		}
	}
	if query == "" {
		return bot.Reply{Options: options}
	}
	for _, name := range when.ZonesNamed(cl.Query) {
		add(name)
	}
	for _, written := range []string{strings.TrimSpace(cl.Query), strings.ReplaceAll(strings.TrimSpace(cl.Query), " ", "_")} {
		loaded, err := time.LoadLocation(written)
		if err == nil && len(options) == 0 && strings.Contains(loaded.String(), "/") {
			add(loaded.String())
		}
	}
	return bot.Reply{Options: options}
}

// spokenZone is a zone's name as people say it: new york of America/New_York is a part of it.
func spokenZone(name string) string {
	spoken := strings.NewReplacer("_", " ", "/", " ", ",", " ").Replace(models.NormaliseText(name))
	return strings.Join(strings.Fields(spoken), " ")
}

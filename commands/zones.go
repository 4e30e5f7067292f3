package commands

import (
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// ZonesLike are the zones that fit what is typed; before anything is typed, another choice leads them.
func ZonesLike(cl Call, first surface.Option) bot.Reply {
	query := models.NormaliseText(cl.Query)
	options := []surface.Option{}
	if query == "" {
		options = append(options, first)
	}
	for _, zone := range i18n.Zones() {
		if query == "" || strings.Contains(models.NormaliseText(zone.Name+" "+zone.Cities), query) {
			options = append(options, surface.Option{Text: zone.Name, Value: zone.Name})
		}
	}
	if loaded, err := time.LoadLocation(strings.TrimSpace(cl.Query)); err == nil && query != "" && len(options) == 0 && strings.Contains(loaded.String(), "/") {
		options = append(options, surface.Option{Text: loaded.String(), Value: loaded.String()})
	}
	return bot.Reply{Options: options}
}

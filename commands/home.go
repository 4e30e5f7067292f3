package commands

import (
	"context"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

func homeRoutes() []route {
	return []route{
		{bot.KindHome, "", models.MayView, (*Commands).home, nil},
		{bot.KindSubmission, views.SettingsModal, models.MayView, (*Commands).submitSettings, nil},
		{bot.KindOptions, views.ZonePicker, models.MayView, (*Commands).suggestZone, nil},
	}
}

// recentlySeen is how many customers the App Home shows of those looked at last.
const recentlySeen = 5

// home shows a person's day in the App Home.
func (c *Commands) home(ctx context.Context, cl call) (bot.Reply, error) {
	return c.homeWith(ctx, cl, views.Message{})
}

// homeWith shows the App Home anew, under a line that says what was just done there.
func (c *Commands) homeWith(ctx context.Context, cl call, notice views.Message) (bot.Reply, error) {
	due, err := c.crm.DueDay(ctx, cl.actor, cl.User.ID, c.today(cl), cl.User.Zone, pageSize)
	if err != nil {
		return bot.Reply{}, err
	}
	seen, err := c.crm.RecentlySeen(ctx, cl.actor, recentlySeen)
	if err != nil {
		return bot.Reply{}, err
	}
	week, err := c.reports.Personal(ctx, cl.User.ID, c.today(cl), cl.User.Zone)
	if err != nil {
		return bot.Reply{}, err
	}
	data := views.HomeData{Today: c.today(cl), Due: due, Week: week, Seen: seen, Role: cl.actor.Role, Command: Slash}
	if cl.actor.May(models.MayOperate) {
		if data.SetUp, err = c.crm.SetUp(ctx, cl.actor); err != nil {
			return bot.Reply{}, err
		}
	}
	return bot.Reply{Home: &bot.Home{Blocks: views.Home(cl.reader(), data, notice)}}, nil
}

// closedHome takes away what the App Home of somebody without access may still show; nil where they have access.
func (c *Commands) closedHome(ctx context.Context, u bot.User) (*bot.Home, error) {
	standing, err := c.crm.Enter(ctx, IdentityOf(u))
	if err != nil || standing.Actor.May(models.MayView) {
		return nil, err
	}
	u.Locale, u.Zone = standing.Over(u.Locale, u.Zone)
	refused := models.AsErrors(crm.Refused(standing.Actor, models.MayView))
	home := &bot.Home{}
	for _, p := range c.printers(u) {
		home.Blocks = append(home.Blocks, views.Refusal(p, refused).Blocks...)
	}
	return home, nil
}

// settings asks how a person likes it: /crm settings.
func (c *Commands) settings(ctx context.Context, cl call) (bot.Reply, error) {
	data := views.SettingsData{SlackZone: cl.slackZone.String()}
	var err error
	if data.Liking, err = c.crm.MySettings(ctx, cl.actor); err != nil {
		return bot.Reply{}, err
	}
	if cl.actor.May(models.MayOperate) {
		undelivered, err := c.crm.Undelivered(ctx, cl.actor)
		if err != nil {
			return bot.Reply{}, err
		}
		data.Undelivered = len(undelivered)
	}
	return show(views.Settings(cl.p, data), ""), nil
}

func (c *Commands) submitSettings(ctx context.Context, cl call) (bot.Reply, error) {
	liking, err := likingOf(cl)
	if err != nil {
		return bot.Reply{}, err
	}
	if err := c.crm.SetLiking(ctx, cl.operation("modal settings.save"), liking); err != nil {
		return bot.Reply{}, err
	}
	standing, err := c.crm.Enter(ctx, IdentityOf(cl.User)) // from now on it is as was just said
	if err != nil {
		return bot.Reply{}, err
	}
	cl.User.Locale, cl.User.Zone = standing.Over(cl.slackLocale, cl.slackZone)
	cl.p = c.printer(cl.User)
	notice := views.Notice(cl.p.T("notice.settings_saved", "Zone", cl.User.Zone.String()))
	reply, err := c.homeWith(ctx, cl, notice)
	if err != nil {
		return bot.Reply{}, err
	}
	content := bot.Content(notice)
	reply.Message = &content
	return reply, nil
}

// likingOf reads the form.
func likingOf(cl call) (models.Liking, error) {
	get := func(input models.Input) string { return cl.Form.Get(string(input)) }
	muted, err := formDay(cl, models.InputMutedUntil)
	if err != nil {
		return models.Liking{}, err
	}
	liking := models.Liking{
		Language: leftToSlack(get(models.InputLanguage)), Zone: leftToSlack(get(models.InputZone)),
		DigestTime: models.TimeOfDay(get(models.InputDigestTime)), RemindersOff: get(models.InputReminders) == views.RemindersOff,
		QuietFrom: models.TimeOfDay(get(models.InputQuietFrom)), QuietTo: models.TimeOfDay(get(models.InputQuietTo)), MutedUntil: muted,
	}
	if liking.DigestTime == views.LeaveToTeam {
		liking.DigestTime = ""
	}
	return liking, nil
}

func leftToSlack(value string) string {
	if value == views.LeaveToSlack {
		return ""
	}
	return value
}

// suggestZone answers the typeahead of time zones: the usual ones, by city in either language, and any other by its
// exact IANA name.
func (c *Commands) suggestZone(_ context.Context, cl call) (bot.Reply, error) {
	return zonesLike(cl, bot.Option{Text: views.ZoneFromSlack(cl.p, cl.slackZone.String()), Value: views.LeaveToSlack}), nil
}

// zonesLike are the zones that fit what is typed; before anything is typed, another choice leads them.
func zonesLike(cl call, first bot.Option) bot.Reply {
	query := models.NormaliseText(cl.Query)
	options := []bot.Option{}
	if query == "" {
		options = append(options, first)
	}
	for _, zone := range i18n.Zones() {
		if query == "" || strings.Contains(models.NormaliseText(zone.Name+" "+zone.Cities), query) {
			options = append(options, bot.Option{Text: zone.Name, Value: zone.Name})
		}
	}
	if loaded, err := time.LoadLocation(strings.TrimSpace(cl.Query)); err == nil && query != "" && len(options) == 0 && strings.Contains(loaded.String(), "/") {
		options = append(options, bot.Option{Text: loaded.String(), Value: loaded.String()})
	}
	return bot.Reply{Options: options}
}

package commands

import (
	"context"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// HomeFeature is the App Home, a person's settings, and the bare command.
func HomeFeature(c *Frame) Feature {
	return Feature{
		Bare: c.hub,
		Subcommands: []Subcommand{
			{Name: "settings", Aliases: []string{"设置", "preferences"}, Needs: models.MayView, Run: c.settings, Opens: true},
		},
		Ways: []Way{
			{Kind: bot.KindHome, Needs: models.MayView, Run: c.home},
			{
				Kind: bot.KindSubmission, Name: views.SettingsModal, Needs: models.MayView, Run: c.submitSettings,
				Inputs: []models.Input{models.InputLanguage, models.InputZone, models.InputDigestTime, models.InputReminders, models.InputQuietFrom, models.InputQuietTo, models.InputMutedUntil},
			},
			{Kind: bot.KindOptions, Name: views.ZonePicker, Needs: models.MayView, Run: c.suggestZone},
		},
		Lists: map[string]Relist{
			views.ListHome: func(ctx context.Context, cl Call, _ string, notice surface.Message) (bot.Reply, error) {
				return c.homeWith(ctx, cl, notice)
			},
		},
	}
}

// recentlySeen is how many customers the App Home shows of those looked at last.
const recentlySeen = 5

// home shows a person's day in the App Home.
func (c *Frame) home(ctx context.Context, cl Call) (bot.Reply, error) {
	return c.homeWith(ctx, cl, surface.Message{})
}

// homeWith shows the App Home anew, under a line that says what was just done there.
func (c *Frame) homeWith(ctx context.Context, cl Call, notice surface.Message) (bot.Reply, error) {
	due, err := c.CRM.DueDay(ctx, cl.Actor, cl.User.ID, c.today(cl), cl.User.Zone, pageSize)
	if err != nil {
		return bot.Reply{}, err
	}
	seen, err := c.CRM.RecentlySeen(ctx, cl.Actor, recentlySeen)
	if err != nil {
		return bot.Reply{}, err
	}
	week, err := c.Reports.Personal(ctx, cl.User.ID, c.today(cl), cl.User.Zone)
	if err != nil {
		return bot.Reply{}, err
	}
	data := views.HomeData{Today: c.today(cl), Due: due, Week: week, Seen: seen, Role: cl.Actor.Role, Command: Slash}
	if cl.Actor.May(models.MayOperate) {
		if data.SetUp, err = c.CRM.SetUp(ctx, cl.Actor); err != nil {
			return bot.Reply{}, err
		}
	}
	home := views.Home(cl.Reader(), data, notice)
	return bot.Reply{Home: &home}, nil
}

// hub answers a bare command.
func (c *Frame) hub(ctx context.Context, cl Call) (bot.Reply, error) {
	message, err := c.hubMessage(ctx, cl)
	return Say(message), err
}

func (c *Frame) hubMessage(ctx context.Context, cl Call) (surface.Message, error) {
	q := models.DueQuery{Range: models.DueToday, Assignee: cl.User.ID, Today: c.today(cl), Limit: 1}
	page, err := c.CRM.DueFollowUps(ctx, cl.Actor, q)
	return views.Hub(cl.Printer, Slash, page.Total), err
}

// settings asks how a person likes it: /crm settings.
func (c *Frame) settings(ctx context.Context, cl Call) (bot.Reply, error) {
	data := views.SettingsData{SlackZone: cl.SlackZone.String()}
	var err error
	if data.Liking, err = c.CRM.MySettings(ctx, cl.Actor); err != nil {
		return bot.Reply{}, err
	}
	if cl.Actor.May(models.MayOperate) {
		undelivered, err := c.CRM.Undelivered(ctx, cl.Actor)
		if err != nil {
			return bot.Reply{}, err
		}
		data.Undelivered = len(undelivered)
	}
	return Show(views.Settings(cl.Printer, data), ""), nil
}

func (c *Frame) submitSettings(ctx context.Context, cl Call) (bot.Reply, error) {
	liking, err := likingOf(cl)
	if err != nil {
		return bot.Reply{}, err
	}
	if err := c.CRM.SetLiking(ctx, cl.Operation("modal settings.save"), liking); err != nil {
		return bot.Reply{}, err
	}
	standing, err := c.CRM.Enter(ctx, IdentityOf(cl.User)) // from now on it is as was just said
	if err != nil {
		return bot.Reply{}, err
	}
	cl.User.Locale, cl.User.Zone = standing.Over(cl.SlackLocale, cl.SlackZone)
	cl.Printer = c.printer(cl.User)
	notice := views.Notice(cl.Printer.T("notice.settings_saved", "Zone", cl.User.Zone.String()))
	reply, err := c.homeWith(ctx, cl, notice)
	if err != nil {
		return bot.Reply{}, err
	}
	reply.Message = &notice
	return reply, nil
}

// likingOf reads the form.
func likingOf(cl Call) (models.Liking, error) {
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
func (c *Frame) suggestZone(_ context.Context, cl Call) (bot.Reply, error) {
	return zonesLike(cl, surface.Option{Text: views.ZoneFromSlack(cl.Printer, cl.SlackZone.String()), Value: views.LeaveToSlack}), nil
}

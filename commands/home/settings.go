package home

import (
	"context"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// settings asks for a person's preferences: /crm settings.
func (h handlers) settings(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	data := settingsData{SlackZone: cl.SlackZone.String()}
	var err error
	if data.Preferences, err = h.CRM.MySettings(ctx, cl.Actor); err != nil {
		return bot.Reply{}, err
	}
	if cl.Actor.May(models.MayOperate) {
		undelivered, err := h.CRM.Undelivered(ctx, cl.Actor)
		if err != nil {
			return bot.Reply{}, err
		}
		data.Undelivered = len(undelivered)
	}
	return commands.Show(settings(cl.Printer, data), ""), nil
}

func (h handlers) submitSettings(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	preferences, err := preferencesOf(cl)
	if err != nil {
		return bot.Reply{}, err
	}
	if err := h.CRM.SetPreferences(ctx, cl.Operation("modal settings.save"), preferences); err != nil {
		return bot.Reply{}, err
	}
	standing, err := h.CRM.Enter(ctx, commands.IdentityOf(cl.User)) // from now on it is as was just said
	if err != nil {
		return bot.Reply{}, err
	}
	cl.User.Locale, cl.User.Zone = standing.Over(cl.SlackLocale, cl.SlackZone)
	cl.Printer = h.Printer(cl.User)
	notice := views.Notice(cl.Printer.T("notice.settings_saved", "Zone", cl.User.Zone.String()))
	reply, err := h.homeWith(ctx, cl, notice)
	if err != nil {
		return bot.Reply{}, err
	}
	reply.Message = &notice
	return reply, nil
}

// preferencesOf reads the form.
func preferencesOf(cl commands.Call) (models.Preferences, error) {
	get := func(input models.Input) string { return cl.Form.Get(string(input)) }
	muted, err := commands.FormDay(cl, models.InputMutedUntil)
	if err != nil {
		return models.Preferences{}, err
	}
	preferences := models.Preferences{
		Language: leftToSlack(get(models.InputLanguage)), Zone: leftToSlack(get(models.InputZone)),
		DigestTime: models.TimeOfDay(get(models.InputDigestTime)), RemindersOff: get(models.InputReminders) == remindersOff,
		DealsUntold: get(models.InputDealsTold) == dealsUntold, TicketsUntold: get(models.InputTicketsTold) == ticketsUntold,
		QuietFrom: models.TimeOfDay(get(models.InputQuietFrom)), QuietTo: models.TimeOfDay(get(models.InputQuietTo)), MutedUntil: muted,
	}
	if preferences.DigestTime == views.LeaveToTeam {
		preferences.DigestTime = ""
	}
	return preferences, nil
}

func leftToSlack(value string) string {
	if value == leaveToSlack {
		return ""
	}
	return value
}

// suggestZone answers the typeahead of time zones: the usual ones, by city in either language, and any other by its
// exact IANA name.
func (h handlers) suggestZone(_ context.Context, cl commands.Call) (bot.Reply, error) {
	return commands.ZonesLike(cl, surface.Option{Text: zoneFromSlack(cl.Printer, cl.SlackZone.String()), Value: leaveToSlack}), nil
}

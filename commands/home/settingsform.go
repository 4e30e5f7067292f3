package home

import (
	"cmp"
	"fmt"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// settingsModal is the callback ID of a person's own settings.
const settingsModal = "settings.save"

// zonePicker is the action_id of the typeahead of time zones.
const zonePicker = "settings.zone"

// settingsData is how a person has it.
type settingsData struct {
	Preferences models.Preferences
	SlackZone   string // what Slack says
	Undelivered int    // messages that were given up, for who may see them
}

// leaveToSlack is the choice that leaves a setting to Slack.
const leaveToSlack = "slack"

// The choices of reminders.
const (
	remindersOn  = "on"
	remindersOff = "off"
)

// The choices of what channels hear of one's deals.
const (
	dealsTold   = "told"
	dealsUntold = "untold"
)

// The choices of what somebody is told of tickets.
const (
	ticketsTold   = "told"
	ticketsUntold = "untold"
)

// settings is the form of a person's own settings.
func settings(p *i18n.Printer, d settingsData) surface.Modal {
	blocks := []slack.Block{
		views.LanguageInput(p, views.Option(leaveToSlack, p.T("settings.language_slack")), d.Preferences.Language),
		views.ZoneInput(p, zonePicker, views.Option(leaveToSlack, zoneFromSlack(p, d.SlackZone)), d.Preferences.Zone),
		digestInput(p, d.Preferences.DigestTime),
		views.ChooseInput(p, models.InputReminders, []*slack.OptionBlockObject{
			views.Option(remindersOn, p.T("settings.reminders_on")), views.Option(remindersOff, p.T("settings.reminders_off")),
		}, map[bool]string{true: remindersOff, false: remindersOn}[d.Preferences.RemindersOff]),
		views.ChooseInput(p, models.InputDealsTold, []*slack.OptionBlockObject{
			views.Option(dealsTold, p.T("settings.deals_told")), views.Option(dealsUntold, p.T("settings.deals_untold")),
		}, map[bool]string{true: dealsUntold, false: dealsTold}[d.Preferences.DealsUntold]),
		views.ChooseInput(p, models.InputTicketsTold, []*slack.OptionBlockObject{
			views.Option(ticketsTold, p.T("settings.tickets_told")), views.Option(ticketsUntold, p.T("settings.tickets_untold")),
		}, map[bool]string{true: ticketsUntold, false: ticketsTold}[d.Preferences.TicketsUntold]),
		views.TimeInput(p, models.InputQuietFrom, d.Preferences.QuietFrom),
		views.TimeInput(p, models.InputQuietTo, d.Preferences.QuietTo),
		views.DateInput(p, models.InputMutedUntil, d.Preferences.MutedUntil),
	}
	if d.Undelivered > 0 {
		blocks = append(blocks, views.Divider(), views.SectionWith("⚠️ "+p.Count("settings.undelivered", d.Undelivered), views.Button(views.UndeliveredAction, "list", p.T("button.show_list"))))
	}
	return surface.Modal{Callback: settingsModal, Title: p.T("modal.settings.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"), Blocks: blocks}
}

// digestInput offers every half hour of the day, the time that was typed elsewhere too.
func digestInput(p *i18n.Printer, chosen models.TimeOfDay) *slack.InputBlock {
	options := []*slack.OptionBlockObject{views.Option(views.LeaveToTeam, p.T("settings.digest_team")), views.Option(string(models.DigestOff), p.T("settings.digest_off"))}
	known := chosen == "" || chosen == models.DigestOff
	for minute := 0; minute < 24*60; minute += 30 {
		at := fmt.Sprintf("%02d:%02d", minute/60, minute%60)
		options = append(options, views.Option(at, at))
		known = known || at == string(chosen)
	}
	if !known {
		options = append(options, views.Option(string(chosen), string(chosen)))
	}
	return views.ChooseInput(p, models.InputDigestTime, options, cmp.Or(string(chosen), views.LeaveToTeam))
}

// zoneFromSlack is how the choice reads that leaves the zone to Slack.
func zoneFromSlack(p *i18n.Printer, zone string) string {
	return views.Clip(p.T("settings.zone_slack", "Zone", zone), views.MaxOption)
}

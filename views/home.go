package views

import (
	"cmp"
	"fmt"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
)

// SettingsModal is the callback ID of a person's own settings.
const SettingsModal = "settings.save"

// ZonePicker is the action_id of the typeahead of time zones.
const ZonePicker = "settings.zone"

// ListHome is the list of follow-ups in the App Home; see RowList.
const ListHome = "home"

// HomeData is what a person's App Home shows.
type HomeData struct {
	Today   models.Date
	Due     models.DueDay
	Week    []reports.Figure    // what the person did; nil when that is nothing
	Seen    []models.Customer   // the last first
	SetUp   []models.SetUpState // for who sets the team up
	Role    models.Role
	Command string // the slash command
}

// homeItems is how many follow-ups the App Home shows with buttons.
const homeItems = 10

// Home is a person's App Home: their day, the customers they looked at last, and what most days begin with. notice is
// what was just done there; the zero Message when nothing was.
func Home(p Reader, d HomeData, notice Message) []slack.Block {
	var blocks []slack.Block
	if notice.Text != "" {
		blocks = append(blocks, footnote(notice.Text))
	}
	blocks = append(blocks, Hub(p.Printer, d.Command, d.Due.Total()).Blocks...)
	shown := 0
	for _, part := range dueParts(p.Printer, d.Due, homeItems) {
		blocks = append(blocks, divider(), section("*"+part.title+"*"))
		for _, item := range part.items {
			blocks = append(blocks, followUpRow(p, item, d.Today, ListHome)...)
			shown++
		}
	}
	if rest := d.Due.Total() - shown; rest > 0 {
		blocks = append(blocks, sectionWith(p.Count("due.more", rest), runButton("due", "due", p.T("due.show_all"))))
	}
	blocks = append(blocks, myWeek(p.Printer, d.Week)...)
	if len(d.Seen) > 0 {
		blocks = append(blocks, divider(), section("*"+p.T("home.seen")+"*"))
	}
	for _, c := range d.Seen {
		blocks = append(blocks, sectionWith(customerLine(p, c), runButton("open", "show "+c.Code, p.T("button.open"))))
	}
	blocks = append(blocks, setUp(p.Printer, d.SetUp)...)
	return append(blocks, divider(), actions("", runButton("settings", "settings", p.T("button.settings"))),
		footnote(p.T("help.roles_own", "Role", roleName(p.Printer, d.Role))))
}

// myWeek shows a person's own numbers; nothing when there are none.
func myWeek(p *i18n.Printer, week []reports.Figure) []slack.Block {
	if len(week) == 0 {
		return nil
	}
	return append([]slack.Block{divider(), section("*" + p.T("home.week") + "*")}, figureFields(p, week)...)
}

// SettingsData is how a person has it.
type SettingsData struct {
	Liking      models.Liking
	SlackZone   string // what Slack says
	Undelivered int    // messages that were given up, for who may see them
}

// LeaveToSlack is the choice that leaves a setting to Slack, and LeaveToTeam to the team.
const (
	LeaveToSlack = "slack"
	LeaveToTeam  = "team"
)

// The choices of reminders.
const (
	RemindersOn  = "on"
	RemindersOff = "off"
)

// Settings is the form of a person's own settings.
func Settings(p *i18n.Printer, d SettingsData) Modal {
	blocks := []slack.Block{
		languageInput(p, option(LeaveToSlack, p.T("settings.language_slack")), d.Liking.Language),
		zoneInput(p, ZonePicker, option(LeaveToSlack, ZoneFromSlack(p, d.SlackZone)), d.Liking.Zone),
		digestInput(p, d.Liking.DigestTime),
		chooseInput(p, models.InputReminders, []*slack.OptionBlockObject{
			option(RemindersOn, p.T("settings.reminders_on")), option(RemindersOff, p.T("settings.reminders_off")),
		}, map[bool]string{true: RemindersOff, false: RemindersOn}[d.Liking.RemindersOff]),
		timeInput(p, models.InputQuietFrom, d.Liking.QuietFrom),
		timeInput(p, models.InputQuietTo, d.Liking.QuietTo),
		dateInput(p, models.InputMutedUntil, d.Liking.MutedUntil),
	}
	if d.Undelivered > 0 {
		blocks = append(blocks, divider(), sectionWith("⚠️ "+p.Count("settings.undelivered", d.Undelivered), button(UndeliveredAction, "list", p.T("button.show_list"))))
	}
	return Modal{Callback: SettingsModal, Title: p.T("modal.settings.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"), Blocks: blocks}
}

// languageInput offers the languages after another choice, which leaves it to somebody else.
func languageInput(p *i18n.Printer, leave *slack.OptionBlockObject, chosen string) *slack.InputBlock {
	options := []*slack.OptionBlockObject{leave}
	for _, language := range i18n.Languages() {
		options = append(options, option(language, p.T("settings.language_"+language)))
	}
	return chooseInput(p, models.InputLanguage, options, cmp.Or(chosen, leave.Value))
}

// zoneInput is a typeahead of time zones, of which another choice leaves it to somebody else.
func zoneInput(p *i18n.Printer, picker string, leave *slack.OptionBlockObject, chosen string) *slack.InputBlock {
	minimum := 0
	zones := slack.NewOptionsSelectBlockElement(slack.OptTypeExternal, plain(p.T("placeholder.zone"), maxPlaceholder), picker)
	zones.MinQueryLength = &minimum
	zones.InitialOption = leave
	if chosen != "" {
		zones.InitialOption = option(chosen, chosen)
	}
	return input(p, models.InputZone, zones)
}

// digestInput offers every half hour of the day, the time that was typed elsewhere too.
func digestInput(p *i18n.Printer, chosen models.TimeOfDay) *slack.InputBlock {
	options := []*slack.OptionBlockObject{option(LeaveToTeam, p.T("settings.digest_team")), option(string(models.DigestOff), p.T("settings.digest_off"))}
	known := chosen == "" || chosen == models.DigestOff
	for minute := 0; minute < 24*60; minute += 30 {
		at := fmt.Sprintf("%02d:%02d", minute/60, minute%60)
		options = append(options, option(at, at))
		known = known || at == string(chosen)
	}
	if !known {
		options = append(options, option(string(chosen), string(chosen)))
	}
	return chooseInput(p, models.InputDigestTime, options, cmp.Or(string(chosen), LeaveToTeam))
}

// ZoneFromSlack is how the choice reads that leaves the zone to Slack.
func ZoneFromSlack(p *i18n.Printer, zone string) string {
	return clip(p.T("settings.zone_slack", "Zone", zone), maxOption)
}

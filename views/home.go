package views

import (
	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
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
	Due     []models.DueFollowUp // overdue and due today, earliest first
	Total   int                  // how many there are in all
	Seen    []models.Customer    // the last first
	Role    models.Role
	Command string // the slash command
}

// homeItems is how many follow-ups the App Home shows with buttons.
const homeItems = 10

// Home is a person's App Home: their day, the customers they looked at last, and what most days begin with. notice is
// what was just done there; the zero Message when nothing was.
func Home(p *i18n.Printer, d HomeData, notice Message) []slack.Block {
	var blocks []slack.Block
	if notice.Text != "" {
		blocks = append(blocks, footnote(notice.Text))
	}
	blocks = append(blocks, Hub(p, d.Command, d.Total).Blocks...)
	overdue, today := split(d.Due, d.Today)
	shown := 0
	for _, part := range dueParts(p, overdue, today, homeItems) {
		blocks = append(blocks, divider(), section("*"+part.title+"*"))
		for _, item := range part.items {
			blocks = append(blocks, followUpRow(p, item, d.Today, ListHome)...)
			shown++
		}
	}
	if rest := d.Total - shown; rest > 0 {
		blocks = append(blocks, sectionWith(p.Count("due.more", rest), runButton("due", "due", p.T("due.show_all"))))
	}
	if len(d.Seen) > 0 {
		blocks = append(blocks, divider(), section("*"+p.T("home.seen")+"*"))
	}
	for _, c := range d.Seen {
		blocks = append(blocks, sectionWith(customerLine(p, c), runButton("open", "show "+c.Code, p.T("button.open"))))
	}
	return append(blocks, divider(), actions("", runButton("settings", "settings", p.T("button.settings"))),
		footnote(p.T("help.roles_own", "Role", roleName(p, d.Role))))
}

// SettingsData is how a person has it: "" leaves it to Slack.
type SettingsData struct {
	Language  string // "en" or "zh"
	Zone      string // IANA name
	SlackZone string // what Slack says
}

// LeaveToSlack is the choice that leaves a setting to Slack.
const LeaveToSlack = "slack"

// Settings is the form of a person's own settings.
func Settings(p *i18n.Printer, d SettingsData) Modal {
	languages := []*slack.OptionBlockObject{option(LeaveToSlack, p.T("settings.language_slack"))}
	for _, language := range i18n.Languages() {
		languages = append(languages, option(language, p.T("settings.language_"+language)))
	}
	chosen := d.Language
	if chosen == "" {
		chosen = LeaveToSlack
	}
	minimum := 0
	zones := slack.NewOptionsSelectBlockElement(slack.OptTypeExternal, plain(p.T("placeholder.zone"), maxPlaceholder), ZonePicker)
	zones.MinQueryLength = &minimum
	zones.InitialOption = option(LeaveToSlack, ZoneFromSlack(p, d.SlackZone))
	if d.Zone != "" {
		zones.InitialOption = option(d.Zone, d.Zone)
	}
	return Modal{
		Callback: SettingsModal, Title: p.T("modal.settings.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: []slack.Block{
			chooseInput(p, models.FieldLanguage, languages, chosen),
			input(p, models.FieldZone, zones),
		},
	}
}

// ZoneFromSlack is how the choice reads that leaves the zone to Slack.
func ZoneFromSlack(p *i18n.Printer, zone string) string {
	return clip(p.T("settings.zone_slack", "Zone", zone), maxOption)
}

package campaign

import (
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// The callback IDs of the forms.
const (
	newModal  = "campaign.new"
	editModal = "campaign.edit"
	addModal  = "campaign.add"
	manyModal = "campaign.many"
)

const (
	pageAction     = "campaign.page"     // another page of the list; its value is the phase and a cursor
	touchAction    = "campaign.touch"    // a campaign by the other touch; its value is the campaign's ID and the number of the touch
	membersAction  = "campaign.members"  // a page of members; its value is the campaign's ID, the number of the state, and behind which member
	manyAction     = "campaign.many"     // the form that changes many members; likewise
	memberAction   = "campaign.member"   // the menu of a member; an option's value is its ID, its version and the state
	audienceAction = "campaign.audience" // adds the audience; its value is the campaign's ID
)

// phaseIcons mark campaigns by where they stand.
var phaseIcons = map[models.CampaignPhase]string{
	models.CampaignRuns: "🟢", models.CampaignPlanned: "🔵", models.CampaignUndated: "⚪", models.CampaignOver: "⚫", models.CampaignShelved: "🗄️",
}

func phaseText(p *i18n.Printer, m models.Campaign, today models.Date) string {
	phase := m.Phase(today)
	return phaseIcons[phase] + " " + p.T("campaign.phase_"+string(phase))
}

// days are the days of a campaign; "" where nobody said them.
func days(p *i18n.Printer, m models.Campaign) string {
	switch {
	case m.BeginsOn.IsZero() && m.EndsOn.IsZero():
		return ""
	case m.EndsOn.IsZero():
		return p.T("campaign.days_from", "From", views.Day(p, m.BeginsOn))
	case m.BeginsOn.IsZero():
		return p.T("campaign.days_to", "To", views.Day(p, m.EndsOn))
	case m.BeginsOn == m.EndsOn:
		return views.Day(p, m.BeginsOn)
	}
	return p.T("campaign.days", "From", views.Day(p, m.BeginsOn), "To", views.Day(p, m.EndsOn))
}

func channelText(p *i18n.Printer, m models.Campaign) string {
	if m.Channel == "" {
		return ""
	}
	if key := "campaign_channel." + m.Channel; p.Has(key) {
		return views.Escape(p.T(key))
	}
	return views.Escape(m.Channel) // one that is configured no longer
}

// page is a page of the list of campaigns as somebody sees it.
type page struct {
	results   []reports.CampaignResult
	total     int
	phase     models.CampaignPhase // "" is all in use
	next      string
	today     models.Date
	mayManage bool
}

// campaignList is a page of campaigns, each with what came of it in a line.
func campaignList(p views.Reader, l page) surface.Message {
	key := "campaign.title"
	if l.phase != "" {
		key = "campaign.title_" + string(l.phase)
	}
	text := p.Count(key, l.total)
	blocks := []slack.Block{views.Section("*" + text + "*")}
	if len(l.results) == 0 {
		blocks = append(blocks, views.Section(p.T("campaign.none", "Command", commands.Slash)))
	}
	for _, r := range l.results {
		blocks = append(blocks, views.SectionWith(line(p.Printer, r, l.today), views.RunButton("open/"+r.Campaign.Code, "campaign "+r.Campaign.Code, p.T("button.open"))))
	}
	var buttons []slack.BlockElement
	if l.mayManage {
		buttons = append(buttons, views.Primary(views.RunButton("new", "campaign new", p.T("button.campaign_new"))))
	}
	if l.next != "" {
		buttons = append(buttons, views.Button(pageAction, string(l.phase)+":"+l.next, p.T("button.more")))
	}
	if len(buttons) > 0 {
		blocks = append(blocks, views.Actions("", buttons...))
	}
	return surface.Message{Text: text, Blocks: blocks}
}

// line is a campaign in two lines: what it is, and what came of it.
func line(p *i18n.Printer, r reports.CampaignResult, today models.Date) string {
	first := joined(views.CampaignTitle(r.Campaign), phaseText(p, r.Campaign, today), channelText(p, r.Campaign), days(p, r.Campaign))
	return first + "\n" + numbers(p, r.CampaignNumbers)
}

// numbers are what came of a campaign, in a line.
func numbers(p *i18n.Printer, n reports.CampaignNumbers) string {
	return views.CampaignNumbers(p, n.Brought, n.Converted, n.Won, n.WonAmount)
}

func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), " · ")
}

// card is a campaign as somebody sees it.
type card struct {
	result    reports.CampaignResult
	months    []reports.CampaignMonth
	states    map[models.MemberState]int
	audience  audience
	rule      models.TouchRule
	today     models.Date
	team      string // the team's currency
	mayManage bool
	mayEdit   bool
	mayUndo   bool // something was just changed that they may take back
}

// campaignCard is everything about a campaign, with buttons.
func campaignCard(p views.Reader, c card) surface.Message {
	m := c.result.Campaign
	rows := []struct {
		field models.Field
		value string
	}{
		{models.FieldChannel, channelText(p.Printer, m)},
		{models.FieldBegins, joined(days(p.Printer, m), phaseText(p.Printer, m, c.today))},
		{models.FieldBudget, views.Money(p.Printer, m.Budget)},
		{models.FieldCost, views.Money(p.Printer, m.Cost)},
		{models.FieldAudience, audienceText(p.Printer, c.audience)},
		{models.FieldOwner, views.MentionIfAny(m.Owner)},
		{models.FieldTags, views.Clip(views.Escape(views.TagNames(m.Tags)), views.MaxFieldText)},
	}
	var fields []*slack.TextBlockObject
	for _, row := range rows {
		label := views.FieldLabel(p.Printer, row.field)
		if row.field == models.FieldBegins {
			label = p.T("campaign.when")
		}
		if row.value != "" {
			fields = append(fields, views.CardRow(label, row.value))
		}
	}
	blocks := append([]slack.Block{views.Header(m.Code + " · " + m.Name)}, views.RowSections(fields)...)
	if m.Notes != "" {
		blocks = append(blocks, views.Section(views.Escape(m.Notes)))
	}
	blocks = append(blocks, views.Section("*"+p.T("campaign.members")+"* "+statesText(p.Printer, c.states)))
	blocks = append(blocks, views.Section(resultText(p.Printer, c)))
	if chart := monthChart(p.Printer, c); !chart.Empty() {
		blocks = append(blocks, chart.Bars(), views.Section(monthLines(p.Printer, c)))
	}
	blocks = append(blocks, views.Actions("", buttons(p.Printer, c)...), views.Footnote(p.T("card.footnote",
		"Created", views.SlackTime(m.CreatedAt), "CreatedBy", views.WhoDid(p.Printer, m.CreatedBy), "Updated", views.SlackTime(m.UpdatedAt), "UpdatedBy", views.WhoDid(p.Printer, m.UpdatedBy))))
	return surface.Message{Text: m.Code + " · " + views.Escape(views.OneLine(m.Name)), Blocks: blocks}
}

func audienceText(p *i18n.Printer, a audience) string {
	switch {
	case a.ID == 0:
		return ""
	case len(a.broken) > 0:
		return joined(views.Escape(a.Name), "⚠️ "+views.RefusalText(p, a.broken[0]))
	case a.least || a.total >= models.MaxCounted:
		return joined(views.Escape(a.Name), p.T("campaign.audience_many", "Max", p.Number(a.total)))
	}
	return joined(views.Escape(a.Name), p.Count("campaign.audience", a.total))
}

func statesText(p *i18n.Printer, states map[models.MemberState]int) string {
	var parts []string
	for _, state := range models.MemberStates() {
		if n := states[state]; n > 0 {
			parts = append(parts, views.MemberState(p, state)+" "+p.Number(n))
		}
	}
	if len(parts) == 0 {
		return p.T("campaign.members_none")
	}
	return strings.Join(parts, " · ")
}

// resultText is what came of a campaign by a touch, beside its cost.
func resultText(p *i18n.Printer, c card) string {
	r := c.result
	lines := []string{"*" + p.T("campaign.results") + "* · " + p.T("campaign.touch_"+string(c.rule)), numbers(p, r.CampaignNumbers)}
	switch r.Unknown {
	case reports.CostKnown:
		lines = append(lines, joined(eachText(p, r), returnText(p, r)))
	default:
		lines = append(lines, "_"+p.T("campaign.cost_"+string(r.Unknown), "Begins", views.Day(p, r.Campaign.BeginsOn), "Currency", r.Campaign.Cost.Currency, "Command", commands.Slash, "Code", r.Campaign.Code)+"_")
	}
	if note := views.RatesNote(p, models.Converted{Team: c.team, Rates: r.Rates, Apart: r.Apart}); note != "" {
		lines = append(lines, note)
	}
	return strings.Join(lines, "\n")
}

func eachText(p *i18n.Printer, r reports.CampaignResult) string {
	if r.PerCustomer.None() {
		return p.T("campaign.each_nobody")
	}
	return p.T("campaign.each", "Amount", views.Money(p, r.PerCustomer))
}

func returnText(p *i18n.Printer, r reports.CampaignResult) string {
	if r.Return == nil {
		return p.T("campaign.return_zero")
	}
	return p.T("campaign.return", "Percent", views.SignedPercent(r.Return))
}

// monthChart is what came of a campaign in each month.
func monthChart(p *i18n.Printer, c card) views.Chart {
	chart := views.Chart{Title: p.T("campaign.by_month")}
	brought, converted, won := views.ChartSeries{Name: p.T("campaign.series_brought")}, views.ChartSeries{Name: p.T("campaign.series_converted")}, views.ChartSeries{Name: p.T("campaign.series_won")}
	for _, month := range c.months {
		chart.Labels = append(chart.Labels, monthName(month.Month))
		brought.Values = append(brought.Values, float64(month.Brought))
		converted.Values = append(converted.Values, float64(month.Converted))
		won.Values = append(won.Values, float64(month.Won))
	}
	chart.Series = []views.ChartSeries{brought, converted, won}
	return chart
}

func monthName(month models.Date) string { return month.String()[:len("2026-11")] }

// monthsShown is how many months the lines below a chart tell, the latest ones.
const monthsShown = 6

func monthLines(p *i18n.Printer, c card) string {
	var lines []string
	for _, month := range c.months[max(0, len(c.months)-monthsShown):] {
		cost := ""
		if month.Cost.Minor > 0 {
			cost = p.T("campaign.month_cost", "Amount", views.Money(p, month.Cost))
		}
		lines = append(lines, monthName(month.Month)+": "+joined(numbers(p, month.CampaignNumbers), cost))
	}
	return strings.Join(lines, "\n")
}

// buttons are what may be done with a campaign.
func buttons(p *i18n.Printer, c card) []slack.BlockElement {
	m := c.result.Campaign
	run := func(tag, text, key string) slack.BlockElement {
		return views.RunButton(tag, "campaign "+m.Code+text, p.T(key))
	}
	var list []slack.BlockElement
	if c.mayManage && !m.Archived() {
		list = append(list, views.Primary(views.RunButton("edit", "campaign "+m.Code+" edit", p.T("button.edit"))))
	}
	if c.mayEdit && !m.Archived() {
		list = append(list, run("add", " add", "button.member_add"))
		if c.audience.ID != 0 && len(c.audience.broken) == 0 {
			list = append(list, views.Button(audienceAction, views.Itoa(m.ID), p.T("button.audience_add")))
		}
	}
	list = append(list, run("members", " members", "button.members"))
	other, key := 1, "button.touch_last"
	if c.rule == models.LastTouch {
		other, key = 0, "button.touch_first"
	}
	list = append(list, views.Button(touchAction, views.Itoa(m.ID)+":"+views.Itoa(int64(other)), p.T(key)))
	if c.mayUndo {
		list = append(list, views.RunButton("undo", "undo", p.T("button.campaign_undo")))
	}
	list = append(list, run("export", " export", "button.members_export"), run("history", " history", "button.history"))
	if c.mayManage && m.Archived() {
		list = append(list, run("restore", " restore", "button.restore"))
	} else if c.mayManage {
		list = append(list, run("archive", " archive", "button.campaign_archive"))
	}
	return append(list, views.RunButton("list", "campaign", p.T("button.campaigns")))
}

// asked is what a form of a campaign offers to choose from, and the rules of the rest.
type asked struct {
	searches []models.SavedSearch
	rules    models.Rules
}

// newForm asks for a new campaign; values are what is known of it.
func newForm(p *i18n.Printer, a asked, values map[models.Field]string) surface.Modal {
	return surface.Modal{
		Callback: newModal, Title: p.T("modal.campaign_new.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: inputs(p, a, func(field models.Field) string { return values[field] }),
	}
}

// editForm is the form of a campaign.
func editForm(p *i18n.Printer, m models.Campaign, a asked) surface.Modal {
	return surface.Modal{
		Callback: editModal, Title: p.T("modal.campaign_edit.title", "Code", m.Code), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: inputs(p, a, m.Get),
	}
}

func inputs(p *i18n.Printer, a asked, value func(models.Field) string) []slack.Block {
	var blocks []slack.Block
	for _, key := range models.CampaignFields() {
		spec, _ := models.Campaigns.Find(key)
		if key != models.FieldAudience {
			blocks = append(blocks, views.FieldInput(p, spec, value(key), a.rules))
			continue
		}
		var options []*slack.OptionBlockObject
		for _, search := range a.searches {
			options = append(options, views.Option(views.Itoa(search.ID), search.Name))
		}
		if len(options) > 0 {
			blocks = append(blocks, views.Optional(views.ChooseInput(p, key, options, value(key))))
		}
	}
	return blocks
}

// historyMessage is what was changed of a campaign, newest first.
func historyMessage(p views.Reader, m models.Campaign, entries []models.HistoryEntry) surface.Message {
	text := p.T("campaign.history", "Code", m.Code, "Name", views.Escape(views.OneLine(m.Name)))
	blocks := []slack.Block{views.Section("*" + text + "*")}
	var lines []string
	for _, e := range entries {
		spec := e.Spec()
		change := views.FieldLabel(p.Printer, spec.Key) + ": " + views.HistoryText(p, spec, e.OldValue) + " → " + views.HistoryText(p, spec, e.NewValue)
		if e.Action == models.ActionUndo {
			change = "↩️ " + change
		}
		lines = append(lines, "• "+joined(views.SlackTime(e.At), views.WhoDid(p.Printer, e.Actor), change))
	}
	if len(lines) == 0 {
		lines = append(lines, p.T("campaign.history_none"))
	}
	for some := range slices.Chunk(lines, commands.PageSize) {
		blocks = append(blocks, views.Sections(strings.Join(some, "\n"))...)
	}
	return surface.Message{Text: text, Blocks: append(blocks, views.Actions("", views.RunButton("open", "campaign "+m.Code, p.T("button.open"))))}
}

package campaign

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

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
		{models.FieldBegins, joined(views.CampaignDays(p.Printer, m), phaseText(p.Printer, m, c.today))},
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
	case a.gone:
		return "⚠️ " + p.T("campaign.audience_gone")
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

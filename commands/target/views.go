package target

import (
	"slices"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// targetModal is the callback ID of the form of a target.
const targetModal = "target.save"

// targets shows how much of each target was reached until a day.
func targets(p views.Reader, list []models.TargetProgress, together models.Converted, day models.Date, mayManage bool) surface.Message {
	text := p.T("target.title", "Day", day)
	body := views.TargetLines(p.Printer, list, views.Mention)
	if len(list) == 0 {
		body = p.T("target.none")
	}
	blocks := append([]slack.Block{views.Section("*" + text + "*")}, views.Sections(body)...)
	if mayManage {
		blocks = append(blocks, views.Actions("", views.RunButton("set", "target set", p.T("button.target_set"))))
	}
	if note := views.RatesNote(p.Printer, together); note != "" {
		blocks = append(blocks, views.Footnote(note))
	}
	return surface.Message{Text: text, Blocks: blocks}
}

// draft is what the form of a target begins with.
type draft struct {
	today     models.Date
	person    string // "" is the team
	period    string // models.Target.Period
	amount    string // as it was typed
	customers string
}

// The months and quarters that the form offers, from the last one.
const (
	monthsOffered   = 14
	quartersOffered = 6
)

// targetForm asks who is to reach what, and when.
func targetForm(p *i18n.Printer, d draft) surface.Modal {
	var periods []string
	for i := range monthsOffered {
		periods = append(periods, models.Target{Span: models.TargetMonth, Begins: d.today.MonthStart().AddMonths(i - 1)}.Period())
	}
	for i := range quartersOffered {
		periods = append(periods, models.Target{Span: models.TargetQuarter, Begins: d.today.QuarterStart().AddMonths(3*i - 3)}.Period())
	}
	if !slices.Contains(periods, d.period) {
		periods = append(periods, d.period)
	}
	options := make([]*slack.OptionBlockObject, len(periods))
	for i, period := range periods {
		options[i] = views.Option(period, period)
	}
	return surface.Modal{
		Callback: targetModal, Title: p.T("modal.target.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: []slack.Block{
			views.UserInput(p, models.InputUser, d.person),
			views.ChooseInput(p, models.InputPeriod, options, d.period),
			views.Optional(views.TextInput(p, models.FieldAmount, d.amount, 0, false)),
			views.Optional(views.TextInput(p, models.InputNewCustomers, d.customers, 0, false)),
			views.Footnote(p.T("target.hint")),
		},
	}
}

// targetSet says what holds now, and what did before.
func targetSet(p *i18n.Printer, now, before models.Target) surface.Message {
	who := p.T("target.team")
	if now.Person != "" {
		who = views.Mention(now.Person)
	}
	text := p.T("notice.target_set", "Who", who, "Period", now.Period(), "Target", wants(p, now))
	if !before.Empty() {
		text += " " + p.T("target.before", "Target", wants(p, before))
	}
	return surface.Message{Text: text, Blocks: []slack.Block{views.Section(text), views.Actions("", views.RunButton("list", "target "+now.Period(), p.T("button.target_list")))}}
}

// wants is what a target wants.
func wants(p *i18n.Printer, t models.Target) string {
	var parts []string
	if !t.Amount.None() {
		parts = append(parts, views.Money(p, t.Amount))
	}
	if t.Customers > 0 {
		parts = append(parts, p.Count("target.new_customers", t.Customers))
	}
	if len(parts) == 0 {
		return p.T("target.nothing")
	}
	return p.List(parts)
}

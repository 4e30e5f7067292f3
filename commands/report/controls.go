package report

import (
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

const (
	periodAction = "report.period" // the menu of periods
	personAction = "report.person" // the menu of people
	changeAction = "report.change" // the button that opens the form; its value is what the report was asked for
	askModal     = "report.ask"    // the callback ID of the form
)

// askBlock begins the block_id of the controls, behind which stand the period and the rest of what the report was asked for.
const askBlock = "report.ask/"

// controls ask for another report in the place of this one.
func controls(p *i18n.Printer, s shown) []slack.Block {
	if !s.controls {
		return nil
	}
	a := s.asked
	change := views.Button(changeAction, a.whole(), p.T("button.report_change"))
	var elements []slack.BlockElement
	block := askBlock + a.name + "/" + a.rest()
	if len(block) <= views.MaxBlockID {
		elements = append(elements, periodMenu(p, s))
		if !s.ownOnly {
			elements = append(elements, personMenu(p, a.scope.Person))
		}
	} else {
		block = ""
	}
	elements = append(elements, change)
	if a.scope.Person != "" {
		elements = append(elements, views.RunButton("team", strings.TrimSpace("report "+a.name+" "+a.filters()), p.T("button.report_team")))
	}
	if s.mayShare {
		elements = append(elements, views.RunButton("share", "report "+a.whole()+" share", p.T("button.share")))
	}
	return []slack.Block{views.Actions(block, elements...)}
}

// readAsked reads from the controls' block_id what the report was asked for: the name of its period, and the rest.
func readAsked(block string) (name, rest string, ok bool) {
	text, ok := strings.CutPrefix(block, askBlock)
	if !ok {
		return "", "", false
	}
	return strings.Cut(text, "/")
}

// periodMenu offers other periods; the report's own is chosen.
func periodMenu(p *i18n.Printer, s shown) slack.BlockElement {
	menu := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, views.Plain(p.T("report.choose_period"), views.MaxOption), periodAction, periodOptions(p, "")...)
	chosen := s.asked.name
	for _, option := range menu.Options {
		from, to, known := days(option.Value, s.today)
		if chosen == option.Value || known && from == s.report.Period.From && to == s.report.Period.Last() {
			menu.InitialOption = option
			return menu
		}
	}
	menu.InitialOption = views.Option(chosen, periodName(p, s.report.Period))
	menu.Options = append(menu.Options, menu.InitialOption)
	return menu
}

// periodOptions are the periods that are offered; more is one more option's value, "" is none.
func periodOptions(p *i18n.Printer, more string) (options []*slack.OptionBlockObject) {
	for _, name := range offered {
		options = append(options, views.Option(name, p.T("report.period_"+name)))
	}
	if more != "" {
		options = append(options, views.Option(more, p.T("report.period_"+more)))
	}
	return options
}

// periodName is a period as a menu offers it that has no name of its own.
func periodName(p *i18n.Printer, period reports.Period) string {
	if period.From == period.Last() {
		return views.Day(p, period.From)
	}
	return p.T("report.span", "From", period.From, "To", period.Last())
}

func personMenu(p *i18n.Printer, chosen string) slack.BlockElement {
	menu := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, views.Plain(p.T("report.choose_person"), views.MaxOption), personAction)
	menu.InitialUser = chosen
	return menu
}

// someDays is the choice of days of one's own in the form, and anyIndustry that of customers of every industry.
const (
	someDays    = "days"
	anyIndustry = "any"
)

// askForm asks for a report, beginning with one that was asked for. known are the industries that there are.
func askForm(p *i18n.Printer, a asked, known []string) surface.Modal {
	name, from, to := a.name, models.Date{}, models.Date{}
	options := periodOptions(p, someDays)
	if !slices.ContainsFunc(options, func(option *slack.OptionBlockObject) bool { return option.Value == name }) {
		name, from, to = someDays, a.period.From, a.period.To
	}
	industries := []*slack.OptionBlockObject{views.Option(anyIndustry, p.T("report.any_industry"))}
	for _, key := range known {
		industries = append(industries, views.Option(key, p.T("industry."+key)))
	}
	industry := a.scope.Industry
	if industry == "" {
		industry = anyIndustry
	}
	return surface.Modal{
		Callback: askModal, Title: p.T("modal.report.title"), Submit: p.T("button.report_show"), Close: p.T("button.cancel"),
		Blocks: []slack.Block{
			views.ChooseInput(p, models.InputReportPeriod, options, name),
			views.DateInput(p, models.InputReportFrom, from), views.DateInput(p, models.InputReportTo, to),
			views.UserInput(p, models.InputUser, a.scope.Person),
			views.Optional(views.ChooseInput(p, models.FieldIndustry, industries, industry)),
			filterInput(p, models.FieldSource, a.scope.Source), filterInput(p, models.FieldTags, a.scope.Tag),
		},
	}
}

// filterInput asks for what customers have in a field, without the words that help to fill the field itself.
func filterInput(p *i18n.Printer, field models.Field, value string) slack.Block {
	element := slack.NewPlainTextInputBlockElement(nil, views.FieldAction)
	element.InitialValue = value
	return views.Optional(slack.NewInputBlock(string(field), views.Plain(views.FieldLabel(p, field), views.InputMax), nil, element))
}

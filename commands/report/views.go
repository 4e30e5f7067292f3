package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// reportPeople is how many people a report's table shows.
const reportPeople = 10

// linesShown is how many deals each part of what happened shows, where there is room for so many.
const linesShown = 5

// shown is a report as somebody sees it.
type shown struct {
	report reports.Report
	late   bool
	names  map[string]string // what people are called, by user ID, where a whole channel reads it; else nil
	asked  asked             // of one that somebody asked for
	lines  int               // how many deals each part of what happened shows

	controls bool         // it is asked for, and can be asked for otherwise
	mayShare bool         //
	today    models.Date  // of who asks
	sharer   string       // who shares it; "" is nobody
	ownOnly  bool         // who asked sees only some customers
	unfit    models.Unfit // why the person whose figures these are has no part in it any more
}

// person is somebody as the report's readers see them: a mention, or where a whole channel reads it, their name.
func (s shown) person(id string) string {
	if s.names == nil || id == "" {
		return views.Mention(id)
	}
	return views.Escape(views.OneLine(cmp.Or(s.names[id], id)))
}

// report is what happened in a period, on one screen: what a manager asks first, then the figures with their change, then the people. It shows
// fewer lines where it would be too long for one message.
func report(p *i18n.Printer, s shown) surface.Message {
	for s.lines = linesShown; ; s.lines-- {
		message := surface.Message{Text: summary(p, s.report), Blocks: blocks(p, s)}
		if message.Fits() || s.lines == 1 {
			return message
		}
	}
}

// summary is a report in a line.
func summary(p *i18n.Printer, r reports.Report) string {
	return p.T("report.text", "Title", title(p, r.Period), "New", p.Number(r.Count(reports.KeyNew)), "Done", p.Number(r.Count(reports.KeyDone)), "Overdue", p.Number(r.Count(reports.KeyOverdue)))
}

func blocks(p *i18n.Printer, s shown) []slack.Block {
	r := s.report
	blocks := []slack.Block{views.Header(title(p, r.Period))}
	for _, note := range notes(p, s) {
		blocks = append(blocks, views.Footnote(note))
	}
	if quiet(r) {
		blocks = append(blocks, views.Section(p.T("report.nothing")))
	} else {
		blocks = slices.Concat(blocks, happened(p, s), targetBlocks(p, s), campaignBlocks(p, s), ticketBlocks(p, s), figures(p, s))
	}
	blocks = append(blocks, views.Actions("", bookButton(p, contextOf(s))))
	return append(append(blocks, views.Footnote(footer(p, r.Period))), controls(p, s)...)
}

// quiet reports that nothing is to be told of the period.
func quiet(r reports.Report) bool {
	return r.Happened.Nothing() && len(r.Targets) == 0 && r.Tickets.Numbers.Nothing() && !slices.ContainsFunc(r.Figures, func(f models.Figure) bool { return f.Now.N > 0 })
}

// figures are the figures, with charts and people.
func figures(p *i18n.Printer, s shown) []slack.Block {
	r := s.report
	told := slices.DeleteFunc(r.Totals(), models.Figure.IsZero)
	blocks := append(commands.FigureFields(p, told), commands.DealFigureFields(p, dealFigures(r), r.Deals.Together.Team)...)
	blocks = append(blocks, openingsMenu(p, s)...)
	blocks = append(blocks, charts(p, s)...)
	if len(r.Transitions) > 0 {
		blocks = append(blocks, views.Section("*"+p.T("report.transitions")+"*\n"+transitionLines(p, r)))
	}
	if len(r.People) > 0 {
		blocks = append(blocks, views.Section("*"+p.T("report.by_person")+"*\n"+personLines(p, s)))
	}
	return blocks
}

// dealsTold are the figures of deals that a report shows: those that its own figures don't count already.
var dealsTold = []string{"won_amount", "lost_amount", "average_won", "cycle", "pipeline", "weighted"}

// dealFigures are the figures of deals, where there is something to say of any.
func dealFigures(r reports.Report) []models.DealFigure {
	var list []models.DealFigure
	some := false
	for _, f := range r.Deals.Figures {
		if slices.Contains(dealsTold, f.Key) {
			list = append(list, f)
			some = some || f.Now != nil && f.Now.Sign() != 0 || f.Before != nil && f.Before.Sign() != 0
		}
	}
	if !some {
		return nil
	}
	return list
}

// title says what a report is of.
func title(p *i18n.Printer, period reports.Period) string {
	unit := period.Unit()
	if period.Whole.IsZero() && unit != reports.UnitDays {
		return p.T("report.title_"+string(unit), "From", period.From, "To", period.To, "Month", period.From.String()[:len("2026-10")], "Year", period.From.String()[:len("2026")], "Quarter", period.Quarter())
	}
	if period.From == period.To {
		return p.T("report.title_day", "Day", views.Day(p, period.From))
	}
	return p.T("report.title", "From", period.From, "To", period.To)
}

// notes say what is to be known of a report before it is read: that it is late, whose it is, and what it leaves out.
func notes(p *i18n.Printer, s shown) (list []string) {
	if s.late {
		list = append(list, p.T("reminder.late"))
	}
	var only []string
	scope := s.asked.scope
	if scope.Person != "" {
		only = append(only, s.person(scope.Person))
	}
	if scope.Industry != "" {
		only = append(only, views.FieldLabel(p, models.FieldIndustry)+": "+views.Escape(p.T("industry."+scope.Industry)))
	}
	for _, filter := range []struct {
		field models.Field
		value string
	}{{models.FieldSource, scope.Source}, {models.FieldTags, scope.Tag}} {
		if filter.value != "" {
			only = append(only, views.FieldLabel(p, filter.field)+": "+views.Escape(views.OneLine(filter.value)))
		}
	}
	if len(only) > 0 {
		list = append(list, p.T("report.only", "Only", strings.Join(only, " · ")))
	}
	if key := "report.unfit_" + string(s.unfit); s.unfit != models.Fit && p.Has(key) {
		list = append(list, p.T(key, "Person", s.person(scope.Person)))
	}
	switch {
	case s.sharer != "" && s.ownOnly:
		list = append(list, p.T("report.shared_own", "Person", s.person(s.sharer)))
	case s.sharer != "":
		list = append(list, p.T("report.shared", "Person", s.person(s.sharer)))
	case s.ownOnly:
		list = append(list, p.T("report.own"))
	}
	return list
}

// footer says with what the figures are compared, and by which clock the days begin.
func footer(p *i18n.Printer, period reports.Period) string {
	previous := period.Previous()
	before := p.T("report.span", "From", previous.From, "To", previous.To)
	if previous.From == previous.To {
		before = views.Day(p, previous.From)
	}
	return p.T("report.compared", "Before", before) + " · " + p.T("report.zone", "Zone", periodZone(p, period))
}

// periodZone names the clock by which a period's days begin.
func periodZone(p *i18n.Printer, period reports.Period) string {
	zone := period.Zone
	if zone == nil {
		zone = time.UTC
	}
	return views.ReaderOf(p, zone).OwnZone(period.From)
}

func transitionLines(p *i18n.Printer, r reports.Report) string {
	var lines []string
	for _, t := range r.Transitions {
		lines = append(lines, p.T("status."+string(t.From))+" → "+p.T("status."+string(t.To))+": "+p.Number(t.Count))
	}
	return strings.Join(lines, "\n")
}

func personLines(p *i18n.Printer, s shown) string {
	people := s.report.People
	var lines []string
	for _, person := range people[:min(reportPeople, len(people))] {
		var words []string
		for _, f := range person.Figures {
			if f.Now.N == 0 {
				continue
			}
			number := p.Number(f.Now.N)
			if f.Rate {
				number = p.Percent(f.Now.N, f.Now.Of)
			}
			words = append(words, p.T("report.person."+f.Key, "Number", number))
		}
		lines = append(lines, p.T("report.person_line", "Person", s.person(person.ID), "Figures", strings.Join(words, p.T("report.person_separator"))))
	}
	if rest := len(people) - reportPeople; rest > 0 {
		lines = append(lines, p.Count("report.more_people", rest))
	}
	return strings.Join(lines, "\n")
}

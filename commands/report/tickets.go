package report

import (
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/views"
)

// ticketsBlock begins the block_id of the menu of the tickets behind the figures of service, as openBlock does of the others.
const ticketsBlock = "report.tickets/"

// The figures of service that a message shows, each with another one beside it, or none; the workbook has all.
var ticketsTold = []struct{ key, beside string }{
	{"raised", ""},
	{"solved", ""},
	{"reopened", ""},
	{"open", ""},
	{"late", ""},
	{"response", "response_most"},
	{"response_in_time", ""},
	{"solution", "solution_most"},
	{"solution_in_time", ""},
	{"satisfied", "rated"},
}

// ticketBlocks are the figures of service, with the way to the tickets behind them, then by person and by priority; nothing where there are no
// tickets.
func ticketBlocks(p *i18n.Printer, s shown) []slack.Block {
	r := s.report.Tickets
	if r.Nothing() {
		return nil
	}
	blocks := []slack.Block{ticketsHeading(p, s)}
	var fields []*slack.TextBlockObject
	for _, told := range ticketsTold {
		f, known := figureOf(r.Figures, told.key)
		if !known || f.Now == nil && f.Before == nil || f.Unit == models.UnitTickets && f.IsZero() {
			continue
		}
		text := "*" + p.T("tickets."+f.Key) + "*\n" + ticketText(p, f)
		if beside, known := figureOf(r.Figures, told.beside); known && beside.Now != nil {
			text += "\n" + p.T("tickets.beside_"+beside.Key, "Figure", ticketText(p, beside))
		}
		fields = append(fields, views.Mrkdwn(text, views.MaxFieldText))
	}
	for part := range slices.Chunk(fields, views.FieldsPerSection) {
		blocks = append(blocks, slack.NewSectionBlock(nil, part, nil))
	}
	lines := func(title string, parts []reports.TicketPart, name func(string) string) {
		var said []string
		for _, part := range parts[:min(len(parts), s.lines)] {
			if figures := partLine(p, part); figures != "" {
				said = append(said, p.T("report.person_line", "Person", name(part.Value), "Figures", figures))
			}
		}
		if len(said) > 0 {
			said = andMore(p, said, len(parts)-min(len(parts), s.lines))
			blocks = append(blocks, views.Section("*"+p.T(title)+"*\n"+strings.Join(said, "\n")))
		}
	}
	lines("report.tickets_by_assignee", r.People, func(id string) string {
		if id == "" {
			return p.T("report.unassigned")
		}
		return s.person(id)
	})
	lines("report.tickets_by_priority", r.Priorities, func(priority string) string {
		return views.PriorityText(p, models.Priority(priority))
	})
	return blocks
}

// figureOf finds the figure with a key.
func figureOf(list []models.TicketFigure, key string) (models.TicketFigure, bool) {
	at := slices.IndexFunc(list, func(f models.TicketFigure) bool { return f.Key == key })
	if at < 0 {
		return models.TicketFigure{}, false
	}
	return list[at], true
}

// ticketsHeading names the part, with the menu of the tickets behind its figures where there are any.
func ticketsHeading(p *i18n.Printer, s shown) slack.Block {
	title := "🎫 *" + p.T("report.tickets") + "*"
	var options []*slack.OptionBlockObject
	for _, list := range ticketLists {
		if n := list.count(s.report.Tickets.Numbers); n > 0 {
			options = append(options, views.Option(string(list.list), p.T("report.opens", "List", p.T("report.list."+string(list.list)), "Count", p.Number(n))))
		}
	}
	block := ticketsBlock + contextOf(s)
	if len(options) == 0 || len(block) > views.MaxBlockID {
		return views.Section(title)
	}
	heading := views.SectionWith(title, slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, views.Plain(p.T("report.open_tickets"), views.MaxOption), recordsAction+"/tickets", options...))
	heading.BlockID = block
	return heading
}

// ticketList is a list of tickets behind the figures, and how many it has.
type ticketList struct {
	list  models.ReportList
	count func(reports.TicketNumbers) int
}

// ticketLists are the lists of tickets, in the order in which they are offered.
var ticketLists = []ticketList{
	{models.ListRaised, func(n reports.TicketNumbers) int { return n.Raised.Count }},
	{models.ListAnswered, func(n reports.TicketNumbers) int { return n.Answered.Count }},
	{models.ListAnsweredLate, func(n reports.TicketNumbers) int { return n.Answered.Late }},
	{models.ListSolved, func(n reports.TicketNumbers) int { return n.Solved.Count }},
	{models.ListSolvedLate, func(n reports.TicketNumbers) int { return n.Solved.Late }},
	{models.ListReopened, func(n reports.TicketNumbers) int { return n.Reopened.Count }},
	{models.ListOpen, func(n reports.TicketNumbers) int { return n.Open.Count }},
	{models.ListOpenLate, func(n reports.TicketNumbers) int { return n.Open.Late }},
	{models.ListRated, func(n reports.TicketNumbers) int { return n.Asked.Rated }},
}

// partLine is what there is to say of the tickets of one person, or of one priority.
func partLine(p *i18n.Printer, part reports.TicketPart) string {
	var said []string
	for _, f := range part.Figures {
		if key := "report.tickets_of." + f.Key; p.Has(key) && !f.IsZero() && f.Now != nil {
			said = append(said, p.T(key, "Figure", ticketText(p, f)))
		}
	}
	return strings.Join(said, p.T("report.person_separator"))
}

// ticketText is a figure of service in its unit, with its change against the period before.
func ticketText(p *i18n.Printer, f models.TicketFigure) string {
	text := ticketValue(p, f.Unit, f.Now)
	if f.Now == nil || f.Before == nil {
		return text
	}
	diff := new(big.Rat).Sub(f.Now, f.Before)
	sign := map[int]string{1: "+", 0: "±", -1: "−"}[diff.Sign()]
	diff.Abs(diff)
	change := sign + ticketValue(p, f.Unit, diff)
	if f.Unit == models.UnitTicketShare {
		change = p.T("report.points", "Change", sign+new(big.Rat).Mul(diff, big.NewRat(100, 1)).FloatString(1))
	}
	return text + " (" + change + ")"
}

// ticketValue is a value of a figure of service in its unit; a dash where there is nothing to say.
func ticketValue(p *i18n.Printer, unit models.TicketUnit, exact *big.Rat) string {
	if exact == nil {
		return i18n.NoPercent
	}
	switch unit {
	case models.UnitTicketShare:
		return new(big.Rat).Mul(exact, big.NewRat(100, 1)).FloatString(1) + "%"
	case models.UnitWorkingTime:
		seconds, _ := models.HalfUp(exact)
		return views.WorkTime(p, time.Duration(seconds)*time.Second)
	}
	return p.Decimal(exact.FloatString(0))
}

// ticketRecord is a ticket that was counted: what became of it then, in its second line.
func ticketRecord(p views.Reader, l listedAs, e models.ReportEntry) (first, second []string) {
	t := *e.Ticket
	first = []string{views.TicketLine(p.Printer, t, l.now)}
	took := func(used int64, late bool) string {
		text := p.T("report.ticket_took", "Used", views.WorkTime(p.Printer, time.Duration(used)*time.Second))
		if late {
			return "⚠️ " + text
		}
		return text
	}
	switch models.ReportList(l.opening) {
	case models.ListAnswered, models.ListAnsweredLate:
		second = []string{p.T("report.ticket_answered", "When", views.SlackTime(*t.RespondedAt), "Person", views.WhoDid(p.Printer, t.RespondedBy)), took(t.ResponseUsed, t.ResponseLate)}
	case models.ListSolved, models.ListSolvedLate:
		used, late := t.SolveUsed, t.SolveLate
		if m := e.TicketMove; m.Used != nil && m.Late != nil {
			used, late = *m.Used, *m.Late
		}
		second = []string{p.T("report.ticket_solved", "When", views.SlackTime(e.At()), "Person", views.WhoDid(p.Printer, e.TicketMove.MovedBy)), took(used, late)}
	case models.ListReopened:
		second = []string{p.T("report.ticket_reopened", "When", views.SlackTime(e.At()), "Person", views.WhoDid(p.Printer, e.TicketMove.MovedBy))}
	case models.ListRated:
		rated := p.T("satisfaction." + string(t.Satisfaction))
		if t.SatisfiedBy != "" {
			rated += " · " + p.T("satisfied_by."+t.SatisfiedBy)
		}
		second = []string{rated}
	default:
		second = []string{p.T("report.ticket_raised", "When", views.SlackTime(t.RaisedAt))}
	}
	return first, second
}

package sheets

import (
	"io"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// NewTickets begins a file of tickets, a workbook or in the form of NewCustomersCSV. rules say which custom fields there are.
func NewTickets(to io.Writer, r Reader, rules models.Rules, asCSV bool) (Records[models.TicketRow], error) {
	return records(to, ticketSheet(r, rules), asCSV)
}

// ticketSheet has the columns of a ticket: its code, its customer and contact, its fields in the order of its form, custom ones in use, what the system
// noted, and how it kept to its targets.
func ticketSheet(r Reader, rules models.Rules) recordSheet[models.TicketRow] {
	s := recordSheet[models.TicketRow]{view: subject{reader: r}, name: r.word("sheet.tickets", "Tickets")}
	kind := models.Tickets.With(rules.Further)
	get := func(r *models.TicketRow, field models.Field) string { return kind.Get(&r.Ticket, field) }
	for _, spec := range kind.Fields {
		switch {
		case !inFile(spec):
			continue
		case spec.Key == models.FieldCreatedAt: // before what nobody reads
			addTargets(&s)
		}
		s.field(models.ImportTickets, spec, get)
		if spec.Key == models.FieldTicketCode {
			s.customer(func(r *models.TicketRow) models.Customer { return r.Customer })
			s.say(models.FieldContactName, func(r *models.TicketRow) any { return r.Contact })
		}
	}
	return s
}

// addTargets adds how a ticket kept to the targets of its priority, in hours of working time.
func addTargets(s *recordSheet[models.TicketRow]) {
	hours := func(d time.Duration) any {
		if d == 0 {
			return nil
		}
		return Number{Value: float64(int64(d/time.Minute)) / 60, Format: "0.0"}
	}
	met := func(ended, late bool, target time.Duration) any {
		if !ended || target == 0 {
			return nil
		}
		if late {
			return s.view.say("customfield." + models.CustomNo)
		}
		return s.view.say("customfield." + models.CustomYes)
	}
	used := func(ended bool, seconds int64) any {
		if !ended {
			return nil
		}
		return Number{Value: float64(seconds/60) / 60, Format: "0.0"}
	}
	s.count("sheet.response_target", func(r *models.TicketRow) any { return hours(r.Target.Response) })
	s.count("sheet.response_used", func(r *models.TicketRow) any { return used(r.RespondedAt != nil, r.ResponseUsed) })
	s.count("sheet.response_met", func(r *models.TicketRow) any { return met(r.RespondedAt != nil, r.ResponseLate, r.Target.Response) })
	s.count("sheet.solve_target", func(r *models.TicketRow) any { return hours(r.Target.Solve) })
	s.count("sheet.solve_used", func(r *models.TicketRow) any { return used(r.SolvedAt != nil, r.SolveUsed) })
	s.count("sheet.solve_met", func(r *models.TicketRow) any { return met(r.SolvedAt != nil, r.SolveLate, r.Target.Solve) })
}

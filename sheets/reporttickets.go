package sheets

import (
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

// ticketsPart is the sheet of tickets in a workbook.
type ticketsPart struct {
	view   subject
	kind   *models.RecordKind[models.Ticket]
	fields []models.FieldSpec
	table
}

// ticketFields are the fields of a ticket that the sheet has, but for custom ones: what was said isn't among them, nor who has asked.
var ticketFields = []models.Field{
	models.FieldTicketSubject, models.FieldPriority, models.FieldTicketState, models.FieldTicketAssignee, models.FieldTags, models.FieldRaisedAt, models.FieldRespondedAt, models.FieldRespondedBy,
	models.FieldSolvedAt, models.FieldSatisfaction, models.FieldSatisfiedBy,
}

// secondsAnHour makes hours of seconds.
const secondsAnHour = 3600

// ReportTickets adds the sheet of tickets, each with its customer, and how many hours of working time it took to answer and to solve it.
func (w *Workbook) ReportTickets() (Part[models.TicketRow], error) {
	x := &ticketsPart{view: subject{reader: w.reader}, kind: models.Tickets.With(w.rules.Further)}
	code, _ := x.kind.Find(models.FieldTicketCode)
	titles, wides := []string{x.view.label(code)}, []float64{columnWide(code)}
	for _, field := range []models.Field{models.FieldCode, models.FieldName} {
		spec, _ := models.Customers.Find(field)
		titles, wides = append(titles, x.view.label(spec)), append(wides, columnWidth(sheetColumn{spec: spec}))
	}
	for _, spec := range x.kind.Fields {
		if slices.Contains(ticketFields, spec.Key) || spec.Custom != nil && !spec.Retired() {
			x.fields = append(x.fields, spec)
			titles, wides = append(titles, x.view.label(spec)), append(wides, columnWide(spec))
		}
	}
	titles, wides = append(titles, x.view.say("sheet.response_hours"), x.view.say("sheet.solution_hours")), append(wides, 16, 16)
	var err error
	x.table, err = w.table(x.view.say("sheet.report_tickets"), titles, wides, true)
	x.limit(w)
	return x, err
}

// Add writes a ticket.
func (x *ticketsPart) Add(t models.TicketRow) error {
	values := []any{t.Code, t.Customer.Code, t.Customer.Name}
	for _, spec := range x.fields {
		values = append(values, x.view.written(spec, x.kind.Get(&t.Ticket, spec.Key)))
	}
	hours := func(done bool, seconds int64) any {
		if !done {
			return nil
		}
		return Number{Value: float64(seconds) / secondsAnHour, Format: "#,##0.00"}
	}
	return x.add(append(values, hours(t.RespondedAt != nil, t.ResponseUsed), hours(t.SolvedAt != nil, t.SolveUsed)))
}

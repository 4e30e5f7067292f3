package report

import (
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/sheets"
	"github.com/guanxi-crm/guanxi/views"
)

// summary is what happened, in the order in which a manager asks.
func (w Workbook) summary() sheets.Page {
	h := w.Report.Happened
	won := w.dealTable("won", h.Won, w.columns("book.closed_on"), func(d models.Deal) []any { return []any{w.day(d.ClosedAt)} })
	lost := w.dealTable("lost", h.Lost, w.columns("book.closed_on", "field.lost_reason", "field.lost_note"), func(d models.Deal) []any {
		return []any{w.day(d.ClosedAt), w.reason(d.LostReason), d.LostNote}
	})
	slipped := w.dealTable("slipped", h.Slipped, w.columns("field.expected_close", "field.stage"), func(d models.Deal) []any {
		stage, _ := w.Rules.Pipelines.Stage(d.StageID)
		return []any{d.ExpectedClose, stage.Label(w.Printer.Language())}
	})
	fresh := w.customerTable("new", h.New, "book.created_on", func(c models.Customer) any { return w.day(&c.CreatedAt) })
	cold := w.customerTable("cold", h.Cold, "field.next_follow_up", func(c models.Customer) any { return c.NextFollowUp })
	return w.page("summary", won, lost, w.reasons(), fresh, slipped, cold, w.targets())
}

// dealTable is a table of deals, with what else there is to say of each.
func (w Workbook) dealTable(key string, group reports.DealGroup, more []string, of func(models.Deal) []any) sheets.Table {
	p := w.Printer
	t := sheets.Table{
		Title:   p.T("book.happened_"+key, "Count", p.Number(group.Count), "Amount", w.money(group.Together.Amount)),
		Columns: append(w.columns("field.deal_title", "field.deal_code", "field.name", "field.owner", "field.amount"), more...),
		Note:    w.some(len(group.Deals), group.Count),
	}
	for _, d := range group.Deals {
		customer := w.Report.Happened.Customers[d.CustomerID]
		t.Rows = append(t.Rows, append([]any{d.Title, d.Code, w.name(customer), w.person(d.Owner), d.Amount}, of(d)...))
	}
	return t
}

func (w Workbook) customerTable(key string, group reports.CustomerGroup, column string, of func(models.Customer) any) sheets.Table {
	p := w.Printer
	t := sheets.Table{
		Title:   p.T("book.happened_"+key, "Count", p.Number(group.Count)),
		Columns: w.columns("field.name", "field.code", "field.status", "field.owner", column),
		Note:    w.some(len(group.Customers), group.Count),
	}
	for _, c := range group.Customers {
		t.Rows = append(t.Rows, []any{w.name(c), c.Code, p.T("status." + string(c.Status)), w.person(c.Owner), of(c)})
	}
	return t
}

// some says that not all are in a table.
func (w Workbook) some(shown, all int) string {
	if shown >= all {
		return ""
	}
	return w.Printer.T("book.some", "Shown", w.Printer.Number(shown), "Count", w.Printer.Number(all))
}

// reason is what a reason for lost deals is called.
func (w Workbook) reason(key string) string {
	if name := "lost_reason." + key; w.Printer.Has(name) {
		return w.Printer.T(name)
	}
	return key // one that is no more
}

// reasons are why deals were lost.
func (w Workbook) reasons() sheets.Table {
	t := sheets.Table{Columns: w.columns("book.reasons", "book.deals")}
	for _, r := range w.Report.Happened.Reasons {
		name := w.reason(r.Reason)
		if name == "" {
			name = w.Printer.T("book.no_reason")
		}
		t.Rows = append(t.Rows, []any{name, r.Count})
	}
	t.Charts = []sheets.Chart{{Kind: sheets.Bars, Title: t.Columns[0], Columns: []int{1}, Rows: min(len(t.Rows), mostBars)}}
	return t
}

// targets are targets beside what was reached.
func (w Workbook) targets() sheets.Table {
	t := sheets.Table{
		Title:   w.Printer.T("target.heading"),
		Columns: w.columns("book.target_period", "book.target_whose", "book.target_amount", "book.target_won", "book.reached", "book.target_customers", "book.target_new", "book.reached"),
		Note:    views.RatesNote(w.Printer, w.Report.Together),
	}
	for _, p := range w.Report.Targets {
		whose := w.Printer.T("target.team")
		if p.Person != "" {
			whose = w.person(p.Person)
		}
		row := []any{p.Period(), whose, nil, nil, nil, nil, nil, nil}
		if !p.Amount.None() {
			row[2], row[3], row[4] = p.Amount, p.Won, sheets.Percent(p.Won.Minor, p.Amount.Minor)
		}
		if p.Customers > 0 {
			row[5], row[6], row[7] = p.Customers, p.New, sheets.Percent(int64(p.New), int64(p.Customers))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

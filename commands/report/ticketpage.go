package report

import (
	"math/big"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/sheets"
)

// secondsAnHour makes hours of seconds.
const secondsAnHour = 3600

// service are the figures of service, by person and by priority as well, each with its change; nothing where there are no tickets.
func (w Workbook) service() sheets.Page {
	r := w.Report.Tickets
	if r.Nothing() {
		return w.page("service")
	}
	all := sheets.Table{Columns: w.columns("report.tickets", "book.period", "book.before", "book.change")}
	for _, f := range r.Figures {
		all.Rows = append(all.Rows, []any{w.ticketFigure(f), ticketCell(f.Unit, f.Now), ticketCell(f.Unit, f.Before), w.ticketChange(f)})
	}
	all.Note = w.Printer.T("book.service_note")
	assignee := func(id string) string {
		if id == "" {
			return w.Printer.T("report.unassigned")
		}
		return w.person(id)
	}
	priority := func(key string) string { return w.Printer.T("priority." + key) }
	tables := append([]sheets.Table{all}, w.ticketParts("report.tickets_by_assignee", r.People, assignee)...)
	return w.page("service", append(tables, w.ticketParts("report.tickets_by_priority", r.Priorities, priority)...)...)
}

// ticketParts are the figures of some parts, and below them by how much each is more than it was.
func (w Workbook) ticketParts(key string, parts []reports.TicketPart, name func(string) string) []sheets.Table {
	title := w.Printer.T(key)
	now := sheets.Table{Columns: []string{title}}
	change := sheets.Table{Columns: []string{w.Printer.T("book.change_of", "Figure", title)}}
	for i, part := range parts {
		is, more := []any{name(part.Value)}, []any{name(part.Value)}
		for _, f := range part.Figures {
			if i == 0 {
				now.Columns, change.Columns = append(now.Columns, w.ticketFigure(f)), append(change.Columns, w.ticketFigure(f))
			}
			is, more = append(is, ticketCell(f.Unit, f.Now)), append(more, w.ticketChange(f))
		}
		now.Rows, change.Rows = append(now.Rows, is), append(change.Rows, more)
	}
	for column, f := range firstOf(parts) {
		if f.Key == "solved" || f.Key == "open" {
			now.Charts = append(now.Charts, sheets.Chart{Kind: sheets.Bars, Title: title + " · " + now.Columns[column+1], Columns: []int{column + 1}, Rows: min(len(now.Rows), mostBars)})
		}
	}
	return []sheets.Table{now, change}
}

// firstOf are the figures of the first part: every part has the same.
func firstOf(parts []reports.TicketPart) []models.TicketFigure {
	if len(parts) == 0 {
		return nil
	}
	return parts[0].Figures
}

// ticketFigure is what a figure of service is called, with its unit where the number doesn't say it.
func (w Workbook) ticketFigure(f models.TicketFigure) string {
	name := w.Printer.T("tickets." + f.Key)
	if f.Unit == models.UnitWorkingTime {
		return w.Printer.T("book.in_hours", "Figure", name)
	}
	return name
}

// ticketCell is an exact value of a figure of service; nil, an empty cell, where there is nothing to say.
func ticketCell(unit models.TicketUnit, value *big.Rat) any {
	if value == nil {
		return nil
	}
	n, _ := value.Float64()
	switch unit {
	case models.UnitTicketShare:
		return sheets.Number{Value: n, Format: "0.0%"}
	case models.UnitWorkingTime:
		return sheets.Number{Value: n / secondsAnHour, Format: "#,##0.00"}
	}
	return sheets.Number{Value: n, Format: "#,##0"}
}

// ticketChange is by how much a figure of service is more than it was; nil where there was nothing to say.
func (w Workbook) ticketChange(f models.TicketFigure) any {
	if f.Now == nil || f.Before == nil {
		return nil
	}
	n, _ := new(big.Rat).Sub(f.Now, f.Before).Float64()
	switch f.Unit {
	case models.UnitTicketShare:
		return w.points(n)
	case models.UnitWorkingTime:
		return sheets.Change(n/secondsAnHour, 2)
	}
	return sheets.Change(n, 0)
}

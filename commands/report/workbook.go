package report

import (
	"cmp"
	"context"
	"errors"
	"io"
	"math/big"
	"time"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/sheets"
	"github.com/guanxi-crm/guanxi/views"
)

// MaxDays is how many days a report is about at most.
const MaxDays = mostYears * 366

// Records gives the records of a report one after the other.
type Records interface {
	ReportCustomers(ctx context.Context, op models.Operation, rows models.ReportRows, each func(*models.Customer) error) (int, error)
	ReportDeals(ctx context.Context, op models.Operation, rows models.ReportRows, each func(models.DealRow) error) (int, error)
	ReportFollowUps(ctx context.Context, op models.Operation, rows models.ReportRows, each func(models.DueFollowUp) error) (int, error)
	ReportTickets(ctx context.Context, op models.Operation, rows models.ReportRows, each func(models.TicketRow) error) (int, error)
}

// Workbook is a report as a workbook: what happened, the figures with charts, then the customers, deals, follow-ups and tickets.
type Workbook struct {
	Printer *i18n.Printer
	Reader  sheets.Reader
	Rules   models.Rules
	Report  reports.Report
	At      time.Time // when it is made
	Public  bool      // it goes to a channel, where what is about people is masked
	Most    int       // how many records a sheet holds; 0 is as many as a sheet can
}

// Write writes the workbook, with the records of a scope as whoever asks may see them. It says how many rows are written, from time to time, and
// in the end.
func (w Workbook) Write(ctx context.Context, to io.Writer, of Records, op models.Operation, scope models.CountScope, far func(rows int)) (rows int, err error) {
	book, err := sheets.NewWorkbook(w.Reader, w.Rules, sheets.About{Title: w.title(), At: w.At, Most: w.Most})
	if err != nil {
		return 0, err
	}
	for _, page := range w.Pages() {
		if err == nil {
			err = book.Page(page)
		}
	}
	if err == nil {
		rows, err = w.records(ctx, book, of, op, scope, far)
	}
	if err != nil {
		book.Discard()
		return rows, err
	}
	return rows, book.Close(to)
}

// farEvery is after how many rows it is said how many there are.
const farEvery = 1000

// records writes the sheets of records. One that is full says so, and holds no more.
func (w Workbook) records(ctx context.Context, book *sheets.Workbook, of Records, op models.Operation, scope models.CountScope, far func(rows int)) (written int, err error) {
	asked := models.ReportRows{Scope: scope, Public: w.Public}
	asked.From, asked.To = w.Report.Period.Bounds()
	each := func() {
		if written++; written%farEvery == 0 {
			far(written)
		}
	}
	if err = fill(ctx, op, asked, book.Customers, of.ReportCustomers, each); err != nil {
		return written, err
	}
	if err = fill(ctx, op, asked, book.Deals, of.ReportDeals, each); err != nil {
		return written, err
	}
	if err = fill(ctx, op, asked, book.FollowUps, of.ReportFollowUps, each); err != nil || w.Report.Tickets.Nothing() {
		return written, err
	}
	return written, fill(ctx, op, asked, book.ReportTickets, of.ReportTickets, each)
}

// fill writes the records that are given into a sheet, until there are no more or the sheet is full. each is told of every one.
func fill[R any](
	ctx context.Context, op models.Operation, asked models.ReportRows, begin func() (sheets.Part[R], error),
	give func(context.Context, models.Operation, models.ReportRows, func(R) error) (int, error), each func(),
) error {
	part, err := begin()
	if err != nil {
		return err
	}
	_, err = give(ctx, op, asked, func(r R) error {
		err := part.Add(r)
		if err == nil {
			each()
		}
		return err
	})
	if err != nil && !errors.Is(err, sheets.ErrFull) {
		return err
	}
	return part.Close()
}

// FileName is what the file of the workbook is called.
func (w Workbook) FileName() string {
	return w.Printer.T("book.file") + "-" + w.Report.Period.From.String() + "-" + w.Report.Period.To.String() + ".xlsx"
}

func (w Workbook) title() string {
	return w.Printer.T("book.title", "From", w.Report.Period.From, "To", w.Report.Period.To)
}

// Pages are the sheets of figures. What there is nothing to say of is left out.
func (w Workbook) Pages() []sheets.Page {
	return []sheets.Page{w.summary(), w.figures(), w.trend(), w.breakdowns(), w.pipeline(), w.service()}
}

// page is a sheet below the report's title.
func (w Workbook) page(key string, tables ...sheets.Table) sheets.Page {
	p, period := w.Printer, w.Report.Period
	before := period.Previous()
	page := sheets.Page{Name: p.T("book." + key), Title: w.title(), Lines: []string{
		p.T("book.compared", "From", before.From, "To", before.To, "Zone", periodZone(p, period)),
	}}
	for _, t := range tables {
		if len(t.Rows) > 0 {
			page.Tables = append(page.Tables, t)
		}
	}
	return page
}

// columns are titles by their keys.
func (w Workbook) columns(keys ...string) []string {
	titles := make([]string, len(keys))
	for i, key := range keys {
		titles[i] = w.Printer.T(key)
	}
	return titles
}

// person is what somebody is called; nobody is called so.
func (w Workbook) person(id string) string {
	if id == "" {
		return w.Printer.T("book.nobody")
	}
	if w.Reader.Person == nil {
		return id
	}
	return cmp.Or(w.Reader.Person(id), id)
}

// name is what a customer is called, as the reader may see it.
func (w Workbook) name(c models.Customer) string {
	if w.Public {
		return c.PublicName()
	}
	return c.Name
}

// day is the day of an instant by the clock of the period.
func (w Workbook) day(at *time.Time) models.Date {
	if at == nil {
		return models.Date{}
	}
	zone := w.Report.Period.Zone
	if zone == nil {
		zone = time.UTC
	}
	return models.DateOf(at.In(zone))
}

// money is how much an amount says; "" is none, or nothing.
func (w Workbook) money(m models.Money) string {
	if m.None() || m.Minor == 0 {
		return ""
	}
	return views.Money(w.Printer, m)
}

// dealValue is an exact value of a figure of deals; nil, an empty cell, where there is nothing to say.
func dealValue(unit models.DealUnit, value *big.Rat, currency string) any {
	if value == nil {
		return nil
	}
	n, _ := value.Float64()
	switch unit {
	case models.UnitShare:
		return sheets.Number{Value: n, Format: "0.0%"}
	case models.UnitDays:
		return sheets.Number{Value: n, Format: "#,##0.0"}
	case models.UnitMoney, models.UnitMoneyADay:
		if minor, fits := models.HalfUp(value); fits {
			return sheets.Amount(models.Money{Minor: minor, Currency: currency})
		}
		return nil
	}
	return sheets.Number{Value: n, Format: "#,##0"}
}

// dealChange is by how much a figure of deals is more than it was; nil where there was nothing to say.
func (w Workbook) dealChange(f models.DealFigure, currency string) any {
	if f.Now == nil || f.Before == nil {
		return nil
	}
	more := new(big.Rat).Sub(f.Now, f.Before)
	n, _ := more.Float64()
	switch f.Unit {
	case models.UnitShare:
		return w.points(n)
	case models.UnitDays:
		return sheets.Change(n, 1)
	case models.UnitMoney, models.UnitMoneyADay:
		minor, _ := models.HalfUp(more)
		return moneyChange(minor, currency)
	}
	return sheets.Change(n, 0)
}

// points is a change of a share, in percentage points.
func (w Workbook) points(n float64) any {
	unit := ` "` + w.Printer.T("book.points") + `"`
	return sheets.Number{Value: n * 100, Format: "+0.0" + unit + ";-0.0" + unit + ";0.0" + unit}
}

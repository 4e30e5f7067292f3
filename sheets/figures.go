package sheets

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/guanxi-crm/guanxi/models"
)

// figures count the customers of a sheet by what can be chosen and by whose they are, for a sheet with charts.
type figures struct {
	tables []*figure
	total  int
}

// figure counts customers by the values of one column.
type figure struct {
	column int
	title  string
	order  []string // the values that come first, in this order; what else there is comes by its number
	counts map[string]int
}

const (
	mostBars    = 12 // of a chart; what is less frequent is counted together
	chartHeight = 16 // rows, of 17 points at least
)

// newFigures are figures of columns with choices, and of people.
func newFigures(columns []sheetColumn) *figures {
	f := &figures{}
	for i, c := range columns {
		if len(c.options) > 0 && c.deal == "" || c.spec.Key == models.FieldOwner {
			f.tables = append(f.tables, &figure{column: i, title: c.title, order: c.options, counts: map[string]int{}})
		}
	}
	return f
}

// add counts a customer by the values of its row.
func (f *figures) add(values []any) {
	f.total++
	for _, t := range f.tables {
		text, _ := values[t.column].(string)
		t.counts[text]++
	}
}

// bars are the rows of a table: values with their numbers. none and rest are what those without a value, and those of the values that are
// left out, are called.
func (t *figure) bars(none, rest string) (names []string, counts []int) {
	values := make([]string, 0, len(t.counts))
	for value := range t.counts {
		if value != "" {
			values = append(values, value)
		}
	}
	place := func(value string) int {
		if at := slices.Index(t.order, value); at >= 0 {
			return at
		}
		return len(t.order)
	}
	slices.SortFunc(values, func(a, b string) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(t.counts[b], t.counts[a]), cmp.Compare(a, b))
	})
	others := 0
	for i, value := range values {
		if i < mostBars-1 || len(values) <= mostBars {
			names, counts = append(names, value), append(counts, t.counts[value])
			continue
		}
		others += t.counts[value]
	}
	if others > 0 {
		names, counts = append(names, rest), append(counts, others)
	}
	if empty := t.counts[""]; empty > 0 {
		names, counts = append(names, none), append(counts, empty)
	}
	return names, counts
}

// figuresSheet adds a sheet with a table and a chart for each thing by which the customers were counted.
func (x *customersXLSX) figuresSheet() error {
	if x.figures.total == 0 {
		return nil
	}
	s := &figuresWriter{customersXLSX: x, sheet: x.view.say("sheet.figures"), row: 1}
	if _, err := x.file.NewSheet(s.sheet); err != nil {
		return fmt.Errorf("add a sheet: %w", err)
	}
	if err := s.layout(); err != nil {
		return err
	}
	for _, t := range x.figures.tables {
		names, counts := t.bars(x.view.say("sheet.figures_none"), x.view.say("sheet.figures_rest"))
		if len(names) == 1 && t.counts[""] > 0 {
			continue // nobody has it
		}
		if err := s.table(t.title, names, counts); err != nil {
			return err
		}
	}
	return nil
}

type figuresWriter struct {
	*customersXLSX
	sheet string
	row   int
}

// layout sets how wide columns are, and lets a printed page hold a table with its chart.
func (s *figuresWriter) layout() error {
	wide, all, landscape, fit := 1, 0, "landscape", true
	err := s.file.SetPageLayout(s.sheet, &excelize.PageLayoutOptions{Orientation: &landscape, FitToWidth: &wide, FitToHeight: &all})
	if err == nil {
		err = s.file.SetSheetProps(s.sheet, &excelize.SheetPropsOptions{FitToPage: &fit})
	}
	for column, width := range map[string]float64{"A": 30, "B": 12} {
		if err == nil {
			err = s.file.SetColWidth(s.sheet, column, column, width)
		}
	}
	if err != nil {
		return fmt.Errorf("layout of a sheet: %w", err)
	}
	return nil
}

// table writes a table with its chart, below what stands there.
func (s *figuresWriter) table(title string, names []string, counts []int) error {
	first := s.row
	if err := s.line(title, s.view.say("sheet.figures_count"), s.head); err != nil {
		return err
	}
	for i, name := range names {
		if err := s.line(name, counts[i], 0); err != nil {
			return err
		}
	}
	quoted := "'" + strings.ReplaceAll(s.sheet, "'", "''") + "'"
	cells := func(column string) string {
		return fmt.Sprintf("%s!$%s$%d:$%s$%d", quoted, column, first+1, column, s.row-1)
	}
	least, apart := 0.0, false
	text := excelize.Font{Color: "404040", Size: 10}
	chart := &excelize.Chart{
		Type: excelize.Bar, Legend: excelize.ChartLegend{Position: "none"}, VaryColors: &apart,
		Title: excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: title, Font: &excelize.Font{Color: "404040", Size: 12, Bold: true}}}},
		Series: []excelize.ChartSeries{{
			Name: fmt.Sprintf("%s!$B$%d", quoted, first), Categories: cells("A"), Values: cells("B"),
			Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"3E7CB1"}},
		}},
		XAxis:     excelize.ChartAxis{ReverseOrder: true, Font: text}, // the first bar on top
		YAxis:     excelize.ChartAxis{None: true, Minimum: &least},
		PlotArea:  excelize.ChartPlotArea{ShowVal: true},
		Dimension: excelize.ChartDimension{Width: 560, Height: chartHeight * 17},
	}
	if err := s.file.AddChart(s.sheet, "D"+strconv.Itoa(first), chart); err != nil {
		return fmt.Errorf("add a chart: %w", err)
	}
	s.row = max(s.row+1, first+chartHeight+1)
	return nil
}

// line writes a row of a table; style 0 is none.
func (s *figuresWriter) line(name string, value any, style int) error {
	at := strconv.Itoa(s.row)
	err := s.file.SetCellStr(s.sheet, "A"+at, printable(name))
	if err == nil {
		err = s.file.SetCellValue(s.sheet, "B"+at, value)
	}
	if err == nil && style != 0 {
		err = s.file.SetCellStyle(s.sheet, "A"+at, "B"+at, style)
	}
	if err != nil {
		return fmt.Errorf("write a figure: %w", err)
	}
	s.row++
	return nil
}

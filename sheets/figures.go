package sheets

import (
	"cmp"
	"slices"

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

// mostBars is how many bars a chart has; what is less frequent is counted together.
const mostBars = 12

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

// page is a sheet with a table and a chart for each thing by which the customers were counted.
func (f *figures) page(view subject) Page {
	page := Page{Name: view.say("sheet.figures")}
	if f.total == 0 {
		return page
	}
	for _, t := range f.tables {
		names, counts := t.bars(view.say("sheet.figures_none"), view.say("sheet.figures_rest"))
		if len(names) == 1 && t.counts[""] > 0 {
			continue // nobody has it
		}
		table := Table{Columns: []string{t.title, view.say("sheet.figures_count")}, Charts: []Chart{{Title: t.title, Kind: Bars, Columns: []int{1}}}}
		for i, name := range names {
			table.Rows = append(table.Rows, []any{name, counts[i]})
		}
		page.Tables = append(page.Tables, table)
	}
	return page
}

package read

import (
	"context"
	"slices"
	"strconv"
	"strings"
)

// headerRows is how many rows that aren't blank are looked at for the header.
const headerRows = 60

// preselect chooses the sheet that is probably meant. ours is Options.Ours.
func (b *Book) preselect(ctx context.Context, ours string) error {
	if len(b.sheets) < 2 {
		return nil
	}
	best, tables, active := -1, 0, b.preselected
	for i, sheet := range b.sheets {
		head, err := sheet.begin(ctx)
		if err != nil {
			return err
		}
		if len(head) == 0 {
			continue
		}
		_, points := headerIn(head, sheet.named)
		if len(head) > 1 && !sheet.Hidden {
			tables++
		}
		points = 10*points + 5*btoi(i == active) + btoi(len(head) > 1) - 1_000_000*btoi(sheet.Hidden)
		if best < 0 || points > best {
			best, b.preselected = points, i
		}
	}
	known := slices.ContainsFunc(b.sheets, func(s *Sheet) bool { return s.Hidden && s.Name == ours })
	b.asks = tables > 1 && !known
	return nil
}

// begin returns the first rows of the sheet that aren't blank. What ends them early is said where the rows are read.
func (s *Sheet) begin(ctx context.Context) ([]Row, error) {
	var head []Row
	for row, err := range s.source.rows(ctx) {
		switch {
		case err != nil && ctx.Err() != nil:
			return nil, ctx.Err()
		case err != nil && len(head) > 0:
			return head, nil
		case err != nil:
			return nil, err
		case isBlank(row):
			continue
		}
		if head = append(head, row); len(head) == headerRows {
			break
		}
	}
	return head, nil
}

func isBlank(row Row) bool {
	return row.Refused == nil && !slices.ContainsFunc(row.Cells, func(c Cell) bool { return strings.TrimSpace(c.Text) != "" && !c.Merged || c.Formula })
}

// header finds the header and names the columns.
func (s *Sheet) header(ctx context.Context) (Header, error) {
	head, err := s.begin(ctx)
	if err != nil {
		return Header{}, err
	}
	if len(head) == 0 {
		return Header{}, refuse("error.sheet_blank", "Sheet", s.Name)
	}
	at, width := s.returned(head)
	h := Header{Returned: width > 0}
	if !h.Returned {
		at, _ = headerIn(head, s.named)
		width = widthBehind(head, at, s.source.ragged())
	}
	if width > s.limits.Columns {
		return Header{}, over("error.sheet_columns", "Max", s.limits.Columns, "Got", width)
	}
	var titles, also []string
	if at >= 0 {
		h.Row, h.Last = head[at].Number, head[at].Last
		titles = textsOf(head[at].Cells)
		if at+1 < len(head) && !h.Returned {
			second := textsOf(head[at+1].Cells)
			switch {
			case isLower(head[at], head[at+1], s.named):
				h.Last, titles = head[at+1].Last, joined(titles, second)
			case namesAgain(titles, second, s.named):
				h.Last, also = head[at+1].Last, second
			}
		}
	}
	taken := map[string]int{}
	for i := range width {
		column := Column{Letter: letters(i), Title: textAt(titles, i), Also: textAt(also, i), Hidden: s.source.hidden(i)}
		column.Name = column.Title
		if column.Name == "" {
			column.Name = column.Letter
		}
		taken[column.Name]++
		if n := taken[column.Name]; n > 1 {
			column.Name += " (" + strconv.Itoa(n) + ")"
			taken[column.Name]++
		}
		h.Columns = append(h.Columns, column)
	}
	return h, nil
}

// returned is which row is the header, and how many columns there are, in a file that a program of ours gave back; no columns in any other.
// Of the rows of one without a header, some may have lost what was put behind them.
func (s *Sheet) returned(head []Row) (at, width int) {
	if s.ending == nil {
		return -1, 0
	}
	for i, row := range head {
		width := filled(row.Cells)
		if width == 0 {
			continue
		}
		switch ends := s.ending(strings.TrimSpace(row.Cells[width-1].Text)); {
		case ends == EndsHeader && i == 0:
			return 0, width
		case ends == EndsWithout:
			return -1, width
		}
	}
	return -1, 0
}

// widthBehind is how many columns a table has: those of the header, and those in which most rows behind it have something. Where rows
// can't be too long by accident, one is enough.
func widthBehind(head []Row, at int, ragged bool) int {
	header := 0
	if at >= 0 {
		header = len(head[at].Cells)
	}
	counts := map[int]int{}
	longest := 0
	for _, row := range head[at+1:] {
		if row.Refused == nil {
			counts[filled(row.Cells)]++
			longest = max(longest, filled(row.Cells))
		}
	}
	if at < 0 || !ragged {
		return max(header, longest)
	}
	wider := 0
	for n, count := range counts {
		if n > header {
			wider += count
		}
	}
	if wider*2 > len(head)-at-1 && wider > 0 { // the header lacks names
		return longest
	}
	return header
}

// filled is how many cells a row has up to the last one that isn't empty.
func filled(cells []Cell) int {
	for n := len(cells); n > 0; n-- {
		if strings.TrimSpace(cells[n-1].Text) != "" {
			return n
		}
	}
	return 0
}

// joined are the titles of a header of two rows: the lower one's, with the upper one's where it has none.
func joined(upper, lower []string) []string {
	titles := make([]string, max(len(upper), len(lower)))
	for i := range titles {
		if titles[i] = textAt(lower, i); titles[i] == "" {
			titles[i] = textAt(upper, i)
		}
	}
	return titles
}

func textsOf(cells []Cell) []string {
	texts := make([]string, len(cells))
	for i, c := range cells {
		texts[i] = strings.Join(strings.Fields(c.Text), " ")
	}
	return texts
}

func textAt(texts []string, i int) string {
	if i >= len(texts) {
		return ""
	}
	return texts[i]
}

// letters is what spreadsheets call a column, from 0: A, Z, AA.
func letters(column int) string {
	name := ""
	for column++; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name
}

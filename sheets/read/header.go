package read

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// headerRows is how many rows that aren't blank are looked at for the header.
const headerRows = 60

// preselect chooses the sheet that is probably meant.
func (b *Book) preselect(ctx context.Context) error {
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
	b.asks = tables > 1
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
	at, _ := headerIn(head, s.named)
	width := widthBehind(head, at, s.source.ragged())
	if width > s.limits.Columns {
		return Header{}, over("error.sheet_columns", "Max", s.limits.Columns, "Got", width)
	}
	var h Header
	var titles, also []string
	if at >= 0 {
		h.Row, h.Last = head[at].Number, head[at].Last
		titles = textsOf(head[at].Cells)
		if at+1 < len(head) {
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

// headerIn finds the row that looks most like a header, and how much; -1 where rows begin without one.
func headerIn(head []Row, named func(string) bool) (at, points int) {
	usual := usualFilled(head)
	at, points = -1, 0
	for i, row := range head[:min(len(head), headerRows/2)] {
		if p := likeHeader(row, head[i+1:], usual, named); p > points {
			at, points = i, p
		}
	}
	for i := 0; at < 0 && i < min(len(head), headerRows/2); i++ { // rows of words, of which none is known: the first one names the columns
		if cells := notEmpty(head[i].Cells); cells > 1 && cells*2 >= usual {
			if areWords(head[i]) {
				return i, 1
			}
			break
		}
	}
	return at, points
}

// areWords reports a row of texts that are no data, each another one.
func areWords(row Row) bool {
	seen := map[string]bool{}
	for _, c := range row.Cells {
		if text := strings.TrimSpace(c.Text); text != "" {
			if c.Kind != Text || isData(text) || seen[text] || utf8.RuneCountInString(text) > 60 {
				return false
			}
			seen[text] = true
		}
	}
	return row.Refused == nil
}

// usualFilled is how many cells of a row have something, in most rows of several cells.
func usualFilled(head []Row) int {
	counts := map[int]int{}
	for _, row := range head {
		if n := notEmpty(row.Cells); n > 1 {
			counts[n]++
		}
	}
	usual, _ := mostOften(counts)
	return usual
}

func notEmpty(cells []Cell) int {
	n := 0
	for _, c := range cells {
		n += btoi(strings.TrimSpace(c.Text) != "")
	}
	return n
}

// likeHeader is how much a row looks like a header: its cells are names, most of all known ones, and as many as a row has. Rows above
// count for more, since what stands below a header may look like one.
func likeHeader(row Row, below []Row, usual int, named func(string) bool) int {
	cells, known, data, long := 0, 0, 0, 0
	seen := map[string]bool{}
	for _, c := range row.Cells {
		text := strings.TrimSpace(c.Text)
		if text == "" {
			continue
		}
		cells++
		switch {
		case named(text):
			known++
		case c.Kind != Text || isData(text):
			data++
		case utf8.RuneCountInString(text) > 60 || seen[text]:
			long++
		}
		seen[text] = true
	}
	switch {
	case row.Refused != nil || cells == 0 || data*4 > cells || long*2 > cells:
		return 0
	case known == 0 && (cells < 2 || cells*2 < usual):
		return 0
	case known > 0 && cells == 1 && usual > 2:
		return 0
	case known == 0 && !stands(row, below):
		return 0
	}
	return 100*known/cells + 20*min(known, 10) + 60*min(cells, usual)/max(usual, 1) + 10 - 40*data/cells - 20*long/cells
}

// stands reports that a row of which no name is known differs from the rows below it, as a header does: they have numbers, days or
// addresses where it has words.
func stands(row Row, below []Row) bool {
	for i, c := range row.Cells {
		if strings.TrimSpace(c.Text) == "" || c.Kind != Text || isData(c.Text) {
			continue
		}
		data, all := 0, 0
		for _, other := range below {
			if i < len(other.Cells) && strings.TrimSpace(other.Cells[i].Text) != "" {
				all++
				data += btoi(other.Cells[i].Kind != Text || isData(other.Cells[i].Text))
			}
		}
		if all > 0 && data*2 > all {
			return true
		}
	}
	return false
}

var (
	dataPattern = regexp.MustCompile(`^[-+¥$€£(]*\d[\d.,:/\- ()年月日TZ+]*[%万元)日]?$|^\S+@\S+\.\S+$|^https?://|^#?(?i:null|n/a|true|false)$`)
	fieldName   = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.]*$`)
)

// isData reports a text that stands in rows, not in headers: numbers, days, addresses.
func isData(text string) bool { return dataPattern.MatchString(strings.TrimSpace(text)) }

// namesAgain reports a second row of a header: field names, as programs have them, below names in another script.
func namesAgain(titles, second []string, named func(string) bool) bool {
	cells, fields, known, han, same := 0, 0, 0, 0, 0
	for i, text := range second {
		if text == "" {
			continue
		}
		cells++
		fields += btoi(fieldName.MatchString(text))
		known += btoi(named(text))
		same += btoi(text == textAt(titles, i))
		han += btoi(strings.ContainsFunc(textAt(titles, i), func(r rune) bool { return unicode.Is(unicode.Han, r) }))
	}
	return cells > 1 && same < cells && fields == cells && (han*2 > cells || known*2 > cells) && (known > 0 || strings.ContainsFunc(strings.Join(second, ""), unicode.IsUpper) || strings.Contains(strings.Join(second, ""), "_"))
}

// isLower reports the lower row of a header of two: cells of the upper one are merged over several columns of which the lower one has
// the names.
func isLower(upper, lower Row, named func(string) bool) bool {
	if upper.Refused != nil || lower.Refused != nil {
		return false
	}
	merged, below, known := 0, 0, 0
	for i, c := range lower.Cells {
		text := strings.TrimSpace(c.Text)
		switch {
		case c.Merged:
			merged++
		case text == "":
		case c.Kind != Text || isData(text):
			return false
		case i >= len(upper.Cells) || strings.TrimSpace(upper.Cells[i].Text) == "":
			below++
		default:
			known += btoi(named(text))
		}
	}
	return merged > 0 && below > 0 || below > 1 && known > 0 && known+below == notEmpty(lower.Cells)
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

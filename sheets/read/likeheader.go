package read

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

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

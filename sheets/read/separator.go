package read

import (
	"iter"
	"strings"
)

// separators are what may stand between cells, the likeliest first.
var separators = []rune{',', ';', '\t', '|'}

// separatorHint reads the line "sep=;", with which Excel is told the separator.
func separatorHint(text string) (separator rune, found bool) {
	rest, found := strings.CutPrefix(strings.ToLower(strings.Trim(text, `"`)), "sep=")
	if !found || len(rest) != 1 && rest != `\t` {
		return 0, false
	}
	if rest == `\t` {
		return '\t', true
	}
	return rune(rest[0]), true
}

// separatorOf finds the separator: the one that cuts most lines into as many cells as most lines have.
func separatorOf(sample []string) rune {
	best, points := separators[0], 0.0
	for _, separator := range separators {
		widths, lines := widthsOf(sample, separator)
		usual, often := mostOften(widths)
		if usual < 2 || lines == 0 {
			continue
		}
		agree := float64(often) / float64(lines)
		if p := agree * agree * float64(min(usual, 12)+8); p > points {
			best, points = separator, p
		}
	}
	return best
}

// separatorReturned is the separator by which a row ends as those do of a file that was given back; 0 in any other.
func separatorReturned(sample []string, ending func(string) Ending) rune {
	for _, separator := range separators {
		if ending == nil {
			break
		}
		for fields := range rowsIn(sample, separator) {
			if last := len(fields) - 1; ending(strings.TrimSpace(fields[last])) != EndsAsAny {
				return separator
			}
		}
	}
	return 0
}

// usualWidth is how many cells most lines have.
func usualWidth(sample []string, separator rune) int {
	widths, _ := widthsOf(sample, separator)
	usual, _ := mostOften(widths)
	return usual
}

// widthsOf counts rows by how many cells they have.
func widthsOf(sample []string, separator rune) (widths map[int]int, rows int) {
	widths = map[int]int{}
	for fields := range rowsIn(sample, separator) {
		widths[len(fields)]++
		rows++
	}
	return widths, rows
}

// rowsIn are the cells of each row, blank ones left out. Lines within quotes are cut as they go on.
func rowsIn(sample []string, separator rune) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		s := splitter{separator: string(separator)}
		begun := 0 // lines since which the quote is open
		for i := 0; i < len(sample); i++ {
			if !s.open && strings.TrimSpace(sample[i]) == "" {
				continue
			}
			how := s.feed(sample[i])
			begun++
			if how == unclosed && begun < 20 && i+1 < len(sample) {
				continue
			}
			if how != complete { // a quote of its own: the line as it stands
				i -= begun - 1
				s.fields = strings.Split(sample[i], string(separator))
			}
			if !yield(s.fields) {
				return
			}
			s, begun = splitter{separator: s.separator}, 0
		}
	}
}

// mostOften is the width that most lines have; of several, the greatest.
func mostOften(widths map[int]int) (usual, often int) {
	for width, count := range widths {
		if count > often || count == often && width > usual {
			usual, often = width, count
		}
	}
	return usual, often
}

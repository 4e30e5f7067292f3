package read

import "strings"

// splitter takes a line apart, and what follows while a quote is open.
type splitter struct {
	separator string
	lax       bool // a quote ends a cell only before a separator or the end of the line
	fields    []string
	cell      strings.Builder
	open      bool // within quotes
	inner     int  // lines that lie within one cell as a whole
}

// end is how a line ended.
type end int

const (
	complete end = iota
	unclosed     // within quotes: the cell goes on in the next line
	odd          // behind a closing quote stands something else than a separator
)

// feed takes a line.
func (s *splitter) feed(text string) end {
	if s.open {
		s.cell.WriteByte('\n')
		rest, how := s.quoted(text)
		if how != complete {
			return how
		}
		if rest == nil {
			return complete
		}
		text = *rest
	}
	for {
		if start := strings.TrimLeft(text, " "); strings.HasPrefix(start, `"`) && (start == text || !s.lax) {
			rest, how := s.quoted(start[1:])
			if how != complete {
				return how
			}
			if rest == nil {
				return complete
			}
			text = *rest
			continue
		}
		field, rest, more := strings.Cut(text, s.separator)
		s.fields = append(s.fields, field)
		if !more {
			return complete
		}
		text = rest
	}
}

// quoted reads on within quotes. rest is what stands behind the separator; nil where the line ended with the cell.
func (s *splitter) quoted(text string) (rest *string, how end) {
	s.open = true
	for {
		at := strings.IndexByte(text, '"')
		if at < 0 {
			s.cell.WriteString(text)
			return nil, unclosed
		}
		s.cell.WriteString(text[:at])
		text = text[at+1:]
		behind := strings.TrimLeft(text, " ")
		next, closed := strings.CutPrefix(behind, s.separator)
		switch {
		case strings.HasPrefix(text, `"`) && (!s.lax || !s.ends(text[1:])):
			s.cell.WriteByte('"')
			text = text[1:]
			continue
		case behind == "", closed:
			s.fields = append(s.fields, s.cell.String())
			s.cell.Reset()
			s.open = false
			if behind == "" {
				return nil, complete
			}
			return &next, complete
		case !s.lax:
			return nil, odd
		}
		s.cell.WriteByte('"')
	}
}

// ends reports that what stands behind a quote doubled by mistake ends the cell.
func (s *splitter) ends(text string) bool {
	return text == "" && strings.Count(s.cell.String(), `"`)%2 == 1
}

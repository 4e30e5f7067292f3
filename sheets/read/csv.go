package read

import (
	"context"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
)

// openCSV opens a text file.
func openCSV(ctx context.Context, file io.ReaderAt, size int64, options Options) (*Book, error) {
	seen, err := look(ctx, file, size)
	if err != nil {
		return nil, err
	}
	if options.Encoding != "" {
		seen.encoding = options.Encoding
	}
	decode, known := encodingNamed(seen.encoding)
	if !known {
		return nil, refuse("error.sheet_encoding", "Value", options.Encoding)
	}
	c := &csvSource{file: file, size: size, encoding: decode, cr: seen.cr, limits: options.Limits}
	sample := c.sample()
	if isBinary(sample) {
		return nil, refuse("error.sheet_unknown")
	}
	if strings.TrimSpace(strings.Join(sample, "")) == "" {
		return nil, refuse("error.sheet_empty")
	}
	if first, hinted := separatorHint(sample[0]); hinted {
		c.separator, c.skips = first, 1
		sample = sample[1:]
	}
	if options.Separator != 0 {
		c.separator = options.Separator
	}
	if ours := separatorReturned(sample, options.Ending); ours != 0 && (c.separator == 0 || c.separator == ours) {
		c.separator, c.ours = ours, true
	}
	if c.separator == 0 {
		c.separator = separatorOf(sample)
	}
	c.width = usualWidth(sample, c.separator)
	return &Book{Format: CSV, Encoding: seen.encoding, Separator: c.separator, sheets: []*Sheet{{AtMost: seen.lines + 1, source: c}}}, nil
}

// csvSource is the rows of a text file.
type csvSource struct {
	file      io.ReaderAt
	size      int64
	encoding  encoding.Encoding
	cr        bool // lines end in CR
	separator rune
	skips     int  // lines at the beginning that are none of the table
	width     int  // how many cells most lines have
	ours      bool // it was given back by a program of ours, which closes what it quotes
	limits    Limits
}

// sampleLines is how many lines the separator is found from.
const sampleLines = 200

func (c *csvSource) lines() *lines {
	return newLines(io.NewSectionReader(c.file, 0, c.size), c.encoding, c.cr)
}

func (c *csvSource) sample() []string {
	var sample []string
	from, size := c.lines(), 0
	for len(sample) < sampleLines && size < 4*sampleSize {
		l, ok := from.line()
		if !ok {
			break
		}
		sample = append(sample, l.text)
		size += len(l.text)
	}
	return append(sample, make([]string, btoi(len(sample) == 0))...)
}

// isBinary reports a text with many control characters, which no table has.
func isBinary(sample []string) bool {
	control, all := 0, 0
	for _, text := range sample {
		for _, r := range text {
			all++
			control += btoi(r < ' ' && r != '\t' && r != '\r' && r != '\f' && r != '\v' || r == utf8.RuneError)
		}
	}
	return control*10 > all
}

// hidden is false of every column of a text file.
func (c *csvSource) hidden(int) bool { return false }

// ragged reports that a line of another length than the header is at fault.
func (c *csvSource) ragged() bool { return true }

func (c *csvSource) rows(ctx context.Context) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		from := c.lines()
		for range c.skips {
			from.line()
		}
		for n := 0; ; n++ {
			if n%1024 == 0 && ctx.Err() != nil {
				yield(Row{}, ctx.Err())
				return
			}
			row, ok := c.record(from)
			if !ok {
				break
			}
			if !yield(row, nil) {
				return
			}
		}
		if err := from.err(); err != nil {
			yield(Row{}, err)
		}
	}
}

// record reads a row: a line, and those that belong to it since a quote is open. Where a quote is never closed, only its line is
// refused, and reading goes on behind it.
func (c *csvSource) record(from *lines) (Row, bool) {
	first, ok := from.line()
	if !ok {
		return Row{}, false
	}
	s := splitter{separator: string(c.separator)}
	taken := []line{first}
	how := s.feed(first.text)
	if how == odd {
		s = splitter{separator: s.separator, lax: true}
		if s.feed(first.text) == complete && (c.width == 0 || len(s.fields) == c.width) {
			return c.row(taken, s.fields, note("notice.sheet_quotes")), true
		}
		return c.unclosed(first), true
	}
	for how == unclosed {
		next, ok := from.line()
		if ok {
			taken = append(taken, next)
			how = s.feed(next.text)
			if how == unclosed && c.looksLikeRow(next.text) {
				s.inner++
			}
		}
		if !ok || how == odd || s.cell.Len() > c.limits.Cell*utf8.UTFMax || from.vain > maxVain {
			return c.again(from, taken), true
		}
	}
	if s.inner > 0 && !c.ours && (len(s.fields) != c.width || s.inner == len(taken)-2 && c.width > 5) { // it has swallowed rows
		return c.again(from, taken), true
	}
	return c.row(taken, s.fields), true
}

// again refuses the first of some lines, and has the others read again.
func (c *csvSource) again(from *lines, taken []line) Row {
	from.putBack(taken[1:])
	for _, l := range taken {
		from.vain += len(l.text) + 1
	}
	return c.unclosed(taken[0])
}

// looksLikeRow reports a line within quotes that has as many cells as a row.
func (c *csvSource) looksLikeRow(text string) bool {
	return c.width > 2 && strings.Count(text, string(c.separator)) >= c.width-1
}

// unclosed is a line with a quote that is never closed.
func (c *csvSource) unclosed(l line) Row {
	row := c.row([]line{l}, strings.Split(l.text, string(c.separator)))
	row.Refused = refuse("error.row_quote")
	return row
}

func (c *csvSource) row(taken []line, fields []string, notes ...Note) Row {
	row := Row{Number: taken[0].number, Last: taken[len(taken)-1].number, Cells: make([]Cell, len(fields)), Notes: notes}
	for i, text := range fields {
		if text == "" {
			continue
		}
		if len(text) > c.limits.Cell && utf8.RuneCountInString(text) > c.limits.Cell {
			row.Refused = over("error.row_cell", "Max", c.limits.Cell, "Column", letters(i))
		}
		if !utf8.ValidString(text) {
			text = strings.ToValidUTF8(text, "\uFFFD")
		}
		row.Cells[i] = Cell{Kind: Text, Text: Unguard(text)}
	}
	for _, l := range taken {
		if l.nuls {
			row.Notes = append(row.Notes, note("notice.sheet_nuls"))
			break
		}
	}
	return row
}

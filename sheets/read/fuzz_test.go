package read

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
)

// fuzzed reads all of a file, and fails where it is neither read nor refused with a sentence, or where a row isn't as its header.
func fuzzed(t *testing.T, file []byte, options Options) {
	t.Helper()
	options.Limits = Limits{Size: 1 << 20, Unpacked: 4 << 20, Rows: 2000, Columns: 200, Cell: 2000}
	options.Named = func(text string) bool { return text == "name" || text == "电话" }
	book, err := Open(context.Background(), bytes.NewReader(file), int64(len(file)), "", options)
	if err != nil {
		mustBeSaid(t, err)
		return
	}
	for _, sheet := range book.Sheets() {
		header, err := sheet.Header(context.Background())
		if err != nil {
			mustBeSaid(t, err)
			continue
		}
		last := header.Last
		for row, err := range sheet.Rows(context.Background()) {
			if err != nil {
				mustBeSaid(t, err)
				break
			}
			if row.Number <= last || row.Last < row.Number {
				t.Fatalf("row %d to %d behind row %d", row.Number, row.Last, last)
			}
			last = row.Last
			if row.Refused == nil && len(row.Cells) != len(header.Columns) {
				t.Fatalf("row %d has %d cells for %d columns", row.Number, len(row.Cells), len(header.Columns))
			}
		}
	}
}

func mustBeSaid(t *testing.T, err error) {
	t.Helper()
	if errs := models.AsErrors(err); len(errs) != 1 || !strings.HasPrefix(errs[0].Key, "error.sheet_") {
		t.Fatalf("no sentence for: %v", err)
	}
}

// No line of a text file is lost: each that isn't blank stands in a row, or in the header.
func FuzzTextFile(f *testing.F) {
	for _, c := range textFiles {
		f.Add([]byte(c.file), "", byte(0))
	}
	for _, c := range inLanguages {
		for _, e := range c.encodings {
			if text, err := e.NewEncoder().String(c.text); err == nil {
				f.Add([]byte(text), "GB18030", byte(';'))
			}
		}
	}
	f.Fuzz(func(t *testing.T, file []byte, encoding string, separator byte) {
		fuzzed(t, file, Options{})
		fuzzed(t, file, Options{Encoding: encoding, Separator: rune(separator % 128)})
		everyLine(t, file)
	})
}

func everyLine(t *testing.T, file []byte) {
	t.Helper()
	book, err := Open(context.Background(), bytes.NewReader(file), int64(len(file)), "", Options{Encoding: "UTF-8"})
	if err != nil || book.Format != CSV {
		return
	}
	c := book.sheets[0].source.(*csvSource)
	lines, next := c.lines(), 1+c.skips
	var all []line
	for l, ok := lines.line(); ok; l, ok = lines.line() {
		all = append(all, l)
	}
	for row, err := range c.rows(context.Background()) {
		if err != nil {
			return
		}
		if row.Number != next {
			t.Fatalf("a row begins on line %d, the one before ended on line %d", row.Number, next-1)
		}
		next = row.Last + 1
	}
	if next != len(all)+1 && lines.err() == nil {
		t.Fatalf("the last row ends on line %d of %d", next-1, len(all))
	}
}

// Workbooks whose parts are changed at a place are read or refused.
func FuzzWorkbook(f *testing.F) {
	for _, c := range sheetFiles {
		f.Add(c.book.parts()["xl/worksheets/sheet1.xml"], uint16(3), uint16(40), "<c r=\"B2\">")
	}
	names := []string{"xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels"}
	f.Fuzz(func(t *testing.T, sheet string, which, at uint16, put string) {
		parts := aBook{sheets: []aSheet{{name: "S"}, {name: "T", rows: rowsOf("name|city", "A|B")}}, texts: []string{"<t>name</t>", "<t>A</t>"}, formats: []string{"yyyy/m/d", "00000"}}.parts()
		parts[names[0]] = sheet
		name := names[int(which)%len(names)]
		text := parts[name]
		place := int(at) % (len(text) + 1)
		end := min(len(text), place+len(put))
		parts[name] = text[:place] + put + text[end:]
		fuzzed(t, zipOf(t, parts), Options{})
	})
}

// Packed files whose bytes are changed are read or refused.
func FuzzPacked(f *testing.F) {
	whole := aBook{sheets: []aSheet{table}, texts: []string{"<t>name</t>"}}.bytes(f)
	f.Add(whole, uint16(10), byte(1))
	f.Fuzz(func(t *testing.T, file []byte, at uint16, xor byte) {
		file = bytes.Clone(file)
		if len(file) > 0 {
			file[int(at)%len(file)] ^= xor
		}
		fuzzed(t, file, Options{})
	})
}

var errAway = errors.New("away")

// away is a file that can't be read any more.
type away struct{}

func (away) ReadAt([]byte, int64) (int, error) { return 0, errAway }

// A file that can't be read is an internal error, not a damaged workbook.
func TestAFileThatIsAway(t *testing.T) {
	if _, err := Open(t.Context(), away{}, 100, "a.csv", Options{}); !errors.Is(err, errAway) {
		t.Error(err)
	}
}

package read

import (
	"bytes"
	"context"
	"encoding/binary"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

func itoa(n int) string { return strconv.Itoa(n) }

// ole is the beginning of a file of an old Excel, with the name of what it contains.
func ole(name string) []byte {
	file := bytes.NewBufferString(oleMagic + strings.Repeat("\x00", 504))
	_ = binary.Write(file, binary.LittleEndian, utf16.Encode([]rune(name))) // to memory
	return file.Bytes()
}

var table = aSheet{name: "S", rows: rowsOf("name|city", "A|B", "C|D", "E|F")}

// Files that aren't read, and the sentence that says what to do.
func TestFilesThatAreRefused(t *testing.T) {
	whole := aBook{sheets: []aSheet{table}}
	with := func(more map[string]string) []byte {
		b := whole
		b.more = more
		return b.bytes(t)
	}
	for name, c := range map[string]struct {
		file   []byte
		limits func(*Limits)
		want   string
	}{
		"an empty file":                {nil, nil, "invalid: error.sheet_empty"},
		"a password":                   {ole("EncryptedPackage"), nil, "invalid: error.sheet_password"},
		"an old Excel":                 {ole("Workbook"), nil, "invalid: error.sheet_xls"},
		"macros":                       {with(map[string]string{"xl/vbaProject.bin": "x"}), nil, "invalid: error.sheet_macros"},
		"a binary workbook":            {zipOf(t, map[string]string{"xl/workbook.bin": "x", "[Content_Types].xml": "x"}), nil, "invalid: error.sheet_xlsb"},
		"OpenDocument":                 {zipOf(t, map[string]string{"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "x"}), nil, "invalid: error.sheet_ods"},
		"Apple Numbers":                {zipOf(t, map[string]string{"Index/Document.iwa": "x"}), nil, "invalid: error.sheet_numbers"},
		"a text document":              {zipOf(t, map[string]string{"word/document.xml": "x", "[Content_Types].xml": "x"}), nil, "invalid: error.sheet_unknown"},
		"a packed CSV":                 {zipOf(t, map[string]string{"a.csv": "name\nA"}), nil, "invalid: error.sheet_packed"},
		"a gzip":                       {[]byte("\x1f\x8b\x08\x00name"), nil, "invalid: error.sheet_packed"},
		"a PNG":                        {[]byte("\x89PNG\r\n\x1a\n"), nil, "invalid: error.sheet_picture"},
		"a JPEG":                       {[]byte("\xff\xd8\xff\xe0"), nil, "invalid: error.sheet_picture"},
		"a WebP":                       {[]byte("RIFF\x00\x00\x00\x00WEBPVP8 "), nil, "invalid: error.sheet_picture"},
		"a PDF":                        {[]byte("%PDF-1.7\n"), nil, "invalid: error.sheet_pdf"},
		"a vCard":                      {[]byte("BEGIN:VCARD\r\nVERSION:3.0\r\n"), nil, "invalid: error.sheet_vcard"},
		"a page that is called .xls":   {[]byte("\ufeff <html><table><tr><td>A</td></tr></table>"), nil, "invalid: error.sheet_page"},
		"bytes":                        {[]byte("\x01\x02\x03\x04\x05\x06\x07\x01\x02"), nil, "invalid: error.sheet_unknown"},
		"half a workbook":              {whole.bytes(t)[:300], nil, "invalid: error.sheet_damaged"},
		"a broken list of sheets":      {with(map[string]string{"xl/workbook.xml": "<workbook><sheets>"}), nil, "invalid: error.sheet_damaged"},
		"no sheets":                    {with(map[string]string{"xl/workbook.xml": "<workbook><sheets/></workbook>"}), nil, "invalid: error.sheet_damaged"},
		"a sheet that is missing":      {with(map[string]string{"xl/worksheets/sheet1.xml": ""}), nil, "invalid: error.sheet_damaged"},
		"a sheet that breaks off":      {with(map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>na`}), nil, "invalid: error.sheet_damaged"},
		"a place that is none":         {with(map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1"><c r="ZZZZ1"><v>1</v></c></row></sheetData></worksheet>`}), nil, "invalid: error.sheet_damaged"},
		"broken texts":                 {with(map[string]string{"xl/sharedStrings.xml": `<sst><si><t>a</t>`}), nil, "invalid: error.sheet_damaged"},
		"broken formats":               {with(map[string]string{"xl/styles.xml": `<styleSheet`}), nil, "invalid: error.sheet_damaged"},
		"too many bytes":               {[]byte("name\n" + strings.Repeat("A\n", 100)), func(l *Limits) { l.Size = 100 }, "limit: error.sheet_size"},
		"too many bytes when unpacked": {aBook{sheets: []aSheet{{name: "S", rows: rowsOf("name|city") + strings.Repeat(" ", 100_000)}}}.bytes(t), func(l *Limits) { l.Unpacked = 50_000 }, "limit: error.sheet_unpacked"},
		"too many columns":             {[]byte("name,city,c,d\nA,B,C,D\n"), func(l *Limits) { l.Columns = 3 }, "limit: error.sheet_columns"},
		"too many columns of a sheet":  {aBook{sheets: []aSheet{{name: "S", rows: rowsOf("name|city|c|d", "A|B|C|D")}}}.bytes(t), func(l *Limits) { l.Columns = 3 }, "limit: error.sheet_columns"},
		"a line without an end":        {[]byte("name\n" + strings.Repeat("A", maxLine+1<<17)), nil, "1-1:name|\nlimit: error.sheet_line"},
		"too many rows":                {[]byte("name,city\nA,B\nC,D\nE,F\n"), func(l *Limits) { l.Rows = 2 }, "1-1:name|city|\n2:A|B|\n3:C|D|\nlimit: error.sheet_rows"},
		"too many rows of a sheet":     {whole.bytes(t), func(l *Limits) { l.Rows = 2 }, "1-1:name|city|\n2:A|B|\n3:C|D|\nlimit: error.sheet_rows"},
		"a long cell":                  {[]byte("name,city\nABCDEFGHIJKL,B\nC,D\n"), func(l *Limits) { l.Cell = 10 }, "1-1:name|city|\n2: error.row_cell ABCDEFGHIJKL|B|\n3:C|D|"},
		"a long cell of a sheet":       {aBook{sheets: []aSheet{{name: "S", rows: rowsOf("name|city", "ABCDEFGHIJKL|B", "C|D")}}}.bytes(t), func(l *Limits) { l.Cell = 10 }, "1-1:name|city|\n2: error.row_cell ABCDEFGHIJKL|B|\n3:C|D|"},
	} {
		t.Run(name, func(t *testing.T) {
			limits := DefaultLimits()
			if c.limits != nil {
				c.limits(&limits)
			}
			if got := told(t, c.file, Options{Limits: limits}); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// A workbook that says that it is small, and one text of it that isn't, take no more memory than the limits.
func TestAZipBombIsRefused(t *testing.T) {
	bomb := strings.Repeat("A", 2*maxToken)
	for name, b := range map[string]aBook{
		"a text":    {sheets: []aSheet{{name: "S", rows: rowsOf("name", bomb)}}},
		"a comment": {sheets: []aSheet{{name: "S", rows: rowsOf("name", "A") + "<!--" + strings.Repeat("<a>", maxToken) + "-->"}}},
		"the table": {sheets: []aSheet{{name: "S", rows: rowsOf("name")}}, texts: []string{"<t>" + bomb + "</t>"}},
	} {
		if got := told(t, b.bytes(t), Options{}); !strings.HasSuffix(got, "limit: error.sheet_unpacked") {
			t.Errorf("%s: %.100q", name, got)
		}
	}
}

// Whoever stops waiting stops reading.
func TestReadingIsStopped(t *testing.T) {
	for name, file := range map[string][]byte{"csv": []byte("name\n" + strings.Repeat("A\n", 5000)), "xlsx": aBook{sheets: []aSheet{{name: "S", rows: rowsOf(strings.Split("name"+strings.Repeat(",A", 5000), ",")...)}}}.bytes(t)} {
		book, err := opened(t, file, Options{})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		var last error
		n := 0
		for _, err := range book.Preselected().Rows(ctx) {
			if n++; n == 10 {
				cancel()
			}
			last = err
		}
		if last != context.Canceled || n > 2000 { //nolint:errorlint // as it comes
			t.Errorf("%s: %d rows, then %v", name, n, last)
		}
		cancel()
	}
}

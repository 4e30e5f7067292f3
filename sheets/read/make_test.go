package read

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// aBook makes small workbooks for tests: parts as they are written, so that what is broken in them is meant.
type aBook struct {
	sheets  []aSheet
	texts   []string
	formats []string // codes of cells' formats, from style 1 on, or "id:14" of one that is built in
	flags   string   // attributes of workbookPr
	more    map[string]string
}

type aSheet struct {
	name, state, rows, before, behind string
}

const (
	mainSpace = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	relSpace  = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
)

func (b aBook) parts() map[string]string {
	parts := map[string]string{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"></Types>`,
		"_rels/.rels":         `<Relationships><Relationship Id="rId1" Type="` + relSpace + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
	}
	var list, rels strings.Builder
	for i, s := range b.sheets {
		fmt.Fprintf(&list, `<sheet name=%q sheetId="%d" state=%q r:id="rId%d"/>`, s.name, i+1, s.state, i+1)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, relSpace, i+1)
		parts[fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)] = `<worksheet ` + mainSpace + `>` + s.before + `<sheetData>` + s.rows + `</sheetData>` + s.behind + `</worksheet>`
	}
	rels.WriteString(`<Relationship Id="rId90" Type="` + relSpace + `/sharedStrings" Target="/xl/sharedStrings.xml"/><Relationship Id="rId91" Type="` + relSpace + `/styles" Target="styles.xml"/>`)
	parts["xl/workbook.xml"] = `<workbook ` + mainSpace + ` xmlns:r="` + relSpace + `"><workbookPr ` + b.flags + `/><sheets>` + list.String() + `</sheets></workbook>`
	parts["xl/_rels/workbook.xml.rels"] = `<Relationships>` + rels.String() + `</Relationships>`
	var texts, codes, cells strings.Builder
	for _, text := range b.texts {
		texts.WriteString(`<si>` + text + `</si>`)
	}
	cells.WriteString(`<xf numFmtId="0"/>`)
	for i, code := range b.formats {
		if id, builtIn := strings.CutPrefix(code, "id:"); builtIn {
			cells.WriteString(`<xf numFmtId="` + id + `"/>`)
			continue
		}
		fmt.Fprintf(&codes, `<numFmt numFmtId="%d" formatCode="%s"/>`, 164+i, strings.ReplaceAll(code, `"`, "&quot;"))
		fmt.Fprintf(&cells, `<xf numFmtId="%d"/>`, 164+i)
	}
	parts["xl/sharedStrings.xml"] = `<sst ` + mainSpace + `>` + texts.String() + `</sst>`
	parts["xl/styles.xml"] = `<styleSheet ` + mainSpace + `><numFmts>` + codes.String() + `</numFmts><cellXfs>` + cells.String() + `</cellXfs></styleSheet>`
	for name, text := range b.more {
		if text == "" {
			delete(parts, name)
			continue
		}
		parts[name] = text
	}
	return parts
}

func (b aBook) bytes(t testing.TB) []byte { return zipOf(t, b.parts()) }

func zipOf(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var packed bytes.Buffer
	w := zip.NewWriter(&packed)
	for name, text := range parts {
		part, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

// rowsOf are rows of inline texts.
func rowsOf(rows ...string) string {
	var b strings.Builder
	for i, row := range rows {
		fmt.Fprintf(&b, `<row r="%d">`, i+1)
		for j, text := range strings.Split(row, "|") {
			if text != "" {
				fmt.Fprintf(&b, `<c r="%s%d" t="inlineStr"><is><t>%s</t></is></c>`, letters(j), i+1, text)
			}
		}
		b.WriteString(`</row>`)
	}
	return b.String()
}

// opened opens a file in memory, whose names of columns are those of the tests.
func opened(t testing.TB, file []byte, options Options) (*Book, error) {
	t.Helper()
	if options.Named == nil {
		options.Named = func(text string) bool {
			return slices.Contains([]string{"name", "phone", "email", "city", "客户名称", "电话", "地址", "备注", "联系人", "日期"}, strings.ToLower(text))
		}
	}
	return Open(t.Context(), bytes.NewReader(file), int64(len(file)), "a.file", options)
}

// told reads the preselected sheet and writes down what it says: the header's names, then each row as number: cells.
func told(t testing.TB, file []byte, options Options) string {
	t.Helper()
	book, err := opened(t, file, options)
	if err != nil {
		return err.Error()
	}
	return toldOf(t, book.Preselected())
}

func toldOf(t testing.TB, sheet *Sheet) string {
	t.Helper()
	header, err := sheet.Header(t.Context())
	if err != nil {
		return err.Error()
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d-%d:", header.Row, header.Last)
	for _, c := range header.Columns {
		b.WriteString(c.Name + "|")
	}
	for row, err := range sheet.Rows(t.Context()) {
		if err != nil {
			b.WriteString("\n" + err.Error())
			break
		}
		fmt.Fprintf(&b, "\n%d:", row.Number)
		if row.Refused != nil {
			b.WriteString(" " + row.Refused.Key + " ")
		}
		for _, n := range row.Notes {
			b.WriteString(" " + n.Key + " ")
		}
		for _, c := range row.Cells {
			b.WriteString(strings.ReplaceAll(c.Text, "\n", "⏎") + "|")
		}
	}
	return b.String()
}

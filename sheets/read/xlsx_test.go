package read

import (
	"strings"
	"testing"
)

// What stands in a sheet, and what is read of it.
var sheetFiles = map[string]struct {
	book aBook
	want string
}{
	"texts of the table, inline and of formulas": {
		aBook{
			texts:  []string{"<t>name</t>", "<r><t>A</t></r><r><t xml:space=\"preserve\"> b</t></r><rPh><t>えー</t></rPh>", "<t>x_x000D_y</t>"},
			sheets: []aSheet{{name: "S", rows: `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>city</t></is></c></row><row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" t="str"><f>A2</f><v>B&amp;C</v></c></row><row r="3"><c r="A3" t="s"><v>2</v></c></row>`}},
		},
		"1-1:name|city|\n2:A b|B&C|\n3:x\ry||",
	},
	"numbers as they are shown": {
		aBook{formats: []string{"00000", "000\\-0000", "#,##0.00"}, sheets: []aSheet{{name: "S", rows: rowsOf("name|phone") +
			`<row r="2"><c r="A2"><v>94523</v></c><c r="B2"><v>1.3812345678E10</v></c></row><row r="3"><c r="A3" s="1"><v>4001</v></c><c r="B3" s="2"><v>1234567</v></c></row>` +
			`<row r="4"><c r="A4" s="3"><v>1200.5</v></c><c r="B4"><v>0.30000000000000004</v></c></row><row r="5"><c r="A5" t="b"><v>1</v></c><c r="B5" t="e"><v>#N/A</v></c></row>`}}},
		"1-1:name|phone|\n2:94523|13812345678|\n3:04001|123-4567|\n4:1200.5|0.3|\n5:TRUE|#N/A|",
	},
	"days since 1900": {
		aBook{formats: []string{"yyyy/m/d", "id:31", "id:14", "h:mm", "[h]:mm", "d.m.yyyy hh:mm", `"Q"0`, "[$-804]yyyy\"年\"m\"月\"", "General", "[Red]0.00"}, sheets: []aSheet{{name: "S", rows: rowsOf("name|日期") +
			`<row r="2"><c r="A2"><v>1</v></c><c r="B2" s="1"><v>46086</v></c></row><row r="3"><c r="A3"><v>2</v></c><c r="B3" s="2"><v>46086</v></c></row><row r="4"><c r="A4"><v>3</v></c><c r="B4" s="3"><v>59</v></c></row>` +
			`<row r="5"><c r="A5"><v>4</v></c><c r="B5" s="4"><v>0.4375</v></c></row><row r="6"><c r="A6"><v>5</v></c><c r="B6" s="5"><v>1.5</v></c></row><row r="7"><c r="A7"><v>6</v></c><c r="B7" s="6"><v>46086.75</v></c></row>` +
			`<row r="8"><c r="A8"><v>7</v></c><c r="B8" s="7"><v>3</v></c></row><row r="9"><c r="A9"><v>8</v></c><c r="B9" s="8"><v>46086</v></c></row><row r="10"><c r="A10"><v>9</v></c><c r="B10" s="9"><v>46086</v></c></row>` +
			`<row r="11"><c r="A11"><v>10</v></c><c r="B11" s="10"><v>46086</v></c></row><row r="12"><c r="A12"><v>11</v></c><c r="B12" t="d"><v>2026-03-05T10:00:00</v></c></row>`}}},
		"1-1:name|日期|\n2:1|2026-03-05|\n3:2|2026-03-05|\n4:3|1900-02-28|\n5:4|10:30:00|\n6:5|1.5|\n7:6|2026-03-05 18:00:00|\n8:7|3|\n9:8|2026-03-05|\n10:9|46086|\n11:10|46086|\n12:11|2026-03-05 10:00:00|",
	},
	"days since 1904": {
		aBook{flags: `date1904="1"`, formats: []string{"yyyy-mm-dd"}, sheets: []aSheet{{name: "S", rows: rowsOf("name|日期") + `<row r="2"><c r="A2"><v>1</v></c><c r="B2" s="1"><v>44624</v></c></row>`}}},
		"1-1:name|日期|\n2:1|2026-03-05|",
	},
	"a title, merged cells and a header of two rows": {
		aBook{sheets: []aSheet{{
			name: "S", rows: `<row r="1"><c r="A1" t="inlineStr"><is><t>客户名单 2026</t></is></c></row>` +
				`<row r="3"><c r="A3" t="inlineStr"><is><t>客户名称</t></is></c><c r="B3" t="inlineStr"><is><t>联系信息</t></is></c></row>` +
				`<row r="4"><c r="B4" t="inlineStr"><is><t>电话</t></is></c><c r="C4" t="inlineStr"><is><t>地址</t></is></c></row>` +
				`<row r="5"><c r="A5" t="inlineStr"><is><t>A</t></is></c><c r="B5"><v>1</v></c><c r="C5" t="inlineStr"><is><t>x</t></is></c></row>` +
				`<row r="6"><c r="B6"><v>2</v></c><c r="C6" t="inlineStr"><is><t>y</t></is></c></row>` + `<row r="7"><c r="B7"><v>3</v></c></row>`,
			behind: `<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="A3:A4"/><mergeCell ref="B3:C3"/><mergeCell ref="A5:A6"/></mergeCells>`,
		}}},
		"4-4:客户名称|电话|地址|\n5:A|1|x|\n6:A|2|y|\n7:|3||",
	},
	"rows and cells that don't say where they are": {
		aBook{sheets: []aSheet{{name: "S", rows: `<row><c t="inlineStr"><is><t>name</t></is></c><c t="inlineStr"><is><t>city</t></is></c></row><row/><row><c t="inlineStr"><is><t>A</t></is></c></row>`}}},
		"1-1:name|city|\n3:A||",
	},
	"a name's space with a prefix": {
		aBook{
			sheets: []aSheet{{name: "S"}},
			more:   map[string]string{"xl/worksheets/sheet1.xml": `<?xml version="1.0"?><x:worksheet xmlns:x="` + relSpace + `"><x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>name</x:t></x:is></x:c></x:row><x:row r="2"><x:c r="A2"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>`},
		},
		"1-1:name|\n2:7|",
	},
	"formulas without a value": {
		aBook{sheets: []aSheet{{name: "S", rows: rowsOf("name|city") + `<row r="2"><c r="A2" t="inlineStr"><is><t>A</t></is></c><c r="B2"><f>A2</f></c></row>`}}},
		"1-1:name|city|\n2: notice.sheet_formula A||",
	},
	"a cell beside the table": {
		aBook{sheets: []aSheet{{name: "S", rows: rowsOf(append([]string{"name|city"}, strings.Split(strings.Repeat("A|B,", 70), ",")...)...) + `<row r="99"><c r="A99"><v>1</v></c><c r="F99"><v>5</v></c></row>`}}},
		"1-1:name|city|" + lastOf(70) + "\n99: notice.sheet_beside 1||",
	},
	"a sheet without rows":    {aBook{sheets: []aSheet{{name: "S"}}}, "invalid: error.sheet_blank"},
	"no table of texts":       {aBook{sheets: []aSheet{{name: "S", rows: rowsOf("name", "A")}}, more: map[string]string{"xl/sharedStrings.xml": "", "xl/styles.xml": ""}}, "1-1:name|\n2:A|"},
	"a text that isn't there": {aBook{sheets: []aSheet{{name: "S", rows: rowsOf("name", "A") + `<row r="3"><c r="A3" t="s"><v>99</v></c></row>`}}}, "1-1:name|\n2:A|"},
}

func lastOf(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("\n" + itoa(i+2) + ":A|B|")
	}
	return b.String()
}

func TestWorkbooks(t *testing.T) {
	for name, c := range sheetFiles {
		t.Run(name, func(t *testing.T) {
			if got := told(t, c.book.bytes(t), Options{}); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// Hidden rows and columns are read, and counted.
func TestHiddenRowsAndColumnsAreCounted(t *testing.T) {
	book, err := opened(t, aBook{sheets: []aSheet{{
		name: "S", before: `<cols><col min="2" max="2" hidden="1"/></cols>`,
		rows: rowsOf("name|city|email") + `<row r="2" hidden="1"><c r="A2"><v>1</v></c></row><row r="3"><c r="A3"><v>2</v></c></row>`,
	}}}.bytes(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var counts Counts
	for row, err := range book.Preselected().Counted(t.Context(), &counts) {
		if err != nil || row.Hidden != (row.Number == 2) {
			t.Errorf("row %d: %v", row.Number, err)
		}
	}
	if counts != (Counts{Rows: 2, HiddenRows: 1, HiddenColumns: 1}) {
		t.Errorf("counted %+v", counts)
	}
}

// The sheet with a table of known names is preselected, hidden ones are not, and several are asked about.
func TestTheSheetIsPreselected(t *testing.T) {
	notes := aSheet{name: "Notes", rows: rowsOf("Read this first", "Fill in the other sheet")}
	hidden := aSheet{name: "Old", state: "hidden", rows: rowsOf("name|city|email", "A|B|c@d.example")}
	table := aSheet{name: "Customers", rows: rowsOf("name|city", "A|B")}
	for _, c := range []struct {
		sheets []aSheet
		want   string
		asks   bool
	}{
		{[]aSheet{notes, hidden, table}, "Customers", true},
		{[]aSheet{hidden, table}, "Customers", false},
		{[]aSheet{{name: "Empty"}, table}, "Customers", false},
		{[]aSheet{table, {name: "B", rows: table.rows}}, "Customers", true},
	} {
		book, err := opened(t, aBook{sheets: c.sheets}.bytes(t), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if book.Preselected().Name != c.want || book.Asks() != c.asks {
			t.Errorf("%s is preselected, asks %v; want %s", book.Preselected().Name, book.Asks(), c.want)
		}
	}
}

// A number of more digits than a spreadsheet keeps is marked.
func TestSpoiltNumbers(t *testing.T) {
	book, err := opened(t, aBook{sheets: []aSheet{{name: "S", rows: rowsOf("name|phone") + `<row r="2"><c r="A2"><v>110101199003078000</v></c><c r="B2"><v>13812345678</v></c></row>`}}}.bytes(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for row, err := range book.Preselected().Rows(t.Context()) {
		if err != nil || !row.Cells[0].Spoilt || row.Cells[1].Spoilt {
			t.Errorf("%+v: %v", row, err)
		}
	}
}

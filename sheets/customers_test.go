package sheets

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/mapping"
	"github.com/guanxi-crm/guanxi/sheets/names"
	"github.com/guanxi-crm/guanxi/sheets/read"
)

// sheetWords are words of both languages, as the catalogues have them.
var sheetWords = map[string][2]string{
	"field.name": {"Customer name", "客户名称"}, "field.phone": {"Phone", "电话"}, "field.status": {"Status", "客户状态"}, "field.industry": {"Industry", "行业"}, "field.notes": {"Notes", "备注"},
	"field.next_follow_up": {"Next follow-up", "下次跟进日期"}, "field.owner": {"Owner", "负责人"}, "status.potential": {"Potential", "潜在客户"}, "status.active": {"Active", "活跃客户"}, "status.churned": {"Churned", "流失客户"},
	"industry.technology": {"Technology", "科技"}, "customer_kind.business": {"Business (B2B)", "企业（B2B）"}, "customer_kind.consumer": {"Consumer (B2C)", "个人（B2C）"},
	"customfield.yes": {"Yes", "是"}, "customfield.no": {"No", "否"}, "list.separator": {", ", "、"}, "sheet.customers": {"Customers", "客户"},
	"sheet.figures": {"Figures", "统计"}, "sheet.figures_count": {"Customers", "客户数"}, "sheet.figures_none": {"Not filled in", "未填写"}, "sheet.figures_rest": {"All others", "其他"},
	"sheet.created_at": {"Created", "创建时间"}, "sheet.created_by": {"Created by", "创建人"}, "sheet.updated_at": {"Last changed", "最后修改"}, "sheet.updated_by": {"Last changed by", "最后修改人"}, "sheet.note_phone": {"Digits as they are dialled", "按拨号填写数字"},
}

func sheetReader(language string) Reader {
	return Reader{Language: language, Zone: time.UTC, Word: func(key string) (string, bool) {
		said, known := sheetWords[key]
		return said[map[string]int{"en": 0, "zh": 1}[language]], known
	}}
}

var (
	sheetFields = models.NewCustomFields([]models.CustomField{
		{ID: 1, Kind: models.CustomText, LabelEN: "Remark", LabelZH: "说明"},
		{ID: 2, Kind: models.CustomNumber, LabelEN: "Seats", LabelZH: "席位"},
		{ID: 3, Kind: models.CustomDate, LabelEN: "Since", LabelZH: "起始日"},
		{ID: 4, Kind: models.CustomChoice, LabelEN: "Area", LabelZH: "大区", Options: []models.Option{{Key: "o1", EN: "North", ZH: "华北"}, {Key: "o2", EN: "South", ZH: "华南"}}},
		{ID: 5, Kind: models.CustomChoices, LabelEN: "Products", LabelZH: "产品", Options: []models.Option{{Key: "o1", EN: "Alpha", ZH: "甲"}, {Key: "o2", EN: "Beta", ZH: "乙"}}},
		{ID: 6, Kind: models.CustomYesNo, LabelEN: "Signed", LabelZH: "已签约"},
		{ID: 7, Kind: models.CustomUser, LabelEN: "Consultant", LabelZH: "顾问"},
	})
	sheetRules = models.Rules{Industries: []string{"technology"}, Custom: sheetFields, Today: models.NewDate(2026, time.November, 27)}
)

// roundTrip are customers with a value of every kind, and texts that spreadsheets spoil.
func roundTrip(t *testing.T) []models.Customer {
	t.Helper()
	var list []models.Customer
	for i, text := range []string{
		"星河科技", "=1+1", "+8613812345678", "-5", "@x", "'=1", "''+1", "1.38E+10", "007", "2026-01-01", "TRUE", "#N/A", "a\nb, \"c\"; d", "-", "x_x000D_y", "１２", "NULL",
	} {
		c := models.Customer{Code: fmt.Sprintf("C%03d", i+1), CreatedAt: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), CreatedBy: "U0AAA"}
		for field, value := range map[models.Field]string{
			models.FieldName: "客户 " + text, models.FieldNotes: text, models.FieldContactName: "王" + text, models.FieldPhone: "+86 138 1234 5678", models.FieldEmail: "a@b.example", models.FieldStatus: "active",
			models.FieldIndustry: "technology", models.FieldCustomerKind: "business", models.FieldNextFollowUp: "2027-03-05", models.FieldNextFollowUpTime: "15:30", models.FieldOwner: "U0123ABC",
			models.FieldAddress: "北京市朝阳区 1 号", models.FieldWebsite: "https://a.example", models.FieldSource: "展会", models.FieldContactTitle: "经理", models.FieldOpportunity: text,
			models.CustomFieldKey(1): text, models.CustomFieldKey(2): "1234567.25", models.CustomFieldKey(3): "1999-12-31", models.CustomFieldKey(4): "o2", models.CustomFieldKey(5): "o1,o2", models.CustomFieldKey(6): "no",
			models.CustomFieldKey(7): "U0123ABD",
		} {
			if field != models.FieldNotes && field != models.CustomFieldKey(1) {
				value = strings.Join(strings.Fields(value), " ")
			}
			if err := c.Set(field, value); err != nil {
				t.Fatal(err)
			}
		}
		list = append(list, c)
	}
	return list
}

func writeCustomers(t testing.TB, format, language string, list []models.Customer) []byte {
	t.Helper()
	var file bytes.Buffer
	begin := NewCustomersXLSX
	if format == "csv" {
		begin = NewCustomersCSV
	}
	sheet, err := begin(&file, sheetReader(language), sheetRules, true)
	if err != nil {
		t.Fatal(err)
	}
	for i := range list {
		if err := sheet.Add(&list[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := sheet.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// What is exported, in either format and language, and read again says the same of every field.
func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	list := roundTrip(t)
	words := func(language string) mapping.Word { return sheetReader(language).Word }
	fields := mapping.NewFields(sheetFields, sheetRules, words("en"), words("zh"))
	for _, format := range []string{"xlsx", "csv"} {
		for _, language := range []string{"en", "zh"} {
			sameCustomers(t, format+" in "+language, list, readCustomers(t, writeCustomers(t, format, language, list), fields))
		}
	}
	if where := os.Getenv("GUANXI_TEST_SHEET"); where != "" { // to look at, and to be saved by other programs
		if err := os.WriteFile(where, writeCustomers(t, "xlsx", "en", list), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	saved, err := os.ReadFile("testdata/saved_by_libreoffice.xlsx") // the first workbook, opened and saved in LibreOffice 7.4
	if err != nil {
		t.Fatal(err)
	}
	sameCustomers(t, "saved by LibreOffice", list, readCustomers(t, saved, fields))
}

// sameCustomers compares what was read with what was written.
func sameCustomers(t *testing.T, what string, list []models.Customer, records []mapping.Record) {
	t.Helper()
	if len(records) != len(list) {
		t.Fatalf("%s: %d of %d", what, len(records), len(list))
	}
	for i, record := range records {
		if record.Refused != nil || len(record.Faults) > 0 || len(record.New) > 0 || len(record.Left) > 0 {
			t.Errorf("%s, row %d: %+v", what, record.Number, record)
		}
		c := models.Customer{Code: list[i].Code}
		for field, value := range record.Values {
			if spec, _ := models.Customers.Find(field); spec.Given {
				continue
			}
			if err := c.Set(field, value); err != nil {
				t.Fatal(err)
			}
		}
		if record.Values[models.FieldCode] != list[i].Code {
			t.Errorf("%s: row %d is of %q", what, record.Number, record.Values[models.FieldCode])
		}
		for _, change := range models.Customers.With(sheetFields).Changes(&list[i], &c) {
			t.Errorf("%s, row %d: %s was %q and is %q", what, record.Number, change.Field, change.Before, change.After)
		}
	}
}

func readCustomers(t *testing.T, file []byte, fields *mapping.Fields) []mapping.Record {
	t.Helper()
	book, err := read.Open(t.Context(), bytes.NewReader(file), int64(len(file)), "", read.Options{Named: names.Known})
	if err != nil {
		t.Fatal(err)
	}
	marks, err := mapping.MarksIn(t.Context(), book)
	if err != nil {
		t.Fatal(err)
	}
	header, err := book.Preselected().Header(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	survey := mapping.NewSurvey(header)
	survey.Mark(marks)
	var rows []read.Row
	for row, err := range book.Preselected().Rows(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		survey.Add(row)
		rows = append(rows, row)
	}
	m := mapping.Suggest(survey, fields)
	clear(m.Empty) // nothing of our own stands for nothing
	var records []mapping.Record
	for _, row := range rows {
		records = append(records, m.Read(row, fields))
	}
	return records
}

// A workbook has lists to choose from, notes, filters, a frozen header and a hidden sheet that says which field each column is.
func TestTheWorkbookIsMadeForFillingIn(t *testing.T) {
	file := writeCustomers(t, "xlsx", "zh", roundTrip(t)[:2])
	book, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	lists, err := book.GetDataValidations("客户")
	if err != nil || len(lists) != 6 { // industry, status, customer type, role of the contact, a choice, yes or no
		t.Errorf("%d lists: %v", len(lists), err)
	}
	for _, list := range lists {
		where, _, _ := strings.Cut(strings.TrimPrefix(list.Formula1, "guanxi!"), ":")
		if value, err := book.GetCellValue(names.MarksSheet, strings.ReplaceAll(where, "$", "")); err != nil || value == "" {
			t.Errorf("the list of %s is empty: %v", list.Sqref, err)
		}
	}
	if notes, err := book.GetComments("客户"); err != nil || len(notes) == 0 {
		t.Errorf("%d notes: %v", len(notes), err)
	}
	if panes, err := book.GetPanes("客户"); err != nil || !panes.Freeze {
		t.Errorf("%+v: %v", panes, err)
	}
	if visible, err := book.GetSheetVisible(names.MarksSheet); err != nil || visible {
		t.Errorf("the marks are visible: %v", err)
	}
	packed, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	part, err := packed.Open("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(part)
	if err != nil || !strings.Contains(string(text), "<autoFilter ref=\"$A$1:") || strings.Contains(string(text), "<f>") {
		t.Errorf("no filters, or a formula: %v", err)
	}
}

// The figures count what stands in the sheet, by what can be chosen; the sheet of customers is the one that is read all the same.
func TestTheFiguresOfAWorkbook(t *testing.T) {
	list := roundTrip(t)
	file := writeCustomers(t, "xlsx", "en", list)
	book, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("Figures")
	if err != nil {
		t.Fatal(err)
	}
	counted := 0
	for i, row := range rows {
		if len(row) < 2 || row[1] != "Customers" || row[0] != "Status" {
			continue
		}
		for _, bar := range rows[i+1:] {
			if len(bar) < 2 {
				break
			}
			n, err := strconv.Atoi(bar[1])
			if err != nil {
				t.Fatal(err)
			}
			counted += n
		}
	}
	if counted != len(list) {
		t.Errorf("%d of %d customers are counted by their status: %v", counted, len(list), rows)
	}
	read, err := read.Open(t.Context(), bytes.NewReader(file), int64(len(file)), "a.xlsx", read.Options{Named: names.Known, Ours: names.MarksSheet})
	if err != nil || read.Asks() || read.Preselected().Name != "Customers" {
		t.Errorf("%s is read, asked %v: %v", read.Preselected().Name, read.Asks(), err)
	}
}

// What is guarded comes back, whatever it is, and begins no formula.
func TestGuardedTexts(t *testing.T) {
	for _, text := range []string{"", "'", "''", "=", "'=", "''=x", "+1", "-1", "@", "\tx", "\rx", "x", "'x", "’=x"} {
		guarded := read.Guard(text)
		if guarded != "" && strings.ContainsAny(guarded[:1], "=+-@\t\r") {
			t.Errorf("%q is written as %q", text, guarded)
		}
		if got := read.Unguard(guarded); got != text {
			t.Errorf("%q comes back as %q", text, got)
		}
	}
}

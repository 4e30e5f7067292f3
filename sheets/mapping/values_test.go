package mapping

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/names"
	"github.com/guanxi-crm/guanxi/sheets/read"
)

// Dates as people and programs write them, by the order of their column.
func TestDatesOfCells(t *testing.T) {
	for text, want := range map[string]struct{ day, month string }{
		"2026-03-05": {"2026-03-05", "2026-03-05"}, "2026/3/5": {"2026-03-05", "2026-03-05"}, "2026.3.5": {"2026-03-05", "2026-03-05"}, "20260305": {"2026-03-05", "2026-03-05"},
		"2026年3月5日": {"2026-03-05", "2026-03-05"}, "２０２６年３月５日": {"2026-03-05", "2026-03-05"}, "2026年3月5号 星期四": {"2026-03-05", "2026-03-05"}, "2026年3月5日14时30分": {"2026-03-05 14:30", "2026-03-05 14:30"},
		"2026-03-05T10:00:00+08:00": {"2026-03-05 10:00", "2026-03-05 10:00"}, "2026-3-5 14:30:00": {"2026-03-05 14:30", "2026-03-05 14:30"}, "2026-03-05 00:00:00": {"2026-03-05", "2026-03-05"},
		"05.03.2026": {"2026-03-05", "2026-05-03"}, "5/3/26": {"2026-03-05", "2026-05-03"}, "05-03-2026 2:30 PM": {"2026-03-05 14:30", "2026-05-03 14:30"}, "31/12/1985": {"1985-12-31", "error.no_such_day"},
		"12/31/2026": {"error.no_such_day", "2026-12-31"}, "5 Mar 2026": {"2026-03-05", "2026-03-05"}, "March 5th, 2026": {"2026-03-05", "2026-03-05"}, "5-Mar-26": {"2026-03-05", "2026-03-05"}, "Thu, 5 Mar 2026": {"2026-03-05", "2026-03-05"},
		"46086": {"2026-03-05", "2026-03-05"}, "46086.4375": {"2026-03-05 10:30", "2026-03-05 10:30"}, "2026-02-30": {"error.no_such_day", "error.no_such_day"},
		"3月5日": {"error.row_year", "error.row_year"}, "1/1": {"error.row_year", "error.row_year"}, "一月": {"error.row_year", "error.row_year"},
		"soon": {"error.bad_date", "error.bad_date"}, "12345": {"error.bad_date", "error.bad_date"}, "13812345678": {"error.bad_date", "error.bad_date"}, "1.5": {"error.bad_date", "error.bad_date"},
	} {
		for order, want := range map[Order]string{DayFirst: want.day, MonthFirst: want.month} {
			w := readDate(text)
			day, wrong := w.in(order)
			got := wrong
			if wrong == "" {
				got = strings.TrimSpace(day.String() + " " + string(w.moment.time))
			}
			if got != want {
				t.Errorf("%s, %s: %s, want %s", text, order, got, want)
			}
		}
	}
}

// Amounts by what stands before decimals in their column.
func TestAmountsOfCells(t *testing.T) {
	for text, want := range map[string]struct{ point, comma string }{
		"¥1,200.50": {"1200.5", ""}, "￥1200": {"1200", "1200"}, "12万": {"120000", "120000"}, "1.200,50": {"error.bad_number", "1200.5"}, "1.200": {"1.2", "1200"}, "1,200": {"1200", "1.2"}, "€ 1 200,50": {"error.bad_number", "1200.5"},
		"(300)": {"-300", "-300"}, "-¥5": {"-5", "-5"}, "¥-5": {"-5", "-5"}, "USD 20k": {"20000", "20000"}, "1'200.50": {"1200.5", ""}, "1200元": {"1200", "1200"}, "人民币12.5万元": {"125000", ""}, "１２００": {"1200", "1200"},
		"n": {"error.bad_number", "error.bad_number"}, "1-2": {"error.bad_number", "error.bad_number"},
	} {
		for decimal, want := range map[string]string{".": want.point, ",": want.comma} {
			got, err := number(text, decimal)
			if err != nil {
				got = err.Key
			}
			if want != "" && got != want {
				t.Errorf("%s with %q: %s, want %s", text, decimal, got, want)
			}
		}
	}
}

// mapped reads a CSV file and suggests a mapping.
func mapped(t testing.TB, file string, fields *Fields) (Mapping, []Record) {
	t.Helper()
	survey, rows := surveyed(t, file)
	m := Suggest(survey, fields)
	var records []Record
	for _, row := range rows {
		records = append(records, m.Read(row, fields))
	}
	return m, records
}

// surveyed looks at a CSV file.
func surveyed(t testing.TB, file string) (*Survey, []read.Row) {
	t.Helper()
	book, err := read.Open(t.Context(), bytes.NewReader([]byte(file)), int64(len(file)), "a.csv", read.Options{Named: names.Known})
	if err != nil {
		t.Fatal(err)
	}
	header, err := book.Preselected().Header(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	survey := NewSurvey(header)
	var rows []read.Row
	for row, err := range book.Preselected().Rows(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		survey.Add(row)
		rows = append(rows, row)
	}
	return survey, rows
}

func doubtsOf(c Column) string {
	var keys []string
	for _, d := range c.Doubts {
		keys = append(keys, strings.TrimPrefix(d.Key, "notice.map_"))
	}
	return strings.Join(keys, " ")
}

// The order of days and months is that of the column, else of the file, else it is asked.
func TestOrderOfDates(t *testing.T) {
	for name, c := range map[string]struct {
		columns string
		want    string // of each column: order and doubts
	}{
		"one date says it":              {"下次跟进日期\n05/03/2027\n25/03/2027\n", "day_first:"},
		"the month first":               {"下次跟进日期\n05/03/2027\n03/25/2027\n", "month_first:"},
		"nothing says it":               {"下次跟进日期\n05/03/2027\n06/03/2027\n", "day_first:order"},
		"points":                        {"下次跟进日期\n05.03.2027\n06.03.2027\n", "day_first:order"},
		"both":                          {"下次跟进日期\n25/03/2027\n03/25/2027\n", "day_first:order_both"},
		"another column says it":        {"下次跟进日期,签约日\n05/03/2027,25/01/2026\n06/03/2027,01/02/2026\n", "day_first: day_first:"},
		"another column says otherwise": {"下次跟进日期,签约日\n03/25/2027,25/01/2026\n06/03/2027,01/02/2026\n", "month_first:order_file day_first:order_file"},
		"years first":                   {"下次跟进日期\n2027/3/5\n", ":"},
		"years of two figures first":    {"下次跟进日期\n40/3/5\n27/3/6\n", "year_first:"},
		"years of two figures last":     {"下次跟进日期\n5/3/40\n25/3/27\n", "day_first:"},
		"years of two figures":          {"下次跟进日期\n20/1/12\n", "year_first:order"},
	} {
		lines := strings.Split(strings.TrimSpace(c.columns), "\n")
		for i := range lines {
			lines[i] = map[bool]string{true: "客户名称", false: "星河" + strings.Repeat("a", i)}[i == 0] + "," + lines[i]
		}
		m, _ := mapped(t, strings.Join(lines, "\n"), testFields())
		var got []string
		for _, column := range m.Columns[1:] {
			got = append(got, string(column.Order)+":"+doubtsOf(column))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %s", name, got, c.want)
		}
	}
}

// Numbers are counted in what their column's name says, unless they say it themselves.
func TestNumbersThatAreCountedInAUnit(t *testing.T) {
	m, records := mapped(t, "客户名称,预计金额（万元）\nA,12\nB,12.5\nC,3亿\n", testFields())
	for i, want := range []string{"120000", "125000", "300000000"} {
		if got := records[i].Record[names.DealAmount]; got != want {
			t.Errorf("row %d: %s, want %s", records[i].Number, got, want)
		}
	}
	if doubtsOf(m.Columns[1]) != "unit" {
		t.Errorf("%s", doubtsOf(m.Columns[1]))
	}
}

// A column is never day-first in one row and month-first in another: what doesn't fit is a fault of its cell.
func TestDatesAreNeverFlipped(t *testing.T) {
	_, records := mapped(t, "客户名称,下次跟进日期\nA,25/03/2027\nB,05/03/2027\nC,03/25/2027\nD,3月5日\n", testFields())
	got := []string{records[0].Values[models.FieldNextFollowUp], records[1].Values[models.FieldNextFollowUp], records[2].Values[models.FieldNextFollowUp], records[3].Values[models.FieldNextFollowUp]}
	if strings.Join(got, " ") != "2027-03-25 2027-03-05  2027-03-05" || len(records[2].Faults) != 1 || records[2].Faults[0].Error.Key != "error.no_such_day" {
		t.Errorf("%v, %v", got, records[2].Faults)
	}
}

// Phones that a spreadsheet has spoilt are refused with the reason, at their cell; the row stays.
func TestSpoiltPhones(t *testing.T) {
	_, records := mapped(t, "客户名称,手机号\nA,1.38E+10\nB,13812345678\nC,'13812345678\nD,13812345678.0\n", testFields())
	for i, want := range []string{"error.calculated_phone", "", "", "error.calculated_phone"} {
		got := ""
		if len(records[i].Faults) > 0 {
			got = records[i].Faults[0].Error.Key
		}
		if got != want || records[i].Refused != nil {
			t.Errorf("row %d: %s, want %s", records[i].Number, got, want)
		}
	}
	if records[2].Values[models.FieldPhone] != "13812345678" {
		t.Errorf("the apostrophe stays: %v", records[2].Values)
	}
}

// Values that mean nothing are offered to be empty; only those that nobody could mean are taken so.
func TestWordsForNothing(t *testing.T) {
	m, records := mapped(t, "客户名称,联系人,邮箱\nA,无,NULL\nB,李雷,b@c.example\n", testFields())
	if on, offered := m.Empty["NULL"]; !on || !offered {
		t.Errorf("NULL is offered %v, on %v", offered, on)
	}
	if on, offered := m.Empty["无"]; on || !offered {
		t.Errorf("无 is offered %v, on %v", offered, on)
	}
	if records[0].Values[models.FieldEmail] != "" || len(records[0].Faults) > 0 || records[0].Values[models.FieldContactName] != "无" {
		t.Errorf("%+v", records[0])
	}
}

// Custom fields are known by their labels in both languages, and their values by their options' labels.
func TestCustomFieldsAreFilled(t *testing.T) {
	retired := models.NewCustomFields([]models.CustomField{
		{ID: 1, Kind: models.CustomChoice, LabelEN: "Region code", LabelZH: "大区", Options: []models.Option{{Key: "o1", EN: "North", ZH: "华北"}}},
		{ID: 2, Kind: models.CustomNumber, LabelEN: "Seats", LabelZH: "席位"},
		{ID: 3, Kind: models.CustomYesNo, LabelEN: "Signed", LabelZH: "已签约"},
		{ID: 4, Kind: models.CustomDate, LabelEN: "Since", LabelZH: "起始日"},
	})
	fields := NewFields(retired, models.Rules{Industries: []string{"technology"}, Today: models.NewDate(2026, 11, 27)})
	for _, file := range []string{"name,Region code,Seats,Signed,Since\nA,north,\"1,200\",yes,2026-01-02\n", "客户名称,大区,席位,已签约,起始日\nA,华北,1200,是,2026年1月2日\n"} {
		_, records := mapped(t, file, fields)
		for id, want := range map[int64]string{1: "o1", 2: "1200", 3: "yes", 4: "2026-01-02"} {
			if got := records[0].Values[models.CustomFieldKey(id)]; got != want {
				t.Errorf("field %d of %s is %q, want %q", id, file, got, want)
			}
		}
	}
	_, records := mapped(t, "name,Region code\nA,South\n", fields)
	if len(records[0].Faults) != 1 || records[0].Faults[0].Error.Key != "error.unknown_option" {
		t.Errorf("an unknown option: %v", records[0].Faults)
	}
}

// A file without a header is known by what stands in it.
func TestColumnsWithoutNames(t *testing.T) {
	m, records := mapped(t, "北京星河科技有限公司,13812345678,a@b.example,潜在\n上海远望贸易有限公司,13912345678,c@d.example,活跃\n", testFields())
	for i, want := range []models.Field{models.FieldName, models.FieldPhone, models.FieldEmail, models.FieldStatus} {
		if m.Columns[i].Field != want {
			t.Errorf("column %d is %s, want %s", i, m.Columns[i].Field, want)
		}
	}
	if records[1].Values[models.FieldStatus] != "active" || records[0].Number != 1 {
		t.Errorf("%+v", records)
	}
}

// Chinese names and addresses are put together as they are written.
func TestChineseNamesAndAddresses(t *testing.T) {
	_, records := mapped(t, "姓,名,省份,城市,区,详细地址,邮编\n王,小明,江苏省,苏州市,工业园区,星湖街1号,215000\n李,雷,江苏省,苏州市,,江苏省苏州市人民路2号,\n", testFields())
	if got := records[0].Values[models.FieldContactName] + "|" + records[0].Values[models.FieldAddress]; got != "王小明|江苏省苏州市工业园区星湖街1号 215000" {
		t.Error(got)
	}
	if got := records[1].Values[models.FieldAddress]; got != "江苏省苏州市人民路2号" {
		t.Error(got)
	}
}

// The kind of a new custom field is guessed from what stands in the column.
func TestKindsOfNewFields(t *testing.T) {
	for name, c := range map[string]struct {
		values string
		want   models.CustomKind
	}{
		"yes and no": {"yes no Yes no", models.CustomYesNo}, "是 and 否": {"是 否 否 是", models.CustomYesNo}, "0 and 1": {"0 1 1 0", models.CustomYesNo}, "points": {"0 0 0 0 0 100", models.CustomNumber},
		"zeros": {"0 0 0 0", models.CustomNumber}, "numbers": {"12 13.5 1,200", models.CustomNumber}, "amounts": {"¥12 ¥13.50 12万", models.CustomNumber}, "IDs of many figures": {"12345678000190 12345678000191", models.CustomText},
		"leading zeros": {"007 008", models.CustomText}, "days": {"2026-01-02 2026/3/4", models.CustomDate}, "few words": {"甲 乙 甲 乙 甲 甲 乙 甲 乙", models.CustomChoice}, "words": {"a b c d", models.CustomText},
		"IP addresses": {"10.0.0.1 192.168.1.255", models.CustomText}, "nothing": {"", models.CustomText},
	} {
		file := "客户名称,wubble\n"
		for i, value := range strings.Fields(c.values) {
			file += "A" + strings.Repeat("x", i) + ",\"" + value + "\"\n"
		}
		if c.values == "" {
			file += "A,\n"
		}
		if m, _ := mapped(t, file, testFields()); m.Columns[1].Kind != c.want {
			t.Errorf("%s: %s, want %s", name, m.Columns[1].Kind, c.want)
		}
	}
}

// Files of one shape have one key, whatever stands in them; of another, another.
func TestShapes(t *testing.T) {
	a, _ := mapped(t, "客户名称,电话\nA,1\n", testFields())
	b, _ := mapped(t, "客户名称 ,电话（必填）\nB,\n", testFields())
	c, _ := mapped(t, "电话,客户名称\n1,A\n", testFields())
	if a.Shape != b.Shape || a.Shape == c.Shape || len(a.Shape) != 32 {
		t.Errorf("%s %s %s", a.Shape, b.Shape, c.Shape)
	}
}

// Companies that differ name the customers, however many there are; companies that repeat are shared by people, who do then.
func TestWhatStandsInForTheName(t *testing.T) {
	for _, rows := range []int{10, 5000} {
		for repeats, want := range map[int]models.Field{1: models.FieldCompany, 5: models.FieldContactName} {
			var file strings.Builder
			file.WriteString("Company,Contact\n")
			for i := range rows {
				fmt.Fprintf(&file, "Company %d Ltd,Ann %d\n", i/repeats, i)
			}
			if m, _ := mapped(t, file.String(), testFields()); len(m.StandIn) == 0 || m.StandIn[0] != want {
				t.Errorf("%d rows, each company %d times: %v stands in", rows, repeats, m.StandIn)
			}
		}
	}
}

package mapping

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/names"
)

// What was decided for a file is kept as JSON and taken over for the next of its shape; only what is new is asked.
func TestAMappingIsRemembered(t *testing.T) {
	file := "客户名称,状态,签约日,联系人\nA,Qualified,05/03/2026,无\n"
	m, _ := mapped(t, file, testFields())
	m.Columns[1].Choices["qualified"] = "active"
	m.Columns[2].Order = MonthFirst
	m.Empty["无"] = true
	kept, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var before Mapping
	if err := json.Unmarshal(kept, &before); err != nil {
		t.Fatal(err)
	}
	next, _ := mapped(t, file, testFields())
	if !next.Recall(before) {
		t.Fatal("it isn't of the same shape")
	}
	for _, c := range next.Columns {
		if len(c.Doubts) > 0 || c.Certainty != Sure {
			t.Errorf("%s: %v", c.Name, c.Doubts)
		}
	}
	if len(next.Doubts) > 0 || next.Columns[1].Choices["qualified"] != "active" || next.Columns[2].Order != MonthFirst || !next.Empty["无"] {
		t.Errorf("%+v", next)
	}
	next, _ = mapped(t, "客户名称,状态,签约日,联系人\nB,Qualified,25/03/2026,暂无\nC,Paused,26/03/2026,李雷\n", testFields())
	if !next.Recall(before) || doubtsOf(next.Columns[1]) != "choices" || doubtsOf(next.Columns[2]) != "order_both" || len(next.Doubts) != 1 {
		t.Errorf("new: %s; %s; %v", doubtsOf(next.Columns[1]), doubtsOf(next.Columns[2]), next.Doubts)
	}
	other, _ := mapped(t, "客户名称,电话\nA,1\n", testFields())
	if other.Recall(before) {
		t.Error("another shape is taken for the same")
	}
}

// Columns of an open deal and of another contact aren't fields of the record, and aren't lost.
func TestWhatIsNoFieldOfTheRecord(t *testing.T) {
	m, records := mapped(t, "客户名称,标签,商机金额,预计成交日期,联系人,联系人2,联系人2电话\nA,\"VIP,老客户\",12万,2027-03-05,李雷,韩梅梅,13812345678\n", testFields())
	r := records[0]
	if r.Values[models.FieldTags] != "VIP,老客户" || r.Record["deal.amount"] != "120000" || r.Record["deal.close"] != "2027-03-05" || len(r.Further) != 1 || r.Further[0].Values["further.name"] != "韩梅梅" || r.Further[0].Values["further.phone"] != "13812345678" {
		t.Errorf("%+v", r)
	}
	if r.Values[models.FieldContactName] != "李雷" || m.Columns[2].Certainty != Sure {
		t.Errorf("%v, %v", r.Values, m.Columns[2])
	}
	for header, want := range map[string]Use{"客户名称,金额,阶段": ToNew, "客户名称,金额,销售机会": ToRecord, "客户名称,Amount,Close Date": ToNew, "客户名称,Amount,Sales Stage": ToRecord, "客户名称,商机金额,x": ToRecord} {
		if m, _ := mapped(t, header+"\nA,12万,2027-03-05\n", testFields()); m.Columns[1].Use != want {
			t.Errorf("the amount of %s is %s, want %s", header, m.Columns[1].Use, want)
		}
	}
}

// Each further contact of a row is one of its own: columns of one number belong together, and those without a number in their order. What a
// contact has already isn't taken a second time, and isn't lost.
func TestFurtherContacts(t *testing.T) {
	for _, c := range []struct{ titles, row, want string }{
		{"联系人,联系人2,联系人2电话,联系人3,联系人3邮箱", "李雷,韩梅梅,13812345678,林涛,lin@x.example", "韩梅梅/13812345678 林涛/lin@x.example"},
		{"联系人,联系人3电话,联系人2电话,联系人3,联系人2,联系人2职位", "李雷,13800000003,13800000002,林涛,韩梅梅,经理", "韩梅梅/经理/13800000002 林涛/13800000003"},
		{"联系人,第二联系人,第二联系人电话,第三联系人", "李雷,韩梅梅,13812345678,林涛", "韩梅梅/13812345678 林涛"},
		{"Contact,Contact 2 Name,Contact 2 Phone,Contact 3 Name", "Ann,Bob,+14155550132,Carol", "Bob/+14155550132 Carol"},
		{"Contact,Second Contact,Other Contact", "Ann,Bob,Carol", "Bob Carol"},
		{"联系人,其他联系人,其他电话,备用联系人,备用电话", "李雷,韩梅梅,13812345678,林涛,13812345679", "韩梅梅/13812345678 林涛/13812345679"},
		{"联系人,联系人2,联系人2电话,联系人2手机", "李雷,韩梅梅,01062345678,13812345678", "韩梅梅/01062345678 left 13812345678"},
		{"联系人,联系人2,联系人3", "李雷,,林涛", "林涛"},
		{"联系人,电话,联系人1电话,联系人2电话", "李雷,01062345678,13812345678,13812345679", "13812345679 left 13812345678"},
		{"First Name,Phone 1 - Value,Phone 2 - Value", "Ann,+14155550132,+14155550133", "left +14155550133"},
		{"First Name,Business Phone,Business Phone 2", "Ann,+14155550132,+14155550133", "left +14155550133"},
	} {
		m, records := mapped(t, "客户名称,"+c.titles+"\nA,"+c.row+"\n", testFields())
		var got []string
		for _, contact := range records[0].Further {
			var parts []string
			for _, role := range []names.Role{names.FurtherName, names.FurtherTitle, names.FurtherPhone, names.FurtherEmail} {
				if contact.Values[role] != "" {
					parts = append(parts, contact.Values[role])
				}
			}
			got = append(got, strings.Join(parts, "/"))
		}
		for _, column := range slices.Sorted(maps.Keys(records[0].Left)) {
			got = append(got, "left "+records[0].Left[column])
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s gives %q, want %q; %+v", c.titles, strings.Join(got, " "), c.want, m.Columns)
		}
	}
}

// Days in the formats of East Asia, of which a file doesn't hold the codes, are days.
func TestDaysInEastAsianFormats(t *testing.T) {
	book, err := openSample(t, "25_easyexcel_dataformat_cn.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for row, err := range book.Preselected().Rows(t.Context()) {
		if n++; err != nil || row.Cells[0].Text != "2020-01-01 01:01:01" {
			t.Errorf("row %d: %+v, %v", row.Number, row.Cells[0], err)
		}
		if shown := row.Cells[1].Text; shown == "2020年1月1日" || shown == "2020/1/1" || shown == "1-Jan-20" || shown == "2020-1-1 1:01" {
			if w := readDate(shown); w.form != plain || w.moment.day != models.NewDate(2020, 1, 1) {
				t.Errorf("%s is read as %+v", shown, w)
			}
		}
	}
	if n != 27 {
		t.Errorf("%d rows", n)
	}
}

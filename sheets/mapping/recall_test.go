package mapping

import (
	"encoding/json"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
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
	if r.Values[models.FieldTags] != "VIP,老客户" || r.Deal["deal.amount"] != "120000" || r.Deal["deal.close"] != "2027-03-05" || r.Further["further.name"] != "韩梅梅" || r.Further["further.phone"] != "13812345678" {
		t.Errorf("%+v", r)
	}
	if r.Values[models.FieldContactName] != "李雷" || m.Columns[2].Certainty != Open {
		t.Errorf("%v, %v", r.Values, m.Columns[2])
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

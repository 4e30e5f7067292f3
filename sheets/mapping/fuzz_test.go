package mapping

import (
	"bytes"
	"context"
	"slices"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/names"
	"github.com/guanxi-crm/guanxi/sheets/read"
)

// Whatever stands in a file, each row is a customer with a name or refused, its values are taken by Set, and what can't be taken is at a cell.
func FuzzMapping(f *testing.F) {
	f.Add("客户名称,电话,下次跟进日期,金额\nA,1.38E+10,05/03/2026,\"1.200,50\"\n")
	f.Add("First Name,Last Name,E-mail 1 - Type,E-mail 1 - Value,Address 2,Title\nA,B,Work,a@b.example,x,Mr.\n")
	f.Add("姓名,手机号,状态,标签\n张三,13812345678,成交,\"a,b\"\n李四,,流失,\n")
	f.Add("A,a@b.example,3月5日,(300)\nB,c@d.example,46086,¥-5\n")
	f.Add("Ticket ID,Subject,Status,Priority,Created at,Organization\nT001,x,Solved,p1,2026-03-02T09:00:00+05:30,A\n7,,on hold,9,3/4/26 2pm,\n")
	f.Add("活动名称,渠道,开始日期,预算\n展会,会议展会,2026年3月1日,5万\n,x,46086,(3)\n")
	f.Add("Campaign,Customer,Member Status,Since\nM001,A,Sent,2026-03-02 25:00\n")
	fields := testFields()
	f.Fuzz(func(t *testing.T, file string) {
		book, err := read.Open(context.Background(), bytes.NewReader([]byte(file)), int64(len(file)), "a.csv", read.Options{Named: names.Known})
		if err != nil {
			return
		}
		header, err := book.Preselected().Header(context.Background())
		if err != nil {
			return
		}
		survey := NewSurvey(header)
		var rows []read.Row
		for row, err := range book.Preselected().Rows(context.Background()) {
			if err != nil {
				return
			}
			survey.Add(row)
			rows = append(rows, row)
		}
		m := Suggest(survey, fields)
		if len(m.Columns) != len(header.Columns) {
			t.Fatalf("%d of %d columns", len(m.Columns), len(header.Columns))
		}
		for _, row := range rows {
			r := m.Read(row, fields)
			if r.Refused == nil && !says(r.Values[models.FieldName]) && !m.Rows().Records() {
				t.Fatalf("row %d is called %q", row.Number, r.Values[models.FieldName])
			}
			for role, value := range r.Record {
				spec, _ := fields.spec(models.Field(role))
				_, _, isTime := models.ParseImported(value, time.UTC)
				if fields.chosen(role) && !slices.Contains(spec.Choices(fields.rules), value) || fields.recordType(role) == models.TypeInstant && !isTime {
					t.Fatalf("row %d: %s is %q", row.Number, role, value)
				}
			}
			var c models.Customer
			for field, value := range r.Values {
				if spec, _ := models.Customers.Find(field); spec.Given {
					continue
				}
				if err := c.Set(field, value); err != nil {
					t.Fatalf("row %d: %s isn't set to %q: %v", row.Number, field, value, err)
				}
			}
			for _, fault := range r.Faults {
				if fault.Column < 0 || fault.Column >= len(header.Columns) || fault.Error == nil {
					t.Fatalf("a fault at column %d", fault.Column)
				}
			}
		}
	})
}

package tests

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"
)

// rowsOf reads a CSV file: its titles, then its rows.
func rowsOf(t *testing.T, file []byte) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file, []byte("\uFEFF")))).ReadAll()
	if err != nil || len(rows) == 0 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	return rows
}

// columnOf is a column by its title, without the title.
func columnOf(t *testing.T, rows [][]string, title string) []string {
	t.Helper()
	at := slices.Index(rows[0], title)
	if at < 0 {
		t.Fatalf("no column %q among %q", title, rows[0])
	}
	var values []string
	for _, row := range rows[1:] {
		values = append(values, row[at])
	}
	return values
}

// The customers of a search come as a file into the DM of who asked, in both formats and languages, by the command, a form and the button
// of a list; contact data is masked for who may not see it, and noted where somebody has got it.
func TestExportFromSlack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.User("alice"), w.User("wangwei")
		sales := alice.In("sales")
		sales.Command("/crm new Northwind phone=138-1234-5678 status=active contact=Zhang !").Ephemeral("C001")
		sales.Command("/crm new Contoso industry=Technology phone=139-1234-5678 !").Ephemeral("C002")
		sales.Command("/crm edit C001 owner=@alice").Ephemeral("C001")

		sales.Command("/crm export status:active csv").Ephemeral("1 customer: I’m making the file")
		rows := rowsOf(t, w.files(alice, "1 customer", "status:Active")["csv"])
		if got := columnOf(t, rows, "Phone"); !slices.Equal(got, []string{"138-1234-5678"}) {
			t.Errorf("who leads gets %q", got)
		}
		if got := columnOf(t, rows, "Owner"); !strings.HasSuffix(got[0], "(U0ALICE)") {
			t.Errorf("the owner is %q", got)
		}
		sales.Command("/crm history C001").Ephemeral("Exported with a list of customers", "/crm export")

		form := wang.In("销售").Command("/crm 导出").Modal()
		form.Expect("导出客户", "2 个客户", "已脱敏").Submit().ExpectClosed()
		wang.In("销售").ExpectMessage("2 个客户，正在生成文件")
		book := w.files(wang, "2 个客户", "已脱敏")["xlsx"]
		titles := sheet(t, book, "客户")
		if len(titles) != 3 || titles[0][1] != "客户名称" || strings.Contains(strings.Join(titles[1], " "), "1234") {
			t.Errorf("who only sees gets %q", titles)
		}

		found := sales.Command("/crm find contoso").Ephemeral("1 customer")
		found.PressLabel("Export").Modal().Select("format", "csv").Submit().ExpectClosed()
		if got := columnOf(t, rowsOf(t, w.files(alice, "1 customer", "contoso")["csv"]), "Customer ID"); !slices.Equal(got, []string{"C002"}) {
			t.Errorf("the list’s button gives %q", got)
		}
		sales.Command("/crm list save Techs industry:Technology").Ephemeral("Saved").Choose("searches.menu", "export 1").Modal().Expect("1 customer")

		sales.Command("/crm export deals csv").Ephemeral("file of all deals")
		sales.ExpectMessage("no deals that you could see")
		sales.Command("/crm deal C001 Licences amount:20k stage:proposal !").Ephemeral("was opened")
		sales.Command("/crm export deals csv").Ephemeral("file of all deals")
		deals := rowsOf(t, w.files(alice, "1 deal")["csv"])
		if got := append(columnOf(t, deals, "Customer name"), columnOf(t, deals, "Amount")...); !slices.Equal(got, []string{"Northwind", "20000"}) {
			t.Errorf("the deals are %q", got)
		}
		wang.In("销售").Command("/crm 导出 商机").Ephemeral("正在生成你能看到的全部商机的文件")
		if rows := sheet(t, w.files(wang, "1 个商机")["xlsx"], "商机"); len(rows) != 2 || rows[1][0] != "D001" {
			t.Errorf("the workbook of deals has %q", rows)
		}
		wang.DM().Say("导出 行业:科技 xlsx")
		w.files(wang, "1 个客户", "行业:科技")
		sales.Command("/crm export status:churned csv").Ephemeral("No customer fits “status:Churned”")
		sales.Command("/crm export status:nope").Ephemeral("nope")
	})
}

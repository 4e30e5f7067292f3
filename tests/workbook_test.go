package tests

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
)

// booksIn are the workbooks in a channel, each with the ts of the message in whose thread it stands.
func (w *world) booksIn(room *sandboxtest.Room, user *sandboxtest.User) (threads []string, books [][]byte) {
	w.t.Helper()
	for _, m := range room.Messages() {
		for _, file := range m.Files {
			content, err := w.Server().File(user.ID, file.Text("id"))
			if err != nil {
				w.t.Fatal(err)
			}
			threads, books = append(threads, m.ThreadTS), append(books, content.Data)
		}
	}
	return threads, books
}

// The button of a report gives whoever presses it the workbook in their DM, with contact data masked where they may not see it, in their language.
func TestTheWorkbookOfAReport(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.User("alice"), w.User("wangwei")
		sales := alice.In("sales")
		sales.Command("/crm new =Northwind phone=138-1234-5678 status=active contact=Zhang industry=Technology !").Ephemeral("C001")
		sales.Command("/crm deal C001 Licences amount:20k stage:proposal !").Ephemeral("was opened")
		sales.Command("/crm follow C001 tomorrow send quote").Ephemeral("C001")

		sales.Command("/crm report").Ephemeral("2026-11-23").PressLabel("Workbook").Ephemeral("I’m making the workbook")
		book := w.files(alice, "Report 2026-11-23 – 2026-11-24")["xlsx"]
		if title := sheet(t, book, "Figures")[0][0]; title != "Report 2026-11-23 – 2026-11-24" {
			t.Errorf("the title is %q", title)
		}
		if rows := sheet(t, book, "Customers"); len(rows) != 2 || len(rows[0]) != 13 || rows[1][1] != "=Northwind" || rows[1][6] != "138-1234-5678" {
			t.Errorf("who leads gets %q", rows)
		}
		if rows := sheet(t, book, "Deals"); len(rows) != 2 || rows[1][3] != "Licences" || rows[1][6] != "20,000.00" {
			t.Errorf("the deals are %q", rows)
		}
		if rows := sheet(t, book, "Follow-ups"); len(rows) != 2 || !slices.Contains(rows[1], "send quote") {
			t.Errorf("the follow-ups are %q", rows)
		}
		sales.Command("/crm history C001").Ephemeral("Exported with a list of customers", "/crm report")

		wang.In("销售").Command("/crm 报告 本月").Ephemeral("2026-11").PressLabel("下载表格").Ephemeral("正在生成表格")
		book = w.files(wang, "客户报告 2026-11-01", "已脱敏")["xlsx"]
		if rows := sheet(t, book, "客户"); len(rows) != 2 || strings.Contains(strings.Join(rows[1], " "), "1234") || rows[1][6] == "" {
			t.Errorf("who only sees gets %q", rows)
		}
	})
}

// The workbook of a report that goes to a channel by the clock stands in its thread, once, with nobody's personal data, also where Slack's answer is lost.
func TestTheWorkbookInTheThread(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice := w.User("alice")
		sales := alice.In("sales")
		sales.Command("/crm new Northwind phone=138-1234-5678 contact=Zhang !").Ephemeral("C001")
		w.Faults().DropAfter("files.completeUploadExternal", 1)
		w.Clock.Set(time.Date(2026, 11, 30, 14, 1, 0, 0, time.UTC)) // Monday, nine in New York
		report := sales.ExpectMessage("Weekly customer report 2026-11-23 – 2026-11-29", "New customers")
		sales.ExpectMessage("Report 2026-11-23 – 2026-11-29")
		for range 10 { // who hasn't heard looks in some minutes, and finds it
			w.Clock.Advance(time.Minute)
		}
		w.Eventually("it is looked for in the thread", func() bool { return len(w.Calls("conversations.replies")) >= 1 })
		w.Clock.Advance(2 * time.Hour)
		threads, books := w.booksIn(sales, alice)
		if len(threads) != 1 || threads[0] != report.TS {
			t.Fatalf("workbooks stand in the threads %q, and the report is %s", threads, report.TS)
		}
		if rows := sheet(t, books[0], "Customers"); len(rows) != 2 || rows[1][1] != "Northwind" || strings.Contains(strings.Join(rows[1], " "), "1234") || rows[1][6] == "" {
			t.Errorf("all of the channel read %q", rows)
		}
		chinese := alice.In("销售")
		chinese.ExpectMessage("客户报告 2026-11-23 至 2026-11-29", "📄")
		if _, books := w.booksIn(chinese, alice); len(books) != 1 || len(sheet(t, books[0], "客户")) != 2 {
			t.Errorf("%d workbooks in Chinese", len(books))
		}
	})
}

// A bot that may not give files reports without them, and tells nobody of that.
func TestNoWorkbookWithoutThePermission(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice := w.User("alice")
		sales := alice.In("sales")
		sales.Command("/crm new Northwind !").Ephemeral("C001")
		w.Faults().Refuse("files.getUploadURLExternal", "missing_scope", -1)
		w.Clock.Set(time.Date(2026, 11, 30, 14, 1, 0, 0, time.UTC))
		sales.ExpectMessage("Weekly customer report 2026-11-23 – 2026-11-29", "New customers")
		w.Eventually("both files were asked for", func() bool { return len(w.Calls("files.getUploadURLExternal")) >= 2 })
		w.Clock.Advance(3 * time.Hour)
		if threads, _ := w.booksIn(sales, alice); len(threads) != 0 || len(w.Calls("files.getUploadURLExternal")) != 2 {
			t.Errorf("%q, asked %d times", threads, len(w.Calls("files.getUploadURLExternal")))
		}
	})
}

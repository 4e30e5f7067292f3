package tests

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// aList is a file of customers: two new ones, one that is there, one without a name, and one with a date of no known order.
const aList = "Company,Telephone,E-mail,Next follow-up,Favourite colour\n" +
	"Contoso Ltd,+1 415 555 0132,ann@contoso.example,05/12/2026,red\n" +
	"Fabrikam Inc,+1 415 555 0133,bob@fabrikam.example,06/12/2026,blue\n" +
	"Northwind,+1 415 555 0134,,,\n" +
	",,nobody@,,green\n"

// preview drops a file into a person's DM, agrees to import it, and returns what is shown before anything is written.
func (w *world) preview(user *sandboxtest.User, name, content string) *sandboxtest.Message {
	w.t.Helper()
	dm := user.DM().Fresh()
	dm.Upload(name, []byte(content), "")
	w.awaitElement(dm, name, "import.open").Press("import.open").Modal().Submit().ExpectClosed()
	return w.awaitElement(dm, name, "import.cancel")
}

// awaitElement waits for a message that has a text and an element.
func (w *world) awaitElement(room *sandboxtest.Room, text, action string) (found *sandboxtest.Message) {
	w.t.Helper()
	w.Eventually("a message with "+text+" and "+action, func() bool {
		found = last(room, text, action)
		return found != nil
	})
	return found
}

// last is the last message in a room that has a text and an element.
func last(room *sandboxtest.Room, text, action string) *sandboxtest.Message {
	messages := room.Messages()
	for i := len(messages) - 1; i >= 0; i-- {
		if messages[i].Contains(text) && slices.Contains(actionsOf(messages[i]), action) {
			return messages[i]
		}
	}
	return nil
}

func actionsOf(m *sandboxtest.Message) (actions []string) {
	for _, block := range m.Blocks {
		for _, element := range append(block.List("elements"), block.Object("accessory")) {
			if id := element.Text("action_id"); id != "" {
				actions = append(actions, id)
			}
		}
	}
	return actions
}

// A file that is dropped into the DM is offered to be imported, shown before anything is written, asked about where it isn't sure, imported,
// given back where it was refused, and taken back as a whole.
func TestImportFromTheDM(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice := w.User("alice")
		sales := alice.In("sales")
		sales.Command("/crm new Northwind phone=+14155550134 !").Ephemeral("C001")
		dm := alice.DM()

		shown := w.preview(alice, "list.csv", aList)
		if !shown.Contains("nothing is imported yet", "4 rows", "2 new", "1 there already", "1 refused", "Telephone → Phone", "Not imported: Favourite colour", "row 4 → C001", "Please look at one column: Next follow-up") {
			t.Errorf("the preview says:\n%s", shown.Rendered())
		}
		sales.Command("/crm find contoso").Ephemeral("Nothing found")

		dm = dm.Fresh()
		form := shown.Press("import.columns").Modal()
		form.Expect("05/12/2026")
		form.Select("use.4", "new").Select("order.3", "day_first").Submit().ExpectClosed()
		shown = w.awaitElement(dm, "list.csv", "import.go")
		if !shown.Contains("Favourite colour → New custom field") {
			t.Errorf("the second preview says:\n%s", shown.Rendered())
		}
		shown.Press("import.go")
		done := dm.ExpectMessage("list.csv is imported", "2 created", "1 there already", "1 refused", "can be taken back until")
		sales.Command("/crm find contoso").Ephemeral("C002")
		sales.Command("/crm show C002").Ephemeral("Contoso Ltd", "2026-12-05", "red")

		done.Press("import.rejected")
		rejected := rowsOf(t, w.files(alice, "1 refused row")["csv"])
		if len(rejected) != 2 || rejected[0][0] != "Company" || rejected[1][4] != "green" || !strings.Contains(rejected[1][5], "names no customer") {
			t.Errorf("the refused rows are %q", rejected)
		}

		sales.Command("/crm edit C003 notes=called").Ephemeral("C003")
		done.Press("import.undo")
		undone := dm.ExpectMessage("list.csv was taken back", "1 taken back", "1 kept")
		sales.Command("/crm find contoso").Ephemeral("Nothing found")
		undone.Press("import.kept")
		kept := rowsOf(t, w.files(alice, "What was kept of")["csv"])
		if len(kept) != 2 || kept[1][1] != "C003" || kept[1][3] == "" {
			t.Errorf("what was kept is %q", kept)
		}
	})
}

// A list of deals gives customers their deals: the preview says what its rows are and what changes, the form of the columns lets a person say
// otherwise, and taken back the deals are as they were.
func TestAListOfDealsFromTheDM(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice := w.User("alice")
		sales := alice.In("sales")
		sales.Command("/crm new Northwind phone=+14155550134 !").Ephemeral("C001")
		sales.Command("/crm deal C001 Licences amount:5k !").Ephemeral("D001")
		shown := w.preview(alice, "deals.csv", "Deal ID,Customer name,Deal,Stage,Amount,Owner,Notes\nD001,Northwind,Licences,Proposal,7000,,hello\n,Northwind,Training,New,800,,\n,Contoso Ltd,Support,Won,1,,\n")
		if !shown.Contains("Each row is taken as a deal", "3 rows", "1 new", "1 there already", "1 refused", "Stage → Deal stage", "Deals end in this stage", "row 2 → D001") {
			t.Errorf("the preview says:\n%s", shown.Rendered())
		}
		fresh := alice.DM().Fresh()
		form := shown.Press("import.columns").Modal()
		form.Expect("Each row is")
		form.Select("kind", "customers").Submit().ExpectClosed()
		shown = w.awaitElement(fresh, "deals.csv", "import.columns")
		if shown.Contains("Each row is taken as a deal") {
			t.Errorf("rows are still deals:\n%s", shown.Rendered())
		}
		fresh = alice.DM().Fresh()
		shown.Press("import.columns").Modal().Select("kind", "deals").Submit().ExpectClosed()
		shown = w.awaitElement(fresh, "deals.csv", "import.go")
		shown.Press("import.go")
		done := fresh.ExpectMessage("deals.csv is imported", "1 created", "1 there already", "1 refused")
		sales.Command("/crm show C001").Ephemeral("Licences", "Training")
		done.Press("import.undo")
		fresh.ExpectMessage("deals.csv was taken back", "1 taken back")
		sales.Command("/crm deal D002").Ephemeral("no deal D002")
	})
}

// Sales import customers of their own: with the form, in Chinese, and by mentioning the bot beside a file in a channel. What somebody else
// owns is refused.
func TestSalesImportTheirOwn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		wang := w.User("wangwei")
		room, dm := wang.In("销售"), wang.DM()
		form := room.Command("/crm 导入").Modal()
		form.Expect("导入客户", "导入的客户由你负责")
		form.Attach("file", "客户.csv", []byte("客户名称,电话,负责人,客户状态\n星河科技,010-62345678,,潜在客户\n北京银行,010-62345679,U0ALICE,\n")).Submit().ExpectClosed()
		room.ExpectMessage("正在检查", "客户.csv", "现在还没有导入")
		shown := w.awaitElement(dm, "客户.csv", "import.go")
		if !shown.Contains("尚未导入", "2 行：新增 1 · 拒绝 1", "导入 1 行") {
			t.Errorf("the preview says:\n%s", shown.Rendered())
		}
		shown.Press("import.go")
		dm.ExpectMessage("客户.csv 已导入", "新建 1 · 拒绝 1")
		room.Command("/crm 查找 负责人:我").Ephemeral("1 个客户", "星河科技")

		fresh := room.Fresh()
		room.Mention("more.csv", []byte("客户名称\n蓝天贸易\n"), "@guanxi 导入")
		w.awaitElement(fresh, "more.csv", "import.open").Press("import.open").Modal().Submit().ExpectClosed()
		w.awaitElement(dm, "more.csv", "import.go").Press("import.go")
		dm.ExpectMessage("more.csv 已导入")
		room.Command("/crm 查找 负责人:我").Ephemeral("2 个客户", "蓝天贸易")
	})
}

// Between the preview and the import a file may be deleted or changed, and the button pressed twice: nothing is imported that nobody
// looked at, nor twice.
func TestAFileThatChangesMeanwhile(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice := w.User("alice")
		dm, sales := alice.DM(), alice.In("sales")
		list := func(name string) string { return "Company\n" + name + "\n" }
		fileOf := func(name string) string {
			for _, m := range dm.Messages() {
				for _, file := range m.Files {
					if file.Text("name") == name {
						return file.Text("id")
					}
				}
			}
			t.Fatalf("no file %s", name)
			return ""
		}
		deleted := w.preview(alice, "deleted.csv", list("Alpine Ski House"))
		alice.ChangeFile(fileOf("deleted.csv"), nil)
		deleted.Press("import.go").Expect("This file isn’t in Slack any more")

		changed := w.preview(alice, "changed.csv", list("Adatum"))
		alice.ChangeFile(fileOf("changed.csv"), []byte(list("Somebody Else")))
		changed.Press("import.go")
		dm.ExpectMessage("The import of changed.csv ended", "was changed since")
		sales.Command("/crm find somebody").Ephemeral("Nothing found")

		twice := w.preview(alice, "twice.csv", list("Tailspin Toys"))
		twice.Press("import.go")
		twice.Try(map[string]any{"actionId": "import.go"})
		dm.ExpectMessage("twice.csv is imported", "1 created")
		sales.Command("/crm find tailspin").Ephemeral("1 customer")
		sales.Command("/crm find").Ephemeral("1 customer")
	})
}

// Two people who import the same file at once make each customer once.
func TestTwoPeopleImportTheSameFile(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.User("alice"), w.User("wangwei")
		const list = "Company,E-mail\nContoso Ltd,ann@contoso.example\nFabrikam Inc,bob@fabrikam.example\n"
		first, second := w.preview(alice, "list.csv", list), w.preview(wang, "list.csv", list)
		first.Press("import.go")
		second.Press("import.go")
		alice.DM().ExpectMessage("list.csv is imported")
		wang.DM().ExpectMessage("list.csv 已导入")
		alice.In("sales").Command("/crm find").Ephemeral("2 customers")
	})
}

// What can't be imported is said, by whom and in which form it comes: a picture, a file with a password, nothing but titles, somebody who may not;
// a text beside a picture is what counts.
func TestFilesThatAreNotImported(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, bob := w.User("alice"), w.User("bob")
		dm, sales := alice.DM(), alice.In("sales")
		sales.Command("/crm new Northwind !").Ephemeral("C001")
		dm.Upload("photo.png", []byte("\x89PNG\r\n\x1a\n"), "")
		dm.ExpectMessage("This is a picture")
		fresh := dm.Fresh()
		dm.Upload("photo.png", []byte("\x89PNG\r\n\x1a\n"), "show C001")
		fresh.ExpectMessage("Northwind")
		fresh = dm.Fresh()
		dm.Upload("list.csv", []byte("Company\nContoso\n"), "show C001")
		fresh.ExpectMessage("Northwind")

		fresh = dm.Fresh()
		dm.Upload("titles.csv", []byte("Company,Phone\n"), "")
		w.awaitElement(fresh, "titles.csv", "import.open").Press("import.open").Modal().Submit().ExpectClosed()
		fresh.ExpectMessage("titles.csv", "no rows")
		sales.Command("/crm import").Modal().Attach("file", "old.csv", append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 600)...)).Submit().ExpectClosed()
		sales.ExpectMessage("old.csv", "old Excel")
		sales.Command("/crm import template").Ephemeral("blank sheet")
		if titles := sheet(t, w.files(alice, "Fill in one customer a row")["xlsx"], "Customers"); len(titles) != 1 || titles[0][1] != "Customer name" {
			t.Errorf("the blank sheet has %q", titles)
		}

		sales.Command("/crm role @bob viewer").Ephemeral("Viewer")
		bob.DM().Upload("list.csv", []byte("Company\nContoso\n"), "")
		bob.DM().ExpectMessage("doesn’t include this")
		bob.In("sales").Command("/crm import").Ephemeral("doesn’t include this")
		sales.Command("/crm find contoso").Ephemeral("Nothing found")
	})
}

// book is a workbook with two sheets of customers.
func book(t *testing.T) string {
	t.Helper()
	file := excelize.NewFile()
	defer file.Close()
	for sheet, names := range map[string][]string{"Sheet1": {"Contoso", "Fabrikam"}, "Second": {"Tailspin"}} {
		if _, err := file.NewSheet(sheet); err != nil {
			t.Fatal(err)
		}
		for i, name := range append([]string{"Company"}, names...) {
			cell, _ := excelize.CoordinatesToCellName(1, i+1)
			if err := file.SetCellStr(sheet, cell, name); err != nil {
				t.Fatal(err)
			}
		}
	}
	written, err := file.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return written.String()
}

// Of a workbook another sheet may be chosen, and a file is read anew when the program was restarted since.
func TestAnotherSheetAfterARestart(t *testing.T) {
	eachUnstarted(t, func(t *testing.T, w *world) {
		bot := w.start()
		alice := w.User("alice")
		dm := alice.DM()
		shown := w.preview(alice, "book.xlsx", book(t))
		if !shown.Contains("2 rows", "2 new") {
			t.Errorf("the preview says:\n%s", shown.Rendered())
		}
		fresh := dm.Fresh()
		shown.Press("import.columns").Modal().Select("sheet", "Second").Submit().ExpectClosed()
		again := w.awaitElement(fresh, "book.xlsx", "import.go")
		if !again.Contains("1 row", "1 new") {
			t.Errorf("the second preview says:\n%s", again.Rendered())
		}
		bot.stop()
		w.start()
		form := again.Press("import.columns").Modal()
		form.Expect("Company", "Tailspin")
		form.Close()
		again.Press("import.cancel")
		again.Expect("was left alone")
		alice.In("sales").Command("/crm find").Ephemeral("no customers")
	})
}

// A program that was restarted while a preview was looked at, or while the next one was being made, makes it on a clock that stands still: what
// the ended process had in its hands is free at once. Slack's own limit goes by real time and isn't what this is about: a new process doesn't
// know what the one before has posted.
func TestTheNextPreviewAfterARestart(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		w := newWorldOf(t, db, sandbox.Options{AckTimeout: 2 * unhurried, RateLimits: sandbox.RateLimits{Off: true}})
		bot := w.start()
		alice := w.User("alice")
		dm := alice.DM()
		shown := w.preview(alice, "book.xlsx", book(t))
		for _, next := range []struct{ sheet, says, stopped string }{
			{"Second", "1 new", "before"}, {"Sheet1", "2 new", "meanwhile"}, {"Second", "1 new", "posting"}, {"Sheet1", "2 new", "posting"},
		} {
			bot.stop()
			bot = w.start()
			fresh := dm.Fresh()
			form := shown.Press("import.columns").Modal().Select("sheet", next.sheet)
			opened := len(w.Calls("conversations.open"))
			if next.stopped == "posting" { // while Slack takes a message
				w.Faults().Delay("chat.postMessage", 300*time.Millisecond, 1)
			}
			form.Submit().ExpectClosed()
			if next.stopped == "posting" {
				w.Eventually("a message is under way", func() bool { return len(w.Calls("conversations.open")) > opened })
			}
			if next.stopped != "before" {
				bot.stop()
				bot = w.start()
			}
			if shown = w.awaitElement(fresh, "book.xlsx", "import.go"); !shown.Contains(next.says) {
				t.Errorf("the preview of %s says:\n%s", next.sheet, shown.Rendered())
			}
		}
	})
}

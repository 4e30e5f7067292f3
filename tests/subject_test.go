package tests

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// files are the latest files in a person's DM with the bot, by the ending of their names, downloaded as the page does.
func (w *world) files(user *sandboxtest.User, comment ...string) map[string][]byte {
	w.t.Helper()
	message := user.DM().ExpectMessage(comment...)
	found := map[string][]byte{}
	for _, file := range message.Files {
		content, err := w.Server().File(user.ID, file.Text("id"))
		if err != nil {
			w.t.Fatal(err)
		}
		if other, err := w.Server().File("U0BOB", file.Text("id")); user.ID != "U0BOB" && err == nil {
			w.t.Errorf("somebody else sees %s", other.Name)
		}
		_, ending, _ := strings.Cut(content.Name, ".")
		found[ending] = content.Data
	}
	return found
}

// sheet is a sheet of a workbook as text, row by row; formulas fail the test.
func sheet(t *testing.T, book []byte, name string) [][]string {
	t.Helper()
	file, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := file.GetRows(name)
	if err != nil {
		t.Fatalf("%v: there are %v", err, file.GetSheetList())
	}
	for i, row := range rows {
		for j := range row {
			cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
			if formula, err := file.GetCellFormula(name, cell); err != nil || formula != "" {
				t.Errorf("%s of %s is the formula %q, %v", cell, name, formula, err)
			}
		}
	}
	return rows
}

func told(rows [][]string, parts ...string) bool {
	return slices.ContainsFunc(rows, func(row []string) bool {
		line := strings.Join(row, " | ")
		return !slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(line, part) })
	})
}

// subject makes a customer with a trace of a person wherever there can be one. Alice has the last word.
func (w *world) subject() (alice, bob *sandboxtest.Room) {
	w.t.Helper()
	alice, bob = w.User("alice").In("sales"), w.User("bob").In("sales")
	alice.Command("/crm field add 绰号 text en=Nickname").Ephemeral("Nickname")
	bob.Command(`/crm new "Zanzibar Trading" contact="Zora Zanzibar" title=Zookeeper phone=138-1234-5678 email=zora@zanzibar.example address="Zanzibar, Stone Town" opportunity="Zanzibar deal" notes="=1+1 Zanzibar" Nickname=Zaza industry=retail source="Zanzibar fair" !`).Ephemeral("C001")
	bob.Command("/crm edit C001 phone=139-8765-4321").Ephemeral("Saved")
	bob.Command("/crm log C001 call: Zanzibar calls back").Ephemeral("Logged")
	bob.Command("/crm follow C001 2026-12-01 10:00 visit Zanzibar").Ephemeral("Follow-up with")
	bob.Command("/crm follow C001 2026-12-08 send a card to Zanzibar").Ephemeral("Follow-up with")
	form := bob.Command("/crm status C001 churned").Modal()
	form.Select("basis", "new").Fill("text", "Zanzibar moved").Fill("reason", "Zanzibar closed").Submit().ExpectClosed()
	bob.ExpectMessage("Changed the status")
	bob.Command("/crm show C001").Ephemeral("C001").PressLabel("Reveal").Modal().Expect("Zora Zanzibar")
	return alice, bob
}

// traces are parts of what the subject's texts say, as any file may hold them.
var traces = []string{"zanzibar", "zora", "zaza", "zookeeper", "13812345678", "138-1234-5678", "139-8765-4321", "13987654321", "stone town"}

// All that is held comes as two files into the DM of who asked, and nowhere else; the history says so.
func TestExportOfASubject(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, bob := w.subject()
		alice.Command("/crm privacy export C001").Ephemeral("C001", "in your direct messages", "JSON and XLSX")
		found := w.files(w.User("alice"), "All that is held on", "C001", "Hand it to nobody")
		if len(found) != 2 {
			t.Fatalf("there are %d files", len(found))
		}
		var data struct {
			Format       string
			Customer     map[string]any
			CustomFields []struct{ LabelEN, Value string } `json:"custom_fields"`
			Interactions []struct{ Text string }
			FollowUps    []struct {
				Title, Assignee string
				DueAt           string `json:"due_at"`
			} `json:"follow_ups"`
			Statuses []struct{ To, Reason string }      `json:"status_history"`
			Audit    []struct{ Field, Old, New string } `json:"audit_log"`
			Looks    []struct{ By, What string }
		}
		if err := json.Unmarshal(found["json"], &data); err != nil {
			t.Fatal(err)
		}
		for field, want := range map[string]string{"contact_name": "Zora Zanzibar", "phone": "139-8765-4321", "email": "zora@zanzibar.example", "next_follow_up_time": "10:00", "next_follow_up_zone": "Europe/Berlin", "notes": "=1+1 Zanzibar", "created_at": "2026-11-24T15:00:00Z"} {
			if data.Customer[field] != want {
				t.Errorf("%s is %v, want %s", field, data.Customer[field], want)
			}
		}
		if len(data.Interactions) != 2 || len(data.FollowUps) != 2 || data.FollowUps[0].DueAt != "2026-12-01T09:00:00Z" || len(data.Statuses) != 2 || data.Statuses[1].Reason != "Zanzibar closed" || data.CustomFields[0].Value != "Zaza" {
			t.Errorf("the JSON says %+v", data)
		}
		changed := slices.ContainsFunc(data.Audit, func(e struct{ Field, Old, New string }) bool {
			return e.Old == "138-1234-5678" && e.New == "139-8765-4321"
		})
		looked := slices.ContainsFunc(data.Looks, func(l struct{ By, What string }) bool { return l.By == "U0BOB" && l.What == "reveal" })
		if !changed || !looked {
			t.Errorf("the log tells of the change: %v, of who looked: %v", changed, looked)
		}

		book := found["xlsx"]
		for name, parts := range map[string][]string{
			"Record": {"Notes", "=1+1 Zanzibar"}, "Interactions": {"Call", "Zanzibar calls back"}, "Follow-ups": {"2026-12-01", "10:00", "Europe/Berlin", "2026-12-01 04:00:00", "visit Zanzibar", "planned"}, // in New York
			"Status history": {"Potential", "Churned", "Zanzibar closed"}, "Log": {"Phone", "138-1234-5678", "139-8765-4321", "/crm edit"}, "Who looked": {"U0BOB", "Contact data"},
		} {
			if rows := sheet(t, book, name); !told(rows, parts...) {
				t.Errorf("%s does not tell %q: %v", name, parts, rows)
			}
		}
		if rows := sheet(t, book, "Record"); !told(rows, "Nickname", "Zaza") || !told(rows, "Time of the follow-up", "10:00 Europe/Berlin") || !told(rows, "Industry", "Retail") || !told(rows, "Created", "2026-11-24 10:00:00") { // in New York
			t.Errorf("the record is %v", rows)
		}

		alice.Command("/crm history C001").Ephemeral("Exported all that is held", "/crm privacy", "<@U0ALICE>")
		w.User("alice").In("sales").Command("/crm undo").Ephemeral("nothing that could be taken back") // a copy is no change
		bob.Command("/crm undo").Ephemeral("Your last change", "Churned")
		bob.Fresh().Command("/crm privacy export C001").Ephemeral("Your role (Sales)", "Export all that is held")
		for _, room := range []*sandboxtest.Room{bob, w.User("bob").DM()} {
			for _, message := range room.Messages() {
				if len(message.Files) > 0 {
					t.Errorf("somebody else sees files: %s", message.Rendered())
				}
			}
		}
	})
}

// The same in Chinese, by a form that asks for the customer, and written without blanks.
func TestExportInChinese(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, _ := w.subject()
		alice.Command("/crm role <@U0WANGWEI> manager").Ephemeral("Manager")
		wang := w.User("wangwei").In("销售")
		pick := wang.Command("/crm 隐私 导出").Modal()
		pick.Select("customer", "C001 Zanzibar Trading").Submit().ExpectClosed()
		wang.ExpectMessage("C001", "已通过私信发给你")
		book := w.files(w.User("wangwei"), "C001", "的全部数据")["xlsx"]
		if rows := sheet(t, book, "客户资料"); !told(rows, "绰号", "Zaza") || !told(rows, "行业", "零售") || !told(rows, "创建时间", "2026-11-24 23:00:00") {
			t.Errorf("the record is %v", rows)
		}
		if rows := sheet(t, book, "状态历史"); !told(rows, "潜在客户", "流失客户", "Zanzibar closed") {
			t.Errorf("the status history is %v", rows)
		}
		wang.Command("/crm 隐私导出C001").Ephemeral("已通过私信发给你")
		wang.Command("/crm 隐私 删除 C001").Ephemeral("你的角色（经理）", "删除客户数据")
		wang.Command("/crm 隐私").Ephemeral("请写明操作", "/crm 隐私 导出 C001")
		wang.Command("/crm 隐私 导出 C404").Ephemeral("没有找到客户“C404”")
		w.User("wangwei").DM().Say("隐私 导出 C001")
		w.files(w.User("wangwei"), "C001", "的全部数据")
	})
}

// When Slack doesn't take the files, the person is told so, and nothing is there; asked to wait, the bot waits.
func TestExportWhenSlackFails(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, _ := w.subject()
		none := func() {
			t.Helper()
			for _, message := range w.User("alice").DM().Messages() {
				if len(message.Files) > 0 {
					t.Errorf("files are there: %s", message.Rendered())
				}
			}
		}
		w.Faults().Fail("files.getUploadURLExternal", http.StatusInternalServerError, 5)
		alice.Fresh().Command("/crm privacy export C001").Ephemeral("Slack didn’t take the files", "try again")
		w.Faults().Refuse("files.completeUploadExternal", "channel_not_found", 1)
		alice.Fresh().Command("/crm privacy export C001").Ephemeral("Slack didn’t take the files")
		none()
		w.Faults().Fail("files.completeUploadExternal", http.StatusInternalServerError, 1)
		alice.Fresh().Command("/crm privacy export C001").Ephemeral("Slack didn’t say whether the files arrived")
		none()
		for _, method := range []string{"conversations.open", "files.getUploadURLExternal", "files.completeUploadExternal"} {
			w.Faults().Fail(method, http.StatusTooManyRequests, 1)
		}
		w.Faults().Fail("files.getUploadURLExternal", http.StatusInternalServerError, 1)
		alice.Fresh().Command("/crm privacy export C001").Ephemeral("in your direct messages")
		if found := w.files(w.User("alice"), "All that is held on"); len(found) != 2 || !json.Valid(found["json"]) {
			t.Errorf("found %d files", len(found))
		}
		w.Faults().RedeliverNext("slash_commands", 1)
		alice.Fresh().Command("/crm privacy export C001").Ephemeral("in your direct messages")
		files := 0
		for _, message := range w.User("alice").DM().Messages() {
			files += len(message.Files)
		}
		if files != 4 {
			t.Errorf("%d files were shared by two exports", files)
		}
	})
}

// What is erased is gone from every table and file, leads nowhere by any way in, and changes no figure of a report.
func TestErasureOfASubject(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		w := newWorld(t, db)
		w.start()
		alice, bob := w.subject()
		bob.Command("/crm new Northwind !").Ephemeral("Created", "C002")
		bob.Command("/crm new Zanzibar Trading phone=139-8765-4321 !").Ephemeral("may be a customer", "C001")
		before := w.report()
		if text := strings.ToLower(dump(t, db)); !strings.Contains(text, "zanzibar") {
			t.Fatal("there is nothing to erase")
		}

		// What stands open or was said before.
		card := bob.Command("/crm show C001").Ephemeral("C001")
		due := bob.Command("/crm due all").Ephemeral("visit Zanzibar")
		edit := bob.Command("/crm edit C001").Modal()
		edit.Fill("notes", "Zanzibar again")

		form := alice.Command("/crm privacy erase C001").Modal()
		form.Expect("Erase C001", "Zanzibar Trading", "2 interactions", "2 follow-ups", "2 of them open", "2 status changes", "What goes, for good", "What stays", "What stands in Slack stays there")
		form.Fill("code", "C002").Fill("erasure_reason", "她要求的发 票").Submit().ExpectError("erasure_reason", "发票")
		form.Fill("erasure_reason", "asked by letter").Submit().ExpectError("code", "Type C001")
		form.Fill("code", "c1").Check("erasure_name", "name").Submit().ExpectClosed()
		alice.ExpectMessage("The data of", "C001", "was erased", "What stands in Slack stays there")

		text := strings.ToLower(dump(t, db))
		for _, trace := range traces {
			if at := strings.Index(text, trace); at >= 0 {
				t.Errorf("%q is still there: …%q…", trace, text[max(0, at-80):min(len(text), at+80)])
			}
		}
		if after := w.report(); after != before {
			t.Errorf("the reports say\n%s\nand said\n%s", after, before)
		}

		edit.Submit().ExpectError("name", "C001", "erased on 2026-11-24")
		edit.Close()
		for _, label := range []string{"Edit", "Log", "Follow up", "Status", "Share here", "Reveal"} {
			card.PressLabel(label).Ephemeral("C001", "erased on 2026-11-24")
		}
		due.PressLabel("Done").Ephemeral("erased on 2026-11-24")
		due.PressLabel("Edit or reassign").Ephemeral("erased on 2026-11-24")
		for _, typed := range []string{"edit C001 notes=x", "log C001 met", "follow C001 2026-12-05 x", "status C001 active", "privacy erase C001"} {
			who := bob
			if strings.HasPrefix(typed, "privacy") {
				who = alice
			}
			who.Fresh().Command("/crm " + typed).Ephemeral("The data of C001 was erased on 2026-11-24")
		}
		bob.Fresh().Command("/crm undo").Ephemeral("C002") // the last change is another's
		alice.Fresh().Command("/crm undo").Ephemeral("The data of C001 was erased")
		for _, words := range []string{"Zanzibar", "C001", "phone:13987654321", "email:zora@zanzibar.example", "Nickname:Zaza", "status:churned"} {
			bob.Fresh().Command("/crm find " + words).Ephemeral("Nothing found")
		}
		bob.Fresh().Command("/crm find").Ephemeral("1 customer", "C002")
		bob.Fresh().Command("/crm due all team").Ephemeral("Nothing here")
		bob.Fresh().Command("/crm new Zanzibar Trading phone=139-8765-4321 !").Ephemeral("Created", "C003")
		pick := bob.Fresh().Command("/crm log").Modal()
		if offered := pick.Options("customer", "C001"); len(offered) > 0 {
			t.Errorf("the picker offers %v", offered)
		}
		pick.Close()
		bob.Fresh().Command("/crm show C001").Ephemeral("C001", "Erased", "<@U0ALICE>", "Churned", "2 interactions", "2 status changes")
		history := bob.Fresh().Command("/crm history C001").Ephemeral("Erased the data", "asked by letter", "form “Erase”")
		history.PressLabel("More")
		history = history.Expect("Created", "What was written there was erased")
		if shown := strings.ToLower(history.Rendered()); strings.Contains(shown, "zanzibar") || strings.Contains(shown, "churned") {
			t.Errorf("the history shows %s", shown)
		}
		w.User("wangwei").In("销售").Command("/crm 查看 C001").Ephemeral("数据已于", "只剩以下内容", "流失客户", "沟通 2 次")
		w.User("wangwei").In("销售").Command("/crm 编辑 C001").Ephemeral("C001 的数据已于 2026-11-2", "不能再修改")

		// A copy of what is left tells of nobody; the next start finds all well.
		alice.Fresh().Command("/crm privacy export C001").Ephemeral("in your direct messages")
		for ending, data := range w.files(w.User("alice"), "All that is held on") {
			if ending == "json" && strings.Contains(strings.ToLower(string(data)), "zanzibar") {
				t.Errorf("the export still tells: %s", data)
			}
		}
		w.start()
	})
}

// report is what the reports of the running periods say.
func (w *world) report() string {
	w.t.Helper()
	st := storetest.Open(w.t, w.db, store.WithVault(w.vault(), true))
	defer st.Close()
	var said []string
	today := w.today()
	for _, period := range []reports.Period{reports.Week(today, time.UTC), reports.Month(today, time.UTC)} {
		report, err := reports.New(st).Report(w.t.Context(), models.ReportQuestion{}, period, today.At("12:00", time.UTC))
		if err != nil {
			w.t.Fatal(err)
		}
		// what is open now isn't among it: an open deal of an erased customer counts nowhere
		said = append(said, fmt.Sprintf("%+v", []any{report.Figures, report.ByStatus, report.Transitions, report.People, report.Trend, report.Cohorts, report.Deals.Figures}))
	}
	return strings.Join(said, "\n")
}

// Nothing comes back: somebody who edits, logs or takes back at the same moment is told, or was in time and is erased.
func TestErasureBesideChanges(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		w := newWorld(t, db)
		w.start()
		alice, bob := w.User("alice").In("sales"), w.User("bob").In("sales")
		bob.Command("/crm new Northwind !").Ephemeral("C001")
		bob.Command("/crm edit C001 notes=Zanzibar0").Ephemeral("Saved")
		ask := bob.Command("/crm undo").Ephemeral("Zanzibar0")
		form := alice.Command("/crm privacy erase C001").Modal()
		form.Fill("code", "C001").Fill("erasure_reason", "asked")
		done := make(chan struct{})
		go func() {
			defer close(done)
			lina := w.User("lina").In("销售")
			for i := range 8 {
				lina.Fresh().Command(fmt.Sprintf("/crm 编辑 C001 备注=Zanzibar%d", i)).Ephemeral("C001")
				lina.Fresh().Command(fmt.Sprintf("/crm 记录 C001 Zanzibar%d", i)).Ephemeral("C001")
			}
		}()
		form.Submit().ExpectClosed()
		<-done
		ask.PressLabel("Take it back").Ephemeral("C001")
		alice.Fresh().Command("/crm show C001").Ephemeral("Erased")
		if text := dump(t, db); strings.Contains(text, "Zanzibar") {
			t.Error("something came back")
		}
		w.Faults().Redeliver("interactive")
		again := alice.Fresh().Command("/crm privacy erase C001")
		again.Ephemeral("was erased on")
	})
}

// A viewer may do neither, and an unknown customer is said to be unknown.
func TestPrivacyIsRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, bob := w.User("alice").In("sales"), w.User("bob").In("sales")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		alice.Command("/crm role <@U0BOB> viewer").Ephemeral("Viewer")
		bob.Command("/crm privacy export C001").Ephemeral("Your role (Viewer)")
		bob.Command("/crm privacy erase C001").Ephemeral("Your role (Viewer)")
		alice.Command("/crm privacy erase C404").Ephemeral("No customer fits “C404”")
		alice.Command("/crm privacy forget C001").Ephemeral("Say what to do")
		form := alice.Command("/crm privacy erase").Modal()
		form.Select("customer", "C001 Northwind")
		if got := form.Submit(); got.Outcome != "updated" {
			t.Fatalf("the question became %s", got.Outcome)
		}
		erase := w.User("alice").ModalTitled("Erase C001")
		erase.Submit().ExpectError("code", "")
		alice.Command("/crm role <@U0BOB> admin").Ephemeral("Admin")
		w.User("guest").In("sales").Command("/crm privacy export C001").Ephemeral("members of this workspace only")
	})
}

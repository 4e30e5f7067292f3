package tests

import (
	"slices"
	"strings"
	"testing"
)

// A list of tickets from another system: the preview says what its rows are, the form of the columns asks what a word means, the tickets come in with
// their own times and nobody is told of them, and taken back they are gone. What is exported and imported again changes nothing.
func TestAListOfTicketsFromTheDM(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice := w.User("alice")
		sales := alice.In("sales")
		sales.Command("/crm new Northwind phone=+14155550134 !").Ephemeral("C001")
		bob := w.User("bob").DM()
		list := "Subject,Organization,Requester,Status,Priority,Assignee,Created at,Solved at,Tags,Satisfaction\n" +
			"Cannot log in,Northwind,Ann Lee,Solved,Urgent,U0BOB,2026-03-02 09:00,2026-03-02 11:00,login,Good\n" +
			"Slow,Northwind,,Parked,High,U0BOB,2026-03-02 09:00,,,\n" +
			"No end,Contoso Ltd,Carl,Closed,,,,,,\n" +
			"Bad cells,Contoso Ltd,Carl,Open,9,@nobody,31/31/2026,soon,\"" + strings.Repeat("t", 60) + "\",meh\n"
		shown := w.preview(alice, "tickets.csv", list)
		if !shown.Contains("Each row is taken as a ticket", "4 rows", "3 new", "1 refused", "Requester → Contact", "Organization → Customer name", "when it was raised and when it was solved", "Please look at") {
			t.Errorf("the preview says:\n%s", shown.Rendered())
		}
		fresh := alice.DM().Fresh()
		form := shown.Press("import.columns").Modal()
		form.Expect("Each row is", "Parked")
		form.Select("word.3.0", "=waiting").Submit().ExpectClosed()
		shown = w.awaitElement(fresh, "tickets.csv", "import.go")
		shown.Press("import.go")
		done := fresh.ExpectMessage("tickets.csv is imported", "3 created", "1 refused", "can be taken back until")
		sales.Command("/crm ticket T001").Ephemeral("Cannot log in", "Solved", "Urgent")
		sales.Command("/crm ticket T002").Ephemeral("Slow", "Waiting for the customer")
		sales.Command("/crm ticket T003").Ephemeral("Bad cells", "Normal")
		for _, m := range bob.Messages() {
			if m.Contains("Slow") || m.Contains("T002") {
				t.Errorf("bob is told: %s", m.Rendered())
			}
		}

		sales.Command("/crm export tickets csv").Ephemeral("file of the tickets")
		exported := w.files(alice, "3 tickets")["csv"]
		rows := rowsOf(t, exported)
		if got := append(columnOf(t, rows, "Subject"), columnOf(t, rows, "Assignee")[0]); got[0] != "Cannot log in" || !strings.HasSuffix(got[3], "(U0BOB)") {
			t.Errorf("the tickets are %q", got)
		}
		sales.Command("/crm export tickets open csv").Ephemeral("file of the tickets")
		w.files(alice, "2 tickets")
		w.User("wangwei").In("销售").Command("/crm 导出 工单").Ephemeral("正在生成你能看到的工单的文件")
		if rows := sheet(t, w.files(w.User("wangwei"), "3 个工单")["xlsx"], "工单"); len(rows) != 4 || rows[1][0] != "T001" || strings.Contains(strings.Join(rows[1], " "), "Ann Lee") {
			t.Errorf("the workbook of tickets has %q", rows)
		}
		shown = w.preview(alice, "again.csv", string(exported))
		if !shown.Contains("Each row is taken as a ticket", "3 rows", "3 there already") {
			t.Errorf("the same again:\n%s", shown.Rendered())
		}
		done.Press("import.rejected")
		if rejected := rowsOf(t, w.files(alice, "1 refused row")["csv"]); len(rejected) != 2 || rejected[1][0] != "No end" {
			t.Errorf("the refused rows are %q", rejected)
		}
		undone := alice.DM().Fresh()
		done.Press("import.undo")
		undone.ExpectMessage("tickets.csv was taken back", "3 taken back")
		sales.Command("/crm ticket T001").Ephemeral("no ticket T001")
	})
}

// Campaigns and their members come from files, in Chinese and English, and go out again; who may not promote is refused.
func TestCampaignsFromTheDM(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice := w.User("alice")
		sales := alice.In("sales")
		shown := w.preview(alice, "活动.csv", "活动名称,渠道,开始日期,结束日期,预算,费用\n春季展会,会议展会,2026-03-01,2026-03-05,5万,3.2万\n邮件,微波炉,2026-04-01,2026-03-01,很多,\n")
		if !shown.Contains("Each row is taken as a campaign", "2 new", "费用 → Cost", "Please look at one column: 渠道") {
			t.Errorf("the preview says:\n%s", shown.Rendered())
		}
		fresh := alice.DM().Fresh()
		shown.Press("import.go")
		done := fresh.ExpectMessage("活动.csv is imported", "2 created")
		sales.Command("/crm campaign M001").Ephemeral("春季展会", "50,000")

		fresh = alice.DM().Fresh()
		w.preview(alice, "members.csv", "Campaign,Customer,Contact,Member Status\nM001,Northwind,Ann,Attended\n春季展会,Contoso Ltd,,Responded\nM009,Contoso Ltd,,Sent\n").Press("import.go")
		fresh.ExpectMessage("members.csv is imported", "2 created", "1 refused")
		sales.Command("/crm campaign M001").Ephemeral("2")
		sales.Command("/crm export members M001 csv").Ephemeral("file of the members")
		rows := rowsOf(t, w.files(alice, "2 members")["csv"])
		if got := columnOf(t, rows, "Response"); !slices.Equal(got, []string{"attended", "answered"}) {
			t.Errorf("the members answered %q", got)
		}
		sales.Command("/crm export campaigns csv").Ephemeral("file of all campaigns")
		rows = rowsOf(t, w.files(alice, "2 campaigns")["csv"])
		if got := append(columnOf(t, rows, "Budget"), columnOf(t, rows, "Members")...); !slices.Equal(got, []string{"50000", "", "2", "0"}) {
			t.Errorf("the campaigns are %q", got)
		}
		sales.Command("/crm export members nowhere").Ephemeral("nowhere")
		undone := alice.DM().Fresh()
		done.Press("import.undo")
		undone.ExpectMessage("活动.csv was taken back", "1 taken back", "1 kept")
		w.User("wangwei").In("销售").Command("/crm 导出 市场活动").Ephemeral("市场活动")
		w.files(w.User("wangwei"), "1 个市场活动")
	})
}

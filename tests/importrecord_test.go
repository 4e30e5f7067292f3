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
		w.files(alice, "1 ticket")
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

// Who promotes brings a list of who came to a campaign, which doesn't say to which: from the campaign's members, or by the form of the columns.
func TestWhoCameToACampaign(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.User("alice"), w.User("wangwei")
		sales, room := alice.In("sales"), wang.In("销售")
		sales.Command("/crm role @wangwei marketing").Ephemeral("Marketing")
		sales.Command("/crm new Northwind email=ann@northwind.example !").Ephemeral("C001")
		room.Command("/crm 活动 新建 春季展会 !").Ephemeral("*M001*")
		room.Command("/crm 活动 新建 秋季展会 !").Ephemeral("*M002*")
		room.Command("/crm 导入 M009").Ephemeral("M009")
		list := "First Name,Last Name,Email,Organization,Registration Time\nAnn,Lee,ann@northwind.example,Northwind,2026-11-20 10:00\nBo,Chen,bo@contoso.example,Contoso Ltd,2026-11-21 11:00\n"
		form := room.Command("/crm 活动 M001 成员").Ephemeral("0 个成员").PressLabel("从文件导入").Modal()
		form.Expect("导入活动成员", "每一行会成为 *M001* 春季展会 的成员", "已是成员的客户")
		form.Attach("file", "zoom.csv", []byte(list)).Select("member_state", "✅ 已参加").Submit().ExpectClosed()
		shown := w.awaitElement(wang.DM(), "zoom.csv", "import.go")
		if !shown.Contains("每一行都作为所指市场活动的一个成员", "未写明活动的行归入 M001", "2 行：新增 2") {
			t.Errorf("the preview says:\n%s", shown.Rendered())
		}
		shown.Press("import.go")
		done := wang.DM().ExpectMessage("zoom.csv 已导入", "新建 2")
		room.Command("/crm 活动 M001").Ephemeral("已参加 2")
		sales.Command("/crm show C001").Ephemeral("*Campaigns*", "attended")
		sales.Command("/crm show C002").Ephemeral("Contoso Ltd", "<@U0WANGWEI>")
		done.Press("import.undo")
		wang.DM().ExpectMessage("已撤销 zoom.csv 的导入", "已撤销 2")
		room.Command("/crm 活动 M001 成员").Ephemeral("0 个成员")

		fresh := wang.DM().Fresh()
		shown = w.preview(wang, "again.csv", list)
		if shown.Contains("活动成员") || !shown.Contains("跳过 1（已存在）") { // what was said of one file isn't so of the next
			t.Errorf("the same list says:\n%s", shown.Rendered())
		}
		columns := shown.Press("import.columns").Modal()
		columns.Select("kind", "一个活动成员").Submit().ExpectClosed()
		w.Eventually("the preview to say so", func() bool { shown = last(fresh, "没有指明市场活动", "import.columns"); return shown != nil })
		columns = shown.Press("import.columns").Modal()
		columns.Select("member_campaign", "M002 秋季展会").Submit().ExpectClosed()
		w.Eventually("the preview to name it", func() bool { shown = last(fresh, "未写明活动的行归入 M002", "import.go"); return shown != nil })
		columns = shown.Press("import.columns").Modal()
		if got := columns.Value("member_campaign"); got != "M002 秋季展会" {
			t.Errorf("the form proposes %q", got)
		}
		columns.Close()
		shown.Press("import.go")
		fresh.ExpectMessage("again.csv 已导入", "新建 2")
		room.Command("/crm 活动 M002").Ephemeral("已邀请 2")
	})
}

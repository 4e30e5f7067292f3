package tests

import (
	"fmt"
	"strings"
	"testing"
)

func TestFindingAndPicking(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice := w.User("alice").In("sales")
		for i := range 13 {
			alice.Command(fmt.Sprintf("/crm new Acme Branch %02d industry=retail !", i+1)).Ephemeral(fmt.Sprintf("C%03d", i+1))
		}
		alice.Command("/crm new 上海远洋物流有限公司 行业=物流 电话=021-5555-0101 邮箱=ocean@example.com !").Ephemeral("C014")

		list := alice.Command("/crm find acme sort:name").Ephemeral("13 customers", "Acme Branch 01", "Acme Branch 10")
		if list.Contains("Acme Branch 11") {
			t.Error("the first page shows more than ten")
		}
		list.PressLabel("More")
		list.Expect("Acme Branch 11", "Acme Branch 13")

		for _, search := range []string{"远洋", "洋物", "上海远洋物流有限公司", "shyy", "yuanyang", "C014", "phone:021-5555-0101", "email:OCEAN@example.com", "行业:物流", "industry:logistics 远洋", "　远洋　"} {
			alice.Command("/crm find "+search).Ephemeral("1 customer", "C014")
		}

		which := alice.Command("/crm log Acme met them").Ephemeral("Which customer is")
		which.PressLabel("Choose").Ephemeral("Logged for", "met them")
		alice.Command("/crm show c14").Ephemeral("C014")
		alice.Command("/crm show 远洋").Ephemeral("C014", "021-****0101")
		alice.Command(`/crm show "Acme Branch 07"`).Ephemeral("C007")
		alice.Command("/crm show Acme Branch 07").Ephemeral("C007")

		pick := alice.Command("/crm show").Modal()
		if options := pick.Options("customer", "yy"); len(options) != 0 && !strings.Contains(options[0], "C014") {
			t.Errorf("typing yy offers %v", options)
		}
		if options := pick.Options("customer", "远"); len(options) != 1 || options[0] != "C014 上海远洋物流有限公司" {
			t.Errorf("typing one character offers %v", options)
		}
		if options := pick.Options("customer", ""); len(options) != 14 {
			t.Errorf("an empty typeahead offers %d", len(options))
		}
		pick.Select("customer", "C014 上海远洋物流有限公司").Submit().ExpectClosed()
		alice.ExpectMessage("C014", "o***@example.com")

		edit := alice.Command("/crm edit").Modal()
		edit.Select("customer", "C014 上海远洋物流有限公司").Submit()
		edit.Expect("Edit C014").Fill("notes", "picked first").Submit().ExpectClosed()
		alice.ExpectMessage("Saved", "picked first")
	})
}

func TestEveryWayIn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, bob := w.User("alice"), w.User("bob")
		sales := alice.In("sales")

		form := alice.Shortcut("customer.new").Modal()
		form.Fill("name", "Northwind").Fill("phone", "123-456-7890").Fill("contact_name", "Anna Smith").Submit().ExpectClosed()
		card := alice.DM().ExpectMessage("Created", "C001")

		message := bob.In("sales").Say("They want 20 seats by May")
		note := sales.ExpectMessage("They want 20 seats")
		log := note.Shortcut("interaction.log").Modal()
		if got := log.Value("text"); got != "They want 20 seats by May" {
			t.Errorf("the form begins with %q", got)
		}
		log.Select("customer", "C001 Northwind").Submit().ExpectClosed()
		sales.ExpectMessage("Logged for", "20 seats")
		plan := note.Shortcut("followup.plan").Modal()
		plan.Select("customer", "C001 Northwind").Pick("due_on", "2026-11-27").Submit().ExpectClosed()
		sales.ExpectMessage("Follow-up with", "2026-11-27 (Fri)")
		_ = message

		dm := bob.DM()
		dm.Say("find north").Expect("1 customer", "C001")
		dm.Say("new Southwind").Expect("needs a form").PressLabel("Open the form").Modal().Submit().ExpectClosed()
		dm.ExpectMessage("Created", "C002", "Southwind")
		dm.Say("new 东风物流 !").Expect("Created", "C003", "东风物流")
		sales.Say("@guanxi show C001").Ephemeral("C001", "Northwind")

		shared := card.PressLabel("Share here")
		public := shared.InChannel("C001", "Northwind", "Shared by")
		for _, personal := range []string{"123-456-7890", "Anna Smith"} {
			if public.Contains(personal) {
				t.Errorf("the shared card shows %q", personal)
			}
		}
		w.homeOf(alice, "Recently seen", "Northwind").Expect("Guanxi", "My day", "Settings", "You are: Admin")

		sales.Command("/crm report share").InChannel("Customer report", "New customers")
		sales.Command("/crm report").Ephemeral("Customer report")
		sales.Command("/crm help").Ephemeral("/crm find", "查找")
		w.User("wangwei").In("销售").Command("/crm 帮助 查找").Ephemeral("/crm find", "拼音")
		w.User("wangwei").In("销售").Command("/crm 查找northwind").Ephemeral("C001")
	})
}

func TestFollowUpsAreWorkedOff(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice := w.User("alice").In("sales")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		for _, plan := range []string{"today call", "today send quote", "tomorrow visit", "next wed 10:00 sign", "12/25 greet"} {
			alice.Command("/crm follow C001 " + plan).Ephemeral("Follow-up with")
		}
		alice.Command("/crm follow C001 sat").Ephemeral("2026-11-28 (Sat)", "weekend")
		due := alice.Command("/crm due").Ephemeral("2 follow-ups", "call", "send quote")
		due.Choose("followup.snooze/1", "1:3d")
		due.Expect("Moved to 2026-11-27", "1 follow-up")
		pick := due.Choose("followup.snooze/2", "2:pick").Modal()
		pick.Pick("due_on", "2026-11-23").Submit().ExpectError("due_on", "in the past")
		pick.Pick("due_on", "2026-11-30").Submit().ExpectClosed()
		due.Expect("Moved to 2026-11-30", "0 follow-ups")
		alice.Command("/crm due all").Ephemeral("6 follow-ups", "greet")
		alice.Command("/crm due week mine").Ephemeral("visit")
		alice.Command("/crm due all @bob").Ephemeral("0 follow-ups")
		alice.Command("/crm due all team").Ephemeral("6 follow-ups", "the whole team")
		all := alice.Command("/crm due all").Ephemeral("visit")
		all.Choose("followup.snooze/3", "3:cancel")
		all.Expect("Cancelled", "5 follow-ups")
		alice.Command("/crm show C001").Ephemeral("Next follow-up", "2026-11-27 (Fri)")
	})
}

func TestStatusFollowsFacts(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice := w.User("alice").In("sales")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		form := alice.Command("/crm status C001 churned").Modal()
		refused := form.Submit()
		refused.ExpectError("text", "required")
		refused.ExpectError("reason", "required")
		form.Fill("text", "They closed the shop").Fill("reason", "Closed").Submit().ExpectClosed()
		alice.ExpectMessage("Changed the status", "Churned", "They closed the shop", "Potential → Churned")
		again := alice.Command("/crm status C001 active").Modal()
		again.Fill("text", "They are back").Submit().ExpectClosed() // though an interaction is chosen in the list
		alice.ExpectMessage("Churned → Active", "They are back")
		alice.Command("/crm report").Ephemeral("Churned → Active: 1", "Potential → Churned: 1")
	})
}

// A slip in a name still finds the customer, in both languages; a command that would change one asks first.
func TestFoundInSpiteOfASlip(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.User("alice").In("sales"), w.User("wangwei").In("销售")
		alice.Command(`/crm new "Northwind Trading" !`).Ephemeral("C001")
		wang.Command("/crm 新建 北京星河科技有限公司 ！").Ephemeral("C002")
		alice.Command("/crm find norhtwind").Ephemeral("Nothing found for “norhtwind”. Similar:", "*C001* Northwind Trading")
		wang.Command("/crm 查找 星和科技").Ephemeral("没有找到“星和科技”，相近的客户：", "*C002* 北京星河科技有限公司")
		alice.Command("/crm show northwnd").Ephemeral("Which customer is “northwnd”?", "C001").PressLabel("Choose").Ephemeral("C001 · Northwind Trading")
		alice.Command("/crm log northwnd met them").Ephemeral("Which customer is “northwnd”?").PressLabel("Choose").Ephemeral("Logged for *C001*", "met them")
		if offered := alice.Command("/crm edit").Modal().Options("customer", "northwnd"); len(offered) != 1 || !strings.Contains(offered[0], "Northwind") {
			t.Errorf("the picker offers %q", offered)
		}
		alice.Command("/crm find southwest").Ephemeral("Nothing found")
	})
}

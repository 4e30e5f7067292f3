package tests

import (
	"strings"
	"testing"
)

// Who serves sees what there is to do each morning, in the App Home and on the customer's card; a lead's channel hears what is left; and a report
// says how service was, each figure opening to its tickets.
func TestWhatServiceLookedLike(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		boss, bob, wang := w.admin("sales"), w.User("bob").In("sales"), w.User("wangwei").In("general")
		w.at("Asia/Shanghai", "2026-11-24 10:00") // a Tuesday
		boss.Command("/crm role @wangwei support").Ephemeral("Support")
		boss.Command("/crm channel <#C0GENERAL|general> queue zh Asia/Shanghai").Ephemeral("daily: late and unassigned tickets")
		boss.Command("/crm new Northwind !").Ephemeral("C001")
		bob.Command("/crm ticket C001 the printer smokes priority:urgent").Ephemeral("*T001*", "was raised")
		bob.Command("/crm ticket T001 take").Ephemeral("was saved")
		wang.Command("/crm 工单 C001 门打不开 优先级:低").Ephemeral("*T002*")
		wang.Command("/crm 工单 C001 网络很慢 优先级:高").Ephemeral("*T003*")
		boss.Command("/crm show C001").Ephemeral("*Tickets*", "*T001* the printer smokes", "*T003* 网络很慢", "nobody has it yet").PressLabel("Open").Ephemeral("T002")
		w.homeOf(w.User("bob"), "My tickets (1)", "*T001* the printer smokes")
		w.homeOf(w.User("wangwei"), "未分配的工单（2）", "*T003* 网络很慢")
		if home := w.homeOf(w.User("bob"), "My tickets (1)").Rendered(); strings.Contains(home, "Unassigned tickets") {
			t.Errorf("who sells is asked to give tickets to people: %s", home)
		}

		w.at("Asia/Shanghai", "2026-11-25 09:00")
		heard := wang.ExpectMessage("团队工单 · 2026-11-25", "3 个工单已超时", "*T001* the printer smokes", "*T003* 网络很慢", "*T002* 门打不开", "2 个工单尚未分配")
		heard.PressLabel("查看全部").Ephemeral("已超时", "T001")
		w.at("America/New_York", "2026-11-25 09:00") // of Bob
		digest := w.User("bob").DM().ExpectMessage("Your day · 2026-11-25", "1 ticket due today, 1 late", "*T001* the printer smokes", "*C001* Northwind")
		digest.PressLabel("Open").Ephemeral("T001", "First answer")

		wang.Command("/crm 工单 T003 已解决").Ephemeral("T003")
		w.at("Asia/Shanghai", "2026-11-26 10:00")
		report := boss.Command("/crm report").Ephemeral("🎫 *Tickets*", "*Raised*\n3 (+3)", "*Solved*\n1 (+1)", "*Open*\n2 (+2)", "*Late*\n2 (+2)", "*Answered within target*\n0.0%", "*Tickets by person*", "*Tickets by priority*", "Unassigned: ")
		report.Choose("report.records/tickets", "Late tickets · 2").Ephemeral("*Late tickets · 2*", "*T001* the printer smokes").PressLabel("Open").Ephemeral("T001")
		report.Choose("report.records/tickets", "Tickets solved · 1").Ephemeral("*T003* 网络很慢", "solved", "⚠️ ", "of working time")
		if other := boss.Command("/crm report last-month").Ephemeral("Monthly customer report 2026-10", "A quiet time"); other.Contains("🎫") {
			t.Errorf("a month without tickets tells of some: %s", other.Rendered())
		}
		boss.Command("/crm channel <#C0GENERAL|general> off").Ephemeral("nothing")
	})
}

// Who doesn't want to hear of tickets has none in the digest; a channel hears of tickets once a day, and nothing where there is nothing to say.
func TestNobodyHearsOfTicketsInVain(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		boss, bob, lina, room := w.admin("sales"), w.User("bob").In("sales"), w.User("lina").DM(), w.User("wangwei").In("general")
		w.at("Asia/Shanghai", "2026-11-23 10:00") // a Monday
		boss.Command("/crm channel <#C0GENERAL|general> queue zh Asia/Shanghai").Ephemeral("daily: late and unassigned tickets")
		boss.Command("/crm new Northwind !").Ephemeral("C001")
		w.passes("summary:C0GENERAL", "Asia/Shanghai", "2026-11-24 09:00") // nothing is late
		w.at("Asia/Shanghai", "2026-11-24 10:00")
		for _, who := range []string{"bob", "lina"} {
			w.User(who).In("sales").Command("/crm settings").Modal().Select("tickets_told", map[string]string{"bob": "Nothing; they stand in the queue", "lina": "不提醒，自行查看工单队列"}[who]).Submit().ExpectClosed()
		}
		bob.Command("/crm ticket C001 the printer smokes priority:urgent").Ephemeral("*T001*")
		bob.Command("/crm ticket T001 take").Ephemeral("was saved")
		bob.Command("/crm ticket C001 the door is open priority:urgent assignee:@lina").Ephemeral("*T002*")
		bob.Command("/crm follow C001 2026-11-25 call them").Ephemeral("call them")
		w.at("Asia/Shanghai", "2026-11-25 09:00")
		room.ExpectMessage("团队工单 · 2026-11-25", "2 个工单已超时", "*T001*", "*T002*")
		w.start() // another process tells nothing again
		w.at("America/New_York", "2026-11-25 09:00")
		if digest := w.User("bob").DM().ExpectMessage("Your follow-ups · 2026-11-25", "call them"); digest.Contains("T001") {
			t.Errorf("who wants to hear nothing of tickets is told: %s", digest.Rendered())
		}
		if told := countOfIn(room, "团队工单"); told != 1 {
			t.Errorf("the channel heard of tickets %d times\n%s", told, w.Conversation())
		}
		if told := countOfIn(lina, "T002"); told != 0 {
			t.Errorf("who wants to hear nothing of tickets, and has nothing else to do, was told %d times", told)
		}
	})
}

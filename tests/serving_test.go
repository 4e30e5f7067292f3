package tests

import (
	"testing"
)

// A ticket that gets late, from outside: who has it hears of it before, in their language, the manager after in hers, and the message's buttons
// go on with it.
func TestATicketGetsLate(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		boss, bob, wang := w.User("alice").In("sales"), w.User("bob").In("sales"), w.User("wangwei").In("sales")
		w.at("Asia/Shanghai", "2026-11-24 10:00") // a Tuesday
		boss.Command("/crm role @lina manager").Ephemeral("now has the role Manager")
		boss.Command("/crm new Northwind !").Ephemeral("C001")
		bob.Command("/crm ticket C001 the printer smokes priority:urgent").Ephemeral("*T001*", "was raised")
		bob.Command("/crm ticket T001 take").Ephemeral("was saved")
		wang.Command("/crm 工单 C001 门打不开 优先级:紧急").Ephemeral("*T002*")
		wang.Command("/crm 工单 T002 领取").Ephemeral("已保存")
		dm, theirs, lead := w.User("bob").DM(), w.User("wangwei").DM(), w.User("lina").DM()
		w.at("Asia/Shanghai", "2026-11-24 10:16")
		soon := dm.ExpectMessage("T001 is to be answered soon", "the printer smokes", "🔴 Urgent", "Northwind")
		theirs.ExpectMessage("T002 即将超过首次响应时限", "门打不开")
		soon.PressLabel("Open").Ephemeral("T001", "First answer")
		wang.Command("/crm 工单 T002 等待客户").Ephemeral("等待客户")
		w.at("Asia/Shanghai", "2026-11-24 10:31")
		over := lead.ExpectMessage("T001 首次响应已超时", "<@U0BOB>")
		w.start() // another process tells nothing again
		over.PressLabel("改派").Modal().Pick("ticket_assignee", "U0LINA").Submit().ExpectClosed()
		w.at("Asia/Shanghai", "2026-11-24 15:00")
		lead.ExpectMessage("T001 解决已超时")
		for name, want := range map[string]map[string]int{"bob": {"is to be answered soon": 1}, "wangwei": {"时限": 1}, "lina": {"首次响应已超时": 1, "解决已超时": 1}} {
			for words, times := range want {
				if got := countOf(w, name, words); got != times {
					t.Errorf("%s was told %q %d times", name, words, got)
				}
			}
		}
	})
}

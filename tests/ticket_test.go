package tests

import (
	"testing"
	"time"
)

// A customer's tickets from outside: raised in one line and by a form, taken up, made to wait, solved, taken back, listed by urgency, in both
// languages, with bad input.
func TestTicketsInSlack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wangwei := w.admin("sales"), w.User("wangwei").In("sales")
		alice.Command("/crm new Northwind ! ").Ephemeral("C001")
		raised := wangwei.Command("/crm 工单 C001 打印机坏了 优先级:高").Ephemeral("已新建 *T001*", "打印机坏了", "🟠 高", "尚未分配", "首次响应")
		raised.PressLabel("我来处理")
		raised.Expect("已保存", "<@U0WANGWEI>")
		form := alice.Command("/crm ticket C001 the door is open priority:very").Modal()
		form.Expect("There is no priority “very”")
		form.Select("priority", "Urgent").Fill("ticket_text", "It *smokes*.").Submit().ExpectClosed()
		alice.ExpectMessage("*T002* the door is open was raised", "🔴 Urgent", "nobody has it yet")
		empty := alice.Command("/crm ticket C001 new").Modal()
		empty.Submit()
		if empty.Errors()["ticket_subject"] == "" {
			t.Errorf("a ticket about nothing is raised: %v", empty.Errors())
		}
		empty.Close()
		alice.Command("/crm ticket T002 福利").Ephemeral("isn’t understood", "priority:high")
		alice.Command("/crm ticket T099").Ephemeral("There is no ticket T099")
		alice.Command("/crm tickets whatever").Ephemeral("isn’t understood here")

		queue := alice.Command("/crm tickets").Ephemeral("2 tickets", "*T002*", "*T001*", "C001")
		queue.PressLabel("Unassigned")
		queue.Expect("1 ticket", "*T002*")
		wangwei.Command("/crm 工单列表 我的").Ephemeral("*T001*", "Northwind")
		wangwei.Command("/crm 工单列表 Northwind").Ephemeral("2 个")

		w.Clock.Advance(12 * time.Hour) // raised at night, it is eleven in Shanghai, where work began at nine
		alice.Command("/crm tickets late").Ephemeral("2 tickets", "⚠️ late since")
		alice.Command("/crm ticket T002 waiting").Ephemeral("Waiting for the customer", "stands still")
		alice.Command("/crm tickets late").Ephemeral("1 ticket", "*T001*")
		card := alice.Command("/crm ticket T002 open").Ephemeral("T002", "Open")
		card.PressLabel("Solved")
		card.Expect("*T002*: Solved", "of working time")
		alice.Command("/crm ticket T002 solved").Ephemeral("in that state already")
		undo := alice.Command("/crm undo").Ephemeral("State of the ticket")
		undo.PressLabel("Take it back")
		undo.Expect("Took back")
		alice.Command("/crm ticket t2").Ephemeral("T002", "🎫 Open")
		alice.Command("/crm history C001").Ephemeral("Ticket · the door is open", "State of the ticket: ")
		alice.Command("/crm timeline C001").Ephemeral("🎫 Ticket raised", "the door is open", "State of the ticket: ")
		alice.Command("/crm archive C001").Ephemeral("Archived")
		alice.Command("/crm tickets").Ephemeral("There is none")
	})
}

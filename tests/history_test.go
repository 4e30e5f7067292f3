package tests

import (
	"fmt"
	"testing"
	"time"
)

// The history of a customer tells in each reader's language who changed what, by which way, from what to what.
func TestHistoryOfACustomer(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.User("alice").In("sales"), w.User("wangwei").In("销售")
		alice.Command("/crm new Northwind phone=138-1234-5678 !").Ephemeral("C001")
		alice.Command("/crm edit C001 phone=139-8765-4321 industry=retail notes=<!channel>").Ephemeral("Saved")
		alice.Command("/crm follow C001 next wed 10:00 send quote").Ephemeral("Follow-up with")
		alice.Command("/crm log C001 call: asked for a discount").Ephemeral("Logged for")
		form := wang.Command("/crm 状态 C001 流失").Modal()
		form.Select("basis", "new").Fill("text", "搬走了").Fill("reason", "关门").Submit().ExpectClosed()
		wang.ExpectMessage("已变更")

		card := alice.Command("/crm show C001").Ephemeral("C001")
		history := card.PressLabel("History").Ephemeral("History of C001 Northwind", "<@U0ALICE>", "/crm edit", "Industry: – → Retail",
			"Follow-up planned for 2026-12-02 (Wed) · send quote", "Logged 📞 · asked for a discount", "form “Status”", "Status: Potential → Churned", "Reason: 关门", "masked")
		for _, hidden := range []string{"1234-5678", "12345678", "8765-4321", "Created as C001"} {
			if history.Contains(hidden) {
				t.Errorf("the first page shows %q", hidden)
			}
		}
		history.PressLabel("More")
		history.Expect("Created as C001", "/crm new")
		wang.Command("/crm 历史 C001").Ephemeral("C001 Northwind 的历史", "客户状态：潜在客户 → 流失客户", "行业：– → 零售", "安排跟进：2026-12-02（周三）", "表单“变更状态”", "原因：关门")
		wang.Command("/crm 历史Northwind").Ephemeral("的历史")

		pick := alice.Command("/crm history").Modal()
		pick.Select("customer", "C001 Northwind").Submit().ExpectClosed()
		alice.ExpectMessage("History of C001")
		alice.Command("/crm history C404").Ephemeral("No customer fits")
		w.User("guest").In("sales").Command("/crm history C001").Ephemeral("members of this workspace only")
	})
}

// What a person changed last is shown, asked about, and taken back, in either language.
func TestUndo(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.User("alice").In("sales"), w.User("wangwei").In("销售")
		wang.Command("/crm 撤销").Ephemeral("没有可以撤销的修改")
		alice.Command("/crm new Northwind phone=123-456-7890 !").Ephemeral("C001")
		alice.Command("/crm undo").Ephemeral("created C001", "not taken back")

		changes := []struct{ do, shown, gone string }{
			{"edit C001 phone=138-1234-5678 industry=retail", "Industry: – → Retail", "Retail"},
			{"log C001 met the owner", "Logged 📝 · met the owner", "met the owner"},
			{"follow C001 next wed 10:00 send quote", "Follow-up planned for 2026-12-02 (Wed) · send quote", "send quote"},
		}
		for _, change := range changes {
			alice.Command("/crm " + change.do).Ephemeral("C001")
			ask := alice.Command("/crm undo").Ephemeral("Your last change", "C001", change.shown)
			ask.PressLabel("Take it back")
			ask.Expect("Took back", change.shown)
			if card := alice.Command("/crm show C001").Ephemeral("123****7890"); card.Contains(change.gone) {
				t.Errorf("%s was not taken back", change.do)
			}
			alice.Command("/crm undo").Ephemeral("took one back already")
		}
		alice.Command("/crm history C001").Ephemeral("↩️", "/crm undo", "Interaction removed · met the owner", "planned → cancelled", "Industry: Retail → –")

		status := wang.Command("/crm 状态 C001 活跃").Modal()
		status.Fill("text", "签约").Submit().ExpectClosed()
		wang.ExpectMessage("已变更")
		ask := wang.Command("/crm 撤消").Ephemeral("你最近一次修改", "客户状态：潜在客户 → 活跃客户", "签约")
		ask.PressLabel("撤销")
		ask.Expect("已撤销对", "Northwind")
		if card := wang.Command("/crm 查看 C001").Ephemeral("活跃客户 → 潜在客户"); card.Contains("签约") {
			t.Error("the new interaction was not taken back")
		}
	})
}

// What can't be taken back any more says why, also when the button is an old one or is pressed twice.
func TestUndoTooLate(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, bob, wang := w.User("alice").In("sales"), w.User("bob").In("sales"), w.User("wangwei").In("销售")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		alice.Command("/crm edit C001 notes=mine").Ephemeral("Saved")
		first, second := alice.Command("/crm undo").Ephemeral("– → mine"), alice.Command("/crm undo").Ephemeral("– → mine")
		bob.Command("/crm edit C001 notes=theirs").Ephemeral("Saved")
		first.PressLabel("Take it back").Ephemeral("Notes was changed since by <@U0BOB>")
		alice.Command("/crm undo").Ephemeral("Notes was changed since by <@U0BOB>")
		alice.Command("/crm show C001").Ephemeral("theirs")

		alice.Command("/crm edit C001 notes=again").Ephemeral("Saved")
		second.PressLabel("Take it back").Ephemeral("not your last change any more")
		once, twice := alice.Command("/crm undo").Ephemeral("theirs → again"), alice.Command("/crm undo").Ephemeral("theirs → again")
		once.PressLabel("Take it back")
		once.Expect("Took back")
		twice.PressLabel("Take it back").Ephemeral("taken back already")
		alice.Command("/crm show C001").Ephemeral("theirs")

		wang.Command("/crm 跟进 C001 明天 回访").Ephemeral("已安排")
		late := wang.Command("/crm 撤销").Ephemeral("安排跟进", "回访")
		w.Clock.Advance(24*time.Hour + time.Second)
		late.PressLabel("撤销").Ephemeral("超过 24 小时")
		wang.Command("/crm 撤销").Ephemeral("超过 24 小时")
		wang.Command("/crm 待办 全部 团队").Ephemeral("回访")
	})
}

// A press that is delivered twice, to this process or another, takes one change back and says so once.
func TestUndoRedelivered(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice := w.User("alice").In("sales")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		for i := range 2 {
			alice.Command(fmt.Sprintf("/crm edit C001 notes=number%d", i)).Ephemeral("Saved")
		}
		ask := alice.Command("/crm undo").Ephemeral("number0 → number1")
		w.Faults().RedeliverNext("block_actions", 1)
		ask.PressLabel("Take it back")
		ask.Expect("Took back")
		w.start() // another process, which has seen none of it
		w.Faults().Redeliver("block_actions")
		alice.Command("/crm show C001").Ephemeral("number0")
		alice.Fresh().ExpectNoMessage("taken back already")
	})
}

package tests

import "testing"

// A follow-up of any time of a day is a day of who is to do it: it isn't overdue while it is still that day where they are,
// and is when the day is over there, whoever reads a list of it.
func TestADayIsOfWhoIsToDoIt(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.User("alice").In("sales"), w.User("wangwei").In("销售")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		alice.Command("/crm follow C001 2026-11-25 any time").Ephemeral("2026-11-25 (Wed)")
		wang.Command("/crm 跟进 C001 2026-11-26 任何时候").Ephemeral("2026-11-26（周四）")

		w.at("America/New_York", "2026-11-25 15:00") // four in the morning of the 26th in Shanghai
		mine := alice.Command("/crm due today").Ephemeral("1 follow-up", "any time")
		if mine.Contains("overdue") {
			t.Error("it is overdue on its day:", mine.Rendered())
		}
		theirs := wang.Command("/crm 待办 今天 团队").Ephemeral("2 项跟进", "any time · 2026-11-25（周三）", "任何时候")
		if theirs.Contains("⚠️") {
			t.Error("it is overdue elsewhere while it is still its day:", theirs.Rendered())
		}
		wang.Command("/crm 待办 逾期 团队").Ephemeral("0 项跟进")
		wang.Command("/crm 待办 逾期 <@U0ALICE>").Ephemeral("0 项跟进")

		w.at("Asia/Shanghai", "2026-11-27 09:00") // eight in the evening of the 26th in New York
		w.User("wangwei").In("销售").ExpectMessage("团队跟进 · 2026-11-27", "逾期（2）", "逾期 1 天")
		late := alice.Command("/crm due today team").Ephemeral("2 follow-ups", "any time · 2026-11-25 (Wed) · ⚠️ 1 day overdue", "任何时候 · 2026-11-26 (Thu) · ⚠️ 1 day overdue")
		if late.Contains("2 days") {
			t.Error("it is overdue for longer than it is:", late.Rendered())
		}
	})
}

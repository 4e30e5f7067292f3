package tests

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Every button of a digest changes that message in place, and each of it can be taken back.
func TestEveryButtonOfADigest(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		wang := w.User("wangwei")
		room, dm := wang.In("销售"), wang.DM()
		room.Command("/crm 新建 北京星河科技 !").Ephemeral("C001")
		for i := range 7 {
			room.Command(fmt.Sprintf("/crm 跟进 C001 11月27日 事项%d", i+1)).Ephemeral("已安排跟进", fmt.Sprint("事项", i+1))
		}
		w.at("Asia/Shanghai", "2026-11-27 09:00") // a Friday
		digest := dm.ExpectMessage("你的跟进 · 2026-11-27", "今天（7）", "事项1", "事项7")
		undo := func(parts ...string) {
			t.Helper()
			asked := room.Command("/crm 撤销").Ephemeral("你最近一次修改")
			asked.PressLabel("撤销")
			asked.Expect(parts...)
			room.Command("/crm 待办").Ephemeral("7 项跟进")
			room.Command("/crm 查看 C001").Ephemeral("下次跟进", "2026-11-27")
		}
		for i, c := range []struct{ choice, says string }{
			{"3d", "已改到 2026-11-30（周一）"}, {"cancel", "已取消"}, {"1w", "已改到 2026-11-30（周一）"}, {"1d", "2026-11-28（周六）不上班"}, // each says something else than the one before
		} {
			digest.Choose(fmt.Sprintf("followup.snooze/%d", i+1), fmt.Sprintf("%d:%s", i+1, c.choice))
			digest.Expect(c.says, "今天（6）")
			undo("已撤销")
		}
		pick := digest.Choose("followup.snooze/5", "5:pick").Modal()
		pick.Pick("due_on", "2026-11-26").Submit().ExpectError("due_on", "已经过去")
		pick.Pick("due_on", "2026-12-02").Submit().ExpectClosed()
		digest.Expect("2026-12-02（周三）", "今天（6）")
		undo("已撤销")
		give := digest.PressLabel("编辑或转交").Modal()
		give.Pick("assignee", "lina").Submit().ExpectClosed()
		digest.Expect("已修改", "<@U0LINA>", "今天（6）")
		undo("已撤销")
		done := digest.PressLabel("完成").Modal()
		done.Fill("outcome", "客户同意").Select("next", "一周后：2026-12-04（周五）").Fill("title", "签合同").Submit().ExpectClosed()
		digest.Expect("✅ 已完成", "今天（6）")
		room.Command("/crm 待办 全部").Ephemeral("7 项跟进", "签合同", "2026-12-04")
		undo("已撤销")
		room.Command("/crm 待办 全部").Ephemeral("7 项跟进") // what it planned is cancelled
		digest.PressLabel("记录沟通").Modal().Fill("text", "聊了聊").Submit().ExpectClosed()
		digest.PressLabel("查看").Ephemeral("聊了聊")
		digest.Expect("你的跟进 · 2026-11-27") // neither takes its place
	})
}

// A digest that is longer than Slack takes comes in pages, each in its reader's language. A button changes the page it stands
// on: the others stand as they are, and no row is told twice.
func TestALongDigestComesInPages(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, c := range []struct{ user, zone, more, done, closed string }{
			{"wangwei", "Asia/Shanghai", "项跟进", "完成", "✅ 已完成"},
			{"bob", "Europe/Berlin", "follow-ups", "Done", "✅ Done"},
		} {
			who := w.User(c.user)
			room, dm := who.In("销售"), who.DM()
			room.Command("/crm new " + c.user + " Trading !").Ephemeral("C00")
			for i := range 9 {
				room.Command(fmt.Sprintf("/crm follow %s Trading 2026-11-27 task-%02d %s", c.user, i+1, strings.Repeat("长", 100))).Ephemeral(fmt.Sprintf("task-%02d", i+1))
			}
			w.at(c.zone, "2026-11-27 09:00") // a Friday
			first := dm.ExpectMessage("9 "+c.more, "task-01")
			last := dm.ExpectMessage("9 "+c.more, "(2)", "task-09")
			if first.Contains("task-09") || last.Contains("task-01") || len(first.Buttons())+len(last.Buttons()) < 9*4 {
				t.Fatalf("%s: the pages are\n%s\n%s", c.user, first.Rendered(), last.Rendered())
			}
			rows := len(last.Buttons())
			last.PressLabel(c.done).Modal().Submit().ExpectClosed()
			last = last.Expect(c.closed, "task-09")
			if last.Contains("task-01") || len(last.Buttons()) >= rows {
				t.Errorf("%s: the second page shows more than its rows:\n%s", c.user, last.Rendered())
			}
			first.Expect("task-01", "task-02")
		}
	})
}

// A page of a long digest keeps what else stands on it when a follow-up of it is done: the tickets and the customers that went cold. The page
// before has none of them, and gets none.
func TestAPageKeepsItsTickets(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		boss, bob := w.admin("sales"), w.User("bob").In("sales")
		w.at("Asia/Shanghai", "2026-11-24 10:00")
		boss.Command("/crm cold rules").Modal().Fill("cold_contact", "").Fill("cold_step", "2").Fill("cold_lead", "1").Submit().ExpectClosed()
		bob.Command("/crm new Southwind !").Ephemeral("C001")
		bob.Command("/crm new Northwind !").Ephemeral("C002")
		for i := range 9 {
			bob.Command(fmt.Sprintf("/crm follow C002 2026-11-27 task-%02d %s", i+1, strings.Repeat("长", 100))).Ephemeral(fmt.Sprintf("task-%02d", i+1))
		}
		for _, subject := range []string{"it smokes", "it stands still"} {
			bob.Command("/crm ticket C002 " + subject + " priority:urgent assignee:@bob").Ephemeral("was raised")
		}
		w.at("Europe/Berlin", "2026-11-27 09:00")
		dm := w.User("bob").DM()
		first, last := dm.ExpectMessage("9 follow-ups", "task-01"), dm.ExpectMessage("(2)", "task-09")
		if first.Contains("T001") || !last.Contains("T001") || !last.Contains("T002") || !last.Contains("C001") {
			t.Fatalf("the pages are\n%s\n%s", first.Rendered(), last.Rendered())
		}
		bob.Command("/crm ticket T001 solved").Ephemeral("T001")
		last.PressLabel("Done").Modal().Submit().ExpectClosed()
		last = last.Expect("✅ Done", "1 ticket due today, 1 late", "*T002* it stands still", "1 customer goes cold", "*C001* Southwind")
		if last.Contains("T001") || last.Contains("task-01") {
			t.Errorf("the page shows what isn't on it any more:\n%s", last.Rendered())
		}
		rows := func() int {
			last = last.Expect("*T002* it stands still", "*C001* Southwind")
			return len(slices.DeleteFunc(last.Buttons(), func(label string) bool { return label != "Done" }))
		}
		for left := rows(); left > 0; left-- {
			last.PressLabel("Done").Modal().Submit().ExpectClosed()
			w.Eventually("the row to go", func() bool { return rows() == left-1 })
		}
		first.PressLabel("Done").Modal().Submit().ExpectClosed()
		if now := first.Expect("✅ Done"); now.Contains("T002") || now.Contains("C001") {
			t.Errorf("the first page shows what stands on the second:\n%s", now.Rendered())
		}
	})
}

package tests

import (
	"fmt"
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

package tests

import (
	"testing"

	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
	"github.com/guanxi-crm/guanxi/sandbox/traffic"
)

// become changes a person in the workspace, and waits until the bot has heard of it: a command that comes beside may be read first.
func (w *world) become(id string, attributes map[string]any) {
	w.t.Helper()
	heard := func() (acks int) {
		for _, entry := range w.Log() {
			if entry.Kind == traffic.Ack {
				acks++
			}
		}
		return acks
	}
	before := heard()
	w.ChangeUser(id, attributes)
	w.Eventually("the bot hears that "+id+" changed", func() bool { return heard() > before })
}

// idle are the people who can't be given work, how the workspace or an admin makes somebody one, and how they are refused.
var idle = []struct {
	name       string
	attributes map[string]any // of the workspace
	role       string         // given by an admin
	en, zh     string
}{
	{"a guest", map[string]any{"is_restricted": true}, "", "is a guest without a role here", "是访客，在这里没有角色"},
	{"a guest of one channel", map[string]any{"is_ultra_restricted": true}, "", "is a guest without a role here", "是访客，在这里没有角色"},
	{"a bot", map[string]any{"is_bot": true}, "", "is a bot", "是机器人"},
	{"a bot with a role", map[string]any{"is_bot": true}, "sales", "is a bot", "是机器人"},
	{"a stranger", map[string]any{"is_stranger": true}, "", "is of another company", "是其他公司的人"},
	{"who left", map[string]any{"deleted": true}, "", "isn’t in this workspace any more", "已不在本工作区"},
	{"who left and had a role", map[string]any{"deleted": true}, "manager", "isn’t in this workspace any more", "已不在本工作区"},
	{"who is kept out", nil, "none", "has no access to customers", "无权使用客户资料"},
	{"a viewer", nil, "viewer", "may look only", "的角色是“只读”"},
}

// Nobody is given a customer or a follow-up who would not be reminded or could not say that it is done; the refusal says who
// it is and why, at the field, in a form that keeps what was typed.
func TestWorkGoesToWhoCanDoIt(t *testing.T) {
	for _, c := range idle {
		t.Run(c.name, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				alice, wang := w.User("alice").In("sales"), w.User("wangwei").In("销售")
				alice.Command("/crm new Northwind !").Ephemeral("C001")
				alice.Command("/crm follow C001 tomorrow call").Ephemeral("Follow-up with")
				alice.Command("/crm role @wangwei manager").Ephemeral("Manager")
				if c.attributes != nil {
					w.become("U0BOB", c.attributes)
				}
				if c.role != "" {
					alice.Command("/crm role @bob " + c.role).Ephemeral("<@U0BOB> now has the role")
				}
				en, zh := []string{"@Bob Keller", c.en}, []string{"@Bob Keller", c.zh} // a form's errors show no mentions
				alice.Command("/crm new Eastwind owner=<@U0BOB> !").Modal().Expect(en...).Close()
				alice.Command("/crm edit C001 owner=<@U0BOB>").Modal().Expect(en...).Close()
				wang.Command("/crm 编辑 C001 负责人=<@U0BOB>").Modal().Expect(zh...).Close()
				refused := func(form *sandboxtest.Modal, at string, says []string, keeps, typed string) {
					t.Helper()
					form.Fill(keeps, typed).Pick(at, "bob").Submit().ExpectError(at, says...)
					if got := form.Value(keeps); got != typed {
						t.Errorf("the form keeps %q of %q", got, typed)
					}
					form.Pick(at, "lina").Submit().ExpectClosed()
				}
				refused(alice.Command("/crm new Westwind").Modal(), "owner", en, "notes", "typed")
				refused(alice.Command("/crm edit C001").Modal(), "owner", en, "notes", "typed")
				form := alice.Command("/crm follow C001").Modal()
				form.Pick("due_on", "2026-12-01")
				refused(form, "assignee", en, "title", "typed")
				refused(alice.Command("/crm due").Ephemeral("0 follow-ups").PressLabel("Follow up").Modal().
					Select("customer", "C001").Pick("due_on", "2026-12-01"), "assignee", en, "title", "typed again")
				refused(alice.Command("/crm due all team").Ephemeral("call").PressLabel("Edit or reassign").Modal(), "assignee", en, "title", "call them")
				refused(wang.Command("/crm 待办 全部 团队").Ephemeral("call them").PressLabel("编辑或转交").Modal(), "assignee", zh, "title", "打电话")
			})
		})
	}
}

// Who gets a role that may, or is no guest any more, can be given work at once.
func TestWorkGoesToWhoIsGivenARole(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice := w.User("alice").In("sales")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		alice.Command("/crm edit C001 owner=<@U0GUEST>").Modal().Expect("is a guest without a role").Close()
		alice.Command("/crm role @guest support").Ephemeral("Support")
		alice.Command("/crm edit C001 owner=<@U0GUEST>").Ephemeral("Saved")
		alice.Command("/crm role @guest viewer").Ephemeral("Viewer")
		// What is theirs already stays; what is planned for the customer is for who plans it.
		alice.Command("/crm edit C001 next=2026-12-01").Ephemeral("Saved", "<@U0ALICE>")
		alice.Command("/crm due all").Ephemeral("1 follow-up")
	})
}

// Taking a change back gives nothing back to who left since: it says with whom what stays.
func TestUndoGivesNothingToWhoLeft(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, bob, wang, lina := w.User("alice").In("sales"), w.User("bob").In("sales"), w.User("wangwei").In("销售"), w.User("lina").In("销售")
		for _, name := range []string{"Northwind", "Eastwind", "Southwind", "Westwind"} {
			bob.Command("/crm new " + name + " !").Ephemeral(name)
		}
		bob.Command("/crm follow C003 tomorrow call").Ephemeral("Follow-up with")
		bob.Command("/crm follow C004 tomorrow send quote").Ephemeral("Follow-up with")
		alice.Command("/crm role @wangwei manager").Ephemeral("Manager")
		alice.Command("/crm role @lina manager").Ephemeral("Manager")
		wang.Command("/crm 编辑 C001 负责人=我").Ephemeral("已保存")
		lina.Command("/crm 编辑 C002 负责人=我 备注=接手").Ephemeral("已保存")
		list := alice.Command("/crm due all team").Ephemeral("call")
		list.Choose("followup.snooze/1", "1:cancel")
		list.Expect("Cancelled", "1 follow-up", "send quote")
		asked := alice.Command("/crm undo").Ephemeral("Your last change", "cancelled")
		if asked.Contains("<@U0BOB>, who") {
			t.Error("it is said of who is still there:", asked.Rendered())
		}
		w.become("U0BOB", map[string]any{"deleted": true})

		wang.Command("/crm 撤销").Ephemeral("C001 仍由 <@U0WANGWEI> 负责", "<@U0BOB> 已不在本工作区")
		wang.Command("/crm 查看 C001").Ephemeral("<@U0WANGWEI>")
		last := lina.Command("/crm 撤销").Ephemeral("你最近一次修改", "负责人：<@U0LINA>。<@U0BOB> 已不能再负责客户或跟进。")
		last.PressLabel("撤销")
		last.Expect("已撤销", "负责人：<@U0LINA>。<@U0BOB> 已不能再负责客户或跟进。")
		card := lina.Command("/crm 查看 C002").Ephemeral("<@U0LINA>")
		if card.Contains("接手") {
			t.Error("what could be taken back stands there:", card.Rendered())
		}
		// The button that was shown before bob left gives his follow-up to who presses it.
		asked.PressLabel("Take it back")
		asked.Expect("Took back the change", "<@U0ALICE>, not <@U0BOB>, who can’t be given")
		alice.Command("/crm due all").Ephemeral("1 follow-up", "call")
	})
}

// What belongs to who left, or may look only by now, is told to a manager, who gives it to somebody from where it is told.
func TestWhatNobodyDoesIsToldToAManager(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, bob, wang := w.User("alice").In("sales"), w.User("bob").In("sales"), w.User("wangwei").In("销售")
		bob.Command("/crm new Northwind !").Ephemeral("C001")
		bob.Command("/crm follow C001 2026-11-25 send quote").Ephemeral("Follow-up with")
		bob.Command("/crm follow C001 2026-11-25 15:00 call").Ephemeral("Follow-up with") // 22:00 in Shanghai
		wang.Command("/crm 跟进 C001 2026-11-25 自己的").Ephemeral("已安排跟进")
		alice.Command("/crm role @lina manager").Ephemeral("Manager")
		role := alice.Command("/crm role @bob viewer").Ephemeral("Viewer", "Still theirs: customers 1, open follow-ups 2.")
		role.PressLabel("Their follow-ups").Ephemeral("2 follow-ups", "send quote")
		role.PressLabel("Their customers").Ephemeral("Northwind")
		lina := w.User("lina").DM()
		w.at("Asia/Shanghai", "2026-11-25 09:00")
		w.User("wangwei").DM().ExpectMessage("你的跟进 · 2026-11-25", "自己的")
		digest := lina.ExpectMessage("你的跟进 · 2026-11-25", "有 2 项跟进的负责人收不到提醒", "send quote", "22:00（柏林时间 15:00）", "<@U0BOB>")
		digest.PressLabel("编辑或转交").Modal().Pick("assignee", "wangwei").Submit().ExpectClosed()
		digest.Expect("已修改", "<@U0WANGWEI>", "有 1 项跟进的负责人收不到提醒", "call")
		w.at("Europe/Berlin", "2026-11-25 15:00")
		reminder := lina.ExpectMessage("⏰", "22:00（柏林时间 15:00） 跟进提醒", "这项跟进由 <@U0BOB> 负责")
		reminder.PressLabel("编辑或转交").Modal().Pick("assignee", "wangwei").Submit().ExpectClosed()
		reminder.Expect("已修改", "<@U0WANGWEI>")
		if told := w.User("bob").DM().Messages(); len(told) > 0 {
			t.Errorf("who may look only was told %d times", len(told))
		}
		w.at("Asia/Shanghai", "2026-11-26 09:00")
		w.User("wangwei").DM().ExpectMessage("你的跟进 · 2026-11-26", "send quote", "call", "自己的")
		lina.Fresh().ExpectNoMessage("收不到提醒")
	})
}

// What is long overdue reaches somebody: where the manager and the admin who were named have left, the workspace's own admin,
// in whose zone and words it is.
func TestWhatIsLongOverdueReachesSomebody(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, bob, wang := w.User("alice").In("sales"), w.User("bob").In("sales"), w.User("wangwei").In("销售")
		wang.Command("/crm 新建 北京星河科技 !").Ephemeral("C001")
		wang.Command("/crm 跟进 C001 2026-11-25 送报价").Ephemeral("已安排跟进")
		wang.Command("/crm 跟进 C001 2026-11-25 22:00 打电话").Ephemeral("已安排跟进")
		alice.Command("/crm role @lina manager").Ephemeral("Manager")
		alice.Command("/crm role @bob admin").Ephemeral("Admin")
		bob.Command("/crm role").Ephemeral("<@U0BOB> · Admin")
		w.at("Asia/Shanghai", "2026-11-27 09:00")
		gone := []*sandboxtest.Room{w.User("lina").DM(), w.User("bob").DM()}
		w.become("U0LINA", map[string]any{"deleted": true})
		w.become("U0BOB", map[string]any{"deleted": true})
		w.at("Asia/Shanghai", "2026-11-30 09:00") // a Monday; five days
		told := w.User("alice").DM().ExpectMessage("2 follow-ups are overdue for 3 days or more", "2026-11-25 (Wed) 09:00 (22:00 Shanghai)", "<@U0WANGWEI>")
		if told.Contains("22:00 ·") {
			t.Error("a time stands bare:", told.Rendered())
		}
		for _, dm := range gone {
			if messages := dm.Messages(); len(messages) > 0 {
				t.Errorf("who left is told %q", messages[0].Rendered())
			}
		}
	})
}

package tests

import (
	"strings"
	"testing"
	"time"
)

// A follow-up through its life: planned with a date that is asked about, edited, given to somebody else, done with the
// next one proposed on a workday.
func TestFollowUpLife(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, bob, wang := w.User("alice").In("sales"), w.User("bob").In("sales"), w.User("wangwei").In("销售")
		alice.Command("/crm new Northwind !").Ephemeral("C001")

		ask := wang.Command("/crm 跟进 C001 周二 送报价").Ephemeral("“周二”可能指不同的日期", "2026-11-24（周二）", "2026-12-01（周二）") // it is Tuesday
		wang.Command("/crm 待办 全部 团队").Ephemeral("0 项跟进")                                                         // nothing counts yet
		ask.PressLabel("2026-12-01（周二）").Ephemeral("已安排跟进", "2026-12-01（周二）", "送报价")
		alice.Command("/crm follow C001 tomorrow at 3 call").Ephemeral("can mean several", "2026-11-25 (Wed) 15:00").PressLabel("2026-11-25 (Wed) 15:00").
			Ephemeral("Follow-up with", "2026-11-25 (Wed) 15:00", "call")
		alice.Command("/crm follow C001 yesterday x").Modal().Expect("2026-11-23 (Mon) is in the past").Close()
		alice.Command("/crm follow C001 today 9:00 x").Modal().Expect("is in the past").Close() // it is ten
		alice.Command("/crm follow C001 31 February x").Modal().Expect("31 February").Close()
		alice.Command("/crm edit C001 next=tuesday").Modal().Expect("can mean", "2026-11-24 (Tue)", "2026-12-01 (Tue)").Close()
		alice.Command("/crm due all").Ephemeral("1 follow-up") // the other is wangwei's

		list := alice.Command("/crm due all").Ephemeral("call")
		stale := bob.Command("/crm due all @alice").Ephemeral("call").PressLabel("Edit or reassign").Modal()
		stale.Fill("title", "stale")
		edit := list.PressLabel("Edit or reassign").Modal()
		if got := edit.Value("title"); got != "call" {
			t.Errorf("the form begins with %q", got)
		}
		w.become("U0LINA", map[string]any{"deleted": true})
		edit.Pick("assignee", "lina").Submit().ExpectError("assignee", "isn’t in this workspace any more")
		edit.Pick("assignee", "alice").Pick("due_on", "2020-01-01").Submit().ExpectError("due_on", "in the past")
		edit.Pick("due_on", "2026-11-26").Pick("due_time", "10:30").Fill("title", "call about the offer").Pick("assignee", "bob").Submit().ExpectClosed()
		alice.Command("/crm edit C001 owner=<@U0LINA>").Modal().Expect("isn’t in this workspace any more").Close()
		alice.Command("/crm new Gone owner=<@U0BOT> !").Modal().Expect("is a bot").Close()
		list.Expect("✅ Changed", "2026-11-26 (Thu) 10:30", "<@U0BOB>", "0 follow-ups")
		stale.Submit().ExpectError("assignee", "Somebody else changed this follow-up")
		stale.Close()
		alice.Command("/crm history C001").Ephemeral("form “Edit the follow-up”", "call → call about the offer", "Who: <@U0ALICE> → <@U0BOB>")

		theirs := bob.Command("/crm due all").Ephemeral("call about the offer", "2026-11-26 (Thu) 16:30 (10:30 New York)")
		done := theirs.PressLabel("Done").Modal()
		done.Expect("In a week: 2026-12-01 (Tue)", "In a month: 2026-12-24 (Thu)")
		done.Fill("outcome", "wants it cheaper").Select("next", "In two weeks: 2026-12-08 (Tue)").Fill("title", "new price").Submit().ExpectClosed()
		theirs.Expect("✅ Done", "new price", "2026-12-08")
		bob.Command("/crm show C001").Ephemeral("2026-12-01", "new price")

		alice.Command("/crm edit C001 next=2026-12-02 15:00").Ephemeral("Saved")
		alice.Command("/crm undo").Ephemeral("Your last change").PressLabel("Take it back")
		// Twice at once: one is closed already, whoever comes second is told.
		one, two := bob.Command("/crm due all").Ephemeral("new price"), bob.Command("/crm due all").Ephemeral("new price")
		one.PressLabel("Done").Modal().Submit().ExpectClosed()
		two.PressLabel("Edit or reassign")
		two.Expect("closed already", "0 follow-ups")
	})
}

// What a person says of when they want to be reminded is kept to.
func TestRemindedAsTheyLikeIt(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, room := w.User("alice"), w.User("alice").In("sales")
		room.Command("/crm new Northwind !").Ephemeral("C001")
		room.Command("/crm follow C001 2026-11-25 send quote").Ephemeral("Follow-up with")
		room.Command("/crm follow C001 2026-11-25 22:00 call").Ephemeral("Follow-up with")
		form := room.Command("/crm settings").Modal()
		form.Pick("quiet_from", "21:00").Submit().ExpectError("quiet_to", "both a beginning and an end")
		form.Pick("quiet_to", "07:30").Select("digest_time", "11:30").Submit().ExpectClosed()
		room.ExpectMessage("Settings saved")
		dm := alice.DM()
		w.at("America/New_York", "2026-11-25 09:30")
		w.at("America/New_York", "2026-11-25 11:30")
		digest := dm.ExpectMessage("Your follow-ups", "send quote", "call")
		if digest.Contains("late") {
			t.Error("the digest at one's own time says that it is late")
		}
		w.at("America/New_York", "2026-11-25 22:00")
		w.at("America/New_York", "2026-11-26 07:30")
		dm.ExpectMessage("22:00", "call")

		w.ChangeUser("U0ALICE", map[string]any{"dnd": true})
		w.at("America/New_York", "2026-11-27 11:30") // Thanksgiving is past: the calendar is China's
		w.Eventually("the digest to wait for the end of do-not-disturb", func() bool { return len(w.Calls("dnd.info"))+len(w.Calls("dnd.teamInfo")) > 0 })
		dm.Fresh().ExpectNoMessage("2026-11-27")
		w.ChangeUser("U0ALICE", map[string]any{"dnd": false})
		w.Clock.Advance(11 * time.Minute)
		dm.ExpectMessage("Your follow-ups · 2026-11-27")

		room.Command("/crm settings").Modal().Pick("muted_until", "2026-12-01").Submit().ExpectClosed()
		w.at("America/New_York", "2026-11-30 11:30")
		w.at("America/New_York", "2026-12-01 11:30")
		dm.ExpectMessage("Your follow-ups · 2026-12-01")
		for _, message := range dm.Messages() {
			if message.Contains("2026-11-30") && message.Contains("Your follow-ups") {
				t.Error("a digest came although everything was muted")
			}
		}
	})
}

// A message that Slack refuses for good is seen by admins, who try it again or let it go.
func TestUndelivered(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.User("alice").In("random"), w.User("wangwei").In("销售")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		alice.Command("/crm follow C001 2026-11-25 send quote").Ephemeral("Follow-up with")
		w.Faults().Refuse("chat.postMessage", "is_archived", 3)
		w.at("America/New_York", "2026-11-25 09:00") // alice's digest and two summaries
		shown := func() bool {
			settings := alice.Command("/crm settings").Modal()
			defer settings.Close()
			return strings.Contains(settings.Rendered(), "3 messages could not be delivered")
		}
		for deadline := time.Now().Add(w.Patience); !shown(); {
			if time.Now().After(deadline) {
				t.Fatal("what could not be delivered is not shown")
			}
		}
		alice.Command("/crm settings").Modal().Press("Show")
		list := alice.ExpectMessage("3 undelivered messages", "is_archived", "Summary for #sales", "Digest for <@U0ALICE>")
		list.PressLabel("Try again")
		list.Expect("2 undelivered messages")
		list.PressLabel("Let it go")
		list.Expect("1 undelivered message")
		list.PressLabel("Try again")
		list.Expect("Everything was delivered")
		form := wang.Command("/crm 设置").Modal()
		if strings.Contains(form.Rendered(), "未能送达") {
			t.Error("everybody is told of what could not be delivered")
		}
	})
}

// What an audit of the forms found: a time of today that is over is refused as the command does; what is overdue can be
// given to somebody else as it is; a row of a stale list that was closed elsewhere goes when it is pressed.
func TestFollowUpForms(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, bob, wang := w.User("alice").In("sales"), w.User("bob").In("sales"), w.User("wangwei").In("销售")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		plan := alice.Command("/crm follow C001").Modal()
		plan.Pick("due_on", "2026-11-24").Pick("due_time", "09:30").Submit().ExpectError("due_time", "09:30 is in the past") // it is ten
		plan.Pick("due_time", "10:30").Fill("title", "call").Submit().ExpectClosed()
		alice.ExpectMessage("Follow-up with", "10:30")
		edit := alice.Command("/crm due").Ephemeral("call").PressLabel("Edit or reassign").Modal()
		edit.Pick("due_time", "08:00").Submit().ExpectError("due_time", "in the past")
		edit.Close()
		form := wang.Command("/crm 编辑 C001").Modal()
		form.Close()
		alice.Command("/crm edit C001 next=2026-11-24 09:00").Modal().Expect("in the past").Close()

		w.at("America/New_York", "2026-11-25 09:00")
		digest := w.User("alice").DM().ExpectMessage("Your follow-ups · 2026-11-25", "1 day overdue", "call")
		give := digest.PressLabel("Edit or reassign").Modal()
		give.Pick("assignee", "bob").Submit().ExpectClosed() // its day and time are past, and were not touched
		digest.Expect("Changed", "<@U0BOB>", "All done for today")

		alice.Command("/crm follow C001 today send offer").Ephemeral("Follow-up with")
		w.at("America/New_York", "2026-11-26 09:00")
		stale := w.User("alice").DM().ExpectMessage("Your follow-ups · 2026-11-26", "send offer")
		bob.Command("/crm due @alice").Ephemeral("send offer").PressLabel("Done").Modal().Submit().ExpectClosed()
		stale.PressLabel("Done")
		stale.Expect("closed already", "All done for today")
	})
}

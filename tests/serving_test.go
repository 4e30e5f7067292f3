package tests

import (
	"strings"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
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
		boss.Command("/crm ticket C001 the door is open assignee:@bob priority:low").Ephemeral("*T003*")
		dm.ExpectMessage("T003 is yours now", "the door is open", "Northwind")
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

// A ticket is answered in its conversation: with words typed behind the command, and in a form with a canned reply that can be edited; what is
// refused comes back with what was typed.
func TestAnswersToTickets(t *testing.T) {
	eachShared(t, func(t *testing.T, w *world) {
		w.at("Asia/Shanghai", "2026-11-24 10:00")
		alice, petra := w.admin("acme"), w.User("petra").In("acme")
		alice.Command("/crm new 星河科技 contact:王经理 !").Ephemeral("C001")
		alice.Command("/crm reply list").Ephemeral("0 canned replies", "Nothing is kept yet")
		form := alice.Command("/crm reply new Paper").Modal()
		if form.Value("reply_name") != "Paper" {
			t.Errorf("the name is %q", form.Value("reply_name"))
		}
		form.Fill("reply_text", "这是福利").Submit().ExpectError("reply_text", "福利")
		form.Fill("reply_text", "Dear {contact} of {customer}, please check the paper ({ticket}). <!channel> {me}").Submit().ExpectClosed()
		alice.ExpectMessage("Saved: *Paper*", "1 canned reply")
		again := alice.Command("/crm reply new paper").Modal()
		again.Fill("reply_text", "x").Submit().ExpectError("reply_name", "already")
		again.Close()
		alice.Command("/crm ticket C001 by telephone").Ephemeral("T001")
		alice.Command("/crm reply T001 we look at it").Ephemeral("has no conversation in Slack")
		alice.Command("/crm reply what").Ephemeral("isn’t understood")
		alice.Command("/crm channel <#C0ACME|acme> tickets en").Ephemeral("each new message is a ticket")

		first := petra.Write("your service is down")
		alice.ExpectMessage("A new request. Whose is it?").PressLabel("Raise a ticket").Modal().Select("customer", "C001 星河科技").Submit().ExpectClosed()
		alice.ExpectMessage("*T002* your service is down was raised")
		w.Clock.Advance(10 * time.Minute)
		refused := alice.Command("/crm reply T002 这是福利").Modal()
		refused.Expect("福利")
		if refused.Value("reply_text") != "这是福利" {
			t.Errorf("it holds %q", refused.Value("reply_text"))
		}
		refused.Close()
		alice.Command("/crm reply T002 We look at it. <!here>").Ephemeral("*T002* is answered")
		answer := petra.ExpectMessage("We look at it. @here", "— Alice")
		if answer.ThreadTS != first.TS {
			t.Errorf("it stands in %q of %q", answer.ThreadTS, first.TS)
		}
		alice.Command("/crm ticket T002").Ephemeral("10 min of working time")

		typed := alice.Command("/crm reply T002").Modal()
		typed.Fill("reply_text", "something else")
		typed.Select("reply_state", "Waiting for the customer")
		typed.Choose("reply.choose", "Paper")
		w.Eventually("the reply fills the form", func() bool { return strings.HasPrefix(typed.Value("reply_text"), "something else\n\nDear ") })
		typed.Fill("reply_text", strings.TrimPrefix(typed.Value("reply_text"), "something else\n\n"))
		text := typed.Value("reply_text")
		if text != "Dear *经理 of 星河科技, please check the paper (T002). <!channel> "+"Alice" && !strings.Contains(text, "T002") || strings.Contains(text, "王") {
			t.Errorf("it is filled with %q", text)
		}
		typed.Fill("reply_text", text+"!").Submit().ExpectClosed()
		alice.ExpectMessage("*T002* is answered", "Waiting for the customer")
		petra.ExpectMessage("please check the paper (T002). &lt;!channel&gt;", "— Alice")
		petra.ExpectMessage("*T002*", "⏸️ Waiting for the customer")
		w.Clock.Advance(time.Minute)
		first.Reply("it works again, thanks")
		petra.ExpectMessage("*T002*", "🎫 Open")
		card := alice.Command("/crm ticket T002").Ephemeral("T002")
		card.PressLabel("Conversation")
		alice.ExpectMessage("Conversation of T002", "We look at it.", "please check the paper", "it works again")
		alice.Command("/crm reply T002 paper").Ephemeral("is answered")
		alice.Command("/crm new Contoso !").Ephemeral("C002")
		w.User("alice").In("support").Write("Contoso calls").React("ticket")
		w.User("alice").In("support").ExpectMessage("*T003* Contoso calls was raised")
		unfilled := alice.Command("/crm reply T003: paper").Modal() // a customer would read it
		unfilled.Expect("Nothing is known here for “{contact}”")
		if got := unfilled.Value("reply_text"); !strings.HasPrefix(got, "Dear {contact} of Contoso") {
			t.Errorf("it holds %q", got)
		}
		unfilled.Fill("reply_text", "{me} says hello").Submit().ExpectError("reply_text", "{me}")
		unfilled.Close()
		alice.Command("/crm 回复 T003：马上来").Ephemeral("*T003* is answered")
		if got := w.User("alice").In("support").ExpectMessage("马上来"); got.Contains("：马上来") {
			t.Errorf("it is answered:\n%s", got.Rendered())
		}
		alice.Command("/crm reply delete Paper").Ephemeral("Deleted: *Paper*", "0 canned replies")
		alice.Command("/crm reply edit Paper").Ephemeral("There is no canned reply “Paper”")
		w.start() // another process answers nothing again
		if got := countOfIn(petra, "We look at it."); got != 1 {
			t.Errorf("it was answered %d times", got)
		}
	})
}

func countOfIn(room *sandboxtest.Room, words string) (count int) {
	for _, m := range room.Messages() {
		if m.Contains(words) {
			count++
		}
	}
	return count
}

// Who asked is asked how it was when a ticket is solved, once, also somebody of another company: two presses, which nobody else can make for
// them, and which count once.
func TestHowWasIt(t *testing.T) {
	eachShared(t, func(t *testing.T, w *world) {
		w.at("Asia/Shanghai", "2026-11-24 10:00")
		alice, petra, bob := w.admin("acme"), w.User("petra").In("acme"), w.User("bob").In("acme")
		alice.Command("/crm new 星河科技 !").Ephemeral("C001")
		alice.Command("/crm channel <#C0ACME|acme> tickets en").Ephemeral("each new message is a ticket")
		first := petra.Write("your service is down")
		alice.ExpectMessage("A new request. Whose is it?").PressLabel("Raise a ticket").Modal().Select("customer", "C001 星河科技").Submit().ExpectClosed()
		petra.ExpectMessage("*T001*", "🎫 Open")
		alice.Command("/crm ticket T001 solved").Ephemeral("Solved")
		alice.Command("/crm ticket T001 open").Ephemeral("Open") // a slip: nobody is asked
		w.Clock.Advance(2 * time.Minute)
		alice.Command("/crm ticket T001 solved").Ephemeral("Solved")
		w.Clock.Advance(2 * time.Minute)
		asked := petra.ExpectMessage("*T001* is solved.", "<@U0PETRA>, how was it?")
		if asked.ThreadTS != first.TS || asked.Contains("星河") {
			t.Errorf("it is asked in %q of %q:\n%s", asked.ThreadTS, first.TS, asked.Rendered())
		}
		asked.As(w.User("bob")).PressLabel("🙁 Poor").Ephemeral("Only who asked for it")
		bob.ExpectNoMessage("What mattered most")
		first.As(w.User("petra")).Reply("it is down again")
		petra.ExpectMessage("*T001*", "🎫 Open")
		asked.As(w.User("petra")).PressLabel("🙂 Good").Ephemeral("being worked on again")
		w.Clock.Advance(2 * time.Minute)
		alice.Command("/crm ticket T001 solved").Ephemeral("Solved")
		w.Faults().Redeliver("block_actions")
		asked.As(w.User("petra")).PressLabel("🙁 Poor")
		asked.Expect("What mattered most to you?")
		asked.As(w.User("bob")).PressLabel("How fast it went").Ephemeral("Only who asked for it")
		asked.As(w.User("petra")).PressLabel("How fast it went")
		asked.Expect("Thank you for your answer to *T001*")
		alice.Command("/crm ticket T001").Ephemeral("Poor · How fast it went")
		alice.Command("/crm history C001").Ephemeral("<@U0PETRA>")
		w.Clock.Advance(5 * time.Minute)
		petra.Write("and another") // nobody is left to be asked
		petra.ExpectMessage("*T002* · 🎫 Open")
		w.User("alice").In("support").Write("星河科技 has moved").React("ticket")
		w.User("alice").In("support").ExpectMessage("*T003* 星河科技 has moved was raised") // nor who has served themselves
		w.ChangeUser("U0PETRA", map[string]any{"deleted": true})
		alice.Command("/crm ticket T002 solved").Ephemeral("Solved")
		alice.Command("/crm ticket T003 solved").Ephemeral("Solved")
		w.Clock.Advance(5 * time.Minute)
		w.User("alice").In("support").ExpectNoMessage("how was it?")
		if got := countOfIn(alice, "how was it?"); got != 0 { // the one question was answered
			t.Errorf("it is asked %d times", got)
		}
	})
}

package tests

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
)

// ticketSays waits until a ticket's card says something.
func (w *world) ticketSays(room *sandboxtest.Room, code string, parts ...string) {
	w.t.Helper()
	w.Eventually(code+" says "+strings.Join(parts, ", "), func() bool {
		return room.Fresh().Command("/crm ticket " + code).Ephemeral("").Contains(parts...)
	})
}

// A ticket lives in the thread of a message: of a support channel, of one with the team's emoji, of one that somebody makes a ticket of. What is
// said there is its record, and says whose turn it is.
func TestTicketsLiveInThreads(t *testing.T) {
	eachShared(t, func(t *testing.T, w *world) {
		w.at("Asia/Shanghai", "2026-11-24 10:00")
		alice, wangwei, bob := w.admin("support"), w.User("wangwei").In("support"), w.User("bob").In("support")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		alice.Command("/crm new 星河科技 !").Ephemeral("C002")
		alice.Command("/crm channel <#C0SUPPORT|support> tickets en").Ephemeral("each new message is a ticket", "I haven’t heard a message of any channel yet")
		w.homeOf(w.User("alice"), "none was ever heard")

		first := bob.Write("Northwind can't print since noon\nThe red lamp is on.")
		answer := alice.ExpectMessage("*T001*", "🎫 Open", "nobody has it yet")
		if answer.ThreadTS != first.TS {
			t.Errorf("the answer stands in the thread %q of %q", answer.ThreadTS, first.TS)
		}
		w.Clock.Advance(20 * time.Minute)
		first.As(w.User("alice")).Reply("I look at it")
		w.Eventually("the answer is kept", func() bool {
			return alice.Command("/crm ticket T001").Ephemeral("Northwind can't print since noon").Contains("20 min of working time")
		})
		card := alice.Command("/crm ticket T001").Ephemeral("The red lamp is on.", "<@U0BOB>", "Northwind")
		card.PressLabel("Take it")
		card.Expect("was saved")
		alice.ExpectMessage("*T001*", "🎫 Open", "<@U0ALICE>")
		card.PressLabel("Wait for the customer")
		alice.ExpectMessage("*T001*", "⏸️ Waiting for the customer")
		w.Clock.Advance(time.Minute)
		reply := first.Reply("here is a photo").Posted()
		alice.ExpectMessage("*T001*", "🎫 Open", "<@U0ALICE>")
		w.Faults().Redeliver("message.channels")
		reply.Edit("here are two photos")
		wrong := first.Reply("forget it").Posted()
		wrong.Delete()
		var said *sandboxtest.Message
		w.Eventually("what was said is kept", func() bool {
			card := alice.Command("/crm ticket T001").Ephemeral("T001")
			said = card
			card.PressLabel("Conversation")
			said = alice.ExpectMessage("Conversation of T001")
			return said.Contains("here are two photos", "edited", "This message was deleted.")
		})
		if said.Contains("here is a photo") || said.Contains("forget it") {
			t.Errorf("what was taken back is shown:\n%s", said.Rendered())
		}
		alice.Command("/crm history C001").Ephemeral("written in its conversation")

		whose := bob.Write("the beamer is dead") // of whom nobody knows whose it is
		asked := wangwei.ExpectMessage("A new request. Whose is it?")
		if asked.ThreadTS != whose.TS {
			t.Errorf("it is asked in the thread %q of %q", asked.ThreadTS, whose.TS)
		}
		form := asked.PressLabel("Raise a ticket").Modal()
		form.Expect("the beamer is dead")
		form.Submit()
		if form.Errors()["customer"] == "" {
			t.Errorf("a ticket of nobody is raised: %v", form.Errors())
		}
		form.Select("customer", "C002 星河科技").Select("priority", "紧急").Submit().ExpectClosed()
		wangwei.ExpectMessage("已新建 *T002*", "星河科技")
		asked.Expect("This request is *T002* now.")

		alice.Command("/crm ticket C001 the scanner too").Ephemeral("*T003* the scanner too was raised") // in a support channel: its conversation begins there
		bob.ExpectMessage("*T003*", "the scanner too", "🎫 Open").Reply("I have seen that")
		w.Eventually("the conversation of a ticket that was raised by hand is kept", func() bool {
			card := alice.Command("/crm ticket T003").Ephemeral("T003")
			if !card.Contains("Conversation") { // where it begins isn't noted yet
				return false
			}
			card.PressLabel("Conversation")
			return alice.ExpectMessage("Conversation of T003").Contains("I have seen that")
		})

		sales := w.User("wangwei").In("sales") // an emoji
		asks := sales.Write("Northwind wants a training for ten")
		asks.React("eyes")
		asks.React("ticket")
		sales.ExpectMessage("已新建 *T004*", "Northwind wants a training for ten")
		sales.ExpectMessage("*T004*", "处理中", "尚未分配")
		unclear := sales.Write("who knows")
		unclear.React("ticket")
		sales.ExpectMessage("看不出这是哪位客户的请求").PressLabel("新建工单").Modal().Select("customer", "C001 Northwind").Submit().ExpectClosed()
		sales.ExpectMessage("已新建 *T005*")

		mistake := sales.Write("Northwind says hello") // taken back: its conversation says so
		mistake.React("ticket")
		sales.ExpectMessage("*T006*", "尚未分配")
		sales.ExpectMessage("已新建 *T006*")
		sales.Command("/crm 撤销").Ephemeral("Northwind says hello", "撤销后恢复").PressLabel("撤销")
		sales.ExpectMessage("*T006*", "已撤销，不再是工单")
		asks.As(w.User("bob")).React("ticket") // who is later is shown it
		w.User("bob").In("sales").ExpectMessage("T004 · Northwind wants a training for ten")
		refused := sales.Write("Northwind wants 福利")
		refused.React("ticket")
		sales.ExpectMessage("“福利”", "新建工单")

		plain := sales.Write("nothing of it") // a shortcut
		plain.Shortcut("ticket.shortcut").Modal().Select("customer", "C001 Northwind").Fill("ticket_subject", "Something of it").Submit().ExpectClosed()
		sales.ExpectMessage("已新建 *T007* Something of it")
		plain.Shortcut("ticket.shortcut").Ephemeral("T007")
	})
}

// A ticket that a message raises says what the message says: also where an edit is heard before it, or comes later, and nothing any more of what
// was deleted. What somebody has written for the ticket stays. A reply that is heard before the message that begins its thread isn't lost, and
// neither is what another company says to the bot.
func TestTicketsSayWhatTheirMessagesSay(t *testing.T) {
	eachShared(t, func(t *testing.T, w *world) {
		w.at("Asia/Shanghai", "2026-11-24 10:00")
		alice, bob := w.admin("support"), w.User("bob").In("support")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		alice.Command("/crm channel <#C0SUPPORT|support> tickets en").Ephemeral("each new message is a ticket")
		says := func(code string, parts ...string) { t.Helper(); w.ticketSays(alice, code, parts...) }
		w.Faults().Hold("message.channels", 2)
		bob.Write("Northwind cant prnt").Edit("Northwind can't print")
		w.Faults().Release()
		says("T001", "T001 · Northwind can't print")
		second := bob.Write("Northwind: the password is hunter2\nIt is refused.")
		says("T002", "hunter2", "It is refused.")
		second.Edit("Northwind: a password\nIt is refused, always.")
		says("T002", "T002 · Northwind: a password", "It is refused, always.")
		alice.Command("/crm ticket T002 subject:Passwords").Ephemeral("was saved")
		second.Edit("Northwind: no password\nNo idea.")
		says("T002", "T002 · Passwords", "No idea.")
		if history := alice.Fresh().Command("/crm history C001").Ephemeral("Passwords"); !history.Contains("Northwind: no password → Passwords") || history.Contains("hunter2") {
			t.Errorf("the history says what the message doesn't any more:\n%s", history.Rendered())
		}
		second.Delete()
		w.Eventually("what was deleted is gone", func() bool {
			return !alice.Fresh().Command("/crm ticket T002").Ephemeral("T002 · Passwords").Contains("No idea.")
		})
		third := bob.Write("Northwind has a secret")
		says("T003", "secret")
		third.Delete()
		says("T003", "T003 · 🗑️")
		for _, gone := range []string{"hunter2", "no password", "No idea.", "secret"} {
			if held := tables(t, w.db); strings.Contains(held, gone) || !strings.Contains(held, "can't print") {
				t.Errorf("the database still holds %q", gone)
			}
		}

		w.Faults().Hold("message.channels", 2)
		fourth := bob.Write("Northwind again")
		fourth.Reply("and here is more of it")
		w.Faults().Release()
		says("T004", "Northwind again")
		w.Eventually("the reply is kept", func() bool {
			alice.Fresh().Command("/crm ticket T004").Ephemeral("T004").PressLabel("Conversation")
			return alice.ExpectMessage("Conversation of T004").Contains("and here is more of it")
		})
		pasted := bob.Write("Northwind\u00a0can\u200b't scan \u00a0\nNo\u00a0idea why.") // as texts are that were pasted
		says("T005", "T005 · Northwind can't scan", "No idea why.")
		pasted.Edit("Northwind\u00a0can scan")
		says("T005", "T005 · Northwind can scan")
		if history := alice.Fresh().Command("/crm history C001").Ephemeral("can scan"); history.Contains("can't scan") || history.Contains("idea why") {
			t.Errorf("the history says what the message doesn't any more:\n%s", history.Rendered())
		}
		bob.Write("Northwind: \u202etxt.exe") // no ticket's text, but a request
		bob.ExpectMessage("Whose is it?")

		petra := w.User("petra").In("acme")
		alice.Command("/crm channel <#C0ACME|acme> tickets en").Ephemeral("each new message is a ticket")
		petra.Say("<@" + w.BotUser() + "> Northwind's scanner is on fire")
		says("T006", "scanner is on fire", "<@U0PETRA>")
		petra.ExpectMessage("*T006* · 🎫 Open")

		refused := w.refusals("thread_not_found") // T003's message may have been deleted before it was answered
		w.Faults().Refuse("chat.postMessage", "thread_not_found", 1)
		bob.Write("who knows what")
		w.Eventually("the question is refused", func() bool { return w.refusals("thread_not_found") > refused })
		bob.Write("Northwind is answered") // which waits for nothing that was refused
		bob.ExpectMessage("*T007* · 🎫 Open")
		w.User("alice").DM().ExpectNoMessage("could not be")
	})
}

// What is told at once of one message, in whichever order, ends as if it had been told in the right one: nothing is left of what was deleted.
func TestTicketsOfWhatIsToldAtOnce(t *testing.T) {
	eachShared(t, func(t *testing.T, w *world) {
		alice, bob := w.admin("support"), w.User("bob").In("support")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		alice.Command("/crm channel <#C0SUPPORT|support> tickets en").Ephemeral("each new message is a ticket")
		const rounds = 4
		for i := range rounds {
			w.Faults().Hold("message.channels", 4) // or of what the bot answers meanwhile
			kept, mistake := bob.Write("Northwind cant prnt"), bob.Write("Northwind, never mind")
			kept.Edit(fmt.Sprintf("Northwind can't print %d", i))
			mistake.Delete()
			w.Faults().Release()
		}
		w.Eventually("everything is heard", func() bool {
			queue := alice.Fresh().Command("/crm tickets").Ephemeral("")
			for i := range rounds {
				if !queue.Contains(fmt.Sprintf("Northwind can't print %d", i)) {
					return false
				}
			}
			return !queue.Contains("never mind") && !queue.Contains("prnt")
		})
		if held := tables(t, w.db); strings.Contains(held, "never mind") || strings.Contains(held, "cant prnt") {
			t.Error("the database still holds what was deleted")
		}
	})
}

// What is said in a thread while a ticket is made of it is kept with it: it may be heard as nobody's, behind the reading of the thread.
func TestWhatIsSaidWhileATicketIsRaised(t *testing.T) {
	eachShared(t, func(t *testing.T, w *world) {
		alice, bob := w.admin("sales"), w.User("bob").In("sales")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		const rounds, replies = 3, 12
		for round := range rounds {
			asks := bob.Write("Northwind's printer smokes")
			secret := asks.ReplyWithFile("secret.txt", []byte("hunter2"), "the password is hunter2")
			raised := make(chan struct{})
			go func() {
				defer close(raised)
				asks.React("ticket")
			}()
			for i := range replies {
				asks.Reply(fmt.Sprintf("it is worse: %d.", i))
			}
			secret.Delete()
			<-raised
			code := fmt.Sprintf("T%03d", round+1)
			w.Eventually("all is kept of "+code, func() bool {
				card := alice.Fresh().Command("/crm ticket " + code).Ephemeral("")
				if !card.Contains("printer smokes") {
					return false
				}
				card.PressLabel("Conversation")
				said := alice.ExpectMessage("Conversation of " + code)
				for i := range replies {
					if !said.Contains(fmt.Sprintf("it is worse: %d.", i)) {
						return false
					}
				}
				return !said.Contains("hunter2")
			})
		}
		if strings.Contains(tables(t, w.db), "hunter2") {
			t.Error("the database still holds what was deleted")
		}
	})
}

// Where somebody types a ticket, its conversation is: in the thread in which they mention the bot, unless that is another ticket's, or in the support
// channel in which they send the form. A command is no answer to who asks.
func TestTicketsBeginWhereTheyAreTyped(t *testing.T) {
	eachShared(t, func(t *testing.T, w *world) {
		w.at("Asia/Shanghai", "2026-11-24 10:00")
		alice, bob := w.admin("sales"), w.User("bob").In("sales")
		bot := "<@" + w.BotUser() + "> "
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		says := func(code string, parts ...string) { t.Helper(); w.ticketSays(alice, code, parts...) }
		asks := bob.Write("the printer smokes")
		asks.As(w.User("alice")).Reply(bot + "ticket Northwind printer smokes priority:high").Ephemeral("*T001* printer smokes was raised")
		bob.ExpectMessage("*T001* · 🎫 处理中")
		asks.Reply("and it burns")
		w.Eventually("the thread is its conversation", func() bool {
			says("T001", "printer smokes", "<@U0BOB>", "*First answer*\nby") // a command is none
			alice.Fresh().Command("/crm ticket T001").Ephemeral("T001").PressLabel("Conversation")
			return alice.ExpectMessage("Conversation of T001").Contains("the printer smokes", "and it burns")
		})
		asks.As(w.User("alice")).Reply("we come")
		says("T001", "0 min of working time")
		asks.As(w.User("alice")).Reply(bot + "ticket Northwind another printer").Ephemeral("*T002* another printer was raised")
		asks.Reply("it is both")
		if card := alice.Command("/crm ticket T002").Ephemeral("another printer"); slices.Contains(card.Buttons(), "Conversation") {
			t.Errorf("two tickets have a conversation:\n%s", card.Rendered())
		}

		wangwei := w.User("wangwei").In("sales")
		form := wangwei.Write("扫描仪坏了")
		form.Reply(bot+"工单 Northwind 新建").Ephemeral("").PressLabel("打开表单").Modal().Fill("ticket_subject", "扫描仪").Submit().ExpectClosed()
		wangwei.ExpectMessage("*T003*", "处理中")
		form.Reply("急")
		w.Eventually("its form remembers the thread", func() bool {
			wangwei.Fresh().Command("/crm ticket T003").Ephemeral("T003").PressLabel("会话")
			return wangwei.ExpectMessage("T003 扫描仪 的会话").Contains("扫描仪坏了", "急")
		})

		support := w.User("alice").In("support")
		alice.Command("/crm channel <#C0SUPPORT|support> tickets en").Ephemeral("each new message is a ticket")
		support.Command("/crm ticket Northwind new").Modal().Fill("ticket_subject", "by the form").Submit().ExpectClosed()
		support.ExpectMessage("*T004* by the form", "🎫 Open")
		support.Command("/crm ticket somebody's screen is dark").Modal().Select("customer", "C001 Northwind").Submit().ExpectClosed()
		support.ExpectMessage("*T005* somebody's screen is dark", "🎫 Open")
	})
}

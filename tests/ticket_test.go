package tests

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
	"github.com/guanxi-crm/guanxi/store/storetest"
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

		queue := alice.Command("/crm tickets").Ephemeral("2 tickets", "*T002*", "*T001*", "C001")
		queue.PressLabel("Unassigned")
		queue.Expect("1 ticket", "*T002*")
		wangwei.Command("/crm 工单列表 我的").Ephemeral("*T001*", "Northwind")
		wangwei.Command("/crm 工单列表 Northwind").Ephemeral("2 个")

		for _, name := range []string{"Late Night Shop Ltd", "Team Sport GmbH", "Nord One", "Nord Two"} {
			alice.Command("/crm new " + name + " !").Ephemeral("C00")
		}
		for typed, want := range map[string][]string{ // which tickets are asked for means the same of the queue and of a file, in any order and in both languages
			"whatever":                    {"“whatever” isn’t understood here"},
			"mine unassigned":             {"“mine” and “unassigned” can’t both be asked for"},
			"open solved":                 {"“open” and “solved” can’t both be asked for"},
			"solved late":                 {"“solved” and “late” can’t both be asked for"},
			"@bob me":                     {"“@bob” and “me” can’t both be asked for"},
			"C001 mine C003":              {"“C001” and “C003” can’t both be asked for"},
			"open, late; unassigned":      {"Open tickets · Late · Unassigned · 0 tickets"},
			"Northwind 未分配，处理中":           {"Open tickets · Unassigned · 1 ticket", "C001 · Northwind", "*T002*"},
			"@wangwei all":                {"All tickets · 1 ticket", "<@U0WANGWEI>", "*T001*"},
			"Late Night Shop":             {"*Tickets · 0 tickets* · C002 · Late Night Shop"},
			"late Late Night Shop Ltd":    {"*Late · 0 tickets* · C002 · Late Night Shop"},
			"team sport":                  {"*Tickets · 0 tickets* · C003 · Team Sport"},
			"unassigned nord":             {"Which customer is “nord”?"},
			"undone team sport gmbh mine": {"*Tickets · 0 tickets* · <@U0ALICE> · C003 · Team Sport"},
		} {
			alice.Command("/crm tickets " + typed).Ephemeral(want...)
			if refused := strings.Contains(want[0], "“"); refused {
				alice.Command("/crm export tickets " + typed).Ephemeral(want...)
			}
		}
		asks := alice.Command("/crm tickets unassigned nord").Ephemeral("Nord One")
		asks.PressLabel("Choose")
		alice.ExpectMessage("Unassigned · 0 tickets", "Nord")
		alice.Command("/crm export tickets late Northwind").Ephemeral("There are no such tickets")
		alice.Command("/crm export tickets 未分配 northwind csv").Ephemeral("I’m making the file")
		w.User("alice").DM().ExpectMessage("*1 ticket* · Unassigned · C001 · Northwind")

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

// What is typed of a ticket may stand in any order, with the signs of either language; a form asks whose it is where nobody is named.
func TestTicketsAreTypedInAnyOrder(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wangwei := w.admin("sales"), w.User("wangwei").In("sales")
		for _, name := range []string{"Northwind", "星河科技", "星河广告"} {
			alice.Command("/crm new " + name + " !").Ephemeral("Created")
		}
		for i, c := range []struct{ typed, subject, more string }{
			{"C001：打印机坏了，优先级：高，负责人：@bob", "打印机坏了", "🟠 高"},
			{"优先级:紧急 C001 打印机坏了", "打印机坏了", "🔴 紧急"},
			{"C001 优先级:低 打印机坏了", "打印机坏了", "⚪ 低"},
			{"打印机坏了 C001 处理人:我", "打印机坏了", "<@U0WANGWEI>"},
			{"新建 C001 打印机坏了 优先级：", "打印机坏了", "普通"},
		} {
			fresh := wangwei.Fresh()
			card := fresh.Command("/crm 工单 "+c.typed).Ephemeral("已新建", "C001 · Northwind", c.more)
			if want := fmt.Sprintf("T%03d · %s\n", i+1, c.subject); !strings.Contains(card.Rendered(), want) {
				t.Errorf("%s makes no %q:\n%s", c.typed, want, card.Rendered())
			}
		}
		wangwei.Command("/crm 工单 优先级:高 星河 门坏了").Ephemeral("指的是哪个客户").PressLabel("选择")
		wangwei.ExpectMessage("已新建 *T006* 门坏了", "🟠 高")
		wangwei.Command("/crm 工单 查看 C001").Ephemeral("T001", "T005")
		form := alice.Command("/crm ticket the lift of nobody stands, priority: high").Modal()
		form.Expect("No customer fits “the”.")
		if got := form.Value("ticket_subject") + form.Value("priority"); got != "the lift of nobody standsHigh" {
			t.Errorf("the form holds %q", got)
		}
		form.Select("customer", "C002 星河科技").Submit().ExpectClosed()
		alice.ExpectMessage("*T007* the lift of nobody stands was raised", "星河科技", "🟠 High")
		form = alice.Command("/crm ticket the printer of Northwind smokes").Modal()
		if got := form.Value("customer"); got != "C001 Northwind" {
			t.Errorf("the form guesses %q", got)
		}
		form.Close()
		long := strings.Repeat("长", 250)
		form = alice.Command("/crm ticket C001 " + long).Modal()
		form.Expect("Northwind").Fill("ticket_subject", "long").Submit().ExpectClosed()
		alice.ExpectMessage("*T008* long was raised")
		for _, c := range []struct{ typed, want string }{
			{"T001: solved", "✅ Solved"},
			{"open T001", "🎫 Open"},
			{"T001 <@U0BOB> priority:low", "⚪ Low"},
			{"t1 take waiting urgent", "⏸️ Waiting"},
			{"Ｔ００１ 状态：处理中", "🎫 Open"},
		} {
			alice.Fresh().Command("/crm ticket "+c.typed).Ephemeral("*T001*", c.want)
		}
		alice.Command("/crm ticket T001").Ephemeral("🔴 Urgent", "<@U0ALICE>")
		alice.Command("/crm ticket T001 solved thanks").Ephemeral("“thanks” isn’t understood")
	})
}

// eachShared is each in a workspace with a support channel, and a channel that is shared with another company.
func eachShared(t *testing.T, play func(t *testing.T, w *world)) {
	t.Helper()
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		w := newWorldOf(t, db, sandbox.Options{AckTimeout: 2 * unhurried, Workspace: sandbox.SharedWorkspace()})
		w.start()
		play(t, w)
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
		says := func(code string, parts ...string) {
			t.Helper()
			w.Eventually(code+" says "+strings.Join(parts, ", "), func() bool {
				return alice.Fresh().Command("/crm ticket " + code).Ephemeral("").Contains(parts...)
			})
		}
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
		second.Delete()
		w.Eventually("what was deleted is gone", func() bool {
			return !alice.Fresh().Command("/crm ticket T002").Ephemeral("T002 · Passwords").Contains("No idea.")
		})
		third := bob.Write("Northwind has a secret")
		says("T003", "secret")
		third.Delete()
		says("T003", "T003 · 🗑️")

		w.Faults().Hold("message.channels", 2)
		fourth := bob.Write("Northwind again")
		fourth.Reply("and here is more of it")
		w.Faults().Release()
		says("T004", "Northwind again")
		w.Eventually("the reply is kept", func() bool {
			alice.Fresh().Command("/crm ticket T004").Ephemeral("T004").PressLabel("Conversation")
			return alice.ExpectMessage("Conversation of T004").Contains("and here is more of it")
		})
		petra := w.User("petra").In("acme")
		alice.Command("/crm channel <#C0ACME|acme> tickets en").Ephemeral("each new message is a ticket")
		petra.Say("<@" + w.BotUser() + "> Northwind's scanner is on fire")
		says("T005", "scanner is on fire", "<@U0PETRA>")
		petra.ExpectMessage("*T005* · 🎫 Open")

		refused := w.refusals("thread_not_found") // T003's message may have been deleted before it was answered
		w.Faults().Refuse("chat.postMessage", "thread_not_found", 1)
		bob.Write("who knows what")
		w.Eventually("the question is refused", func() bool { return w.refusals("thread_not_found") > refused })
		bob.Write("Northwind is answered") // which waits for nothing that was refused
		bob.ExpectMessage("*T006* · 🎫 Open")
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
	})
}

// People of another company are answered in the channel that is shared with them: with the state of their ticket, and with nothing else.
func TestTicketsOfAnotherCompany(t *testing.T) {
	eachShared(t, func(t *testing.T, w *world) {
		w.at("Asia/Shanghai", "2026-11-24 10:00")
		alice, petra := w.admin("acme"), w.User("petra").In("acme")
		alice.Command("/crm new 星河科技 !").Ephemeral("C001")
		alice.Command("/crm channel <#C0ACME|acme> report").Ephemeral("shared with another company")
		alice.Command("/crm channel <#C0ACME|acme> tickets en").Ephemeral("each new message is a ticket")
		first := petra.Write("your service is down")
		form := alice.ExpectMessage("A new request. Whose is it?").PressLabel("Raise a ticket").Modal()
		form.Select("customer", "C001 星河科技").Submit().ExpectClosed()
		alice.ExpectMessage("*T001* your service is down was raised", "<@U0PETRA>")
		answer := petra.ExpectMessage("*T001*", "🎫 Open")
		if answer.Contains("星河") || answer.Contains("C001") {
			t.Errorf("another company reads:\n%s", answer.Rendered())
		}
		if regexp.MustCompile(`(?m)^\s*Open$`).MatchString(answer.Rendered()) {
			t.Errorf("another company is offered what would be refused:\n%s", answer.Rendered())
		}
		petra.Write("and the other one too") // whose it is, is known now
		petra.ExpectMessage("*T002*", "🎫 Open")
		alice.Command("/crm ticket T002").Ephemeral("and the other one too", "星河科技")
		w.Clock.Advance(5 * time.Minute)
		alice.Command("/crm ticket T001 solved").Ephemeral("Solved")
		petra.ExpectMessage("*T001*", "✅ Solved")
		w.Clock.Advance(time.Minute)
		first.Reply("no, it isn't")
		petra.ExpectMessage("*T001*", "🎫 Open")
	})
}

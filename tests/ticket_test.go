package tests

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/sandbox"
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

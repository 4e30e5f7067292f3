package tests

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
	"github.com/guanxi-crm/guanxi/store"
)

// eachTwice plays a scenario on each database with two processes of the bot.
func eachTwice(t *testing.T, play func(t *testing.T, w *world)) {
	t.Helper()
	eachUnstarted(t, func(t *testing.T, w *world) {
		w.start()
		w.start()
		play(t, w)
	})
}

// open is every open follow-up there is, as the database has it.
func (w *world) open() []models.DueFollowUp {
	w.t.Helper()
	st, err := store.Open(context.Background(), w.db.Driver, w.db.DSN)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	page, err := st.DueFollowUps(context.Background(), models.DueQuery{Range: models.DueAll, Today: w.today(), Limit: 50})
	if err != nil {
		w.t.Fatal(err)
	}
	return page.FollowUps
}

// atOnce does several things at the same moment, and waits for all.
func atOnce(acts ...func()) {
	var all sync.WaitGroup
	begin := make(chan struct{})
	for _, act := range acts {
		all.Go(func() { <-begin; act() })
	}
	close(begin)
	all.Wait()
}

// presses counts how often something was pressed that was there.
type presses struct{ atomic.Int32 }

func (p *presses) try(m *sandboxtest.Message, action map[string]any) func() {
	return func() {
		if m.Try(action) {
			p.Add(1)
		}
	}
}

func (p *presses) label(m *sandboxtest.Message, label string) func() {
	return p.try(m, map[string]any{"label": label})
}

// A question of one message is answered once, whoever answers, how often and how fast; who comes later sees what came of it.
func TestAQuestionIsAnsweredOnce(t *testing.T) {
	eachTwice(t, func(t *testing.T, w *world) {
		alice, wang := w.User("alice").In("sales"), w.User("wangwei").In("销售")
		alice.Command("/crm new Northwind !").Ephemeral("C001")

		// One after the other, and both at once.
		ask := alice.Command("/crm follow C001 tomorrow at 3 call").Ephemeral("can mean several")
		answers := ask.Buttons()
		ask.PressLabel(answers[0]).Ephemeral("Follow-up with")
		ask.PressLabel(answers[0]).Ephemeral("answered already", "C001")
		ask.PressLabel(answers[1]).Ephemeral("answered already", "C001")
		if n := len(w.open()); n != 1 {
			t.Fatalf("one question planned %d follow-ups", n)
		}
		ask = wang.Command("/crm 跟进 C001 周二 送报价").Ephemeral("可能指不同的日期")
		answers = ask.Buttons()
		var zh presses
		atOnce(zh.label(ask, answers[0]), zh.label(ask, answers[1]), zh.label(ask, answers[0]), zh.label(ask, answers[1]))
		wang.ExpectMessage("已安排跟进")
		w.Eventually("the others to be told", func() bool { return count(wang, "已经回答过了") == int(zh.Load())-1 })
		if n := len(w.open()); n != 2 {
			t.Fatalf("two questions planned %d follow-ups", n)
		}

		// Rows that are the answers to one question.
		alice.Command("/crm new Contoso Robotics !").Ephemeral("C002")
		alice.Command("/crm new Contoso Retail !").Ephemeral("C003")
		which := alice.Command("/crm log Contoso met").Ephemeral("C002", "C003")
		before := count(alice, "answered already")
		var rows presses
		pick := func(row int) func() {
			return rows.try(which, map[string]any{"actionId": "command.run/pick", "blockId": fmt.Sprint("ask/which/", row)})
		}
		atOnce(pick(0), pick(1))
		alice.ExpectMessage("Logged for")
		w.Eventually("the second to be told", func() bool { return count(alice, "answered already") == before+1 })
		if n := count(alice, "Logged for"); n != 1 {
			t.Errorf("%d customers were met", n)
		}
	})
}

// Save anyway saves one, share posts once, and a snooze counts once, however often and fast it is pressed.
func TestAButtonPressedTwiceActsOnce(t *testing.T) {
	eachTwice(t, func(t *testing.T, w *world) {
		alice, bob := w.User("alice").In("sales"), w.User("bob").In("sales")
		alice.Command("/crm new Northwind phone=555-0100-2000 !").Ephemeral("C001")
		for i := range 3 {
			ask := alice.Command(fmt.Sprintf("/crm new Other %d phone=5550100200%d !", i, 0)).Ephemeral("may be a customer")
			before := count(alice, "answered already")
			var saves presses
			save := saves.label(ask, "Save anyway")
			atOnce(save, save, save)
			ask.Expect("Created", fmt.Sprint("Other ", i))
			w.Eventually("all presses to be answered", func() bool { return count(alice, "answered already") == before+int(saves.Load())-1 })
			alice.Command("/crm find").Ephemeral(fmt.Sprintf("%d customers", i+2))
		}

		card := alice.Command("/crm show C001").Ephemeral("C001")
		before := count(alice, "answered already")
		var shares presses
		atOnce(shares.label(card, "Share here"), shares.label(card, "Share here"))
		bob.ExpectMessage("C001", "Northwind")
		w.Eventually("the second to be told", func() bool { return count(alice, "answered already") == before+1 })
		card.PressLabel("Share here").Ephemeral("answered already")
		if n := count(bob, "C001", "Northwind"); n != 1 {
			t.Errorf("the card was shared %d times", n)
		}
		alice.Command("/crm show C001").Ephemeral("C001").PressLabel("Share here") // another message asks anew
		w.Eventually("the card to be shared again", func() bool { return count(bob, "C001", "Northwind") == 2 })

		alice.Command("/crm follow C001 2026-11-25 call").Ephemeral("Follow-up with")
		list := alice.Command("/crm due all").Ephemeral("call")
		var snoozes presses
		row := fmt.Sprintf("followup/1.%d/due,all,%s", w.open()[0].Version, w.open()[0].Assignee) // a press that comes later finds another row
		snooze := snoozes.try(list, map[string]any{"actionId": "followup.snooze/1", "blockId": row, "value": "In 3 days"})
		atOnce(snooze, snooze)
		list.Expect("2026-11-27")
		if open := w.open(); len(open) != 1 || open[0].SnoozedCount != 1 {
			t.Fatalf("a snooze pressed twice counts: %+v", open)
		}
		list.Choose("followup.snooze/1", "Next Monday") // the row as it stands now asks anew
		list.Expect("2026-11-30")
		if open := w.open(); len(open) != 1 || open[0].SnoozedCount != 2 {
			t.Errorf("a second snooze doesn't count: %+v", open)
		}

		// Two who are asked for the day at the same time: the second sees that it was moved.
		mine := alice.Command("/crm due all").Ephemeral("call").Choose("followup.snooze/1", "1:pick").Modal()
		theirs := bob.Command("/crm due all team").Ephemeral("call").Choose("followup.snooze/1", "1:pick").Modal()
		mine.Pick("due_on", "2026-12-03").Submit().ExpectClosed()
		theirs.Pick("due_on", "2026-12-04").Submit().ExpectError("due_on", "changed this follow-up meanwhile")
		if open := w.open(); len(open) != 1 || open[0].SnoozedCount != 3 || open[0].DueOn.String() != "2026-12-03" {
			t.Errorf("the second of two forms counts: %+v", open)
		}
	})
}

// A form that is sent twice saves once.
func TestAFormSentTwiceSavesOnce(t *testing.T) {
	eachTwice(t, func(t *testing.T, w *world) {
		alice, wang := w.User("alice").In("sales"), w.User("wangwei").In("销售")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		for i := range 3 {
			form := wang.Command("/crm 跟进 C001").Modal()
			form.Pick("due_on", "2026-12-01").Fill("title", fmt.Sprint("第", i, "次"))
			send := func() { form.TrySubmit() }
			atOnce(send, send)
			wang.ExpectMessage("已安排跟进", fmt.Sprint("第", i, "次"))
			w.User("wangwei").ExpectNoModal()
			if n := len(w.open()); n != i+1 {
				t.Fatalf("%d forms planned %d follow-ups", i+1, n)
			}
		}
		form := alice.Command("/crm new Contoso").Modal()
		atOnce(func() { form.TrySubmit() }, func() { form.TrySubmit() }, func() { form.TrySubmit() })
		alice.ExpectMessage("Created", "C002")
		w.User("alice").ExpectNoModal()
		alice.Command("/crm find").Ephemeral("2 customers")
		refused := alice.Command("/crm new Contoso").Modal() // what was refused can be sent again
		if got := refused.Submit(); got.Outcome != sandbox.Updated {
			t.Fatalf("the submission was %s", got.Outcome)
		}
		refused.Submit().ExpectClosed()
		alice.Command("/crm find").Ephemeral("3 customers")
	})
}

// Of two people who create the same customer at the same moment, the second is asked, whichever process either meets.
func TestTheSameCustomerTwiceAtOnce(t *testing.T) {
	eachTwice(t, func(t *testing.T, w *world) {
		alice, wang := w.User("alice").In("sales"), w.User("wangwei").In("销售")
		const pairs = 12
		var acts []func()
		for i := range pairs {
			acts = append(acts,
				func() { alice.Command(fmt.Sprintf("/crm new Pair%d Ltd phone=555-0100-20%02d !", i, i)) },
				func() { wang.Command(fmt.Sprintf("/crm 新建 Pair%d Limited email=p%d@example.com !", i, i)) })
		}
		for pair := range pairs {
			atOnce(acts[2*pair], acts[2*pair+1])
		}
		w.Eventually("everybody to be answered", func() bool {
			return count(alice, "Created")+count(alice, "may be a customer")+count(wang, "已创建")+count(wang, "可能已有这个客户") == 2*pairs
		})
		if n := count(alice, "Created") + count(wang, "已创建"); n != pairs {
			t.Errorf("%d customers were made by %d pairs\n%s", n, pairs, strings.TrimSpace(w.Conversation()))
		}
	})
}

package tests

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// guesses are the ways in which somebody could find out a value that they are shown masked.
var guesses = map[string]struct {
	ask  func(n int) string // the command that asks the n-th guess; the 413th is right
	hit  string             // what a right one answers
	what string             // the field, as the history names it
}{
	"phone":   {func(n int) string { return fmt.Sprintf("find phone:138%04d8000", n) }, "Northwind", "Phone"},
	"email":   {func(n int) string { return fmt.Sprintf("find email:p%d@example.com", n) }, "Northwind", "Email"},
	"contact": {func(n int) string { return fmt.Sprintf("find contact:Zhang%d", n) }, "Northwind", "Contact"},
	"new":     {func(n int) string { return fmt.Sprintf("new Northwind phone=138%04d8000 !", n) }, "Phone", "Phone"},
	"edit":    {func(n int) string { return fmt.Sprintf("edit C002 name=Northwind email=p%d@example.com", n) }, "Email", "Email"},
}

// What is shown masked can't be guessed by asking without end: after so many different values a day nothing more is
// said, in every process and by every way of asking.
func TestMaskedDataIsNotGuessed(t *testing.T) {
	for name, guess := range guesses {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				w.start() // a second process
				alice, bob := w.admin("sales"), w.User("bob").In("sales")
				alice.Command("/crm new Northwind phone=13804138000 email=p413@example.com contact=Zhang413 owner=<@U0LINA> !").Ephemeral("C001")
				bob.Command("/crm new Other owner=<@U0LINA> !").Ephemeral("C002")
				const stopped = "which is as many as one day takes. Ask on from 2026-11-25"
				answered := 0
				for n := 1; n <= 30; n++ {
					said := bob.Fresh().Command("/crm " + guess.ask(n)).Ephemeral("")
					if !said.Contains(stopped) {
						answered++
					}
				}
				search := strings.HasPrefix(guess.ask(1), "find")
				if search && answered != 20 {
					t.Errorf("%d guesses are answered", answered)
				}
				// The right one is asked when it is too late.
				last := bob.Fresh().Command("/crm " + guess.ask(413)).Ephemeral("")
				if search != last.Contains(stopped) || last.Contains("C001") && last.Contains(guess.what) {
					t.Errorf("the right guess is told after the bound: %s", last.Rendered())
				}
				// Who sees everything asks on.
				for n := 390; n <= 413 && strings.HasPrefix(guess.ask(n), "find"); n++ {
					if alice.Command("/crm " + guess.ask(n)).Ephemeral("").Contains("one day takes") {
						t.Fatal("an admin is stopped")
					}
				}
				// The next day the right one is asked in time: it is told, and the history tells of it.
				w.Clock.Advance(24 * time.Hour)
				bob.Command("/crm " + guess.ask(413)).Ephemeral(guess.hit)
				history := alice.Command("/crm history C001").Ephemeral("Found the customer by its exact "+guess.what, "<@U0BOB>").Rendered()
				for _, value := range []string{"13804138000", "p413@example.com", "Zhang413"} {
					if strings.Contains(history, value) {
						t.Errorf("the history shows %s", value)
					}
				}
			})
		})
	}
}

// What is one's own is asked without end, what was asked is asked again, and undo passes over what was only found.
func TestAskingForOnesOwn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		bob, lina := w.User("bob").In("sales"), w.User("lina").In("销售")
		for n := range 25 {
			bob.Command(fmt.Sprintf("/crm new Mine%d contact=Zhang%d !", n, n)).Ephemeral("Created")
			bob.Command(fmt.Sprintf("/crm find contact:Zhang%d", n)).Ephemeral(fmt.Sprintf("Mine%d", n))
		}
		lina.Command("/crm 新建 Hers !").Ephemeral("Hers")
		for range 25 {
			lina.Command("/crm 查找 联系人:Zhang3").Ephemeral("Mine3")
		}
		lina.Command("/crm 撤销").Ephemeral("你最近一次操作是新建 C026")
		for n := range 19 {
			lina.Command(fmt.Sprintf("/crm 查找 电话:13900%06d", n)).Ephemeral("没有找到")
		}
		lina.Command("/crm 查找 电话:13911111111").Ephemeral("达到每日上限", "2026-11-25")
	})
}

// Who gives a masked field the value that it has learns that it has it: the history says so, and undo takes back only
// what was changed beside it.
func TestAGuessByEditingLeavesATrace(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, bob := w.admin("sales"), w.User("bob").In("sales")
		alice.Command("/crm new Northwind phone=138-0413-8000 owner=<@U0LINA> !").Ephemeral("C001")
		bob.Command("/crm edit C001 phone=138-0413-8000 notes=hello").Ephemeral("C001")
		alice.Command("/crm history C001").Ephemeral("Found the customer by its exact Phone", "<@U0BOB>")
		bob.Command("/crm undo").Ephemeral("hello").PressLabel("Take it back").Expect("C001")
		alice.Command("/crm find phone:13804138000").Ephemeral("Northwind")
		if card := alice.Command("/crm show C001").Ephemeral("Northwind"); card.Contains("hello") {
			t.Errorf("the note is still there: %s", card.Rendered())
		}
	})
}

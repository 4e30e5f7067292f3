package tests

import (
	"strings"
	"testing"
)

// A message of a support channel of which nobody knows whose request it is stands at the head of the queue until somebody has said so, or that it
// is none.
func TestMessagesThatAreNobodysTicketsYet(t *testing.T) {
	eachShared(t, func(t *testing.T, w *world) {
		w.at("Asia/Shanghai", "2026-11-24 10:00")
		alice, bob := w.admin("support"), w.User("bob").In("support")
		alice.Command("/crm new 星河科技 !").Ephemeral("C001")
		alice.Command("/crm channel <#C0SUPPORT|support> tickets en").Ephemeral("each new message is a ticket")
		queue := func(parts ...string) {
			t.Helper()
			w.Eventually("the queue has "+strings.Join(parts, ", "), func() bool {
				shown := alice.Command("/crm tickets").Ephemeral("Tickets")
				return shown.Contains(parts...)
			})
		}

		first := bob.Write("the beamer is dead")
		question := alice.ExpectMessage("A new request. Whose is it?")
		queue("1 message is nobody’s ticket yet", "the beamer is dead", "<#C0SUPPORT>", "<@U0BOB>")
		w.Faults().Redeliver("message.channels")
		first.Edit("the big beamer is dead")
		queue("1 message is nobody’s ticket yet", "the big beamer is dead")

		since := alice.Fresh()
		lunch := bob.Write("who comes to lunch?")
		queue("2 messages are nobody’s tickets yet", "who comes to lunch?")
		asked := since.ExpectMessage("A new request. Whose is it?")
		if asked.ThreadTS != lunch.TS {
			t.Fatalf("it is asked in the thread %q of %q", asked.ThreadTS, lunch.TS)
		}
		asked.PressLabel("No request")
		asked.Expect("No request, says <@U0ALICE>")
		queue("1 message is nobody’s ticket yet")
		asked.PressLabel("It is one")
		asked.Expect("A new request. Whose is it?")
		queue("2 messages are nobody’s tickets yet")
		menu := alice.Command("/crm tickets unassigned").Ephemeral("2 messages")
		menu.Choose("ticket.intake/C0SUPPORT/"+lunch.TS, `ticket.aside {"c":"C0SUPPORT","t":"`+lunch.TS+`","ts":"`+lunch.TS+`"}`)
		asked.Expect("No request, says <@U0ALICE>")
		lunch.As(w.User("alice")).React("ticket") // which makes it a request all the same
		alice.ExpectMessage("I can’t tell whose request that is").PressLabel("Raise a ticket").Modal().Select("customer", "C001 星河科技").Submit().ExpectClosed()
		asked.Expect("This request is *T001* now.")
		alice.Command("/crm undo").Ephemeral("lunch").PressLabel("Take it back")
		asked.Expect("A new request. Whose is it?").PressLabel("No request")
		bob.Write("never mind").Delete()
		queue("1 message is nobody’s ticket yet")
		if shown := alice.Command("/crm tickets").Ephemeral("Tickets"); shown.Contains("lunch") || shown.Contains("never mind") {
			t.Errorf("what was decided is shown:\n%s", shown.Rendered())
		}
		if shown := alice.Command("/crm tickets late").Ephemeral(""); shown.Contains("nobody’s") {
			t.Errorf("what isn't late is shown:\n%s", shown.Rendered())
		}
		alice.Command("/crm role <@U0BOB> viewer").Ephemeral("Viewer")
		if shown := bob.Command("/crm tickets").Ephemeral("Tickets"); shown.Contains("beamer") {
			t.Errorf("who may not serve is shown:\n%s", shown.Rendered())
		}

		elsewhere := w.User("alice").In("sales") // where the queue is looked at is all the same
		message := `{"c":"C0SUPPORT","t":"` + first.TS + `","ts":"` + first.TS + `"}`
		form := elsewhere.Command("/crm tickets").Ephemeral("1 message").Choose("ticket.intake/C0SUPPORT/"+first.TS, "ticket.whose "+message).Modal()
		form.Expect("the big beamer is dead")
		form.Submit()
		if form.Errors()["customer"] == "" {
			t.Errorf("a ticket of nobody is raised: %v", form.Errors())
		}
		form.Select("customer", "C001 星河科技").Submit().ExpectClosed()
		elsewhere.ExpectMessage("*T002* the big beamer is dead was raised")
		question.Expect("This request is *T002* now.")
		queue("1 ticket", "the big beamer is dead")
		elsewhere.Command("/crm undo").Ephemeral("the big beamer is dead").PressLabel("Take it back")
		question.Expect("A new request. Whose is it?")
		queue("1 message is nobody’s ticket yet", "<#C0SUPPORT>")
	})
}

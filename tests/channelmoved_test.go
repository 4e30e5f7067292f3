package tests

import (
	"testing"
	"time"
)

// A channel gets another ID when it comes to be shared with another company: what it gets, the conversations of its tickets and what is said
// in them go on.
func TestASupportChannelGetsAnotherID(t *testing.T) {
	eachShared(t, func(t *testing.T, w *world) {
		w.at("Asia/Shanghai", "2026-11-24 10:00")
		alice := w.admin("support")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		alice.Command("/crm channel <#C0SUPPORT|support> tickets en").Ephemeral("each new message is a ticket")
		first := w.User("bob").In("support").Write("Northwind can't print")
		alice.ExpectMessage("*T001*", "🎫 Open")
		alice.Command("/crm ticket T001 waiting").Ephemeral("Waiting for the customer")
		alice.ExpectMessage("*T001*", "⏸️ Waiting")

		w.Faults().RedeliverNext("events_api", 1)
		w.ChangeChannel("C0SUPPORT", map[string]any{"id": "C0SHARED"})
		alice, bob := w.admin("support"), w.User("bob").In("C0SHARED")
		w.Eventually("the channel is known under its other ID", func() bool {
			return alice.Command("/crm channel").Ephemeral("Channels that get").Contains("C0SHARED")
		})
		w.Clock.Advance(time.Minute)
		for _, m := range bob.Messages() {
			if m.TS == first.TS {
				m.Reply("here is the photo")
			}
		}
		alice.ExpectMessage("*T001*", "🎫 Open")
		alice.Command("/crm reply T001 We look at it").Ephemeral("T001")
		if answer := bob.ExpectMessage("We look at it"); answer.ThreadTS != first.TS {
			t.Errorf("the answer stands in the thread %q", answer.ThreadTS)
		}
		alice.Command("/crm ticket T001 solved").Ephemeral("Solved")
		alice.ExpectMessage("*T001*", "✅ Solved")
		bob.Write("Northwind can't scan either")
		alice.ExpectMessage("*T002*", "🎫 Open")
		card := alice.Command("/crm ticket T001").Ephemeral("T001")
		card.PressLabel("Conversation")
		alice.ExpectMessage("Conversation of T001", "here is the photo", "We look at it")
	})
}

package tests

import (
	"slices"
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// What is said in channels is heard by a bot whose features may want it, and disturbs nobody: nothing is answered that nobody has asked, and
// a mention, which comes as an event of the channel as well, is answered once.
func TestChannelsAreHeardQuietly(t *testing.T) {
	w := newWorld(t, storetest.SQLite(t))
	w.start()
	sales := w.User("alice").Channel("sales")
	first := sales.Write("the printer is broken")
	first.As(w.User("bob")).Reply("I come").Posted().Edit("I come at once")
	first.React("eyes")
	first.ReplyWithFile("photo.png", []byte("\x89PNG\r\n\x1a\n"), "")
	sales.Fresh().ExpectNoMessage()
	sales.Say("@guanxi help").Expect("/crm")
	w.Faults().Redeliver("app_mention")
	w.Faults().Redeliver("message.channels")
	sales.Fresh().ExpectNoMessage()
	for _, entry := range w.Log() {
		if entry.Kind == "ack" && entry.Error != "" || strings.Contains(entry.Error, "missing_scope") {
			t.Errorf("%+v", entry)
		}
	}
}

// Whoever installs the app may refuse it the right to see emoji. The start says so, and the App Home of admins, where an emoji is configured;
// everything else goes on.
func TestEmojiMayBeRefused(t *testing.T) {
	for emoji, warned := range map[string]bool{"ticket": true, "": false} {
		w := newWorld(t, storetest.SQLite(t))
		w.RefuseScopes("reactions:read")
		w.log = &lockedLog{}
		cfg := w.config()
		cfg.Service.Emoji = emoji
		w.startWith(cfg)
		alice := w.admin("sales")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		alice.Command("/crm ticket C001 it smokes").Ephemeral("*T001*")
		w.Eventually("the start has looked", func() bool { return !warned || strings.Contains(w.log.String(), "reactions:read") })
		home := w.User("alice").OpenHome().Rendered()
		if said := strings.Contains(w.log.String(), "may not see emoji"); said != warned {
			t.Errorf("with the emoji %q the start warns: %v", emoji, said)
		}
		if said := strings.Contains(home, "reactions:read"); said != warned {
			t.Errorf("with the emoji %q the App Home says:\n%s", emoji, home)
		}
		note := alice.Write("Northwind again")
		note.React("ticket")
		if slices.ContainsFunc(alice.Messages(), func(m *sandboxtest.Message) bool { return m.Contains("*T002*") }) {
			t.Error("an emoji that the bot can't see makes a ticket")
		}
	}
}

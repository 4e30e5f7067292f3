package tests

import (
	"strings"
	"testing"

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

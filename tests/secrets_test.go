package tests

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/sandbox/traffic"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

var responseURL = regexp.MustCompile(`/response/([A-Z0-9]+)`)

// When Slack can't be reached, neither the log nor the database gets to hold what gives whoever reads it a right: the
// addresses that answers go to, and the tokens.
func TestFailuresLeaveNoSecrets(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		w := newWorld(t, db)
		w.log = &lockedLog{}
		w.start()
		bob := w.User("bob").In("sales")
		card := bob.Command("/crm new Northwind next=tomorrow !").Ephemeral("C001")
		w.Faults().DropBefore("response_url", -1)
		bob.Command("/crm show C001").Ephemeral("Northwind") // by another way
		card.PressLabel("History").Ephemeral("Created as C001")
		w.awaitLog("response URL refused")
		w.Faults().DropBefore("chat.postMessage", -1)
		w.at("Europe/Berlin", "2026-11-25 09:00") // bob's digest
		w.awaitLog("message put off")

		secrets := []string{w.BotToken(), w.AppToken(), "ticket="}
		for _, entry := range w.Log() {
			if entry.Kind == traffic.Envelope {
				for _, found := range responseURL.FindAllStringSubmatch(entry.Request, -1) {
					secrets = append(secrets, found[1])
				}
			}
		}
		if len(secrets) < 4 {
			t.Fatal("no response URL was seen")
		}
		for name, text := range map[string]string{"log": w.log.String(), "database": dump(t, db)} {
			for _, secret := range secrets {
				if strings.Contains(text, secret) {
					t.Errorf("the %s holds %s", name, secret)
				}
			}
		}
	})
}

// awaitLog waits until the bot's log has a text.
func (w *world) awaitLog(text string) {
	w.t.Helper()
	for deadline := time.Now().Add(w.Patience); !strings.Contains(w.log.String(), text); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			w.t.Fatalf("the log does not say %q", text)
		}
	}
}

package scheduler

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// A message whose kind only a newer process knows waits for one, in nobody's way and without counting as tried; after a week
// it is given up.
func TestANewerKindWaitsForANewerProcess(t *testing.T) {
	ready(t, func(t *testing.T, w *world, schedule Schedule) {
		older := w.scheduler("older", schedule)
		begun := w.clock.Now()
		strange := models.OutboxMessage{DedupeKey: "approval:1", Kind: "approval", Recipient: "UWANG", Payload: `{"newer":["things"]}`, NotBefore: begun, CreatedAt: begun}
		if err := w.store.Enqueue(w.ctx, strange); err != nil {
			t.Fatal(err)
		}
		w.tick(older)
		w.expect(wangsDigest) // to the same person, after it
		read := func() models.OutboxMessage {
			t.Helper()
			m, err := w.store.OutboxMessage(w.ctx, 1)
			if err != nil || m.Kind != "approval" {
				t.Fatalf("%+v, %v", m, err)
			}
			return m
		}
		tries := 0
		for last := read().NotBefore; read().State == models.OutboxPending; last = read().NotBefore {
			if m := read(); m.Attempts != 0 || m.Payload != strange.Payload {
				t.Fatalf("%+v", m)
			}
			if wait := last.Sub(w.clock.Now()); wait <= 0 || wait > time.Hour {
				t.Fatalf("it waits %v", wait)
			}
			w.clock.set(last)
			w.tick(older)
			if tries++; tries > 300 {
				t.Fatal("it is never given up")
			}
		}
		if m, age := read(), w.clock.Now().Sub(begun); m.State != models.OutboxDead || age < 7*24*time.Hour || age > 8*24*time.Hour || tries < 50 {
			t.Errorf("%s after %v and %d tries", m.State, age, tries)
		}
	})
}

// The log says once what waits, however often it is looked at.
func TestAnUnknownKindIsLoggedOnce(t *testing.T) {
	ready(t, func(t *testing.T, w *world, schedule Schedule) {
		log := &bytes.Buffer{}
		older := w.scheduler("older", schedule, func(o *Options) { o.Log = slog.New(slog.NewTextHandler(log, nil)) })
		for _, key := range []string{"a", "b", "c"} {
			if err := w.store.Enqueue(w.ctx, models.OutboxMessage{DedupeKey: key, Kind: "approval", Recipient: "U" + key, Payload: "{}", NotBefore: w.clock.Now(), CreatedAt: w.clock.Now()}); err != nil {
				t.Fatal(err)
			}
		}
		for range 3 {
			w.tick(older)
			w.clock.advance(2 * time.Minute)
		}
		if n := strings.Count(log.String(), "kind=approval"); n != 1 {
			t.Errorf("it was logged %d times:\n%s", n, log)
		}
	})
}

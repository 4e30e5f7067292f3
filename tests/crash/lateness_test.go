//go:build linux

package crash

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

const (
	digestsWaiting = 10_000 // each to somebody else: over half an hour of posting for one process
	minutesWatched = 4
	remindersEach  = 20 // are due at each of the minutes
)

// How late reminders with a time of day are while ten thousand digests go out, and when a process is killed in the minute
// in which they are due. It takes five minutes of real time for each case, and so runs only when it is asked for:
//
//	GUANXI_TEST_LATENESS=1 go test ./tests/crash -run Lateness -v -timeout 60m
func TestLateness(t *testing.T) {
	if os.Getenv("GUANXI_TEST_LATENESS") == "" {
		t.Skip("it takes minutes of real time: GUANXI_TEST_LATENESS=1 asks for it")
	}
	for _, processes := range []int{1, 3} {
		t.Run(fmt.Sprint(processes), func(t *testing.T) {
			storetest.EachDSN(t, func(t *testing.T, db storetest.Database) { lateness(t, db, processes) })
		})
	}
}

func lateness(t *testing.T, db storetest.Database, processes int) {
	w := newBusyWorld(t, db)
	var running []*process
	for range processes {
		running = append(running, w.start(settings{Runs: true}))
	}
	minute := w.now().Truncate(time.Minute).Add(2 * time.Minute)
	due := map[string]time.Time{}
	for m := range minutesWatched {
		for i := range remindersEach {
			at := minute.Add(time.Duration(m) * time.Minute)
			f := w.plan(digestsWaiting+m*remindersEach+i, models.FollowUpInput{Title: "call", DueOn: models.DateOf(at), DueTime: models.TimeOfDay(at.Format("15:04"))})
			due[fmt.Sprintf("reminder:%d:%d", f.ID, f.DueAt.Unix())] = at
		}
	}
	killed := minute.Add(2*time.Minute + 1500*time.Millisecond)
	w.eventually("the minute of the kill", 0, func() bool { return w.now().After(killed) })
	running[0].kill()
	w.start(settings{Runs: true})
	for last := minute.Add((minutesWatched + 2) * time.Minute); len(w.postedAt(due)) < len(due) && w.now().Before(last); {
		time.Sleep(2 * time.Second) // looking through ten thousand conversations is work, too
	}
	if n := len(w.postedAt(due)); n < len(due) {
		t.Fatalf("%d of %d reminders", n, len(due))
	}
	var calm, struck []time.Duration
	for key, at := range w.postedAt(due) {
		late := at.Sub(due[key])
		if due[key].Equal(minute.Add(2 * time.Minute)) {
			struck = append(struck, late)
		} else {
			calm = append(calm, late)
		}
	}
	slices.Sort(calm)
	slices.Sort(struck)
	p99 := calm[len(calm)*99/100]
	t.Logf("%d processes: reminders late by p50 %.1f s, p99 %.1f s; in the minute in which one is killed p50 %.1f s, at most %.1f s",
		processes, calm[len(calm)/2].Seconds(), p99.Seconds(), struck[len(struck)/2].Seconds(), struck[len(struck)-1].Seconds())
	if p99 > 15*time.Second || struck[len(struck)-1] > time.Minute {
		t.Error("that is too late")
	}
	if _, doubled, _ := w.count(); len(doubled) > 0 {
		t.Errorf("doubled: %v", doubled)
	}
}

// newBusyWorld is a Slack with many people, whose digests are in the outbox, by the real clock.
func newBusyWorld(t *testing.T, db storetest.Database) *world {
	t.Helper()
	if err := prepare(); err != nil {
		t.Fatal(err)
	}
	options := sandbox.Options{RateLimits: sandbox.RateLimits{Off: true}, LogSize: 1000, Workspace: sandbox.DefaultWorkspace()}
	for i := range digestsWaiting + minutesWatched*remindersEach {
		options.Workspace.Users = append(options.Workspace.Users, sandbox.User{ID: personID(i), Name: strings.ToLower(personID(i)), TZ: "UTC", Locale: "en-US"})
	}
	w := &world{Workspace: sandboxtest.Start(t, options), t: t, db: db, store: storetest.Open(t, db)}
	w.crm = crm.New(w.store, models.ClockFunc(w.now), crm.Team{Zone: home})
	customer, err := w.crm.CreateCustomer(t.Context(), w.operation(), models.Customer{Name: "Northwind"})
	if err != nil {
		t.Fatal(err)
	}
	w.customer = customer.ID
	now := w.now().UTC()
	var messages []models.OutboxMessage
	err = w.store.Tx(t.Context(), func(tx *store.Tx) error {
		messages = nil
		for i := range digestsWaiting {
			f := models.FollowUp{
				CustomerID: customer.ID, Title: "digest", DueOn: models.DateOf(now), Assignee: personID(i), State: models.FollowUpPlanned,
				CreatedAt: now, UpdatedAt: now, CreatedBy: "U0", Version: 1,
			}
			if err := tx.InsertFollowUp(t.Context(), &f); err != nil {
				return err
			}
			messages = append(messages, models.OutboxMessage{
				DedupeKey: "digest:" + strconv.Itoa(i), Kind: "digest", Recipient: personID(i), Payload: fmt.Sprintf(`{"at":%d}`, now.Unix()),
				NotBefore: now, CreatedAt: now,
			})
		}
		return tx.Enqueue(t.Context(), messages...)
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// postedAt is when messages stood in Slack, by their keys, as far as they do.
func (w *world) postedAt(keys map[string]time.Time) map[string]time.Time {
	w.t.Helper()
	at := map[string]time.Time{}
	w.eachPosted(func(key, ts string, _ bool) {
		if _, wanted := keys[key]; !wanted {
			return
		}
		seconds, err := strconv.ParseFloat(ts, 64)
		if err != nil {
			w.t.Fatal(err)
		}
		at[key] = time.UnixMicro(int64(seconds * 1e6))
	})
	return at
}

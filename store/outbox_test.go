package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

var (
	ctx = context.Background()
	now = time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
)

func message(key string) models.OutboxMessage {
	return models.OutboxMessage{DedupeKey: key, Kind: "digest", Recipient: "U0" + key, Payload: `{"day":"2026-11-24"}`, NotBefore: now, CreatedAt: now}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// claim claims and returns the keys with the attempts before.
func claim(t *testing.T, st *store.Store, owner string, at time.Time, limit int) []models.OutboxMessage {
	t.Helper()
	list, err := st.ClaimOutbox(ctx, models.OutboxClaim{Owner: owner, Now: at, Lease: time.Minute, Limit: limit})
	must(t, err)
	return list
}

// try notes that messages are being posted by the process that holds them.
func try(t *testing.T, st *store.Store, messages ...models.OutboxMessage) {
	t.Helper()
	for _, m := range messages {
		must(t, st.BeginProcess(ctx, m.ClaimedBy, now))
		if held, err := st.MarkTrying(ctx, m, now); err != nil || !held {
			t.Fatalf("%s is not held by %s: %v", m.DedupeKey, m.ClaimedBy, err)
		}
	}
}

func TestAMessageIsQueuedOncePerKey(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		st := open()
		must(t, st.Enqueue(ctx, message("a"), message("b"), message("a")))
		must(t, st.Enqueue(ctx, message("b"), message("c")))
		must(t, st.Enqueue(ctx))
		list := claim(t, st, "p1", now, 10)
		var keys []string
		for _, m := range list {
			keys = append(keys, m.DedupeKey)
		}
		if diff := cmp.Diff([]string{"a", "b", "c"}, keys); diff != "" {
			t.Error(diff)
		}
		want := message("a")
		want.ID, want.State, want.ClaimedBy = list[0].ID, models.OutboxPending, "p1"
		until := now.Add(time.Minute)
		want.ClaimedUntil = &until
		if diff := cmp.Diff(want, list[0]); diff != "" {
			t.Errorf("claimed (-want +got):\n%s", diff)
		}
	})
}

func TestAClaimEnds(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		st := open()
		later := message("later")
		later.NotBefore = now.Add(time.Microsecond)
		must(t, st.Enqueue(ctx, message("a"), later))
		first := claim(t, st, "p1", now, 10)
		if len(first) != 1 || first[0].Attempts != 0 {
			t.Fatalf("claimed %+v, want the due one, never claimed before", first)
		}
		if again := claim(t, st, "p2", now, 10); len(again) != 0 {
			t.Errorf("claimed twice: %+v", again)
		}
		must(t, st.ReleaseOutbox(ctx, first[0]))
		if err := st.ReleaseOutbox(ctx, first[0]); !errors.Is(err, store.ErrLeaseLost) {
			t.Errorf("released twice: %v", err)
		}
		first = claim(t, st, "p1", now, 1)
		if first[0].Attempts != 0 {
			t.Errorf("attempts %d after a release, want 0: it was never tried", first[0].Attempts)
		}
		over := now.Add(time.Minute)
		second := claim(t, st, "p2", over, 1)
		if len(second) != 1 || second[0].DedupeKey != "a" || second[0].Attempts != 1 {
			t.Fatalf("after the lease: %+v, want a with one attempt before", second)
		}
		if err := st.MarkRetry(ctx, first[0], over, "late"); !errors.Is(err, store.ErrLeaseLost) {
			t.Errorf("the first owner puts it off: %v, want ErrLeaseLost", err)
		}
		if err := st.MarkDead(ctx, first[0], over, "late"); !errors.Is(err, store.ErrLeaseLost) {
			t.Errorf("the first owner gives it up: %v, want ErrLeaseLost", err)
		}
		must(t, st.MarkRetry(ctx, second[0], over.Add(time.Hour), "rate limited\xff"))
		claim(t, st, "p3", over, 9) // the later one
		if list := claim(t, st, "p3", over, 9); len(list) != 0 {
			t.Errorf("claimed before its time: %+v", list)
		}
		third := claim(t, st, "p3", over.Add(time.Hour), 9)[1:] // after the later one, which is due for longer
		if len(third) != 1 || third[0].Attempts != 2 || third[0].LastError != "rate limited�" {
			t.Fatalf("third = %+v", third)
		}
		if third[0].MayStand() {
			t.Error("nobody has tried it, and it may stand in Slack")
		}
		try(t, st, third[0])
		third[0].Channel, third[0].TS = "D1", "1700000000.000100"
		for range 2 { // the answer to the first may have been lost
			channel, ts, err := st.MarkSent(ctx, third[0], over.Add(time.Hour), over.Add(2*time.Hour))
			if err != nil || channel != "D1" || ts != third[0].TS {
				t.Errorf("sent: it stands as %s %s, %v", channel, ts, err)
			}
		}
		dead := claim(t, st, "p3", over.Add(2*time.Hour), 9)
		must(t, st.MarkDead(ctx, dead[0], over, "channel_not_found"))
		counts, err := st.CountOutbox(ctx)
		must(t, err)
		if diff := cmp.Diff(map[models.OutboxState]int{models.OutboxSent: 1, models.OutboxDead: 1}, counts); diff != "" {
			t.Error(diff)
		}
	})
}

func TestWorkersNeverClaimTheSameMessage(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		handles := []*store.Store{open(), open()}
		const messages = 200
		var batch []models.OutboxMessage
		for i := range messages {
			batch = append(batch, message(fmt.Sprint(i)))
		}
		must(t, handles[0].Enqueue(ctx, batch...))
		var (
			mu     sync.Mutex
			owners = map[string]string{}
			wg     sync.WaitGroup
		)
		for worker := range 8 {
			wg.Go(func() {
				st, owner := handles[worker%2], fmt.Sprintf("worker %d", worker)
				for empty := 0; empty < 3; {
					list, err := st.ClaimOutbox(ctx, models.OutboxClaim{Owner: owner, Now: now, Lease: time.Minute, Limit: 7})
					if err != nil {
						t.Error(err)
						return
					}
					if len(list) == 0 {
						empty++ // others may have been quicker
					}
					mu.Lock()
					for _, m := range list {
						if other, twice := owners[m.DedupeKey]; twice {
							t.Errorf("%s claimed by %s and %s", m.DedupeKey, other, owner)
						}
						owners[m.DedupeKey] = owner
					}
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if len(owners) != messages {
			t.Errorf("%d claimed, want %d", len(owners), messages)
		}
	})
}

func TestEnvelopes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		handles := []*store.Store{open(), open()}
		var (
			wg    sync.WaitGroup
			fresh = make([]bool, 16)
		)
		for i := range fresh {
			wg.Go(func() {
				var err error
				if fresh[i], err = handles[i%2].ClaimEnvelope(ctx, "env-1", now); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		n := 0
		for _, f := range fresh {
			if f {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%d were first, want 1", n)
		}
		st := handles[0]
		long := string(make([]byte, 500))
		for i, want := range []bool{true, false} {
			if got, err := st.ClaimEnvelope(ctx, long, now.Add(time.Hour)); got != want || err != nil {
				t.Errorf("long key, time %d: %v, %v", i, got, err)
			}
		}
		for i, want := range []int{1, 0} {
			if n, err := st.PruneEnvelopes(ctx, now.Add(time.Hour), 10); n != want || err != nil {
				t.Errorf("prune %d: %d, %v; want %d", i, n, err, want)
			}
		}
		if got, _ := st.ClaimEnvelope(ctx, long, now); got {
			t.Error("pruned too much")
		}
	})
}

func TestTheFirstRecordIsRight(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		st := open()
		must(t, st.Enqueue(ctx, message("a"), message("b")))
		stopped := claim(t, st, "stopped", now, 10)
		try(t, st, stopped...)
		over, look := now.Add(time.Minute), now.Add(time.Hour)
		heir := claim(t, st, "heir", over, 10)
		if !heir[0].MayStand() {
			t.Error("it was tried, and must be looked for")
		}
		try(t, st, heir...)
		if held, err := st.MarkTrying(ctx, stopped[0], over); err != nil || held {
			t.Errorf("a claim that was lost lets a request leave: %v, %v", held, err)
		}
		for i, ts := range []string{"1.000", "2.000"} {
			stopped[i].Channel, stopped[i].TS = "D1", ts+"1"
			heir[i].Channel, heir[i].TS = "D1", ts+"2"
		}
		record := func(m models.OutboxMessage, want string) {
			t.Helper()
			if channel, ts, err := st.MarkSent(ctx, m, over, look); err != nil || channel != "D1" || ts != want {
				t.Errorf("it stands as %s %s, %v; want %s", channel, ts, err, want)
			}
		}
		record(heir[0], heir[0].TS)
		record(stopped[0], heir[0].TS)
		// Given up by one, and posted by another that was late.
		must(t, st.MarkDead(ctx, heir[1], over, "channel_not_found"))
		record(stopped[1], stopped[1].TS)
		if err := st.MarkNothingToSay(ctx, stopped[1], over, look); !errors.Is(err, store.ErrLeaseLost) {
			t.Errorf("a claim that was lost ends the message: %v", err)
		}

		if list, err := st.ClaimPosted(ctx, look.Add(-time.Microsecond), look, 10); err != nil || len(list) != 0 {
			t.Errorf("looked for too early: %v, %v", list, err)
		}
		list, err := st.ClaimPosted(ctx, look, look.Add(time.Minute), 10)
		if err != nil || len(list) != 2 || list[0].TS != heir[0].TS {
			t.Fatalf("looked for: %v, %v", list, err)
		}
		if again, err := st.ClaimPosted(ctx, look, look.Add(time.Minute), 10); err != nil || len(again) != 0 {
			t.Errorf("looked for by two: %v, %v", again, err)
		}
		must(t, st.SettlePosted(ctx, list[0], time.Time{}))
		must(t, st.SettlePosted(ctx, list[1], look.Add(time.Hour)))
		counts, err := st.CountOutbox(ctx)
		if err != nil || counts[models.OutboxSent] != 1 || counts[models.OutboxPosted] != 1 {
			t.Errorf("%v, %v", counts, err)
		}
	})
}

// What was posted or let go long ago is forgotten, in batches, and so is what was given up; what waits or is looked for again stays.
func TestOldMessagesAreForgotten(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		st := open()
		long := now.Add(-100 * 24 * time.Hour)
		for i := range 25 {
			must(t, st.Enqueue(ctx, message(fmt.Sprint("sent ", i))))
		}
		for i, m := range claim(t, st, "p1", now, 25) {
			m.Channel, m.TS = "D1", fmt.Sprint(i)
			at := long
			if i >= 22 {
				at = now // sent late
			}
			_, _, err := st.MarkSent(ctx, m, at, at)
			must(t, err)
		}
		must(t, st.Enqueue(ctx, message("waits"), message("dead"), message("dropped"), message("posted")))
		list := claim(t, st, "p1", now, 4)
		must(t, st.ReleaseOutbox(ctx, list[0]))
		must(t, st.MarkDead(ctx, list[1], long, "no"))
		must(t, st.MarkDead(ctx, list[2], long, "no"))
		must(t, st.Tx(ctx, func(tx *store.Tx) error { return tx.DropOutbox(ctx, list[2].ID) }))
		try(t, st, list[3])
		must(t, st.MarkRetry(ctx, list[3], now, "no"))
		for list = claim(t, st, "p2", now, 4); list[0].DedupeKey != "posted"; list = list[1:] {
			must(t, st.ReleaseOutbox(ctx, list[0]))
		}
		try(t, st, list[0])
		list[0].Channel, list[0].TS = "D1", "99"
		_, _, err := st.MarkSent(ctx, list[0], long, now)
		must(t, err)
		for _, want := range []int{10, 10, 4, 0} { // the last of them with the ones that were given up and let go
			if n, err := st.PruneOutbox(ctx, now.Add(-90*24*time.Hour), 10); n != want || err != nil {
				t.Errorf("forgot %d, %v, want %d", n, err, want)
			}
		}
		var counts map[models.OutboxState]int
		counts, err = st.CountOutbox(ctx)
		must(t, err)
		if diff := cmp.Diff(map[models.OutboxState]int{models.OutboxSent: 3, models.OutboxPending: 1, models.OutboxPosted: 1}, counts); diff != "" {
			t.Error(diff)
		}
	})
}

// Several processes put the same messages into the outbox at once, each in an order of its own and some of them twice.
func TestTheSameMessagesAreQueuedAtOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		var processes sync.WaitGroup
		failed := make(chan error, 4)
		for p := range 4 {
			st := open()
			processes.Go(func() {
				for batch := range 20 {
					var list []models.OutboxMessage
					for i := range 30 {
						list = append(list, message(fmt.Sprint(batch, " ", (i*7+p*11)%25)))
					}
					if err := st.Enqueue(ctx, list...); err != nil {
						failed <- err
						return
					}
				}
			})
		}
		processes.Wait()
		close(failed)
		for err := range failed {
			t.Error(err)
		}
		counts, err := open().CountOutbox(ctx)
		must(t, err)
		if counts[models.OutboxPending] != 20*25 {
			t.Errorf("%d messages, want %d", counts[models.OutboxPending], 20*25)
		}
	})
}

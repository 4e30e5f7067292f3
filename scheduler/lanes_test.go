package scheduler

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// queue puts n reminders for somebody into the outbox, under keys of their own.
func (w *world) queue(s *Scheduler, recipient string, n int) {
	w.t.Helper()
	at := w.clock.Now().In(w.where[recipient].Zone)
	f := w.plan(recipient, models.DateOf(at).String(), models.TimeOfDay(at.Format("15:04")))
	var messages []models.OutboxMessage
	for i := range n {
		messages = append(messages, s.message(models.ToldReminder, recipient, fmt.Sprintf("%s:%04d", recipient, i), payload{At: f.DueAt.Unix(), FollowUp: f.ID}))
	}
	if err := w.store.Enqueue(w.ctx, messages...); err != nil {
		w.t.Fatal(err)
	}
}

// However many messages wait for a recipient whom Slack takes nothing for, nobody else's wait with them.
func TestAHeldRecipientIsNobodysWall(t *testing.T) {
	each(t, "2026-11-24T01:00:00Z", func(t *testing.T, w *world) {
		s := w.scheduler("a", Schedule{Zone: zone(t, "Asia/Shanghai")})
		w.tick(s)
		w.clock.set(moment(t, "2026-11-24T01:30:00Z"))
		w.queue(s, "UWANG", 250)
		other := w.plan("ULINA", "2026-11-24", "09:31")
		w.clock.advance(time.Minute)
		w.slack.fail("UWANG", slices.Repeat([]failure{{after: 30 * time.Second}}, 5)...)
		w.tick(s)
		if got, want := w.slack.news(), fmt.Sprintf("reminder:%d:%d", other.ID, other.DueAt.Unix()); !slices.Contains(got, want) {
			t.Fatalf("behind a recipient that is held: posted %v, want %s", got, want)
		}
		for range 6 {
			w.clock.advance(30 * time.Second)
			w.tick(s)
		}
		got := slices.DeleteFunc(w.slack.news(), func(key string) bool { return key[:6] != "UWANG:" })
		if len(got) != 250 || !slices.IsSorted(got) {
			t.Errorf("%d of the held messages came, in order: %v", len(got), slices.IsSorted(got))
		}
		w.settled()
	})
}

// blindTo is a Slack whose history can't be read for one recipient.
type blindTo struct {
	*fakeSlack
	recipient string
}

func (b blindTo) FindPosted(ctx context.Context, to, key string, since time.Time) ([]Posted, error) {
	if to == b.recipient {
		return nil, failure{}
	}
	return b.fakeSlack.FindPosted(ctx, to, key, since)
}

// A look for doubled messages that fails, again and again, keeps no other from being looked for.
func TestALookThatFailsIsNobodysWall(t *testing.T) {
	each(t, "2026-11-24T01:00:00Z", func(t *testing.T, w *world) {
		s := w.scheduler("a", Schedule{Zone: zone(t, "Asia/Shanghai")}, func(o *Options) { o.Poster = blindTo{w.slack, "UWANG"} })
		w.tick(s)
		w.clock.set(moment(t, "2026-11-24T01:30:00Z"))
		w.queue(s, "UWANG", 2*looksAtOnce)
		w.queue(s, "ULINA", 1)
		for { // all are tried, and tried again by another process, which makes them worth a look
			m, found, err := s.next(w.ctx, models.OutboxClaim{})
			if err != nil {
				t.Fatal(err)
			}
			if !found {
				break
			}
			if _, err := w.store.MarkTrying(w.ctx, m, w.clock.Now()); err != nil {
				t.Fatal(err)
			}
			m.Channel, m.TS = channelOf(m.Recipient), "1.0"
			if err := w.store.MarkNothingToSay(w.ctx, again(m), w.clock.Now(), w.clock.Now()); err != nil {
				t.Fatal(err)
			}
		}
		for range 4 {
			w.clock.advance(time.Minute)
			if err := s.verify(w.ctx); err != nil {
				t.Errorf("one look's trouble is the whole's: %v", err)
			}
		}
		if w.slack.looked == 0 {
			t.Error("the last one was never looked for")
		}
	})
}

// again is a message as if it had been tried before.
func again(m models.OutboxMessage) models.OutboxMessage { m.Untried--; return m }

// What a process was killed with is free as soon as it has been silent for long, and is looked for only where it was tried.
func TestASilentProcessLosesItsClaims(t *testing.T) {
	each(t, "2026-11-24T01:00:00Z", func(t *testing.T, w *world) {
		killed, heir := w.scheduler("killed", Schedule{Zone: zone(t, "Asia/Shanghai")}), w.scheduler("heir", Schedule{Zone: zone(t, "Asia/Shanghai")})
		w.tick(killed, heir)
		w.clock.set(moment(t, "2026-11-24T01:30:00Z"))
		w.queue(killed, "UWANG", 1)
		w.queue(killed, "ULINA", 1)
		if err := killed.renewProcess(w.ctx); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			m, found, err := killed.next(w.ctx, models.OutboxClaim{})
			if err != nil || !found {
				t.Fatal(found, err)
			}
			if m.Recipient == "UWANG" {
				if held, err := w.store.MarkTrying(w.ctx, m, w.clock.Now()); err != nil || !held {
					t.Fatal(held, err)
				}
			}
		}
		w.clock.advance(silentFor - time.Second)
		w.tick(heir)
		if got := w.slack.news(); slices.Contains(got, "UWANG:0000") || slices.Contains(got, "ULINA:0000") {
			t.Errorf("posted what a living process holds: %v", got)
		}
		w.clock.advance(time.Second)
		w.tick(heir)
		if got := w.slack.news(); !slices.Contains(got, "UWANG:0000") || !slices.Contains(got, "ULINA:0000") {
			t.Errorf("after %s: posted %v, want both", silentFor, got)
		}
		if w.slack.looked != 1 {
			t.Errorf("looked for %d messages, want the one that was tried", w.slack.looked)
		}
		// The silent one was only stopped. It goes on under another name, and holds nothing of before.
		w.tick(killed)
		if name := killed.self.name(); name == "killed" {
			t.Error("it goes on under the name it was taken for dead by")
		}
		w.queue(killed, "UBOB", 1)
		w.tick(killed)
		w.settled()
	})
}

// A message that makes a process panic is put off and then given up; others go out, and the process lives.
func TestAPanickingMessageIsPutOffAndGivenUp(t *testing.T) {
	each(t, "2026-11-24T01:00:00Z", func(t *testing.T, w *world) {
		s := w.scheduler("a", Schedule{Zone: zone(t, "Asia/Shanghai")})
		render := s.tellers[models.ToldReminder]
		s.tellers[models.ToldReminder] = func(ctx context.Context, m *models.OutboxMessage, p payload) (Message, bool, error) {
			if m.Recipient == "UWANG" {
				panic("no words")
			}
			return render(ctx, m, p)
		}
		w.tick(s)
		w.clock.set(moment(t, "2026-11-24T01:30:00Z"))
		w.queue(s, "UWANG", 1)
		w.queue(s, "ULINA", 1)
		for range 2*maxAttempts + 1 { // there are two of them, which take turns
			w.tick(s)
			w.clock.advance(longestOff)
		}
		if got := w.slack.news(); !slices.Contains(got, "ULINA:0000") {
			t.Errorf("the other one did not go out: %v", got)
		}
		dead, err := w.store.DeadOutbox(w.ctx, 10)
		if err != nil || len(dead) != 2 {
			t.Errorf("given up: %+v, %v; want two", dead, err)
		}
		for _, m := range dead {
			if m.Recipient != "UWANG" || len(m.LastError) != len("internal error ABCDEFGH") {
				t.Errorf("given up: %+v; want those that panic, with a reference", m)
			}
		}
	})
}

// breakingStore panics while a job is decided.
type breakingStore struct{ Store }

func (breakingStore) DueAssignees(context.Context, models.Date, *time.Location) ([]string, error) {
	panic("broken")
}

func TestAPanickingJobIsPutOff(t *testing.T) {
	ready(t, func(t *testing.T, w *world, schedule Schedule) {
		s := w.scheduler("a", schedule)
		w.clock.set(moment(t, "2026-11-24T00:59:00Z"))
		w.tick(s)
		w.clock.set(moment(t, "2026-11-24T01:00:00Z"))
		sound := s.Store
		s.Store = breakingStore{sound}
		s.groupsAt = w.clock.Now() // the groups are known already: it is the job that breaks
		for _, wait := range []time.Duration{0, time.Minute, time.Minute, 2 * time.Minute} {
			w.clock.advance(wait)
			s.groupsAt = w.clock.Now()
			_ = s.Tick(w.ctx)
		}
		run, _, err := w.store.LastJobRun(w.ctx, "digest:Asia/Shanghai", w.clock.Now())
		if err != nil || run.Attempts != 2 || run.FinishedAt != nil {
			t.Errorf("after four minutes: %+v, %v; want two attempts, the second put off", run, err)
		}
		s.Store = sound
		w.clock.advance(time.Hour)
		w.tick(s)
		w.expect(wangsDigest)
	})
}

// hanging is a Slack that answers nobody but one recipient until it is released.
type hanging struct {
	*fakeSlack
	answered string
	hung     sync.WaitGroup
	released chan struct{}
}

func (h *hanging) Post(ctx context.Context, to string, m Message, key string, stillClaimed func() error) (Posted, error) {
	if to != h.answered {
		h.hung.Done()
		select {
		case <-h.released:
		case <-ctx.Done():
		}
	}
	return h.fakeSlack.Post(ctx, to, m, key, stillClaimed)
}

// While every other worker hangs at Slack, a reminder is decided and posted.
func TestAReminderDoesNotWaitForDigests(t *testing.T) {
	each(t, "2026-11-24T01:00:00Z", func(t *testing.T, w *world) {
		slack := &hanging{fakeSlack: w.slack, answered: "ULINA", released: make(chan struct{})}
		slack.hung.Add(bulkWorkers)
		schedule := Schedule{Digest: "0 0 1 1 *", Zone: zone(t, "Asia/Shanghai")}
		s := w.scheduler("a", schedule, func(o *Options) { o.Poster = slack })
		w.tick(s)
		for i := range bulkWorkers {
			id := fmt.Sprintf("UP%d", i)
			w.where[id] = w.where["UWANG"]
			w.plan(id, "2026-11-24", "")
			if err := w.store.Enqueue(w.ctx, s.message(models.ToldDigest, id, "digest:"+id, payload{At: w.clock.Now().Unix()})); err != nil {
				t.Fatal(err)
			}
		}
		ctx, stop := context.WithCancel(w.ctx)
		over := make(chan error)
		go func() { over <- s.Run(ctx) }()
		slack.hung.Wait()
		f := w.plan("ULINA", "2026-11-24", "09:30")
		w.clock.set(*f.DueAt)
		s.Wake()
		want := fmt.Sprintf("reminder:%d:%d", f.ID, f.DueAt.Unix())
		eventually(t, "the reminder", func() bool { return w.slack.countPosted(want) == 1 })
		close(slack.released)
		eventually(t, "the digests", func() bool { return len(w.slack.news()) > 0 || w.resting() })
		stop()
		if err := <-over; err != nil {
			t.Error(err)
		}
	})
}

func (w *world) resting() bool {
	counts, err := w.store.CountOutbox(w.ctx)
	return err == nil && counts[models.OutboxPending] == 0
}

// eventually waits for a condition, for as long as a busy machine may need.
func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); !so(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not in two minutes", what)
		}
	}
}

// flaky is a store that does not record what was sent until it is mended.
type flaky struct {
	Store
	mended bool
}

func (f *flaky) MarkSent(ctx context.Context, m models.OutboxMessage, at, look time.Time, next ...models.OutboxMessage) (string, string, error) {
	if !f.mended {
		return "", "", errors.New("the database is away")
	}
	return f.Store.MarkSent(ctx, m, at, look, next...)
}

// What could not be recorded while the database was away is recorded when it is back, without another look or post.
func TestWhatIsOwedToTheDatabaseIsPaid(t *testing.T) {
	ready(t, func(t *testing.T, w *world, schedule Schedule) {
		away := &flaky{}
		s := w.scheduler("a", schedule, func(o *Options) { away.Store = o.Store; o.Store = away })
		if err := s.Tick(w.ctx); err == nil {
			t.Fatal("the database was not away")
		}
		away.mended = true
		w.tick(s)
		w.expect(wangsDigest)
		w.settled()
		if w.slack.looked != 0 {
			t.Errorf("looked for it %d times", w.slack.looked)
		}
	})
}

package scheduler

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// manyDue is how many follow-ups are due at nine o'clock.
const manyDue = 10_000

// BenchmarkNineOClock measures the digests of 10,000 follow-ups that are due at nine, of as many people and of 500: how
// long it takes to decide them, and how long and with how much memory to deliver them to a Slack that takes everything at
// once. Run: go test ./scheduler -run '^$' -bench Nine -benchtime 1x
func BenchmarkNineOClock(b *testing.B) {
	for _, kind := range storetest.Kinds() {
		for _, people := range []int{500, manyDue} {
			db := kind.New(b)
			b.Run(fmt.Sprintf("%s/%d", kind.Name, people), func(b *testing.B) { nineOClock(b, storetest.Open(b, db), people) })
		}
	}
}

func nineOClock(b *testing.B, st *store.Store, people int) {
	clock := &fakeClock{now: time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)}
	slack := &openSlack{}
	s := benched(b, st, clock, slack)
	if err := s.Tick(b.Context()); err != nil {
		b.Fatal(err)
	}
	plant(b, st, clock, people)
	for day := 0; b.Loop(); day++ {
		clock.set(time.Date(2026, 11, 24+day, 9, 0, 0, 0, time.UTC))
		s.Store = undelivered{st}
		begun := time.Now()
		if err := s.Tick(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(begun).Seconds(), "s/decided")
		s.Store, begun = st, time.Now()
		peak := watchMemory()
		if err := s.Tick(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(peak(), "MB/peak")
		b.ReportMetric(float64(people)/time.Since(begun).Seconds(), "delivered/s")
		if got := slack.posted.Swap(0); got != int64(people) {
			b.Fatalf("%d digests, want %d", got, people)
		}
	}
}

func benched(b *testing.B, st *store.Store, clock *fakeClock, slack Poster) *Scheduler {
	service := crm.New(st, clock, crm.Team{})
	s, err := New(Options{
		Store: st, CRM: service, Reports: reports.New(st), Poster: slack, Directory: asking{service}, Clock: clock,
		Owner: "bench", Log: slog.New(slog.DiscardHandler), Schedule: Schedule{Digest: "0 9 * * *", Zone: time.UTC, Language: "zh", Grace: time.Hour},
	})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// plant puts follow-ups there that are due.
func plant(b *testing.B, st *store.Store, clock *fakeClock, people int) {
	ctx, now := b.Context(), clock.Now()
	err := st.Tx(ctx, func(tx *store.Tx) error {
		c := models.Customer{Name: "北方", NameKey: "北方", Status: models.StatusPotential, CreatedAt: now, UpdatedAt: now, CreatedBy: "U0", UpdatedBy: "U0", Version: 1}
		if err := tx.InsertCustomer(ctx, &c); err != nil {
			return err
		}
		for i := range manyDue {
			f := models.FollowUp{
				CustomerID: c.ID, Title: "送报价", DueOn: models.DateOf(now), Assignee: fmt.Sprintf("U%05d", i%people), State: models.FollowUpPlanned,
				CreatedAt: now, UpdatedAt: now, CreatedBy: "U0", Version: 1,
			}
			if err := tx.InsertFollowUp(ctx, &f); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

// undelivered is a store out of which nothing comes: what is measured is deciding.
type undelivered struct{ *store.Store }

func (undelivered) ClaimOutbox(context.Context, models.OutboxClaim) ([]models.OutboxMessage, error) {
	return nil, nil
}

// openSlack takes everything at once and keeps nothing.
type openSlack struct{ posted atomic.Int64 }

func (s *openSlack) Post(_ context.Context, to string, _ Message, _ string, stillClaimed func() error) (Posted, error) {
	if err := stillClaimed(); err != nil {
		return Posted{}, err
	}
	s.posted.Add(1)
	return Posted{Channel: "D" + to, TS: "1795480740.000100"}, nil
}

func (*openSlack) FindPosted(context.Context, string, string, time.Time) ([]Posted, error) {
	return nil, nil
}

func (*openSlack) Replace(context.Context, string, string, Message) error { return nil }

func (*openSlack) Remove(context.Context, string, string) error { return nil }

// asking is a directory that asks the database of each person, as the program's does once Slack has said who they are.
type asking struct{ crm *crm.Service }

func (a asking) Person(ctx context.Context, id string) (Person, error) {
	profile, err := a.crm.Enter(ctx, models.Identity{ID: id})
	return Person{Zone: time.UTC, Locale: "zh-CN", Active: profile.Actor.May(models.MayView), Preferences: profile.Preferences}, err
}

func (asking) Disturb(context.Context, []string) (map[string]time.Time, error) { return nil, nil }

// watchMemory watches the heap until the function it returns is called, which tells its peak in MB.
func watchMemory() (peak func() float64) {
	stop, most := make(chan struct{}), make(chan uint64)
	runtime.GC()
	go func() {
		var highest uint64
		ticker := time.NewTicker(20 * time.Millisecond)
		defer ticker.Stop()
		for {
			var now runtime.MemStats
			runtime.ReadMemStats(&now)
			highest = max(highest, now.HeapInuse)
			select {
			case <-ticker.C:
			case <-stop:
				most <- highest
				return
			}
		}
	}()
	return func() float64 {
		close(stop)
		return float64(<-most) / (1 << 20)
	}
}

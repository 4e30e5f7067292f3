package store_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

func TestAJobRunHasOneOwner(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		handles := []*store.Store{open(), open()}
		const job = "digest:Asia/Shanghai"
		race := func(at time.Time) (winners int64) {
			var wg sync.WaitGroup
			for i := range 8 {
				wg.Go(func() {
					_, ok, err := handles[i%2].ClaimJobRun(ctx, job, now, at, time.Minute, fmt.Sprint(i))
					if err != nil {
						t.Error(err)
					}
					if ok {
						atomic.AddInt64(&winners, 1)
					}
				})
			}
			wg.Wait()
			return winners
		}
		for _, test := range []struct {
			at   time.Time
			want int64
		}{{now, 1}, {now.Add(time.Minute - time.Microsecond), 0}, {now.Add(time.Minute), 1}} {
			if got := race(test.at); got != test.want {
				t.Errorf("%d claimed at %v, want %d", got, test.at, test.want)
			}
		}
		run, ok, err := handles[0].LastJobRun(ctx, job, now)
		if err != nil || !ok || run.Fence != 2 || run.Attempts != 2 || !run.ScheduledAt.Equal(now) || run.FinishedAt != nil {
			t.Errorf("run = %+v, %v, %v", run, ok, err)
		}
	})
}

func TestALostLeaseWritesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		st := open()
		first, ok, err := st.ClaimJobRun(ctx, "report", now, now, time.Minute, "p1")
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		if ok, err := st.RenewJobRun(ctx, first, now.Add(2*time.Minute)); !ok || err != nil {
			t.Errorf("renew: %v, %v", ok, err)
		}
		if _, ok, _ := st.ClaimJobRun(ctx, "report", now, now.Add(time.Minute), time.Minute, "p2"); ok {
			t.Error("taken over though it was renewed")
		}
		second, ok, err := st.ClaimJobRun(ctx, "report", now, now.Add(2*time.Minute), time.Minute, "p2")
		if err != nil || !ok || second.Fence != 2 || second.ClaimedBy != "p2" || second.ID != first.ID {
			t.Fatalf("take over: %+v, %v, %v", second, ok, err)
		}
		if err := st.FinishJobRun(ctx, first, now, []models.OutboxMessage{message("first")}); !errors.Is(err, store.ErrLeaseLost) {
			t.Errorf("the first owner finishes: %v, want ErrLeaseLost", err)
		}
		if ok, err := st.RenewJobRun(ctx, first, now.Add(time.Hour)); ok || err != nil {
			t.Errorf("the first owner renews: %v, %v", ok, err)
		}
		if list := claim(t, st, "p", now, 9); len(list) != 0 {
			t.Errorf("messages of a lost run: %+v", list)
		}
		must(t, st.FinishJobRun(ctx, second, now.Add(time.Minute), []models.OutboxMessage{message("second"), message("second")}))
		if err := st.FinishJobRun(ctx, second, now, nil); !errors.Is(err, store.ErrLeaseLost) {
			t.Errorf("finished twice: %v", err)
		}
		if list := claim(t, st, "p", now, 9); len(list) != 1 {
			t.Errorf("%d messages, want 1", len(list))
		}
		if _, ok, _ := st.ClaimJobRun(ctx, "report", now, now.Add(time.Hour), time.Minute, "p3"); ok {
			t.Error("a finished run was claimed")
		}
	})
}

func TestBaselineAndLastRun(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		st := open()
		if _, ok, err := st.LastJobRun(ctx, "weekly", now.Add(time.Hour)); ok || err != nil {
			t.Errorf("before any run: %v, %v", ok, err)
		}
		precise := now.Add(123456789 * time.Nanosecond)
		for range 2 {
			must(t, st.BaselineJob(ctx, "weekly", precise))
		}
		run, ok, err := st.LastJobRun(ctx, "weekly", now.Add(time.Hour))
		if err != nil || !ok || run.FinishedAt == nil || !run.ScheduledAt.Equal(precise.Truncate(time.Microsecond)) {
			t.Errorf("baseline = %+v, %v, %v", run, ok, err)
		}
	})
}

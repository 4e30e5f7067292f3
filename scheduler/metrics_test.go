package scheduler

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
)

func TestTheOutboxIsMeasured(t *testing.T) {
	ready(t, func(t *testing.T, w *world, schedule Schedule) {
		registry := prometheus.NewRegistry()
		s := w.scheduler("a", schedule, func(o *Options) { o.Metrics = registry })
		expect := func(want map[string]float64) {
			t.Helper()
			families, err := registry.Gather()
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]float64{}
			for _, family := range families {
				for _, metric := range family.GetMetric() {
					if name, outbox := strings.CutPrefix(family.GetName(), "guanxi_outbox_"); outbox {
						for _, label := range metric.GetLabel() {
							name = label.GetValue()
						}
						got[name] = metric.GetGauge().GetValue()
					}
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		}
		w.slack.fail("UWANG", failure{}, failure{permanent: true})
		expect(map[string]float64{"pending": 0, "posted": 0, "dead": 0, "oldest_seconds": 0})
		w.tick(s)
		w.clock.advance(20 * time.Second)
		expect(map[string]float64{"pending": 1, "posted": 0, "dead": 0, "oldest_seconds": 20})
		w.clock.advance(10 * time.Second)
		w.tick(s)
		expect(map[string]float64{"pending": 0, "posted": 0, "dead": 1, "oldest_seconds": 0})
	})
}

// A run that takes long is kept, and given up when another process has it.
func TestLongRunsAreRenewed(t *testing.T) {
	each(t, "2026-11-24T01:00:00Z", func(t *testing.T, w *world) {
		s := w.scheduler("slow", Schedule{})
		now := w.clock.Now()
		run, claimed, err := w.store.ClaimJobRun(w.ctx, "digest", now, now, lease, "slow")
		if err != nil || !claimed {
			t.Fatal(claimed, err)
		}
		keepRun := s.beat(run, now)
		for range 20 {
			w.clock.advance(lease / 3)
			if err := keepRun(w.ctx); err != nil {
				t.Fatal(err)
			}
			if _, claimed, _ := w.store.ClaimJobRun(w.ctx, "digest", run.ScheduledAt, w.clock.Now(), lease, "other"); claimed {
				t.Fatal("taken over though it was renewed")
			}
		}
		w.clock.advance(lease)
		if _, claimed, _ := w.store.ClaimJobRun(w.ctx, "digest", run.ScheduledAt, w.clock.Now(), lease, "other"); !claimed {
			t.Fatal("not taken over")
		}
		if err := keepRun(w.ctx); err == nil {
			t.Error("still believes to have it")
		}
	})
}

package scheduler

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/guanxi-crm/guanxi/models"
)

type metrics struct {
	jobs     *prometheus.CounterVec
	messages *prometheus.CounterVec
	erased   prometheus.Counter
	panics   prometheus.Counter
	offset   prometheus.Gauge
	doubted  prometheus.Gauge
	ahead    *prometheus.CounterVec
}

func newMetrics(registry prometheus.Registerer) *metrics {
	m := &metrics{
		jobs: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "guanxi_scheduler_jobs_total", Help: "Job runs of this process, by kind and outcome.",
		}, []string{"kind", "outcome"}),
		messages: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "guanxi_scheduler_messages_total", Help: "Outbox messages, by kind and what became of them.",
		}, []string{"kind", "outcome"}),
		erased: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "guanxi_scheduler_erased_customers_total", Help: "Churned customers whose data this process erased after the retention period.",
		}),
		panics: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "guanxi_scheduler_panics_total", Help: "Panics of jobs and messages in this process; the log has each with its reference.",
		}),
		offset: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "guanxi_scheduler_clock_offset_seconds", Help: "How far this process's clock was ahead of the database server's at the last look; negative is behind, 0 is close enough or not known.",
		}),
		doubted: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "guanxi_scheduler_clock_doubted", Help: "1 while this process doesn't believe its clock, and so decides nothing.",
		}),
		ahead: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "guanxi_scheduler_ahead_total", Help: "What this process found in the database that a clock which was ahead has written: job runs in the future, and what was held until then.",
		}, []string{"what"}),
	}
	if registry != nil {
		registry.MustRegister(m.jobs, m.messages, m.erased, m.panics, m.offset, m.doubted, m.ahead)
	}
	return m
}

// backlogWithin is how long a scrape waits for the database.
const backlogWithin = 2 * time.Second

// backlog reports the outbox as it is when Prometheus asks. While the database is away it reports nothing.
type backlog struct {
	store  Outbox
	clock  models.Clock
	log    *slog.Logger
	counts *prometheus.Desc
	oldest *prometheus.Desc
}

func newBacklog(o Options) backlog {
	return backlog{
		store: o.Store, clock: o.Clock, log: o.Log,
		counts: prometheus.NewDesc("guanxi_outbox_messages",
			"Messages in the outbox: pending, posted (to be looked for again), dead (given up).", []string{"state"}, nil),
		oldest: prometheus.NewDesc("guanxi_outbox_oldest_seconds",
			"How long ago the oldest message was decided that is due or was tried, and is not posted.", nil, nil),
	}
}

// Describe implements prometheus.Collector.
func (b backlog) Describe(out chan<- *prometheus.Desc) { out <- b.counts; out <- b.oldest }

// Collect implements prometheus.Collector.
func (b backlog) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), backlogWithin)
	defer cancel()
	now := b.clock.Now()
	found, err := b.store.OutboxBacklog(ctx, now)
	if err != nil {
		b.log.Warn("outbox not counted", "error", err)
		return
	}
	for state, n := range map[models.OutboxState]int{
		models.OutboxPending: found.Pending, models.OutboxPosted: found.Posted, models.OutboxDead: found.Dead,
	} {
		out <- prometheus.MustNewConstMetric(b.counts, prometheus.GaugeValue, float64(n), string(state))
	}
	age := 0.0
	if !found.Oldest.IsZero() {
		age = max(0, now.Sub(found.Oldest).Seconds())
	}
	out <- prometheus.MustNewConstMetric(b.oldest, prometheus.GaugeValue, age)
}

package scheduler

import "github.com/prometheus/client_golang/prometheus"

type metrics struct {
	jobs     *prometheus.CounterVec
	messages *prometheus.CounterVec
}

func newMetrics(registry prometheus.Registerer) *metrics {
	m := &metrics{
		jobs: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "guanxi_scheduler_jobs_total", Help: "Job runs of this process, by kind and outcome.",
		}, []string{"kind", "outcome"}),
		messages: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "guanxi_scheduler_messages_total", Help: "Outbox messages, by kind and what became of them.",
		}, []string{"kind", "outcome"}),
	}
	if registry != nil {
		registry.MustRegister(m.jobs, m.messages)
	}
	return m
}

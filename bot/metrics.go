package bot

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics is what the transport counts. None of it names a person or a channel.
type metrics struct {
	envelopes   *prometheus.CounterVec
	duplicates  prometheus.Counter
	ack         prometheus.Histogram
	handler     *prometheus.HistogramVec
	errors      *prometheus.CounterVec
	posts       *prometheus.CounterVec
	rateLimited *prometheus.CounterVec
	sockets     prometheus.Gauge
	refused     prometheus.Counter
	panics      prometheus.Counter
}

func newMetrics(registry prometheus.Registerer) *metrics {
	m := &metrics{
		envelopes: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "guanxi_bot_envelopes_total", Help: "Envelopes received over the sockets, by kind of request.",
		}, []string{"kind"}),
		duplicates: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "guanxi_bot_duplicates_total", Help: "Deliveries that had been handled before.",
		}),
		ack: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "guanxi_bot_ack_seconds", Help: "Time from receiving an envelope to acknowledging it.",
			Buckets: []float64{.0005, .001, .005, .01, .05, .1, .25, .5, .75, 1, 2, 3},
		}),
		handler: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "guanxi_bot_handler_seconds", Help: "Time a handler took, by kind of request.",
			Buckets: prometheus.ExponentialBuckets(.001, 3, 10),
		}, []string{"kind"}),
		errors: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "guanxi_bot_handler_errors_total", Help: "Handlers that ended in an internal error, by kind of request.",
		}, []string{"kind"}),
		posts: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "guanxi_slack_calls_total", Help: "Calls of Slack's Web API, by method and outcome.",
		}, []string{"method", "outcome"}),
		rateLimited: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "guanxi_slack_rate_limited_total", Help: "Calls that Slack answered with 429, by method.",
		}, []string{"method"}),
		sockets: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "guanxi_bot_sockets", Help: "Sockets that are open.",
		}),
		refused: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "guanxi_bot_refused_total", Help: "Requests that were refused because there was too much under way.",
		}),
		panics: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "guanxi_bot_panics_total", Help: "Panics while handling requests; the log has each with its reference.",
		}),
	}
	if registry != nil {
		registry.MustRegister(m.envelopes, m.duplicates, m.ack, m.handler, m.errors, m.posts, m.rateLimited, m.sockets, m.refused, m.panics)
	}
	return m
}

func seconds(since time.Time) float64 { return time.Since(since).Seconds() }

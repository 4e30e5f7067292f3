package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/store"
)

// health serves the pages for the people who run the bot: /healthz (the process lives), /readyz (it can work: the
// database answers, a socket is open, the clock is believed) and /metrics (Prometheus).
type health struct {
	addr    string // "" serves nothing
	store   *store.Store
	bot     *bot.Bot
	doubt   func(context.Context) (why string, err error) // of the clock; "" is none
	metrics *prometheus.Registry
}

func (h *health) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", h.ready)
	mux.Handle("GET /metrics", promhttp.HandlerFor(h.metrics, promhttp.HandlerOpts{}))
	return mux
}

// guarded is the handler for callers that use a name of this machine.
func (h *health) guarded() http.Handler { return sandbox.LocalOnly(h.addr, h.handler()) }

// ready answers 200 or 503 and says what is missing.
func (h *health) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	database, socket := "ok", "ok"
	if err := h.store.Ping(ctx); err != nil {
		database = "unreachable"
	}
	if !h.bot.Ready() {
		socket = "not connected"
	}
	clock := "not compared"
	if why, err := h.doubt(ctx); err == nil {
		clock = cmp.Or(why, "ok")
	}
	if database != "ok" || socket != "ok" || clock != "ok" {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_, _ = fmt.Fprintf(w, "database: %s\nsocket: %s\nclock: %s\n", database, socket, clock)
}

// run serves until ctx ends.
func (h *health) run(ctx context.Context) error {
	if h.addr == "" {
		return nil
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", h.addr)
	if err != nil {
		return fmt.Errorf("serve health on http.addr: %w", err)
	}
	return serveHTTP(ctx, listener, h.guarded())
}

// serveHTTP serves until ctx ends, and then gives running requests a moment to finish.
func serveHTTP(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	stopped := context.AfterFunc(ctx, func() {
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		if server.Shutdown(grace) != nil {
			_ = server.Close()
		}
	})
	defer stopped()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

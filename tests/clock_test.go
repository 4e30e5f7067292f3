package tests

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/cli"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// readiness is what the page of a process says at an address.
func readiness(t *testing.T, addr string) (status int, text string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+addr+"/readyz", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, ""
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

// A process whose clock is far from the database's says so, is not ready, and leaves everything to the one whose clock is
// right; when its own is right again it takes part.
func TestAProcessWithAWrongClock(t *testing.T) {
	eachUnstarted(t, func(t *testing.T, w *world) {
		w.log = &lockedLog{}
		right := w.Server().Clock()
		var off atomic.Int64
		cfg := w.config()
		cfg.HTTP.Addr = freeAddress(t)
		program, err := cli.Assemble(t.Context(), cfg, models.ClockFunc(func() time.Time { return right.Now().Add(time.Duration(off.Load())) }),
			w.logger(), cli.ComparedWith(models.ClockFunc(right.Now)))
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- program.Run(ctx) }()
		t.Cleanup(func() {
			stop()
			if err := <-ended; err != nil {
				t.Error(err)
			}
			_ = program.Close()
		})
		defer right.OnMove(func(time.Time) { program.Wake() })()
		w.Eventually("the process to be ready", func() bool { status, _ := readiness(t, cfg.HTTP.Addr); return status == http.StatusOK })
		st, err := store.Open(t.Context(), w.db.Driver, w.db.DSN)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = st.Close() }()
		w.Eventually("the process to have looked at the clock", func() bool { day, err := st.LastDay(t.Context()); return err == nil && !day.IsZero() })
		w.start()
		wang := w.User("wangwei")
		wang.In("销售").Command("/crm new 北京星河 next=2026-11-25 !").Ephemeral("已创建")
		w.at("Asia/Shanghai", "2026-11-25 09:00")
		w.advanceUntil(wang.DM(), "你的跟进 · 2026-11-25")

		off.Store(int64(57 * 24 * time.Hour))
		status, text := readiness(t, cfg.HTTP.Addr)
		if status != http.StatusServiceUnavailable || !strings.Contains(text, "clock: it is 1368h0m0s ahead of the database's") {
			t.Errorf("with a wrong clock it answers %d %s", status, text)
		}
		program.Wake()
		w.at("Asia/Shanghai", "2026-11-26 09:00")
		w.Eventually("the log to say so", func() bool { return strings.Contains(w.log.String(), "the clock is not believed") })
		w.advanceUntil(wang.DM(), "你的跟进 · 2026-11-26")
		off.Store(0)
		if status, text := readiness(t, cfg.HTTP.Addr); status != http.StatusOK || !strings.Contains(text, "clock: ok") {
			t.Errorf("with a right clock it answers %d %s", status, text)
		}
		w.at("Asia/Shanghai", "2026-11-27 09:00")
		w.advanceUntil(wang.DM(), "你的跟进 · 2026-11-27")
		for _, day := range []string{"2026-11-25", "2026-11-26", "2026-11-27"} {
			if n := count(wang.DM(), "你的跟进 · "+day); n != 1 {
				t.Errorf("the digest of %s came %d times", day, n)
			}
		}
	})
}

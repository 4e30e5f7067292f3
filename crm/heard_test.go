package crm_test

import (
	"errors"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
)

// Where messages are to be tickets, it is known of every process and for good whether any was ever heard.
func TestHeardOnceIsHeard(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		if w.AwaitsMessages() || w.Heard() {
			t.Error("messages are awaited that nothing is to be made of, or were heard")
		}
		if _, err := w.SetReportChannel(w.ctx, byAdmin(), models.ReportChannel{ID: "C0SUPPORT", Tickets: true}); err != nil {
			t.Fatal(err)
		}
		later := crm.New(w.store, models.ClockFunc(func() time.Time { return w.now }), crm.Team{})
		if err := errors.Join(w.NoteHeard(w.ctx), w.NoteHeard(w.ctx), later.CheckSettings(w.ctx)); err != nil {
			t.Fatal(err)
		}
		if !w.Heard() || !later.Heard() || !later.AwaitsMessages() {
			t.Error("what was heard is missed")
		}
	})
}

package scheduler

import (
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// The audit log is forgotten in batches when it is older than it is kept; 0 keeps it for ever. What is younger can still be
// taken back, and the history shows what is left.
func TestAuditIsForgotten(t *testing.T) {
	each(t, "2026-01-15T02:00:00Z", func(t *testing.T, w *world) {
		entries := func(id int64) int {
			list, err := w.store.Audit(w.ctx, models.EntityCustomer, id, 100)
			if err != nil {
				t.Fatal(err)
			}
			return len(list)
		}
		old := w.churn("旧客户")
		was := entries(old.ID)
		if was == 0 {
			t.Fatal("nothing stands in the log")
		}
		forever := w.scheduler("forever", Schedule{Zone: zone(t, "Asia/Shanghai")})
		year := w.scheduler("year", Schedule{Zone: zone(t, "Asia/Shanghai"), AuditMonths: 12})
		w.clock.set(moment(t, "2027-01-10T02:00:00Z"))
		w.lived()
		young := w.churn("新客户")
		w.tick(forever, year)
		if n := entries(old.ID); n != was {
			t.Errorf("%d of %d entries are left before a year is over", n, was)
		}
		w.clock.set(moment(t, "2027-01-20T02:00:00Z"))
		w.lived()
		w.tick(forever)
		if n := entries(old.ID); n != was {
			t.Errorf("%d of %d entries are left where the log is kept for ever", n, was)
		}
		w.clock.advance(pruneEvery + time.Second)
		w.tick(year)
		if n, fresh := entries(old.ID), entries(young.ID); n != 0 || fresh != was {
			t.Errorf("%d old entries are left, and %d of %d young ones", n, fresh, was)
		}
	})
}

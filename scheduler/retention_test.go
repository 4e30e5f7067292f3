package scheduler

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/guanxi-crm/guanxi/models"
)

// churn makes a customer that has churned now.
func (w *world) churn(name string) models.Customer {
	w.t.Helper()
	op := models.Operation{Actor: models.Actor{ID: "UWANG", Role: models.RoleSales}, Source: "test"}
	customer, err := w.crm.CreateCustomer(w.ctx, op, models.Customer{Name: name, ContactName: "王经理", Notes: "总是打给王经理"})
	if err == nil {
		customer, err = w.crm.ChangeStatus(w.ctx, op, customer.ID, models.StatusInput{
			To: models.StatusChurned, Reason: "搬走了", NewInteraction: &models.InteractionInput{Kind: models.InteractionCall, Text: "王经理说搬走了"},
		})
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return customer
}

func (w *world) erased(id int64) bool {
	w.t.Helper()
	c, err := w.store.Customer(w.ctx, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return c.Erased()
}

// Churned customers are erased in the night after the retention period, once, whichever process does it; who stirs is
// kept.
func TestRetention(t *testing.T) {
	each(t, "2026-01-15T02:00:00Z", func(t *testing.T, w *world) {
		schedule := Schedule{Zone: zone(t, "Asia/Shanghai"), Language: "zh", RetentionMonths: 6}
		registry := prometheus.NewRegistry()
		one, two := w.scheduler("one", schedule, func(o *Options) { o.Metrics = registry }), w.scheduler("two", schedule)
		never := w.scheduler("never", Schedule{Zone: schedule.Zone})
		silent, heard, planned := w.churn("沉默"), w.churn("来电"), w.churn("有跟进")
		w.tick(one, two)

		w.clock.set(moment(t, "2026-03-01T02:00:00Z"))
		op := models.Operation{Actor: models.Actor{ID: "UWANG", Role: models.RoleSales}, Source: "test"}
		if _, err := w.crm.LogInteraction(w.ctx, op, heard.ID, models.InteractionInput{Kind: models.InteractionCall, Text: "又来电"}); err != nil {
			t.Fatal(err)
		}
		due, _ := models.ParseDate("2026-12-01")
		if _, err := w.crm.PlanFollowUp(w.ctx, op, planned.ID, models.FollowUpInput{DueOn: due}); err != nil {
			t.Fatal(err)
		}

		// What is over is reckoned from the day before yesterday.
		w.clock.set(moment(t, "2026-07-17T19:30:00Z")) // the 18th, half past three: six months are not over
		w.lived()
		w.tick(one, two)
		if w.erased(silent.ID) {
			t.Error("erased before its time")
		}
		w.clock.set(moment(t, "2026-07-18T19:29:00Z"))
		w.tick(one, two)
		if w.erased(silent.ID) {
			t.Error("erased by day")
		}
		w.clock.set(moment(t, "2026-07-18T19:30:00Z"))
		w.tick(never)
		if w.erased(silent.ID) {
			t.Error("erased without a retention period")
		}
		w.tick(one, two)
		if !w.erased(silent.ID) || w.erased(heard.ID) || w.erased(planned.ID) {
			t.Errorf("erased: silent %v, heard of %v, planned %v", w.erased(silent.ID), w.erased(heard.ID), w.erased(planned.ID))
		}
		w.tick(two, one)
		page, err := w.store.History(w.ctx, silent.ID, "", 50)
		if err != nil {
			t.Fatal(err)
		}
		erasures := 0
		for _, entry := range page.Entries {
			if entry.Action == models.ActionErase {
				erasures++
				if entry.Actor != models.SystemID || entry.Source != "retention" {
					t.Errorf("erased by %s, by way of %s", entry.Actor, entry.Source)
				}
			} else if entry.OldValue+entry.NewValue != "" {
				t.Errorf("%s %s still has %q → %q", entry.Action, entry.Field, entry.OldValue, entry.NewValue)
			}
		}
		if erasures != 1 {
			t.Errorf("erased %d times", erasures)
		}
		if got, err := w.store.Customer(w.ctx, silent.ID); err != nil || got.Name != "沉默" || got.ContactName != "" {
			t.Errorf("left are the name %q and the contact %q, %v", got.Name, got.ContactName.Plain(), err)
		}
		families, err := registry.Gather()
		if err != nil {
			t.Fatal(err)
		}
		for _, family := range families {
			if family.GetName() == "guanxi_scheduler_erased_customers_total" && family.GetMetric()[0].GetCounter().GetValue() != 1 {
				t.Errorf("counted %v", family.GetMetric())
			}
		}
		w.clock.set(moment(t, "2026-09-05T19:30:00Z"))
		w.lived()
		w.tick(one, two)
		if !w.erased(heard.ID) || w.erased(planned.ID) {
			t.Error("six months after the last word the customer is not erased, or one with an open follow-up is")
		}
	})
}

// stubborn erases some, and then fails or is stopped.
type stubborn struct {
	FollowUps
	most int
}

func (s stubborn) EraseSilent(ctx context.Context, since time.Time, held func(context.Context) error) (int, error) {
	n := 0
	return s.FollowUps.EraseSilent(ctx, since, func(ctx context.Context) error {
		if n++; n > s.most {
			return errors.New("the power went")
		}
		return held(ctx)
	})
}

// A process that ends in the middle leaves the rest to another.
func TestRetentionGoesOn(t *testing.T) {
	each(t, "2026-01-15T02:00:00Z", func(t *testing.T, w *world) {
		schedule := Schedule{Zone: zone(t, "Asia/Shanghai"), RetentionMonths: 1}
		one := w.scheduler("one", schedule, func(o *Options) { o.CRM = stubborn{o.CRM, 4} })
		two := w.scheduler("two", schedule)
		var all []models.Customer
		for i := range 7 {
			all = append(all, w.churn(fmt.Sprint("客户", i)))
		}
		w.tick(one, two)
		w.clock.set(moment(t, "2026-03-01T19:30:00Z"))
		w.lived()
		if err := one.Tick(w.ctx); err == nil || !strings.Contains(err.Error(), "the power went") {
			t.Fatal(err)
		}
		count := func() (n int) {
			for _, c := range all {
				if w.erased(c.ID) {
					n++
				}
			}
			return n
		}
		if n := count(); n != 3 {
			t.Errorf("%d erased before the power went", n)
		}
		w.tick(two)
		if n := count(); n != 3 {
			t.Errorf("%d erased while the other's claim holds", n)
		}
		w.clock.advance(lease + time.Second)
		w.tick(two)
		if n := count(); n != 7 {
			t.Errorf("%d erased at last", n)
		}
	})
}

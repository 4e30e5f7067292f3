package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// Pages of follow-ups give each once, also where many were due or done at the same moment, in the order that is promised.
func TestPagesOfAReportsFollowUps(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		st := open()
		var of models.Customer
		must(t, st.Tx(ctx, func(tx *store.Tx) error {
			of = models.Customer{Name: "Acme", Kind: models.KindBusiness, Status: models.StatusPotential, CreatedAt: now, UpdatedAt: now, Version: 1}
			if err := tx.InsertCustomer(ctx, &of); err != nil {
				return err
			}
			for i := range 60 {
				f := models.FollowUp{
					CustomerID: of.ID, Title: fmt.Sprint(i), DueOn: models.DateOf(now).AddDays(i % 3), Assignee: fmt.Sprint("U0", i%2), State: models.FollowUpPlanned, CreatedAt: now, UpdatedAt: now, Version: 1,
				}
				if i%4 == 0 {
					f.DueTime, f.Zone = "09:00", "UTC"
					at := f.DueOn.At("09:00", time.UTC)
					f.DueAt = &at
				}
				if i%2 == 0 {
					at := now.Add(time.Duration(i%6) * time.Hour)
					f.State, f.ClosedAt, f.ClosedBy = models.FollowUpDone, &at, fmt.Sprint("U0", i%5)
				}
				if err := tx.InsertFollowUp(ctx, &f); err != nil {
					return err
				}
			}
			return nil
		}))
		rows := models.ReportRows{From: now, To: now.Add(4*time.Hour + time.Second)}
		for name, next := range map[string]func(last models.FollowUp, limit int) ([]models.DueFollowUp, error){
			"planned": func(last models.FollowUp, limit int) ([]models.DueFollowUp, error) {
				return st.PlannedAfter(ctx, rows, last, limit)
			},
			"done": func(last models.FollowUp, limit int) ([]models.DueFollowUp, error) {
				return st.DoneAfter(ctx, rows, last, limit)
			},
		} {
			whole, err := next(models.FollowUp{}, 100)
			must(t, err)
			if len(whole) != 30 || whole[0].CustomerName != "Acme" {
				t.Fatalf("%s: %d follow-ups", name, len(whole))
			}
			var paged []int64
			for last := (models.FollowUp{}); ; {
				page, err := next(last, 7)
				must(t, err)
				if len(page) == 0 {
					break
				}
				last = page[len(page)-1].FollowUp
				for _, f := range page {
					paged = append(paged, f.ID)
				}
			}
			var ids []int64
			for _, f := range whole {
				ids = append(ids, f.ID)
			}
			if !slices.Equal(ids, paged) {
				t.Errorf("%s: %v in pages, %v at once", name, paged, ids)
			}
			if name == "done" && !slices.IsSortedFunc(whole, func(a, b models.DueFollowUp) int { return a.ClosedAt.Compare(*b.ClosedAt) }) {
				t.Error("they are not in the order in which they were done")
			}
		}
		rows.To = now.Add(time.Hour) // of which the end isn't
		if some, err := st.DoneAfter(ctx, rows, models.FollowUp{}, 100); err != nil || len(some) != 10 {
			t.Errorf("%d were done in the first hour: %v", len(some), err)
		}
	})
}

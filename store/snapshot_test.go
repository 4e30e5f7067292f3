package store_test

import (
	"context"
	"errors"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// What is moved from one list to another while both are read stands in one of them, and is read beside a change under way.
func TestASnapshotSeesOneMoment(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		st, other := open(), open()
		c := customer("a")
		today := models.DateOf(now)
		f := models.FollowUp{Title: "call", DueOn: today.AddDays(-1), Assignee: "U0A", State: models.FollowUpPlanned, CreatedAt: now, UpdatedAt: now, CreatedBy: "U0A", Version: 1}
		must(t, st.Tx(ctx, func(tx *store.Tx) error {
			if err := tx.InsertCustomer(ctx, c); err != nil {
				return err
			}
			f.CustomerID = c.ID
			return tx.InsertFollowUp(ctx, &f)
		}))
		q := models.DueQuery{Assignee: "U0A", Today: today, From: today, To: today, Limit: 10}
		must(t, st.Snapshot(ctx, func(read store.Queries) error {
			q.Range = models.DueOverdue
			overdue, err := read.DueFollowUps(ctx, q)
			must(t, err)
			must(t, other.Tx(ctx, func(tx *store.Tx) error {
				moved := f
				moved.DueOn, moved.Version = today, 2
				return tx.UpdateFollowUp(ctx, f, moved)
			}))
			q.Range = models.DueSpan
			due, err := read.DueFollowUps(ctx, q)
			must(t, err)
			if len(overdue.FollowUps) != 1 || len(due.FollowUps) != 0 {
				t.Errorf("%d overdue and %d due today: it stands in both", len(overdue.FollowUps), len(due.FollowUps))
			}
			return nil
		}))
		due, err := st.DueFollowUps(ctx, q)
		if err != nil || len(due.FollowUps) != 1 {
			t.Errorf("afterwards: %d due today, %v", len(due.FollowUps), err)
		}
	})
}

// A snapshot whose answer nobody waits for any more ends with its next statement, and leaves nothing behind for those that come then.
func TestASnapshotEndsWhenNobodyWaits(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		st := open()
		for range 6 { // more than there are connections
			waited, leave := context.WithCancel(ctx)
			err := st.Snapshot(waited, func(read store.Queries) error {
				if _, err := read.KnownPeople(waited, 10); err != nil {
					return err
				}
				leave()
				_, err := read.KnownPeople(waited, 10)
				return err
			})
			if !errors.Is(err, context.Canceled) {
				t.Errorf("it ends with %v", err)
			}
			leave()
		}
		must(t, st.Tx(ctx, func(tx *store.Tx) error { return tx.InsertCustomer(ctx, customer("Northwind")) }))
		if page, err := st.SearchCustomers(ctx, models.CustomerQuery{Words: "northwind"}); err != nil || len(page.Customers) != 1 {
			t.Errorf("afterwards %d are found: %v", len(page.Customers), err)
		}
	})
}

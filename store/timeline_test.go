package store_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// The entries of an older log begin the events that they would begin if they were written now, also where an operation was written across
// two steps of the migration.
func TestEventsOfAnOlderLog(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st, err := store.Open(ctx, db.Driver, db.DSN)
		must(t, err)
		defer st.Close()
		must(t, st.MigrateTo(ctx, 66))
		old := older{t: t, writer: st.Writer()}
		old.insert(1, "Northwind", "")
		kinds := []struct{ entity, action, field, before string }{
			{"customer", "update", "name", "a"},
			{"customer", "update", "phone", ""},
			{"customer", "update", "next_follow_up", ""},
			{"followup", "done", "outcome", ""},
			{"followup", "create", "due_on", ""},
			{"interaction", "log", "", ""},
			{"customer", "status", "status", "potential"},
			{"contact", "promote", "phone", "1"},
			{"customer", "reveal", "", ""},
			{"followup", "undo", "state", "done"},
			{"contact", "update", "email", ""},
		}
		var want []models.AuditEntry
		for i := range 1100 {
			of := kinds[i%len(kinds)]
			e := models.AuditEntry{
				ID: int64(i + 1), At: now, Actor: "U0BOB", Entity: of.entity, EntityID: 1, CustomerID: 1, Action: of.action, Field: of.field, OldValue: of.before,
				Operation: fmt.Sprint("op", i/7),
			}
			if i%50 == 0 {
				e.Operation = "" // older than operations
			}
			want = append(want, e)
			old.exec("INSERT INTO audit_entries (id, at, actor, entity, entity_id, customer_id, version, action, field, old_value, new_value, source, operation) VALUES (?, ?, ?, ?, ?, 1, 1, ?, ?, ?, '', 'test', ?)",
				e.ID, e.At, e.Actor, e.Entity, e.EntityID, e.Action, e.Field, e.OldValue, e.Operation)
		}
		must(t, st.Migrate(ctx))
		models.MarkEvents(want)
		var got []string
		must(t, st.DB().Model(&models.AuditEntry{}).Order("id").Pluck("event", &got).Error)
		var marks []string
		for _, e := range want {
			marks = append(marks, string(e.Leads))
		}
		if diff := cmp.Diff(marks, got); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
		if n := len(slices.DeleteFunc(got, func(kind string) bool { return kind == "" })); n < 300 || n > 900 {
			t.Errorf("%d entries begin an event", n)
		}
	})
}

// However much has happened with a customer, a page of its timeline takes as many statements.
func TestAPageOfATimelineIsBounded(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st := storetest.Open(t, db)
		must(t, st.Tx(ctx, func(tx *store.Tx) error {
			c := customer("Northwind")
			if err := tx.InsertCustomer(ctx, c); err != nil {
				return err
			}
			var entries []models.AuditEntry
			for i := range 400 {
				e := models.AuditEntry{
					At: now, Actor: "U0BOB", Entity: models.EntityCustomer, EntityID: c.ID, CustomerID: c.ID, Version: i + 1, Action: models.ActionUpdate,
					Field: string(models.FieldNotes), Operation: fmt.Sprint("op", i/20),
				}
				entries = append(entries, e)
			}
			return tx.AppendAudit(ctx, entries)
		}))
		pages := 0
		for after := ""; ; {
			var page models.TimelinePage
			statements := statementsRun(t, st, func(s *store.Store) (err error) {
				page, err = s.Timeline(ctx, models.TimelineQuery{CustomerID: 1, Kinds: models.EventKinds(), After: after, Limit: 5})
				return err
			})
			if len(statements) > len(models.EventKinds())+3 {
				t.Errorf("page %d takes %d statements", pages, len(statements))
			}
			for _, e := range page.Events {
				if len(e.Entries) != 20 {
					t.Errorf("an operation of 20 entries is told by %d", len(e.Entries))
				}
			}
			if pages++; page.Next == "" {
				break
			}
			after = page.Next
		}
		if pages != 4 {
			t.Errorf("20 operations stand on %d pages of 5", pages)
		}
		for _, forged := range []string{"x", "eyJvIjoidGltZWxpbmUiLCJpIjoxfQ", "eyJvIjoidGltZWxpbmUiLCJrIjoiMjAyNi0xMS0yNFQwMjowMDowMFoiLCJpIjoxLCJ0Ijo5OX0"} {
			if _, err := st.Timeline(ctx, models.TimelineQuery{CustomerID: 1, Kinds: models.EventKinds(), After: forged}); models.AsErrors(err) == nil {
				t.Errorf("a forged page %q gives %v", forged, err)
			}
		}
	})
}

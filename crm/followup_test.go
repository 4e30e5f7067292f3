package crm_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

func (w *world) plan(customerID int64, day string, at models.TimeOfDay) models.FollowUp {
	w.t.Helper()
	f, err := w.PlanFollowUp(w.ctx, by(alice), customerID, models.FollowUpInput{Title: "call", DueOn: date(day), DueTime: at})
	if err != nil {
		w.t.Fatalf("plan: %v", err)
	}
	return f
}

// next is a customer's next follow-up as "day time".
func (w *world) next(id int64) string {
	c := w.read(id)
	return c.NextFollowUp.String() + " " + string(c.NextFollowUpTime)
}

func TestTheNextFollowUpIsTheEarliestOpenOne(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.create("Acme")
		steps := []struct {
			name string
			do   func() error
			want string
		}{
			{"one planned", func() error { w.plan(c.ID, "2026-12-05", "10:00"); return nil }, "2026-12-05 10:00"},
			{"an earlier one", func() error { w.plan(c.ID, "2026-12-01", ""); return nil }, "2026-12-01 "},
			{"a later one", func() error { w.plan(c.ID, "2026-12-09", ""); return nil }, "2026-12-01 "},
			{"the earliest snoozed past the second", func() error { _, err := w.SnoozeFollowUp(w.ctx, by(bob), 2, 1, date("2026-12-07")); return err }, "2026-12-05 10:00"},
			{"the earliest done", func() error { _, err := w.CompleteFollowUp(w.ctx, by(bob), 1, "they bought"); return err }, "2026-12-07 "},
			{"the earliest cancelled", func() error { _, err := w.CancelFollowUp(w.ctx, by(bob), 2); return err }, "2026-12-09 "},
			{"moved by editing the customer", func() error {
				_, err := w.UpdateCustomer(w.ctx, by(alice), c.ID, 0, map[models.Field]string{"next_follow_up": "2026-12-03", "next_follow_up_time": "08:15"})
				return err
			}, "2026-12-03 08:15"},
			{"cleared by editing the customer", func() error {
				_, err := w.UpdateCustomer(w.ctx, by(alice), c.ID, 0, map[models.Field]string{"next_follow_up": ""})
				return err
			}, " "},
			{"planned by editing the customer", func() error {
				_, err := w.UpdateCustomer(w.ctx, by(bob), c.ID, 0, map[models.Field]string{"next_follow_up": "2026-12-04"})
				return err
			}, "2026-12-04 "},
		}
		for _, step := range steps {
			before := w.read(c.ID)
			if err := step.do(); err != nil {
				t.Fatalf("%s: %v", step.name, err)
			}
			if got := w.next(c.ID); got != step.want {
				t.Errorf("%s: next follow-up %q, want %q", step.name, got, step.want)
			}
			if after := w.read(c.ID); (after.Version != before.Version) != (before.NextFollowUp != after.NextFollowUp || before.NextFollowUpTime != after.NextFollowUpTime) {
				t.Errorf("%s: version %d → %d, next %v → %v", step.name, before.Version, after.Version, before.NextFollowUp, after.NextFollowUp)
			}
		}
		third, err := w.FollowUp(w.ctx, as(alice), 3)
		if err != nil || third.State != models.FollowUpCancelled || third.CustomerCode != "C001" || third.CustomerName != "Acme" {
			t.Errorf("the one cleared: %+v, %v", third, err)
		}
		if f, err := w.FollowUp(w.ctx, as(alice), 4); err != nil || f.Assignee != alice || f.CreatedBy != bob {
			t.Errorf("planned by editing: %+v, %v; want it to be the owner's", f, err)
		}
	})
}

func TestClosingAFollowUpHappensOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.create("Acme")
		f := w.plan(c.ID, "2026-11-25", "")
		done, err := w.CompleteFollowUp(w.ctx, once(bob, "press-1"), f.ID, " signed\r\n ")
		if err != nil || done.State != models.FollowUpDone || done.Outcome != "signed" || done.ClosedBy != bob || !done.ClosedAt.Equal(now.Truncate(time.Microsecond)) {
			t.Fatalf("done = %+v, %v", done, err)
		}
		if _, err := w.CompleteFollowUp(w.ctx, once(bob, "press-1"), f.ID, ""); !errors.Is(err, models.ErrAlreadyHandled) {
			t.Errorf("the same press again: %v", err)
		}
		_, err = w.CompleteFollowUp(w.ctx, once(alice, "press-2"), f.ID, "")
		refused(t, err, "", "error.followup_closed")
		_, err = w.SnoozeFollowUp(w.ctx, by(alice), f.ID, f.Version, date("2026-12-01"))
		refused(t, err, "", "error.followup_closed")
		_, err = w.CancelFollowUp(w.ctx, by(alice), f.ID)
		refused(t, err, "", "error.followup_closed")
		_, err = w.CancelFollowUp(w.ctx, by(alice), f.ID+100)
		refused(t, err, "", "error.followup_not_found")
		if kept, _ := w.FollowUp(w.ctx, as(alice), f.ID); kept.Outcome != "signed" || kept.Version != 2 {
			t.Errorf("kept = %+v", kept)
		}
	})
}

func TestPlanRefuses(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.create("Acme")
		for _, test := range []struct {
			in    models.FollowUpInput
			field models.Field
			key   string
		}{
			{models.FollowUpInput{}, models.FieldDueOn, "error.required"},
			{models.FollowUpInput{DueOn: date("2026-11-23")}, models.FieldDueOn, "error.past_date"},
			{models.FollowUpInput{DueOn: date("2026-11-24"), DueTime: "noon"}, models.FieldDueTime, "error.bad_time"},
			{models.FollowUpInput{DueOn: date("2026-11-24"), Assignee: "carol"}, models.FieldAssignee, "error.unknown_user"},
			{models.FollowUpInput{DueOn: date("2026-11-24"), Title: string(slices.Repeat([]rune("字"), 201))}, models.FieldTitle, "error.too_long"},
		} {
			_, err := w.PlanFollowUp(w.ctx, by(alice), c.ID, test.in)
			refused(t, err, test.field, test.key)
		}
		_, err := w.PlanFollowUp(w.ctx, by(alice), 99, models.FollowUpInput{DueOn: date("2026-11-24")})
		refused(t, err, "", "error.customer_gone")
		_, err = w.CompleteFollowUp(w.ctx, by(alice), w.plan(c.ID, "2026-11-25", "").ID, "福利")
		refused(t, err, models.FieldOutcome, "error.sensitive_word")
	})
}

func TestTodayIsThePersonsOwn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.create("Acme")
		// It is the 24th in Shanghai and still the 23rd in Los Angeles.
		la := models.Operation{Actor: as(alice), Zone: "America/Los_Angeles"}
		f, err := w.PlanFollowUp(w.ctx, la, c.ID, models.FollowUpInput{DueOn: date("2026-11-23"), DueTime: "20:00"})
		if err != nil {
			t.Fatal(err)
		}
		if want := time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC); f.Zone != "America/Los_Angeles" || !f.DueAt.Equal(want) {
			t.Errorf("zone %s, due at %v, want %v", f.Zone, f.DueAt, want)
		}
		for zone, want := range map[string]string{"": "2026-11-24", "No/Where": "2026-11-24", "America/Los_Angeles": "2026-11-23", "../etc": "2026-11-24"} {
			if got := w.Today(zone).String(); got != want {
				t.Errorf("Today(%q) = %s, want %s", zone, got, want)
			}
		}
	})
}

func TestDueFollowUps(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.create("Acme")
		w.now = now.AddDate(0, 0, -10) // so that the past can be planned
		days := []string{"2026-11-20", "2026-11-23", "2026-11-24", "2026-11-24", "2026-11-30", "2026-12-01", "2026-12-02"}
		for i, day := range days {
			who := alice
			if i%2 == 1 {
				who = bob
			}
			in := models.FollowUpInput{DueOn: date(day), DueTime: models.TimeOfDay([]string{"", "09:00"}[i%2]), Assignee: who}
			if _, err := w.PlanFollowUp(w.ctx, by(alice), c.ID, in); err != nil {
				t.Fatal(err)
			}
		}
		w.now = now
		for _, test := range []struct {
			q    models.DueQuery
			want []int64
		}{
			{models.DueQuery{Range: models.DueToday}, []int64{1, 2, 3, 4}},
			{models.DueQuery{}, []int64{1, 2, 3, 4}},
			{models.DueQuery{Range: models.DueOverdue}, []int64{1, 2}},
			{models.DueQuery{Range: models.DueWeek, To: date("2026-11-30")}, []int64{1, 2, 3, 4, 5}},
			{models.DueQuery{Range: models.DueWeek, To: date("2026-11-29")}, []int64{1, 2, 3, 4}},
			{models.DueQuery{Range: models.DueAll}, []int64{1, 2, 3, 4, 5, 6, 7}},
			{models.DueQuery{Range: models.DueAll, Assignee: bob}, []int64{2, 4, 6}},
			{models.DueQuery{Range: models.DueAll, Assignee: "U0NOBODY"}, nil},
		} {
			for _, limit := range []int{0, 1, 2, 3} {
				test.q.Limit = limit
				if got := dueIDs(t, w, test.q, len(test.want)); !slices.Equal(got, test.want) {
					t.Errorf("%+v: %v, want %v", test.q, got, test.want)
				}
			}
		}
		_, err := w.DueFollowUps(w.ctx, as(alice), models.DueQuery{After: "e30"})
		refused(t, err, "", "error.bad_page")
	})
}

// dueIDs reads every page of a list and checks the total of each.
func dueIDs(t *testing.T, w *world, q models.DueQuery, total int) []int64 {
	t.Helper()
	var ids []int64
	for range 20 {
		page, err := w.DueFollowUps(w.ctx, as(alice), q)
		if err != nil {
			t.Fatal(err)
		}
		if page.Total != total {
			t.Errorf("total %d, want %d", page.Total, total)
		}
		for _, f := range page.FollowUps {
			if f.CustomerCode != "C001" || f.CustomerName != "Acme" {
				t.Errorf("customer of %d: %q %q", f.ID, f.CustomerCode, f.CustomerName)
			}
			ids = append(ids, f.ID)
		}
		if page.Next == "" {
			return ids
		}
		q.After = page.Next
	}
	t.Fatal("pages without end")
	return nil
}

func TestFollowUpsOfOneCustomerChangedAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.create("Acme")
		errs := make(chan error, 20)
		for i := range 20 {
			go func() {
				day := date("2026-12-01").AddDays(i)
				_, err := w.PlanFollowUp(w.ctx, by(alice), c.ID, models.FollowUpInput{Title: fmt.Sprint(i), DueOn: day})
				errs <- err
			}()
		}
		for range 20 {
			if err := <-errs; err != nil {
				t.Error(err)
			}
		}
		if got := w.next(c.ID); got != "2026-12-01 " {
			t.Errorf("next follow-up %q, want the earliest of all", got)
		}
	})
}

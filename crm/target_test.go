package crm_test

import (
	"cmp"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
)

// managing is what a manager does.
func managing(user string) models.Operation {
	return models.Operation{Actor: manager(user), Source: "test"}
}

func yuan(amount int64) models.Money { return models.Money{Minor: 100 * amount, Currency: "CNY"} }

// targets are those of the month and quarter of a day that an actor sees.
func (w *world) targets(actor models.Actor, day models.Date) (lines []string) {
	w.t.Helper()
	question, err := w.TargetsOn(w.ctx, actor, day)
	w.check(err)
	for _, t := range question.Targets {
		lines = append(lines, t.String())
	}
	return lines
}

// A target is set, replaced and taken away, each told by the audit log; who sees only their own has only their own.
func TestTargets(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.withSettings()
		december := models.Target{Person: alice, Span: models.TargetMonth, Begins: models.NewDate(2026, 12, 1), Amount: yuan(1000), Customers: 5}
		quarter := models.Target{Span: models.TargetQuarter, Begins: models.NewDate(2026, 10, 1), Amount: yuan(9000)}
		day := models.NewDate(2026, 12, 24)
		for _, step := range []struct {
			set        models.Target
			before     string
			want, mine []string
		}{
			{december, "", []string{"U0ALICE 2026-12 1000 CNY +5", "U0ALICE 2026-Q4 1000 CNY +5"}, []string{"U0ALICE 2026-12 1000 CNY +5", "U0ALICE 2026-Q4 1000 CNY +5"}},
			{quarter, "", []string{"U0ALICE 2026-12 1000 CNY +5", "2026-Q4 9000 CNY", "U0ALICE 2026-Q4 1000 CNY +5"}, []string{"U0ALICE 2026-12 1000 CNY +5", "U0ALICE 2026-Q4 1000 CNY +5"}},
			{models.Target{Person: alice, Span: december.Span, Begins: december.Begins, Customers: 6}, "U0ALICE 2026-12 1000 CNY +5", []string{"U0ALICE 2026-12 +6", "2026-Q4 9000 CNY", "U0ALICE 2026-Q4 +6"}, []string{"U0ALICE 2026-12 +6", "U0ALICE 2026-Q4 +6"}},
			{models.Target{Person: alice, Span: december.Span, Begins: december.Begins}, "U0ALICE 2026-12 +6", []string{"2026-Q4 9000 CNY"}, nil},
			{models.Target{Person: bob, Span: december.Span, Begins: december.Begins}, "", []string{"2026-Q4 9000 CNY"}, nil}, // taken away twice
		} {
			before, err := w.SetTarget(w.ctx, managing(bob), step.set)
			w.check(err)
			if before.String() != step.before {
				t.Errorf("%s: before it was %q, want %q", step.set, before, step.before)
			}
			if got := w.targets(as(bob), day); !slices.Equal(got, step.want) {
				t.Errorf("%s: %q, want %q", step.set, got, step.want)
			}
			if got := w.targets(models.Actor{ID: alice, Role: models.RoleSales, OwnOnly: true}, day); !slices.Equal(got, step.mine) {
				t.Errorf("%s: Alice sees %q, want %q", step.set, got, step.mine)
			}
		}
		entries, err := w.store.Audit(w.ctx, models.EntitySettings, 0, 10)
		w.check(err)
		var told []string
		for _, e := range entries {
			told = append(told, e.Field+": "+e.OldValue+" → "+e.NewValue)
		}
		slices.Sort(told)
		if want := []string{
			"target:  → 2026-Q4 9000 CNY", "target:  → U0ALICE 2026-12 1000 CNY +5", "target: U0ALICE 2026-12 +6 → ", "target: U0ALICE 2026-12 1000 CNY +5 → U0ALICE 2026-12 +6",
		}; !slices.Equal(told, want) {
			t.Errorf("the audit log tells %q, want %q", told, want)
		}
	})
}

// What is refused is refused at its input, all of it at once, and nothing of it is saved.
func TestTargetsRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		good := models.Target{Person: alice, Span: models.TargetMonth, Begins: models.NewDate(2026, 12, 1), Amount: yuan(1)}
		for _, test := range []struct {
			alter func(*models.Target)
			at    models.Input
			key   string
		}{
			{func(t *models.Target) { t.Person = "Alice" }, models.InputUser, "error.unknown_user"},
			{func(t *models.Target) { t.Span = "year" }, models.InputPeriod, "error.target_period"},
			{func(t *models.Target) { t.Begins = models.Date{} }, models.InputPeriod, "error.target_period"},
			{func(t *models.Target) { t.Begins = t.Begins.AddDays(1) }, models.InputPeriod, "error.target_period"},
			{func(t *models.Target) { t.Span = models.TargetQuarter }, models.InputPeriod, "error.target_period"},
			{func(t *models.Target) { t.Begins = t.Begins.AddMonths(60) }, models.InputPeriod, "error.target_period"},
			{func(t *models.Target) { t.Amount.Currency = "USD" }, models.FieldAmount.Input(), "error.target_currency"},
			{func(t *models.Target) { t.Amount.Minor = 0 }, models.FieldAmount.Input(), "error.target_nothing"},
			{func(t *models.Target) { t.Customers = models.MaxTargetCustomers + 1 }, models.InputNewCustomers, "error.target_customers"},
		} {
			bad := good
			test.alter(&bad)
			_, err := w.SetTarget(w.ctx, managing(bob), bad)
			refused(t, err, test.at, test.key)
		}
		both := good
		both.Begins, both.Amount.Minor = both.Begins.AddDays(1), -5
		if _, err := w.SetTarget(w.ctx, managing(bob), both); len(models.AsErrors(err)) != 2 {
			t.Errorf("two things are wrong: %v", err)
		}
		if _, err := w.SetTarget(w.ctx, by(alice), good); models.AsErrors(err) == nil {
			t.Errorf("a sales person sets a target: %v", err)
		}
		if got := w.targets(as(bob), good.Begins); got != nil {
			t.Errorf("saved: %q", got)
		}
	})
}

// Several set the same target at once: one follows the other, and the audit log tells of each what it replaced.
func TestOneTargetIsSetByManyAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var group sync.WaitGroup
		errs := make([]error, 6)
		for i := range errs {
			group.Go(func() {
				_, errs[i] = w.SetTarget(w.ctx, managing(bob), models.Target{Person: alice, Span: models.TargetMonth, Begins: models.NewDate(2026, 12, 1), Amount: yuan(int64(1 + i))})
			})
		}
		group.Wait()
		w.check(errors.Join(errs...))
		entries, err := w.store.Audit(w.ctx, models.EntitySettings, 0, 10)
		w.check(err)
		slices.SortFunc(entries, func(a, b models.AuditEntry) int { return cmp.Compare(a.ID, b.ID) })
		last := ""
		for _, e := range entries {
			if e.OldValue != last {
				t.Errorf("%q was replaced by %q, but it was %q", e.OldValue, e.NewValue, last)
			}
			last = e.NewValue
		}
		if got := w.targets(as(bob), models.NewDate(2026, 12, 1)); len(entries) != len(errs) || len(got) != 2 || got[0] != last {
			t.Errorf("%d entries, the last %q; the target is %q", len(entries), last, got)
		}
	})
}

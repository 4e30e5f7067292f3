package models_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/guanxi-crm/guanxi/models"
)

func target(person, period string, yuan int64, customers int) models.Target {
	span, begins, ok := models.ParseTargetPeriod(period)
	if !ok {
		panic(period)
	}
	t := models.Target{Person: person, Span: span, Begins: begins, Customers: customers}
	if yuan > 0 {
		t.Amount = models.Money{Minor: 100 * yuan, Currency: "CNY"}
	}
	return t
}

// A quarter without a target of its own has the sum of its months, as far as they are set; a month has never a share of its quarter.
func TestTargetsOfADay(t *testing.T) {
	set := []models.Target{
		target("", "2026-10", 100, 0), target("U0A", "2026-10", 10, 1), target("U0B", "2026-Q4", 500, 0), target("U0C", "2026-Q4", 7, 7), target("U0C", "2026-11", 2, 2),
		target("U0A", "2026-11", 0, 2), target("U0B", "2026-12", 30, 0), target("U0D", "2027-01", 1, 1), target("U0D", "2026-09", 1, 1),
	}
	for day, want := range map[string][]string{
		"2026-11-24": {"U0A 2026-11 +2/0", "U0C 2026-11 2 CNY +2/0", "2026-Q4 100 CNY/1", "U0A 2026-Q4 10 CNY +3/2", "U0B 2026-Q4 500 CNY/0", "U0C 2026-Q4 7 CNY +7/0"},
		"2026-12-31": {"U0B 2026-12 30 CNY/0", "2026-Q4 100 CNY/1", "U0A 2026-Q4 10 CNY +3/2", "U0B 2026-Q4 500 CNY/0", "U0C 2026-Q4 7 CNY +7/0"},
		"2027-02-01": {"U0D 2027-Q1 1 CNY +1/1"},
		"2027-04-01": nil,
	} {
		date, err := models.ParseDate(day)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, found := range models.TargetsOn(set, date) {
			got = append(got, fmt.Sprintf("%s/%d", found, found.Months))
		}
		if !slices.Equal(got, want) {
			t.Errorf("on %s: %q, want %q", day, got, want)
		}
	}
}

// What a period is called is read as the same, and it is the days that it begins and ends on.
func TestTargetPeriods(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		made := models.Target{Span: models.TargetMonth, Begins: models.NewDate(2020, 1, 1).AddMonths(rapid.IntRange(0, 400).Draw(t, "months"))}
		if rapid.Bool().Draw(t, "quarter") {
			made.Span, made.Begins = models.TargetQuarter, made.Begins.QuarterStart()
		}
		span, begins, ok := models.ParseTargetPeriod(made.Period())
		if !ok || span != made.Span || begins != made.Begins {
			t.Fatalf("%s is read as %s of %s", made.Period(), span, begins)
		}
		span, begins, ok = models.TargetSpanOf(made.Begins, made.Ends())
		if !ok || span != made.Span || begins != made.Begins {
			t.Fatalf("%s to %s is %s of %s", made.Begins, made.Ends(), span, begins)
		}
	})
	for _, text := range []string{"", "2026", "2026-13", "2026-Q0", "2026-Q5", "2026-Qx", "x-Q1", "2026-12-01"} {
		if span, _, ok := models.ParseTargetPeriod(text); ok {
			t.Errorf("%q is a %s", text, span)
		}
	}
}

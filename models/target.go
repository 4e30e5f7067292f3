package models

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// TargetSpan is for how long a target is.
type TargetSpan string

// The spans, both of the calendar.
const (
	TargetMonth   TargetSpan = "month"
	TargetQuarter TargetSpan = "quarter"
)

// MaxTargetCustomers is the greatest number of new customers that a target may want.
const MaxTargetCustomers = 1_000_000

// Target is what a person or the team is to reach in a month or a quarter: an amount won, new customers, or both.
type Target struct {
	ID        int64
	Person    string // Slack user ID; "" is the team
	Span      TargetSpan
	Begins    Date  // the first day of the span
	Amount    Money `gorm:"embedded"` // in the team's currency; none where only customers are wanted
	Customers int   // 0 where only an amount is wanted
	SetBy     string
	SetAt     time.Time
	Months    int `gorm:"-"` // of a quarter without a target of its own: how many of its months are added up; else 0
}

// TargetProgress is a target with what was reached of it.
type TargetProgress struct {
	Target
	Won Money // in the team's currency
	New int
}

// TargetQuestion asks what was reached of targets.
type TargetQuestion struct {
	Targets []Target
	Rates   Rates
	Until   Date           // the last day that counts
	Zone    *time.Location // the team's, by whose days targets go, so that everybody sees the same
}

// Empty reports that the target wants nothing.
func (t Target) Empty() bool { return t.Amount.None() && t.Customers == 0 }

// Ends returns the last day of the span.
func (t Target) Ends() Date {
	if t.Span == TargetQuarter {
		return t.Begins.AddMonths(3).AddDays(-1)
	}
	return t.Begins.AddMonths(1).AddDays(-1)
}

// Period is the span as people write it: 2026-12, 2026-Q4. ParseTargetPeriod reads it.
func (t Target) Period() string {
	if t.Span == TargetQuarter {
		return fmt.Sprintf("%04d-Q%d", t.Begins.year, (t.Begins.month+2)/3)
	}
	return t.Begins.String()[:len("2026-12")]
}

// String is the target as the audit log has it; "" for one that wants nothing.
func (t Target) String() string {
	if t.Empty() {
		return ""
	}
	words := []string{t.Person, t.Period(), t.Amount.String()}
	if t.Customers > 0 {
		words = append(words, "+"+strconv.Itoa(t.Customers))
	}
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}

// ParseTargetPeriod reads what Period wrote.
func ParseTargetPeriod(text string) (span TargetSpan, begins Date, ok bool) {
	year, quarter, isQuarter := strings.Cut(text, "-Q")
	if isQuarter {
		number, err := strconv.Atoi(quarter)
		begins, dateErr := ParseDate(year + "-01-01")
		return TargetQuarter, begins.AddMonths(3*number - 3), err == nil && dateErr == nil && number >= 1 && number <= 4
	}
	begins, err := ParseDate(text + "-01")
	return TargetMonth, begins, err == nil
}

// TargetSpanOf is the month or the quarter that begins and ends on two days; ok is false where they are neither.
func TargetSpanOf(from, to Date) (span TargetSpan, begins Date, ok bool) {
	for _, t := range []Target{{Span: TargetMonth, Begins: from.MonthStart()}, {Span: TargetQuarter, Begins: from.QuarterStart()}} {
		if t.Begins == from && t.Ends() == to {
			return t.Span, t.Begins, true
		}
	}
	return "", Date{}, false
}

// targetYears is how far from today the month of a target may be.
const targetYears = 3

// Validate returns every rule that a target breaks, each at its input. team is the currency of the team.
func (t Target) Validate(team string, today Date) Errors {
	var errs Errors
	far := !today.IsZero() && (t.Begins.After(today.AddMonths(12*targetYears)) || t.Begins.Before(today.AddMonths(-12*targetYears)))
	if t.Span != TargetMonth && t.Span != TargetQuarter || t.Begins.IsZero() || t.Begins != t.Begins.MonthStart() || t.Span == TargetQuarter && t.Begins != t.Begins.QuarterStart() || far {
		errs = append(errs, Invalid(InputPeriod, "error.target_period", "Years", targetYears))
	}
	switch {
	case t.Amount.None():
	case t.Amount.Currency != team:
		errs = append(errs, Invalid(FieldAmount, "error.target_currency", "Team", team))
	case t.Amount.Minor <= 0:
		errs = append(errs, Invalid(FieldAmount, "error.target_nothing"))
	}
	if t.Customers < 0 || t.Customers > MaxTargetCustomers {
		errs = append(errs, Invalid(InputNewCustomers, "error.target_customers", "Max", MaxTargetCustomers))
	}
	return errs
}

// TargetsOn returns, of targets of a quarter, those of the month and of the quarter that a day is in. Who has no target for the quarter has
// the sum of those of its months, as far as they are set. Months come first, and of each span the team.
func TargetsOn(targets []Target, day Date) []Target {
	var list []Target
	month, quarter := day.MonthStart(), day.QuarterStart()
	sums := map[string]*Target{}
	var order []string
	own := map[string]bool{}
	for _, t := range targets {
		switch {
		case t.Span == TargetQuarter && t.Begins == quarter:
			own[t.Person] = true
			list = append(list, t)
		case t.Span == TargetMonth && t.Begins.QuarterStart() == quarter:
			if t.Begins == month {
				list = append(list, t)
			}
			sum := sums[t.Person]
			if sum == nil {
				sum = &Target{Person: t.Person, Span: TargetQuarter, Begins: quarter}
				sums[t.Person], order = sum, append(order, t.Person)
			}
			sum.Months++
			sum.Customers += t.Customers
			if !t.Amount.None() {
				sum.Amount = Money{Minor: sum.Amount.Minor + t.Amount.Minor, Currency: t.Amount.Currency}
			}
		}
	}
	for _, person := range order {
		if !own[person] {
			list = append(list, *sums[person])
		}
	}
	slices.SortFunc(list, func(a, b Target) int {
		return cmp.Or(strings.Compare(string(a.Span), string(b.Span)), strings.Compare(a.Person, b.Person))
	})
	return list
}

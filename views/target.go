package views

import (
	"strconv"
	"strings"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// TargetLine is a target with how much of it was reached. whose says what its person is called; nil names nobody.
func TargetLine(p *i18n.Printer, t models.TargetProgress, whose func(id string) string) string {
	period := "*" + t.Period() + "*"
	if t.Months > 0 {
		period += " " + p.Count("target.months", t.Months)
	}
	parts := []string{period}
	if whose != nil && t.Person == "" {
		parts = append(parts, p.T("target.team"))
	} else if whose != nil {
		parts = append(parts, whose(t.Person))
	}
	if !t.Amount.None() {
		parts = append(parts, p.T("target.won", "Actual", Money(p, t.Won), "Target", Money(p, t.Amount), "Bar", reachedBar(t.Won.Minor, t.Amount.Minor)))
	}
	if t.Customers > 0 {
		parts = append(parts, p.T("target.customers", "Actual", p.Number(t.New), "Target", p.Number(t.Customers), "Bar", reachedBar(int64(t.New), int64(t.Customers))))
	}
	return strings.Join(parts, " · ")
}

// TargetLines are the lines of targets.
func TargetLines(p *i18n.Printer, list []models.TargetProgress, whose func(id string) string) string {
	lines := make([]string, len(list))
	for i, t := range list {
		lines[i] = TargetLine(p, t, whose)
	}
	return strings.Join(lines, "\n")
}

// reachedBar is how much of a target was reached, which may be more than all of it.
func reachedBar(actual, target int64) string {
	bar := Bar(int(actual), int(target))
	if actual > target && target > 0 {
		cells, _, _ := strings.Cut(bar, " ")
		return cells + " " + strconv.FormatInt(actual/target*100+actual%target*100/target, 10) + "%"
	}
	return bar
}

package reports

import "github.com/guanxi-crm/guanxi/models"

// Definition says what one figure is counted from and where it is shown. Its name is report.<key> in i18n's catalogues, and
// docs/metrics.md defines it in words; tests fail where either is missing.
type Definition struct {
	Key    string
	From   models.Counted          // what is counted
	Only   func(models.Count) bool // which of them; nil is all
	RateOf string                  // key of the figure that this one is a share of; "" for a plain count

	Total    bool // shown among the totals of a report
	ByPerson bool // shown in the table of people; its words there are report.person.<key> of commands/report
	Activity bool // counts to how active a person was, by which the table of people is ordered
	MyWeek   bool // shown in the App Home
}

// The keys of the figures that a report's one-line summary names.
const (
	KeyNew     = "new"
	KeyDone    = "done"
	KeyOverdue = "overdue"
)

// Definitions lists every figure in the order in which they are shown. To add one, add its line here, its words to both
// catalogues and its definition to docs/metrics.md.
func Definitions() []Definition {
	return []Definition{
		{Key: KeyNew, From: models.CountedNew, Total: true, ByPerson: true, Activity: true, MyWeek: true},
		{Key: "interactions", From: models.CountedInteractions, Total: true, ByPerson: true, Activity: true, MyWeek: true},
		{Key: KeyDone, From: models.CountedDone, ByPerson: true, Activity: true, MyWeek: true},
		{Key: "done_on_time", From: models.CountedDone, Only: onTime, Total: true},
		{Key: "done_late", From: models.CountedDone, Only: late, Total: true},
		{Key: KeyOverdue, From: models.CountedOverdue, Total: true, ByPerson: true},
		{Key: "activated", From: models.CountedStatusChanges, Only: changedTo(models.StatusActive), Total: true},
		{Key: "conversion", From: models.CountedStatusChanges, Only: converted, RateOf: KeyNew, Total: true},
		{Key: "churned", From: models.CountedStatusChanges, Only: changedTo(models.StatusChurned), Total: true},
		{Key: "active_before", From: countedBefore, Only: standsAt(models.StatusActive)},
		{Key: "churn_rate", From: models.CountedStatusChanges, Only: left, RateOf: "active_before", Total: true},
		{Key: "deals_won", From: models.CountedDeals, Only: won, Total: true, ByPerson: true, MyWeek: true},
		{Key: "deals_closed", From: models.CountedDeals, Total: true},
		{Key: "deals_win_rate", From: models.CountedDeals, Only: won, RateOf: "deals_closed", Total: true},
	}
}

func onTime(c models.Count) bool { return !c.Late }
func late(c models.Count) bool   { return c.Late }
func won(c models.Count) bool    { return c.Won }

func converted(c models.Count) bool {
	return c.From == models.StatusPotential && c.To == models.StatusActive
}

// left selects the changes of active customers to churned.
func left(c models.Count) bool { return c.From == models.StatusActive && c.To == models.StatusChurned }

// standsAt selects the customers that have a status when the span begins.
func standsAt(status models.Status) func(models.Count) bool {
	return func(c models.Count) bool { return c.To == status }
}

// changedTo selects the changes to a status from another one. A customer created with the status is none.
func changedTo(status models.Status) func(models.Count) bool {
	return func(c models.Count) bool { return c.From != "" && c.To == status }
}

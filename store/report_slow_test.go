package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// ledger is all rows that a report is counted from. What a report says is computed here in plain loops over all of them.
type ledger struct {
	customers map[int64]models.Customer
	changes   []models.StatusChange
	talks     []models.Interaction
	followUps []models.FollowUp
	deals     []models.Deal
	moves     []models.StageMove
	pipelines []models.Pipeline
	in        map[models.CountScope]map[int64]bool // the customers of a scope, whoever's they are, once they were asked for
}

func read(t *testing.T, st *store.Store) ledger {
	l := ledger{customers: map[int64]models.Customer{}, in: map[models.CountScope]map[int64]bool{}}
	pipelines, err := st.Pipelines(ctx)
	if err != nil {
		t.Fatal(err)
	}
	l.pipelines = pipelines.All()
	var rows []struct {
		ID                            int64
		Status                        models.Status
		Owner, Industry, Source, Tags string
	}
	for _, found := range []any{&l.changes, &l.talks, &l.followUps, &l.deals, &l.moves} {
		if err := st.DB().Order("id").Find(found).Error; err != nil {
			t.Fatal(err)
		}
	}
	if err := st.DB().Table("customers").Find(&rows).Error; err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		l.customers[r.ID] = models.Customer{ID: r.ID, Status: r.Status, Owner: r.Owner, Industry: r.Industry, Source: r.Source, Tags: r.Tags}
	}
	slices.SortStableFunc(l.moves, func(a, b models.StageMove) int { return a.MovedAt.Compare(b.MovedAt) })
	return l
}

// has reports whether a customer is among those of a scope, whoever's it is.
func (l ledger) has(scope models.CountScope, customer int64) bool {
	if l.in[scope] == nil {
		l.in[scope] = map[int64]bool{}
		for id := range l.customers {
			l.in[scope][id] = l.fits(scope, id)
		}
	}
	return l.in[scope][customer]
}

func (l ledger) fits(scope models.CountScope, customer int64) bool {
	c := l.customers[customer]
	seen := scope.VisibleTo == "" || c.Owner == scope.VisibleTo || c.Owner == ""
	for _, f := range l.followUps {
		seen = seen || f.CustomerID == customer && f.State == models.FollowUpPlanned && f.Assignee == scope.VisibleTo
	}
	for _, d := range l.deals {
		seen = seen || d.CustomerID == customer && d.Owner == scope.VisibleTo
	}
	tagged := scope.Tag == ""
	for _, tag := range models.ParseTags(c.Tags) {
		tagged = tagged || models.TagKey(tag) == models.TagKey(scope.Tag)
	}
	return seen && tagged && (scope.Industry == "" || c.Industry == scope.Industry) &&
		(scope.Source == "" || models.NormaliseName(c.Source) == models.NormaliseName(scope.Source))
}

func whose(scope models.CountScope, person string) bool {
	return scope.Person == "" || scope.Person == person
}

// between reports whether an instant is on one of the days from first to last, by the calendar of a zone.
func between(at time.Time, first, last models.Date, zone *time.Location) bool {
	day := models.DateOf(at.In(zone))
	return !day.Before(first) && !day.After(last)
}

// dueDay is the day on which a follow-up is due, by the calendar of a zone.
func dueDay(f models.FollowUp, zone *time.Location) models.Date {
	if f.DueAt != nil {
		return models.DateOf(f.DueAt.In(zone))
	}
	return f.DueOn
}

// changed counts the status changes of a scope on some days.
func (l ledger) changed(scope models.CountScope, first, last models.Date, zone *time.Location, of func(models.StatusChange) bool) (n int) {
	for _, c := range l.changes {
		if between(c.ChangedAt, first, last, zone) && l.has(scope, c.CustomerID) && whose(scope, l.customers[c.CustomerID].Owner) && of(c) {
			n++
		}
	}
	return n
}

func isNew(c models.StatusChange) bool { return c.FromStatus == "" }

func isActivated(c models.StatusChange) bool { return !isNew(c) && c.ToStatus == models.StatusActive }

func isChurned(c models.StatusChange) bool { return !isNew(c) && c.ToStatus == models.StatusChurned }

// stood counts the customers that had a status before a day began.
func (l ledger) stood(scope models.CountScope, status models.Status, day models.Date, zone *time.Location) int {
	to := l.changed(scope, models.NewDate(2000, 1, 1), day.AddDays(-1), zone, func(c models.StatusChange) bool { return c.ToStatus == status })
	return to - l.changed(scope, models.NewDate(2000, 1, 1), day.AddDays(-1), zone, func(c models.StatusChange) bool { return c.FromStatus == status })
}

// figures are the values of all definitions over some days, in their order.
func (l ledger) figures(scope models.CountScope, first, last, today models.Date, zone *time.Location) []string {
	count := map[string]int{}
	for _, talk := range l.talks {
		if between(talk.HappenedAt, first, last, zone) && l.has(scope, talk.CustomerID) && whose(scope, talk.CreatedBy) {
			count["talks"]++
		}
	}
	for _, f := range l.followUps {
		if !l.has(scope, f.CustomerID) || f.State == models.FollowUpShelved {
			continue
		}
		if f.State == models.FollowUpDone && between(*f.ClosedAt, first, last, zone) && whose(scope, f.ClosedBy) {
			count["done"]++
			if models.DateOf(f.ClosedAt.In(zone)).After(dueDay(f, zone)) {
				count["late"]++
			}
		}
		open := f.State == models.FollowUpPlanned && dueDay(f, zone).Before(today)
		if last.Before(today) {
			open = !models.DateOf(f.CreatedAt.In(zone)).After(last) && (f.ClosedAt == nil || models.DateOf(f.ClosedAt.In(zone)).After(last)) && !dueDay(f, zone).After(last)
		}
		if open && whose(scope, f.Assignee) {
			count["overdue"]++
		}
	}
	won, lost := l.closed(scope, first, last, zone, everyDeal)
	pair := func(from, to models.Status) int {
		return l.changed(scope, first, last, zone, func(c models.StatusChange) bool { return c.FromStatus == from && c.ToStatus == to })
	}
	created, before := l.changed(scope, first, last, zone, isNew), l.stood(scope, models.StatusActive, first, zone)
	return []string{
		fmt.Sprint("new ", created), fmt.Sprint("interactions ", count["talks"]), fmt.Sprint("done ", count["done"]), fmt.Sprint("done_on_time ", count["done"]-count["late"]),
		fmt.Sprint("done_late ", count["late"]), fmt.Sprint("overdue ", count["overdue"]), fmt.Sprint("activated ", l.changed(scope, first, last, zone, isActivated)),
		fmt.Sprint("conversion ", pair("potential", "active"), "/", created), fmt.Sprint("churned ", l.changed(scope, first, last, zone, isChurned)), fmt.Sprint("active_before ", before),
		fmt.Sprint("churn_rate ", pair("active", "churned"), "/", before), fmt.Sprint("deals_won ", len(won)), fmt.Sprint("deals_closed ", len(won)+len(lost)),
		fmt.Sprint("deals_win_rate ", len(won), "/", len(won)+len(lost)),
	}
}

func everyDeal(models.Deal) bool { return true }

// sold reports whether a deal is among those of a scope: everybody's own are.
func (l ledger) sold(scope models.CountScope, d models.Deal) bool {
	if scope.VisibleTo == scope.Person {
		scope.VisibleTo = ""
	}
	return whose(scope, d.Owner) && l.has(scope, d.CustomerID)
}

func (l ledger) closed(scope models.CountScope, first, last models.Date, zone *time.Location, of func(models.Deal) bool) (won, lost []models.Deal) {
	for _, d := range l.deals {
		if d.ClosedAt == nil || !between(*d.ClosedAt, first, last, zone) || !l.sold(scope, d) || !of(d) {
			continue
		}
		if d.State == models.DealWon {
			won = append(won, d)
		} else {
			lost = append(lost, d)
		}
	}
	return won, lost
}

// yuan is what deals are worth at seven for a dollar, each times a probability: each currency is added up and rounded by itself.
func yuan(deals []models.Deal, chance func(models.Deal) int) int64 {
	sums := map[string]int64{}
	for _, d := range deals {
		sums[d.Amount.Currency] += d.Amount.Minor * int64(chance(d))
	}
	return (sums["CNY"]+50)/100 + (sums["USD"]+50)/100*7
}

func fully(models.Deal) int { return 100 }

// never is after all steps: what is open then is open now.
var never = time.Date(3000, 1, 1, 0, 0, 0, 0, time.UTC)

// openAt are the deals that were in an open stage just before an instant, with the stage in which they were.
func (l ledger) openAt(scope models.CountScope, at time.Time, of func(models.Deal) bool) (list []models.Deal) {
	for _, d := range l.deals {
		if d.State == models.DealShelved || !l.sold(scope, d) || !of(d) {
			continue
		}
		var stage models.Stage
		for _, m := range l.moves {
			if m.DealID == d.ID && m.MovedAt.Before(at) {
				stage = l.stage(m.ToStage)
			}
		}
		if stage.Kind == models.StageOpen {
			d.StageID = stage.ID
			list = append(list, d)
		}
	}
	return list
}

func (l ledger) stage(id int64) models.Stage {
	for _, p := range l.pipelines {
		for _, s := range p.Stages {
			if s.ID == id {
				return s
			}
		}
	}
	return models.Stage{}
}

func (l ledger) chance(d models.Deal) int {
	if d.Probability != nil {
		return *d.Probability
	}
	return l.stage(d.StageID).Probability
}

package store_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
)

// report is all that a report says, as lines.
func (l ledger) report(scope models.CountScope, p reports.Period, at time.Time) []string {
	today := models.DateOf(at.In(p.Zone))
	before := p.Previous()
	lines := l.figures(scope, p.From, p.To, today, p.Zone)
	for i, earlier := range l.figures(scope, before.From, before.To, today, p.Zone) {
		lines[i] += " " + strings.Fields(earlier)[1]
	}
	for _, status := range models.Statuses() {
		lines = append(lines, fmt.Sprint("at ", status, " ", l.stood(scope, status, p.To.AddDays(1), p.Zone)))
	}
	for _, from := range models.Statuses() {
		for _, to := range models.Statuses() {
			if n := l.changed(scope, p.From, p.To, p.Zone, func(c models.StatusChange) bool { return c.FromStatus == from && c.ToStatus == to }); n > 0 {
				lines = append(lines, fmt.Sprint(from, " to ", to, " ", n))
			}
		}
	}
	lines = append(lines, l.months(scope, p)...)
	_, end := p.Bounds()
	begin, _ := p.Bounds()
	won, lost := l.closed(scope, p.From, p.To, p.Zone, everyDeal)
	open, earlier := l.openAt(scope, end, everyDeal), l.openAt(scope, begin, everyDeal)
	lines = append(lines, fmt.Sprint("amounts ", yuan(won, fully), " ", yuan(lost, fully), " ", yuan(open, fully), " ", yuan(open, l.chance), " ", yuan(earlier, fully), " ", yuan(earlier, l.chance)))
	for _, by := range models.Dimensions() {
		lines = append(lines, l.parts(scope, by, p)...)
	}
	lines = append(lines, l.funnel(scope, p)...)
	for _, pipeline := range l.pipelines {
		here := l.openAt(scope, never, func(d models.Deal) bool { return l.stage(d.StageID).PipelineID == pipeline.ID })
		if len(here) > 0 {
			lines = append(lines, fmt.Sprint("board of ", pipeline.ID, ": ", len(here), " ", yuan(here, fully), " ", yuan(here, l.chance)))
		}
	}
	return lines
}

// months are the trend and the cohorts.
func (l ledger) months(scope models.CountScope, p reports.Period) (lines []string) {
	some := false
	for ago := 11; ago >= 0; ago-- {
		first := p.To.MonthStart().AddMonths(-ago)
		last := first.AddMonths(1).AddDays(-1)
		if last.After(p.To) {
			last = p.To
		}
		won, lost := l.closed(scope, first, last, p.Zone, everyDeal)
		lines = append(lines, fmt.Sprint(first, "-", last, ": ", l.changed(scope, first, last, p.Zone, isNew), " ", l.changed(scope, first, last, p.Zone, isActivated), " ",
			l.changed(scope, first, last, p.Zone, isChurned), " ", len(won), " ", len(lost), " ", yuan(won, fully), " ", yuan(lost, fully)))
		created, active := 0, make([]int, ago+1)
		for _, c := range l.changes {
			if !isNew(c) || c.ToStatus != models.StatusPotential || !between(c.ChangedAt, first, last, p.Zone) || !l.has(scope, c.CustomerID) || !whose(scope, l.customers[c.CustomerID].Owner) {
				continue
			}
			created++
			for i := range active {
				until := first.AddMonths(i + 1).AddDays(-1)
				if until.After(p.To) {
					until = p.To
				}
				if slices.ContainsFunc(l.changes, func(a models.StatusChange) bool {
					return a.CustomerID == c.CustomerID && isActivated(a) && !a.ChangedAt.Before(c.ChangedAt) && between(a.ChangedAt, first, until, p.Zone)
				}) {
					active[i]++
				}
			}
		}
		if some = some || created > 0; some {
			lines = append(lines, fmt.Sprint("cohort ", first, " ", created, " ", active))
		}
	}
	return lines
}

// values are what a customer has of what a breakdown divides by; a deal's own where it is by owner.
func values(by models.Dimension, c models.Customer) []string {
	switch by {
	case models.ByIndustry:
		return []string{c.Industry}
	case models.BySource:
		return []string{models.NormaliseName(c.Source)}
	case models.ByTag:
		if tags := models.ParseTags(c.Tags); len(tags) > 0 {
			return tags
		}
		return []string{""}
	}
	return []string{c.Owner}
}

// parts are a breakdown. Its values are few enough for each to be named.
func (l ledger) parts(scope models.CountScope, by models.Dimension, p reports.Period) []string {
	all := map[string]bool{}
	for _, c := range l.customers {
		for _, value := range values(by, c) {
			all[value] = true
		}
	}
	for _, d := range l.deals {
		if by == models.ByOwner {
			all[d.Owner] = true
		}
	}
	type part struct {
		n    []int
		line string
	}
	var list []part
	for value := range all {
		has := func(c models.StatusChange) bool { return slices.Contains(values(by, l.customers[c.CustomerID]), value) }
		ofDeal := func(d models.Deal) bool {
			if by == models.ByOwner {
				return d.Owner == value
			}
			return slices.Contains(values(by, l.customers[d.CustomerID]), value)
		}
		both := func(of func(models.StatusChange) bool) func(models.StatusChange) bool {
			return func(c models.StatusChange) bool { return has(c) && of(c) }
		}
		won, lost := l.closed(scope, p.From, p.To, p.Zone, ofDeal)
		open := l.openAt(scope, never, ofDeal)
		there := l.changed(scope, models.NewDate(2000, 1, 1), p.To, p.Zone, both(isNew))
		n := []int{
			there, l.changed(scope, p.From, p.To, p.Zone, both(isNew)), l.changed(scope, p.From, p.To, p.Zone, both(isActivated)), l.changed(scope, p.From, p.To, p.Zone, both(isChurned)),
			len(won), len(lost), int(yuan(won, fully)), int(yuan(open, fully)),
		}
		if slices.Max(n) > 0 || len(open) > 0 {
			list = append(list, part{n, fmt.Sprint("by ", by, " ", value, " ", n)})
		}
	}
	slices.SortFunc(list, func(a, b part) int { return cmp.Compare(a.line, b.line) })
	var lines []string
	for _, part := range list {
		lines = append(lines, part.line)
	}
	return lines
}

func (l ledger) funnel(scope models.CountScope, p reports.Period) (lines []string) {
	first := l.pipelines[0]
	for i, stage := range first.Stages {
		if stage.Kind == models.StageLost {
			continue
		}
		reached := 0
		for _, d := range l.deals {
			if d.PipelineID != first.ID || d.State == models.DealShelved || !between(d.CreatedAt, p.From, p.To, p.Zone) || !l.sold(scope, d) {
				continue
			}
			came := d.State == models.DealWon
			for _, m := range l.moves {
				for _, further := range first.Stages[i:] {
					came = came || stage.Kind == models.StageOpen && further.Kind == models.StageOpen && m.DealID == d.ID && m.ToStage == further.ID
				}
			}
			if came {
				reached++
			}
		}
		lines = append(lines, fmt.Sprint("came to ", stage.LabelEN, " ", reached))
	}
	return lines
}

// said is a report as lines.
func said(r reports.Report) (lines []string) {
	value := func(f models.Figure, v models.FigureValue) string {
		if f.Rate {
			return fmt.Sprint(v.N, "/", v.Of)
		}
		return fmt.Sprint(v.N)
	}
	for _, f := range r.Figures {
		lines = append(lines, f.Key+" "+value(f, f.Now)+" "+value(f, f.Before))
	}
	for _, s := range r.ByStatus {
		lines = append(lines, fmt.Sprint("at ", s.Status, " ", s.Count))
	}
	for _, t := range r.Transitions {
		lines = append(lines, fmt.Sprint(t.From, " to ", t.To, " ", t.Count))
	}
	for i, m := range r.Trend {
		lines = append(lines, fmt.Sprint(m.Month, "-", m.Until, ": ", m.New, " ", m.Activated, " ", m.Churned, " ", m.Won, " ", m.Lost, " ", m.WonAmount.Minor, " ", m.LostAmount.Minor))
		if at := i - (len(r.Trend) - len(r.Cohorts)); at >= 0 {
			lines = append(lines, fmt.Sprint("cohort ", r.Cohorts[at].Month, " ", r.Cohorts[at].New, " ", r.Cohorts[at].Active))
		}
	}
	deals := map[string]models.DealFigure{}
	for _, f := range r.Deals.Figures {
		deals[f.Key] = f
	}
	lines = append(lines, fmt.Sprint("amounts ", deals["won_amount"].Now.RatString(), " ", deals["lost_amount"].Now.RatString(), " ", deals["pipeline"].Now.RatString(), " ", deals["weighted"].Now.RatString(),
		" ", deals["pipeline"].Before.RatString(), " ", deals["weighted"].Before.RatString()))
	for _, b := range r.Breakdowns {
		var parts []string
		for _, part := range b.Parts {
			if b.By == reports.BySource {
				part.Value = models.NormaliseName(part.Value)
			}
			n := []int{part.Customers, part.New, part.Activated, part.Churned, part.Won, part.Lost, int(part.WonAmount.Minor), int(part.OpenAmount.Minor)}
			parts = append(parts, fmt.Sprint("by ", b.By, " ", part.Value, " ", n))
		}
		slices.Sort(parts)
		lines = append(lines, parts...)
	}
	for _, step := range r.Funnel {
		lines = append(lines, fmt.Sprint("came to ", step.Stage.LabelEN, " ", step.Reached))
	}
	for _, b := range r.Boards {
		lines = append(lines, fmt.Sprint("board of ", b.Pipeline.ID, ": ", b.Total.Count, " ", b.Together.Amount.Minor, " ", b.Together.Weighted.Minor))
	}
	return lines
}

package store_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
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
	lines := []string{
		fmt.Sprint("new ", created), fmt.Sprint("interactions ", count["talks"]), fmt.Sprint("done ", count["done"]), fmt.Sprint("done_on_time ", count["done"]-count["late"]),
		fmt.Sprint("done_late ", count["late"]), fmt.Sprint("overdue ", count["overdue"]), fmt.Sprint("activated ", l.changed(scope, first, last, zone, isActivated)),
		fmt.Sprint("conversion ", pair("potential", "active"), "/", created), fmt.Sprint("churned ", l.changed(scope, first, last, zone, isChurned)), fmt.Sprint("active_before ", before),
		fmt.Sprint("churn_rate ", pair("active", "churned"), "/", before), fmt.Sprint("deals_won ", len(won)), fmt.Sprint("deals_closed ", len(won)+len(lost)), fmt.Sprint("deals_win_rate ", len(won), "/", len(won)+len(lost)),
	}
	return lines
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

// office does random things, as people of a team do them. Its chance is a seed's, which a failure names.
type office struct {
	chance    *rand.Rand
	crm       *crm.Service
	now       time.Time
	customers []int64
	deals     []int64
	followUps []int64
}

var staff = []string{"U0ALICE", "U0BOB", "U0CAROL"}

// act does one thing. What is refused changes nothing, and that is fine.
func (o *office) act(t *testing.T) {
	o.now = o.now.Add(time.Duration(1+o.chance.IntN(30*3600)) * time.Second)
	op := models.Operation{Actor: models.Actor{ID: oneOf(o.chance, staff), Role: models.RoleAdmin}, Zone: "UTC"}
	what := oneOf(o.chance, []string{"create", "create", "create", "status", "status", "status", "undo", "archive", "archive", "merge", "merge", "erase", "give", "tag", "talk", "plan", "plan", "plan", "done", "done", "done", "deal", "deal", "deal", "move", "move", "close", "close"})
	var err error
	switch {
	case what == "create" || len(o.customers) < 3:
		var c models.Customer
		c, err = o.crm.CreateCustomer(ctx, op, models.Customer{
			Name: fmt.Sprint("Customer ", len(o.customers)), Status: oneOf(o.chance, []models.Status{"", models.StatusPotential, models.StatusActive}),
			Industry: oneOf(o.chance, []string{"", "a", "b"}), Source: oneOf(o.chance, []string{"", "Expo", "expo", "E X P O!", "Ads"}), Tags: o.tags(),
		})
		o.customers = append(o.customers, c.ID)
	case what == "talk":
		_, err = o.crm.LogInteraction(ctx, op, oneOf(o.chance, o.customers), models.InteractionInput{Kind: models.InteractionCall, Text: "x"})
	default:
		err = o.change(op, what, oneOf(o.chance, o.customers))
	}
	if err != nil && models.AsErrors(err) == nil {
		t.Fatalf("%s: %v", what, err)
	}
}

// oneOf is one of a list.
func oneOf[T any](chance *rand.Rand, list []T) T { return list[chance.IntN(len(list))] }

func (o *office) tags() string {
	all := []string{"key", "Key account", "a%b", "华东"}
	o.chance.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return strings.Join(all[:o.chance.IntN(4)], ",")
}

// change changes what is there of a customer.
func (o *office) change(op models.Operation, what string, customer int64) (err error) {
	some := func(list []int64) int64 { return oneOf(o.chance, append([]int64{0}, list...)) }
	c, err := o.crm.Customer(ctx, op.Actor, customer)
	if err != nil && what != "undo" {
		return err
	}
	switch what {
	case "status":
		_, err = o.crm.ChangeStatus(ctx, op, customer, models.StatusInput{
			To: oneOf(o.chance, models.Statuses()), Reason: "r", NewInteraction: &models.InteractionInput{Kind: models.InteractionCall, Text: "x"},
		})
	case "undo":
		var last models.Undo
		if last, err = o.crm.LastChange(ctx, op.Actor); err == nil {
			_, err = o.crm.Undo(ctx, op, last.Operation)
		}
	case "archive":
		_, err = o.crm.ArchiveCustomer(ctx, op, customer, !c.Archived())
	case "merge":
		var other models.Customer
		if other, err = o.crm.Customer(ctx, op.Actor, oneOf(o.chance, o.customers)); err == nil {
			_, _, err = o.crm.MergeCustomers(ctx, op, models.MergeInput{Kept: c.ID, Other: other.ID, KeptVersion: c.Version, OtherVersion: other.Version})
		}
	case "erase":
		_, _, err = o.crm.EraseSubject(ctx, op, customer, models.ErasureInput{Code: c.Code, Reason: "asked"})
	case "give":
		_, err = o.crm.UpdateCustomer(ctx, op, customer, 0, map[models.Field]string{models.FieldOwner: oneOf(o.chance, append(staff, ""))})
	case "tag":
		_, err = o.crm.UpdateCustomer(ctx, op, customer, 0, map[models.Field]string{models.FieldTags: o.tags()})
	case "plan":
		in := models.FollowUpInput{DueOn: models.DateOf(o.now).AddDays(o.chance.IntN(4)), Assignee: oneOf(o.chance, staff)}
		if o.chance.IntN(2) == 0 {
			in.DueTime, in.Zone = "23:30", "UTC"
		}
		var f models.FollowUp
		f, err = o.crm.PlanFollowUp(ctx, op, customer, in)
		o.followUps = append(o.followUps, f.ID)
	case "done":
		if o.chance.IntN(4) == 0 {
			_, err = o.crm.CancelFollowUp(ctx, op, some(o.followUps))
		} else {
			_, err = o.crm.CompleteFollowUp(ctx, op, some(o.followUps), "")
		}
	case "deal":
		var d models.Deal
		set := map[models.Field]string{models.FieldDealTitle: "x", models.FieldOwner: oneOf(o.chance, staff), models.FieldAmount: oneOf(o.chance, []string{"", "12.34 CNY", "5 USD", "7000 CNY"})}
		_, d, err = o.crm.CreateDeal(ctx, op, customer, set)
		o.deals = append(o.deals, d.ID)
	case "move":
		_, _, err = o.crm.MoveDeal(ctx, op, some(o.deals), 0, oneOf(o.chance, []int64{1, 2, 3, 4, 7}))
	case "close":
		_, _, err = o.crm.CloseDeal(ctx, op, some(o.deals), models.DealEnd{Won: o.chance.IntN(2) == 0, Reason: "price"})
	}
	return err
}

// What a report says after random histories is what plain loops over all rows make of them, whatever is asked.
func TestReportsAgreeWithPlainLoops(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st := storetest.Open(t, db)
		o := &office{now: time.Date(2025, 12, 20, 8, 0, 0, 0, time.UTC)}
		o.crm = crm.New(st, models.ClockFunc(func() time.Time { return o.now }), crm.Team{Industries: []string{"a", "b"}})
		must(t, o.crm.CheckSettings(ctx))
		_, err := o.crm.AddPipeline(ctx, models.Operation{Actor: models.Actor{ID: "U0ALICE", Role: models.RoleAdmin}}, models.Pipeline{LabelEN: "Partners", LabelZH: "渠道"})
		must(t, err)
		rates := models.Rates{Team: "CNY", List: []models.Rate{{Currency: "USD", Worth: "7"}}}
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		o.chance = rand.New(rand.NewPCG(seed, 1))
		for range 14 { // the history grows from round to round
			for range 30 {
				o.act(t)
			}
			l := read(t, st)
			for range 4 {
				zone, err := time.LoadLocation(oneOf(o.chance, []string{"Asia/Shanghai", "America/Los_Angeles", "Europe/Berlin", "Asia/Kathmandu"}))
				if err != nil {
					t.Fatal(err)
				}
				some := func(list ...string) string { return oneOf(o.chance, append(list, "", "", "")) }
				scope := models.CountScope{VisibleTo: some(staff...), Person: some(staff...), Industry: some("a"), Source: some("EXPO", "Ads"), Tag: some("KEY", "a%b", "key account")}
				if o.chance.IntN(4) == 0 {
					scope = models.CountScope{}
				}
				from := models.DateOf(o.now).AddDays(-oneOf(o.chance, []int{-5, 0, 3, 20, 40, 100, 250}))
				p := reports.Between(from, from.AddDays(oneOf(o.chance, []int{0, 6, 30, 120})), zone)
				got, err := reports.New(st).Report(ctx, models.ReportQuestion{Scope: scope, Rates: rates}, p, o.now)
				if err != nil {
					t.Fatal(err)
				}
				if diff := gocmp.Diff(l.report(scope, p, o.now), said(got)); diff != "" {
					t.Fatalf("%+v from %s to %s in %s (-slow +got):\n%s", scope, p.From, p.To, zone, diff)
				}
			}
		}
	})
}

package reports_test

import (
	"cmp"
	"context"
	"fmt"
	"math/big"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// reach is random customers with what reached them, as rows. What came of campaigns is computed here in plain loops, in another way than the store's.
type reach struct {
	campaigns []models.Campaign
	customers []models.Customer
	changes   map[int64][]models.StatusChange // by customer, in their order
	touches   map[int64][]models.Touch        // by customer, in the order of time and of their IDs
	deals     []models.Deal
}

func drawReach(ctx context.Context, t *rapid.T, st *store.Store, run int) reach {
	var r reach
	at := func(label string) time.Time {
		if rapid.Bool().Draw(t, "whole") { // what happens at one instant
			return rapidBegin.AddDate(0, 0, 10*rapid.IntRange(0, 9).Draw(t, label))
		}
		return rapidBegin.Add(time.Duration(rapid.Int64Range(0, 90*24*60).Draw(t, label)) * time.Minute)
	}
	err := st.Tx(ctx, func(tx *store.Tx) error {
		r = reach{changes: map[int64][]models.StatusChange{}, touches: map[int64][]models.Touch{}}
		var campaigns []*models.Campaign
		for i := range 3 {
			m := models.Campaign{Name: fmt.Sprintf("Campaign %d of %d", i, run), CreatedAt: rapidBegin, UpdatedAt: rapidBegin, Version: 1}
			if rapid.Bool().Draw(t, "dated") {
				m.BeginsOn = models.NewDate(2026, 9, 1).AddDays(rapid.IntRange(0, 60).Draw(t, "begins"))
				m.Cost = models.Money{Minor: rapid.Int64Range(0, 100_000).Draw(t, "cost"), Currency: rapid.SampledFrom([]string{"CNY", "USD", "EUR"}).Draw(t, "costs in")}
			}
			campaigns = append(campaigns, &m)
		}
		if err := tx.InsertCampaigns(ctx, campaigns); err != nil {
			return err
		}
		sources := []string{""}
		for _, m := range campaigns {
			r.campaigns, sources = append(r.campaigns, *m), append(sources, m.Name)
		}
		for range rapid.IntRange(0, 6).Draw(t, "customers") {
			created := at("created")
			c := models.Customer{Name: "x", Status: models.StatusPotential, Source: rapid.SampledFrom(sources).Draw(t, "source"), Owner: rapid.SampledFrom(people).Draw(t, "owner"), Industry: rapid.SampledFrom([]string{"retail", "energy"}).Draw(t, "industry"), CreatedAt: created, UpdatedAt: created, Version: 1}
			if rapid.IntRange(0, 9).Draw(t, "archived") == 0 {
				c.ArchivedAt = &created
			}
			if err := tx.InsertCustomer(ctx, &c); err != nil {
				return err
			}
			r.customers = append(r.customers, c)
			if err := r.happen(ctx, t, tx, c, sources, at); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// happen writes what happens with a customer.
func (r *reach) happen(ctx context.Context, t *rapid.T, tx *store.Tx, c models.Customer, sources []string, at func(string) time.Time) error {
	statuses := []models.Status{"", models.StatusPotential, models.StatusPotential, models.StatusPotential, models.StatusActive, models.StatusActive, models.StatusChurned}
	var changes []models.StatusChange
	for range rapid.IntRange(0, 4).Draw(t, "changes") {
		changes = append(changes, models.StatusChange{CustomerID: c.ID, FromStatus: rapid.SampledFrom(statuses).Draw(t, "from"), ToStatus: rapid.SampledFrom(statuses[1:]).Draw(t, "to"), ChangedAt: at("changed")})
	}
	if err := tx.InsertStatusChanges(ctx, changes); err != nil {
		return err
	}
	slices.SortStableFunc(changes, func(a, b models.StatusChange) int { return a.ChangedAt.Compare(b.ChangedAt) })
	r.changes[c.ID] = changes
	var touches []models.Touch
	for range rapid.IntRange(0, 4).Draw(t, "touches") {
		touches = append(touches, models.Touch{
			MemberID: 1, CampaignID: rapid.SampledFrom(r.campaigns).Draw(t, "by").ID, CustomerID: c.ID, ToState: rapid.SampledFrom(models.MemberStates()).Draw(t, "state"), MovedAt: at("touched"),
		})
	}
	for _, touch := range touches {
		if err := tx.InsertTouch(ctx, touch); err != nil {
			return err
		}
	}
	slices.SortStableFunc(touches, func(a, b models.Touch) int { return a.MovedAt.Compare(b.MovedAt) })
	r.touches[c.ID] = touches
	for range rapid.IntRange(0, 2).Draw(t, "deals") {
		created := at("opened")
		d := models.Deal{CustomerID: c.ID, Title: "x", PipelineID: 1, StageID: 1, State: models.DealOpen, StageSince: created, Owner: rapid.SampledFrom(people).Draw(t, "sells"), Source: rapid.SampledFrom(sources).Draw(t, "from source"), CreatedAt: created, UpdatedAt: created, Version: 1}
		if currency := rapid.SampledFrom([]string{"", "CNY", "USD", "EUR"}).Draw(t, "currency"); currency != "" {
			d.Amount = models.Money{Minor: rapid.Int64Range(0, 100_000).Draw(t, "amount"), Currency: currency}
		}
		if closed := at("closed"); rapid.IntRange(0, 3).Draw(t, "won") > 0 {
			d.State, d.ClosedAt = models.DealWon, &closed
		}
		if err := tx.InsertDeals(ctx, []*models.Deal{&d}); err != nil {
			return err
		}
		r.deals = append(r.deals, d)
	}
	return nil
}

// touched are the campaigns that a customer answered, or whose event it attended, until an instant.
func (r reach) touched(customer int64, until time.Time) (ids []int64) {
	for _, touch := range r.touches[customer] {
		if slices.Contains(models.TouchStates(), touch.ToState) && !touch.MovedAt.After(until) {
			ids = append(ids, touch.CampaignID)
		}
	}
	return ids
}

func (r reach) named(source string) int64 {
	for _, m := range r.campaigns {
		if m.Name == source {
			return m.ID
		}
	}
	return 0
}

// activated is when a customer became active first; the zero time is never.
func (r reach) activated(customer int64) time.Time {
	for _, c := range r.changes[customer] {
		if c.FromStatus == models.StatusPotential && c.ToStatus == models.StatusActive {
			return c.ChangedAt
		}
	}
	return time.Time{}
}

var farAhead = time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)

// counts is the campaign that a customer counts for, or a deal of it.
func (r reach) counts(rule models.TouchRule, c models.Customer, d *models.Deal) int64 {
	until, source := farAhead, c.Source
	if became := r.activated(c.ID); !became.IsZero() {
		until = became
	}
	if d != nil {
		until, source = d.CreatedAt, d.Source
	}
	all := r.touched(c.ID, until)
	switch {
	case rule == models.FirstTouch && c.Source != "":
		return r.named(c.Source)
	case len(all) == 0:
		return r.named(source)
	case rule == models.FirstTouch:
		return all[0]
	}
	return all[len(all)-1]
}

// slow is what came of a campaign of what happened from one instant until before another, of customers of a scope.
func (r reach) slow(m models.Campaign, rule models.TouchRule, from, to time.Time, scope models.CountScope) string {
	seenBy := scope.VisibleTo
	in := func(at time.Time) bool { return !at.Before(from) && at.Before(to) }
	sees := func(c models.Customer) bool {
		return seenBy == "" || c.Owner == seenBy || c.Owner == "" || slices.ContainsFunc(r.deals, func(d models.Deal) bool { return d.CustomerID == c.ID && d.Owner == seenBy })
	}
	brought, converted, won, sums := 0, 0, 0, purse{}
	for _, c := range r.customers {
		if !sees(c) || scope.Industry != "" && c.Industry != scope.Industry {
			continue
		}
		if c.ArchivedAt == nil && r.counts(rule, c, nil) == m.ID && (scope.Person == "" || c.Owner == scope.Person) {
			if in(c.CreatedAt) {
				brought++
			}
			if became := r.activated(c.ID); !became.IsZero() && in(became) {
				converted++
			}
		}
		for i := range r.deals {
			if d := r.deals[i]; d.CustomerID == c.ID && d.State == models.DealWon && in(*d.ClosedAt) && r.counts(rule, c, &d) == m.ID && (scope.Person == "" || d.Owner == scope.Person) {
				won++
				sums.add(d, 100)
			}
		}
	}
	return fmt.Sprintf("%d, %d, %d %s", brought, converted, won, sums.inYuan().Num())
}

func counted(n reports.CampaignNumbers) string {
	return fmt.Sprintf("%d, %d, %d %d", n.Brought, n.Converted, n.Won, n.WonAmount.Minor)
}

// What the store's queries and the reports make of random customers is what plain loops over all rows make of them.
func TestCampaignsAgreeWithPlainLoops(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st, ctx, run := storetest.Open(t, db), context.Background(), 0
		rates := models.Rates{Team: "CNY", List: []models.Rate{{Currency: "USD", Worth: "7.1234", Day: date("2026-11-01")}}}
		service := reports.New(st)
		rapid.Check(t, func(t *rapid.T) {
			run++
			r := drawReach(ctx, t, st, run)
			z, err := time.LoadLocation(rapid.SampledFrom([]string{"Asia/Shanghai", "America/Los_Angeles"}).Draw(t, "zone"))
			if err != nil {
				t.Fatal(err)
			}
			q := reports.CampaignQuestion{
				Scope: models.CountScope{
					VisibleTo: rapid.SampledFrom([]string{"", "", bob}).Draw(t, "seen by"), Person: rapid.SampledFrom([]string{"", "", alice}).Draw(t, "whose"), Industry: rapid.SampledFrom([]string{"", "", "retail"}).Draw(t, "of"),
				}, Touch: rapid.SampledFrom(models.TouchRules()).Draw(t, "touch"), Rates: rates, Zone: z,
				At: time.Date(2026, 11, 10, 12, 0, 0, 0, time.UTC),
			}
			results, err := service.Campaigns(ctx, q, r.campaigns)
			if err != nil {
				t.Fatal(err)
			}
			for _, got := range results {
				if want := r.slow(got.Campaign, q.Touch, time.Time{}, q.At.Add(1000), q.Scope); counted(got.CampaignNumbers) != want {
					t.Fatalf("%s by the %s touch: %s, want %s", got.Campaign.Name, q.Touch, counted(got.CampaignNumbers), want)
				}
			}
			m := r.campaigns[0]
			months, err := service.CampaignMonths(ctx, q, m)
			if err != nil {
				t.Fatal(err)
			}
			var want, got []string
			cost := int64(0)
			for _, month := range months {
				from, to := month.Month.In(z).UTC(), month.Month.AddMonths(1).In(z).UTC()
				if to.After(q.At) {
					to = q.At.Add(1000)
				}
				want, got = append(want, r.slow(m, q.Touch, from, to, q.Scope)), append(got, counted(month.CampaignNumbers))
				cost += month.Cost.Minor
			}
			if diff := gocmp.Diff(want, got); diff != "" {
				t.Fatalf("by month (-slow +got):\n%s", diff)
			}
			from := rapidBegin.Add(time.Duration(rapid.Int64Range(0, 90*24*60).Draw(t, "since")) * time.Minute)
			to := from.Add(time.Duration(rapid.Int64Range(0, 60*24*60).Draw(t, "long")) * time.Minute)
			in, err := came(ctx, st, models.CampaignScope{CountScope: q.Scope, Touch: q.Touch, From: from, To: to})
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range r.campaigns {
				if want := r.slow(m, q.Touch, from, to, q.Scope); cmp.Or(in[m.ID], "0, 0, 0 0") != want {
					t.Fatalf("of all campaigns, from %s to %s %s by the %s touch: %s, want %s", from, to, m.Name, q.Touch, in[m.ID], want)
				}
			}
			if whole := m.Cost; whole.Currency == "CNY" && q.Scope.Whole() && !m.BeginsOn.After(models.DateOf(q.At.In(z))) && cost != whole.Minor { // one without an end has cost all until today
				t.Fatalf("the months cost %d together, the campaign %d", cost, whole.Minor)
			}
		})
	})
}

// came is what came of all campaigns, by their IDs, in a span.
func came(ctx context.Context, st *store.Store, scope models.CampaignScope) (map[int64]string, error) {
	type sums struct {
		counts [3]int
		purse  purse
	}
	of := map[int64]*sums{}
	for i, what := range []models.CampaignCounted{models.CampaignBrought, models.CampaignConverted, models.CampaignWon} {
		rows, err := st.CountCampaigns(ctx, what, scope)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if of[row.CampaignID] == nil {
				of[row.CampaignID] = &sums{purse: purse{}}
			}
			of[row.CampaignID].counts[i] += row.Count
			of[row.CampaignID].purse.add(models.Deal{Amount: models.Money{Minor: row.Amount, Currency: row.Currency}}, 100)
		}
	}
	lines := map[int64]string{}
	for id, s := range of {
		lines[id] = fmt.Sprintf("%d, %d, %d %s", s.counts[0], s.counts[1], s.counts[2], s.purse.inYuan().Num())
	}
	return lines, nil
}

// The parts of a cost that fall on periods which follow each other add up to the whole.
func TestCostOfPeriods(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := models.Campaign{BeginsOn: models.NewDate(2026, 10, 1), Cost: models.Money{Minor: rapid.Int64Range(0, 1_000_000_007).Draw(t, "cost"), Currency: "CNY"}}
		m.EndsOn = m.BeginsOn.AddDays(rapid.IntRange(0, 100).Draw(t, "days"))
		sum, day := int64(0), m.BeginsOn.AddDays(-5)
		for day.Before(m.EndsOn) || day == m.EndsOn {
			next := day.AddDays(rapid.IntRange(0, 20).Draw(t, "period"))
			part, known := m.CostBetween(day, next, m.EndsOn)
			if !known || part.Minor < 0 {
				t.Fatalf("%s to %s cost %d", day, next, part.Minor)
			}
			exact := new(big.Rat).SetFrac64(m.Cost.Minor*int64(next.DaysSince(day)+1), int64(m.EndsOn.DaysSince(m.BeginsOn)+1))
			if most, _ := models.HalfUp(exact); part.Minor > most+1 {
				t.Fatalf("%s to %s cost %d, more than their share %d", day, next, part.Minor, most)
			}
			sum, day = sum+part.Minor, next.AddDays(1)
		}
		if sum != m.Cost.Minor {
			t.Fatalf("the periods cost %d of %d", sum, m.Cost.Minor)
		}
	})
}

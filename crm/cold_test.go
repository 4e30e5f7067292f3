package crm_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

func admin(user string) models.Operation {
	return models.Operation{Actor: models.Actor{ID: user, Role: models.RoleAdmin}, Source: "test"}
}

// plainCold is what reading all that a customer has finds: when it went silent by each rule that is too long on a day.
func (w *world) plainCold(id int64, rules models.ColdRules) (lines []string) {
	w.t.Helper()
	all, err := w.store.Subject(w.ctx, id)
	w.check(err)
	c, err := w.store.Customer(w.ctx, id)
	w.check(err)
	if c.Status == models.StatusChurned || c.Archived() || c.Erased() {
		return nil
	}
	contact, step, planned := c.CreatedAt, c.CreatedAt, false
	touched, stepped := false, false
	for _, i := range all.Interactions {
		if !touched || i.HappenedAt.After(contact) {
			contact, touched = i.HappenedAt, true
		}
	}
	for _, f := range all.FollowUps {
		planned = planned || f.State == models.FollowUpPlanned
		if f.ClosedAt != nil && (!stepped || f.ClosedAt.After(step)) {
			step, stepped = *f.ClosedAt, true
		}
	}
	today := w.Today("")
	zone, _ := time.LoadLocation("Asia/Shanghai")
	silent := func(rule string, since time.Time, days int) {
		if day := models.DateOf(since.In(zone)); days > 0 && !today.AddDays(-days).Before(day) {
			lines = append(lines, fmt.Sprint(c.Code, " ", rule, " ", c.Owner, " ", since.UTC()))
		}
	}
	silent("contact", contact, rules.Contact)
	if !planned {
		silent("step", step, rules.Step)
	}
	return lines
}

// plainColdDeals is what reading all deals of a customer finds: which are cold by each rule on a day.
func (w *world) plainColdDeals(id int64, rules models.ColdRules) (lines []string) {
	w.t.Helper()
	list, _, err := w.store.DealsOf(w.ctx, id, 200)
	w.check(err)
	today := w.Today("")
	zone, _ := time.LoadLocation("Asia/Shanghai")
	for _, d := range list {
		if d.State != models.DealOpen {
			continue
		}
		moves, err := w.store.StageMoves(w.ctx, d.ID)
		w.check(err)
		since := moves[len(moves)-1].MovedAt
		if rules.Stuck > 0 && today.DaysSince(models.DateOf(since.In(zone))) >= rules.Stuck {
			lines = append(lines, fmt.Sprint(d.Code, " stuck ", d.Owner, " ", since.UTC()))
		}
		if rules.Close > 0 && !d.ExpectedClose.IsZero() && today.DaysSince(d.ExpectedClose) >= rules.Close {
			lines = append(lines, fmt.Sprint(d.Code, " close ", d.Owner, " ", d.ExpectedClose.In(time.UTC)))
		}
	}
	return lines
}

// coldDeals reads a list of cold deals in pages.
func (w *world) coldDeals(owner string, size int) (lines []string) {
	w.t.Helper()
	for after := ""; ; {
		page, _, _, err := w.ColdDeals(w.ctx, leads(bob).Actor, owner, after, size)
		w.check(err)
		for _, d := range page.Deals {
			if d.Deal.CustomerID != d.Customer.ID {
				w.t.Errorf("%s of %d is listed with %d", d.Deal.Code, d.Deal.CustomerID, d.Customer.ID)
			}
			for _, s := range d.Silences {
				lines = append(lines, fmt.Sprint(d.Deal.Code, " ", s.Rule, " ", d.Deal.Owner, " ", s.Since.UTC()))
			}
		}
		if after = page.Next; after == "" {
			return lines
		}
	}
}

// happenToDeals lets something happen that ends or begins silences of a customer's deals: they are opened, moved, closed, opened again, given
// to others, expected on another day, taken over in a merge and given back.
func (w *world) happenToDeals(random *rand.Rand, id int64) {
	w.t.Helper()
	w.now = w.now.Add(time.Duration(random.IntN(100)+1) * time.Minute)
	day := models.DateOf(w.now).AddDays(random.IntN(40) - 30).String()
	_, deals, _, err := w.Deals(w.ctx, as(alice), id, 5)
	w.check(err)
	what := random.IntN(7)
	if len(deals) == 0 && what > 1 {
		what = 0
	}
	var d models.Deal
	if len(deals) > 0 {
		d = deals[random.IntN(len(deals))]
	}
	switch what {
	case 0:
		_, _, err = w.CreateDeal(w.ctx, by(alice), id, values{models.FieldDealTitle: fmt.Sprint("deal ", random.IntN(99)), models.FieldExpectedClose: day})
	case 1:
		other := w.create(fmt.Sprint("Other ", random.IntN(1e9)))
		w.deal(other.ID, values{models.FieldDealTitle: "before the merge", models.FieldExpectedClose: day})
		var merge int64
		_, merge, err = w.MergeCustomers(w.ctx, leads(bob), models.MergeInput{Kept: id, Other: other.ID, KeptVersion: w.read(id).Version, OtherVersion: w.read(other.ID).Version})
		if err == nil && random.IntN(2) == 0 {
			w.now = w.now.Add(time.Hour)
			_, err = w.Unmerge(w.ctx, leads(bob), merge)
		}
	case 2:
		_, _, err = w.MoveDeal(w.ctx, by(bob), d.ID, d.Version, int64(1+random.IntN(4))) // a closed one is opened again
	case 3:
		_, _, err = w.UpdateDeal(w.ctx, by(alice), d.ID, models.EditBase{}, values{models.FieldOwner: []string{alice, bob}[random.IntN(2)], models.FieldStage: fmt.Sprint(1 + random.IntN(4))})
	case 4:
		_, _, err = w.UpdateDeal(w.ctx, by(alice), d.ID, models.EditBase{}, values{models.FieldExpectedClose: []string{day, ""}[random.IntN(2)]})
	case 5:
		_, _, err = w.CloseDeal(w.ctx, by(alice), d.ID, models.DealEnd{Won: random.IntN(2) == 0, Reason: "price"})
	case 6:
		var last models.Undo
		if last, err = w.LastChange(w.ctx, as(alice)); err == nil {
			_, err = w.Undo(w.ctx, by(alice), last.Operation)
		}
	}
	if models.AsErrors(err) == nil {
		w.check(err)
	}
}

// agree compares what was listed with what plain reading found, for everybody and for one.
func (w *world) agree(what string, want []string, list func(owner string, size int) []string, size int) {
	w.t.Helper()
	var bobs []string
	slices.Sort(want)
	for _, line := range want {
		if strings.Contains(line, " "+bob+" ") {
			bobs = append(bobs, line)
		}
	}
	if diff := cmp.Diff(want, slices.Sorted(slices.Values(list("", size)))); diff != "" {
		w.t.Fatalf("%s (-want +got):\n%s", what, diff)
	}
	if diff := cmp.Diff(bobs, slices.Sorted(slices.Values(list(bob, 3)))); diff != "" {
		w.t.Fatalf("%s, of one owner (-want +got):\n%s", what, diff)
	}
}

// cold reads a list of cold customers in pages.
func (w *world) cold(owner string, size int) (lines []string) {
	w.t.Helper()
	var before models.ColdCustomer
	for after := ""; ; {
		page, _, _, err := w.ColdCustomers(w.ctx, leads(bob).Actor, owner, after, size)
		w.check(err)
		for _, c := range page.Customers {
			for _, s := range c.Silences {
				lines = append(lines, fmt.Sprint(c.Customer.Code, " ", s.Rule, " ", c.Customer.Owner, " ", s.Since.UTC()))
			}
			if before.Silences != nil && before.Silences[0].Rule == c.Silences[0].Rule && c.Silences[0].Since.Before(before.Silences[0].Since) {
				w.t.Errorf("%s stands behind %s, which is less cold", c.Customer.Code, before.Customer.Code)
			}
			before = c
		}
		if after = page.Next; after == "" {
			return lines
		}
	}
}

// Whatever happened with customers and deals: the cold ones are those that plain reading of all that there is finds, each once.
func TestTheColdOnesAreThose(t *testing.T) {
	storetest.WithoutRace(t)
	each(t, func(t *testing.T, w *world) {
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		random := rand.New(rand.NewPCG(seed, 1))
		w.withSettings()
		var ids []int64
		for i := range 5 {
			c := w.create(fmt.Sprint("Acme ", random.IntN(1e9)))
			ids = append(ids, c.ID)
			if i == 3 {
				_, err := w.UpdateCustomer(w.ctx, leads(bob), c.ID, 0, map[models.Field]string{models.FieldOwner: bob})
				w.check(err)
			}
		}
		for round := range 8 {
			for range 8 {
				if id := ids[random.IntN(len(ids))]; random.IntN(2) == 0 {
					w.happenToDeals(random, id)
				} else {
					w.happen(random, id)
				}
			}
			w.now = w.now.Add(time.Duration(random.IntN(20)) * 24 * time.Hour)
			rules := models.ColdRules{Contact: random.IntN(30), Step: random.IntN(20), Stuck: random.IntN(20), Close: random.IntN(4)}
			w.check(w.SetColdRules(w.ctx, admin("U0BOSS"), rules))
			var want, wantDeals []string
			for id := int64(1); id < 200; id++ { // with those that were merged into others
				if _, err := w.store.Customer(w.ctx, id); err != nil {
					break
				}
				want = append(want, w.plainCold(id, rules)...)
				wantDeals = append(wantDeals, w.plainColdDeals(id, rules)...)
			}
			w.agree(fmt.Sprintf("round %d, customers by %+v", round, rules), want, w.cold, 1+random.IntN(4))
			w.agree(fmt.Sprintf("round %d, deals by %+v", round, rules), wantDeals, w.coldDeals, 1+random.IntN(4))
		}
	})
}

// Rules are an admin's to set, within limits, and the log says what they were.
func TestColdRules(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		if _, _, known, err := w.ColdCustomers(w.ctx, as(alice), alice, "", 5); err != nil || known {
			t.Errorf("without rules, known is %v, %v", known, err)
		}
		if err := w.SetColdRules(w.ctx, leads(bob), models.ColdRules{Contact: 3}); models.AsErrors(err) == nil {
			t.Errorf("a manager sets rules: %v", err)
		}
		for _, wrong := range []models.ColdRules{{Contact: -1}, {Step: models.MaxColdDays + 1}, {Stuck: -2}, {Close: models.MaxColdDays + 1}, {Lead: -3}} {
			if err := w.SetColdRules(w.ctx, admin("U0BOSS"), wrong); models.AsErrors(err) == nil {
				t.Errorf("%+v is accepted: %v", wrong, err)
			}
		}
		want := models.ColdRules{Contact: 30, Lead: 7}
		w.check(w.SetColdRules(w.ctx, admin("U0BOSS"), want))
		if got, known, err := w.ColdRules(w.ctx, as(alice)); got != want || !known || err != nil {
			t.Errorf("the rules are %+v, %v, %v", got, known, err)
		}
		entries, err := w.store.Audit(w.ctx, models.EntitySettings, 0, 10)
		w.check(err)
		if len(entries) != 2 || entries[0].NewValue != "7" || entries[1].NewValue != "30" {
			t.Errorf("the log says %+v", entries)
		}
		w.saveSetting("cold_rules", `{"contact":`)
		if err := w.CheckSettings(w.ctx); err == nil {
			t.Error("damaged rules are not noticed")
		}
	})
}

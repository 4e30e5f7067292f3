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

// Whatever happened with customers: the cold ones are those that plain reading of all that they have finds, each once.
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
				w.happen(random, ids[random.IntN(len(ids))])
			}
			w.now = w.now.Add(time.Duration(random.IntN(20)) * 24 * time.Hour)
			rules := models.ColdRules{Contact: random.IntN(30), Step: random.IntN(20)}
			w.check(w.SetColdRules(w.ctx, admin("U0BOSS"), rules))
			var want []string
			for id := int64(1); id < 200; id++ { // with those that were merged into others
				if _, err := w.store.Customer(w.ctx, id); err != nil {
					break
				}
				want = append(want, w.plainCold(id, rules)...)
			}
			got := w.cold("", 1+random.IntN(4))
			slices.Sort(want)
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("round %d, %+v (-want +got):\n%s", round, rules, diff)
			}
			var bobs []string
			for _, line := range want {
				if strings.Contains(line, " "+bob+" ") {
					bobs = append(bobs, line)
				}
			}
			if diff := cmp.Diff(bobs, slices.Sorted(slices.Values(w.cold(bob, 3)))); diff != "" {
				t.Fatalf("of one owner (-want +got):\n%s", diff)
			}
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
		for _, wrong := range []models.ColdRules{{Contact: -1}, {Step: models.MaxColdDays + 1}, {Lead: -3}} {
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

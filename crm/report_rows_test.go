package crm_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
)

// rowsOf are the records of a report for somebody: codes of customers with their phones, codes of deals, and what follow-ups are about.
func rowsOf(t *testing.T, s *crm.Service, op models.Operation, rows models.ReportRows) (customers, deals, followUps []string) {
	t.Helper()
	ctx := t.Context()
	n, err := s.ReportCustomers(ctx, op, rows, func(c *models.Customer) error {
		customers = append(customers, c.Name+" "+c.Phone.Plain())
		return nil
	})
	if err != nil || n != len(customers) {
		t.Fatalf("%d of %d customers: %v", n, len(customers), err)
	}
	n, err = s.ReportDeals(ctx, op, rows, func(d models.DealRow) error {
		deals = append(deals, d.Title+" "+d.Customer.Name)
		return nil
	})
	if err != nil || n != len(deals) {
		t.Fatalf("%d of %d deals: %v", n, len(deals), err)
	}
	n, err = s.ReportFollowUps(ctx, op, rows, func(f models.DueFollowUp) error {
		followUps = append(followUps, f.Title+" "+f.CustomerName)
		return nil
	})
	if err != nil || n != len(followUps) {
		t.Fatalf("%d of %d follow-ups: %v", n, len(followUps), err)
	}
	return customers, deals, followUps
}

// A report's records are those of its scope and span that the actor sees, with personal data as they may see it, and nobody's in a channel.
func TestReportRows(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		service := crm.New(w.store, models.ClockFunc(func() time.Time { return w.now }), crm.Team{Industries: []string{"tech", "retail"}, Privacy: models.PrivacyProtected})
		if err := service.CheckSettings(w.ctx); err != nil {
			t.Fatal(err)
		}
		const bob = "U0BOB"
		make1 := func(who, name string, kind models.CustomerKind, set map[models.Field]string) models.Customer {
			c := models.Customer{Name: name, Kind: kind, Owner: who, Phone: "138-1234-5678"}
			for field, value := range set {
				if err := c.Set(field, value); err != nil {
					t.Fatal(err)
				}
			}
			made, err := service.CreateCustomer(w.ctx, by(who), c)
			if err != nil {
				t.Fatal(err)
			}
			for _, deal := range []string{"open", "won", "old"} {
				_, d, err := service.CreateDeal(w.ctx, by(who), made.ID, map[models.Field]string{models.FieldDealTitle: deal, models.FieldOwner: who})
				if err != nil {
					t.Fatal(err)
				}
				if deal == "open" {
					continue
				}
				at := w.now
				if deal == "old" {
					w.now = w.now.AddDate(0, -2, 0)
				}
				_, _, err = service.CloseDeal(w.ctx, by(who), d.ID, models.DealEnd{Won: true})
				if w.now = at; err != nil {
					t.Fatal(err)
				}
			}
			for _, what := range []string{"planned", "done"} {
				f, err := service.PlanFollowUp(w.ctx, by(who), made.ID, models.FollowUpInput{Title: what, DueOn: service.Today("").AddDays(1)})
				if err == nil && what == "done" {
					_, err = service.CompleteFollowUp(w.ctx, by(who), f.ID, "")
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			return made
		}
		make1(alice, "Alpha", models.KindBusiness, map[models.Field]string{models.FieldIndustry: "tech", models.FieldTags: "VIP"})
		make1(bob, "Li Lei", models.KindConsumer, map[models.Field]string{models.FieldIndustry: "retail", models.FieldSource: "Fair"})
		gone := make1(alice, "Gone", models.KindBusiness, nil)
		if _, err := service.ArchiveCustomer(w.ctx, lead(models.RoleAdmin), gone.ID, true); err != nil {
			t.Fatal(err)
		}

		now := models.ReportRows{From: w.now.Add(-time.Hour), To: w.now.Add(time.Hour)}
		all := []string{"Alpha 138-1234-5678", "Li Lei 138-1234-5678"}
		for name, try := range map[string]struct {
			op                          models.Operation
			scope                       models.CountScope
			public                      bool
			customers, deals, followUps []string
		}{
			"who leads":  {op: lead(models.RoleManager), customers: all, deals: []string{"open Alpha", "won Alpha", "open Li Lei", "won Li Lei"}, followUps: []string{"planned Alpha", "planned Li Lei", "done Alpha", "done Li Lei"}},
			"a person":   {op: lead(models.RoleManager), scope: models.CountScope{Person: bob}, customers: all[1:], deals: []string{"open Li Lei", "won Li Lei"}, followUps: []string{"planned Li Lei", "done Li Lei"}},
			"industry":   {op: lead(models.RoleManager), scope: models.CountScope{Industry: "tech"}, customers: all[:1], deals: []string{"open Alpha", "won Alpha"}, followUps: []string{"planned Alpha", "done Alpha"}},
			"source":     {op: lead(models.RoleManager), scope: models.CountScope{Source: "fair"}, customers: all[1:], deals: []string{"open Li Lei", "won Li Lei"}, followUps: []string{"planned Li Lei", "done Li Lei"}},
			"tag":        {op: lead(models.RoleManager), scope: models.CountScope{Tag: "vip"}, customers: all[:1], deals: []string{"open Alpha", "won Alpha"}, followUps: []string{"planned Alpha", "done Alpha"}},
			"their own":  {op: models.Operation{Actor: models.Actor{ID: bob, Role: models.RoleSales, OwnOnly: true}}, customers: all[1:], deals: []string{"open Li Lei", "won Li Lei"}, followUps: []string{"planned Li Lei", "done Li Lei"}},
			"who sells":  {op: by(alice), customers: []string{all[0], "Li Lei " + models.Mask(models.FieldPhone, "138-1234-5678")}, deals: []string{"open Alpha", "won Alpha", "open Li Lei", "won Li Lei"}, followUps: []string{"planned Alpha", "planned Li Lei", "done Alpha", "done Li Lei"}},
			"a channel":  {op: models.Operation{Actor: models.System()}, public: true, customers: []string{"Alpha " + models.Mask(models.FieldPhone, "138-1234-5678"), "* Lei " + models.Mask(models.FieldPhone, "138-1234-5678")}, deals: []string{"open Alpha", "won Alpha", "open * Lei", "won * Lei"}, followUps: []string{"planned Alpha", "planned * Lei", "done Alpha", "done * Lei"}},
			"of nothing": {op: lead(models.RoleManager), scope: models.CountScope{Tag: "none"}},
		} {
			rows := now
			rows.Scope, rows.Public = try.scope, try.public
			customers, deals, followUps := rowsOf(t, service, try.op, rows)
			li := (models.Customer{Name: "Li Lei", Kind: models.KindConsumer}).PublicName()
			for _, list := range [][]string{try.customers, try.deals, try.followUps} {
				for i := range list {
					list[i] = strings.ReplaceAll(list[i], "* Lei", li)
				}
			}
			slices.Sort(customers)
			slices.Sort(try.customers)
			if diff := cmp.Diff(fmt.Sprint(try.customers, try.deals, try.followUps), fmt.Sprint(customers, deals, followUps)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
		open := crm.New(w.store, models.ClockFunc(func() time.Time { return w.now }), crm.Team{Industries: []string{"tech", "retail"}, Privacy: models.PrivacyOpen})
		if err := open.CheckSettings(w.ctx); err != nil {
			t.Fatal(err)
		}
		rows := now
		rows.Public = true
		if customers, _, _ := rowsOf(t, open, models.Operation{Actor: models.System()}, rows); len(customers) != 2 || strings.Contains(strings.Join(customers, " "), "1234-5678") {
			t.Errorf("a channel of a team without masks reads %q", customers)
		}
		if _, err := service.ReportFollowUps(w.ctx, models.Operation{Actor: models.Actor{ID: "U0NOBODY"}}, now, nil); models.AsErrors(err) == nil {
			t.Errorf("nobody has a report: %v", err)
		}
	})
}

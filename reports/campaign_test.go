package reports_test

import (
	"cmp"
	"context"
	"fmt"
	"os"
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

// playCampaigns does what testdata/campaigns.txt says, in the order of time.
func playCampaigns(t *testing.T, st *store.Store, z *time.Location) *story {
	s := &story{t: t, ctx: context.Background()}
	s.crm = crm.New(st, models.ClockFunc(func() time.Time { return s.now }), crm.Team{Zone: z})
	_, err := s.crm.Enter(s.ctx, models.Identity{ID: alice})
	s.check(err)
	boss := models.Operation{Actor: models.Actor{ID: "U0BOSS", Role: models.RoleAdmin}}
	s.at("2026-10-01 00:00", z)
	campaigns := map[string]int64{}
	for _, m := range [][5]string{{"Fair", "2026-10-16", "2026-11-14", "3000 CNY"}, {"Mail", "2026-11-01", "", "100 USD"}, {"Web", "", "", ""}, {"Later", "2026-12-10", "", "500 CNY"}} {
		made, err := s.crm.CreateCampaign(s.ctx, boss, map[models.Field]string{models.FieldCampaignName: m[0], models.FieldBegins: m[1], models.FieldEnds: m[2], models.FieldCost: m[3]})
		s.check(err)
		campaigns[m[0]] = made.ID
	}
	table, err := os.ReadFile("testdata/campaigns.txt")
	s.check(err)
	for line := range strings.Lines(string(table)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.Split(line, "|")
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		s.at(parts[2], z)
		c, err := s.crm.CreateCustomer(s.ctx, as(alice), models.Customer{Name: "Customer " + parts[0], Status: models.StatusPotential, Source: parts[1]})
		s.check(err)
		for touch := range strings.SplitSeq(parts[3], ", ") {
			if words := strings.Fields(touch); len(words) == 4 {
				s.at(words[2]+" "+words[3], z)
				_, _, err := s.crm.AddMember(s.ctx, as(alice), campaigns[words[0]], c.ID, "", models.MemberState(words[1]))
				s.check(err)
			}
		}
		for i, active := range strings.Split(parts[4], ", ") {
			if active != "" {
				s.at(active, z)
				if i > 0 { // it was lost before, and won back
					s.now = s.now.Add(-time.Hour)
					s.status(alice, c.ID, models.StatusPotential)
					s.now = s.now.Add(time.Hour)
				}
				s.status(alice, c.ID, models.StatusActive)
			}
		}
		s.dealOf(parts[5], c.ID, z)
		s.at("2026-11-30 19:00", z)
		if parts[6] != "" {
			s.meets(c.ID, 0, parts[6])
		}
	}
	s.at("2026-11-30 20:00", z)
	return s
}

// dealOf opens the deal that a row of the table tells of, and closes it.
func (s *story) dealOf(text string, customer int64, z *time.Location) {
	s.t.Helper()
	words := strings.Fields(text)
	if len(words) == 0 {
		return
	}
	values := map[models.Field]string{models.FieldDealTitle: "x", models.FieldOwner: alice}
	if words[0] != "-" {
		values[models.FieldSource] = words[0]
	}
	rest := words[1:]
	if rest[0] == "-" {
		rest = rest[1:]
	} else {
		values[models.FieldAmount], rest = rest[0]+" "+rest[1], rest[2:]
	}
	s.at(rest[0]+" "+rest[1], z)
	_, d, err := s.crm.CreateDeal(s.ctx, as(alice), customer, values)
	s.check(err)
	switch rest[2] {
	case "open":
	case "lost":
		s.step(alice, d.ID, "lost")
	default:
		s.at(rest[2]+" "+rest[3], z)
		s.step(alice, d.ID, "won")
	}
}

// cameOf is what came of a campaign in a line.
func cameOf(r reports.CampaignResult) string {
	returned := "-"
	if r.Return != nil {
		returned = r.Return.RatString()
	}
	text := fmt.Sprintf("%s: brought %d, converted %d, won %d %s", r.Campaign.Name, r.Brought, r.Converted, r.Won, r.WonAmount.Decimal())
	for _, w := range r.Apart {
		text += " and " + w.Amount.String()
	}
	return text + fmt.Sprintf(", cost %s, each %s, return %s", cmp.Or(string(r.Unknown), r.Cost.Decimal()), r.PerCustomer.Decimal(), returned)
}

// What came of campaigns is what was counted by hand: docs/metrics.md, "Thirty customers of campaigns", has the working.
func TestThirtyCustomersOfCampaigns(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st, z := storetest.Open(t, db), zone(t, "Asia/Shanghai")
		s := playCampaigns(t, st, z)
		service := reports.New(st)
		rates := models.Rates{Team: "CNY", List: []models.Rate{{Currency: "USD", Worth: "7", Day: date("2026-11-30")}}}
		page, err := st.Campaigns(s.ctx, models.CampaignPhases(), date("2026-11-30"), "", 10)
		s.check(err)
		if page.Total != 5 || page.Campaigns[0].Name != "Mail" || page.Campaigns[1].Name != "Later" { // running, planned, undated, over
			t.Errorf("the campaigns are %d: %+v", page.Total, page.Campaigns)
		}
		question := reports.CampaignQuestion{Rates: rates, Zone: z, At: s.now}
		in := map[models.TouchRule][]string{}
		for _, rule := range models.TouchRules() {
			question.Touch = rule
			results, err := service.Campaigns(s.ctx, question, page.Campaigns)
			s.check(err)
			for _, r := range results {
				in[rule] = append(in[rule], cameOf(r))
			}
		}
		if diff := gocmp.Diff(map[models.TouchRule][]string{
			models.FirstTouch: {
				"Mail: brought 6, converted 3, won 3 170 and 50 EUR, cost 700, each 116.67, return -53/70",
				"Later: brought 2, converted 1, won 1 60, cost planned, each 0, return -",
				"Nobody knows: brought 1, converted 0, won 0 0, cost none, each 0, return -",
				"Web: brought 3, converted 2, won 3 1300, cost none, each 0, return -",
				"Fair: brought 13, converted 5, won 7 4900, cost 3000, each 230.77, return 19/30",
			},
			models.LastTouch: {
				"Mail: brought 6, converted 3, won 4 900 and 50 EUR, cost 700, each 116.67, return 2/7",
				"Later: brought 2, converted 1, won 1 60, cost planned, each 0, return -",
				"Nobody knows: brought 1, converted 0, won 0 0, cost none, each 0, return -",
				"Web: brought 4, converted 2, won 2 900, cost none, each 0, return -",
				"Fair: brought 12, converted 5, won 7 4570, cost 3000, each 250, return 157/300",
			},
		}, in); diff != "" {
			t.Errorf("in all (-by hand +got):\n%s", diff)
		}
		question.Touch = models.FirstTouch
		fair := page.Campaigns[len(page.Campaigns)-1]
		months, err := service.CampaignMonths(s.ctx, question, fair)
		s.check(err)
		var lines []string
		for _, m := range months {
			lines = append(lines, fmt.Sprintf("%s: %d, %d, %d %s, cost %s", m.Month.String()[:7], m.Brought, m.Converted, m.Won, m.WonAmount.Decimal(), m.Cost.Decimal()))
		}
		if diff := gocmp.Diff([]string{"2026-10: 3, 1, 1 1000, cost 1600", "2026-11: 10, 4, 6 3900, cost 1400"}, lines); diff != "" {
			t.Errorf("by month (-by hand +got):\n%s", diff)
		}
		boss := models.Operation{Actor: models.Actor{ID: "U0BOSS", Role: models.RoleAdmin}}
		flop, err := s.crm.CreateCampaign(s.ctx, boss, map[models.Field]string{models.FieldCampaignName: "Flop", models.FieldBegins: "2026-11-05", models.FieldEnds: "2026-11-06", models.FieldCost: "80 CNY"})
		s.check(err)
		_, err = s.crm.ArchiveCampaign(s.ctx, boss, flop.ID, true) // which brought nobody, and cost what it cost
		s.check(err)
		report, err := service.Report(s.ctx, models.ReportQuestion{Rates: rates}, reports.Between(date("2026-11-01"), date("2026-11-30"), z), s.now)
		s.check(err)
		lines = nil
		for _, r := range report.Campaigns {
			lines = append(lines, cameOf(r))
		}
		if diff := gocmp.Diff([]string{
			"Fair: brought 10, converted 4, won 6 3900, cost 1400, each 140, return 25/14",
			"Web: brought 3, converted 2, won 3 1300, cost none, each 0, return -",
			"Mail: brought 6, converted 3, won 3 170 and 50 EUR, cost 700, each 116.67, return -53/70",
			"Later: brought 2, converted 1, won 1 60, cost 0, each 0, return -",
			"Nobody knows: brought 1, converted 0, won 0 0, cost none, each 0, return -",
			"Flop: brought 0, converted 0, won 0 0, cost 80, each 0, return -1",
		}, lines); diff != "" {
			t.Errorf("in November (-by hand +got):\n%s", diff)
		}
		if before := report.Campaigns[0].Before; before.Brought != 3 || before.Converted != 1 || before.Won != 1 || before.WonAmount.Decimal() != "1000" {
			t.Errorf("in October Fair brought %d, converted %d, won %d worth %s", before.Brought, before.Converted, before.Won, before.WonAmount.Decimal())
		}
		report, err = service.Report(s.ctx, models.ReportQuestion{Rates: rates}, reports.Between(date("2026-11-01"), date("2026-11-10"), z), s.now)
		s.check(err)
		costs := map[string]string{}
		for _, r := range report.Campaigns {
			costs[r.Campaign.Name] = r.Cost.Decimal()
		}
		if costs["Fair"] != "1000" || costs["Mail"] != "233.31" { // 10 of 30 days each; Mail goes on until today
			t.Errorf("in the first ten days of November they cost %v", costs)
		}
		question.Scope = models.CountScope{VisibleTo: bob}
		if seen, err := service.Campaigns(s.ctx, question, page.Campaigns); err != nil || !seen[0].Nothing() || seen[0].Unknown != reports.CostOfSome {
			t.Errorf("who sees none of the customers is told %s: %v", cameOf(seen[0]), err)
		}
	})
}

package reports_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// listed are all entries of a list, read in pages of two, as lines.
func listed(ctx context.Context, t interface{ Fatal(...any) }, st *store.Store, q models.ReportListQuery) []string {
	var lines []string
	q.Limit = 2
	for total := -1; ; {
		page, err := st.ReportList(ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		if total >= 0 && page.Total != total {
			t.Fatal("another page says another total")
		}
		total = page.Total
		for _, e := range page.Entries {
			line := e.Customer.Name
			switch {
			case e.Deal != nil:
				line = e.Deal.Code
			case e.FollowUp != nil:
				line += " " + e.FollowUp.DueOn.String()
			case e.Interaction != nil:
				line += " " + e.Interaction.CreatedBy
			case e.Change.FromStatus != "":
				line += fmt.Sprintf(" %s>%s", e.Change.FromStatus, e.Change.ToStatus)
			}
			lines = append(lines, line)
		}
		if page.Next == "" {
			if len(lines) != total {
				t.Fatal(fmt.Sprintf("%s: %d of %d entries", q.List, len(lines), total))
			}
			return lines
		}
		q.After = page.Next
	}
}

// What happened in the week that report_test.go tells, and the records behind each of its figures, as counted by hand.
func TestWhatHappenedInAWeek(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		for _, name := range []string{"Asia/Shanghai", "America/Los_Angeles", "Asia/Kathmandu"} {
			t.Run(name, func(t *testing.T) {
				ctx, st, z := context.Background(), storetest.Open(t, db.Another(t)), zone(t, name)
				tell(t, st, z)
				week, today := reports.Week(date("2026-11-24"), z), on("2026-11-24", z)
				list := func(q models.ReportListQuery) string {
					q.Span = week.Span(today)
					return strings.Join(listed(ctx, t, st, q), ", ")
				}
				for _, test := range []struct {
					q    models.ReportListQuery
					want string
				}{
					{models.ReportListQuery{List: models.ListNew}, "E, D, C"},
					{models.ReportListQuery{List: models.ListNew, Scope: models.CountScope{Person: bob}}, "D, C"},
					{models.ReportListQuery{List: models.ListChanges}, "C active>potential, C potential>active, B active>churned, A potential>active"},
					{models.ReportListQuery{List: models.ListChanges, To: models.StatusActive}, "C potential>active, A potential>active"},
					{models.ReportListQuery{List: models.ListChanges, From: models.StatusActive, To: models.StatusChurned}, "B active>churned"},
					{models.ReportListQuery{List: models.ListInteractions}, "C U0BOB, C U0BOB, B U0ALICE, A U0ALICE, C U0BOB"},
					{models.ReportListQuery{List: models.ListInteractions, Scope: models.CountScope{Person: alice}}, "B U0ALICE, A U0ALICE"},
					{models.ReportListQuery{List: models.ListDone}, "A 2026-11-17, A 2026-11-16"},
					{models.ReportListQuery{List: models.ListDone, Punctual: models.OnTime}, "A 2026-11-16"},
					{models.ReportListQuery{List: models.ListDone, Punctual: models.Late}, "A 2026-11-17"},
					{models.ReportListQuery{List: models.ListOverdue}, "B 2026-11-18, C 2026-11-20, C 2026-11-22"},
					{models.ReportListQuery{List: models.ListOverdue, Scope: models.CountScope{Person: bob}}, "B 2026-11-18"},
					{models.ReportListQuery{List: models.ListWon}, "D004, D002"},
					{models.ReportListQuery{List: models.ListLost}, "D003"},
					{models.ReportListQuery{List: models.ListLost, Scope: models.CountScope{Person: alice}}, ""},
					{models.ReportListQuery{List: models.ListClosed}, "D004, D003, D002"},
					{models.ReportListQuery{List: models.ListSlipped}, ""},
				} {
					if got := list(test.q); got != test.want {
						t.Errorf("%s %+v: %s, want %s", test.q.List, test.q.Scope, got, test.want)
					}
				}
				running := models.ReportListQuery{List: models.ListOverdue, Span: reports.Between(date("2026-11-23"), date("2026-11-29"), z).Span(today)}
				if got := strings.Join(listed(ctx, t, st, running), ", "); got != "C 2026-11-22" {
					t.Errorf("overdue now: %s", got)
				}
				rules := models.ColdRules{Contact: 3}
				report, err := reports.New(st).Report(ctx, models.ReportQuestion{Cold: rules.CutOn(models.DateOf(today), z, 0)}, week, today)
				if err != nil {
					t.Fatal(err)
				}
				h := report.Happened
				var created, cold, reasons []string
				for _, c := range h.New.Customers {
					created = append(created, c.Name)
				}
				for _, c := range h.Cold.Customers {
					cold = append(cold, c.Name)
				}
				for _, r := range h.Reasons {
					reasons = append(reasons, fmt.Sprint(r.Reason, " ", r.Count))
				}
				// B and A churned; nobody was in touch with D since it was created, with C since the 20th.
				if diff := cmp.Diff([]any{2, 1, 3, 0, 2, []string{"E", "D", "C"}, []string{"D", "C"}, []string{"price 1"}},
					[]any{h.Won.Count, h.Lost.Count, h.New.Count, h.Slipped.Count, h.Cold.Count, created, cold, reasons}); diff != "" {
					t.Errorf("happened (-by hand +got):\n%s", diff)
				}
				if names := h.Customers; names[h.Won.Deals[0].CustomerID].Name != "A" || names[h.Lost.Deals[0].CustomerID].Name != "B" {
					t.Errorf("the deals' customers: %v", names)
				}
				for scope, want := range map[models.CountScope]int{{Person: bob}: 2, {Person: alice}: 0, {Industry: "finance"}: 0, {Tag: "nothing"}: 0, {VisibleTo: alice}: 1} { // a follow-up of C is hers
					of, err := reports.New(st).Report(ctx, models.ReportQuestion{Scope: scope, Cold: rules.CutOn(models.DateOf(today), z, 0)}, week, today)
					if err != nil || of.Happened.Cold.Count != want || len(of.Happened.Cold.Customers) != want {
						t.Errorf("cold of %+v: %d, %v; want %d", scope, of.Happened.Cold.Count, err, want)
					}
				}
				later, err := reports.New(st).Report(ctx, models.ReportQuestion{Cold: rules.CutOn(models.DateOf(today), z, 0)}, week, on("2026-12-24", z))
				if err != nil || later.Happened.Cold.Count > 0 {
					t.Errorf("of a week that is long over it is said what is cold now: %v %v", later.Happened.Cold, err)
				}
			})
		}
	})
}

// What is listed of random deals, by everything that a report can be asked for, is what plain loops make of them.
func TestHappenedAgreesWithPlainLoops(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st, ctx := storetest.Open(t, db), context.Background()
		owners, customers := map[int64]string{}, map[int64]models.Customer{}
		err := st.Tx(ctx, func(tx *store.Tx) error {
			clear(owners)
			if err := tx.AddTags(ctx, []string{"VIP", "VIP2", "老客户"}, alice, rapidBegin); err != nil {
				return err
			}
			for i, tags := range []string{"VIP", "VIP2,VIP", "VIP2,老客户", "老客户,VIP,VIP2", ""} {
				c := models.Customer{
					Name: fmt.Sprint("Customer ", i), Status: models.StatusPotential, Owner: people[i%len(people)], CreatedAt: rapidBegin, UpdatedAt: rapidBegin, Version: 1,
					Industry: []string{"finance", "retail"}[i%2], Source: []string{"Fair", "", "web"}[i%3], Tags: tags,
				}
				if err := tx.InsertCustomer(ctx, &c); err != nil {
					return err
				}
				owners[c.ID], customers[c.ID] = c.Owner, c
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		pipelines, err := st.Pipelines(ctx)
		if err != nil {
			t.Fatal(err)
		}
		rates := models.Rates{Team: "CNY", List: []models.Rate{{Currency: "USD", Worth: "7.1234", Day: date("2026-11-01")}}}
		service := reports.New(st)
		var last []int64
		rapid.Check(t, func(t *rapid.T) {
			h := drawHistory(t, pipelines.All()[:1], owners)
			if err := h.write(ctx, st, &last); err != nil {
				t.Fatal(err)
			}
			scope := models.CountScope{
				VisibleTo: rapid.SampledFrom([]string{"", "", bob}).Draw(t, "seen by"), Person: rapid.SampledFrom([]string{"", "", alice, bob}).Draw(t, "whose"),
				Industry: rapid.SampledFrom([]string{"", "", "retail"}).Draw(t, "industry"), Source: rapid.SampledFrom([]string{"", "", "fair"}).Draw(t, "source"),
				Tag: rapid.SampledFrom([]string{"", "", models.TagKey("vip"), models.TagKey("老客户"), "nothing"}).Draw(t, "tag"),
			}
			from := models.NewDate(2026, 9, 20).AddDays(rapid.IntRange(0, 60).Draw(t, "from"))
			p := reports.Between(from, from.AddDays(rapid.IntRange(0, 90).Draw(t, "days")), time.UTC)
			today := from.AddDays(rapid.IntRange(0, 90).Draw(t, "today"))
			begin, end := p.Bounds()
			slippedBefore := p.To.AddDays(1)
			if !today.After(p.To) {
				slippedBefore = today
			}
			want := map[models.ReportList][]models.Deal{}
			for i, d := range h.deals {
				d.ID = last[i]
				c := customers[d.CustomerID]
				switch {
				case !h.counts(asked{q: models.DealQuestion{Owner: scope.Person, VisibleTo: scope.VisibleTo}}, d),
					scope.Industry != "" && c.Industry != scope.Industry, scope.Source != "" && c.Source != "Fair",
					scope.Tag != "" && !slices.ContainsFunc(models.ParseTags(c.Tags), func(tag string) bool { return models.TagKey(tag) == scope.Tag }):
				case d.ClosedAt != nil && !d.ClosedAt.Before(begin) && d.ClosedAt.Before(end):
					of := map[models.DealState]models.ReportList{models.DealWon: models.ListWon, models.DealLost: models.ListLost}[d.State]
					want[of] = append(want[of], d)
				case d.State == models.DealOpen && !d.ExpectedClose.IsZero() && d.ExpectedClose.Before(slippedBefore):
					want[models.ListSlipped] = append(want[models.ListSlipped], d)
				}
			}
			report, err := service.Report(ctx, models.ReportQuestion{Scope: scope, Rates: rates}, p, today.At("12:00", time.UTC))
			if err != nil {
				t.Fatal(err)
			}
			for list, group := range map[models.ReportList]reports.DealGroup{
				models.ListWon: report.Happened.Won, models.ListLost: report.Happened.Lost, models.ListSlipped: report.Happened.Slipped,
			} {
				deals, sums := want[list], purse{}
				for _, d := range deals {
					sums.add(d, 100)
				}
				worth := func(d models.Deal) int64 {
					one := purse{}
					one.add(d, 100)
					switch {
					case d.Amount.None():
						return -2
					case d.Amount.Currency == "EUR":
						return -1
					}
					return one.inYuan().Num().Int64()
				}
				got := make([]int64, len(group.Deals))
				for i, d := range group.Deals {
					got[i] = d.ID
					if i > 0 && list != models.ListSlipped && worth(group.Deals[i-1]) < worth(d) || i > 0 && list == models.ListSlipped && d.ExpectedClose.Before(group.Deals[i-1].ExpectedClose) {
						t.Fatalf("%s: the deal %d stands behind one that is less", list, d.ID)
					}
				}
				if group.Count != len(deals) || len(got) != min(len(deals), reports.MostHappened) || group.Together.Amount.Minor != sums.inYuan().Num().Int64() {
					t.Fatalf("%s: %d deals worth %d, want %d worth %s", list, group.Count, group.Together.Amount.Minor, len(deals), sums.inYuan())
				}
				all := listed(ctx, t, st, models.ReportListQuery{List: list, Scope: scope, Span: p.Span(today.At("12:00", time.UTC))})
				if slices.Sort(all); len(slices.Compact(all)) != len(deals) {
					t.Fatalf("%s lists %d deals, want %d", list, len(all), len(deals))
				}
				for _, id := range got {
					if !slices.ContainsFunc(deals, func(d models.Deal) bool { return d.ID == id }) {
						t.Fatalf("%s tells of the deal %d", list, id)
					}
				}
			}
		})
	})
}

package store_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

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
				if diff := cmp.Diff(l.report(scope, p, o.now), said(got)); diff != "" {
					t.Fatalf("%+v from %s to %s in %s (-slow +got):\n%s", scope, p.From, p.To, zone, diff)
				}
			}
		}
	})
}

package crm_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/models"
)

// deals are a customer's opportunity and its deals as lines: the code, the state, the stage and what else is known of each.
func (w *world) deals(id int64) []string {
	w.t.Helper()
	customer, list, total, err := w.Deals(w.ctx, as(alice), id, 50)
	if err != nil || total != len(list) {
		w.t.Fatalf("%d of %d deals, %v", len(list), total, err)
	}
	lines := []string{customer.Opportunity}
	for _, d := range list {
		line := fmt.Sprintf("%s %s %d", d.Code, d.State, d.StageID)
		for _, field := range []models.Field{models.FieldDealTitle, models.FieldAmount, models.FieldProbability, models.FieldExpectedClose, models.FieldLostReason, models.FieldLostNote} {
			if value := d.Get(field); value != "" {
				line += " " + value
			}
		}
		moves, err := w.store.StageMoves(w.ctx, d.ID)
		if err != nil || len(moves) == 0 {
			w.t.Fatalf("%s went through %v, %v", d.Code, moves, err)
		}
		last := moves[len(moves)-1]
		if last.ToStage != d.StageID || !last.MovedAt.Equal(d.StageSince) || (d.ClosedAt != nil) != (d.State == models.DealWon || d.State == models.DealLost) {
			w.t.Errorf("%s is in %d since %v, and was moved to %d at %v, closed %v", d.Code, d.StageID, d.StageSince, last.ToStage, last.MovedAt, d.ClosedAt)
		}
		if d.ClosedAt != nil && !d.ClosedAt.Equal(last.MovedAt) {
			w.t.Errorf("%s was closed at %v, and moved at %v", d.Code, d.ClosedAt, last.MovedAt)
		}
		lines = append(lines, line)
	}
	return lines
}

func (w *world) expectDeals(id int64, want ...string) {
	w.t.Helper()
	if diff := cmp.Diff(want, w.deals(id)); diff != "" {
		w.t.Errorf("opportunity and deals (-want +got):\n%s", diff)
	}
}

func (w *world) deal(id int64, set values) models.Deal {
	w.t.Helper()
	_, made, err := w.CreateDeal(w.ctx, by(alice), id, set)
	if err != nil {
		w.t.Fatal(err)
	}
	w.now = w.now.Add(time.Minute)
	return made
}

// withSettings lets the process know the team's pipelines, as a request does.
func (w *world) withSettings() {
	w.t.Helper()
	if err := w.CheckSettings(w.ctx); err != nil {
		w.t.Fatal(err)
	}
}

// A deal goes its way, and each step is taken back whole: with its row of the way through the stages, and since when it was in a stage.
func TestADealGoesItsWay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.withSettings()
		c := w.create("Northwind")
		first := w.deal(c.ID, values{models.FieldDealTitle: " 软件采购 ", models.FieldAmount: "12万", models.FieldExpectedClose: "2027-03-01"})
		if first.Owner != alice || first.Get(models.FieldAmount) != "120000 CNY" {
			t.Errorf("it is %+v", first)
		}
		later := w.deal(c.ID, values{models.FieldDealTitle: "Training", models.FieldAmount: "20k USD", models.FieldExpectedClose: "2027-02-01", models.FieldProbability: "40"})
		none := w.deal(c.ID, values{models.FieldDealTitle: "Some day"})
		was := []string{"Training", "D002 open 1 Training 20000 USD 40 2027-02-01", "D001 open 1 软件采购 120000 CNY 2027-03-01", "D003 open 1 Some day"}
		w.expectDeals(c.ID, was...)
		steps := []struct {
			name string
			do   func() error
			want []string
		}{
			{
				"moved", func() error { _, _, err := w.MoveDeal(w.ctx, by(alice), later.ID, later.Version, 3); return err },
				[]string{"Training", "D002 open 3 Training 20000 USD 40 2027-02-01", was[2], was[3]},
			},
			{"lost", func() error {
				_, _, err := w.CloseDeal(w.ctx, by(alice), later.ID, models.DealEnd{Reason: "price", Note: "too dear"})
				return err
			}, []string{"软件采购", was[2], was[3], "D002 lost 6 Training 20000 USD 40 2027-02-01 price too dear"}},
			{"won", func() error {
				_, _, err := w.CloseDeal(w.ctx, by(alice), first.ID, models.DealEnd{Won: true, Activate: true})
				return err
			}, []string{"Training", was[1], was[3], "D001 won 5 软件采购 120000 CNY 2027-03-01"}},
			{"edited", func() error {
				_, _, err := w.UpdateDeal(w.ctx, by(alice), none.ID, models.EditBase{Version: none.Version}, values{models.FieldExpectedClose: "2026-12-24", models.FieldStage: "2"})
				return err
			}, []string{"Some day", "D003 open 2 Some day 2026-12-24", was[1], was[2]}},
			{"renamed by the record", func() error {
				_, err := w.UpdateCustomer(w.ctx, by(alice), c.ID, 0, values{models.FieldOpportunity: "Training for all"})
				return err
			}, []string{"Training for all", "D002 open 1 Training for all 20000 USD 40 2027-02-01", was[2], was[3]}},
			{"another", func() error {
				_, _, err := w.CreateDeal(w.ctx, by(alice), c.ID, values{models.FieldDealTitle: "Soon", models.FieldExpectedClose: "2026-12-01"})
				return err
			}, append([]string{"Soon", "D004 open 1 Soon 2026-12-01"}, was[1:]...)},
		}
		for _, step := range steps {
			if err := step.do(); err != nil {
				t.Fatalf("%s: %v", step.name, err)
			}
			w.expectDeals(c.ID, step.want...)
			if active := w.read(c.ID).Status == models.StatusActive; active != (step.name == "won") {
				t.Errorf("%s: the customer is %s", step.name, w.read(c.ID).Status)
			}
			w.now = w.now.Add(time.Minute)
			if _, err := w.undo(); err != nil {
				t.Fatalf("%s taken back: %v", step.name, err)
			}
			w.expectDeals(c.ID, was...)
			w.now = w.now.Add(time.Minute)
		}
		if w.read(c.ID).Status != models.StatusPotential {
			t.Errorf("taken back, the customer is %s", w.read(c.ID).Status)
		}
	})
}

// What is refused is refused at its input, and nothing of it is saved.
func TestDealsRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.withSettings()
		c := w.create("Northwind")
		d := w.deal(c.ID, values{models.FieldDealTitle: "Licences"})
		for _, bad := range []struct {
			set values
			at  models.Field
			key string
		}{
			{values{models.FieldDealTitle: " "}, models.FieldDealTitle, "error.required"},
			{values{models.FieldDealTitle: strings.Repeat("长", 201)}, models.FieldDealTitle, "error.too_long"},
			{values{models.FieldDealTitle: "x", models.FieldAmount: "a lot"}, models.FieldAmount, "error.bad_money"},
			{values{models.FieldDealTitle: "x", models.FieldAmount: "-5"}, models.FieldAmount, "error.bad_money"},
			{values{models.FieldDealTitle: "x", models.FieldProbability: "101"}, models.FieldProbability, "error.probability"},
			{values{models.FieldDealTitle: "x", models.FieldExpectedClose: "soon"}, models.FieldExpectedClose, "error.bad_date"},
			{values{models.FieldDealTitle: "x", models.FieldExpectedClose: "2126-01-01"}, models.FieldExpectedClose, "error.far_date"},
			{values{models.FieldDealTitle: "x", models.FieldStage: "99"}, models.FieldStage, "error.unknown_stage"},
			{values{models.FieldDealTitle: "x", models.FieldStage: "5"}, models.FieldStage, "error.stage_closes"},
			{values{models.FieldDealTitle: "x", models.FieldOwner: "bob"}, models.FieldOwner, "error.unknown_user"},
			{values{models.FieldDealTitle: "x", models.FieldDealState: "won"}, models.FieldDealState, "error.read_only"},
		} {
			_, _, err := w.CreateDeal(w.ctx, by(alice), c.ID, bad.set)
			refused(t, err, bad.at, bad.key)
		}
		_, _, err := w.CloseDeal(w.ctx, by(alice), d.ID, models.DealEnd{})
		refused(t, err, models.FieldLostReason, "error.unknown_lost_reason")
		_, err = w.UpdateCustomer(w.ctx, by(alice), c.ID, 0, values{models.FieldOpportunity: ""})
		refused(t, err, models.FieldOpportunity, "error.opportunity_open")
		viewer := models.Operation{Actor: models.Actor{ID: "U0VIEW", Role: models.RoleViewer}}
		if _, _, err := w.MoveDeal(w.ctx, viewer, d.ID, 0, 2); models.AsErrors(err) == nil {
			t.Errorf("a viewer moves a deal: %v", err)
		}
		w.expectDeals(c.ID, "Licences", "D001 open 1 Licences")
	})
}

// Two people move a deal at once: one of them does, the other is told; nothing is lost, and nothing counted twice.
func TestTwoMoveADealAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.withSettings()
		c := w.create("Northwind")
		d := w.deal(c.ID, values{models.FieldDealTitle: "Licences"})
		var group sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			group.Go(func() { _, _, errs[i] = w.MoveDeal(w.ctx, by(alice), d.ID, d.Version, int64(2+i%3)) })
		}
		group.Wait()
		moved := 0
		for _, err := range errs {
			switch {
			case err == nil:
				moved++
			case models.AsErrors(err) == nil:
				t.Errorf("it failed: %v", err)
			}
		}
		moves, err := w.store.StageMoves(w.ctx, d.ID)
		if moved != 1 || err != nil || len(moves) != 2 {
			t.Errorf("%d moved it, in %v, %v", moved, moves, err)
		}
		_, now, err := w.Deal(w.ctx, as(alice), d.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.UpdateDeal(w.ctx, by(alice), d.ID, models.EditBase{Version: d.Version}, values{models.FieldAmount: "5"}); err != nil {
			t.Errorf("another field of an older version: %v", err)
		}
		_, _, err = w.UpdateDeal(w.ctx, by(bob), d.ID, models.EditBase{Version: now.Version}, values{models.FieldAmount: "6", models.FieldDealTitle: "More"})
		var conflict *models.ConflictError
		if !errors.As(err, &conflict) || conflict.Fields[0].Field != models.FieldAmount || conflict.Fields[0].Theirs != "5 CNY" || conflict.Code != d.Code {
			t.Errorf("the same field of an older version: %v", err)
		}
	})
}

// Deals go with their customer: shelved while it is archived, the other's after a merge and back when that is taken back, empty of
// text once it is erased.
func TestDealsGoWithTheirCustomer(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.withSettings()
		kept, other := w.create("Northwind"), w.create("Contoso")
		w.deal(other.ID, values{models.FieldDealTitle: "Licences", models.FieldAmount: "5"})
		boss := models.Operation{Actor: models.Actor{ID: bob, Role: models.RoleAdmin}}
		if _, err := w.ArchiveCustomer(w.ctx, boss, other.ID, true); err != nil {
			t.Fatal(err)
		}
		w.expectDeals(other.ID, "Licences", "D001 shelved 1 Licences 5 CNY")
		if _, err := w.ArchiveCustomer(w.ctx, boss, other.ID, false); err != nil {
			t.Fatal(err)
		}
		_, merge, err := w.MergeCustomers(w.ctx, boss, models.MergeInput{Kept: kept.ID, Other: other.ID, KeptVersion: w.read(kept.ID).Version, OtherVersion: w.read(other.ID).Version})
		if err != nil {
			t.Fatal(err)
		}
		w.expectDeals(kept.ID, "Licences", "D001 open 1 Licences 5 CNY")
		if _, err := w.Unmerge(w.ctx, boss, merge); err != nil {
			t.Fatal(err)
		}
		w.expectDeals(kept.ID, "")
		w.expectDeals(other.ID, "Licences", "D001 open 1 Licences 5 CNY")
		if _, _, err := w.EraseSubject(w.ctx, boss, other.ID, models.ErasureInput{Code: other.Code, Reason: "asked"}); err != nil {
			t.Fatal(err)
		}
		erased, err := w.store.DealByCode(w.ctx, "D001")
		if err != nil || erased.Title != "" || erased.Amount.Minor != 500 || erased.State != models.DealShelved {
			t.Errorf("erased, the deal is %+v, %v", erased, err)
		}
	})
}

// A deal's custom fields are fields as its own: refused by their rules, audited, merged where two people change different ones, asked about
// where they change the same, and taken back. Those of customers are none of a deal's.
func TestCustomFieldsOfDeals(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.withSettings()
		number := w.addField(models.CustomNumber, "Budget") // of customers
		add := func(kind models.CustomKind, label string) models.CustomField {
			t.Helper()
			draft := models.CustomField{Entity: models.EntityDeal, Kind: kind, LabelEN: label, LabelZH: label + "中"}
			if draft.Chooses() {
				draft.Options = models.ParseOptions("北京=Beijing,上海=Shanghai")
			}
			f, err := w.AddField(w.ctx, byAdmin(), draft)
			if err != nil {
				t.Fatal(err)
			}
			return f
		}
		amount, city := add(models.CustomNumber, "Budget"), add(models.CustomChoice, "City") // the names of customers' fields are free
		if len(w.Fields().All()) != 1 || len(w.AllFields().All()) != 3 {
			t.Errorf("customers have %d of %d fields", len(w.Fields().All()), len(w.AllFields().All()))
		}
		_, err := w.AddField(w.ctx, byAdmin(), models.CustomField{Entity: models.EntityDeal, Kind: models.CustomText, LabelEN: "budget", LabelZH: "x"})
		refused(t, err, models.InputLabelEN, "error.label_taken")
		_, err = w.AddField(w.ctx, byAdmin(), models.CustomField{Entity: models.EntityDeal, Kind: models.CustomText, LabelEN: "y", LabelZH: "y", Personal: true})
		refused(t, err, models.InputPersonal, "error.personal_of_others")
		_, err = w.AddField(w.ctx, byAdmin(), models.CustomField{Entity: "nothing", Kind: models.CustomText, LabelEN: "y", LabelZH: "y"})
		refused(t, err, models.InputEntity, "error.unknown_field_of")

		c := w.create("Northwind")
		_, _, err = w.CreateDeal(w.ctx, by(alice), c.ID, values{models.FieldDealTitle: "x", amount.Key(): "many"})
		refused(t, err, amount.Key(), "error.bad_number")
		_, _, err = w.CreateDeal(w.ctx, by(alice), c.ID, values{models.FieldDealTitle: "x", number.Key(): "5"})
		refused(t, err, "", "error.unknown_field")
		d := w.deal(c.ID, values{models.FieldDealTitle: "x", amount.Key(): "１，０００", city.Key(): "o1"})
		is := func(want ...string) {
			t.Helper()
			found, err := w.store.Deal(w.ctx, d.ID)
			if got := []string{found.Get(amount.Key()), found.Get(city.Key())}; err != nil || !slices.Equal(got, want) {
				t.Errorf("the values are %q, %v, want %q", got, err, want)
			}
		}
		is("1000", "o1")
		set := func(version int, values values) error {
			_, _, err := w.UpdateDeal(w.ctx, by(alice), d.ID, models.EditBase{Version: version}, values)
			return err
		}
		if err := set(d.Version, values{amount.Key(): "2000"}); err != nil {
			t.Fatal(err)
		}
		if err := set(d.Version, values{amount.Key(): "1000", city.Key(): "o2"}); err != nil { // left alone, and another
			t.Fatal(err)
		}
		is("2000", "o2")
		conflict := (*models.ConflictError)(nil)
		if err := set(d.Version, values{amount.Key(): "3000"}); !errors.As(err, &conflict) || conflict.Fields[0].Field != amount.Key() || conflict.Fields[0].Theirs != "2000" {
			t.Errorf("two values of one field come to %v", err)
		}
		w.undoLast()
		is("2000", "o1")
		if _, err := w.RetireField(w.ctx, byAdmin(), city.ID); err != nil {
			t.Fatal(err)
		}
		refused(t, set(0, values{city.Key(): "o2"}), city.Key(), "error.field_retired")
		if err := set(0, values{amount.Key(): ""}); err != nil {
			t.Error(err)
		}
		is("", "o1")
		page, err := w.History(w.ctx, as(alice), c.ID, "", 50)
		if err != nil {
			t.Fatal(err)
		}
		named := 0
		for _, e := range page.Entries {
			if e.Custom != nil && e.Custom.Of() == models.EntityDeal {
				named++
			}
		}
		if named < 6 {
			t.Errorf("the history names the custom fields in %d entries", named)
		}
	})
}

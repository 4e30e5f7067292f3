package crm_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// stages are a pipeline's stages as lines, in their order.
func (w *world) stages(pipelineID int64) (lines []string) {
	pipeline, _ := w.Pipelines().Find(pipelineID)
	for _, s := range pipeline.Stages {
		line := fmt.Sprintf("%s %s/%s %d", s.Kind, s.LabelZH, s.LabelEN, s.Probability)
		if s.Retired() {
			line += " retired"
		}
		lines = append(lines, line)
	}
	return lines
}

func expectLines(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("there are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// An admin adds, renames, moves, retires and restores stages and pipelines; deals stay where they are, and each change is audited once.
func TestPipelinesAndStages(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.withSettings()
		c := w.create("Northwind")
		deal := w.deal(c.ID, values{models.FieldDealTitle: "Licences", models.FieldStage: "2"})
		plan, err := w.AddStage(w.ctx, byAdmin(), 1, models.Stage{Kind: models.StageOpen, LabelZH: " 方案 ", LabelEN: "Plan", Probability: 80})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.MoveStage(w.ctx, byAdmin(), plan.ID, true); err != nil {
			t.Fatal(err)
		}
		if _, err := w.EditStage(w.ctx, byAdmin(), 3, 1, "Offer", "报价", 60); err != nil {
			t.Fatal(err)
		}
		if _, err := w.RetireStage(w.ctx, byAdmin(), 2, true); err != nil {
			t.Fatal(err)
		}
		now := []string{"open 新商机/New 10", "open 已确认/Qualified 25 retired", "open 报价/Offer 60", "open 方案/Plan 80", "open 谈判/Negotiation 75", "won 赢单/Won 100", "lost 输单/Lost 0"}
		expectLines(t, w.stages(1), now...)
		w.expectDeals(c.ID, "Licences", "D001 open 2 Licences")
		_, _, err = w.MoveDeal(w.ctx, by(alice), w.deal(c.ID, values{models.FieldDealTitle: "Other"}).ID, 0, 2)
		refused(t, err, models.FieldStage, "error.stage_retired")
		if _, _, err := w.UpdateDeal(w.ctx, by(alice), deal.ID, models.EditBase{}, values{models.FieldStage: "2", models.FieldDealTitle: "Licences!"}); err != nil {
			t.Errorf("a deal in a retired stage can't be edited: %v", err)
		}
		if _, err := w.EditStage(w.ctx, byAdmin(), 5, 0, "Won", "成交", 3); err != nil { // what is won is certain
			t.Fatal(err)
		}
		if stage, _ := w.Pipelines().Stage(5); stage.Probability != 100 || stage.LabelZH != "成交" {
			t.Errorf("the stage of what is won is %+v", stage)
		}
		if _, err := w.RetireStage(w.ctx, byAdmin(), 2, false); err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.MoveDeal(w.ctx, by(alice), deal.ID, 0, 2); !slices.Equal(refusal(err), []string{"error.deal_there"}) {
			t.Errorf("the restored stage is refused: %v", err)
		}

		channel, err := w.AddPipeline(w.ctx, byAdmin(), models.Pipeline{LabelZH: "渠道", LabelEN: "Channel", Stages: []models.Stage{{LabelZH: "线索", LabelEN: "Lead"}, {LabelZH: "试用", LabelEN: "Trial"}}})
		if err != nil {
			t.Fatal(err)
		}
		expectLines(t, w.stages(channel.ID), "open 线索/Lead 35", "open 试用/Trial 65", "won 成交/Won 100", "lost 输单/Lost 0")
		lead := channel.Stages[0].ID
		if _, moved, err := w.MoveDeal(w.ctx, by(alice), deal.ID, 0, lead); err != nil || moved.PipelineID != channel.ID {
			t.Fatalf("the deal is in %+v, %v", moved, err)
		}
		if _, err := w.RetirePipeline(w.ctx, byAdmin(), channel.ID, true); err != nil {
			t.Fatal(err)
		}
		_, _, err = w.CreateDeal(w.ctx, by(alice), c.ID, values{models.FieldDealTitle: "x", models.FieldStage: channel.Stages[0].Key()})
		refused(t, err, models.FieldStage, "error.stage_retired")
		if _, _, err := w.MoveDeal(w.ctx, by(alice), deal.ID, 0, channel.Stages[1].ID); err != nil {
			t.Errorf("a deal doesn't go on in its retired pipeline: %v", err)
		}
		if _, won, err := w.CloseDeal(w.ctx, by(alice), deal.ID, models.DealEnd{Won: true}); err != nil || won.StageID != channel.Stages[2].ID {
			t.Errorf("it is won as %+v, %v", won, err)
		}
		if err := w.MovePipeline(w.ctx, byAdmin(), 1, false); err != nil { // alone in the row
			t.Error(err)
		}
		for _, of := range []struct {
			entity string
			id     int64
			want   string
		}{
			{models.EntityStage, plan.ID, "create label_zh >方案 · create label_en >Plan · create stage_chance 0>80 · move position 4>3"},
			{models.EntityStage, 3, "update label_en Proposal>Offer · update stage_chance 50>60"},
			{models.EntityStage, 2, "retire  > · restore  >"},
			{models.EntityPipeline, channel.ID, "create label_zh >渠道 · create label_en >Channel · retire  >"},
		} {
			entries, err := w.store.Audit(w.ctx, of.entity, of.id, 20)
			if err != nil {
				t.Fatal(err)
			}
			var lines []string
			for _, e := range slices.Backward(entries) {
				lines = append(lines, fmt.Sprintf("%s %s %s>%s", e.Action, e.Field, e.OldValue, e.NewValue))
			}
			if got := strings.Join(lines, " · "); got != of.want {
				t.Errorf("the audit log says of %s %d: %s\nwant %s", of.entity, of.id, got, of.want)
			}
		}
	})
}

// What breaks a rule is refused at its input, and nothing has changed.
func TestStagesAreRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.withSettings()
		before := w.stages(1)
		stage := func(en, zh string, kind models.StageKind, chance int) func(models.Operation) error {
			return func(op models.Operation) error {
				_, err := w.AddStage(w.ctx, op, 1, models.Stage{Kind: kind, LabelEN: en, LabelZH: zh, Probability: chance})
				return err
			}
		}
		for name, c := range map[string]struct {
			do   func(models.Operation) error
			want string
		}{
			"no name":                  {stage("", "", models.StageOpen, 1), "label_zh error.required"},
			"taken":                    {stage("proposal", "新的", models.StageOpen, 1), "label_en error.label_taken"},
			"taken by the other":       {stage("x", "PRO-POSAL", models.StageOpen, 1), "label_zh error.label_taken"},
			"too long":                 {stage(strings.Repeat("x", 41), "好", models.StageOpen, 1), "label_en error.too_long"},
			"no kind":                  {stage("x", "好", "shut", 1), "stage_kind error.unknown_stage_kind"},
			"no probability":           {stage("x", "好", models.StageOpen, 101), "stage_chance error.probability"},
			"the last one that is won": {func(op models.Operation) error { _, err := w.RetireStage(w.ctx, op, 5, true); return err }, " error.last_stage"},
			"the last pipeline":        {func(op models.Operation) error { _, err := w.RetirePipeline(w.ctx, op, 1, true); return err }, " error.last_pipeline"},
			"nowhere":                  {func(op models.Operation) error { _, err := w.EditStage(w.ctx, op, 99, 0, "x", "x", 1); return err }, " error.no_such_stage"},
			"no pipeline":              {func(op models.Operation) error { return w.MovePipeline(w.ctx, op, 99, true) }, " error.no_such_pipeline"},
			"a pipeline's name": {func(op models.Operation) error {
				_, err := w.AddPipeline(w.ctx, op, models.Pipeline{LabelEN: "SALES", LabelZH: "好"})
				return err
			}, "label_en error.label_taken"},
			"twice a stage": {func(op models.Operation) error {
				_, err := w.AddPipeline(w.ctx, op, models.Pipeline{LabelEN: "x", LabelZH: "x", Stages: []models.Stage{{LabelEN: "a", LabelZH: "a"}, {LabelEN: "A", LabelZH: "b"}}})
				return err
			}, "stages error.label_taken"},
			"no reason":      {func(op models.Operation) error { _, err := w.AddLostReason(w.ctx, op, " ", ""); return err }, "label_zh error.required"},
			"a reason again": {func(op models.Operation) error { _, err := w.AddLostReason(w.ctx, op, "PRICE", "贵"); return err }, "label_en error.label_taken"},
			"no reason so":   {func(op models.Operation) error { return w.MoveLostReason(w.ctx, op, "r99", true) }, " error.no_such_reason"},
			"a reason of before": {func(op models.Operation) error {
				_, err := w.RenameLostReason(w.ctx, op, models.Option{Key: "price", EN: "Cost"}, "x", "x")
				return err
			}, " error.reason_since"},
		} {
			err := c.do(byAdmin())
			var got []string
			for _, e := range models.AsErrors(err) {
				got = append(got, string(e.Input)+" "+e.Key)
			}
			if strings.Join(got, "; ") != c.want {
				t.Errorf("%s gets %q, %v, want %q", name, got, err, c.want)
			}
			if err := c.do(by(alice)); !slices.Equal(refusal(err), []string{"error.not_permitted"}) {
				t.Errorf("%s by a salesperson gets %v", name, err)
			}
		}
		expectLines(t, w.stages(1), before...)

		if _, err := w.EditStage(w.ctx, byAdmin(), 3, 1, "Offer", "报价", 50); err != nil {
			t.Fatal(err)
		}
		_, err := w.EditStage(w.ctx, byAdmin(), 3, 1, "Quote", "报价", 50) // by a form of before
		if !slices.Equal(refusal(err), []string{"error.definition_since"}) {
			t.Errorf("an old form overwrites: %v", err)
		}
		if err := w.MoveStage(w.ctx, byAdmin(), 3, true); err != nil {
			t.Fatal(err)
		}
		if _, err := w.EditStage(w.ctx, byAdmin(), 3, 2, "Quote", "报价", 50); err != nil {
			t.Errorf("a form of before the stage was moved is refused: %v", err)
		}
	})
}

// The reasons for which deals are lost are the first list until an admin changes it; keys stay, and so does what deals say.
func TestLostReasons(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.withSettings()
		first := models.FirstLostReasons()
		if !slices.Equal(w.LostReasons(), first) {
			t.Errorf("a team begins with %v", w.LostReasons())
		}
		added, err := w.AddLostReason(w.ctx, byAdmin(), "", "合规")
		if err != nil || added.EN != "合规" {
			t.Fatalf("%v, %v", added, err)
		}
		if _, err := w.RenameLostReason(w.ctx, byAdmin(), first[0], "Too dear", ""); err != nil {
			t.Fatal(err)
		}
		if _, err := w.RetireLostReason(w.ctx, byAdmin(), "competitor", true); err != nil {
			t.Fatal(err)
		}
		if err := w.MoveLostReason(w.ctx, byAdmin(), "budget", true); err != nil { // past the retired one
			t.Fatal(err)
		}
		var got []string
		for _, r := range w.LostReasons() {
			got = append(got, fmt.Sprint(r.Key, " ", r.ZH, "/", r.EN, " ", r.Retired))
		}
		expectLines(t, got, "budget 没有预算/No budget false", "competitor 选择了竞争对手/Competitor true", "price Too dear/Too dear false", "timing 时机不合适/Bad timing false",
			"needs 不满足需求/Doesn't meet the needs false", "silent 没有回应/No response false", "other 其他/Other false", "r8 合规/合规 false")
		c := w.create("Northwind")
		lost := w.deal(c.ID, values{models.FieldDealTitle: "Licences"})
		if _, _, err := w.CloseDeal(w.ctx, by(alice), lost.ID, models.DealEnd{Reason: "r8"}); err != nil {
			t.Error(err)
		}
		for _, key := range []string{"budget", "price", "timing", "needs", "silent", "r8"} {
			if _, err := w.RetireLostReason(w.ctx, byAdmin(), key, true); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.RetireLostReason(w.ctx, byAdmin(), "other", true); !slices.Equal(refusal(err), []string{"error.last_reason"}) {
			t.Errorf("the last reason is retired: %v", err)
		}
		w.expectDeals(c.ID, "", "D001 lost 6 Licences r8")
		entries, err := w.store.Audit(w.ctx, models.EntitySettings, 0, 20)
		if err != nil || len(entries) != 10 || entries[len(entries)-1].NewValue != "合规=合规" || entries[len(entries)-4].OldValue != "2" {
			t.Errorf("the audit log has %d entries, %v: %+v", len(entries), err, entries)
		}
	})
}

// Whatever admins do in whichever order, each pipeline has a stage of each kind in use, open ones before those in which deals end, and no two
// of a name; a process that remembers and one that reads anew see the same.
func TestPipelinesKeepTheirRules(t *testing.T) {
	w := newWorld(t, storetest.Open(t, storetest.SQLite(t))) // one history: what a check leaves the next goes on with
	rapid.Check(t, func(rt *rapid.T) {
		w.withSettings()
		name := rapid.SampledFrom([]string{"a", "b", "c", "d", "甲", "乙", "A ", "New", "Won"})
		pick := func(n int) int64 { return int64(rapid.IntRange(1, n).Draw(rt, "id")) }
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			op, flag := byAdmin(), rapid.Bool().Draw(rt, "flag")
			switch rapid.IntRange(0, 6).Draw(rt, "what") {
			case 0:
				kind := rapid.SampledFrom(models.StageKinds()).Draw(rt, "kind")
				_, _ = w.AddStage(w.ctx, op, pick(3), models.Stage{Kind: kind, LabelZH: name.Draw(rt, "zh"), LabelEN: name.Draw(rt, "en"), Probability: 50})
			case 1:
				_, _ = w.EditStage(w.ctx, op, pick(12), 0, name.Draw(rt, "en"), name.Draw(rt, "zh"), 30)
			case 2, 3:
				_, _ = w.RetireStage(w.ctx, op, pick(12), flag)
			case 4:
				_ = w.MoveStage(w.ctx, op, pick(12), flag)
			case 5:
				_, _ = w.RetirePipeline(w.ctx, op, pick(3), flag)
			case 6:
				_, _ = w.AddPipeline(w.ctx, op, models.Pipeline{LabelZH: name.Draw(rt, "zh"), LabelEN: name.Draw(rt, "en")})
			}
		}
		remembered := w.Pipelines()
		if len(remembered.Active()) == 0 {
			rt.Error("no pipeline is in use")
		}
		w.withSettings()
		for i, p := range w.Pipelines().All() {
			if lacks := p.Lacks(); lacks != "" {
				rt.Errorf("pipeline %d has no stage that is %s", p.ID, lacks)
			}
			taken, ends := map[string]int64{}, false
			for _, s := range p.Stages {
				if ends = ends || s.Kind != models.StageOpen; ends && s.Kind == models.StageOpen {
					rt.Errorf("an open stage stands behind one in which deals end: %v", p.Stages)
				}
				for _, label := range s.Labels() {
					key := models.SqueezeLabel(label.Text)
					if other, known := taken[key]; known && other != s.ID {
						rt.Errorf("two stages are called %s", key)
					}
					taken[key] = s.ID
				}
			}
			if before := remembered.All()[i]; fmt.Sprint(before.ID, len(before.Stages), before.Position) != fmt.Sprint(p.ID, len(p.Stages), p.Position) {
				rt.Errorf("the process remembers %+v, there is %+v", before, p)
			}
		}
	})
}

// What another process changed of the stages and reasons is known from the next time somebody enters; stages that several processes add at the
// same time each have a place and a name of their own, and no more than there may be.
func TestStagesOfAnotherProcess(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		w, other := newWorld(t, open()), newWorld(t, open())
		enter := func(of *world) {
			t.Helper()
			if _, err := of.Enter(of.ctx, models.Identity{ID: alice}); err != nil {
				t.Fatal(err)
			}
		}
		enter(w)
		enter(other)
		if _, err := w.RetireStage(w.ctx, byAdmin(), 2, true); err != nil {
			t.Fatal(err)
		}
		if _, err := w.AddLostReason(w.ctx, byAdmin(), "Compliance", "合规"); err != nil {
			t.Fatal(err)
		}
		enter(other)
		c := other.create("Northwind")
		_, _, err := other.CreateDeal(other.ctx, by(alice), c.ID, values{models.FieldDealTitle: "x", models.FieldStage: "2"})
		refused(t, err, models.FieldStage, "error.stage_retired")
		if len(other.LostReasons()) != len(w.LostReasons()) {
			t.Error("the other process doesn't know the new reason")
		}

		var wg sync.WaitGroup
		for p, of := range []*world{w, other} {
			for i := range 16 {
				wg.Go(func() {
					label := fmt.Sprint("new", i%12, p%2) // some are taken, and not all fit
					_, err := of.AddStage(of.ctx, byAdmin(), 1, models.Stage{Kind: models.StageOpen, LabelEN: label, LabelZH: label, Probability: 50})
					if keys := refusal(err); err != nil && keys == nil || slices.ContainsFunc(keys, func(key string) bool { return key != "error.label_taken" && key != "error.too_many_stages" }) {
						t.Errorf("adding gets %v", err)
					}
				})
			}
		}
		wg.Wait()
		enter(w)
		pipeline, _ := w.Pipelines().Find(1)
		places, names := map[int]bool{}, map[string]bool{}
		for _, s := range pipeline.Stages {
			places[s.Position], names[s.LabelEN] = true, true
		}
		if all := len(pipeline.Stages); all != 30 || len(places) != all || len(names) != all {
			t.Errorf("there are %d stages with %d names in %d places", all, len(names), len(places))
		}
	})
}

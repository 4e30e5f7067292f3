package scheduler

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/models"
)

// goesCold sets the rules, with a manager.
func (w *world) goesCold(rules models.ColdRules) {
	w.t.Helper()
	admin := models.Operation{Actor: models.Actor{ID: "UBOSS", Role: models.RoleAdmin}}
	if err := w.crm.SetColdRules(w.ctx, admin, rules); err != nil {
		w.t.Fatal(err)
	}
	w.setRole("ULINA", models.RoleManager)
}

func (w *world) owned(owner, name string) models.Customer {
	w.t.Helper()
	op := models.Operation{Actor: models.Actor{ID: owner, Role: models.RoleSales}, Source: "test"}
	c, err := w.crm.CreateCustomer(w.ctx, op, models.Customer{Name: name})
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func (w *world) logs(owner string, c models.Customer) {
	w.t.Helper()
	op := models.Operation{Actor: models.Actor{ID: owner, Role: models.RoleManager}, Source: "test"}
	if _, err := w.crm.LogInteraction(w.ctx, op, c.ID, models.InteractionInput{Kind: models.InteractionCall, Text: "call"}); err != nil {
		w.t.Fatal(err)
	}
}

// toldCold lets days pass, from one through another at nine in Shanghai, and returns on which a message told whom of what that is cold, with
// what happens on each day before.
func (w *world) toldCold(from, to string, each map[string]func(), processes ...*Scheduler) (told []string) {
	w.t.Helper()
	for day := date(w.t, from); !day.After(date(w.t, to)); day = day.AddDays(1) {
		for _, at := range []models.TimeOfDay{"08:59", "09:00", "15:00"} {
			w.clock.set(day.At(at, processes[0].Schedule.Zone))
			if happens := each[day.String()]; happens != nil && at == "08:59" {
				happens()
			}
			w.tick(processes...)
		}
		for _, key := range w.slack.news() {
			text := w.slack.textOf(key)
			var what []string
			for _, sign := range []string{"没有沟通", "没有安排下一步", "久未跟进"} {
				if strings.Contains(text, sign) {
					what = append(what, sign)
				}
			}
			if len(what) > 0 {
				told = append(told, key+" "+strings.Join(what, " "))
			}
		}
	}
	return told
}

// A customer that goes cold is told in its owner's digest, then to the manager, once each for the same silence, by one of two processes; and
// anew when something happened and it went cold again.
func TestWhatGoesColdIsToldOnce(t *testing.T) {
	each(t, "2026-11-24T00:00:00Z", func(t *testing.T, w *world) { // a Tuesday
		schedule := w.onlyDigests()
		schedule.DayOff = dayOff
		w.goesCold(models.ColdRules{Contact: 10, Step: 6, Lead: 3})
		c := w.owned("UWANG", "北京星河")
		one, two := w.scheduler("one", schedule), w.scheduler("two", schedule)
		w.tick(one, two)
		got := w.toldCold("2026-11-24", "2026-12-28", map[string]func(){
			"2026-12-10": func() { w.logs("UWANG", c) },
			"2026-12-11": func() { // what is taken back has not ended the silence
				op := models.Operation{Actor: models.Actor{ID: "UWANG", Role: models.RoleSales}, Source: "test"}
				w.logs("UWANG", c)
				last, err := w.crm.LastChange(w.ctx, op.Actor)
				if err == nil {
					_, err = w.crm.Undo(w.ctx, op, last.Operation)
				}
				if err != nil {
					t.Fatal(err)
				}
			},
		}, one, two)
		want := []string{
			"digest:UWANG:2026-11-30 没有安排下一步 久未跟进", // the sixth day
			"escalation:ULINA:2026-12-03 没有安排下一步 久未跟进",
			"digest:UWANG:2026-12-04 没有沟通 久未跟进", // the tenth day
			"escalation:ULINA:2026-12-07 没有沟通 久未跟进",
			"digest:UWANG:2026-12-21 没有沟通 久未跟进", // ten days after the tenth, which is a Sunday
			"escalation:ULINA:2026-12-24 没有沟通 久未跟进",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
	})
}

// Nobody else is told of customers that nobody owns, or whose owner left, but the manager, after the days of both.
func TestTheManagerIsToldOfWhatNobodyLooksAfter(t *testing.T) {
	each(t, "2026-11-24T00:00:00Z", func(t *testing.T, w *world) {
		schedule := w.onlyDigests()
		w.goesCold(models.ColdRules{Contact: 5, Lead: 2})
		gone := w.owned("UGONE", "Left Behind")
		w.owned("UWANG", "Contoso")
		one := w.scheduler("one", schedule)
		w.tick(one)
		nobodys, err := w.crm.CreateCustomer(w.ctx, models.Operation{Actor: models.System(), Source: "test"}, models.Customer{Name: "Nobody's"})
		if err != nil || nobodys.Owner != "" {
			t.Fatal(nobodys.Owner, err)
		}
		var texts []string
		for _, day := range []string{"2026-11-29", "2026-11-30", "2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04"} {
			for _, line := range w.toldCold(day, day, nil, one) {
				key, _, _ := strings.Cut(line, " ")
				text := w.slack.textOf(key)
				texts = append(texts, fmt.Sprint(key, " ", strings.Contains(text, gone.Name), strings.Contains(text, nobodys.Name), strings.Contains(text, "Contoso")))
			}
		}
		want := []string{"digest:UWANG:2026-11-29 false false true", "escalation:ULINA:2026-12-01 true true true"}
		if diff := cmp.Diff(want, texts); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
	})
}

// Who wants nothing now is told in the first digest after, once; a digest that never went out told nothing.
func TestWhatGoesColdWaitsForADigest(t *testing.T) {
	each(t, "2026-11-24T00:00:00Z", func(t *testing.T, w *world) {
		schedule := w.onlyDigests()
		w.goesCold(models.ColdRules{Contact: 6})
		w.owned("UWANG", "北京星河")
		one := w.scheduler("one", schedule)
		w.tick(one)
		wang := w.where["UWANG"]
		got := w.toldCold("2026-11-24", "2026-12-18", map[string]func(){
			"2026-11-30": func() { muted := wang; muted.Preferences.MutedUntil = date(t, "2026-12-03"); w.where["UWANG"] = muted },
			"2026-12-03": func() { // Slack is away until the next digest is due: that of this day never goes out
				w.where["UWANG"] = wang
				for range 400 {
					w.slack.fail("UWANG", failure{after: 0})
				}
			},
			"2026-12-05": func() { w.slack.mu.Lock(); clear(w.slack.broken); w.slack.mu.Unlock() },
		}, one)
		if diff := cmp.Diff([]string{"digest:UWANG:2026-12-05 没有沟通 久未跟进"}, got); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
	})
}

// A digest that comes in pages tells of who went cold on its last, once.
func TestWhatGoesColdStandsOnTheLastPage(t *testing.T) {
	each(t, "2026-11-24T00:00:00Z", func(t *testing.T, w *world) {
		w.goesCold(models.ColdRules{Contact: 1})
		for i := range 9 {
			op := models.Operation{Actor: models.Actor{ID: "UWANG", Role: models.RoleSales}, Source: "test", Zone: "Asia/Shanghai"}
			c := w.owned("UWANG", fmt.Sprint("客户", i, strings.Repeat("长", 80)))
			_, err := w.crm.PlanFollowUp(w.ctx, op, c.ID, models.FollowUpInput{Title: strings.Repeat("长", 150), DueOn: date(t, "2026-11-25"), Zone: op.Zone})
			if err != nil {
				t.Fatal(err)
			}
		}
		one := w.scheduler("one", w.onlyDigests())
		w.tick(one)
		got := w.toldCold("2026-11-25", "2026-11-27", nil, one)
		if len(got) != 1 || !strings.HasPrefix(got[0], "digest:UWANG:2026-11-25+") {
			t.Errorf("told %v", got)
		}
	})
}

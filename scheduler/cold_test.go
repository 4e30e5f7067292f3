package scheduler

import (
	"fmt"
	"strings"
	"testing"
	"time"

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
			for _, sign := range []string{"没有沟通", "没有安排下一步", "久未跟进", "这个阶段停了", "已过预计成交 "} {
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

// opens opens a deal of a customer that is somebody's, which is expected to close on a day.
func (w *world) opens(owner string, c models.Customer, title, closes string) models.Deal {
	w.t.Helper()
	op := models.Operation{Actor: models.Actor{ID: owner, Role: models.RoleManager}, Source: "test"}
	if err := w.crm.CheckSettings(w.ctx); err != nil { // the pipelines are known from now on
		w.t.Fatal(err)
	}
	_, d, err := w.crm.CreateDeal(w.ctx, op, c.ID, map[models.Field]string{models.FieldDealTitle: title, models.FieldExpectedClose: closes, models.FieldOwner: owner})
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

// A deal that stands still, and one that should have closed, is told in the digest of who has the deal, then to the manager, once each for
// the same silence, by one of two processes: also after a step that was taken back, a merge, and a deal that was opened again.
func TestADealThatStandsStillIsToldOnce(t *testing.T) {
	each(t, "2026-11-24T00:00:00Z", func(t *testing.T, w *world) { // a Tuesday
		schedule := w.onlyDigests()
		w.goesCold(models.ColdRules{Stuck: 6, Close: 1, Lead: 3})
		c, other := w.owned("UBOB", "北京星河"), w.owned("UBOB", "Contoso")
		d := w.opens("UWANG", c, "软件采购", "2026-12-05")
		shelved := w.owned("UWANG", "Shelved")
		w.opens("UWANG", shelved, "nobody asks", "2026-12-01")
		op := models.Operation{Actor: models.Actor{ID: "UWANG", Role: models.RoleManager}, Source: "test"}
		check := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.crm.ArchiveCustomer(w.ctx, op, shelved.ID, true); err != nil {
			t.Fatal(err)
		}
		one, two := w.scheduler("one", schedule), w.scheduler("two", schedule)
		w.tick(one, two)
		got := w.toldCold("2026-11-24", "2027-01-08", map[string]func(){
			"2026-12-08": func() { // a step that is taken back has not ended the silence
				_, _, err := w.crm.MoveDeal(w.ctx, op, d.ID, 0, 3)
				check(err)
				w.clock.set(w.clock.Now().Add(time.Second))
				last, err := w.crm.LastChange(w.ctx, op.Actor)
				check(err)
				_, err = w.crm.Undo(w.ctx, op, last.Operation)
				check(err)
			},
			"2026-12-10": func() { // nor has a merge of its customer
				kept, err := w.crm.Customer(w.ctx, op.Actor, other.ID)
				check(err)
				gone, err := w.crm.Customer(w.ctx, op.Actor, c.ID)
				check(err)
				_, _, err = w.crm.MergeCustomers(w.ctx, op, models.MergeInput{Kept: kept.ID, Other: gone.ID, KeptVersion: kept.Version, OtherVersion: gone.Version})
				check(err)
			},
			"2026-12-12": func() { // put off, it should have closed on another day
				_, _, err := w.crm.UpdateDeal(w.ctx, op, d.ID, models.EditBase{}, map[models.Field]string{models.FieldExpectedClose: "2026-12-15"})
				check(err)
			},
			"2026-12-17": func() { // closed, nobody is told of it
				_, _, err := w.crm.CloseDeal(w.ctx, op, d.ID, models.DealEnd{Reason: "price"})
				check(err)
			},
			"2026-12-28": func() { // opened again, it stands still anew; that it should have closed was told
				_, _, err := w.crm.MoveDeal(w.ctx, op, d.ID, 0, 2)
				check(err)
			},
		}, one, two)
		want := []string{
			"digest:UWANG:2026-11-30 这个阶段停了", // the sixth day
			"escalation:ULINA:2026-12-03 这个阶段停了",
			"digest:UWANG:2026-12-06 已过预计成交 ",
			"escalation:ULINA:2026-12-09 已过预计成交 ",
			"digest:UWANG:2026-12-16 已过预计成交 ",
			"escalation:ULINA:2026-12-28 已过预计成交 ", // it was closed when the manager's day came
			"digest:UWANG:2027-01-03 这个阶段停了",
			"escalation:ULINA:2027-01-06 这个阶段停了",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
	})
}

// What went cold in a digest that waits until after the next day's was decided is told with that one, if it waits too, and at once where
// there is none: not a day later.
func TestWhatWaitedIsNotToldADayLater(t *testing.T) {
	for name, want := range map[string]string{"alone": "digest:UWANG:2026-11-30 1", "with something due": "digest:UWANG:2026-12-01 1"} {
		t.Run(name, func(t *testing.T) {
			each(t, "2026-11-24T00:00:00Z", func(t *testing.T, w *world) {
				schedule := w.onlyDigests()
				w.goesCold(models.ColdRules{Contact: 6})
				c := w.owned("UWANG", "北京星河")
				if name != "alone" {
					op := models.Operation{Actor: models.Actor{ID: "UWANG", Role: models.RoleSales}, Source: "test", Zone: "Asia/Shanghai"}
					if _, err := w.crm.PlanFollowUp(w.ctx, op, c.ID, models.FollowUpInput{Title: "call", DueOn: date(t, "2026-12-01"), Zone: op.Zone}); err != nil {
						t.Fatal(err)
					}
				}
				one := w.scheduler("one", schedule)
				w.tick(one)
				got := w.toldCold("2026-11-25", "2026-12-01", map[string]func(){
					"2026-11-30": func() { // Slack is away until after the next digest was decided
						for range 400 {
							w.slack.fail("UWANG", failure{after: 0})
						}
					},
				}, one)
				if len(got) > 0 {
					t.Fatalf("Slack was away, and %v was told", got)
				}
				w.slack.mu.Lock()
				clear(w.slack.broken)
				w.slack.mu.Unlock()
				got = nil
				w.clock.set(w.clock.Now().Add(3 * time.Hour)) // it is tried again
				w.tick(one)
				w.tick(one)
				for _, key := range w.slack.news() {
					got = append(got, fmt.Sprint(key, " ", strings.Count(w.slack.textOf(key), "没有沟通")))
				}
				if diff := cmp.Diff([]string{want}, got); diff != "" {
					t.Errorf("told (-want +got):\n%s", diff)
				}
				if later := w.toldCold("2026-12-02", "2026-12-09", nil, one); len(later) > 0 {
					t.Errorf("told again: %v", later)
				}
			})
		})
	}
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

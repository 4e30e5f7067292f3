package scheduler

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// The managers are told once of what is three days overdue, also over a weekend and a time switched off.
func TestEscalation(t *testing.T) {
	each(t, "2026-11-24T00:00:00Z", func(t *testing.T, w *world) { // a Tuesday
		schedule := w.onlyDigests()
		schedule.EscalateAfter, schedule.DayOff = 3, dayOff
		admin := models.Operation{Actor: models.Actor{ID: "UBOSS", Role: models.RoleAdmin}}
		if err := w.crm.SetRole(w.ctx, admin, "ULINA", models.RoleManager); err != nil {
			t.Fatal(err)
		}
		for _, day := range []string{"2026-11-24", "2026-11-25", "2026-11-27"} {
			w.plan("UWANG", day, "")
		}
		w.overdue("UWANG", "2026-11-10")
		s := w.scheduler("one", schedule)
		w.tick(s)
		told := map[string]string{}
		for day := date(t, "2026-11-24"); day.Before(date(t, "2026-12-05")); day = day.AddDays(1) {
			if day.String() == "2026-11-30" {
				continue // switched off on Monday; Tuesday is a holiday
			}
			w.clock.set(day.At("09:00", schedule.Zone))
			w.tick(s)
			for _, key := range w.slack.news() {
				if strings.HasPrefix(key, models.ToldEscalation) {
					told[day.String()] = w.slack.textOf(key)
				}
			}
		}
		// Of what was overdue before there was anybody to tell: the first time. Due on the 24th: told on the 27th. Due on the 25th, a weekend, Monday missed, a holiday, and due on the 27th: told
		// together on Wednesday.
		if len(told) != 3 || !strings.Contains(told["2026-11-24"], "有 1 项") || !strings.Contains(told["2026-11-27"], "有 1 项跟进已逾期 3 天") || !strings.Contains(told["2026-12-02"], "有 2 项") {
			t.Errorf("told %v", told)
		}
	})
}

// escalations moves the clock to nine in Shanghai on each of the days and returns what was told to whom, by day and person.
func (w *world) escalations(s *Scheduler, from, to string, each func(day string)) map[string]string {
	w.t.Helper()
	told := map[string]string{}
	for day := date(w.t, from); !day.After(date(w.t, to)); day = day.AddDays(1) {
		each(day.String())
		for _, at := range []models.TimeOfDay{"00:30", "09:00", "15:00"} {
			w.clock.set(day.At(at, s.Schedule.Zone))
			w.tick(s)
		}
		for _, key := range w.slack.news() {
			if of, found := strings.CutPrefix(key, models.ToldEscalation+":"); found {
				id, _, _ := strings.Cut(of, ":")
				told[day.String()+" "+id] += w.slack.textOf(key)
			}
		}
	}
	return told
}

func (w *world) setRole(id string, role models.Role) {
	w.t.Helper()
	admin := models.Operation{Actor: models.Actor{ID: "UBOSS", Role: models.RoleAdmin}}
	if err := w.crm.SetRole(w.ctx, admin, id, role); err != nil {
		w.t.Fatal(err)
	}
}

// What is long overdue goes to the next in line where a manager left or wants nothing now, and to who wanted nothing once
// they do again: all of it, once, in one message.
func TestEscalationsGoToTheNextInLine(t *testing.T) {
	gone := func(w *world, id string) { w.where[id] = Person{Zone: w.where[id].Zone} }
	muted := func(w *world, id, until string) { w.prefer(id, models.Preferences{MutedUntil: date(w.t, until)}) }
	for _, c := range []struct {
		name   string
		roles  map[string]models.Role
		before func(w *world, day string)
		want   map[string]string // by day and person, a piece of what they are told
	}{
		{
			"two managers",
			map[string]models.Role{"ULINA": models.RoleManager, "UALICE": models.RoleManager, "UBOB": models.RoleAdmin},
			nil,
			map[string]string{"2026-11-27 ULINA": "有 1 项", "2026-11-27 UALICE": "1 follow-up is overdue", "2026-11-28 ULINA": "有 1 项", "2026-11-28 UALICE": "1 follow-up is overdue"},
		},
		{
			"one of two managers left",
			map[string]models.Role{"ULINA": models.RoleManager, "UALICE": models.RoleManager, "UBOB": models.RoleAdmin},
			func(w *world, _ string) { gone(w, "ULINA") },
			map[string]string{"2026-11-27 UALICE": "1 follow-up is overdue", "2026-11-28 UALICE": "1 follow-up is overdue"},
		},
		{
			"the manager left",
			map[string]models.Role{"ULINA": models.RoleManager, "UBOB": models.RoleAdmin},
			func(w *world, _ string) { gone(w, "ULINA") },
			map[string]string{"2026-11-27 UBOB": "1 follow-up is overdue", "2026-11-28 UBOB": "1 follow-up is overdue"},
		},
		{
			"the manager and the admin left",
			map[string]models.Role{"ULINA": models.RoleManager, "UBOB": models.RoleAdmin},
			func(w *world, _ string) { gone(w, "ULINA"); gone(w, "UBOB") },
			map[string]string{"2026-11-27 UALICE": "1 follow-up is overdue", "2026-11-28 UALICE": "1 follow-up is overdue"},
		}, // the workspace's own admin
		{
			"the manager is muted for two days",
			map[string]models.Role{"ULINA": models.RoleManager, "UBOB": models.RoleAdmin},
			func(w *world, _ string) { muted(w, "ULINA", "2026-11-29") },
			map[string]string{"2026-11-27 UBOB": "1 follow-up is overdue", "2026-11-28 UBOB": "1 follow-up is overdue", "2026-11-29 ULINA": "有 2 项"},
		},
		{
			"the manager is muted until the day, and longer then",
			map[string]models.Role{"ULINA": models.RoleManager, "UBOB": models.RoleAdmin},
			func(w *world, day string) {
				if muted(w, "ULINA", "2026-11-28"); day >= "2026-11-28" {
					muted(w, "ULINA", "2026-11-30")
				}
			},
			map[string]string{"2026-11-27 UBOB": "1 follow-up is overdue", "2026-11-28 UBOB": "1 follow-up is overdue", "2026-11-30 ULINA": "有 2 项"},
		},
		{
			"one of two managers is muted",
			map[string]models.Role{"ULINA": models.RoleManager, "UALICE": models.RoleManager},
			func(w *world, _ string) { muted(w, "ULINA", "2026-11-30") },
			map[string]string{"2026-11-27 UALICE": "1 follow-up is overdue", "2026-11-28 UALICE": "1 follow-up is overdue", "2026-11-30 ULINA": "有 2 项"},
		},
		{
			"everybody is muted",
			map[string]models.Role{"ULINA": models.RoleManager, "UBOB": models.RoleAdmin},
			func(w *world, _ string) {
				for _, id := range []string{"ULINA", "UBOB", "UALICE"} {
					muted(w, id, "2026-11-29")
				}
			},
			map[string]string{"2026-11-29 ULINA": "有 2 项", "2026-11-29 UBOB": "2 follow-ups are overdue", "2026-11-30 UALICE": "2 follow-ups are overdue"},
		}, // her 29th begins after nine in Shanghai
	} {
		t.Run(c.name, func(t *testing.T) {
			each(t, "2026-11-24T00:00:00Z", func(t *testing.T, w *world) { // a Tuesday
				schedule := w.onlyDigests()
				schedule.EscalateAfter = 3
				for id, role := range c.roles {
					w.setRole(id, role)
				}
				w.plan("UWANG", "2026-11-24", "")
				w.plan("UWANG", "2026-11-25", "")
				s := w.scheduler("one", schedule, func(o *Options) {
					o.Admins = func(context.Context) ([]string, error) { return []string{"UALICE"}, nil }
				})
				w.tick(s)
				told := w.escalations(s, "2026-11-25", "2026-12-01", func(day string) {
					if c.before != nil {
						c.before(w, day)
					}
				})
				for when, piece := range c.want {
					if !strings.Contains(told[when], piece) {
						t.Errorf("on %s there is no %q: %q", when, piece, told[when])
					}
				}
				for when, text := range told {
					if _, wanted := c.want[when]; !wanted {
						t.Errorf("on %s it says %s", when, text)
					}
				}
				w.settled()
			})
		})
	}
}

// A manager who leaves after it was decided to tell them has it passed on.
func TestAnEscalationIsPassedOn(t *testing.T) {
	each(t, "2026-11-24T00:00:00Z", func(t *testing.T, w *world) {
		schedule := w.onlyDigests()
		schedule.EscalateAfter = 3
		w.setRole("ULINA", models.RoleManager)
		w.setRole("UBOB", models.RoleAdmin)
		w.plan("UWANG", "2026-11-24", "")
		s := w.scheduler("one", schedule)
		w.tick(s)
		w.slack.fail("ULINA", failure{after: time.Minute})
		w.clock.set(moment(t, "2026-11-27T01:00:00Z"))
		w.tick(s)
		w.where["ULINA"] = Person{Zone: w.where["ULINA"].Zone}
		w.clock.advance(2 * time.Minute)
		w.tick(s, s)
		if text := w.slack.textOf("escalation:UBOB:2026-11-27"); !strings.Contains(text, "1 follow-up is overdue") {
			t.Errorf("the admin is told %q", text)
		}
		w.settled()
	})
}

// What nobody can be reminded of is told to the leads, with their digest and at its time; when somebody can again, to them.
func TestWhatNobodyCanBeRemindedOf(t *testing.T) {
	each(t, "2026-11-24T00:00:00Z", func(t *testing.T, w *world) {
		w.setRole("UALICE", models.RoleManager)
		w.setRole("UBOB", models.RoleManager)
		w.prefer("UBOB", models.Preferences{MutedUntil: date(t, "2026-12-24")})
		w.plan("ULINA", "2026-11-24", "")
		timed := w.plan("ULINA", "2026-11-24", "23:00") // ten in the morning in New York
		w.where["ULINA"] = Person{Zone: w.where["ULINA"].Zone, Locale: "zh-CN"}
		s := w.scheduler("one", w.onlyDigests())
		w.tick(s)
		w.clock.set(moment(t, "2026-11-24T14:00:00Z")) // nine in New York
		w.tick(s)
		w.expect("digest:UALICE:2026-11-24")
		if text := w.slack.textOf("digest:UALICE:2026-11-24"); !strings.Contains(text, "2 follow-ups belong to people who can’t be reminded") || !strings.Contains(text, "10:00 (23:00 Shanghai)") {
			t.Error("the digest says", text)
		}
		w.clock.set(moment(t, "2026-11-24T15:00:00Z"))
		w.tick(s, w.scheduler("two", w.onlyDigests()), s)
		w.expect(reminderKey(timed) + ":UALICE")
		if text := w.slack.textOf(reminderKey(timed) + ":UALICE"); !strings.Contains(text, "’s, who can’t be reminded any more") {
			t.Error("the reminder says", text)
		}
		w.where["ULINA"] = Person{Zone: zone(t, "Asia/Shanghai"), Locale: "zh-CN", Active: true}
		w.clock.set(moment(t, "2026-11-25T14:00:00Z"))
		w.tick(s)
		w.expect("digest:ULINA:2026-11-25")
		w.settled()
	})
}

// overdue makes a customer with a follow-up of a day that is past.
func (w *world) overdue(assignee, day string) {
	w.t.Helper()
	now := w.clock.Now()
	w.clock.set(date(w.t, day).At("09:00", w.where[assignee].Zone))
	w.plan(assignee, day, "")
	w.clock.set(now)
}

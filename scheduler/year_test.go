package scheduler

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/workday"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// year is a simulated stretch of time: people in many zones, with their ways of being reminded, and what they have to do.
// What must be posted is found by walking through every half hour on the clocks of the people's walls, not by the
// scheduler's own reckoning.
type year struct {
	from, to  models.Date
	calendar  workday.Calendar
	directory directory
	ids       []string
	todo      []*todo
	random    *rand.Rand
}

// todo is a follow-up, with the instant at which it will have been done.
type todo struct {
	models.FollowUp
	done time.Time
}

var eightZones = []string{
	"Asia/Shanghai", "Asia/Tokyo", "Asia/Kolkata", "Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles", "Australia/Lord_Howe",
}

func newYear(t *testing.T, country, from, to string, people, followups int) *year {
	t.Helper()
	return newYearOf(t, seed(t), country, from, to, people, followups)
}

// seed is another one each time, and stands in the test's log.
func seed(t *testing.T) uint64 {
	t.Helper()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	return seed
}

func newYearOf(t *testing.T, seed uint64, country, from, to string, people, followups int) *year {
	t.Helper()
	calendar, err := workday.New(country, nil)
	if err != nil {
		t.Fatal(err)
	}
	y := &year{from: date(t, from), to: date(t, to), calendar: calendar, directory: directory{}, random: rand.New(rand.NewPCG(seed, 1))}
	own := []models.TimeOfDay{"", "", "", "07:30", "02:30", "01:30", "18:00", models.DigestOff}
	for i := range people {
		p := Person{Zone: zone(t, eightZones[i%len(eightZones)]), Locale: "en-US", Active: i%50 != 49}
		p.Preferences.DigestTime = own[y.random.IntN(len(own))]
		p.Preferences.RemindersOff = y.random.IntN(20) == 0
		if y.random.IntN(10) == 0 {
			p.Preferences.MutedUntil = y.from.AddDays(y.random.IntN(60))
		}
		id := fmt.Sprintf("U%03d", i)
		y.directory[id], y.ids = p, append(y.ids, id)
	}
	days := int(y.to.In(time.UTC).Sub(y.from.In(time.UTC)).Hours() / 24)
	for i := range followups {
		id := y.ids[y.random.IntN(people)]
		due := y.from.AddDays(2 + y.random.IntN(min(25, days-5))*max(1, (days-5)/25))
		f := models.FollowUp{CustomerID: 1, Title: "call", DueOn: due, Assignee: id, State: models.FollowUpPlanned, CreatedBy: id, Version: 1}
		if i%3 == 0 {
			f.DueTime = models.TimeOfDay(fmt.Sprintf("%02d:%02d", y.random.IntN(24), 30*y.random.IntN(2)))
			at := f.DueOn.At(f.DueTime, y.directory[id].Zone)
			f.DueAt = &at
		}
		done := due.AddDays(y.random.IntN(3)).In(time.UTC).Add(time.Duration(y.random.IntN(24))*time.Hour + 10*time.Minute)
		y.todo = append(y.todo, &todo{f, done})
	}
	slices.SortFunc(y.todo, func(a, b *todo) int { return a.done.Compare(b.done) })
	return y
}

const halfHour = 30 * time.Minute

// wanted returns what must be posted: the instant by the key.
func (y *year) wanted() map[string]time.Time {
	byPerson := map[string][]*todo{}
	want := map[string]time.Time{}
	for _, f := range y.todo {
		byPerson[f.Assignee] = append(byPerson[f.Assignee], f)
		p := y.directory[f.Assignee]
		if f.DueAt != nil && f.done.After(*f.DueAt) && p.Active && !p.Preferences.RemindersOff && !models.DateOf(f.DueAt.In(p.Zone)).Before(p.Preferences.MutedUntil) {
			want[reminderKey(f.FollowUp)] = *f.DueAt
		}
	}
	for _, id := range y.ids {
		p := y.directory[id]
		if !p.Active || p.Preferences.DigestTime == models.DigestOff {
			continue
		}
		for day, at := range y.mornings(p) {
			open := slices.ContainsFunc(byPerson[id], func(f *todo) bool { return !day.Before(f.DueOn) && f.done.After(at) })
			if open && !y.calendar.Day(day).Off && !day.Before(p.Preferences.MutedUntil) {
				want[fmt.Sprintf("digest:%s:%s", id, day)] = at
				forgetTold(want, byPerson[id], at)
			}
		}
	}
	return want
}

// forgetTold takes out the reminders of what a digest at an instant tells of for the next half hour.
func forgetTold(want map[string]time.Time, list []*todo, at time.Time) {
	for _, f := range list {
		if f.DueAt != nil && !f.DueAt.Before(at) && f.DueAt.Sub(at) <= toldWithin {
			delete(want, reminderKey(f.FollowUp))
		}
	}
}

// mornings are when a person's clock first shows the digest's time on each day; where the clocks jump over it, as much
// later as it would have been.
func (y *year) mornings(p Person) map[models.Date]time.Time {
	shown := string(p.Preferences.DigestTime)
	if shown == "" {
		shown = "09:00"
	}
	found := map[models.Date]time.Time{}
	var before time.Time
	for at := y.from.In(time.UTC); at.Before(y.to.In(time.UTC)); at = at.Add(halfHour) {
		local := at.In(p.Zone)
		day, clock := models.DateOf(local), local.Format("15:04")
		if _, known := found[day]; known || at.Equal(y.from.In(time.UTC)) {
			before = local
			continue
		}
		jumped := models.DateOf(before) == day && before.Format("15:04") < shown && clock > shown
		switch {
		case clock == shown:
			found[day] = at
		case jumped:
			found[day] = at.Add(wallGap(shown, before))
		}
		before = local
	}
	return found
}

// wallGap is how far a time of day lies after the last half hour before the clocks jumped, less that half hour.
func wallGap(shown string, before time.Time) time.Duration {
	at, _ := time.Parse("15:04", shown)
	last, _ := time.Parse("15:04", before.Format("15:04"))
	return at.Sub(last) - halfHour
}

// live lets the time pass by half hours, with everything planned some days before, and done by somebody.
func (y *year) live(t *testing.T, w *world, tick func()) {
	t.Helper()
	byDay := slices.Clone(y.todo)
	slices.SortFunc(byDay, func(a, b *todo) int { return a.DueOn.Compare(b.DueOn) })
	planned, finished := 0, 0
	for at := y.from.In(time.UTC); at.Before(y.to.In(time.UTC)); at = at.Add(halfHour) {
		w.clock.set(at)
		soon := models.DateOf(at).AddDays(4)
		until := planned
		for until < len(byDay) && byDay[until].DueOn.Before(soon) {
			until++
		}
		y.change(t, w.store, byDay[planned:until], func(tx *store.Tx, f *todo) error {
			f.CreatedAt, f.UpdatedAt = at, at
			return tx.InsertFollowUp(w.ctx, &f.FollowUp)
		})
		planned, until = until, finished
		for until < len(y.todo) && !y.todo[until].done.After(at) {
			until++
		}
		y.change(t, w.store, y.todo[finished:until], func(tx *store.Tx, f *todo) error {
			previous := f.FollowUp
			f.State, f.ClosedAt, f.ClosedBy, f.Version = models.FollowUpDone, &at, f.Assignee, 2
			return tx.UpdateFollowUp(w.ctx, previous, f.FollowUp)
		})
		finished = until
		tick()
	}
}

// change changes some in one transaction.
func (y *year) change(t *testing.T, st *store.Store, list []*todo, one func(tx *store.Tx, f *todo) error) {
	t.Helper()
	if len(list) == 0 {
		return
	}
	err := st.Tx(t.Context(), func(tx *store.Tx) error {
		for _, f := range list {
			if err := one(tx, f); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (y *year) simulate(t *testing.T, db storetest.Database) {
	t.Helper()
	st := storetest.Open(t, db)
	clock := &fakeClock{now: y.from.In(time.UTC)}
	w := &world{t: t, ctx: context.Background(), clock: clock, store: st, slack: &fakeSlack{clock: clock, broken: map[string][]failure{}}, where: y.directory}
	w.crm = crm.New(st, clock, crm.Team{})
	if _, err := w.crm.CreateCustomer(w.ctx, models.Operation{Actor: models.System(), Source: "test"}, models.Customer{Name: "Northwind"}); err != nil {
		t.Fatal(err)
	}
	s, err := New(Options{
		Store: st, CRM: w.crm, Reports: reports.New(st), Poster: w.slack, Directory: y.directory, Clock: clock, Owner: "one",
		Log: slog.New(slog.DiscardHandler),
		Schedule: Schedule{
			Digest: "0 9 * * *", Grace: time.Hour, Zone: time.UTC, Language: "en",
			DayOff: func(d models.Date) bool { return y.calendar.Day(d).Off },
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	y.live(t, w, func() {
		if at := w.clock.Now(); at.Hour() > 0 {
			s.prunedAt = at // once a day is enough; it would take a third of the time
		}
		w.tick(s)
	})
	w.settled()
	y.compare(t, w.slack.posts)
}

func (y *year) compare(t *testing.T, posts []post) {
	t.Helper()
	want := y.wanted()
	t.Logf("%d people, %d follow-ups: %d messages", len(y.ids), len(y.todo), len(want))
	wrong := 0
	complain := func(format string, args ...any) {
		t.Helper()
		if wrong++; wrong < 20 {
			t.Errorf(format, args...)
		}
	}
	seen := map[string]bool{}
	for _, p := range posts {
		at, wanted := want[p.key]
		switch {
		case seen[p.key]:
			complain("%s came twice", p.key)
		case !wanted:
			complain("%s came at %s for no reason", p.key, p.at.In(y.directory[p.to].Zone))
		case !at.Equal(p.at):
			complain("%s came at %s, not %s", p.key, p.at.In(y.directory[p.to].Zone), at.In(y.directory[p.to].Zone))
		}
		seen[p.key] = true
	}
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if !seen[key] {
			complain("%s did not come at %s", key, want[key])
		}
	}
	if wrong > 0 || len(want) == 0 {
		t.Errorf("%d messages are wrong", wrong)
	}
}

// A year of 24 people in eight zones, with 1,600 follow-ups: everybody has one digest on every workday of theirs on which
// something is due, at their hour, and one reminder at each time that they have set; and nothing else. Each run lives through
// one half of it.
func TestAYear(t *testing.T) {
	t.Parallel()
	if testing.Short() { // the week in which America's clocks change
		newYear(t, workday.China, "2026-03-05", "2026-03-11", 12, 40).simulate(t, storetest.SQLite(t))
		return
	}
	storetest.WithoutRace(t)
	seed := seed(t)
	half := [][2]string{{"2026-01-01", "2026-07-01"}, {"2026-07-01", "2027-01-01"}}[seed%2]
	newYearOf(t, seed, workday.China, half[0], half[1], 24, 800).simulate(t, storetest.SQLite(t))
}

// The weeks in which the clocks change, by other calendars; on a server without one.
func TestWeeksOfChangingClocks(t *testing.T) {
	t.Parallel()
	storetest.WithoutRace(t)
	for _, country := range []string{workday.UnitedStates, workday.None} {
		for _, span := range [][2]string{{"2026-03-05", "2026-04-01"}, {"2026-10-22", "2026-11-04"}} {
			t.Run(country+" "+span[0], func(t *testing.T) {
				storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
					if country != workday.None && db.Driver != "sqlite" {
						return // the calendar is no matter of the database
					}
					if db.Driver != "sqlite" && span[0] == "2026-03-05" {
						return // a server takes minutes for each; that the clocks go back is more to it than that they go forward
					}
					newYear(t, country, span[0], span[1], 40, 250).simulate(t, db)
				})
			})
		}
	}
}

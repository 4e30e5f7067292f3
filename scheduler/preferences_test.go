package scheduler

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// prefer changes what a person prefers.
func (w *world) prefer(id string, preferences models.Preferences) {
	p := w.where[id]
	p.Preferences = preferences
	w.where[id] = p
}

// onlyDigests is a schedule for a world without channels, every day of the week.
func (w *world) onlyDigests() Schedule {
	schedule := everything(w.t)
	schedule.Digest, w.channels = "0 9 * * *", nil
	return schedule
}

// dayOff is a calendar of weekends and one holiday, the first of December, with a make-up Saturday, the fifth.
func dayOff(d models.Date) bool {
	weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
	return d.String() == "2026-12-01" || weekend && d.String() != "2026-12-05"
}

func TestDigestsAtOnesOwnTime(t *testing.T) {
	each(t, "2026-11-24T22:00:00Z", func(t *testing.T, w *world) { // Wednesday, six in the morning in Shanghai
		w.prefer("UWANG", models.Preferences{DigestTime: "07:30"})
		w.prefer("ULINA", models.Preferences{DigestTime: models.DigestOff})
		for _, id := range []string{"UWANG", "ULINA", "UALICE"} {
			w.plan(id, "2026-11-25", "")
		}
		s := w.scheduler("one", w.onlyDigests())
		w.tick(s)
		w.expect()
		w.clock.set(moment(t, "2026-11-24T23:30:00Z"))
		w.tick(s, w.scheduler("two", w.onlyDigests()))
		w.expect("digest:UWANG:2026-11-25")
		w.clock.set(moment(t, "2026-11-25T01:00:00Z")) // nine in Shanghai: the team's time
		w.tick(s)
		w.expect()
		w.clock.set(moment(t, "2026-11-25T14:00:00Z")) // nine in New York
		w.tick(s)
		w.expect("digest:UALICE:2026-11-25")

		w.prefer("UWANG", models.Preferences{DigestTime: "10:15", MutedUntil: date(t, "2026-11-27")})
		w.clock.set(moment(t, "2026-11-26T03:00:00Z"))
		w.tick(s)
		w.expect() // muted
		w.clock.set(moment(t, "2026-11-27T03:00:00Z"))
		w.tick(s)
		w.expect("digest:UALICE:2026-11-26", "digest:UWANG:2026-11-27")
	})
}

func date(t *testing.T, text string) models.Date {
	t.Helper()
	d, err := models.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDaysOff(t *testing.T) {
	each(t, "2026-11-27T00:00:00Z", func(t *testing.T, w *world) { // a Friday
		schedule := everything(t)
		schedule.Digest, schedule.Summary, schedule.Report, schedule.DayOff = "0 9 * * *", "0 9 * * *", "0 9 * * 2", dayOff
		for _, day := range []string{"2026-11-27", "2026-11-28"} {
			w.plan("UWANG", day, "")
		}
		s := w.scheduler("one", schedule)
		w.tick(s)
		w.expect()
		news := map[string][]string{}
		for day := date(t, "2026-11-27"); day.Before(date(t, "2026-12-07")); day = day.AddDays(1) {
			w.clock.set(day.At("09:00", schedule.Zone))
			w.tick(s)
			news[day.String()] = w.slack.news()
		}
		for day, got := range news {
			listed := slices.ContainsFunc(got, func(key string) bool { return strings.HasPrefix(key, models.ToldDigest) }) &&
				slices.ContainsFunc(got, func(key string) bool { return strings.HasPrefix(key, models.ToldSummary) })
			if off := dayOff(date(t, day)); listed == off {
				t.Errorf("on %s, day off %v, it posted %v", day, off, got)
			}
		}
		// The report of Tuesday the holiday comes on Wednesday, and is not late.
		if want := "report:#sales:2026-12-01"; !slices.Contains(news["2026-12-02"], want) || slices.Contains(news["2026-12-01"], want) {
			t.Errorf("the report came otherwise: %v", news)
		}
		if strings.Contains(w.slack.textOf("report:#sales:2026-12-01"), "⏱️") {
			t.Error("the report says that it is late")
		}
	})
}

// What could not be posted on Friday is posted on Saturday, when there is no other list.
func TestFridaysListIsNotSupersededByASaturdayOff(t *testing.T) {
	each(t, "2026-11-27T00:00:00Z", func(t *testing.T, w *world) {
		schedule := w.onlyDigests()
		schedule.DayOff = dayOff
		w.plan("UWANG", "2026-11-27", "")
		s := w.scheduler("one", schedule)
		w.tick(s)
		w.slack.fail("UWANG", failure{after: 25 * time.Hour})
		w.clock.set(moment(t, "2026-11-27T01:00:00Z"))
		w.tick(s)
		w.expect()
		w.clock.set(moment(t, "2026-11-28T02:05:00Z"))
		w.tick(s)
		w.expect("digest:UWANG:2026-11-27")
	})
}

func TestQuietHours(t *testing.T) {
	each(t, "2026-11-25T12:00:00Z", func(t *testing.T, w *world) { // eight in the evening in Shanghai
		w.prefer("UWANG", models.Preferences{QuietFrom: "21:00", QuietTo: "07:30"})
		early, late := w.plan("UWANG", "2026-11-25", "20:30"), w.plan("UWANG", "2026-11-25", "22:00")
		w.plan("ULINA", "2026-11-25", "22:00")
		s := w.scheduler("one", w.onlyDigests())
		w.tick(s)
		w.clock.set(moment(t, "2026-11-25T12:30:00Z"))
		w.tick(s)
		w.expect(reminderKey(early))
		w.clock.set(moment(t, "2026-11-25T14:00:00Z"))
		w.tick(s)
		if got := w.slack.news(); len(got) != 1 || got[0] == reminderKey(late) {
			t.Errorf("in the quiet hours came %v", got)
		}
		w.clock.set(moment(t, "2026-11-25T23:29:00Z"))
		w.tick(s)
		w.expect()
		w.clock.set(moment(t, "2026-11-25T23:30:00Z"))
		w.tick(s)
		w.expect(reminderKey(late))
		if strings.Contains(w.slack.textOf(reminderKey(late)), "⏱️") {
			t.Error("a reminder that was held back on purpose says that it is late")
		}
		if w.slack.looked > 0 {
			t.Error("a reminder that was held back was looked for in the history")
		}
	})
}

func reminderKey(f models.FollowUp) string {
	return fmt.Sprintf("reminder:%d:%d", f.ID, f.DueAt.Unix())
}

func TestDoNotDisturb(t *testing.T) {
	each(t, "2026-11-25T00:00:00Z", func(t *testing.T, w *world) {
		w.plan("UWANG", "2026-11-25", "")
		rest := &resting{directory: w.where, until: map[string]time.Time{"UWANG": moment(t, "2026-11-25T02:00:00Z")}}
		s := w.scheduler("one", w.onlyDigests(), func(o *Options) { o.Directory = rest })
		w.tick(s)
		w.clock.set(moment(t, "2026-11-25T01:00:00Z"))
		w.tick(s)
		w.expect()
		w.clock.advance(5 * time.Minute)
		rest.until = nil // they are back earlier
		w.tick(s)
		w.expect()
		w.clock.advance(5 * time.Minute)
		w.tick(s)
		w.expect("digest:UWANG:2026-11-25")

		w.plan("ULINA", "2026-11-26", "")
		rest.failed = errors.New("no scope")
		w.clock.set(moment(t, "2026-11-26T01:00:00Z"))
		w.tick(s)
		w.expect("digest:UWANG:2026-11-26", "digest:ULINA:2026-11-26") // nobody waits for what Slack doesn't say
	})
}

func TestMutedReminders(t *testing.T) {
	each(t, "2026-11-25T00:00:00Z", func(t *testing.T, w *world) {
		w.prefer("UWANG", models.Preferences{RemindersOff: true})
		w.prefer("ULINA", models.Preferences{MutedUntil: date(t, "2026-11-26")})
		w.plan("UWANG", "2026-11-25", "10:00")
		w.plan("ULINA", "2026-11-25", "10:00")
		s := w.scheduler("one", w.onlyDigests())
		w.tick(s)
		w.clock.set(moment(t, "2026-11-25T02:00:00Z"))
		w.tick(s)
		w.expect("digest:UWANG:2026-11-25")
		w.clock.set(moment(t, "2026-11-26T01:00:00Z"))
		w.tick(s)
		w.expect("digest:UWANG:2026-11-26", "digest:ULINA:2026-11-26")
	})
}

// A reminder from long ago is told by the next digest and not by itself.
func TestAVeryLateReminderIsFoldedIntoTheDigest(t *testing.T) {
	each(t, "2026-11-25T02:00:00Z", func(t *testing.T, w *world) {
		f := w.plan("UWANG", "2026-11-25", "11:00")
		soon := w.plan("UWANG", "2026-11-26", "08:00")
		s := w.scheduler("one", w.onlyDigests())
		w.tick(s)
		w.clock.set(moment(t, "2026-11-26T00:30:00Z")) // half past eight the next day: off for a night
		s = w.scheduler("two", w.onlyDigests())
		w.tick(s)
		w.expect(reminderKey(soon))
		w.clock.set(moment(t, "2026-11-26T01:00:00Z"))
		w.tick(s)
		w.expect("digest:UWANG:2026-11-26")
		if f.ID == 0 || !strings.Contains(w.slack.textOf("digest:UWANG:2026-11-26"), f.Title) {
			t.Error("the digest does not tell of it")
		}
	})
}

// A reminder that waits goes to whom the follow-up was given meanwhile.
func TestAReminderThatWaitsGoesWithItsFollowUp(t *testing.T) {
	each(t, "2026-11-25T12:00:00Z", func(t *testing.T, w *world) { // eight in the evening in Shanghai
		w.prefer("UWANG", models.Preferences{QuietFrom: "21:00", QuietTo: "23:00"})
		f := w.plan("UWANG", "2026-11-25", "22:00")
		s, other := w.scheduler("one", w.onlyDigests()), w.scheduler("two", w.onlyDigests())
		w.tick(s)
		w.clock.set(moment(t, "2026-11-25T14:00:00Z"))
		w.tick(s)
		w.expect()
		op := models.Operation{Actor: models.System(), Source: "test", Zone: "Asia/Shanghai"}
		in := models.FollowUpInput{Title: f.Title, DueOn: f.DueOn, DueTime: f.DueTime, Assignee: "ULINA"}
		if _, err := w.crm.EditFollowUp(w.ctx, op, f.ID, f.Version, in); err != nil {
			t.Fatal(err)
		}
		w.clock.set(moment(t, "2026-11-25T15:00:00Z"))
		w.tick(s, other, s)
		w.expect(reminderKey(f) + ":ULINA")
		if to := w.slack.last().to; to != "ULINA" {
			t.Errorf("it went to %s", to)
		}
	})
}

// Who has no digest is reminded however late it is: nothing else would tell of it.
func TestAVeryLateReminderToWhoHasNoDigest(t *testing.T) {
	each(t, "2026-11-25T02:00:00Z", func(t *testing.T, w *world) {
		w.prefer("UWANG", models.Preferences{DigestTime: models.DigestOff})
		f := w.plan("UWANG", "2026-11-25", "11:00")
		w.tick(w.scheduler("one", w.onlyDigests()))
		w.clock.set(moment(t, "2026-11-26T04:00:00Z")) // off for a night
		w.tick(w.scheduler("two", w.onlyDigests()))
		w.expect(reminderKey(f))
		if !strings.Contains(w.slack.textOf(reminderKey(f)), "⏱️") {
			t.Error("it does not say that it is late")
		}
	})
}

// Who chooses another time for their digest, or goes to another zone, has one digest that day: never two, never none.
func TestOneDigestOnTheDayItsTimeChanges(t *testing.T) {
	storetest.WithoutRace(t)
	const nine, eight, ten, thirty = "09:00", "08:00", "10:00", "09:30"
	for _, c := range []struct {
		name     string
		from, to models.TimeOfDay
		toZone   string
		changed  string   // on the 25th, by the clock of Shanghai
		comes    []string // by the same clock
		muted    bool
	}{
		{name: "to an hour that is over", from: nine, to: eight, changed: "25 08:30", comes: []string{"25 08:30", "26 08:00"}},
		{name: "in the moment before the old hour", from: nine, to: eight, changed: "25 08:59", comes: []string{"25 08:59", "26 08:00"}},
		{name: "after the digest has come", from: nine, to: eight, changed: "25 09:30", comes: []string{"25 09:00", "26 08:00"}},
		{name: "to a later hour", from: nine, to: ten, changed: "25 08:30", comes: []string{"25 10:00", "26 10:00"}},
		{name: "to a later hour after the digest", from: nine, to: ten, changed: "25 09:20", comes: []string{"25 09:00", "26 10:00"}},
		{name: "none any more", from: nine, to: models.DigestOff, changed: "25 08:30"},
		{name: "one again", from: models.DigestOff, to: eight, changed: "25 11:00", comes: []string{"26 08:00"}},
		{name: "muted", from: nine, to: eight, changed: "25 08:30", muted: true},
		{name: "where it is later", from: nine, to: nine, toZone: "Pacific/Auckland", changed: "25 08:30", comes: []string{"25 08:30", "26 04:00"}}, // 13:30 there
		{name: "where it is yesterday", from: nine, to: nine, toZone: "America/New_York", changed: "25 09:30", comes: []string{"25 09:00", "26 22:00"}},
		{name: "to half an hour later while it waits", from: nine, to: thirty, changed: "25 09:10", comes: []string{"25 09:00", "26 09:30"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			each(t, "2026-11-23T22:00:00Z", func(t *testing.T, w *world) {
				shanghai := zone(t, "Asia/Shanghai")
				at := func(text string) time.Time {
					moment, err := time.ParseInLocation("2006-01-02 15:04", "2026-11-"+text, shanghai)
					if err != nil {
						t.Fatal(err)
					}
					return moment
				}
				w.prefer("UWANG", models.Preferences{DigestTime: c.from})
				w.prefer("ULINA", models.Preferences{DigestTime: c.to}) // somebody has had the new time for long
				w.plan("UWANG", "2026-11-24", "")
				w.plan("ULINA", "2026-11-24", "")
				s, other := w.scheduler("one", w.onlyDigests()), w.scheduler("two", w.onlyDigests())
				w.clock.set(at("25 06:00"))
				w.tick(s, other)
				w.slack.news()
				var came []string
				step := 5 * time.Minute
				for now := at("25 08:25"); now.Before(at("26 23:00")); now = now.Add(step) {
					switch {
					case now.Equal(at("25 08:55")):
						step = time.Minute
					case now.Equal(at("25 09:05")):
						step = 5 * time.Minute
					case now.Equal(at("25 10:00")):
						step = halfHour
					}
					w.clock.set(now)
					if now.Equal(at(c.changed)) {
						p := w.where["UWANG"]
						p.Preferences.DigestTime = c.to
						if c.toZone != "" {
							p.Zone = zone(t, c.toZone)
						}
						if c.muted {
							p.Preferences.MutedUntil = date(t, "2026-11-30")
						}
						w.where["UWANG"] = p
					}
					w.tick(s, other)
					for _, key := range w.slack.news() {
						if strings.HasPrefix(key, "digest:UWANG") {
							came = append(came, now.In(shanghai).Format("02 15:04"))
						}
					}
				}
				if !slices.Equal(came, c.comes) {
					t.Errorf("digests came at %v, want %v", came, c.comes)
				}
			})
		})
	}
}

// A digest that waits for the end of do-not-disturb is not forgotten because its time was moved on meanwhile.
func TestADigestThatWaitsWhileItsTimeIsMovedOn(t *testing.T) {
	each(t, "2026-11-25T00:00:00Z", func(t *testing.T, w *world) { // eight in Shanghai
		w.plan("UWANG", "2026-11-25", "")
		rest := &resting{directory: w.where, until: map[string]time.Time{"UWANG": moment(t, "2026-11-25T02:00:00Z")}}
		s := w.scheduler("one", w.onlyDigests(), func(o *Options) { o.Directory = rest })
		w.tick(s)
		w.clock.set(moment(t, "2026-11-25T01:00:00Z"))
		w.tick(s)
		w.prefer("UWANG", models.Preferences{DigestTime: "09:30"})
		for range 5 {
			w.clock.advance(15 * time.Minute)
			w.tick(s)
		}
		w.expect("digest:UWANG:2026-11-25")
	})
}

// Two hundred follow-ups, more than a message holds: it says how many there are of each kind, and shows some of both.
func TestADigestOfTwoHundred(t *testing.T) {
	each(t, "2026-11-20T00:00:00Z", func(t *testing.T, w *world) {
		first := w.plan("UWANG", "2026-11-20", "")
		op := models.Operation{Actor: models.System(), Source: "test", Zone: "Asia/Shanghai"}
		for i := range 199 {
			in := models.FollowUpInput{Title: fmt.Sprint("old ", i), DueOn: first.DueOn, Assignee: "UWANG"}
			if i >= 179 {
				in.Title, in.DueOn = fmt.Sprint("new ", i), date(t, "2026-11-24")
			}
			if _, err := w.crm.PlanFollowUp(w.ctx, op, first.CustomerID, in); err != nil {
				t.Fatal(err)
			}
		}
		w.clock.set(moment(t, "2026-11-24T00:00:00Z"))
		s := w.scheduler("one", everything(t))
		w.tick(s)
		w.slack.news()
		w.clock.set(moment(t, "2026-11-24T01:00:00Z"))
		w.tick(s)
		w.expect("digest:UWANG:2026-11-24", "digest:UWANG:2026-11-24+2", "summary:#sales:2026-11-24")
		for _, c := range []struct{ key, says string }{
			{"digest:UWANG:2026-11-24", "逾期（180）"},
			{"digest:UWANG:2026-11-24+2", "今天（20）"},
			{"digest:UWANG:2026-11-24+2", "new 179"},
			{"digest:UWANG:2026-11-24+2", "还有 185 项"},
			{"summary:#sales:2026-11-24", "Overdue (180)"},
			{"summary:#sales:2026-11-24", "Today (20)"},
			{"summary:#sales:2026-11-24", "200 follow-ups for today, 180 overdue"},
		} {
			if !strings.Contains(w.slack.textOf(c.key), c.says) {
				t.Errorf("%s does not say %q", c.key, c.says)
			}
		}
	})
}

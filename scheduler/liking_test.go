package scheduler

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// like changes how a person likes it.
func (w *world) like(id string, liking models.Liking) {
	p := w.where[id]
	p.Liking = liking
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
		w.like("UWANG", models.Liking{DigestTime: "07:30"})
		w.like("ULINA", models.Liking{DigestTime: models.DigestOff})
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

		w.like("UWANG", models.Liking{DigestTime: "10:15", MutedUntil: date(t, "2026-11-27")})
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
			listed := slices.ContainsFunc(got, func(key string) bool { return strings.HasPrefix(key, kindDigest) }) &&
				slices.ContainsFunc(got, func(key string) bool { return strings.HasPrefix(key, kindSummary) })
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
		w.like("UWANG", models.Liking{QuietFrom: "21:00", QuietTo: "07:30"})
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
		w.like("UWANG", models.Liking{RemindersOff: true})
		w.like("ULINA", models.Liking{MutedUntil: date(t, "2026-11-26")})
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
				if strings.HasPrefix(key, kindEscalate) {
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

// overdue makes a customer with a follow-up of a day that is past.
func (w *world) overdue(assignee, day string) {
	w.t.Helper()
	now := w.clock.Now()
	w.clock.set(date(w.t, day).At("09:00", w.where[assignee].Zone))
	w.plan(assignee, day, "")
	w.clock.set(now)
}

package scheduler

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/guanxi-crm/guanxi/models"
)

// longer are the reports of weeks, months and quarters, of which the first days of January are off.
func longer(t *testing.T) Schedule {
	schedule := everything(t)
	schedule.Digest, schedule.Summary = "", ""
	schedule.Monthly, schedule.Quarterly = "0 9 1 * *", "0 9 1 1,4,7,10 *"
	schedule.DayOff = func(day models.Date) bool {
		return day.Weekday() == 0 || day.Weekday() == 6 || day == models.NewDate(2027, 1, 1)
	}
	return schedule
}

// titles are what the reports that were posted are called, in the order in which they were.
func titles(w *world) (list []string) {
	for _, p := range w.slack.posts {
		list = append(list, strings.Split(p.message.Text, ":")[0])
	}
	return list
}

// The reports of a quarter and a month that were due on a holiday come on the first workday, before that of the week: each once, whichever of
// two processes decides which.
func TestTheLongestReportComesFirst(t *testing.T) {
	each(t, "2026-12-31T00:30:00Z", func(t *testing.T, w *world) {
		w.channels[0].Monthly, w.channels[0].Quarterly = true, true
		w.plan("UWANG", "2027-02-01", "")
		processes := []*Scheduler{w.scheduler("a", longer(t)), w.scheduler("b", longer(t))}
		for _, at := range []string{"2026-12-31T00:31:00Z", "2027-01-01T01:00:00Z", "2027-01-01T01:05:00Z", "2027-01-03T02:00:00Z", "2027-01-04T00:59:00Z"} {
			w.clock.set(moment(t, at))
			w.tick(processes...)
		}
		w.expect()
		w.clock.set(moment(t, "2027-01-04T01:00:00Z"))
		var all errgroup.Group
		for _, s := range processes {
			all.Go(func() error { return s.Tick(w.ctx) })
		}
		if err := all.Wait(); err != nil {
			t.Fatal(err)
		}
		w.tick(processes...)
		w.expect("quarterly:#sales:2027-01-01", "monthly:#sales:2027-01-01", "report:#sales:2027-01-04")
		want := []string{"Quarterly customer report 2026 Q4", "Monthly customer report 2026-12", "Weekly customer report 2026-12-28 – 2027-01-03"}
		if got := titles(w); !slices.Equal(got, want) {
			t.Errorf("posted in the order %q", got)
		}
		for _, p := range w.slack.posts {
			if text := words(t, p); strings.Contains(text, lateWords(t, processes[0], p.to)) {
				t.Errorf("%s is marked late: %s", p.key, text)
			}
		}
		w.clock.set(moment(t, "2027-01-04T03:00:00Z"))
		w.tick(processes...)
		w.expect()
		w.settled()
	})
}

// A monthly report whose time passed while nothing ran comes once, marked late, and of the month before the day on which it was due; the day is
// that of the clock by which it was due, wherever the channel is.
func TestAMonthlyReportIsCaughtUpOnce(t *testing.T) {
	each(t, "2026-11-27T02:00:00Z", func(t *testing.T, w *world) {
		w.channels[0].Report, w.channels[0].Monthly, w.channels[0].Zone = false, true, zone(t, "America/New_York")
		w.plan("UWANG", "2027-02-01", "")
		schedule := longer(t)
		schedule.Monthly = "CRON_TZ=Asia/Shanghai 0 9 1 * *"
		w.tick(w.scheduler("before", schedule))
		w.clock.set(moment(t, "2026-12-02T04:00:00Z"))
		s := w.scheduler("after", schedule)
		w.tick(s, s)
		w.expect("monthly:#sales:2026-12-01")
		if got, want := titles(w), "Monthly customer report 2026-11"; len(got) != 1 || got[0] != want {
			t.Errorf("posted %q, want %q", got, want)
		}
		if text := words(t, w.slack.last()); !strings.Contains(text, lateWords(t, s, "#sales")) || !strings.Contains(text, "New York") {
			t.Errorf("it isn't marked late, or names no zone: %s", text)
		}
		w.clock.set(moment(t, "2026-12-02T05:00:00Z"))
		w.tick(s)
		w.expect()
	})
}

// A channel that gets no report any more gets none that was decided before.
func TestAReportThatWasTurnedOffIsNotSent(t *testing.T) {
	each(t, "2026-12-31T00:30:00Z", func(t *testing.T, w *world) {
		w.channels[0].Monthly = true
		w.plan("UWANG", "2027-02-01", "")
		w.tick(w.scheduler("a", longer(t)))
		w.clock.set(moment(t, "2027-01-01T01:00:00Z"))
		w.tick(w.scheduler("a", longer(t)))
		w.channels = slices.Clone(w.channels)
		w.channels[0].Monthly = false
		w.clock.set(moment(t, "2027-01-04T01:00:00Z"))
		s := w.scheduler("b", longer(t))
		w.tick(s, s)
		w.expect("report:#sales:2027-01-04")
	})
}

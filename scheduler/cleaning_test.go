package scheduler

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
)

// looker takes looks, as the CRM does, and finds so many slipped deals.
type looker struct {
	mu     sync.Mutex
	found  int
	nights int
	days   []models.Date // of monthly looks
	fails  int           // so often
}

func (l *looker) Look(ctx context.Context, goOn func(context.Context) error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.nights++
	return goOn(ctx)
}

func (l *looker) NoteLook(ctx context.Context, day models.Date, goOn func(context.Context) error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fails > 0 {
		l.fails--
		return errors.New("the database is away")
	}
	if len(l.days) == 0 || l.days[len(l.days)-1] != day {
		l.days = append(l.days, day)
	}
	return goOn(ctx)
}

func (l *looker) CleaningTold(_ context.Context, day models.Date) (models.CleaningTold, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return models.CleaningTold{Day: day, Summary: models.CleaningSummary{Counts: []models.FindingCount{{Kind: models.FindingSlipped, Count: l.found}}}}, nil
}

// Every night everything is looked at; once a month what was found is counted, and told on the first workday to the channels that want it, once,
// whichever of two processes does it; where nothing was found, nobody is told.
func TestAMonthlyLookIsToldOnce(t *testing.T) {
	each(t, "2026-12-30T00:30:00Z", func(t *testing.T, w *world) {
		w.channels[0].Report, w.channels[0].Cleaning = false, true
		schedule := longer(t)
		schedule.Monthly, schedule.Quarterly, schedule.Report, schedule.Cleaning = "", "", "", "0 9 1 * *"
		looks := &looker{found: 3, fails: 1}
		with := func(o *Options) { o.Cleaning = looks }
		processes := []*Scheduler{w.scheduler("a", schedule, with), w.scheduler("b", schedule, with)}
		for _, at := range []string{"2026-12-30T00:31:00Z", "2026-12-30T21:00:00Z", "2026-12-31T21:00:00Z", "2027-01-01T01:00:00Z", "2027-01-01T01:10:00Z", "2027-01-01T02:00:00Z"} {
			w.clock.set(moment(t, at))
			if at == "2027-01-01T01:00:00Z" { // the database is away
				for _, s := range processes {
					_ = s.Tick(w.ctx)
				}
				continue
			}
			w.tick(processes...)
		}
		w.expect() // it is a holiday
		w.clock.set(moment(t, "2027-01-04T01:00:00Z"))
		w.tick(processes...)
		w.tick(processes...)
		w.expect("cleaning:#sales:2027-01-01")
		if last := w.slack.last(); last.message.Text != "数据清理 2027-01-01" && last.message.Text != "Data cleaning 2027-01-01" {
			t.Errorf("the channel is told %q", last.message.Text)
		}
		if len(looks.days) != 1 || looks.days[0] != models.NewDate(2027, 1, 1) || looks.nights < 2 {
			t.Errorf("looks were taken on %v, and on %d nights", looks.days, looks.nights)
		}
		looks.found = 0
		w.clock.set(moment(t, "2027-02-01T01:00:00Z"))
		w.tick(processes...)
		w.tick(processes...)
		w.expect()
		looks.found = 1
		w.clock.set(moment(t, "2027-03-01T00:59:00Z"))
		w.tick(processes...)
		w.channels[0].Cleaning = false
		w.clock.set(moment(t, "2027-03-01T01:01:00Z"))
		w.tick(w.scheduler("c", schedule, with))
		w.expect()
	})
}

package scheduler

import (
	"context"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
)

// reportKind is a report that goes to channels by the clock.
type reportKind struct {
	told   string
	spec   func(specs) spec
	wanted func(models.ReportChannel) bool
	period func(today models.Date, zone *time.Location) reports.Period // the last that was over before today
	// before is how far before its time it stands in the outbox, so that of several that are due on one morning the one of the longest period
	// comes first, also where another process decides it.
	before time.Duration
}

// reportKinds are all of them, that of the longest period first.
func reportKinds() []reportKind {
	return []reportKind{
		{models.ToldQuarterly, func(s specs) spec { return s.quarterly }, func(c models.ReportChannel) bool { return c.Quarterly }, reports.Quarter, 2 * time.Second},
		{models.ToldMonthly, func(s specs) spec { return s.monthly }, func(c models.ReportChannel) bool { return c.Monthly }, reports.Month, time.Second},
		{models.ToldReport, func(s specs) spec { return s.report }, func(c models.ReportChannel) bool { return c.Report }, reports.Week, 0},
	}
}

// reportKindOf returns the report that a kind of message is.
func reportKindOf(told string) (reportKind, bool) {
	for _, kind := range reportKinds() {
		if kind.told == told {
			return kind, true
		}
	}
	return reportKind{}, false
}

// reportJobs returns the jobs that send a channel its reports.
func (s *Scheduler) reportJobs(channel models.ReportChannel) (jobs []job) {
	for _, kind := range reportKinds() {
		if !kind.wanted(channel) {
			continue
		}
		jobs = append(jobs, job{
			name: kind.told + ":" + channel.ID, kind: kind.told, spec: kind.spec(s.specs), zone: channel.Zone,
			decide: func(_ context.Context, at time.Time, _ heartbeat) ([]models.OutboxMessage, error) {
				return []models.OutboxMessage{s.onWorkday(kind.told, channel.ID, at)}, nil
			},
		})
	}
	return jobs
}

// workday returns the same time of day on the first workday from at on.
func (s *Scheduler) workday(at time.Time) time.Time {
	day, clock := models.DateOf(at), models.TimeOfDay(at.Format("15:04"))
	for range daysOffAtMost {
		if !s.Schedule.DayOff(day) {
			break
		}
		day = day.AddDays(1)
	}
	return day.At(clock, at.Location())
}

// daysOffAtMost is how many days a report waits for a workday. It is longer than any holidays, and ends the search in a
// calendar without workdays.
const daysOffAtMost = 21

// tellReport reports on the period before the day on which the report was due, by the clock that it was due by, however late it is sent.
func (s *Scheduler) tellReport(ctx context.Context, m *models.OutboxMessage, p payload) (Message, bool, error) {
	kind, _ := reportKindOf(m.Kind)
	channel, err := s.channel(ctx, m.Recipient)
	if err != nil || !kind.wanted(channel) {
		return Message{}, false, err
	}
	day := models.DateOf(p.time().In(kind.spec(s.specs).in(channel.Zone)))
	period := kind.period(day, channel.Zone)
	question, err := s.CRM.ReportOn(ctx, models.System(), models.CountScope{}, period.To)
	if err != nil {
		return Message{}, false, err
	}
	report, err := s.Reports.Report(ctx, question, period, s.Clock.Now())
	if err != nil || report.Empty() { // a team that has stopped using the CRM gets one report that says so, and then none
		return Message{}, false, err
	}
	posted := reports.Posted{Report: report, Late: s.isLate(p), Names: map[string]string{}}
	for _, id := range report.Everybody() {
		posted.Names[id] = s.CRM.NameOf(ctx, id)
	}
	return Message{Kind: m.Kind, Value: posted, To: Reader{channel.Language, channel.Zone}}, true, nil
}

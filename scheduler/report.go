package scheduler

import (
	"context"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
)

// reportJob returns the job that sends a channel the report of the week before.
func (s *Scheduler) reportJob(channel models.ReportChannel) job {
	return job{
		name: models.ToldReport + ":" + channel.ID, kind: models.ToldReport, spec: s.specs.report, zone: channel.Zone,
		decide: func(_ context.Context, at time.Time, _ heartbeat) ([]models.OutboxMessage, error) {
			p := payload{At: at.Unix()}
			if shown := s.workday(at); shown.After(at) {
				p.Waited = shown.Unix()
			}
			return []models.OutboxMessage{s.message(models.ToldReport, channel.ID, dayKey(models.ToldReport, channel.ID, at), p)}, nil
		},
	}
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

// tellReport reports on the week before the time at which the report was due, however late it is sent.
func (s *Scheduler) tellReport(ctx context.Context, m *models.OutboxMessage, p payload) (Message, bool, error) {
	channel, err := s.channel(ctx, m.Recipient)
	if err != nil || !channel.Report {
		return Message{}, false, err
	}
	day := models.DateOf(p.time().In(channel.Zone))
	week := reports.Week(day, channel.Zone)
	question, err := s.CRM.ReportOn(ctx, models.System(), models.CountScope{}, week.To)
	if err != nil {
		return Message{}, false, err
	}
	report, err := s.Reports.Report(ctx, question, week, s.Clock.Now())
	if err != nil || report.Empty() { // a team that has stopped using the CRM gets one report that says so, and then none
		return Message{}, false, err
	}
	return Message{Kind: m.Kind, Value: reports.Weekly{Report: report, Late: s.isLate(p)}, To: Reader{channel.Language, channel.Zone}}, true, nil
}

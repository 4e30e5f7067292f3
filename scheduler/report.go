package scheduler

import (
	"context"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/views"
)

const kindReport = "report"

// reportJob is a channel's report on the week before.
func (s *Scheduler) reportJob(channel Channel) job {
	return job{
		name: kindReport + ":" + channel.ID, kind: kindReport, spec: s.specs.report, zone: channel.Zone,
		decide: func(_ context.Context, at time.Time) ([]models.OutboxMessage, error) {
			return []models.OutboxMessage{
				s.message(kindReport, channel.ID, dayKey(kindReport, channel.ID, at), payload{At: at.Unix()}),
			}, nil
		},
	}
}

// renderReport reports on the week before the time the report was due, however late it is sent.
func (s *Scheduler) renderReport(ctx context.Context, m models.OutboxMessage, p payload) (views.Message, bool, error) {
	channel, configured := s.channel(m.Recipient)
	if !configured || !channel.Report {
		return views.Message{}, false, nil
	}
	day := models.DateOf(p.time().In(channel.Zone))
	report, err := s.Reports.Report(ctx, reports.Week(day, channel.Zone), models.DateOf(s.Clock.Now().In(channel.Zone)))
	if err != nil || !tells(report) {
		return views.Message{}, false, err
	}
	return views.Report(s.Catalogues.For(channel.Language), report, s.isLate(p)), true, nil
}

// tells reports whether anything happened in the week or the one before. A team that has stopped using the CRM gets
// one report that says so, and then none.
func tells(r reports.Report) bool {
	for _, figure := range []reports.Figure{
		r.New, r.Interactions, r.DoneOnTime, r.DoneLate, r.Overdue, r.Activated, r.Churned,
	} {
		if figure != (reports.Figure{}) {
			return true
		}
	}
	return false
}

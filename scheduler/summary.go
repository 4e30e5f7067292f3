package scheduler

import (
	"context"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

const kindSummary = "summary"

// summaryJob is a channel's daily summary of what is due.
func (s *Scheduler) summaryJob(channel Channel) job {
	return job{
		name: kindSummary + ":" + channel.ID, kind: kindSummary, spec: s.specs.summary, zone: channel.Zone,
		decide: func(_ context.Context, at time.Time, _ heartbeat) ([]models.OutboxMessage, error) {
			if s.Schedule.DayOff(models.DateOf(at)) {
				return nil, nil
			}
			return []models.OutboxMessage{
				s.message(kindSummary, channel.ID, dayKey(kindSummary, channel.ID, at), payload{At: at.Unix()}),
			}, nil
		},
	}
}

func (s *Scheduler) renderSummary(ctx context.Context, m models.OutboxMessage, p payload) (views.Message, bool, error) {
	channel, configured := s.channel(m.Recipient)
	if !configured || !channel.Summary || s.superseded(s.specs.summary, channel.Zone, p) {
		return views.Message{}, false, nil
	}
	today := models.DateOf(s.Clock.Now().In(channel.Zone))
	due, err := s.CRM.DueDay(ctx, models.System(), "", today, shown)
	if err != nil || due.Total() == 0 {
		return views.Message{}, false, err
	}
	return views.Summary(s.Catalogues.For(channel.Language), views.SummaryData{Today: today, Due: due, Late: s.isLate(p)}), true, nil
}

// channel returns the configured channel; false when it was taken out of the configuration since.
func (s *Scheduler) channel(id string) (Channel, bool) {
	for _, channel := range s.Schedule.Channels {
		if channel.ID != id {
			continue
		}
		if channel.Zone == nil {
			channel.Zone = s.Schedule.Zone
		}
		if channel.Language == "" {
			channel.Language = s.Schedule.Language
		}
		return channel, true
	}
	return Channel{}, false
}

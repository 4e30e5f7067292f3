package scheduler

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// summaryJob returns the job that sends a channel its daily summary of what is due, and of tickets that somebody has to look after.
func (s *Scheduler) summaryJob(channel models.ReportChannel) job {
	return job{
		name: models.ToldSummary + ":" + channel.ID, kind: models.ToldSummary, spec: s.specs.summary, zone: channel.Zone,
		decide: func(_ context.Context, at time.Time, _ heartbeat) ([]models.OutboxMessage, error) {
			if s.Schedule.DayOff(models.DateOf(at)) {
				return nil, nil
			}
			return []models.OutboxMessage{
				s.message(models.ToldSummary, channel.ID, dayKey(models.ToldSummary, channel.ID, at), payload{At: at.Unix()}),
			}, nil
		},
	}
}

func (s *Scheduler) tellSummary(ctx context.Context, m *models.OutboxMessage, p payload) (Message, bool, error) {
	channel, err := s.channel(ctx, m.Recipient)
	if err != nil || !channel.Summary && !channel.Queue || s.superseded(s.specs.summary, channel.Zone, p) {
		return Message{}, false, err
	}
	told := models.Summary{Today: models.DateOf(s.Clock.Now().In(channel.Zone)), Late: s.isLate(p)}
	if channel.Summary {
		if told.Due, err = s.CRM.DueDay(ctx, models.System(), "", told.Today, channel.Zone, shown); err != nil {
			return Message{}, false, err
		}
	}
	if channel.Queue {
		if told.Tickets, err = s.CRM.TicketsLeft(ctx, models.System(), ticketsShown); err != nil {
			return Message{}, false, err
		}
	}
	return Message{Kind: m.Kind, Value: told, To: Reader{channel.Language, channel.Zone}}, told.Due.Total() > 0 || told.Tickets.Any(), nil
}

// tellDeals tells a channel what became of deals.
func (s *Scheduler) tellDeals(ctx context.Context, m *models.OutboxMessage, _ payload) (Message, bool, error) {
	channel, err := s.channel(ctx, m.Recipient)
	if err != nil {
		return Message{}, false, err
	}
	told, err := s.CRM.DealNews(ctx, channel, m.DedupeKey)
	return Message{Kind: m.Kind, Value: told, To: Reader{channel.Language, channel.Zone}}, err == nil && len(told.Items) > 0, err
}

// channels returns the channels that get summaries and reports now. What they leave open is filled in from the team's
// settings.
func (s *Scheduler) channels(ctx context.Context) ([]models.ReportChannel, error) {
	channels, err := s.CRM.ReportChannels(ctx, models.System())
	for i := range channels {
		if channels[i].Zone == nil {
			channels[i].Zone = s.Schedule.Zone
		}
		channels[i].Language = cmp.Or(channels[i].Language, s.Schedule.Language)
	}
	return channels, err
}

// channel returns one of the channels. A channel that was taken off the list since gets nothing.
func (s *Scheduler) channel(ctx context.Context, id string) (models.ReportChannel, error) {
	channels, err := s.channels(ctx)
	if at := slices.IndexFunc(channels, func(c models.ReportChannel) bool { return c.ID == id }); at >= 0 {
		return channels[at], err
	}
	return models.ReportChannel{}, err
}

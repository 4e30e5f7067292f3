package scheduler

import (
	"context"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// Cleaning looks at the team's data.
type Cleaning interface {
	// Look looks at all customers. It calls goOn again and again, and stops when that returns an error.
	Look(ctx context.Context, goOn func(context.Context) error) error
	// NoteLook looks at everything on the day of a monthly look, once for a day.
	NoteLook(ctx context.Context, day models.Date, goOn func(context.Context) error) error
	// CleaningTold returns what a channel is told of the look of a day.
	CleaningTold(ctx context.Context, day models.Date) (models.CleaningTold, error)
}

const (
	kindLook   = "look"
	kindNoting = "monthly_look"
	lookAt     = "0 4 * * *" // when nobody works
)

// lookJobs look at the team's data every night, since much of it follows from what day it is; and once a month count what was found, whether or
// not a channel is told of it; and tell the channels that want it. They come after all other jobs, since a look takes its time.
func (s *Scheduler) lookJobs(channels []models.ReportChannel) []job {
	if s.Cleaning == nil {
		return nil
	}
	jobs := []job{
		{name: kindLook, kind: kindLook, spec: s.specs.look, zone: s.Schedule.Zone, decide: func(ctx context.Context, _ time.Time, keepRun heartbeat) ([]models.OutboxMessage, error) {
			return nil, s.Cleaning.Look(ctx, keepRun)
		}},
		{name: kindNoting, kind: kindNoting, spec: s.specs.cleaning, zone: s.Schedule.Zone, decide: func(ctx context.Context, at time.Time, keepRun heartbeat) ([]models.OutboxMessage, error) {
			return nil, s.Cleaning.NoteLook(ctx, models.DateOf(at), keepRun)
		}},
	}
	for _, channel := range channels {
		if channel.Cleaning {
			jobs = append(jobs, s.cleaningJob(channel))
		}
	}
	return jobs
}

// cleaningJob tells a channel of the monthly look. Where its clock is ahead of the team's, the look is taken for it.
func (s *Scheduler) cleaningJob(channel models.ReportChannel) job {
	return job{
		name: models.ToldCleaning + ":" + channel.ID, kind: models.ToldCleaning, spec: s.specs.cleaning, zone: channel.Zone,
		decide: func(ctx context.Context, at time.Time, keepRun heartbeat) ([]models.OutboxMessage, error) {
			if err := s.Cleaning.NoteLook(ctx, models.DateOf(at), keepRun); err != nil {
				return nil, err
			}
			return []models.OutboxMessage{s.onWorkday(models.ToldCleaning, channel.ID, at)}, nil
		},
	}
}

// onWorkday is a message to a channel that is due at a time, and waits for the next workday.
func (s *Scheduler) onWorkday(told, channel string, at time.Time) models.OutboxMessage {
	p := payload{At: at.Unix()}
	if shown := s.workday(at); shown.After(at) {
		p.Waited = shown.Unix()
	}
	return s.message(told, channel, dayKey(told, channel, at), p)
}

// tellCleaning tells a channel of the look of the day on which it was due; nothing where nothing was found.
func (s *Scheduler) tellCleaning(ctx context.Context, m *models.OutboxMessage, p payload) (Message, bool, error) {
	channel, err := s.channel(ctx, m.Recipient)
	if err != nil || !channel.Cleaning {
		return Message{}, false, err
	}
	told, err := s.Cleaning.CleaningTold(ctx, models.DateOf(p.time().In(s.specs.cleaning.in(channel.Zone))))
	told.Late = s.isLate(p)
	return Message{Kind: m.Kind, Value: told, To: Reader{channel.Language, channel.Zone}}, err == nil && told.Summary.Total() > 0, err
}

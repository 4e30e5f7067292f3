package scheduler

import (
	"context"
	"fmt"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// tellOutside tells the admins, once a day, that a channel is shared with another company now, and that its messages
// were given up for that.
func (s *Scheduler) tellOutside(ctx context.Context, m models.OutboxMessage, now time.Time) error {
	if s.Admins == nil {
		return nil
	}
	admins, err := s.Admins(ctx)
	if err != nil && len(admins) == 0 { // the message is listed among the undelivered ones in any case
		s.log.Warn("no admin told of a shared channel", "channel", m.Recipient, "error", err)
		return nil
	}
	messages := make([]models.OutboxMessage, len(admins))
	for i, id := range admins {
		key := fmt.Sprintf("%s:%s", dayKey(models.ToldOutside, id, now.In(s.Schedule.Zone)), m.Recipient)
		messages[i] = s.message(models.ToldOutside, id, key, payload{At: now.Unix(), Channel: m.Recipient})
	}
	return s.Store.Enqueue(ctx, dated(now, messages)...)
}

// sayOutside makes the message about the channel for one admin.
func (s *Scheduler) sayOutside(ctx context.Context, m *models.OutboxMessage, p payload) (Message, bool, error) {
	person, err := s.person(ctx, m.Recipient)
	if err != nil || !person.Active {
		return Message{}, false, err
	}
	return Message{m.Kind, models.ReportChannel{ID: p.Channel}, person.reader()}, true, nil
}

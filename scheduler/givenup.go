package scheduler

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// tellGivenUp tells the admins, once a day, that the messages to a channel are given up: since it is shared with another company
// now, or since it can't be reached.
func (s *Scheduler) tellGivenUp(ctx context.Context, m models.OutboxMessage, now time.Time, why error) error {
	if m.Kind == models.ToldReportBook { // the report itself tells whether its channel can be reached
		return nil
	}
	if s.Admins == nil || !strings.HasPrefix(m.Recipient, "#") && !models.IsChannel(m.Recipient) {
		return nil
	}
	kind := models.ToldUnreachable
	if errors.Is(why, models.ErrOutside) {
		kind = models.ToldOutside
	}
	admins, err := s.Admins(ctx)
	if err != nil && len(admins) == 0 { // the message is listed among the undelivered ones in any case
		s.log.Warn("no admin told of a channel", "channel", m.Recipient, "error", err)
		return nil
	}
	messages := make([]models.OutboxMessage, len(admins))
	for i, id := range admins {
		key := fmt.Sprintf("%s:%s", dayKey(kind, id, now.In(s.Schedule.Zone)), m.Recipient)
		messages[i] = s.message(kind, id, key, payload{At: now.Unix(), Channel: m.Recipient})
	}
	return s.Store.Enqueue(ctx, dated(now, messages)...)
}

// sayGivenUp makes the message about the channel for one admin.
func (s *Scheduler) sayGivenUp(ctx context.Context, m *models.OutboxMessage, p payload) (Message, bool, error) {
	person, err := s.person(ctx, m.Recipient)
	if err != nil || !person.Active {
		return Message{}, false, err
	}
	return Message{Kind: m.Kind, Value: models.ReportChannel{ID: p.Channel}, To: person.reader()}, true, nil
}

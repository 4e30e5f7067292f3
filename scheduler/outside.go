package scheduler

import (
	"context"
	"fmt"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

const kindOutside = "outside"

// tellOutside tells the admins, once a day, that a channel has come to be shared with another company, so that what was
// for it was given up.
func (s *Scheduler) tellOutside(ctx context.Context, m models.OutboxMessage, now time.Time) error {
	if s.Admins == nil {
		return nil
	}
	admins, err := s.Admins(ctx)
	if err != nil && len(admins) == 0 { // the message stands among the undelivered ones all the same
		s.log.Warn("no admin told of a shared channel", "channel", m.Recipient, "error", err)
		return nil
	}
	messages := make([]models.OutboxMessage, len(admins))
	for i, id := range admins {
		key := fmt.Sprintf("%s:%s", dayKey(kindOutside, id, now.In(s.Schedule.Zone)), m.Recipient)
		messages[i] = s.message(kindOutside, id, key, payload{At: now.Unix(), Channel: m.Recipient})
	}
	return s.Store.Enqueue(ctx, dated(now, messages)...)
}

// renderOutside tells an admin of the channel.
func (s *Scheduler) renderOutside(ctx context.Context, m *models.OutboxMessage, p payload) (views.Message, bool, error) {
	person, err := s.person(ctx, m.Recipient)
	if err != nil || !person.Active {
		return views.Message{}, false, err
	}
	return views.OutsideNotice(s.Catalogues.For(person.Locale), models.ReportChannel{ID: p.Channel}), true, nil
}

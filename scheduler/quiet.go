package scheduler

import (
	"context"
	"encoding/json"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// quietEnough is how soon the end of a person's peace is looked for again: they may end it before.
const quietEnough = 10 * time.Minute

// hush takes out of what was claimed what its recipient doesn't want now, and puts it off: reminders in their quiet
// hours, and everything to a person while they are in Slack's do-not-disturb. When Slack can't say, nothing waits for it.
func (s *Scheduler) hush(ctx context.Context, claimed []models.OutboxMessage) []models.OutboxMessage {
	resting := s.resting(ctx, claimed)
	var loud []models.OutboxMessage
	for _, m := range claimed {
		until := resting[m.Recipient]
		if quiet := s.quietHours(ctx, m); quiet.After(until) {
			until = quiet
		}
		if !until.After(s.Clock.Now()) {
			loud = append(loud, m)
			continue
		}
		s.postpone(ctx, m, until)
	}
	return loud
}

// resting returns until when recipients are in do-not-disturb.
func (s *Scheduler) resting(ctx context.Context, claimed []models.OutboxMessage) map[string]time.Time {
	var people []string
	for _, m := range claimed {
		if models.IsUser(m.Recipient) {
			people = append(people, m.Recipient)
		}
	}
	if len(people) == 0 {
		return nil
	}
	resting, err := s.Directory.Disturb(ctx, people)
	if err != nil {
		s.log.Info("do-not-disturb not known", "error", err)
	}
	soon := s.Clock.Now().Add(quietEnough)
	for id, until := range resting {
		if until.After(soon) {
			resting[id] = soon
		}
	}
	return resting
}

// quietHours returns until when the recipient of a reminder has quiet hours; the zero time for everything else.
func (s *Scheduler) quietHours(ctx context.Context, m models.OutboxMessage) time.Time {
	if m.Kind != kindReminder {
		return time.Time{}
	}
	person, err := s.person(ctx, m.Recipient)
	if err != nil {
		return time.Time{} // rendering will say so
	}
	return person.Liking.QuietUntil(s.Clock.Now(), person.Zone)
}

// postpone gives a message back until a time. That it waited is remembered: it isn't late then.
func (s *Scheduler) postpone(ctx context.Context, m models.OutboxMessage, until time.Time) {
	var p payload
	if json.Unmarshal([]byte(m.Payload), &p) == nil {
		p.Waited = until.Unix()
		m.Payload = p.encode()
	}
	record, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordWithin)
	defer cancel()
	s.counted(m, "hushed")
	if err := s.Store.PostponeOutbox(record, m, until, m.Payload); err != nil {
		s.log.Warn("message not postponed", "message", m.ID, "error", err)
	}
}

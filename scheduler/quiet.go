package scheduler

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

const (
	// quietEnough is how soon it is looked again whether a person's do-not-disturb has ended: they may end it earlier
	// than planned.
	quietEnough = 10 * time.Minute
	// restKnown is how long Slack's answer about do-not-disturb is believed. restAtOnce is how many people who get
	// messages next are asked about at once: Slack limits the questions, not the people in them.
	restKnown  = time.Minute
	restAtOnce = 50
)

// rests is what Slack has just said of people's do-not-disturb.
type rests struct {
	mu    sync.Mutex
	known map[string]rest
}

type rest struct {
	until time.Time // zero for a person who may be disturbed
	asked time.Time
}

func (r rest) fresh(now time.Time) bool {
	age := now.Sub(r.asked)
	return age >= 0 && age < restKnown
}

// of returns until when a person is in do-not-disturb. When that isn't known, ask asks Slack; it also names the people
// that it has asked for. All others wait for its answer, since it may be about them.
func (r *rests) of(id string, now time.Time, ask func() (people []string, until map[string]time.Time)) time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	if known, ok := r.known[id]; ok && known.fresh(now) {
		return known.until
	}
	maps.DeleteFunc(r.known, func(_ string, known rest) bool { return !known.fresh(now) })
	people, until := ask()
	for _, id := range people {
		r.known[id] = rest{until[id], now}
	}
	return until[id]
}

// peace returns until when the recipient of a message must not get it: a reminder or news of tickets during their quiet hours, what other
// people leave undone while they are muted, and anything during Slack's do-not-disturb. When Slack can't say, nothing
// waits for its answer.
func (s *Scheduler) peace(ctx context.Context, m models.OutboxMessage) time.Time {
	until := s.resting(ctx, m.Recipient)
	if quiet := s.quietHours(ctx, m); quiet.After(until) {
		until = quiet
	}
	if m.Kind == models.ToldReminder {
		if digest := s.afterDigest(ctx, m); digest.After(until) {
			until = digest
		}
	}
	if m.Kind == models.ToldEscalation {
		if muted := s.afterMute(ctx, m.Recipient); muted.After(until) {
			until = muted
		}
	}
	return until
}

// resting returns until when a person is in do-not-disturb, at most quietEnough from now.
func (s *Scheduler) resting(ctx context.Context, recipient string) time.Time {
	if !models.IsUser(recipient) {
		return time.Time{}
	}
	now := s.Clock.Now()
	until := s.rests.of(recipient, now, func() ([]string, map[string]time.Time) {
		people := s.restingNext(ctx, recipient, now)
		found, err := s.Directory.Disturb(ctx, slices.Clone(people))
		if err != nil {
			s.log.Info("do-not-disturb not known", "error", err)
		}
		return people, found
	})
	if soon := now.Add(quietEnough); until.After(soon) {
		return soon
	}
	return until
}

// restingNext asks Slack about several people at once: the one who gets a message now, and those who get one next.
func (s *Scheduler) restingNext(ctx context.Context, recipient string, now time.Time) []string {
	people := []string{recipient}
	next, err := s.Store.NextRecipients(ctx, now, 2*restAtOnce)
	if err != nil {
		s.log.Info("whose turn comes next is not known", "error", err)
	}
	for _, id := range next {
		if len(people) < restAtOnce && models.IsUser(id) && !slices.Contains(people, id) {
			people = append(people, id)
		}
	}
	return people
}

// quietHours returns until when the recipient of a reminder, or of what is told of tickets, has quiet hours; the zero time for all other
// messages.
func (s *Scheduler) quietHours(ctx context.Context, m models.OutboxMessage) time.Time {
	if m.Kind != models.ToldReminder && m.Kind != models.ToldBreach && m.Kind != models.ToldAssigned {
		return time.Time{}
	}
	person, err := s.person(ctx, m.Recipient)
	if err != nil {
		return time.Time{} // the error is reported when the message is sent
	}
	return person.Preferences.QuietUntil(s.Clock.Now(), person.Zone)
}

// postpone gives a message back until a time. It keeps that the message has waited, so that it doesn't count as late.
func (s *Scheduler) postpone(ctx context.Context, m models.OutboxMessage, until time.Time) error {
	if p, err := payloadOf(m); err == nil { // sending it says what is wrong
		p.Waited = until.Unix()
		m.Payload = p.encode()
	}
	s.counted(m, "hushed")
	return s.record(ctx, func(ctx context.Context) error { return s.Store.PostponeOutbox(ctx, m, until, m.Payload) })
}

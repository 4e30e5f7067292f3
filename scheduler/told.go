package scheduler

import (
	"context"
	"slices"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

const (
	// toldWithin is how long after a digest nobody is reminded of what it told.
	toldWithin = 30 * time.Minute
	// digestFirst is how long a reminder waits, once, for a digest that is due by then and tells of the same follow-up.
	digestFirst = time.Minute
)

// toldOf lists the moments in a digest that may need no reminder: from foldedAfter before it is posted until toldWithin
// after.
func toldOf(due models.DueDay, now time.Time) []told {
	var list []told
	for _, f := range slices.Concat(due.Overdue.FollowUps, due.Today.FollowUps) {
		if f.DueAt != nil && f.DueAt.After(now.Add(-foldedAfter)) && !f.DueAt.After(now.Add(toldWithin)) {
			list = append(list, told{FollowUp: f.ID, At: f.DueAt.Unix()})
		}
	}
	return list
}

// toldLately reports whether a digest told a person of a follow-up within the last half hour before its time, or after.
// What was given to them since, or moved to another time since, is in no digest yet.
func (s *Scheduler) toldLately(ctx context.Context, id string, p Person, reminder payload) (bool, error) {
	_, zone, has := s.digestClock(p)
	if !has {
		return false, nil
	}
	since := reminder.time().Add(-toldWithin)
	digests, err := s.Store.OutboxByKeys(ctx, dayKey(models.ToldDigest, id, since.In(zone)), dayKey(models.ToldDigest, id, s.Clock.Now().In(zone)))
	if err != nil {
		return false, err
	}
	for _, digest := range digests {
		said, err := payloadOf(digest)
		if err != nil {
			return false, err
		}
		posted := digest.TS != "" && digest.SentAt != nil && !digest.SentAt.Before(since)
		if posted && slices.Contains(said.Told, told{FollowUp: reminder.FollowUp, At: reminder.At}) {
			return true, nil
		}
	}
	return false, nil
}

// digestClock returns when a person has the digest, and by which clock; has is false when there is none.
func (s *Scheduler) digestClock(p Person) (at spec, zone *time.Location, has bool) {
	group, wanted := s.group(p)
	if !wanted || s.specs.digest.cron == nil {
		return spec{}, nil, false
	}
	at = s.digestSpec(group)
	return at, at.in(group.zone), true
}

// afterDigest returns until when a reminder waits for a digest that is still being sent and tells of the same follow-up.
// It waits once, and then is sent by itself.
func (s *Scheduler) afterDigest(ctx context.Context, m models.OutboxMessage) time.Time {
	reminder, err := payloadOf(m)
	if err != nil || reminder.Waited != 0 || reminder.Instead != "" || s.toldByDigest(reminder) {
		return time.Time{} // the error is reported when the message is sent
	}
	p, err := s.person(ctx, m.Recipient)
	if err != nil {
		return time.Time{}
	}
	digest, zone, has := s.digestClock(p)
	if !has {
		return time.Time{}
	}
	at, due := digest.latest(reminder.time().Add(-toldWithin-time.Second), s.Clock.Now(), zone)
	if day := models.DateOf(at.In(zone)); !due || p.muted(day) || s.Schedule.DayOff(day) {
		return time.Time{}
	}
	digests, err := s.Store.OutboxByKeys(ctx, dayKey(models.ToldDigest, m.Recipient, at.In(zone)))
	now := s.Clock.Now()
	decided := len(digests) == 1 && digests[0].State == models.OutboxPending
	undecided := len(digests) == 0 && now.Sub(at) < digestFirst
	if err != nil || !decided && !undecided {
		return time.Time{}
	}
	return now.Add(digestFirst)
}

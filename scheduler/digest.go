package scheduler

import (
	"context"
	"errors"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

const kindDigest = "digest"

// shown is how many follow-ups a digest or a summary is given to show.
const shown = 50

// digestJobs are one for each zone in which people have digests.
func (s *Scheduler) digestJobs(ctx context.Context, now time.Time) ([]job, error) {
	if s.specs.digest.cron == nil {
		return nil, nil
	}
	err := s.refreshZones(ctx, now)
	jobs := make([]job, 0, len(s.zones))
	for name, zone := range s.zones {
		jobs = append(jobs, job{
			name: kindDigest + ":" + name, kind: kindDigest, spec: s.specs.digest, zone: zone,
			decide: func(ctx context.Context, at time.Time) ([]models.OutboxMessage, error) {
				return s.decideDigests(ctx, at, name)
			},
		})
	}
	return jobs, err
}

// refreshZones looks, once a minute, for zones in which someone has something due. A zone stays once it is known, so
// that its job keeps running.
func (s *Scheduler) refreshZones(ctx context.Context, now time.Time) error {
	if age := now.Sub(s.zonesAt); age >= 0 && age < time.Minute {
		return nil
	}
	const easternmost = 14 * time.Hour // there the day begins first
	people, err := s.Store.DueAssignees(ctx, models.DateOf(now.UTC().Add(easternmost)).AddDays(1))
	if err != nil {
		return err
	}
	s.zonesAt = now
	var failed []error
	for _, id := range people {
		p, err := s.person(ctx, id)
		if err != nil {
			failed = append(failed, err)
			s.zonesAt = time.Time{}
			continue
		}
		name := p.Zone.String()
		if _, known := s.zones[name]; known || !p.Active {
			continue
		}
		if err := s.begin(ctx, kindDigest+":"+name, now); err != nil {
			failed = append(failed, err)
			continue
		}
		s.zones[name] = p.Zone
	}
	return errors.Join(failed...)
}

// begin makes a job that turns up while the scheduler runs start at the last tick: before that there was nobody to do
// it for. At the first tick it stays with what the database says, since what was missed meanwhile is caught up.
func (s *Scheduler) begin(ctx context.Context, job string, now time.Time) error {
	if s.lastTick.IsZero() {
		return nil
	}
	last, known, err := s.Store.LastJobRun(ctx, job)
	if err != nil || (known && !last.ScheduledAt.Before(s.lastTick)) {
		return err
	}
	return s.Store.BaselineJob(ctx, job, s.since(now))
}

// decideDigests gives a digest to everyone in a zone who has something due on the day.
func (s *Scheduler) decideDigests(ctx context.Context, at time.Time, zone string) ([]models.OutboxMessage, error) {
	people, err := s.Store.DueAssignees(ctx, models.DateOf(at))
	if err != nil {
		return nil, err
	}
	var messages []models.OutboxMessage
	for _, id := range people {
		p, err := s.person(ctx, id)
		if err != nil {
			return nil, err
		}
		if p.Active && p.Zone.String() == zone {
			messages = append(messages, s.message(kindDigest, id, dayKey(kindDigest, id, at), payload{At: at.Unix()}))
		}
	}
	return messages, nil
}

// renderDigest tells what is due now: what was done since the digest was decided isn't in it.
func (s *Scheduler) renderDigest(ctx context.Context, m models.OutboxMessage, p payload) (views.Message, bool, error) {
	person, err := s.person(ctx, m.Recipient)
	if err != nil || !person.Active || s.superseded(s.specs.digest, person.Zone, p) {
		return views.Message{}, false, err
	}
	today := models.DateOf(s.Clock.Now().In(person.Zone))
	page, err := s.CRM.DueFollowUps(ctx, models.System(), models.DueQuery{
		Range: models.DueToday, Assignee: m.Recipient, Today: today, Limit: shown,
	})
	if err != nil || page.Total == 0 {
		return views.Message{}, false, err
	}
	return views.Digest(s.Catalogues.For(person.Locale), views.DigestData{
		Today: today, Items: page.FollowUps, Total: page.Total, Late: s.isLate(p),
	}), true, nil
}

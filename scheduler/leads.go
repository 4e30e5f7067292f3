package scheduler

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// leads are who is told of what others leave undone, by user ID.
type leads struct {
	now   []string // of the first in line who can be told now: all of them
	muted []string // those before them, and beside them, who want nothing now
}

// leads returns who is told now: the managers, else the admins, else the workspace's own admins. Who left, or can't be given
// work for another reason, is passed over; so is who wants nothing now, but they are told when they do again.
func (s *Scheduler) leads(ctx context.Context, now time.Time) (found leads, err error) {
	tiers, err := s.CRM.Leads(ctx)
	if err != nil {
		return leads{}, err
	}
	for i := 0; len(found.now) == 0; i++ {
		var tier []string
		switch {
		case i < len(tiers):
			tier = tiers[i]
		case i == len(tiers) && s.Admins != nil:
			if tier, err = s.Admins(ctx); err != nil && len(tier) == 0 { // Slack can't be asked, or knows none
				s.log.Warn("no admin is known to be told of what is left undone", "error", err)
			}
		default:
			return found, nil
		}
		for _, id := range tier {
			person, err := s.person(ctx, id)
			switch {
			case err != nil:
				return leads{}, err
			case !person.Active || slices.Contains(found.muted, id):
			case person.muted(models.DateOf(now.In(person.Zone))):
				found.muted = append(found.muted, id)
			default:
				found.now = append(found.now, id)
			}
		}
	}
	return found, nil
}

// leadsKnown is how long it is believed who the leads are, for digests: each asks.
const leadsKnown = time.Minute

// line remembers who the leads are.
type line struct {
	mu    sync.Mutex
	found leads
	asked time.Time
}

// isLead reports whether somebody is told of what others leave undone.
func (s *Scheduler) isLead(ctx context.Context, id string) (bool, error) {
	s.line.mu.Lock()
	defer s.line.mu.Unlock()
	now := s.Clock.Now()
	if age := now.Sub(s.line.asked); age < 0 || age >= leadsKnown {
		found, err := s.leads(ctx, now)
		if err != nil {
			return false, err
		}
		s.line.found, s.line.asked = found, now
	}
	return slices.Contains(s.line.found.now, id), nil
}

// unattended are the follow-ups due on a lead's day, or overdue, of people who can't be told of them; none for who is no lead.
func (s *Scheduler) unattended(ctx context.Context, id string, today models.Date, zone *time.Location) (models.DuePage, error) {
	lead, err := s.isLead(ctx, id)
	if err != nil || !lead {
		return models.DuePage{}, err
	}
	return s.CRM.Unattended(ctx, models.System(), today, zone, shown)
}

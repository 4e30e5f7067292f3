package scheduler

import (
	"context"
	"slices"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// Silences are the customers' silences that are too long, and who was told of them.
type Silences interface {
	// UntoldSilences returns the owners whose silences are too long and were told to nobody; "" among them for customers without one.
	UntoldSilences(ctx context.Context, cut models.ColdCut) (owners []string, err error)
	// Tellable reports whether there is a silence to tell of.
	Tellable(ctx context.Context, t models.ColdTelling) (bool, error)
	// ToldCold returns of whom a batch tells, as far as they are cold still: with an owner, of theirs.
	ToldCold(ctx context.Context, batch, owner string, since time.Time, limit int) (models.ColdPage, error)
	// Untell forgets that the silences of a batch were told.
	Untell(ctx context.Context, batch string) error
}

// coldShown is how many cold customers a message is given to show.
const coldShown = 5

// coldDigests are the people whose digest tells of customers that went cold, and what it tells.
type coldDigests struct {
	owners []string
	tells  models.ColdTelling
}

// coldDigests looks who has customers that went cold by an instant, of which they weren't told.
func (s *Scheduler) coldDigests(ctx context.Context, at time.Time) (found coldDigests, err error) {
	if found.tells, s.coldLeads, err = s.CRM.ColdToTell(ctx, at); err != nil || len(found.tells.Cut) == 0 {
		return coldDigests{}, err
	}
	owners, err := s.Store.UntoldSilences(ctx, found.tells.Cut)
	found.owners = slices.DeleteFunc(owners, func(id string) bool { return id == "" })
	return found, err
}

// with lets a person's digest tell of their customers that went cold. They are noted in the transaction that decides it.
func (c coldDigests) with(m models.OutboxMessage) models.OutboxMessage {
	if slices.Contains(c.owners, m.Recipient) {
		tells := c.tells
		tells.Batch, tells.Owner = m.DedupeKey, m.Recipient
		m.Cold = &tells
	}
	return m
}

// coldForLeads is what the leads are told at an instant of customers that went cold: of which the owner was told some days ago, or can't be
// told. It is nil where there is nothing.
func (s *Scheduler) coldForLeads(ctx context.Context, at time.Time) (*models.ColdTelling, error) {
	tells, told, err := s.CRM.ColdToTell(ctx, at)
	if err != nil || !told {
		return nil, err
	}
	owners, err := s.Store.UntoldSilences(ctx, tells.LeadCut)
	if err != nil {
		return nil, err
	}
	for _, id := range owners {
		if reached := false; id != "" {
			if reached, err = s.reached(ctx, id); err != nil {
				return nil, err
			} else if reached {
				continue
			}
		}
		tells.Untold = append(tells.Untold, id)
	}
	tells.Lead, tells.Batch = true, "cold:"+at.UTC().Format(time.RFC3339)
	something, err := s.Store.Tellable(ctx, tells)
	if err != nil || !something {
		return nil, err
	}
	return &tells, nil
}

// reached reports whether a person has a digest now.
func (s *Scheduler) reached(ctx context.Context, id string) (bool, error) {
	person, err := s.person(ctx, id)
	if err != nil {
		return false, err
	}
	_, wanted := s.group(person)
	return wanted && !person.muted(models.DateOf(s.Clock.Now().In(person.Zone))), nil
}

package scheduler

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// Silences are the silences of customers and of deals that are too long, and who was told of them.
type Silences interface {
	// UntoldSilences returns the owners whose silences are too long and were told to nobody; "" among them for what nobody owns.
	UntoldSilences(ctx context.Context, cut models.ColdCut) (owners []string, err error)
	// Tellable reports whether there is a silence to tell of.
	Tellable(ctx context.Context, t models.ColdTelling) (bool, error)
	// ToldCold returns of what a batch tells, as far as it is cold still: with an owner, of theirs.
	ToldCold(ctx context.Context, batch, owner string, since time.Time, limit int) (models.ColdPage, error)
	// Untell forgets that the silences of a batch were told.
	Untell(ctx context.Context, batch string) error
	// PassCold lets another message tell the silences of a batch, if that waits.
	PassCold(ctx context.Context, batch, key string) (passed bool, err error)
}

// coldShown is how many cold customers, and cold deals, a message is given to show.
const coldShown = 5

// coldDigests are the people whose digest tells of what went cold, and what it tells.
type coldDigests struct {
	owners []string
	tells  models.ColdTelling
}

// coldDigests looks who has customers or deals that went cold by an instant, of which they weren't told.
func (s *Scheduler) coldDigests(ctx context.Context, at time.Time) (found coldDigests, err error) {
	if found.tells, s.coldLeads, err = s.CRM.ColdToTell(ctx, at); err != nil || len(found.tells.Cut) == 0 {
		return coldDigests{}, err
	}
	owners, err := s.Store.UntoldSilences(ctx, found.tells.Cut)
	found.owners = slices.DeleteFunc(owners, func(id string) bool { return id == "" })
	return found, err
}

// with lets a person's digest tell of what of theirs went cold. It is noted in the transaction that decides it.
func (c coldDigests) with(m models.OutboxMessage) models.OutboxMessage {
	if slices.Contains(c.owners, m.Recipient) {
		tells := c.tells
		tells.Batch, tells.Owner = m.DedupeKey, m.Recipient
		m.Cold = &tells
	}
	return m
}

// coldForLeads is what the leads are told at an instant of what went cold: of which the owner was told some days ago, or can't be
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

// tellLateCold tells what went cold of a digest whose day is over. A digest that is still to come today tells of it, and so does one that was
// decided and waits. Else it was decided while these silences counted as told, and they are told now: tomorrow's would be a day late.
func (s *Scheduler) tellLateCold(ctx context.Context, m *models.OutboxMessage, person Person, group digestGroup, p payload) (Message, bool, error) {
	now, spec := s.Clock.Now(), s.digestSpec(group)
	day := func(at time.Time) models.Date { return models.DateOf(at.In(spec.in(person.Zone))) }
	today := day(now)
	if next := spec.next(now, person.Zone); !next.IsZero() && day(next) == today && !s.Schedule.DayOff(today) {
		return Message{}, false, s.Store.Untell(ctx, m.DedupeKey)
	}
	for since := today; day(p.time()).Before(since); since = since.AddDays(-1) {
		passed, err := s.Store.PassCold(ctx, m.DedupeKey, fmt.Sprintf("%s:%s:%s", models.ToldDigest, m.Recipient, since))
		if err != nil || passed {
			return Message{}, false, err
		}
	}
	cold, err := s.Store.ToldCold(ctx, m.DedupeKey, m.Recipient, time.Time{}, coldShown)
	told := models.Digest{Today: models.DateOf(now.In(person.Zone)), Cold: cold, Late: s.isLate(p)}
	return Message{Kind: m.Kind, Value: told, To: person.reader()}, err == nil && cold.Any(), err
}

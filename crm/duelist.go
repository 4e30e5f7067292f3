package crm

import (
	"context"
	"slices"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// DueFollowUps returns one page of open follow-ups, earliest first. Without a day in the query it is today in the
// team's zone, and without a zone that one.
func (s *Service) DueFollowUps(ctx context.Context, actor models.Actor, q models.DueQuery) (models.DuePage, error) {
	if err := permit(actor, models.MayView); err != nil {
		return models.DuePage{}, err
	}
	q = s.dueQuery(actor, q)
	page, err := s.store.DueFollowUps(ctx, q)
	byClock(page.FollowUps, q.Zone)
	if err != nil || !ofOthers(actor, q) {
		return page, err
	}
	if err := s.ownDays(ctx, page.FollowUps); err != nil {
		return models.DuePage{}, err
	}
	if q.Range == models.DueOverdue {
		page, _ = byOwnDay(page, q)
	}
	return page, nil
}

// dueQuery fills in what a query leaves open, and what the actor sees.
func (s *Service) dueQuery(actor models.Actor, q models.DueQuery) models.DueQuery {
	if q.Today.IsZero() {
		q.Today = s.Today("")
	}
	if q.Zone == nil {
		q.Zone = s.team.Zone
	}
	q.VisibleTo = actor.Sees()
	return q
}

// DueDay returns what is overdue on a day of a reader in a zone and what is due on it, of somebody or of everybody, at most
// limit of each. Both
// are counted, so that a long list of what is overdue doesn't hide today's, and read at one moment, so that what is moved
// meanwhile doesn't stand in both.
func (s *Service) DueDay(ctx context.Context, actor models.Actor, assignee string, today models.Date, zone *time.Location, limit int) (due models.DueDay, err error) {
	if err := permit(actor, models.MayView); err != nil {
		return due, err
	}
	q := s.dueQuery(actor, models.DueQuery{Assignee: assignee, Today: today, From: today, To: today, Zone: zone, Limit: limit})
	err = s.store.Snapshot(ctx, func(read store.Queries) (err error) {
		q.Range = models.DueOverdue
		if due.Overdue, err = read.DueFollowUps(ctx, q); err != nil {
			return err
		}
		q.Range = models.DueSpan
		due.Today, err = read.DueFollowUps(ctx, q)
		return err
	})
	byClock(due.Overdue.FollowUps, q.Zone)
	byClock(due.Today.FollowUps, q.Zone)
	if err != nil || !ofOthers(actor, q) {
		return due, err
	}
	return s.ownDay(ctx, due, q)
}

// A follow-up without a time of day is a day of whoever is to do it: while it is still today where they are, it isn't overdue,
// whatever day it is for who reads a list of it.

// byClock puts follow-ups in the order in which they are due on the clock of a zone; those of any time of a day come first.
func byClock(list []models.DueFollowUp, zone *time.Location) {
	slices.SortStableFunc(list, func(a, b models.DueFollowUp) int {
		return models.CompareDue(a.Due(), b.Due(), zone)
	})
}

// ofOthers reports a list in which other people's follow-ups may stand. The scheduler asks for one person's in that person's
// own zone.
func ofOthers(actor models.Actor, q models.DueQuery) bool {
	return q.Assignee != actor.ID && (q.Assignee == "" || actor.ID != models.SystemID)
}

// ownDays looks up which day it is for the people who are to do follow-ups.
func (s *Service) ownDays(ctx context.Context, list []models.DueFollowUp) error {
	var people []string
	for _, f := range list {
		if !f.Due().Timed() && f.Assignee != "" && !slices.Contains(people, f.Assignee) {
			people = append(people, f.Assignee)
		}
	}
	if s.team.Person == nil || len(people) == 0 {
		return nil
	}
	chosen, err := s.store.Zones(ctx, people)
	if err != nil {
		return err
	}
	days := map[string]models.Date{}
	for _, id := range people {
		if zone, has := chosen[id]; has {
			days[id] = s.Today(zone)
		} else if who, err := s.team.Person(ctx, id); err == nil && who.Zone != nil {
			days[id] = models.DateOf(s.clock.Now().In(who.Zone))
		}
	}
	for i := range list {
		list[i].Today = days[list[i].Assignee]
	}
	return nil
}

// byOwnDay parts what a page holds as overdue on the reader's day from what isn't on the assignee's.
func byOwnDay(page models.DuePage, q models.DueQuery) (overdue, not models.DuePage) {
	overdue, not = models.DuePage{Total: page.Total, Next: page.Next}, models.DuePage{}
	for _, f := range page.FollowUps {
		if f.Overdue(q.Today, q.Zone) > 0 {
			overdue.FollowUps = append(overdue.FollowUps, f)
			continue
		}
		not.FollowUps = append(not.FollowUps, f)
		overdue.Total--
		not.Total++
	}
	return overdue, not
}

// ownDay sorts what is overdue and what is due on a reader's day by the days of those who are to do it.
func (s *Service) ownDay(ctx context.Context, due models.DueDay, q models.DueQuery) (models.DueDay, error) {
	for _, list := range [][]models.DueFollowUp{due.Overdue.FollowUps, due.Today.FollowUps} {
		if err := s.ownDays(ctx, list); err != nil {
			return models.DueDay{}, err
		}
	}
	overdue, still := byOwnDay(due.Overdue, q)
	over, today := byOwnDay(due.Today, q)
	moved := len(over.FollowUps)
	overdue.FollowUps, overdue.Total = append(overdue.FollowUps, over.FollowUps...), overdue.Total+moved
	today.FollowUps, today.Total = append(still.FollowUps, today.FollowUps...), due.Today.Total-moved+still.Total
	return models.DueDay{Overdue: overdue, Today: today}, nil
}

package crm

import (
	"context"
	"errors"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/workday"
	"github.com/guanxi-crm/guanxi/store"
)

// agentsThere returns who may get a new ticket that nobody has: those of the agents who can be given work, are there, and work at this hour where
// they are. It asks Slack, and so comes before transactions; who can't be asked about isn't there. A ticket that somebody has needs none.
func (s *Service) agentsThere(ctx context.Context, t models.Ticket) (there []string, err error) {
	if !s.team.Service.RoundRobin || t.Assignee != "" {
		return nil, nil
	}
	agents := slices.Clone(s.team.Service.Agents)
	if len(agents) == 0 {
		holders, _, err := s.RoleHolders(ctx, models.System())
		if err != nil {
			return nil, err
		}
		for _, holder := range holders {
			if holder.Role == models.RoleSupport {
				agents = append(agents, holder.UserID)
			}
		}
	}
	slices.Sort(agents)
	for _, id := range slices.Compact(agents) {
		free, err := s.isThere(ctx, id)
		if err != nil {
			return nil, err
		}
		if free {
			there = append(there, id)
		}
	}
	return there, nil
}

// isThere reports whether somebody can be given a ticket now.
func (s *Service) isThere(ctx context.Context, id string) (bool, error) {
	if s.unfit(ctx, models.System(), id) != models.Fit {
		return false, nil
	}
	member, _, err := s.store.Member(ctx, id)
	if err != nil {
		return false, err
	}
	zone := s.ZoneOf(ctx, id)
	if s.team.There != nil {
		presence, err := s.team.There(ctx, id)
		if err != nil || !presence.There {
			return false, nil //nolint:nilerr // a ticket isn't held up since Slack can't say where somebody is
		}
		if zone == nil {
			zone = presence.Zone
		}
	}
	if zone == nil {
		zone = s.team.Zone
	}
	now := s.clock.Now()
	if models.DateOf(now.In(zone)).Before(member.MutedUntil) {
		return false, nil
	}
	if hours, are := s.team.Service.Time.(workday.Hours); are {
		return hours.In(zone).Open(now), nil
	}
	return true, nil
}

// giveInTurn gives a new ticket that nobody has to whose turn it is of those who are there.
func (c *change) giveInTurn(ctx context.Context, t *models.Ticket, there []string) (err error) {
	if t.Assignee == "" && len(there) > 0 {
		t.Assignee, err = c.NextTurn(ctx, there)
	}
	return err
}

// tellAssigned tells somebody that a ticket was given to them, unless they took it themselves.
func (c *change) tellAssigned(ctx context.Context, before, after models.Ticket) error {
	if c.quiet || after.Assignee == "" || after.Assignee == before.Assignee || after.Assignee == c.op.Actor.ID || !after.State.Undone() {
		return nil
	}
	return c.tell(ctx, models.TicketAssigned(after))
}

// AssignedTold returns what somebody is told of a ticket that was given to them; false where it isn't theirs any more, or nothing is left to do.
func (s *Service) AssignedTold(ctx context.Context, id int64, to string) (models.AssignedTold, bool, error) {
	t, err := s.store.Ticket(ctx, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && (t.Shelved || t.Assignee != to || !t.State.Undone()) {
		return models.AssignedTold{}, false, nil
	}
	if err != nil {
		return models.AssignedTold{}, false, err
	}
	customer, err := s.store.Customer(ctx, t.CustomerID)
	if errors.Is(err, store.ErrNotFound) || err == nil && customer.Erased() {
		return models.AssignedTold{}, false, nil
	}
	return models.AssignedTold{Ticket: t, Customer: customer}, err == nil, err
}

package crm

import (
	"context"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// TicketsDue returns at most limit open tickets that a person has and of which a target is over by an instant, such as the end of their day. Those
// that wait for who has asked are nobody's to do.
func (s *Service) TicketsDue(ctx context.Context, actor models.Actor, person string, until time.Time, limit int) (models.TicketsDue, error) {
	due := models.TicketsDue{Now: s.clock.Now()}
	query := models.TicketQuery{States: []models.TicketState{models.TicketOpen}, Assignee: person, LateAt: until, Limit: limit}
	var err error
	if due.TicketPage, err = s.Tickets(ctx, actor, query); err != nil || due.Total == 0 {
		return due, err
	}
	if due.Late = due.CountLate(); due.Late == len(due.Tickets) && due.Next != "" { // there may be more than are on the page
		query.LateAt, query.Limit = due.Now, 1
		late, err := s.Tickets(ctx, actor, query)
		due.Late = late.Total
		return due, err
	}
	return due, nil
}

// TicketsLeft returns at most limit open tickets of the team that are late, and as many that nobody has, and how many messages are nobody's
// ticket yet.
func (s *Service) TicketsLeft(ctx context.Context, actor models.Actor, limit int) (left models.TicketsLeft, err error) {
	left.Now = s.clock.Now()
	open := []models.TicketState{models.TicketOpen}
	if left.Late, err = s.Tickets(ctx, actor, models.TicketQuery{States: open, LateAt: left.Now, Limit: limit}); err != nil {
		return left, err
	}
	if left.Unassigned, err = s.Tickets(ctx, actor, models.TicketQuery{Unassigned: true, Limit: limit}); err != nil {
		return left, err
	}
	_, left.Undecided, err = s.Intakes(ctx, actor, 1)
	return left, err
}

package scheduler

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

const (
	// alertsAtOnce is how many tickets are looked at in one transaction.
	alertsAtOnce = 200
	// alertsHeld is how long messages wait where more tickets follow: what these have to tell is told in the same.
	alertsHeld = time.Minute
)

// serving guards what this process knows of the targets of tickets: one look at a time.
type serving struct {
	sync.Mutex
	checked bool // they are those by which tickets were looked at before
}

// breaches puts into the outbox what is to be told of targets of tickets that will be over soon, or are. It needs no claim: what was told of a
// ticket is written with the ticket, which one process changes at a time.
func (s *Scheduler) breaches(ctx context.Context) error {
	s.serving.Lock()
	defer s.serving.Unlock()
	now, err := s.now(ctx)
	if err != nil {
		return idle(err)
	}
	if !s.serving.checked {
		if err := s.CRM.CheckServiceTimes(ctx); err != nil {
			return fmt.Errorf("times of tickets: %w", err)
		}
		s.serving.checked = true
	}
	for {
		found, err := s.CRM.TicketsToAlert(ctx, now, alertsAtOnce)
		if err != nil || len(found) == 0 {
			return err
		}
		to, err := s.receivers(ctx, found, now)
		if err != nil {
			return err
		}
		notBefore := now
		if len(found) == alertsAtOnce {
			notBefore = now.Add(alertsHeld)
		}
		if err := s.CRM.AlertTickets(ctx, found, to, now, notBefore); err != nil {
			return fmt.Errorf("targets of tickets: %w", err)
		}
		if len(found) < alertsAtOnce {
			return nil
		}
	}
}

// receivers finds out who can be told of some tickets.
func (s *Scheduler) receivers(ctx context.Context, tickets []models.Ticket, now time.Time) (models.AlertReceivers, error) {
	to := models.AlertReceivers{Absent: map[string]bool{}}
	found, err := s.leads(ctx, now)
	if err != nil {
		return to, err
	}
	to.Leads = found.now
	for _, t := range tickets {
		if _, known := to.Absent[t.Assignee]; known || t.Assignee == "" {
			continue
		}
		person, err := s.person(ctx, t.Assignee)
		if err != nil {
			return to, err
		}
		to.Absent[t.Assignee] = !person.Active || person.muted(models.DateOf(now.In(person.Zone)))
	}
	return to, nil
}

// tellBreach tells somebody of tickets whose targets are over, or will be soon, as far as it is still so.
func (s *Scheduler) tellBreach(ctx context.Context, m *models.OutboxMessage, p payload) (Message, bool, error) {
	person, err := s.person(ctx, m.Recipient)
	if err != nil || !person.Active || person.Preferences.TicketsUntold || person.muted(models.DateOf(s.Clock.Now().In(person.Zone))) {
		return Message{}, false, err
	}
	told, err := s.CRM.AlertsTold(ctx, m.DedupeKey)
	told.Late = s.isLate(p)
	return Message{Kind: m.Kind, Value: told, To: person.reader()}, err == nil && len(told.Items) > 0, err
}

// tellReply tells an answer of the team in a ticket's conversation.
func (s *Scheduler) tellReply(ctx context.Context, m *models.OutboxMessage, p payload) (Message, bool, error) {
	told, say, err := s.CRM.ReplyTold(ctx, p.Message)
	if err != nil || !say {
		return Message{}, false, err
	}
	message, err := s.answer(ctx, *m, p.Thread)
	message.Kind, message.Value = m.Kind, told
	return message, err == nil, err
}

// tellAsked asks who has asked how it was, in the conversation or by direct message, as long as nothing is left to do and they are
// there to answer.
func (s *Scheduler) tellAsked(ctx context.Context, m *models.OutboxMessage, p payload) (Message, bool, error) {
	told, say, err := s.CRM.TicketTold(ctx, p.Ticket)
	if err != nil || !say || !told.Ticket.Asks(m.DedupeKey) {
		return Message{}, false, err
	}
	asked, err := s.person(ctx, told.Ticket.Requester)
	if err != nil || asked.Gone {
		return Message{}, false, err
	}
	if models.IsUser(m.Recipient) {
		return Message{Kind: m.Kind, Value: told, To: asked.reader()}, true, nil
	}
	message, err := s.answer(ctx, *m, p.Thread)
	message.Kind, message.Value = m.Kind, told
	return message, err == nil, err
}

// tellAssigned tells somebody that a ticket was given to them, as long as it is theirs.
func (s *Scheduler) tellAssigned(ctx context.Context, m *models.OutboxMessage, p payload) (Message, bool, error) {
	person, err := s.person(ctx, m.Recipient)
	if err != nil || !person.Active || person.Preferences.TicketsUntold || person.muted(models.DateOf(s.Clock.Now().In(person.Zone))) {
		return Message{}, false, err
	}
	told, say, err := s.CRM.AssignedTold(ctx, p.Ticket, m.Recipient)
	return Message{Kind: m.Kind, Value: told, To: person.reader()}, say, err
}

package scheduler

import (
	"context"
	"fmt"

	"github.com/guanxi-crm/guanxi/models"
)

// tellTicket makes the first answer in a ticket's conversation, as the ticket is by now.
func (s *Scheduler) tellTicket(ctx context.Context, m *models.OutboxMessage, p payload) (Message, bool, error) {
	told, say, err := s.CRM.TicketTold(ctx, p.Ticket)
	if err != nil || !say {
		return Message{}, false, err
	}
	message, err := s.answer(ctx, *m, p.Thread)
	message.Kind, message.Value = models.ToldTicket, told
	return message, err == nil, err
}

// tellTicketNow puts a ticket's state in the place of the first answer in its conversation, and posts nothing. An answer that isn't posted yet
// shows the state anyway.
func (s *Scheduler) tellTicketNow(ctx context.Context, m *models.OutboxMessage, p payload) (Message, bool, error) {
	posted, err := s.Store.OutboxByKeys(ctx, models.TicketKey(p.Ticket, ""), models.TicketKey(p.Ticket, p.Thread))
	if err != nil {
		return Message{}, false, err
	}
	for _, answer := range posted {
		if answer.TS == "" {
			continue
		}
		tell := s.tellTicket
		if p.Gone != "" {
			tell = s.tellTicketGone
		}
		message, say, err := tell(ctx, m, p)
		if err != nil || !say {
			return Message{}, false, err
		}
		in := answer.Channel
		if told, of := message.Value.(models.TicketTold); of { // which may have another ID since
			in = told.Ticket.Channel
		}
		if err := s.Poster.Replace(ctx, in, answer.TS, message); err != nil {
			return Message{}, false, fmt.Errorf("show the state of ticket %d: %w", p.Ticket, err)
		}
	}
	return Message{}, false, nil
}

// tellTicketGone says of a ticket that was deleted that it is no more.
func (s *Scheduler) tellTicketGone(ctx context.Context, m *models.OutboxMessage, p payload) (Message, bool, error) {
	message, err := s.answer(ctx, *m, p.Thread)
	message.Kind, message.Value = models.ToldTicket, models.TicketTold{Ticket: models.Ticket{Code: p.Gone, Channel: m.Recipient}, Gone: true}
	return message, err == nil, err
}

// tellIntake asks in the thread of a message whose request it is, unless that is decided by now.
func (s *Scheduler) tellIntake(ctx context.Context, m *models.OutboxMessage, p payload) (Message, bool, error) {
	told, message, err := s.intake(ctx, m, p)
	return message, err == nil && told.Undecided, err
}

// tellIntakeNow puts what was decided in the place of that question, and posts nothing.
func (s *Scheduler) tellIntakeNow(ctx context.Context, m *models.OutboxMessage, p payload) (Message, bool, error) {
	posted, err := s.Store.OutboxByKeys(ctx, models.IntakeKey(m.Recipient, p.Thread))
	if err != nil {
		return Message{}, false, err
	}
	for _, question := range posted {
		if question.TS == "" { // it isn't posted yet, and asks what is to be asked then
			continue
		}
		told, message, err := s.intake(ctx, m, p)
		if err != nil || told.ID == 0 {
			return Message{}, false, err
		}
		if err := s.Poster.Replace(ctx, question.Channel, question.TS, message); err != nil {
			return Message{}, false, fmt.Errorf("show what became of a message: %w", err)
		}
	}
	return Message{}, false, nil
}

func (s *Scheduler) intake(ctx context.Context, m *models.OutboxMessage, p payload) (models.IntakeTold, Message, error) {
	told, err := s.CRM.IntakeTold(ctx, m.Recipient, p.Thread)
	if err != nil {
		return models.IntakeTold{}, Message{}, err
	}
	message, err := s.answer(ctx, *m, p.Thread)
	message.Kind, message.Value = models.ToldIntake, told
	return told, message, err
}

// answer is a message to a conversation, in the language and zone of its channel, or the team's.
func (s *Scheduler) answer(ctx context.Context, m models.OutboxMessage, thread string) (Message, error) {
	channel, err := s.channel(ctx, m.Recipient)
	to := Reader{channel.Language, channel.Zone}
	if channel.ID == "" {
		to = Reader{s.Schedule.Language, s.Schedule.Zone}
	}
	return Message{To: to, Thread: thread, Open: true}, err
}

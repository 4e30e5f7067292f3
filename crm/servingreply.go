package crm

import (
	"context"
	"errors"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// ReplyTicket answers in a ticket's conversation, for the team. The answer is kept with the ticket and told by the outbox: it counts from now on,
// also where Slack is away. The ticket may be put into another state with it.
func (s *Service) ReplyTicket(ctx context.Context, op models.Operation, id int64, in models.ReplyInput) (models.Customer, models.Ticket, error) {
	if err := permit(op.Actor, models.MayServe); err != nil {
		return models.Customer{}, models.Ticket{}, err
	}
	in.Text = clean(in.Text)
	errs := models.ValidateReply(in.Text, s.Rules(op.Zone))
	if name := models.Unfilled(in.Text); name != "" { // a customer would read it
		errs = append(errs, models.Invalid(models.InputReplyText, "error.reply_placeholder", "Word", name))
	}
	if err := errs.Err(); err != nil {
		return models.Customer{}, models.Ticket{}, err
	}
	if in.State != "" && !slices.Contains(models.TicketStates(), in.State) {
		return models.Customer{}, models.Ticket{}, models.Invalid(models.InputReplyState, "error.unknown_ticket_state", "Value", models.Shorten(string(in.State), 50))
	}
	var customer models.Customer
	var answered models.Ticket
	err := s.change(ctx, op, func(c *change) error {
		found, err := c.lockTicket(ctx, id, &customer)
		if err != nil {
			return err
		}
		if err := repliable(found); err != nil {
			return err
		}
		next := found
		if next.RespondedAt == nil {
			at := c.at
			next.RespondedAt, next.RespondedBy, c.said = &at, op.Actor.ID, true
		}
		if in.State != "" {
			next.State = in.State
		}
		if err := c.saveTicket(ctx, found, &next, c.at); err != nil {
			return err
		}
		answered = next
		return c.sayReply(ctx, next, in.Text)
	})
	return customer, answered, err
}

// CheckReply refuses to answer a ticket that has no conversation.
func (s *Service) CheckReply(actor models.Actor, t models.Ticket) error {
	if err := permit(actor, models.MayServe); err != nil {
		return err
	}
	return repliable(t)
}

func repliable(t models.Ticket) error {
	if t.Channel == "" || t.Thread == "" {
		return models.Conflict("error.reply_no_thread", "Code", t.Code)
	}
	return nil
}

// sayReply keeps an answer with its ticket, and lets it be told.
func (c *change) sayReply(ctx context.Context, t models.Ticket, text string) error {
	message := models.TicketMessage{
		TicketID: t.ID, CustomerID: t.CustomerID, Channel: t.Channel, TS: "-" + c.id, // until it has one
		Side: models.SideTeam, Author: c.op.Actor.ID, Text: text, SaidAt: c.at, ChangedAt: c.at,
	}
	if err := c.SaveTicketMessage(ctx, &message); err != nil {
		return err
	}
	c.note(models.EntityTicket, t.ID, t.Version, models.ActionReply, "", "", "")
	return c.tell(ctx, models.TicketReply(t, message.ID))
}

// ReplyTold returns an answer that is to be told; false where it was erased meanwhile.
func (s *Service) ReplyTold(ctx context.Context, messageID int64) (models.ReplyTold, bool, error) {
	m, err := s.store.TicketMessage(ctx, messageID)
	if errors.Is(err, store.ErrNotFound) || err == nil && m.Text == "" {
		return models.ReplyTold{}, false, nil
	}
	return models.ReplyTold{Text: m.Text, By: s.NameOf(ctx, m.Author)}, err == nil, err
}

// CannedReplies returns the team's canned replies, by name.
func (s *Service) CannedReplies(ctx context.Context, actor models.Actor) ([]models.CannedReply, error) {
	if err := permit(actor, models.MayServe); err != nil {
		return nil, err
	}
	return s.store.CannedReplies(ctx, models.MaxCannedReplies)
}

// CannedReply returns a canned reply.
func (s *Service) CannedReply(ctx context.Context, actor models.Actor, id int64) (models.CannedReply, error) {
	if err := permit(actor, models.MayServe); err != nil {
		return models.CannedReply{}, err
	}
	return cannedReply(ctx, s.store.Queries, id)
}

func cannedReply(ctx context.Context, q store.Queries, id int64) (models.CannedReply, error) {
	found, err := q.CannedReply(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return models.CannedReply{}, models.NotFound("error.reply_gone")
	}
	return found, err
}

// SaveCannedReply keeps an answer under a name that is free: a new one where id is 0, else another content of the one that somebody saw a version of.
func (s *Service) SaveCannedReply(ctx context.Context, op models.Operation, id int64, version int, in models.CannedInput) (saved models.CannedReply, err error) {
	if err := permit(op.Actor, models.MayManageReplies); err != nil {
		return models.CannedReply{}, err
	}
	in.Name, in.Text = clean(in.Name), clean(in.Text)
	if err := in.Validate(s.Rules(op.Zone)).Err(); err != nil {
		return models.CannedReply{}, err
	}
	err = s.change(ctx, op, func(c *change) error {
		before, action := models.CannedReply{CreatedAt: c.at}, models.ActionCreate
		if id != 0 {
			if before, err = cannedReply(ctx, c.Queries, id); err != nil {
				return err
			}
			if action = models.ActionUpdate; before.Version != version {
				return models.Conflict("error.reply_changed")
			}
		}
		seen, err := c.CannedReplies(ctx, models.MaxCannedReplies+1)
		if err != nil {
			return err
		}
		if id == 0 && len(seen) >= models.MaxCannedReplies {
			return models.Invalid(models.InputReplyName, "error.too_many_replies", "Max", models.MaxCannedReplies)
		}
		key := models.NormaliseText(in.Name)
		for _, other := range seen {
			if models.NormaliseText(other.Name) == key && other.ID != id {
				return models.Invalid(models.InputReplyName, "error.reply_name_taken", "Name", in.Name)
			}
		}
		saved = before
		saved.Name, saved.NameKey, saved.Text, saved.UpdatedBy, saved.UpdatedAt, saved.Version = in.Name, key, in.Text, op.Actor.ID, c.at, before.Version+1
		if id == 0 {
			err = c.InsertCannedReply(ctx, &saved)
		} else {
			err = c.UpdateCannedReply(ctx, before, saved)
		}
		c.noteReply(action, before, saved)
		return err
	})
	return saved, err
}

// DeleteCannedReply deletes a canned reply and returns what it was.
func (s *Service) DeleteCannedReply(ctx context.Context, op models.Operation, id int64) (deleted models.CannedReply, err error) {
	if err := permit(op.Actor, models.MayManageReplies); err != nil {
		return models.CannedReply{}, err
	}
	err = s.change(ctx, op, func(c *change) error {
		if deleted, err = cannedReply(ctx, c.Queries, id); err != nil {
			return err
		}
		c.noteReply(models.ActionDelete, deleted, models.CannedReply{ID: id, Version: deleted.Version + 1})
		return c.DeleteCannedReply(ctx, deleted)
	})
	return deleted, err
}

// noteReply adds to the audit log what changed of a canned reply.
func (c *change) noteReply(action string, before, after models.CannedReply) {
	for _, changed := range []struct {
		input         models.Input
		before, after string
	}{{models.InputReplyName, before.Name, after.Name}, {models.InputReplyText, before.Text, after.Text}} {
		if changed.before != changed.after {
			c.noteInput(models.EntityReply, after.ID, after.Version, action, changed.input, changed.before, changed.after)
		}
	}
}

package crm

import (
	"context"
	"errors"

	"github.com/guanxi-crm/guanxi/models"
)

// A message of a support channel of which nobody could tell whose request it is waits for somebody to say so: in its thread, and at the head of
// the queue.

// AskWhose keeps a message of a support channel that is nobody's ticket yet, and lets its thread be asked whose request it is, once.
func (s *Service) AskWhose(ctx context.Context, said models.Said) error {
	return s.change(ctx, taking(said), func(c *change) error {
		in, err := c.KeepIntake(ctx, models.Intake{
			Channel: said.Channel, TS: said.TS, Author: said.User, Subject: said.Subject(), SaidAt: models.TimeOfTS(said.TS).UTC(), Undecided: true,
		})
		if err != nil || !in.Undecided {
			return err
		}
		return c.tell(ctx, models.IntakeQuestion(in))
	})
}

// HearIntake keeps up with a message of a support channel that was edited or deleted. known says that it was heard before, and nothing else
// comes of it.
func (s *Service) HearIntake(ctx context.Context, said models.Said) (known bool, err error) {
	in, err := s.store.Intake(ctx, said.Channel, said.TS)
	if known = in.ID != 0; err != nil || !known || said.Change == models.SaidNew {
		return known, err
	}
	return true, s.change(ctx, hearing(said), func(c *change) error {
		in, err := c.Intake(ctx, said.Channel, said.TS)
		switch {
		case err != nil:
			return err
		case said.Change == models.SaidDeleted:
			return c.decide(ctx, in, false, "")
		}
		next := in
		if next.Subject = said.Subject(); !in.Undecided || next.Subject == "" {
			return nil
		}
		return c.UpdateIntake(ctx, in, next)
	})
}

// NeverTake sees to it that nothing is made of a message any more that was deleted: what is told of it as new is late. It is kept as decided, so
// that nobody waits for what becomes of it.
func (s *Service) NeverTake(ctx context.Context, said models.Said) error {
	err := s.change(ctx, taking(said), func(c *change) error {
		_, err := c.KeepIntake(ctx, models.Intake{Channel: said.Channel, TS: said.TS, Author: said.User, SaidAt: models.TimeOfTS(said.TS).UTC()})
		return err
	})
	if errors.Is(err, models.ErrAlreadyHandled) { // something is, and hears of the deletion
		return nil
	}
	return err
}

// decide takes an intake out of the queue, in this transaction, or puts it back where it is undecided then. by says that it is no request; where
// nobody does, it is a ticket or gone.
func (c *change) decide(ctx context.Context, in models.Intake, undecided bool, by string) error {
	if in.ID == 0 || in.Undecided == undecided && (in.SetAsideBy == "" || by != "") {
		return nil
	}
	next := in
	next.Undecided, next.Subject, next.SetAsideBy, next.Version = undecided, "", by, in.Version+1
	if err := c.UpdateIntake(ctx, in, next); err != nil {
		return err
	}
	return c.tell(ctx, models.IntakeQuestion(next))
}

// decideThread takes the intake out of the queue of which a ticket was made, and puts it back when that is taken back.
func (c *change) decideThread(ctx context.Context, t models.Ticket, undecided bool) error {
	if t.Thread == "" {
		return nil
	}
	in, err := c.Intake(ctx, t.Channel, t.Thread)
	if err != nil {
		return err
	}
	return c.decide(ctx, in, undecided, "")
}

// SetAside says of an intake that it is no request, or takes that back where aside is false.
func (s *Service) SetAside(ctx context.Context, op models.Operation, channel, ts string, aside bool) (in models.Intake, err error) {
	if err := permit(op.Actor, models.MayServe); err != nil {
		return models.Intake{}, err
	}
	err = s.change(ctx, op, func(c *change) error {
		if in, err = c.Intake(ctx, channel, ts); err != nil {
			return err
		}
		if in.ID == 0 {
			return models.NotFound("error.intake_gone")
		}
		if err := c.checkThread(ctx, models.Ticket{Channel: channel, Thread: ts}); err != nil {
			return err
		}
		action, by := models.ActionDismiss, op.Actor.ID
		if !aside {
			action, by = models.ActionRestore, ""
		}
		if err := c.decide(ctx, in, !aside, by); err != nil || in.Undecided != aside { // it was so already
			return err
		}
		c.note(models.EntityIntake, in.ID, in.Version+1, action, "", "", "")
		return nil
	})
	return in, err
}

// Intakes returns at most limit messages of support channels that wait for somebody to say whose request they are, the oldest first, and how
// many there are; none for who may not serve.
func (s *Service) Intakes(ctx context.Context, actor models.Actor, limit int) ([]models.Intake, int, error) {
	if !actor.May(models.MayServe) {
		return nil, 0, nil
	}
	return s.store.Intakes(ctx, limit)
}

// Intake returns a message of a support channel that is kept, and whether it is.
func (s *Service) Intake(ctx context.Context, actor models.Actor, channel, ts string) (models.Intake, bool, error) {
	if err := permit(actor, models.MayServe); err != nil {
		return models.Intake{}, false, err
	}
	in, err := s.store.Intake(ctx, channel, ts)
	return in, in.ID != 0, err
}

// IntakeTold returns what the question in the thread of an intake has come to.
func (s *Service) IntakeTold(ctx context.Context, channel, ts string) (models.IntakeTold, error) {
	in, err := s.store.Intake(ctx, channel, ts)
	if err != nil {
		return models.IntakeTold{}, err
	}
	t, _, err := s.TicketOfThread(ctx, channel, ts)
	return models.IntakeTold{Intake: in, Ticket: t.Code}, err
}

package crm

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// A ticket's conversation is a thread in Slack. What is said there is kept with the ticket, and tells whose turn it is: the first answer of the
// team ends one of its times, and a reply of the requester opens a ticket again that waited for them or was solved.

// HearTicket keeps what was said in the thread of a ticket, and does what follows from it. ours is false where no ticket has the thread. The
// same may be told any number of times, in any order: TS orders what was said, and nothing follows from what was said before the ticket's state
// changed last.
func (s *Service) HearTicket(ctx context.Context, said models.Said) (t models.Ticket, ours bool, err error) {
	soon, err := s.maySoonBeOurs(ctx, said) // first: where the answer is noted in between, the ticket is found
	if err != nil {
		return models.Ticket{}, false, err
	}
	t, err = s.store.TicketIn(ctx, said.Channel, said.Root())
	if errors.Is(err, store.ErrNotFound) {
		return models.Ticket{}, false, soon
	}
	if err != nil {
		return models.Ticket{}, false, err
	}
	side, err := s.sideOf(ctx, t, said)
	if err != nil {
		return t, true, err
	}
	err = s.change(ctx, hearing(said), func(c *change) error {
		customer := models.Customer{}
		current, err := c.lockTicket(ctx, t.ID, &customer)
		if models.AsErrors(err) != nil { // archived, erased or gone: nothing of it is kept any more
			return nil
		}
		if err != nil {
			return err
		}
		t = current
		return c.hear(ctx, current, said, side)
	})
	return t, true, err
}

// errTooSoon lets a reply be heard again a moment later.
var errTooSoon = errors.New("a ticket that is just being raised may have this thread")

// answerWithin is how long a ticket may wait for its first answer before replies in its channel are taken to be others'.
const answerWithin = 5 * time.Minute

// maySoonBeOurs is errTooSoon for a reply in the thread of an answer of ours of which it isn't noted yet where it stands: people may be faster
// than that.
func (s *Service) maySoonBeOurs(ctx context.Context, said models.Said) (soon, err error) {
	if !said.IsReply() {
		return nil, nil
	}
	waits, err := s.store.AwaitsAnswer(ctx, said.Channel, s.clock.Now().Add(-answerWithin))
	if waits {
		soon = errTooSoon
	}
	return soon, err
}

// AwaitTicket lets a reply in a thread of a support channel be heard again a moment later, where the message that begins the thread was written
// soon before and isn't anything yet: another process may be making a ticket of it.
func (s *Service) AwaitTicket(ctx context.Context, said models.Said) error {
	in, err := s.store.Intake(ctx, said.Channel, said.Root())
	if err != nil || in.ID != 0 { // the thread is read when that becomes a ticket
		return err
	}
	return errTooSoon
}

// hearing is who does what is heard, once.
func hearing(said models.Said) models.Operation {
	actor := models.Actor{ID: said.User}
	if said.User == "" {
		actor = models.System()
	}
	return models.Operation{Actor: actor, Source: "thread", Key: said.Key}
}

// taking is who makes something of what is heard: of one message once, whatever is told of it.
func taking(said models.Said) models.Operation {
	op := hearing(said)
	op.Key = said.TakingKey()
	return op
}

// sideOf tells for whom somebody speaks in a ticket's conversation.
func (s *Service) sideOf(ctx context.Context, t models.Ticket, said models.Said) (models.Side, error) {
	switch {
	case said.User != "" && said.User == t.Requester, said.External:
		return models.SideRequester, nil
	case said.Bot, said.User == "":
		return models.SideOther, nil
	}
	who := models.Identity{ID: said.User}
	if s.team.Person != nil {
		colleague, err := s.team.Person(ctx, said.User)
		if err != nil {
			return "", err
		}
		who = colleague.Identity
	}
	profile, err := s.Enter(ctx, who)
	if err != nil {
		return "", err
	}
	if profile.Actor.May(models.MayServe) {
		return models.SideTeam, nil
	}
	return models.SideOther, nil
}

// hear keeps what was said of a ticket that is locked, and does what follows.
func (c *change) hear(ctx context.Context, t models.Ticket, said models.Said, side models.Side) error {
	before, message, err := c.keepSaid(ctx, t, said, side)
	switch first := before.ID == 0; {
	case err != nil || message.ID == 0:
		return err
	case !first:
		return c.keepUp(ctx, t, before, message)
	case said.TS == t.Thread, said.Mentions && !said.External: // a command answers nobody
		return nil
	}
	next := t
	if at := message.SaidAt; side == models.SideTeam && t.AnsweredBy(at) { // the one that was said first, not the one that is heard first
		next.RespondedAt, next.RespondedBy, c.said = &at, said.User, true
	}
	moves, err := c.TicketMoves(ctx, t.ID)
	if err != nil {
		return err
	}
	stale := len(moves) > 1 && message.SaidAt.Before(moves[len(moves)-1].MovedAt)
	if side == models.SideRequester && !stale && (t.State == models.TicketWaiting || t.State == models.TicketSolved) {
		next.State = models.TicketOpen
	}
	if next.State == t.State && next.RespondedAt == t.RespondedAt {
		return nil
	}
	return c.saveTicket(ctx, t, &next, message.SaidAt)
}

// keepUp brings a ticket up to date with a message of its conversation that has changed, where it is the one that it was raised from. The audit log notes which fields that were, and not what the
// message has said: who takes something back believes it gone. What it has noted of that before says what the message says now.
func (c *change) keepUp(ctx context.Context, t models.Ticket, before, after models.TicketMessage) error {
	raised := t.Thread == after.TS
	for _, field := range []models.Field{models.FieldTicketText, models.FieldTicketSubject} {
		was, is := before.Says(field), after.Says(field)
		if was == "" || was == is || field == models.FieldTicketSubject && (!raised || is == "") {
			continue
		}
		held, err := c.ReplaceAudited(ctx, models.EntityTicket, t.ID, field, was, is)
		if err != nil {
			return err
		}
		raised = raised || held // its very text was the ticket's
	}
	next := t
	next.KeepUp(before, after)
	changes := models.Tickets.Changes(&t, &next)
	if len(changes) == 0 {
		return nil
	}
	next.Version, next.UpdatedBy, next.UpdatedAt = t.Version+1, c.op.Actor.ID, c.at
	for _, changed := range changes {
		c.note(models.EntityTicket, t.ID, next.Version, models.ActionReply, changed.Field, "", "")
	}
	return c.UpdateTicket(ctx, t, next)
}

// keepSaid keeps a message of a ticket's conversation, and returns what was known of it before: its edit, or its end, may be heard before it.
// Where what is told is no news, nothing comes back as it is now.
func (c *change) keepSaid(ctx context.Context, t models.Ticket, said models.Said, side models.Side) (before, now models.TicketMessage, err error) {
	before, err = c.TicketMessageAt(ctx, said.Channel, said.TS)
	now = before
	if err != nil || now.TicketID != 0 && now.TicketID != t.ID || !now.Take(said) {
		return before, models.TicketMessage{}, err
	}
	if before.ID == 0 {
		now.TicketID, now.CustomerID, now.Side = t.ID, t.CustomerID, side
	}
	c.note(models.EntityTicket, t.ID, t.Version, models.ActionReply, "", "", "")
	return before, now, c.SaveTicketMessage(ctx, &now)
}

// answerTicket lets a ticket's conversation be told of its state, in this transaction.
func (c *change) answerTicket(ctx context.Context, t models.Ticket) error {
	return c.tell(ctx, models.TicketAnswers(t)...)
}

// RequesterOf guesses whose request it is that somebody of another company writes: the customer of the last ticket that they have raised, else
// the only one of whom there are tickets in the channel. Of colleagues nothing is guessed: they ask for anybody.
func (s *Service) RequesterOf(ctx context.Context, said models.Said) (customer models.Customer, sure bool, err error) {
	if !said.External {
		return models.Customer{}, false, nil
	}
	id, err := s.store.CustomerOfRequester(ctx, said.User, said.Channel)
	if err != nil || id == 0 {
		return models.Customer{}, false, err
	}
	customer, err = s.listed(ctx)(s.store.Customer(ctx, id))
	if models.AsErrors(err) != nil {
		return models.Customer{}, false, nil
	}
	return customer, err == nil, err
}

// TicketTold returns what a ticket's conversation is told of it; false where nothing is any more.
func (s *Service) TicketTold(ctx context.Context, id int64) (models.TicketTold, bool, error) {
	t, err := s.store.Ticket(ctx, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && t.Shelved {
		return models.TicketTold{}, false, nil
	}
	told := models.TicketTold{Ticket: t}
	if err != nil {
		return told, false, err
	}
	if s.team.Place != nil {
		place, err := s.team.Place(ctx, t.Channel)
		if err != nil {
			return told, false, err
		}
		told.Outside = place.Outside
	}
	if t.Thread == t.Answer && !told.Outside {
		told.Subject = t.Subject
	}
	return told, true, nil
}

// Conversation returns at most limit messages of a ticket, those that were said last, and how many there are.
func (s *Service) Conversation(ctx context.Context, actor models.Actor, ticketID int64, limit int) (models.Customer, models.Ticket, []models.TicketMessage, int, error) {
	customer, t, err := s.Ticket(ctx, actor, ticketID)
	if err != nil {
		return models.Customer{}, models.Ticket{}, nil, 0, err
	}
	list, total, err := s.store.TicketMessages(ctx, ticketID, limit)
	return customer, t, list, total, err
}

// TicketOfThread returns the ticket whose conversation a thread is; known is false where it is none's.
func (s *Service) TicketOfThread(ctx context.Context, channel, root string) (t models.Ticket, known bool, err error) {
	t, err = s.store.TicketIn(ctx, channel, root)
	if errors.Is(err, store.ErrNotFound) {
		return models.Ticket{}, false, nil
	}
	return t, err == nil, err
}

// TicketEmoji is the emoji that makes a ticket of a message, without colons; "" is none.
func (s *Service) TicketEmoji() string { return s.team.Service.Emoji }

// Serves reports whether each new message of a channel is a ticket.
func (s *Service) Serves(ctx context.Context, channel string) (models.ReportChannel, bool, error) {
	_, version, err := s.store.Member(ctx, models.SystemID) // with which the settings' version comes
	if err == nil {
		err = s.refreshSettings(ctx, version)
	}
	if err != nil {
		return models.ReportChannel{}, false, err
	}
	for _, known := range s.remembered().channels {
		if known.Tickets && (known.ID == channel || strings.HasPrefix(known.ID, "#") && s.remembered().followed[strings.TrimPrefix(known.ID, "#")] == channel) {
			return known, true, nil
		}
	}
	return models.ReportChannel{}, false, nil
}

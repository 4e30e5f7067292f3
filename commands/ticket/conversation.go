package ticket

import (
	"cmp"
	"context"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// raising is what the form remembers that asks whose a ticket is: where it begins. That is sealed: a form could else ask for a conversation that the
// person isn't in.
type raising struct {
	Source string  `json:"s,omitempty"`
	Fields []int64 `json:"f,omitempty"` // the custom fields that it shows
}

// wants reports the team's emoji.
func (h handlers) wants(_ context.Context, reaction models.Reaction) bool {
	return reaction.Emoji != "" && reaction.Emoji == h.CRM.TicketEmoji()
}

// wantsNone reports that the team has no emoji.
func (h handlers) wantsNone() bool { return h.CRM.TicketEmoji() == "" }

// reacted makes a ticket of the message at which somebody has put the team's emoji, or offers the form that asks whose it is.
func (h handlers) reacted(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	from := source{cl.Message.Channel, cmp.Or(cl.Thread, cl.Message.TS), cl.Message.TS}
	if reply, known, err := h.already(ctx, cl, from); err != nil || known {
		return reply, err
	}
	said, found, err := h.Slack.Said(ctx, from.Channel, from.TS)
	if err != nil {
		return bot.Reply{}, err
	}
	if !found {
		return bot.Reply{}, models.NotFound("error.ticket_message_gone")
	}
	said.Text = commands.Unescape(said.Text)
	customer, sure, err := h.guess(ctx, cl, said)
	if err != nil {
		return bot.Reply{}, err
	}
	if sure && said.Subject() != "" {
		reply, err := h.raise(ctx, cl, "emoji", from, customer.ID, said.TicketTexts())
		refused := commands.Mendable(err)
		if refused == nil {
			return reply, err
		}
		if reply, known, err := h.already(ctx, cl, from); err != nil || known { // somebody else was faster
			return reply, err
		}
		return commands.Say(offer(cl.Printer, from, refused)), nil
	}
	return commands.Say(offer(cl.Printer, from, nil)), nil
}

// already shows the ticket whose conversation a message is in, where there is one.
func (h handlers) already(ctx context.Context, cl commands.Call, from source) (bot.Reply, bool, error) {
	customer, t, known, err := h.ofThread(ctx, cl, from)
	if err != nil || !known {
		return bot.Reply{}, false, err
	}
	reply, err := h.card(ctx, cl, customer, t, "")
	return reply, true, err
}

// ofThread returns the ticket whose conversation a message is in, as far as the person sees it.
func (h handlers) ofThread(ctx context.Context, cl commands.Call, from source) (models.Customer, models.Ticket, bool, error) {
	found, known, err := h.CRM.TicketOfThread(ctx, from.Channel, from.Thread)
	if err != nil || !known {
		return models.Customer{}, models.Ticket{}, false, err
	}
	customer, t, err := h.CRM.Ticket(ctx, cl.Actor, found.ID)
	return customer, t, err == nil, err
}

// guess returns whose request a message may be.
func (h handlers) guess(ctx context.Context, cl commands.Call, said models.Said) (models.Customer, bool, error) {
	customer, sure, err := h.CRM.RequesterOf(ctx, said)
	if err != nil || sure {
		return customer, sure, err
	}
	return h.GuessCustomer(ctx, cl.Actor, said.Text)
}

// shortcut opens the form that makes a ticket of a message.
func (h handlers) shortcut(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	return h.ask(ctx, cl, source{cl.Message.Channel, cmp.Or(cl.Thread, cl.Message.TS), cl.Message.TS}, commands.Unescape(cl.Message.Text))
}

// whose opens the form from the question whose request a message is.
func (h handlers) whose(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var from source
	if err := commands.Unpack(cl.Value, &from); err != nil {
		return bot.Reply{}, err
	}
	if from.Channel == "" || from.Channel != cl.Channel { // where the button stands, but for those of the queue
		if _, known, err := h.CRM.Intake(ctx, cl.Actor, from.Channel, from.TS); err != nil || !known {
			return bot.Reply{}, cmp.Or(err, error(models.Invalid("", "error.stale_form")))
		}
	}
	return h.ask(ctx, cl, from, "")
}

// ask is the form that makes a ticket of a message, with what is guessed of it; a message that is a ticket's already opens that.
func (h handlers) ask(ctx context.Context, cl commands.Call, from source, text string) (bot.Reply, error) {
	_, t, known, err := h.ofThread(ctx, cl, from)
	if err != nil {
		return bot.Reply{}, err
	}
	if known {
		return bot.Reply{}, models.Conflict("error.ticket_of_thread", "Code", t.Code)
	}
	said, found, err := h.Slack.Said(ctx, from.Channel, from.TS)
	if err != nil {
		return bot.Reply{}, err
	}
	if found {
		text = commands.Unescape(said.Text)
	}
	said.Text = text
	customer, sure, err := h.guess(ctx, cl, said)
	if err != nil {
		return bot.Reply{}, err
	}
	values := said.TicketTexts()
	values[models.FieldPriority] = string(models.PriorityNormal)
	var guessed *models.Customer
	if sure {
		guessed = &customer
	}
	form := raiseForm(cl.Printer, guessed, asked{commands.People{}, h.rules(cl), h.custom()}, values)
	return commands.Show(form, commands.Pack(raising{Source: from.sealed(cl), Fields: commands.CustomIDs(h.custom())})), nil
}

// submitRaise makes the ticket.
func (h handlers) submitRaise(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var form raising
	if err := commands.Unpack(cl.View.Metadata, &form); err != nil {
		return bot.Reply{}, err
	}
	customer, err := h.Chosen(ctx, cl)
	if err != nil {
		return bot.Reply{}, err
	}
	values := commands.SaidIn(cl, 0, 0, commands.WithCustom(models.TicketFields(), form.Fields)).Set
	from, err := begun(cl, form.Source)
	if err != nil {
		return bot.Reply{}, err
	}
	return h.raise(ctx, cl, "modal ticket.raise", from, customer.ID, values)
}

// conversation shows what was said of a ticket.
func (h handlers) conversation(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	ids, err := commands.ParseIDs(cl.Value, 1)
	if err != nil {
		return bot.Reply{}, err
	}
	customer, t, list, total, err := h.CRM.Conversation(ctx, cl.Actor, ids[0], maxSaid)
	if err != nil {
		return bot.Reply{}, err
	}
	message, err := commands.Fitting(len(list), func(most int) (surface.Message, error) {
		return said(cl.Reader(), customer, t, list[len(list)-most:], total), nil
	})
	return commands.Say(message), err
}

// maxSaid is how many messages of a conversation are shown, those that were said last.
const maxSaid = 20

// answers are what the scheduler tells conversations.
func answers() map[string]commands.Wording {
	return map[string]commands.Wording{
		models.ToldBreach:   commands.Words(alerts),
		models.ToldAssigned: commands.Words(assigned),
		models.ToldAsked: commands.Words(func(to views.Reader, told models.TicketTold) surface.Message {
			return howWasIt(to.Printer, told.Ticket)
		}),
		models.ToldTicket: commands.Words(func(to views.Reader, told models.TicketTold) surface.Message { return answer(to.Printer, told) }),
		models.ToldIntake: commands.Words(func(to views.Reader, told models.IntakeTold) surface.Message { return intake(to.Printer, told) }),
	}
}

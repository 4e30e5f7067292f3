package ticket

import (
	"context"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
)

// source is where a ticket begins: at a message, in a channel, or nowhere in Slack.
type source struct {
	Channel string `json:"c,omitempty"`
	Thread  string `json:"t,omitempty"` // ts of the message that begins the thread
	TS      string `json:"ts,omitempty"`
}

// here is where a ticket begins that somebody types: the thread in which they do, unless that is another's; else their channel, where that is a
// support channel; else nowhere in Slack.
func (h handlers) here(ctx context.Context, cl commands.Call) (source, error) {
	if cl.Thread != "" && !cl.InDM() {
		_, known, err := h.CRM.TicketOfThread(ctx, cl.Channel, cl.Thread)
		if err != nil || !known {
			return source{cl.Channel, cl.Thread, cl.Thread}, err
		}
	}
	_, serves, err := h.CRM.Serves(ctx, cl.Channel)
	if err != nil || !serves {
		return source{}, err
	}
	return source{Channel: cl.Channel}, nil
}

// sealed is where a ticket begins as a form carries it.
func (from source) sealed(cl commands.Call) string { return cl.Seal(commands.Pack(from)) }

// begun is where the ticket of a form begins; error.stale_form where the form isn't ours.
func begun(cl commands.Call, sealed string) (from source, err error) {
	packed, ours := cl.Unseal(sealed)
	if err := commands.Unpack(packed, &from); err != nil || !ours {
		return source{}, models.Invalid("", "error.stale_form")
	}
	return from, nil
}

// raise makes a ticket where it begins; in a thread, with what stands there already.
func (h handlers) raise(ctx context.Context, cl commands.Call, way string, from source, customerID int64, values map[models.Field]string) (bot.Reply, error) {
	in := models.TicketInput{Values: values, Channel: from.Channel, Thread: from.Thread, RaisedAt: models.TimeOfTS(from.TS)}
	if from.Thread != "" {
		thread, err := h.thread(ctx, from.Channel, from.Thread)
		if err != nil {
			return bot.Reply{}, err
		}
		in.Said = thread
		if at := models.IndexOfTS(thread, from.TS); at >= 0 {
			in.Requester = thread[at].Asker()
		}
	}
	customer, raised, err := h.CRM.RaiseTicket(ctx, cl.Operation(way), customerID, in)
	if err != nil {
		return bot.Reply{}, err
	}
	reply, err := h.card(ctx, cl, customer, raised, "notice.ticket_raised")
	if from.Thread != "" {
		reply.Then = func(ctx context.Context) error { return h.catchUp(ctx, from.Channel, from.Thread, in.Said) }
	}
	return reply, err
}

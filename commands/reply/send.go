package reply

import (
	"context"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
)

// sending is what the form of an answer remembers: to which ticket.
type sending struct {
	ID int64 `json:"id"`
}

// ask opens the form of an answer to a ticket.
func (h handlers) ask(ctx context.Context, cl commands.Call, code string) (bot.Reply, error) {
	asked, err := h.about(ctx, cl, func() (models.Customer, models.Ticket, error) { return h.CRM.TicketByCode(ctx, cl.Actor, code) })
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.Show(sendForm(cl.Printer, asked), commands.Pack(sending{asked.ticket.ID})), nil
}

// about is what the form of an answer to a ticket is made of.
func (h handlers) about(ctx context.Context, cl commands.Call, find func() (models.Customer, models.Ticket, error)) (about, error) {
	customer, t, err := find()
	if err == nil {
		err = h.CRM.CheckReply(cl.Actor, t)
	}
	if err != nil {
		return about{}, err
	}
	canned, err := h.CRM.CannedReplies(ctx, cl.Actor)
	return about{customer: customer, ticket: t, canned: canned}, err
}

// send answers a ticket with a canned reply of that name, or else with the text.
func (h handlers) send(ctx context.Context, cl commands.Call, code, text string) (bot.Reply, error) {
	asked, err := h.about(ctx, cl, func() (models.Customer, models.Ticket, error) { return h.CRM.TicketByCode(ctx, cl.Actor, code) })
	if err != nil {
		return bot.Reply{}, err
	}
	asked.text = commands.Unescape(text)
	for _, r := range asked.canned {
		if r.NameKey == models.NormaliseText(commands.Unquote(asked.text)) {
			words, err := h.words(ctx, cl, asked)
			if err != nil {
				return bot.Reply{}, err
			}
			asked.text = r.Fill(words)
			break
		}
	}
	reply, err := h.reply(ctx, cl, "/crm reply", asked.ticket.ID, models.ReplyInput{Text: asked.text})
	if refused := commands.Mendable(err); refused != nil {
		return commands.GiveForm(cl, sendForm(cl.Printer, asked), commands.Pack(sending{asked.ticket.ID}), refused), nil
	}
	return reply, err
}

// words are what stands in the place of a canned reply's placeholders where it answers a ticket. It may be read by another company: a person's
// name is masked as it is everywhere.
func (h handlers) words(ctx context.Context, cl commands.Call, asked about) (models.ReplyWords, error) {
	people, err := h.People(ctx, asked.customer)
	if err != nil {
		return models.ReplyWords{}, err
	}
	contact := asked.ticket.ContactID
	if contact == 0 {
		contact = models.PrimaryContact
	}
	return models.ReplyWords{
		Customer: asked.customer.PublicName(), Contact: people.Name(cl.Printer, contact), Ticket: asked.ticket.Code, Me: h.CRM.NameOf(ctx, cl.User.ID),
	}, nil
}

// reply answers a ticket and says so.
func (h handlers) reply(ctx context.Context, cl commands.Call, source string, id int64, in models.ReplyInput) (bot.Reply, error) {
	_, t, err := h.CRM.ReplyTicket(ctx, cl.Operation(source), id, in)
	if err != nil {
		return bot.Reply{}, err
	}
	said := h.Warned(cl, sent(cl.Printer, t), commands.Written{Input: models.InputReplyText, Text: in.Text})
	return commands.Say(said), nil
}

// choose fills the form of an answer with a canned reply.
func (h handlers) choose(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var form sending
	if err := commands.Unpack(cl.View.Metadata, &form); err != nil {
		return bot.Reply{}, err
	}
	id, err := commands.ParseID(cl.Value)
	if err != nil {
		return bot.Reply{}, err
	}
	asked, err := h.about(ctx, cl, func() (models.Customer, models.Ticket, error) { return h.CRM.Ticket(ctx, cl.Actor, form.ID) })
	if err != nil {
		return bot.Reply{}, err
	}
	chosen, err := h.CRM.CannedReply(ctx, cl.Actor, id)
	if err != nil {
		return bot.Reply{}, err
	}
	words, err := h.words(ctx, cl, asked)
	if err != nil {
		return bot.Reply{}, err
	}
	asked.text = behind(cl.Form.Get(string(models.InputReplyText)), asked.canned, chosen, words)
	asked.chosen, asked.state = chosen.ID, models.TicketState(left(cl.Form.Get(string(models.InputReplyState))))
	return commands.Renew(sendForm(cl.Printer, asked), form), nil
}

// behind is a canned reply behind what was typed already. Another canned one that nobody has changed goes.
func behind(typed string, canned []models.CannedReply, chosen models.CannedReply, words models.ReplyWords) string {
	text, typed := chosen.Fill(words), strings.TrimSpace(typed)
	unchanged := slices.ContainsFunc(canned, func(r models.CannedReply) bool { return strings.TrimSpace(r.Fill(words)) == typed })
	if typed == "" || unchanged {
		return text
	}
	return models.Shorten(typed+"\n\n"+text, models.MaxReplyText)
}

// submitSend sends the answer that the form holds.
func (h handlers) submitSend(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var form sending
	if err := commands.Unpack(cl.View.Metadata, &form); err != nil {
		return bot.Reply{}, err
	}
	in := models.ReplyInput{Text: cl.Form.Get(string(models.InputReplyText)), State: models.TicketState(left(cl.Form.Get(string(models.InputReplyState))))}
	return h.reply(ctx, cl, "modal reply.send", form.ID, in)
}

// left is a state that was chosen; "" is the one that the ticket has.
func left(state string) string {
	if state == leaveState {
		return ""
	}
	return state
}

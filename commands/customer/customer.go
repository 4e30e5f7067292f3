package customer

import (
	"context"
	"slices"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// savedCard shows the card of a customer just created or changed, with the first sensitive word in it. Of a next follow-up that
// was moved, it says when it is for who is to do it, where their clock shows another time, and that its day is off.
func (h handlers) savedCard(ctx context.Context, cl commands.Call, saved models.Customer, notice string, before *nextShown) (bot.Reply, error) {
	card, err := h.CustomerCard(ctx, cl, saved)
	if err != nil {
		return bot.Reply{}, err
	}
	texts := []commands.Written{{Input: models.FieldOpportunity.Input(), Text: saved.Opportunity}, {Input: models.FieldNotes.Input(), Text: saved.Notes}}
	for _, f := range card.Fields {
		texts = append(texts, commands.Written{Input: f.Key().Input(), Text: card.Customer.Get(f.Key())})
	}
	return commands.Say(h.Warned(cl, commands.CardUnder(cl, card, notice, h.moved(ctx, cl, saved, card, before)...), texts...)), nil
}

// moved is what is to be said of a next follow-up that isn't what it was before.
func (h handlers) moved(ctx context.Context, cl commands.Call, saved models.Customer, card models.Card, before *nextShown) []string {
	due, stayed := saved.NextDue(), before != nil && *nextOf(onClockOf(cl, before), saved) == *before
	at := slices.IndexFunc(card.FollowUps, func(f models.FollowUp) bool { return f.Due().Same(due) })
	if due.IsZero() || stayed || at < 0 {
		return nil
	}
	next := card.FollowUps[at]
	return []string{
		views.DayOff(cl.Printer, h.Calendar, due.In(cl.User.Zone).Day),
		views.Rings(cl.Reader(), next, h.TheirZone(ctx, cl, next.Assignee)),
	}
}

func (h handlers) showCustomer(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	customer, err := h.ResolveAny(ctx, cl, "", cl.Rest)
	if err != nil {
		return bot.Reply{}, err
	}
	if customer.Erased() {
		return h.erasedCard(ctx, cl, customer)
	}
	reply, err := h.CardOf(ctx, cl, customer, "")
	reply.Then = func(ctx context.Context) error { return h.CRM.NoteSighting(ctx, cl.Actor, customer.ID) }
	return reply, err
}

// share shows the channel how a customer stands.
func (h handlers) share(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	customer, err := h.CRM.ResolveCustomer(ctx, cl.Actor, cl.Value)
	if err == nil {
		err = h.CRM.CheckShare(ctx, cl.Actor, cl.Channel)
	}
	if err != nil {
		return bot.Reply{}, err
	}
	zone, err := h.CRM.ZoneOfChannel(ctx, cl.Channel)
	return commands.SayAt(bot.Public, sharedCard(views.ReaderOf(cl.Printer, zone), customer, cl.User.ID)), err
}

// erasedCard says of a customer that its data was erased, and when.
func (h handlers) erasedCard(ctx context.Context, cl commands.Call, customer models.Customer) (bot.Reply, error) {
	held, err := h.CRM.SubjectCounts(ctx, cl.Actor, customer.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.Say(erasedCard(cl.Printer, customer, held)), nil
}

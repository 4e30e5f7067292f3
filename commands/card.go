package commands

import (
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// CardOf shows a customer's card, under a line that says what was just done.
func (c *Frame) CardOf(ctx context.Context, cl Call, customer models.Customer, notice string) (bot.Reply, error) {
	card, err := c.CustomerCard(ctx, cl, customer)
	if err != nil {
		return bot.Reply{}, err
	}
	return Say(CardUnder(cl, card, notice)), nil
}

// CustomerCard returns what is shown of a customer to the person who asks, on their day.
func (c *Frame) CustomerCard(ctx context.Context, cl Call, customer models.Customer) (models.Card, error) {
	card, err := c.CRM.CustomerCard(ctx, cl.Actor, customer)
	card.Today = c.CRM.Today(cl.User.Zone.String())
	return card, err
}

// CardUnder is a card under a line that says what was just done, the message of that key, and what else is to be said.
func CardUnder(cl Call, card models.Card, notice string, further ...string) surface.Message {
	message := views.Card(cl.Reader(), card)
	if notice == "" {
		return message
	}
	text := cl.Printer.T(notice, "Code", card.Customer.Code, "Name", views.Escape(card.Customer.Name))
	return views.WithNotice(views.Notice(strings.TrimSpace(text+" "+strings.Join(further, " "))), message)
}

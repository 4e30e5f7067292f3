package commands

import (
	"context"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/views"
)

// reveal shows a customer's personal data to the person who pressed the button, and nobody else.
func (c *Frame) reveal(ctx context.Context, cl Call) (bot.Reply, error) {
	id, err := ParseID(cl.Value)
	if err != nil {
		return bot.Reply{}, err
	}
	customer, err := c.CRM.Reveal(ctx, cl.Operation("button reveal"), id)
	if err != nil {
		return bot.Reply{}, err
	}
	return Show(views.Revealed(cl.Printer, customer, c.CRM.Fields().Active()...), ""), nil
}

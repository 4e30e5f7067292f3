package customer

import (
	"context"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
)

// reveal shows a customer's personal data to the person who pressed the button, and nobody else.
func (h handlers) reveal(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	id, err := commands.ParseID(cl.Value)
	if err != nil {
		return bot.Reply{}, err
	}
	customer, contacts, err := h.CRM.Reveal(ctx, cl.Operation("button reveal"), id)
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.Show(revealed(cl.Printer, customer, contacts, h.CRM.Fields().Active()...), ""), nil
}

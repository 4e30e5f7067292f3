package history

import (
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// history shows who changed what and when: /crm history C001.
func (h handlers) history(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	return h.historyFrom(ctx, cl, cl.Rest, "")
}

// historyPage shows the next page in the place of the one whose button was pressed.
func (h handlers) historyPage(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	code, after, ok := strings.Cut(cl.Value, " ")
	if !ok || after == "" {
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	}
	return commands.InPlace(h.historyFrom(ctx, cl, code, after))
}

func (h handlers) historyFrom(ctx context.Context, cl commands.Call, words, after string) (bot.Reply, error) {
	customer, err := h.ResolveAny(ctx, cl, "", words)
	if err != nil {
		return bot.Reply{}, err
	}
	message, err := commands.Fitting(commands.PageSize, func(rows int) (surface.Message, error) {
		page, err := h.CRM.History(ctx, cl.Actor, customer.ID, after, rows)
		if err != nil {
			return surface.Message{}, err
		}
		next := ""
		if page.Next != "" {
			next = customer.Code + " " + page.Next
		}
		return history(cl.Reader(), customer, page, next), nil
	})
	return commands.Say(message), err
}

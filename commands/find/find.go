package find

import (
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

func (h handlers) find(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	return h.findFrom(ctx, cl, "")
}

// findPage shows the next page in the place of the one whose button was pressed.
func (h handlers) findPage(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	cursor, query, ok := strings.Cut(cl.Value, " ")
	if !ok {
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	}
	cl.Rest = query
	return commands.InPlace(h.findFrom(ctx, cl, cursor))
}

func (h handlers) findFrom(ctx context.Context, cl commands.Call, after string) (bot.Reply, error) {
	q, err := h.Query(ctx, cl, cl.Rest)
	if err != nil {
		return bot.Reply{}, err
	}
	message, err := commands.Fitting(commands.PageSize, func(rows int) (surface.Message, error) {
		q.After, q.Limit = after, rows
		page, err := h.CRM.SearchCustomers(ctx, cl.Actor, q)
		if err != nil {
			return surface.Message{}, err
		}
		next := ""
		if value := page.Next + " " + cl.Rest; page.Next != "" && len(value) <= views.MaxRunText {
			next = value
		}
		return found(cl.Reader(), commands.Kept(cl.Rest), h.Asked(cl, cl.Rest), page, next), nil
	})
	return commands.Say(message), err
}

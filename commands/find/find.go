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
	nobody := false
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
		if len(page.Customers) > 0 || after != "" {
			return found(cl.Reader(), commands.Kept(cl.Rest), h.Asked(cl, cl.Rest), page, next, cl.Actor.May(models.MayBulkOwn)), nil
		}
		nobody = true
		near, err := h.instead(ctx, cl)
		return none(cl.Reader(), commands.Kept(cl.Rest), h.Asked(cl, cl.Rest), near), err
	})
	if nobody {
		if reply, ok, err := h.ShowCoded(ctx, cl, cl.Rest); ok {
			return reply, err
		}
	}
	return commands.Say(message), err
}

// maxInstead is of how many parts of a search that finds nobody it is said what there would be without them.
const maxInstead = 8

// instead is what is near a search that finds nobody.
type instead struct {
	without []less        // what there would be without one of its parts
	nobody  []views.Asked // parts that nobody meets, where it would not help to leave out one
}

// less is a search without one of its parts.
type less struct {
	part  views.Asked
	rest  string
	total int
	least bool // there may be more
}

// instead looks for what is near a search that finds nobody.
func (h handlers) instead(ctx context.Context, cl commands.Call) (near instead, err error) {
	parts := h.PartsOf(cl, cl.Rest)
	if parts = parts[:min(len(parts), maxInstead)]; len(parts) < 2 {
		return instead{}, nil
	}
	for _, part := range parts {
		page, err := h.number(ctx, cl, part.Rest)
		if err != nil {
			return instead{}, err
		}
		if page.Total > 0 {
			near.without = append(near.without, less{h.Asked(cl, part.Text), part.Rest, page.Total, page.AtLeast})
		}
	}
	if len(near.without) > 0 {
		return near, nil
	}
	for _, part := range parts {
		page, err := h.number(ctx, cl, part.Text)
		if err != nil {
			return instead{}, err
		}
		if page.Total == 0 {
			near.nobody = append(near.nobody, h.Asked(cl, part.Text))
		}
	}
	return near, nil
}

// number counts whom a search finds; nobody where it is refused.
func (h handlers) number(ctx context.Context, cl commands.Call, text string) (models.CustomerPage, error) {
	q, err := h.Query(ctx, cl, text)
	if err == nil {
		q.Limit, q.Strictly = 1, true
		var page models.CustomerPage
		if page, err = h.CRM.SearchCustomers(ctx, cl.Actor, q); err == nil {
			return page, nil
		}
	}
	if models.AsErrors(err) != nil {
		err = nil
	}
	return models.CustomerPage{}, err
}

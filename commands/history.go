package commands

import (
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

func historyRoutes() []route {
	return []route{
		{bot.KindAction, views.HistoryPageAction, models.MayView, (*Commands).historyPage, nil},
	}
}

// history shows who changed what and when: /crm history C001.
func (c *Commands) history(ctx context.Context, cl call) (bot.Reply, error) {
	if cl.text == "" {
		return c.pick(cl, "history"), nil
	}
	return c.historyFrom(ctx, cl, cl.text, "")
}

// historyPage shows the next page in the place of the one whose button was pressed.
func (c *Commands) historyPage(ctx context.Context, cl call) (bot.Reply, error) {
	code, after, ok := strings.Cut(cl.Value, " ")
	if !ok || after == "" {
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	}
	reply, err := c.historyFrom(ctx, cl, code, after)
	reply.Place = bot.Replace
	return reply, err
}

func (c *Commands) historyFrom(ctx context.Context, cl call, words, after string) (bot.Reply, error) {
	customer, err := c.resolveErased(ctx, cl, "", words)
	if err != nil {
		return bot.Reply{}, err
	}
	page, err := c.crm.History(ctx, cl.actor, customer.ID, after, pageSize)
	if err != nil {
		return bot.Reply{}, err
	}
	next := ""
	if page.Next != "" {
		next = customer.Code + " " + page.Next
	}
	return say(views.History(cl.reader(), customer, page, next)), nil
}

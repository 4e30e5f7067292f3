package commands

import (
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// HistoryFeature is who changed what and when, and taking it back.
func HistoryFeature(c *Frame) Feature {
	return Feature{
		Subcommands: []Subcommand{
			{Name: "history", Aliases: []string{"历史", "changes"}, Needs: models.MayView, Read: c.picking("history", c.history)},
			{Name: "undo", Aliases: []string{"撤销", "撤消", "revert"}, Needs: models.MayUndo, Run: c.undo},
		},
		Ways: []Way{
			{Kind: bot.KindAction, Name: views.HistoryPageAction, Needs: models.MayView, Run: c.historyPage, Repeats: true},
			{Kind: bot.KindAction, Name: views.UndoAction, Needs: models.MayUndo, Run: c.takeBack},
		},
	}
}

// history shows who changed what and when: /crm history C001.
func (c *Frame) history(ctx context.Context, cl Call) (bot.Reply, error) {
	return c.historyFrom(ctx, cl, cl.Rest, "")
}

// historyPage shows the next page in the place of the one whose button was pressed.
func (c *Frame) historyPage(ctx context.Context, cl Call) (bot.Reply, error) {
	code, after, ok := strings.Cut(cl.Value, " ")
	if !ok || after == "" {
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	}
	reply, err := c.historyFrom(ctx, cl, code, after)
	reply.Place = bot.Replace
	return reply, err
}

func (c *Frame) historyFrom(ctx context.Context, cl Call, words, after string) (bot.Reply, error) {
	customer, err := c.ResolveErased(ctx, cl, "", words)
	if err != nil {
		return bot.Reply{}, err
	}
	page, err := c.CRM.History(ctx, cl.Actor, customer.ID, after, PageSize)
	if err != nil {
		return bot.Reply{}, err
	}
	next := ""
	if page.Next != "" {
		next = customer.Code + " " + page.Next
	}
	return Say(views.History(cl.Reader(), customer, page, next)), nil
}

package commands

import (
	"context"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/views"
)

func (c *Commands) registerUndo(r *bot.Router) {
	r.Handle(bot.KindAction, views.UndoAction, c.guarded(c.takeBack))
}

// undo shows the person's last change and asks whether to take it back: /crm undo.
func (c *Commands) undo(ctx context.Context, cl call) (bot.Reply, error) {
	last, err := c.crm.LastChange(ctx, cl.User.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	return say(views.AskUndo(cl.p, last)), nil
}

// takeBack does it, and says so in the place of the question.
func (c *Commands) takeBack(ctx context.Context, req *bot.Request) (bot.Reply, error) {
	cl := c.call(req)
	undone, err := c.crm.Undo(ctx, cl.operation("button undo"), req.Value)
	if err != nil {
		return bot.Reply{}, err
	}
	return at(bot.Replace, views.Undone(cl.p, undone)), nil
}

package commands

import (
	"context"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

func undoRoutes() []route {
	return []route{
		{bot.KindAction, views.UndoAction, models.MayUndo, (*Commands).takeBack, nil},
	}
}

// undo shows the person's last change and asks whether to take it back: /crm undo.
func (c *Commands) undo(ctx context.Context, cl call) (bot.Reply, error) {
	last, err := c.crm.LastChange(ctx, cl.actor)
	if err != nil {
		return bot.Reply{}, err
	}
	return say(views.AskUndo(cl.reader(), last)), nil
}

// takeBack does it, and says so in the place of the question.
func (c *Commands) takeBack(ctx context.Context, cl call) (bot.Reply, error) {
	undone, err := c.crm.Undo(ctx, cl.operation("button undo"), cl.Value)
	if err != nil {
		return bot.Reply{}, err
	}
	return at(bot.Replace, views.Undone(cl.reader(), undone)), nil
}

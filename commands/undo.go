package commands

import (
	"context"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/views"
)

// undo shows the person's last change and asks whether to take it back: /crm undo.
func (c *Frame) undo(ctx context.Context, cl Call) (bot.Reply, error) {
	last, err := c.CRM.LastChange(ctx, cl.Actor)
	if err != nil {
		return bot.Reply{}, err
	}
	return Say(views.AskUndo(cl.Reader(), last)), nil
}

// takeBack does it, and says so in the place of the question.
func (c *Frame) takeBack(ctx context.Context, cl Call) (bot.Reply, error) {
	undone, err := c.CRM.Undo(ctx, cl.Operation("button undo"), cl.Value)
	if err != nil {
		return bot.Reply{}, err
	}
	return SayAt(bot.Replace, views.Undone(cl.Reader(), undone)), nil
}

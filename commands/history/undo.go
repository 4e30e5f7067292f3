package history

import (
	"context"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
)

// undo shows the person's last change and asks whether to take it back: /crm undo.
func (h handlers) undo(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	last, err := h.CRM.LastChange(ctx, cl.Actor)
	if err != nil {
		return bot.Reply{}, err
	}
	if last.Task.ID != 0 {
		return commands.Say(askUndoTask(cl.Printer, last.Task)), nil
	}
	return commands.Say(askUndo(cl.Reader(), last)), nil
}

// takeBack does it, and says so in the place of the question.
func (h handlers) takeBack(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	undone, err := h.CRM.Undo(ctx, cl.Operation("button undo"), cl.Value)
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.SayAt(bot.Replace, undoneMessage(cl.Reader(), undone)), nil
}

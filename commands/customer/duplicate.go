package customer

import (
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
)

// readSaveAnyway runs the command again, knowing what was shown, and answers in the place of the question.
func (h handlers) readSaveAnyway(req *bot.Request) commands.Step {
	ids, command, _ := strings.Cut(req.Value, " ")
	var known []int64
	for text := range strings.SplitSeq(ids, ",") {
		id, err := commands.ParseID(text)
		if err != nil {
			return commands.Answers(func(context.Context, commands.Call) (bot.Reply, error) { return bot.Reply{}, err })
		}
		known = append(known, id)
	}
	return h.ReadCommand(command).Around(func(run commands.Handler) commands.Handler {
		return func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
			cl.Known = known
			reply, err := run(ctx, cl)
			reply.Place = bot.Replace
			return reply, err
		}
	})
}

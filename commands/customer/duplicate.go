package customer

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// duplicatesIn returns the near-duplicates for which a customer was not saved; nil when that was not the reason.
func duplicatesIn(err error) *models.DuplicateError {
	var found *models.DuplicateError
	if errors.As(err, &found) {
		return found
	}
	return nil
}

// askDuplicate shows them in answer to a command; form is the command that opens the form instead.
func (h handlers) askDuplicate(cl commands.Call, found *models.DuplicateError, command, form string) bot.Reply {
	save, cut := joinIDs(found.Known)+" "+command, ""
	if len(save) > views.MaxRunText {
		save, cut = "", commands.TypedAway(cl.Request)
	}
	return commands.Say(views.Repeating(Duplicates(cl.Printer, found.Duplicates, save, form), cut))
}

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

func joinIDs(ids []int64) string {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = strconv.FormatInt(id, 10)
	}
	return strings.Join(texts, ",")
}

// updateWith shows a form again with the near-duplicates above it.
func updateWith(cl commands.Call, form surface.Modal, found *models.DuplicateError, metadata any) bot.Reply {
	return commands.Renew(WithDuplicates(cl.Printer, form, found.Duplicates), metadata)
}

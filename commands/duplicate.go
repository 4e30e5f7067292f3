package commands

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

func duplicateRoutes() []route {
	return []route{
		{bot.KindAction, views.SaveAnywayAction, models.MayEdit, (*Commands).saveAnyway, nil},
	}
}

// duplicatesIn returns the near-duplicates for which a customer was not saved; nil when that was not the reason.
func duplicatesIn(err error) *models.DuplicateError {
	var found *models.DuplicateError
	if errors.As(err, &found) {
		return found
	}
	return nil
}

// askDuplicate shows them in answer to a command; form is the command that opens the form instead.
func (c *Commands) askDuplicate(cl call, found *models.DuplicateError, command, form string) bot.Reply {
	save, cut := joinIDs(found.Known)+" "+command, ""
	if len(save) > views.MaxRunText {
		save, cut = "", typedAway(cl.Request)
	}
	return say(views.Repeating(views.Duplicates(cl.p, found.Duplicates, save, form), cut))
}

// saveAnyway runs the command again, knowing what was shown, and answers in the place of the question.
func (c *Commands) saveAnyway(ctx context.Context, cl call) (bot.Reply, error) {
	ids, command, _ := strings.Cut(cl.Value, " ")
	for id := range strings.SplitSeq(ids, ",") {
		known, err := parseID(id)
		if err != nil {
			return bot.Reply{}, err
		}
		cl.known = append(cl.known, known)
	}
	reply, err := c.perform(ctx, cl, command)
	reply.Place = bot.Replace
	return reply, err
}

func joinIDs(ids []int64) string {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = strconv.FormatInt(id, 10)
	}
	return strings.Join(texts, ",")
}

// updateWith shows a form again with the near-duplicates above it.
func updateWith(cl call, form surface.Modal, found *models.DuplicateError, metadata any) bot.Reply {
	return renew(views.WithDuplicates(cl.p, form, found.Duplicates), metadata)
}

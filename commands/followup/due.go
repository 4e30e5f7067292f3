package followup

import (
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n/when"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// dueRange reads which follow-ups are wanted. What is overdue stands in the lists of today and of the week as well.
func dueRange(word string) (models.DueRange, bool) {
	switch days, _ := when.DaysNamed(word); {
	case commands.IsOverdue(word):
		return models.DueOverdue, true
	case word == "all" || word == "全部":
		return models.DueAll, true
	case days == when.Today:
		return models.DueToday, true
	case days == when.ThisWeek:
		return models.DueWeek, true
	}
	return "", false
}

// due lists follow-ups: /crm due [today|overdue|week|all] [mine|@user|team].
func (h handlers) due(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	q := models.DueQuery{Range: models.DueToday, Assignee: cl.User.ID}
	for word, rest := commands.CutWord(cl.Rest); word != ""; word, rest = commands.CutWord(rest) {
		span, isRange := dueRange(models.NormaliseText(word))
		switch {
		case isRange:
			q.Range = span
		case commands.MeansTeam(word): // "all" is a range here, and was read as one
			q.Assignee = ""
		default:
			assignee, err := commands.Person(cl, word)
			if err != nil {
				return bot.Reply{}, models.Invalid("", "error.unknown_due", "Word", word)
			}
			q.Assignee = assignee
		}
	}
	message, err := h.dueMessage(ctx, cl, q, "", surface.Message{})
	return commands.Say(message), err
}

// dueMessage is one page of a list of follow-ups, under a notice where there is one.
func (h handlers) dueMessage(ctx context.Context, cl commands.Call, q models.DueQuery, after string, notice surface.Message) (surface.Message, error) {
	return commands.Fitting(commands.PageSize, func(rows int) (surface.Message, error) {
		message, err := h.dueRows(ctx, cl, q, after, rows)
		if err == nil && notice.Text != "" {
			message = views.WithNotice(notice, message)
		}
		return message, err
	})
}

func (h handlers) dueRows(ctx context.Context, cl commands.Call, q models.DueQuery, after string, rows int) (surface.Message, error) {
	q.Today, q.Zone, q.After, q.Limit = h.Today(cl), cl.User.Zone, after, rows
	_, q.To, _ = commands.NamedDays(string(when.ThisWeek), q.Today)
	page, err := h.CRM.DueFollowUps(ctx, cl.Actor, q)
	if err != nil {
		return surface.Message{}, err
	}
	list := strings.Join([]string{listDue, string(q.Range), q.Assignee}, ",")
	next := ""
	if page.Next != "" {
		next = list + " " + page.Next
	}
	return dueList(cl.Reader(), q, page, list, next, cl.Actor.May(models.MayBulkOwn)), nil
}

// duePage shows the next page in the place of the one whose button was pressed.
func (h handlers) duePage(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	list, after, _ := strings.Cut(cl.Value, " ")
	parts := strings.Split(list, ",")
	if len(parts) != 3 {
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	}
	message, err := h.dueMessage(ctx, cl, models.DueQuery{Range: models.DueRange(parts[1]), Assignee: parts[2]}, after, surface.Message{})
	return commands.SayAt(bot.Replace, message), err
}

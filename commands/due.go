package commands

import (
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

var dueRanges = map[string]models.DueRange{
	"today": models.DueToday, "今天": models.DueToday, "overdue": models.DueOverdue, "逾期": models.DueOverdue,
	"week": models.DueWeek, "本周": models.DueWeek, "all": models.DueAll, "全部": models.DueAll,
}

// everybody are the words for the whole team's follow-ups.
var everybody = map[string]bool{"team": true, "everyone": true, "团队": true, "所有人": true}

// due lists follow-ups: /crm due [today|overdue|week|all] [mine|@user|team].
func (c *Frame) due(ctx context.Context, cl Call) (bot.Reply, error) {
	q := models.DueQuery{Range: models.DueToday, Assignee: cl.User.ID}
	for word, rest := cutWord(cl.Rest); word != ""; word, rest = cutWord(rest) {
		span, isRange := dueRanges[models.NormaliseText(word)]
		switch {
		case isRange:
			q.Range = span
		case everybody[models.NormaliseText(word)]:
			q.Assignee = ""
		default:
			assignee, err := person(cl, word)
			if err != nil {
				return bot.Reply{}, models.Invalid("", "error.unknown_due", "Word", word)
			}
			q.Assignee = assignee
		}
	}
	message, err := c.dueMessage(ctx, cl, q, "")
	return Say(message), err
}

// dueMessage is one page of a list of follow-ups.
func (c *Frame) dueMessage(ctx context.Context, cl Call, q models.DueQuery, after string) (surface.Message, error) {
	q.Today, q.Zone, q.After, q.Limit = c.today(cl), cl.User.Zone, after, pageSize
	page, err := c.CRM.DueFollowUps(ctx, cl.Actor, q)
	if err != nil {
		return surface.Message{}, err
	}
	list := strings.Join([]string{views.ListDue, string(q.Range), q.Assignee}, ",")
	next := ""
	if page.Next != "" {
		next = list + " " + page.Next
	}
	return views.DueList(cl.Reader(), q, page, list, next), nil
}

// duePage shows the next page in the place of the one whose button was pressed.
func (c *Frame) duePage(ctx context.Context, cl Call) (bot.Reply, error) {
	list, after, _ := strings.Cut(cl.Value, " ")
	parts := strings.Split(list, ",")
	if len(parts) != 3 {
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	}
	message, err := c.dueMessage(ctx, cl, models.DueQuery{Range: models.DueRange(parts[1]), Assignee: parts[2]}, after)
	return SayAt(bot.Replace, message), err
}

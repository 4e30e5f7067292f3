package commands

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// route is a way in: what a person does in Slack, what they need to be allowed, and who answers. Subcommands are
// declared apart, since they are typed.
type route struct {
	kind  bot.Kind
	name  string
	needs models.Permission
	run   handler
	opens func(c *Commands, req *bot.Request) bool // whether it will answer with a form; nil is never
}

// repeatable are the actions that only show something or open a form, and may be asked again from the same block. All
// others answer a question, which is done once (bot/question.go).
var repeatable = []string{
	views.FindPageAction, views.DuePageAction, views.HistoryPageAction, views.FieldPageAction, views.UndeliveredAction,
	views.RevealAction, views.FieldsOpenAction, views.FollowUpDoneAction, views.FollowUpEditAction, bot.AgainAction,
}

// handler answers one request of a person who may make it.
type handler func(c *Commands, ctx context.Context, cl call) (bot.Reply, error)

// routes lists every way in.
func routes() []route {
	return slices.Concat([]route{
		{bot.KindCommand, Slash, models.MayView, (*Commands).run, (*Commands).opens},
		{bot.KindAction, views.RunAction, models.MayView, (*Commands).runButton, (*Commands).opens},
		{bot.KindMention, "", models.MayView, (*Commands).run, nil},
		{bot.KindOptions, views.CustomerPicker, models.MayView, (*Commands).suggest, nil},
		{bot.KindAction, bot.AgainAction, models.MayView, (*Commands).staleButton, nil},
		{bot.KindSubmission, views.PickModal, models.MayView, (*Commands).submitPick, nil},
	}, customerRoutes(), findRoutes(), statusRoutes(), interactionRoutes(), followUpRoutes(), historyRoutes(), undoRoutes(),
		duplicateRoutes(), revealRoutes(), homeRoutes(), roleRoutes(), wordRoutes(), channelRoutes(), undeliveredRoutes(), fieldRoutes(), fieldPageRoutes(), subjectRoutes())
}

func always(*Commands, *bot.Request) bool { return true }

// Register hands every handler to the router.
func (c *Commands) Register(r *bot.Router) {
	r.OnError(c.refuse)
	r.OnWaiting(c.waiting)
	r.OnChange(c.closedHome)
	for _, way := range routes() {
		var opens func(*bot.Request) bool
		if way.opens != nil {
			opens = func(req *bot.Request) bool { return way.opens(c, req) }
		}
		r.HandleOpening(way.kind, way.name, c.admit(way), opens)
	}
	for _, name := range repeatable {
		r.Repeats(bot.KindAction, name)
	}
}

// IdentityOf is what Slack says of a person, as far as it decides what they may.
func IdentityOf(u bot.User) models.Identity {
	return models.Identity{ID: u.ID, Admin: u.Admin, Bot: u.Bot, Guest: u.Guest, Stranger: u.Stranger, Gone: u.Deleted}
}

// choicesLimit is how long a typeahead is looked for: Slack shows nothing that comes later
// (docs.slack.dev/interactivity/handling-user-interaction: three seconds).
const choicesLimit = 3 * time.Second

// admit finds out who asks, speaks with them as they like it, and keeps out who may not: guests, bots and people of
// other workspaces, unless they were given a role by name. While the database is away for a moment, it waits and begins anew.
func (c *Commands) admit(way route) bot.Handler {
	return func(ctx context.Context, req *bot.Request) (bot.Reply, error) {
		slackLocale, slackZone := req.User.Locale, req.User.Zone
		begin := func(ctx context.Context, again bool) (bot.Reply, error) {
			u := &req.User
			standing, err := c.crm.Enter(ctx, IdentityOf(*u))
			if err != nil {
				return bot.Reply{}, err
			}
			u.Locale, u.Zone = standing.Over(slackLocale, slackZone)
			if !standing.Actor.May(way.needs) {
				return bot.Reply{}, crm.Refused(standing.Actor, way.needs)
			}
			cl := call{Request: req, p: c.printer(*u), actor: standing.Actor, slackLocale: slackLocale, slackZone: slackZone}
			if again || req.Retried {
				return c.runAgain(ctx, way, cl)
			}
			reply, err := way.run(c, ctx, cl)
			if !errors.Is(err, models.ErrAlreadyHandled) {
				return reply, err
			}
			return c.answeredBefore(ctx, cl)
		}
		if req.Kind == bot.KindOptions { // nobody waits for choices
			ctx, cancel := context.WithTimeout(ctx, choicesLimit)
			defer cancel()
			return begin(ctx, false)
		}
		var reply bot.Reply
		again := false
		err := c.crm.Bridge(ctx, req.Waited, func(ctx context.Context) (err error) {
			reply, err = begin(ctx, again)
			again = again || crm.Unknown(err) || isSaved(req)
			return err
		})
		return reply, err
	}
}

package commands

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// ways are the frame's own ways in: commands, however they come, and the pickers.
func (c *Frame) ways() []Way {
	return []Way{
		{Kind: bot.KindCommand, Name: Slash, Needs: models.MayView, Read: func(req *bot.Request) Step { return c.ReadCommand(req.Text) }},
		{Kind: bot.KindMention, Needs: models.MayView, Read: c.readMention},
		{Kind: bot.KindAction, Name: views.RunAction, Needs: models.MayView, Read: c.readButton},
		{Kind: bot.KindOptions, Name: views.CustomerPicker, Needs: models.MayView, Run: c.suggest},
		{Kind: bot.KindAction, Name: bot.AgainAction, Needs: models.MayView, Run: c.staleButton, Repeats: true},
		{Kind: bot.KindSubmission, Name: views.PickModal, Needs: models.MayView, Read: c.readPick, Inputs: []models.Input{models.InputCustomer}},
	}
}

// ReadCommand takes a command's text apart: which subcommand it is, and what that makes of the rest.
func (c *Frame) ReadCommand(text string) Step {
	name, rest := c.cutCommand(text)
	if name == "" {
		return Step{run: c.bare, needs: models.MayView}
	}
	sub, found := c.Subcommand(name)
	if !found {
		return Answers(func(ctx context.Context, cl Call) (bot.Reply, error) { return c.anything(ctx, cl, text) })
	}
	step := sub.read(rest)
	return step.Around(func(run Handler) Handler {
		return func(ctx context.Context, cl Call) (bot.Reply, error) {
			cl.Rest = rest
			reply, err := run(ctx, cl)
			if which := (*whichError)(nil); errors.As(err, &which) {
				return c.askWhich(cl, sub.Name, which), nil
			}
			if other, ok, failed := c.elsewhere(ctx, cl, sub, err); ok {
				return other, failed
			}
			if models.IsNotFound(err) && c.table.sentences != nil { // follow up with Acme next Tuesday
				if told, understood, failed := c.table.sentences(ctx, cl, text, true); understood || failed != nil {
					return told, failed
				}
			}
			if reply.Modal != nil && cl.Kind == bot.KindMention { // a message has no trigger to open a form with
				if reply.Instead != nil {
					return bot.Reply{Message: reply.Instead}, err
				}
				return Say(views.OpenForm(cl.Printer, strings.TrimSpace(sub.Name+" "+rest))), err
			}
			return reply, err
		}
	})
}

// readMention reads a message to the bot. With files it is about these, unless its text is a command that isn't: a file may stand beside
// anything.
func (c *Frame) readMention(req *bot.Request) Step {
	if len(req.Files) == 0 || c.table.files == nil {
		return c.ReadCommand(req.Text)
	}
	name, rest := c.cutCommand(req.Text)
	sub, found := c.Subcommand(name)
	switch {
	case !found:
		rest = req.Text
	case sub.Name != c.table.forFiles:
		return c.ReadCommand(req.Text)
	}
	step := Answers(func(ctx context.Context, cl Call) (bot.Reply, error) {
		cl.Rest = rest
		return c.table.files(ctx, cl)
	})
	step.needs = models.MayView
	return step
}

// GoOn answers with what typing a text would, once it has been looked up what that is.
func (c *Frame) GoOn(ctx context.Context, cl Call, text string) (bot.Reply, error) {
	step := c.ReadCommand(text)
	if err := cl.Permit(step.needs); err != nil {
		return bot.Reply{}, err
	}
	return step.run(ctx, cl)
}

// readButton does what typing the button's value would do.
func (c *Frame) readButton(req *bot.Request) Step {
	return c.ReadCommand(req.Value).Around(func(run Handler) Handler {
		return func(ctx context.Context, cl Call) (bot.Reply, error) {
			typed := *cl.Request
			typed.Text = cl.Value
			cl.Request = &typed
			return run(ctx, cl)
		}
	})
}

// Router is what the frame hands its ways in to; see bot.Router.
type Router interface {
	HandleRead(kind bot.Kind, name string, read bot.Read)
	Repeats(kind bot.Kind, name string)
	OnError(render func(ctx context.Context, req *bot.Request, err error) bot.Reply)
	OnWaiting(render func(req *bot.Request) surface.Modal)
	OnChange(render func(ctx context.Context, user bot.User) (*surface.Home, error))
	OnHeard(listener bot.Listener)
	OnReaction(wants func(ctx context.Context, reaction models.Reaction) bool)
}

// Register hands every way in to the router.
func (c *Frame) Register(r Router) {
	r.OnError(c.refuse)
	r.OnWaiting(c.waiting)
	r.OnChange(c.closedHome)
	for _, way := range c.table.ways {
		r.HandleRead(way.Kind, way.Name, func(req *bot.Request) bot.Step {
			step := way.read(req)
			return bot.Step{Run: c.admit(step), Opens: step.opens}
		})
		if way.Repeats {
			r.Repeats(way.Kind, way.Name)
		}
	}
	if len(c.table.heard) > 0 {
		r.OnHeard(c.hear)
	}
	if len(c.table.reacted) > 0 {
		r.OnReaction(c.wants)
		r.HandleRead(bot.KindReaction, "", func(req *bot.Request) bot.Step { return bot.Step{Run: c.admit(c.readReaction(req))} })
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
func (c *Frame) admit(step Step) bot.Handler {
	return func(ctx context.Context, req *bot.Request) (bot.Reply, error) {
		slackLocale, slackZone := req.User.Locale, req.User.Zone
		begin := func(ctx context.Context, again bool) (bot.Reply, error) {
			u := &req.User
			standing, err := c.CRM.Enter(ctx, IdentityOf(*u))
			if err != nil {
				return bot.Reply{}, err
			}
			u.Locale, u.Zone = standing.Over(slackLocale, slackZone)
			if !step.open && !standing.Actor.May(step.needs) {
				return bot.Reply{}, crm.Refused(standing.Actor, step.needs)
			}
			cl := Call{Request: req, Printer: c.Printer(*u), Actor: standing.Actor, SlackLocale: slackLocale, SlackZone: slackZone}
			if again || req.Retried {
				return c.runAgain(ctx, step.run, cl)
			}
			reply, err := step.run(ctx, cl)
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
		err := c.CRM.Bridge(ctx, req.Waited, func(ctx context.Context) (err error) {
			reply, err = begin(ctx, again)
			again = again || crm.Unknown(err) || isSaved(req)
			return err
		})
		return reply, err
	}
}

package commands

import (
	"context"
	"errors"
	"slices"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// Heard hears what is said in the channels that the bot is in: every message, edit and deletion of everybody but the bot itself, at least
// once, in any order (models.Said says what holds). It has to know fast what concerns it. Nobody has asked anything, and nothing is answered;
// what it returns is whispered to who wrote the message, never to a bot or to another company's people, and nil says nothing. With an
// error that isn't a refusal, the same is heard again, some times: what was done is known by the Key then.
type Heard func(ctx context.Context, said models.Said) (Whispered, error)

// Whispered puts into words what is said to who wrote a message, as they like it. Whoever writes in a channel may be without a role here: a
// whisper tells nothing of customers.
type Whispered func(to views.Reader) surface.Message

// Reacted answers an emoji that somebody has put at a message: Call.Reaction says which, and Call.Message, Thread and Files the message, whose
// text is empty where it wasn't found. The answer is theirs alone unless it says otherwise.
type Reacted struct {
	// Wants says fast, of the reaction alone, whether it is one to be answered: nobody is looked up for all others. Bots, strangers and
	// who is no member any more are left out after it.
	Wants func(ctx context.Context, reaction models.Reaction) bool
	Off   func() bool // that the team has configured none; nil says that it has
	Needs models.Permission
	Run   Handler
}

// SlackSource is what features ask of Slack that nobody has sent along.
type SlackSource interface {
	// Said returns a message of a channel as it is now.
	Said(ctx context.Context, channel, ts string) (said models.Said, found bool, err error)
	// Thread returns the message that begins a thread and its replies, as they are now.
	Thread(ctx context.Context, channel, root string) ([]models.Said, error)
	// There returns whether somebody is there to be given something to do at once.
	There(ctx context.Context, userID string) (models.Presence, error)
	// Granted reports whether the app was given a right that may be left out.
	Granted(ctx context.Context, scope string) bool
	// Hears reports whether a channel's message was heard since the program began.
	Hears() bool
}

// ScopeReactions is the right to be told of reactions.
const ScopeReactions = "reactions:read"

// noSlack is a frame's where there is no Slack.
type noSlack struct{}

func (noSlack) Said(context.Context, string, string) (models.Said, bool, error) {
	return models.Said{}, false, nil
}
func (noSlack) Thread(context.Context, string, string) ([]models.Said, error) { return nil, nil }
func (noSlack) There(context.Context, string) (models.Presence, error) {
	return models.Presence{There: true}, nil
}
func (noSlack) Granted(context.Context, string) bool { return true }
func (noSlack) Hears() bool                          { return true }

// ReactionsMissing reports that a feature answers emoji, which the app may not see.
func (c *Frame) ReactionsMissing(ctx context.Context) bool {
	wanted := slices.ContainsFunc(c.table.reacted, func(r Reacted) bool { return r.Off == nil || !r.Off() })
	return wanted && !c.Slack.Granted(ctx, ScopeReactions)
}

// Unheard reports that no message of a channel was ever heard: the app may not be subscribed to them.
func (c *Frame) Unheard() bool { return !c.CRM.Heard() && !c.Slack.Hears() }

// MessagesMissing is Unheard where messages are to be something.
func (c *Frame) MessagesMissing() bool { return c.CRM.AwaitsMessages() && c.Unheard() }

// hear lets every feature that listens hear what was said. The first whisper is said; each feature hears it whatever becomes of it in
// another.
func (c *Frame) hear(ctx context.Context, said models.Said) (bot.Whisper, error) {
	var whispered Whispered
	var failed []error
	if err := c.CRM.NoteHeard(ctx); err != nil {
		failed = append(failed, err)
	}
	for _, heard := range c.table.heard {
		var says Whispered
		err := c.CRM.Bridge(ctx, 0, func(ctx context.Context) (err error) {
			says, err = heard(ctx, said)
			return err
		})
		if err != nil && !errors.Is(err, models.ErrAlreadyHandled) {
			failed = append(failed, err)
		}
		if whispered == nil && err == nil {
			whispered = says
		}
	}
	if whispered == nil {
		return nil, errors.Join(failed...)
	}
	return c.whisper(whispered), errors.Join(failed...)
}

// whisper says something as a person likes it.
func (c *Frame) whisper(says Whispered) bot.Whisper {
	return func(ctx context.Context, to bot.User) (surface.Message, error) {
		standing, err := c.CRM.Enter(ctx, IdentityOf(to))
		if err != nil {
			return surface.Message{}, err
		}
		locale, zone := standing.Over(to.Locale, to.Zone)
		return says(views.ReaderOf(c.printer(locale), zone)), nil
	}
}

// wants reports whether a feature wants a reaction.
func (c *Frame) wants(ctx context.Context, reaction models.Reaction) bool {
	return c.answersReaction(ctx, reaction) != nil
}

func (c *Frame) answersReaction(ctx context.Context, reaction models.Reaction) *Reacted {
	for i := range c.table.reacted {
		if c.table.reacted[i].Wants(ctx, reaction) {
			return &c.table.reacted[i]
		}
	}
	return nil
}

// readReaction reads a reaction: the first feature that wants it answers it.
func (c *Frame) readReaction(req *bot.Request) Step {
	return Step{run: func(ctx context.Context, cl Call) (bot.Reply, error) {
		wanted := c.answersReaction(ctx, *req.Reaction)
		if wanted == nil { // it was, a moment ago
			return bot.Reply{}, nil
		}
		if err := cl.Permit(wanted.Needs); err != nil {
			return bot.Reply{}, err
		}
		return wanted.Run(ctx, cl)
	}, needs: models.MayView}
}

package bot

import (
	"context"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// reacted handles the event reaction_added (docs.slack.dev/reference/events/reaction_added) of a channel. Where the emoji is wanted, it
// is a request of who put it there, about the message; all others, and those of strangers, are nothing.
func (b *Bot) reacted(ctx context.Context, p *eventPayload, user string) {
	event := p.Event
	entry := b.options.Router.routes[route{KindReaction, ""}]
	if entry == nil || b.options.Router.wants == nil || event.Item.Type != "message" || isDM(event.Item.Channel) || event.Item.TS == "" || user == "" {
		return
	}
	emoji, _, _ := strings.Cut(event.Reaction, "::")
	t := &task{
		req: &Request{
			Kind: KindReaction, Name: emoji, Key: "evt:" + p.EventID, User: User{ID: user, TeamID: event.UserTeam}, Channel: event.Item.Channel,
			Message: Message{Channel: event.Item.Channel, TS: event.Item.TS, User: event.ItemUser},
		},
		route: route{KindReaction, ""}, entry: entry,
		origin: origin{Channel: event.Item.Channel},
		event:  true,
	}
	t.complete("", b.options.Clock.Now())
	t.req.sign, t.asked.sign = b.signature, b.signature
	t.req.Reaction = &models.Reaction{
		Key: t.req.Key, Emoji: emoji, Channel: event.Item.Channel, TS: event.Item.TS, User: user, ItemUser: event.ItemUser, At: models.TimeOfTS(event.EventTS),
	}
	b.metrics.envelopes.WithLabelValues(string(KindReaction)).Inc()
	b.working.Go(func() {
		defer func() {
			if p := recover(); p != nil {
				_ = b.panicked(p)
			}
		}()
		if b.wanted(ctx, t) {
			b.serveUnasked(ctx, t)
		}
	})
}

// reactionLook is how long it may take to find out what a reaction is about.
const reactionLook = 20 * time.Second

// wanted reports whether a feature wants a reaction of who put it there, and looks the message up then. A message that isn't found leaves
// the request without its text.
func (b *Bot) wanted(ctx context.Context, t *task) bool {
	ctx, cancel := context.WithTimeout(ctx, reactionLook)
	defer cancel()
	self, err := b.identity.get(ctx)
	if err != nil || t.req.User.ID == self.UserID || !b.options.Router.wants(ctx, *t.req.Reaction) {
		return false
	}
	user, err := b.people.asker(ctx, t.req.User)
	if err != nil || user.Stranger || user.Bot || user.Deleted {
		if err != nil {
			b.log.Warn("a reaction was not taken", "error", err, "channel", t.req.Channel)
		}
		return false
	}
	said, found, err := b.Said(ctx, t.req.Channel, t.req.Message.TS)
	if err != nil {
		b.log.Warn("the message of a reaction was not found", "error", err, "channel", t.req.Channel)
	}
	if found {
		t.req.Message.User, t.req.Message.Text, t.req.Thread, t.origin.Thread = said.User, said.Text, said.Thread, said.Thread
		for _, f := range said.Files {
			t.req.Files = append(t.req.Files, Attached{f.ID, f.Name, f.Size})
		}
	}
	return true
}

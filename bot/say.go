package bot

import (
	"context"
	"errors"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/views/surface"
)

// say sends a message to its place or, when that can't be done, privately. It logs a message that could not be sent at
// all.
func (b *Bot) say(ctx context.Context, t *task, message *surface.Message, place Place) {
	way, other := map[Place]func(context.Context, *task, *surface.Message) error{
		Public:        b.sayOnce,
		Replace:       b.replace,
		ReplaceOpenly: b.replaceOpenly,
		Remove:        b.remove,
	}[place]
	if !other {
		way = b.sayPrivately
	}
	if err := way(ctx, t, message); err != nil {
		b.log.Error("answer not delivered", "error", err, "place", place, "kind", t.req.Kind, "user", t.req.User.ID)
	}
}

// sayPrivately shows a message only to the person who asked: where they asked if that is possible, else in their DM. One that is
// too long for Slack goes on in further messages.
func (b *Bot) sayPrivately(ctx context.Context, t *task, message *surface.Message) error {
	return b.whisperPages(ctx, t, message.Pages())
}

func (b *Bot) whisperPages(ctx context.Context, t *task, pages []surface.Message) error {
	for i := range pages {
		if err := b.whisperPage(ctx, t, &pages[i]); err != nil {
			return err
		}
	}
	return nil
}

// whisperPage is sayPrivately for a message that Slack takes.
func (b *Bot) whisperPage(ctx context.Context, t *task, message *surface.Message) error {
	o := t.origin
	if b.answerable(o) {
		err := b.web.respond(ctx, o.ResponseURL, o.response(message, slack.ResponseTypeEphemeral))
		if err == nil {
			return nil
		}
		b.log.Info("response URL refused", "error", err)
	}
	if o.Channel != "" && !isDM(o.Channel) {
		err := b.web.whisper(ctx, o.Channel, t.req.User.ID, o.Thread, *message)
		if err == nil || ctx.Err() != nil {
			return err
		}
	}
	channel := o.Channel
	if !isDM(channel) {
		dm, err := b.places.dm(ctx, t.req.User.ID)
		if err != nil {
			return err
		}
		channel, o.Thread = dm, ""
	}
	_, _, err := b.web.post(ctx, channel, o.Thread, *message, speaking, always)
	return err
}

// sayPublicly posts into the channel, or privately when people outside the team read the channel.
func (b *Bot) sayPublicly(ctx context.Context, t *task, message *surface.Message) error {
	_, err := b.sayToAll(ctx, t, message)
	return err
}

// sayToAll is sayPublicly, and reports whether the message is or may be posted for all to see. A message that may have
// been posted is not posted again. One that is too long for Slack goes on in further messages.
func (b *Bot) sayToAll(ctx context.Context, t *task, message *surface.Message) (public bool, err error) {
	pages := message.Pages()
	public, err = b.pageToAll(ctx, t, &pages[0])
	switch {
	case err != nil:
		return public, err
	case public:
		return true, b.pagesToAll(ctx, t, pages[1:])
	}
	return false, b.whisperPages(ctx, t, pages[1:])
}

func (b *Bot) pagesToAll(ctx context.Context, t *task, pages []surface.Message) error {
	for i := range pages {
		if _, err := b.pageToAll(ctx, t, &pages[i]); err != nil {
			return err
		}
	}
	return nil
}

// pageToAll is sayToAll for a message that Slack takes.
func (b *Bot) pageToAll(ctx context.Context, t *task, message *surface.Message) (public bool, err error) {
	o := t.origin
	if o.Channel != "" {
		if may, err := b.mayPost(ctx, o.Channel); err != nil || !may {
			return false, errors.Join(err, b.whisperPage(ctx, t, message))
		}
	}
	if b.answerable(o) {
		err := b.web.respond(ctx, o.ResponseURL, o.response(message, slack.ResponseTypeInChannel))
		if err == nil || failureOf(err).Ambiguous() {
			return true, err
		}
	}
	if o.Channel == "" {
		return false, b.whisperPage(ctx, t, message)
	}
	_, _, err = b.web.post(ctx, o.Channel, o.Thread, *message, speaking, always)
	if err == nil || failureOf(err).Ambiguous() {
		return true, err
	}
	return false, b.whisperPage(ctx, t, message)
}

// replace puts a message in the place of the one whose button was pressed. One that is too long for Slack goes on in further
// messages, for who saw the first.
func (b *Bot) replace(ctx context.Context, t *task, message *surface.Message) error {
	pages := message.Pages()
	if err := b.replacePage(ctx, t, &pages[0]); err != nil {
		return err
	}
	if o := t.origin; o.TS != "" && !o.Ephemeral && !isDM(o.Channel) {
		return b.pagesToAll(ctx, t, pages[1:])
	}
	return b.whisperPages(ctx, t, pages[1:])
}

// replacePage is replace for a message that Slack takes.
func (b *Bot) replacePage(ctx context.Context, t *task, message *surface.Message) error {
	o := t.origin
	var err error
	switch {
	case o.TS == "":
		return b.whisperPage(ctx, t, message)
	case !o.Ephemeral:
		if may := isDM(o.Channel); !may {
			if may, err = b.mayPost(ctx, o.Channel); !may {
				return errors.Join(err, b.whisperPage(ctx, t, message))
			}
		}
		err = b.web.update(ctx, o.Channel, o.TS, *message)
	case b.answerable(o):
		response := o.response(message, "")
		response.ReplaceOriginal = true
		err = b.web.respond(ctx, o.ResponseURL, response)
	default:
		return b.whisperPage(ctx, t, message)
	}
	if err == nil || ctx.Err() != nil {
		return err
	}
	b.log.Info("message not replaced", "error", err)
	return b.whisperPage(ctx, t, message)
}

// replaceOpenly is replace, of a message that holds nothing of customers: whoever else reads the channel may read it.
func (b *Bot) replaceOpenly(ctx context.Context, t *task, message *surface.Message) error {
	o := t.origin
	if o.TS == "" || o.Ephemeral {
		return b.replace(ctx, t, message)
	}
	err := b.web.update(ctx, o.Channel, o.TS, *message)
	if err == nil || ctx.Err() != nil {
		return err
	}
	b.log.Info("message not replaced", "error", err)
	return b.whisperPage(ctx, t, message)
}

// remove deletes the message whose button was pressed. A message in the reply is shown privately.
func (b *Bot) remove(ctx context.Context, t *task, message *surface.Message) error {
	err := b.take(ctx, t.origin)
	if message == nil {
		return err
	}
	return b.sayPrivately(ctx, t, message)
}

// take deletes a message.
func (b *Bot) take(ctx context.Context, o origin) error {
	switch {
	case o.TS == "":
	case !o.Ephemeral:
		return b.web.remove(ctx, o.Channel, o.TS)
	case b.answerable(o):
		return b.web.respond(ctx, o.ResponseURL, slack.WebhookMessage{DeleteOriginal: true})
	}
	return nil
}

func (b *Bot) answerable(o origin) bool { return o.answerable(b.options.APIURL, b.options.Clock.Now()) }

// response is a message for a response URL.
func (o origin) response(message *surface.Message, kind string) slack.WebhookMessage {
	unfurl := false
	response := slack.WebhookMessage{
		Text: message.Text, ResponseType: kind, ThreadTimestamp: o.Thread, UnfurlLinks: &unfurl, UnfurlMedia: &unfurl,
	}
	if len(message.Blocks) > 0 {
		response.Blocks = &slack.Blocks{BlockSet: message.Blocks}
	}
	return response
}

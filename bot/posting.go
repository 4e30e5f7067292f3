package bot

import (
	"context"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// messageEvent is the event_type of the metadata that marks what the bot posted; its payload's "key" is the message's
// own. See docs.slack.dev/messaging/message-metadata.
const messageEvent = "guanxi_message"

// clockSkew is how far Slack's clock and ours may differ when a message is looked for by time.
const clockSkew = time.Minute

// Post posts a page of a message to a channel ID, a "#name", or a user ID, whose DM it opens. The content is posted as it is:
// whoever wrote it has escaped it. The key stands in the message's metadata, by which FindPosted finds it again, and so does what
// the page tells where there is more: the message itself says where to go on.
//
// It waits for its turn (one message a second a channel, with small bursts), but makes one attempt only. When its turn
// has come it asks still, right before the request leaves: an error of that is returned as it is, and nothing was posted.
// Any other error is a *PostError; when it is Ambiguous the message may have been posted.
func (b *Bot) Post(ctx context.Context, to string, c surface.Page, key string, stillClaimed func() error) (channel, ts string, err error) {
	channel, err = b.places.resolve(ctx, to)
	if err != nil {
		return "", "", err
	}
	if err := b.refuseOutside(ctx, channel); err != nil {
		return "", "", err
	}
	marks := map[string]any{"key": key}
	if c.More {
		marks["told"] = c.Told
	}
	metadata := slack.MsgOptionMetadata(slack.SlackMetadata{EventType: messageEvent, EventPayload: marks})
	return b.web.post(ctx, channel, "", c.Message, atOnce, stillClaimed, metadata)
}

// PostThread is Post into the thread of a message, "" for none, of a message that holds nothing of customers: people of another company may
// read the channel. The error wraps models.ErrThreadGone where that message was deleted.
func (b *Bot) PostThread(ctx context.Context, channel, thread string, c surface.Page, key string, stillClaimed func() error) (ts string, err error) {
	metadata := slack.MsgOptionMetadata(slack.SlackMetadata{EventType: messageEvent, EventPayload: map[string]any{"key": key}})
	_, ts, err = b.web.post(ctx, channel, thread, c.Message, atOnce, stillClaimed, metadata)
	if code(err) == "thread_not_found" {
		err = neverPosted("thread_not_found", models.ErrThreadGone)
	}
	return ts, err
}

// FindInThread is FindPosted of what PostThread posted.
func (b *Bot) FindInThread(ctx context.Context, channel, thread, key string, since time.Time) (posted []Found, err error) {
	if thread == "" {
		return b.web.findPosted(ctx, channel, key, since.Add(-clockSkew))
	}
	messages, err := b.web.replies(ctx, channel, thread)
	if code(err) == "thread_not_found" {
		return nil, nil
	}
	for i := range messages {
		if underKey(&messages[i], key) {
			posted = append(posted, Found{TS: messages[i].Timestamp})
		}
	}
	return posted, err
}

// underKey reports whether Post has posted a message under a key.
func underKey(m *slack.Message, key string) bool {
	return m.Metadata.EventType == messageEvent && m.Metadata.EventPayload["key"] == key
}

// refuseOutside refuses a channel that is shared with another company, also when that happened after the channel was
// chosen: nobody there has asked for the message. The error wraps models.ErrOutside. Channels that the bot is not in are
// refused by Slack.
func (b *Bot) refuseOutside(ctx context.Context, channel string) error {
	if isDM(channel) {
		return nil
	}
	place, err := b.places.get(ctx, channel)
	if err == nil && place.Outside {
		return neverPosted("shared_outside", models.ErrOutside)
	}
	return err
}

// Found is a message that Post has posted.
type Found struct {
	TS   string
	Told []string // what the page tells; empty where there is nothing more
}

// FindPosted looks for what Post posted under a key since a time: the channel, and every message with that key, the earliest
// first. It reads the conversation's history, which is rationed: it is meant for recovery. The error is a
// *PostError.
func (b *Bot) FindPosted(ctx context.Context, to, key string, since time.Time) (channel string, posted []Found, err error) {
	channel, err = b.places.resolve(ctx, to)
	if err != nil {
		return "", nil, err
	}
	posted, err = b.web.findPosted(ctx, channel, key, since.Add(-clockSkew))
	return channel, posted, err
}

// Replace puts a message in the place of one that Post has posted; its mark stays. It is no error when that is gone already.
func (b *Bot) Replace(ctx context.Context, channel, ts string, c surface.Message) error {
	err := b.web.update(ctx, channel, ts, c)
	if code(err) == "message_not_found" {
		return nil
	}
	return err
}

// Remove deletes a message that the bot has posted. It is no error when the message is gone. Other errors are a
// *PostError.
func (b *Bot) Remove(ctx context.Context, channel, ts string) error {
	return b.web.remove(ctx, channel, ts)
}

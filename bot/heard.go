package bot

import (
	"context"
	"encoding/json"
	"errors"
	"sync/atomic"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// Listener hears what is said in the channels that the bot is in: messages, edits and deletions of everybody but the bot itself, each
// at least once (models.Said says what holds). It is called for every message of every such channel, so it has to know fast what
// concerns it. An error that isn't a refusal makes it hear the same again, some times.
//
// Nobody has asked the bot anything, so it doesn't answer, unless the listener whispers.
type Listener func(ctx context.Context, said models.Said) (Whisper, error)

// Whisper says something to who wrote a message, and to nobody else, in their language; nil says nothing. It is never called for bots and
// for people of other companies: they are told nothing by what is heard.
type Whisper func(ctx context.Context, to User) (surface.Message, error)

// How much is heard at once.
const (
	earsAtOnce  = 16               // messages that are listened to at the same time; the rest wait, acknowledged
	earsWaiting = 20_000           // and so many may wait, before some are lost
	hearLimit   = 30 * time.Second // of one call of a listener
	hearWithin  = time.Minute      // how long what fails is heard again
)

// ears are what is being listened to.
type ears struct {
	slots   chan struct{} // one is taken by each message that is listened to
	waiting atomic.Int64
	heard   atomic.Bool // an event of a channel's message has come
}

// overhear lets the listener hear an event of a channel. It is acknowledged already, or will be at once.
func (b *Bot) overhear(ctx context.Context, payload json.RawMessage, extShared bool) {
	b.ears.heard.Store(true)
	if b.options.Router.onHeard == nil {
		return
	}
	said, message, ok := heardIn(payload)
	if !ok {
		return
	}
	b.metrics.envelopes.WithLabelValues("heard").Inc()
	if !b.deliveries.first(said.Key, time.Now()) {
		b.metrics.duplicates.Inc()
		return
	}
	if b.ears.waiting.Add(1) > earsWaiting {
		b.ears.waiting.Add(-1)
		b.metrics.refused.Inc()
		b.log.Error("a message was not heard: too many wait", "channel", said.Channel, "ts", said.TS)
		return
	}
	b.working.Go(func() {
		defer b.ears.waiting.Add(-1)
		b.listen(ctx, said, message, extShared)
	})
}

// listen calls the listener, and again after a failure.
func (b *Bot) listen(ctx context.Context, said models.Said, message heardMessage, extShared bool) {
	select {
	case b.ears.slots <- struct{}{}:
		defer func() { <-b.ears.slots }()
	case <-ctx.Done():
		b.log.Error("a message was not heard: the bot stops", "channel", said.Channel, "ts", said.TS)
		return
	}
	begun := time.Now()
	whisper, err := backoff.Retry(ctx, func() (Whisper, error) {
		whisper, err := b.hear(ctx, &said, message, extShared)
		if err != nil && (models.AsErrors(err) != nil || errors.Is(err, models.ErrAlreadyHandled)) {
			err = backoff.Permanent(err)
		}
		return whisper, err
	}, backoff.WithBackOff(backoff.NewExponentialBackOff()), backoff.WithMaxElapsedTime(hearWithin))
	b.metrics.handler.WithLabelValues("heard").Observe(seconds(begun))
	switch {
	case errors.Is(err, models.ErrAlreadyHandled):
		b.metrics.duplicates.Inc()
	case err != nil:
		b.metrics.errors.WithLabelValues("heard").Inc()
		b.log.Error("a message was not heard", "error", err, "channel", said.Channel, "ts", said.TS, "change", said.Change)
	case whisper != nil && !said.Bot && !said.External && said.User != "":
		if err := b.whisperOnce(ctx, said, whisper); err != nil {
			b.log.Warn("nothing was said to who wrote a message", "error", err, "channel", said.Channel, "ts", said.TS)
		}
	}
}

// hear calls the listener once, unless the message is the bot's own. A panic becomes an error.
func (b *Bot) hear(ctx context.Context, said *models.Said, message heardMessage, extShared bool) (whisper Whisper, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = backoff.Permanent(b.panicked(p))
		}
	}()
	own, err := b.placeAuthor(ctx, said, message, extShared)
	if err != nil || own {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, hearLimit)
	defer cancel()
	return b.options.Router.onHeard(ctx, *said)
}

// placeAuthor finds out whose message it is: the bot's own, or another company's.
func (b *Bot) placeAuthor(ctx context.Context, said *models.Said, message heardMessage, extShared bool) (own bool, err error) {
	self, err := b.identity.get(ctx)
	if err != nil {
		return false, err
	}
	if message.User == self.UserID || message.BotID != "" && message.BotID == self.BotID {
		return true, nil
	}
	said.Mentions = mentions(said.Text, self.UserID)
	said.External, err = b.outsider(ctx, self, said.User, said.Team, extShared)
	return false, err
}

// outsider reports whether who acts is of another company. Only where other workspaces are about is a person looked up: one of the
// same Enterprise Grid is of this company (docs.slack.dev/apis/slack-connect).
func (b *Bot) outsider(ctx context.Context, self *slack.AuthTestResponse, user, team string, extShared bool) (bool, error) {
	switch {
	case team == self.TeamID, team == "" && !extShared:
		return false, nil
	case team != "" && self.EnterpriseID == "" || user == "" || user == slackbot:
		return team != "", nil
	}
	found, err := b.people.asker(ctx, User{ID: user, TeamID: team})
	return found.Stranger, err
}

// whisperOnce says something to who wrote a message. Of several processes that have heard it one speaks.
func (b *Bot) whisperOnce(ctx context.Context, said models.Said, whisper Whisper) error {
	user, err := b.people.get(ctx, said.User)
	if err != nil {
		return err
	}
	if user.Stranger || user.Bot || user.Deleted {
		return nil
	}
	message, err := whisper(ctx, user)
	if err != nil {
		return err
	}
	if b.options.Inbox != nil {
		claiming, cancel := context.WithTimeout(ctx, claimLimit)
		defer cancel()
		if fresh, err := b.options.Inbox.ClaimEnvelope(claiming, "said:"+said.Key, b.options.Clock.Now()); err == nil && !fresh {
			b.metrics.duplicates.Inc()
			return nil
		}
	}
	for _, page := range message.Pages() {
		if err := b.web.whisper(ctx, said.Channel, said.User, said.Thread, page); err != nil {
			return err
		}
	}
	return nil
}

// Hears reports whether any message of a channel was heard since the program began: the app is subscribed to them. The bot's own messages
// are enough.
func (b *Bot) Hears() bool { return b.ears.heard.Load() }

// Said returns a message of a channel as it is now; found is false where there is none, and for what nobody has said: who joined, and the
// like. The bot's own messages are found.
func (b *Bot) Said(ctx context.Context, channel, ts string) (said models.Said, found bool, err error) {
	message, err := b.web.message(ctx, channel, ts)
	if err == nil && message == nil {
		message, err = b.web.reply(ctx, channel, ts)
	}
	if err != nil || message == nil {
		return models.Said{}, false, err
	}
	return b.told(ctx, channel, message)
}

// Thread returns the message that begins a thread and its replies, in their order, as they are now: without what was deleted. The bot's own
// messages are left out.
func (b *Bot) Thread(ctx context.Context, channel, root string) (thread []models.Said, err error) {
	self, err := b.identity.get(ctx)
	if err != nil {
		return nil, err
	}
	messages, err := b.web.replies(ctx, channel, root)
	if code(err) == "thread_not_found" {
		return nil, nil
	}
	for i := range messages {
		if messages[i].User == self.UserID || messages[i].BotID != "" && messages[i].BotID == self.BotID {
			continue
		}
		said, found, wrong := b.told(ctx, channel, &messages[i])
		if wrong != nil {
			return nil, wrong
		}
		if found {
			thread = append(thread, said)
		}
	}
	return thread, err
}

// told is a message of a channel's history.
func (b *Bot) told(ctx context.Context, channel string, m *slack.Message) (models.Said, bool, error) {
	said, message := messageOfHistory(channel, m)
	if !message.said() {
		return models.Said{}, false, nil
	}
	_, err := b.placeAuthor(ctx, &said, message, true) // history doesn't say whether the channel is shared
	return said, err == nil, err
}

// reply is the message with a timestamp in a thread (conversations.replies); nil where there is none.
func (c *caller) reply(ctx context.Context, channel, ts string) (*slack.Message, error) {
	var page []slack.Message
	err := c.do(ctx, "conversations.replies", channel, reading, func(ctx context.Context) (err error) {
		page, _, _, err = c.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{ChannelID: channel, Timestamp: ts, Latest: ts, Oldest: ts, Inclusive: true, Limit: 1})
		return err
	})
	if code(err) == "thread_not_found" {
		return nil, nil
	}
	for i := range page { // Slack may put the message that begins the thread first
		if page[i].Timestamp == ts {
			return &page[i], nil
		}
	}
	return nil, err
}

package bot

import (
	"context"
	"errors"
	"time"

	"github.com/slack-go/slack"
)

// PostFiles shares files in the thread of a message, in one message, which says their text. Nobody sees them before the last step, which is made
// once; before it, stillClaimed is asked as Post asks it. A file message has no metadata by which it is found again: FindFiles finds it, since the
// bot shares files in a thread for one purpose only. The error is a *PostError, or what stillClaimed returns.
func (b *Bot) PostFiles(ctx context.Context, to, thread string, files Files, stillClaimed func() error) (channel, ts string, err error) {
	channel, err = b.places.resolve(ctx, to)
	if err == nil {
		err = b.refuseOutside(ctx, channel)
	}
	if err != nil {
		return "", "", err
	}
	summaries, err := b.uploadAll(ctx, files)
	if err != nil {
		return "", "", err
	}
	if err := b.web.turn(ctx, channel); err != nil {
		return "", "", &PostError{Method: completing, err: safe(err)}
	}
	if err := stillClaimed(); err != nil {
		return "", "", err
	}
	if err := b.web.completeUpload(ctx, channel, thread, files.Text, summaries, atOnce); err != nil {
		return "", "", err
	}
	for range sharedLooks { // the message comes a little later than the answer
		_, found, err := b.FindFiles(ctx, channel, thread)
		if err == nil && len(found) > 0 {
			return channel, found[0].TS, nil
		}
		if err := sleep(ctx, sharedAfter); err != nil {
			break
		}
	}
	return "", "", &PostError{Method: completing, err: errNotShared, ambiguous: true} // whoever tries again looks first
}

const completing = "files.completeUploadExternal"

// How often and how long a message with files is waited for.
const (
	sharedLooks = 4
	sharedAfter = time.Second
)

var errNotShared = errors.New("the files were taken, and their message isn't there yet")

// MayNotUpload reports an error that says that the bot may not give files: it lacks the permission, or the workspace takes none.
func MayNotUpload(err error) bool {
	switch code(err) {
	case "missing_scope", "file_uploads_disabled", "file_type_not_allowed", "file_upload_size_restricted", "storage_limit_reached":
		return true
	}
	return false
}

// FindFiles returns the channel, and the messages with files that the bot has posted in the thread of a message, the earliest first. A message that is no more has none.
func (b *Bot) FindFiles(ctx context.Context, to, thread string) (channel string, found []Found, err error) {
	channel, err = b.places.resolve(ctx, to)
	if err != nil {
		return "", nil, err
	}
	self, err := b.identity.get(ctx)
	if err != nil {
		return "", nil, err
	}
	replies, err := b.web.replies(ctx, channel, thread)
	if code(err) == "thread_not_found" {
		return channel, nil, nil
	}
	for _, m := range replies {
		if len(m.Files) > 0 && (m.User == self.UserID || m.BotID != "" && m.BotID == self.BotID) {
			found = append(found, Found{TS: m.Timestamp})
		}
	}
	return channel, found, err
}

// replies is conversations.replies, to the end.
func (c *caller) replies(ctx context.Context, channel, thread string) (all []slack.Message, err error) {
	params := slack.GetConversationRepliesParameters{ChannelID: channel, Timestamp: thread, Limit: 100}
	for {
		var (
			page []slack.Message
			more bool
			next string
		)
		err := c.do(ctx, "conversations.replies", channel, reading, func(ctx context.Context) (err error) {
			page, more, next, err = c.api.GetConversationRepliesContext(ctx, &params)
			return err
		})
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if !more || next == "" {
			return all, nil
		}
		params.Cursor = next
	}
}

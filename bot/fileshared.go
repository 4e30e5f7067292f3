package bot

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// filePayload is a file as events describe it (docs.slack.dev/reference/objects/file-object).
type filePayload struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Title      string `json:"title"`
	Size       int64  `json:"size"`
	Mode       string `json:"mode"`
	FileAccess string `json:"file_access"`
	Permalink  string `json:"permalink"`
}

// attached are the files of a message that are there.
func attached(files []filePayload) []Attached {
	var list []Attached
	for _, f := range files {
		if f.ID != "" && f.Mode != "tombstone" && !goneCodes[f.FileAccess] && len(list) < maxAttached {
			list = append(list, Attached{f.ID, cmp.Or(f.Name, f.Title), f.Size})
		}
	}
	return list
}

// maxAttached is how many files of one message are looked at.
const maxAttached = 10

// sharedLook is how long Slack may take until it says in which message a file stands: the share is written after the event
// (docs.slack.dev/messaging/working-with-files).
const sharedLook = 20 * time.Second

// fileShared handles the event file_shared of a channel. A message with a file that mentions the bot reaches the app as app_mention
// only sometimes (github.com/slackapi/bolt-python/issues/925), so the message is looked up. Whichever event comes first is answered:
// both have the message's key. In the bot's DM the message itself always comes.
func (b *Bot) fileShared(ctx context.Context, channel, user, file string) {
	defer func() {
		if p := recover(); p != nil {
			_ = b.panicked(p)
		}
	}()
	look, cancel := context.WithTimeout(ctx, sharedLook)
	defer cancel()
	message, err := b.mentioning(look, channel, user, file)
	if err != nil && ctx.Err() == nil {
		b.log.Info("message of a shared file not found", "error", err, "channel", channel)
	}
	if message == nil {
		return
	}
	t := &task{
		req: &Request{
			Kind: KindMention, Name: "app_mention", Key: messageKey(channel, message.Timestamp), User: User{ID: user, TeamID: message.Team},
			Channel: channel, Text: message.Text, Files: attachedOf(message.Files), Thread: message.ThreadTimestamp,
			Message: Message{Channel: channel, TS: message.Timestamp, User: user, Text: message.Text},
		},
		origin: origin{Channel: channel, Thread: message.ThreadTimestamp},
		event:  true,
	}
	b.to(t, KindMention, "")
	t.complete("", b.options.Clock.Now())
	t.req.sign, t.asked.sign = b.signature, b.signature
	b.serveUnasked(ctx, t)
}

// mentioning returns the message by which somebody has shared a file to a channel, if it mentions the bot; else nil.
func (b *Bot) mentioning(ctx context.Context, channel, user, file string) (*slack.Message, error) {
	self, err := b.identity.get(ctx)
	if err != nil || user == self.UserID {
		return nil, err
	}
	message, err := b.web.messageOf(ctx, channel, file)
	if err != nil || message == nil || message.User != user || message.BotID != "" || !mentions(message.Text, self.UserID) {
		return nil, err
	}
	return message, nil
}

// serveUnasked serves a request that came in no envelope of its own.
func (b *Bot) serveUnasked(ctx context.Context, t *task) {
	t.received = time.Now()
	if !b.deliveries.first(t.delivery, t.received) {
		b.metrics.duplicates.Inc()
		return
	}
	person := t.req.User.ID
	if !b.crowd.enter(person) {
		return // they are told when they go on: a file alone waits for nothing
	}
	defer b.crowd.leave(person)
	b.serve(ctx, t)
	b.finishTask(ctx, t)
}

func attachedOf(files []slack.File) []Attached {
	var list []filePayload
	for i := range files {
		f := &files[i]
		list = append(list, filePayload{f.ID, f.Name, f.Title, int64(f.Size), f.Mode, f.FileAccess, f.Permalink})
	}
	return attached(list)
}

// messageKey is the key of a message with files, by whatever event it comes.
func messageKey(channel, ts string) string { return "msg:" + channel + ":" + ts }

// mentions reports whether a text mentions somebody.
func mentions(text, id string) bool {
	return id != "" && (strings.Contains(text, "<@"+id+">") || strings.Contains(text, "<@"+id+"|"))
}

// messageOf returns the message by which a file was last shared to a channel; nil where Slack doesn't say it in time.
func (c *caller) messageOf(ctx context.Context, channel, id string) (*slack.Message, error) {
	for wait := 200 * time.Millisecond; ; wait *= 2 {
		file, err := c.fileInfo(ctx, id)
		if err != nil {
			return nil, err
		}
		if at := lastShare(file, channel); at != "" {
			return c.message(ctx, channel, at)
		}
		if sleep(ctx, wait) != nil {
			return nil, nil
		}
	}
}

func lastShare(file *slack.File, channel string) string {
	times := []string{""}
	for _, shares := range []map[string][]slack.ShareFileInfo{file.Shares.Public, file.Shares.Private} {
		for _, share := range shares[channel] {
			times = append(times, share.Ts)
		}
	}
	return slices.Max(times)
}

// message is the message of a channel with a timestamp (conversations.history); nil where there is none, as of an answer in a thread.
func (c *caller) message(ctx context.Context, channel, ts string) (*slack.Message, error) {
	var page *slack.GetConversationHistoryResponse
	err := c.do(ctx, "conversations.history", channel, reading, func(ctx context.Context) (err error) {
		page, err = c.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{ChannelID: channel, Latest: ts, Inclusive: true, Limit: 1})
		return err
	})
	if err != nil || len(page.Messages) == 0 || page.Messages[0].Timestamp != ts {
		return nil, err
	}
	return &page.Messages[0], nil
}

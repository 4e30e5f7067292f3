package bot

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/views/surface"
)

// The Web API methods that the bot calls, named as on docs.slack.dev/reference/methods.

func options(m surface.Message, thread string) []slack.MsgOption {
	options := []slack.MsgOption{
		slack.MsgOptionText(m.Text, false),
		slack.MsgOptionDisableLinkUnfurl(),
		slack.MsgOptionDisableMediaUnfurl(),
	}
	if len(m.Blocks) > 0 {
		options = append(options, slack.MsgOptionBlocks(m.Blocks...))
	}
	if thread != "" {
		options = append(options, slack.MsgOptionTS(thread))
	}
	return options
}

// post is chat.postMessage. It is never repeated after a failure that may have posted. stillClaimed is called when the
// channel's turn has come; when it returns an error, nothing is posted and the error is returned.
func (c *caller) post(ctx context.Context, channel, thread string, content surface.Message, p patience, stillClaimed func() error, more ...slack.MsgOption) (where, ts string, err error) {
	const method = "chat.postMessage"
	if wait := c.heldBack(method + " " + channel); wait > p.sitOut {
		return "", "", newPostError(method, &slack.RateLimitedError{RetryAfter: wait})
	}
	if err := c.turn(ctx, channel); err != nil {
		return "", "", &PostError{Method: method, err: safe(err)}
	}
	if err := stillClaimed(); err != nil {
		return "", "", err
	}
	sent := false
	err = c.withCharts(ctx, content.Blocks, func(blocks []slack.Block) error {
		if sent { // pictures took their time
			if err := stillClaimed(); err != nil {
				return err
			}
		}
		sent, content.Blocks = true, blocks
		return c.do(ctx, method, channel, p, func(ctx context.Context) error {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), p.timeout) // of what has left the answer is waited for, also when the process ends
			defer cancel()
			where, ts, err = c.api.PostMessageContext(ctx, channel, append(options(content, thread), more...)...)
			return err
		})
	})
	return where, ts, err
}

// always is the stillClaimed check of messages that have no claim.
func always() error { return nil }

// whisper is chat.postEphemeral.
func (c *caller) whisper(ctx context.Context, channel, user, thread string, content surface.Message) error {
	return c.withCharts(ctx, content.Blocks, func(blocks []slack.Block) error {
		content.Blocks = blocks
		return c.do(ctx, "chat.postEphemeral", channel, speaking, func(ctx context.Context) error {
			_, err := c.api.PostEphemeralContext(ctx, channel, user, options(content, thread)...)
			return err
		})
	})
}

// update is chat.update.
func (c *caller) update(ctx context.Context, channel, ts string, content surface.Message) error {
	return c.withCharts(ctx, content.Blocks, func(blocks []slack.Block) error {
		content.Blocks = blocks
		return c.do(ctx, "chat.update", channel, setting, func(ctx context.Context) error {
			_, _, _, err := c.api.UpdateMessageContext(ctx, channel, ts, options(content, "")...)
			return err
		})
	})
}

// remove is chat.delete. It is no error when the message is gone already.
func (c *caller) remove(ctx context.Context, channel, ts string) error {
	err := c.do(ctx, "chat.delete", channel, setting, func(ctx context.Context) error {
		_, _, err := c.api.DeleteMessageContext(ctx, channel, ts)
		return err
	})
	if code(err) == "message_not_found" {
		return nil
	}
	return err
}

// findPosted pages through conversations.history and returns the messages with a key, the earliest first. It
// reads to the end, since a message may have been posted twice.
func (c *caller) findPosted(ctx context.Context, channel, key string, since time.Time) (posted []Found, err error) {
	params := slack.GetConversationHistoryParameters{
		ChannelID:          channel,
		Limit:              100,
		Oldest:             strconv.FormatInt(since.Unix(), 10),
		Inclusive:          true,
		IncludeAllMetadata: true,
	}
	for {
		var page *slack.GetConversationHistoryResponse
		err := c.do(ctx, "conversations.history", channel, reading, func(ctx context.Context) (err error) {
			page, err = c.api.GetConversationHistoryContext(ctx, &params)
			return err
		})
		if err != nil {
			return nil, err
		}
		for i := range page.Messages {
			if message := &page.Messages[i]; underKey(message, key) {
				posted = append(posted, Found{message.Timestamp, texts(message.Metadata.EventPayload["told"])})
			}
		}
		if !page.HasMore || page.ResponseMetaData.NextCursor == "" {
			// seconds and microseconds, of fixed width
			slices.SortFunc(posted, func(a, b Found) int { return cmp.Compare(a.TS, b.TS) })
			return posted, nil
		}
		params.Cursor = page.ResponseMetaData.NextCursor
	}
}

// texts are the texts of a list as it comes out of JSON.
func texts(list any) (texts []string) {
	values, _ := list.([]any)
	for _, value := range values {
		if text, ok := value.(string); ok {
			texts = append(texts, text)
		}
	}
	return texts
}

// openView is views.open, or views.push on top of a modal. It returns the new view's ID, or "" when the view is open but
// Slack's answer was lost.
func (c *caller) openView(ctx context.Context, trigger string, onTop bool, view slack.ModalViewRequest) (string, error) {
	method, open := "views.open", c.api.OpenViewContext
	if onTop {
		method, open = "views.push", c.api.PushViewContext
	}
	var opened *slack.ViewResponse
	attempts := 0
	err := c.do(ctx, method, "", opening, func(ctx context.Context) (err error) {
		attempts++
		opened, err = open(ctx, trigger, view)
		return err
	})
	if code(err) == "exchanged_trigger_id" && attempts > 1 {
		return "", nil // the attempt before has used the trigger
	}
	if err != nil {
		return "", err
	}
	return opened.ID, nil
}

// updateView is views.update; a stale hash is refused by Slack.
func (c *caller) updateView(ctx context.Context, id, hash string, view slack.ModalViewRequest) error {
	return c.do(ctx, "views.update", "", setting, func(ctx context.Context) error {
		_, err := c.api.UpdateViewContext(ctx, view, "", hash, id)
		return err
	})
}

// How often, and for how long, replaceView looks for a view that Slack has got by an acknowledgement.
const (
	replaceEvery  = 50 * time.Millisecond
	replaceWithin = 3 * time.Second
)

// replaceView is views.update of the view with an external_id, as soon as Slack knows the view. The error is not_found
// when Slack never knows it, for instance since it was closed.
func (c *caller) replaceView(ctx context.Context, external string, view slack.ModalViewRequest) error {
	ctx, cancel := context.WithTimeout(ctx, replaceWithin)
	defer cancel()
	for {
		err := c.do(ctx, "views.update", "", setting, func(ctx context.Context) error {
			_, err := c.api.UpdateViewContext(ctx, view, external, "", "")
			return err
		})
		if code(err) != "not_found" {
			return err
		}
		select {
		case <-time.After(replaceEvery):
		case <-ctx.Done():
			return err
		}
	}
}

// publish is views.publish.
func (c *caller) publish(ctx context.Context, user string, home surface.Home) error {
	return c.withCharts(ctx, home.Blocks, func(blocks []slack.Block) error {
		request := slack.PublishViewContextRequest{UserID: user, View: slack.HomeTabViewRequest{
			Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: notNil(blocks)},
		}}
		return c.do(ctx, "views.publish", user, setting, func(ctx context.Context) error {
			_, err := c.api.PublishViewContext(ctx, request)
			return err
		})
	})
}

// permalink is chat.getPermalink.
func (c *caller) permalink(ctx context.Context, channel, ts string) (link string, err error) {
	err = c.do(ctx, "chat.getPermalink", "", reading, func(ctx context.Context) error {
		link, err = c.api.GetPermalinkContext(ctx, &slack.PermalinkParameters{Channel: channel, Ts: ts})
		return err
	})
	return link, err
}

// respond posts to a response URL (docs.slack.dev/interactivity/handling-user-interaction#message_responses).
func (c *caller) respond(ctx context.Context, url string, message slack.WebhookMessage) error {
	var blocks []slack.Block
	if message.Blocks != nil {
		blocks = message.Blocks.BlockSet
	}
	return c.withCharts(ctx, blocks, func(blocks []slack.Block) error {
		if message.Blocks != nil {
			message.Blocks = &slack.Blocks{BlockSet: blocks}
		}
		body, err := json.Marshal(message)
		if err != nil {
			return fmt.Errorf("encode response: %w", err)
		}
		return c.do(ctx, "response_url", "", speaking, func(ctx context.Context) error {
			return c.postResponse(ctx, url, body)
		})
	})
}

func (c *caller) postResponse(ctx context.Context, url string, body []byte) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json; charset=utf-8")
	response, err := c.http.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	answer, _ := io.ReadAll(io.LimitReader(response.Body, 4096))
	// The body is "ok" or {"ok":true} when all is well, {"ok":false,"error":…} when not, also with status 200 or 404.
	var refusal struct {
		OK    bool   `json:"ok"`
		Error string `json:"error"`
	}
	if json.Unmarshal(answer, &refusal) == nil && !refusal.OK && refusal.Error != "" {
		return slack.SlackErrorResponse{Err: refusal.Error}
	}
	if response.StatusCode == http.StatusTooManyRequests {
		wait, _ := strconv.Atoi(response.Header.Get("Retry-After"))
		return &slack.RateLimitedError{RetryAfter: time.Duration(wait) * time.Second}
	}
	if response.StatusCode != http.StatusOK {
		return slack.StatusCodeError{Code: response.StatusCode, Status: response.Status}
	}
	return nil
}

// notNil keeps an empty list of blocks from becoming null, which Slack refuses.
func notNil(blocks []slack.Block) []slack.Block {
	if blocks == nil {
		return []slack.Block{}
	}
	return blocks
}

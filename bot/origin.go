package bot

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// responseURLAge is how long a response URL is used; Slack honours it for 30 minutes and five answers
// (docs.slack.dev/interactivity/handling-user-interaction#message_responses).
const responseURLAge = 29 * time.Minute

// maxMetadata is Slack's limit for a view's private_metadata, in bytes.
const maxMetadata = 3000

// origin is where a request came from, as far as its answer needs it. A modal carries its origin in private_metadata, so
// that its answer goes back to where it was opened.
type origin struct {
	Channel     string `json:"c,omitempty"`
	TS          string `json:"ts,omitempty"` // of the message whose button was pressed
	Thread      string `json:"th,omitempty"`
	Ephemeral   bool   `json:"e,omitempty"` // that message is one
	ResponseURL string `json:"u,omitempty"`
	Since       int64  `json:"s,omitempty"` // Unix seconds at which the response URL was given
}

// metadata is a view's private_metadata.
type metadata struct {
	origin
	Modal string `json:"m,omitempty"` // the handler's own
	Key   string `json:"k,omitempty"` // under which the form was sent before, without the person's ID
	First int64  `json:"f,omitempty"` // and when it was the first time, in Unix seconds
}

// encode writes a view's private_metadata. When it is too long the response URL is left out first: the answer is then
// sent by the slower calls.
func (m metadata) encode() (string, error) {
	text, err := json.Marshal(m)
	if err == nil && len(text) > maxMetadata {
		m.ResponseURL = ""
		text, err = json.Marshal(m)
	}
	if err == nil && len(text) > maxMetadata {
		err = fmt.Errorf("modal metadata of %d bytes", len(text))
	}
	return string(text), err
}

// decodeMetadata reads a view's private_metadata. The text passed through a person's client, so a text that can't be
// read counts as empty.
func decodeMetadata(text string) (m metadata, err error) {
	if text == "" {
		return metadata{}, nil
	}
	if len(text) > maxMetadata {
		return metadata{}, fmt.Errorf("private_metadata of %d bytes", len(text))
	}
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		return metadata{}, fmt.Errorf("private_metadata: %w", err)
	}
	return m, nil
}

// answerable reports whether the response URL can still be used. Its host must be Slack's: with a forged one the bot
// would send customers' data elsewhere.
func (o origin) answerable(apiURL string, now time.Time) bool {
	if o.ResponseURL == "" || now.Sub(time.Unix(o.Since, 0)) > responseURLAge {
		return false
	}
	target, err := url.Parse(o.ResponseURL)
	if err != nil || target.User != nil {
		return false
	}
	if target.Scheme == "https" && (target.Host == "hooks.slack.com" || target.Host == "hooks.slack-gov.com") {
		return true
	}
	api, err := url.Parse(apiURL)
	return err == nil && target.Scheme == api.Scheme && target.Host == api.Host
}

// InDM reports whether a request was made in a direct message.
func (r *Request) InDM() bool { return isDM(r.Channel) }

// isDM reports whether a channel ID is a direct message's.
func isDM(channel string) bool { return strings.HasPrefix(channel, "D") }

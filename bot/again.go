package bot

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf16"
)

// AgainAction is the action_id of the button that makes a request once more. Its value is what Request.Again returns.
const AgainAction = "request.again"

// maxAgain is Slack's limit for a button's value, in UTF-16 code units
// (docs.slack.dev/reference/block-kit/block-elements/button-element).
const maxAgain = 2000

// carried is a request as a button carries it, and so through a person's client. It is signed for that person (signature),
// and its key only ever counts among their own (ownKey), unless it is a question's that others may answer as well: such a
// key can't be forged, since it is signed with the rest.
type carried struct {
	origin
	Kind     Kind   `json:"kd"`
	Name     string `json:"n,omitempty"`
	Key      string `json:"k"`
	First    int64  `json:"f"` // Unix seconds at which the request was first made
	Text     string `json:"t,omitempty"`
	Block    string `json:"b,omitempty"`
	Value    string `json:"v,omitempty"`
	View     string `json:"vm,omitempty"` // the metadata of the view it came from
	Author   string `json:"a,omitempty"`  // of the message it refers to
	About    string `json:"ab,omitempty"` // ts of that message
	AboutsIn string `json:"ac,omitempty"` // and its channel
	Cut      bool   `json:"x,omitempty"`  // what was typed didn't fit
	Common   bool   `json:"q,omitempty"`  // the key is not this person's alone
}

// signature proves that a value was made by this bot, whichever of its processes, for this person: they all have the token.
func (b *Bot) signature(user, text string) string {
	mac := hmac.New(sha256.New, []byte(b.options.BotToken))
	mac.Write([]byte(AgainAction + "\x00" + user + "\x00" + text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:signatureBytes])
}

const signatureBytes = 16

// ownKey is a delivery's key among a person's own. A key comes back through that person's client: it can't be another's,
// since it ends with an ID that their requests don't have.
func ownKey(raw, user string) string { return raw + "@" + user }

// Again returns the value of a button AgainAction that makes the request once more under the same key, so that what it
// changes is changed once. What is too long to be carried is left out: the button then only tells whether it was done
// (Request.Cut). "" for requests that nobody makes twice: an opened home, a typeahead, and forms, which are given back
// whole.
func (r *Request) Again() string {
	switch r.Kind {
	case KindCommand, KindAction, KindMention, KindShortcut:
	default:
		return ""
	}
	c := carried{
		origin: r.from, Kind: r.Kind, Name: r.Name, Key: strings.TrimSuffix(r.Key, ownKey("", r.User.ID)), First: r.First.Unix(),
		Text: r.Text, Block: r.Block, Value: r.Value, View: r.View.Metadata, Common: r.common,
	}
	if r.Kind == KindShortcut || r.Kind == KindMention {
		c.Author, c.About, c.AboutsIn = r.Message.User, r.Message.TS, r.Message.Channel
	}
	if r.Kind == KindShortcut {
		c.Text = r.Message.Text
	}
	for _, shorter := range []func(){
		func() {},
		func() { c.ResponseURL = "" },
		func() { c.Text, c.Value, c.View, c.Cut = "", "", "", true },
	} {
		shorter()
		value := c.encode()
		if r.sign != nil {
			value = r.sign(r.User.ID, value) + value
		}
		if len(utf16.Encode([]rune(value))) <= maxAgain {
			return value
		}
	}
	return ""
}

func (c carried) encode() string {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false) // it is no HTML, and room is scarce
	if encoder.Encode(c) != nil {
		return ""
	}
	return strings.TrimSpace(text.String())
}

// carries reads the value of a pressed button AgainAction; false when it isn't one of ours for this person.
func (b *Bot) carries(user, value string) (c carried, ours bool) {
	n := base64.RawURLEncoding.EncodedLen(signatureBytes)
	if len(value) < n || !hmac.Equal([]byte(value[:n]), []byte(b.signature(user, value[n:]))) {
		return c, false
	}
	return c, json.Unmarshal([]byte(value[n:]), &c) == nil && c.Key != ""
}

// carriedAgain turns a press of a button AgainAction into the request that it carries. What isn't ours, or any more since
// the token was changed, stays what it is: there may be a handler of it.
func (b *Bot) carriedAgain(t *task) {
	c, ours := b.carries(t.req.User.ID, t.req.Value)
	if !ours {
		return
	}
	pressed := t.origin
	t.pressed = &pressed
	if t.view != nil && t.view.isModal() { // its own waiting view, which the answer replaces
		t.pressed, t.inView = nil, t.view.ID
	}
	t.view = nil
	if !c.Ephemeral || c.ResponseURL == "" { // that of a message that is to be replaced is needed for it
		c.ResponseURL, c.Since = pressed.ResponseURL, pressed.Since
	}
	t.origin = c.origin
	name := c.Name
	if c.Kind == KindMention {
		name = ""
	}
	b.to(t, c.Kind, name)
	t.req = &Request{
		Kind: c.Kind, Name: c.Name, User: t.req.User, Channel: c.Channel, Thread: c.Thread, Text: c.Text, Block: c.Block,
		Value: c.Value, View: View{Metadata: c.View}, Key: c.Key, Retried: true, Cut: c.Cut, First: time.Unix(c.First, 0), common: c.Common,
	}
	switch c.Kind {
	case KindCommand:
		t.req.Command = c.Name
	case KindAction:
		t.req.Message = Message{Channel: c.Channel, TS: c.TS, Ephemeral: c.Ephemeral}
	case KindMention, KindShortcut:
		t.req.Message = Message{Channel: c.AboutsIn, TS: c.About, User: c.Author, Text: c.Text}
	}
}

// tidy takes the message away whose button made a request once more: the answer has its place.
func (b *Bot) tidy(ctx context.Context, t *task) {
	if t.pressed == nil {
		return
	}
	if err := b.take(ctx, *t.pressed); err != nil {
		b.log.Info("message with a button to try again not removed", "error", err)
	}
}

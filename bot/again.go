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

// AgainAction is the action_id of the button that makes a request again. Its value is what Request.Again returns.
const AgainAction = "request.again"

// maxAgain is Slack's limit for a button's value, in UTF-16 code units
// (docs.slack.dev/reference/block-kit/block-elements/button-element).
const maxAgain = 2000

// carried is a request as a button carries it. The value passes through a person's client, so it is signed for that
// person (signature). Its key counts only among that person's own keys (ownKey), except when it names a question that
// others may answer as well; such a key can't be forged, since it is signed with the rest.
type carried struct {
	origin
	Kind     Kind       `json:"kd"`
	Name     string     `json:"n,omitempty"`
	Key      string     `json:"k"`
	First    int64      `json:"f"` // Unix seconds at which the request was first made
	Text     string     `json:"t,omitempty"`
	Block    string     `json:"b,omitempty"`
	Value    string     `json:"v,omitempty"`
	View     string     `json:"vm,omitempty"` // the metadata of the view it came from
	Author   string     `json:"a,omitempty"`  // author of the message that the request refers to
	About    string     `json:"ab,omitempty"` // ts of that message
	AboutsIn string     `json:"ac,omitempty"` // and its channel
	Cut      bool       `json:"x,omitempty"`  // what was typed didn't fit
	Files    []Attached `json:"fl,omitempty"`
	Common   bool       `json:"q,omitempty"` // others may answer the same question: the key isn't this person's alone
}

// signature proves that this bot made a value for this person. All its processes make the same, since all have the
// token.
func (b *Bot) signature(user, text string) string {
	mac := hmac.New(sha256.New, []byte(b.options.BotToken))
	mac.Write([]byte(AgainAction + "\x00" + user + "\x00" + text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:signatureBytes])
}

const signatureBytes = 16

// ownKey makes a delivery's key one of a person's own. A key comes back through that person's client and can't be
// another's, since it ends with an ID that their requests don't have.
func ownKey(raw, user string) string { return raw + "@" + user }

// Again returns the value for a button AgainAction, which makes the request again under the same key: what the request
// changes is changed once. A text that is too long is left out, and the button then only says whether the request was
// done (Request.Cut). It returns "" for requests that nobody makes again: an opened home, a typeahead, and a form, which
// is given back whole.
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
		c.Author, c.About, c.AboutsIn, c.Files = r.Message.User, r.Message.TS, r.Message.Channel, r.Files
	}
	if r.Kind == KindShortcut {
		c.Text = r.Message.Text
	}
	for _, shorter := range []func(){
		func() {},
		func() { c.ResponseURL = "" },
		func() { c.Text, c.Value, c.View, c.Files, c.Cut = "", "", "", nil, true },
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
	encoder.SetEscapeHTML(false) // the value is no HTML, and it may not be long
	if encoder.Encode(c) != nil {
		return ""
	}
	return strings.TrimSpace(text.String())
}

// carries reads the value of a pressed button AgainAction; false when this bot has not made it for this person.
func (b *Bot) carries(user, value string) (c carried, ours bool) {
	text, ours := unsealed(b.signature, user, value)
	return c, ours && json.Unmarshal([]byte(text), &c) == nil && c.Key != ""
}

// carriedAgain turns a press of a button AgainAction into the request that it carries. A value that this bot has not
// made, or made before the token was changed, leaves the press as it is, since there may be a handler for it.
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
	if !c.Ephemeral || c.ResponseURL == "" { // a message that is to be replaced needs its own response URL
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
		t.req.Message, t.req.Files = Message{Channel: c.AboutsIn, TS: c.About, User: c.Author, Text: c.Text}, c.Files
	}
}

// tidy deletes the message whose button made a request again: the answer takes its place.
func (b *Bot) tidy(ctx context.Context, t *task) {
	if t.pressed == nil {
		return
	}
	if err := b.take(ctx, *t.pressed); err != nil {
		b.log.Info("message with a button to try again not removed", "error", err)
	}
}

// Seal marks a text that passes through the person's client as one that was made for them, so that Unseal knows it again.
func (r *Request) Seal(text string) string {
	if r.sign == nil { // it came from no Slack
		return text
	}
	return r.sign(r.User.ID, text) + text
}

// Unseal returns what Seal marked for this person; ok is false of anything else.
func (r *Request) Unseal(sealed string) (text string, ok bool) {
	if r.sign == nil {
		return sealed, true
	}
	return unsealed(r.sign, r.User.ID, sealed)
}

// unsealed is a text without the signature before it; ok is false where that isn't one made for a person.
func unsealed(sign func(user, text string) string, user, sealed string) (text string, ok bool) {
	n := base64.RawURLEncoding.EncodedLen(signatureBytes)
	if len(sealed) < n || !hmac.Equal([]byte(sealed[:n]), []byte(sign(user, sealed[n:]))) {
		return "", false
	}
	return sealed[n:], true
}

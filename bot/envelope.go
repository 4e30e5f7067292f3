package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack/socketmode"
)

// parse turns an envelope into a task. A nil task without an error needs no answer.
func (b *Bot) parse(ctx context.Context, envelope socketmode.Request) (*task, error) {
	var t *task
	var err error
	switch envelope.Type {
	case socketmode.RequestTypeSlashCommands:
		t, err = b.parseCommand(envelope.Payload)
	case socketmode.RequestTypeInteractive:
		t, err = b.parseInteractive(envelope.Payload)
	case socketmode.RequestTypeEventsAPI:
		t, err = b.parseEvent(ctx, envelope.Payload)
	default:
		return nil, fmt.Errorf("unknown envelope type %q", envelope.Type)
	}
	if err != nil || t == nil {
		return nil, err
	}
	t.complete(envelope.EnvelopeID, b.options.Clock.Now())
	t.req.sign, t.asked.sign = b.signature, b.signature
	return t, nil
}

// complete fills in what every request has: its key and its time. The key is the person's own, unless others may answer
// the same question.
func (t *task) complete(envelope string, now time.Time) {
	t.req.Key = cmp.Or(t.req.Key, "env:"+envelope)
	if t.delivery == "" && !t.req.Retried {
		t.delivery = t.req.Key
	}
	t.delivery = cmp.Or(t.delivery, "env:"+envelope) // a key that is used again names no delivery
	if t.req.Kind == KindAction || t.req.Kind == KindSubmission {
		t.req.Delivery = ownKey(t.delivery, t.req.User.ID)
	}
	if !t.req.common {
		t.req.Key = ownKey(t.req.Key, t.req.User.ID)
	}
	t.req.Time, t.req.Saved, t.req.from = now, new(bool), t.origin
	if t.req.First.IsZero() {
		t.req.First = now
	}
	t.asked = *t.req
}

func (b *Bot) parseCommand(payload json.RawMessage) (*task, error) {
	var p slashPayload
	if err := json.Unmarshal(payload, &p); err != nil {
		return nil, fmt.Errorf("slash command: %w", err)
	}
	t := &task{
		req: &Request{
			Kind: KindCommand, Key: triggerKey(p.TriggerID), User: User{ID: p.UserID, TeamID: p.TeamID},
			Channel: p.ChannelID, Command: p.Command, Text: p.Text, Name: p.Command,
		},
		trigger: p.TriggerID,
		origin:  b.origin(p.ChannelID, p.ResponseURL),
	}
	b.to(t, KindCommand, p.Command)
	return t, nil
}

// to finds, once, the handler of a request.
func (b *Bot) to(t *task, kind Kind, name string) {
	t.route = route{kind, name}
	t.entry = b.options.Router.routes[t.route]
}

func (b *Bot) origin(channel, responseURL string) origin {
	o := origin{Channel: channel, ResponseURL: responseURL}
	if responseURL != "" {
		o.Since = b.options.Clock.Now().Unix()
	}
	return o
}

func triggerKey(trigger string) string {
	if trigger == "" {
		return ""
	}
	return "trg:" + trigger
}

// interactions says what each type of interactive payload is, and which of its fields routes it.
var interactions = map[string]struct {
	kind Kind
	name func(*interactivePayload) string
}{
	"block_actions": {KindAction, func(p *interactivePayload) string {
		if len(p.Actions) == 0 {
			return ""
		}
		return withoutSuffix(p.Actions[0].ActionID)
	}},
	"block_suggestion": {KindOptions, func(p *interactivePayload) string { return withoutSuffix(p.ActionID) }},
	"view_submission":  {KindSubmission, callbackOfView},
	"view_closed":      {KindClosed, callbackOfView},
	"shortcut":         {KindShortcut, func(p *interactivePayload) string { return p.CallbackID }},
	"message_action":   {KindShortcut, func(p *interactivePayload) string { return p.CallbackID }},
}

func callbackOfView(p *interactivePayload) string {
	if p.View == nil {
		return ""
	}
	return p.View.CallbackID
}

// withoutSuffix cuts what keeps action_ids unique within a block.
func withoutSuffix(actionID string) string {
	name, _, _ := strings.Cut(actionID, "/")
	return name
}

func (b *Bot) parseInteractive(payload json.RawMessage) (*task, error) {
	var p interactivePayload
	if err := json.Unmarshal(payload, &p); err != nil {
		return nil, fmt.Errorf("interaction: %w", err)
	}
	known, ok := interactions[p.Type]
	if !ok {
		return nil, fmt.Errorf("unknown interaction type %q", p.Type)
	}
	name := known.name(&p)
	t := &task{
		req: &Request{
			Kind: known.kind, Name: name,
			User: User{ID: p.User.ID, TeamID: p.User.TeamID},
		},
		trigger: p.TriggerID,
		view:    p.View,
	}
	b.to(t, known.kind, name)
	b.fill(t, &p)
	if known.kind == KindAction && name == AgainAction {
		b.carriedAgain(t)
	}
	return t, nil
}

// fill copies what an interaction says of its place, its element, and the fields around it.
func (b *Bot) fill(t *task, p *interactivePayload) {
	req := t.req
	switch req.Kind {
	case KindAction, KindSubmission, KindShortcut:
		t.delivery = triggerKey(p.TriggerID)
		req.Key = t.delivery
	case KindOptions:
		req.Block, req.Query = p.BlockID, p.Value
	}
	if len(p.Actions) > 0 {
		action := p.Actions[0]
		req.Block = action.BlockID
		if values := action.values(); len(values) > 0 {
			req.Value = values[0]
		}
	}
	if p.View != nil {
		m, err := decodeMetadata(p.View.PrivateMetadata)
		if err != nil && p.View.isModal() {
			b.log.Warn("modal came back with broken metadata", "error", err, "callback", p.View.CallbackID)
		}
		t.origin = m.origin
		req.View = View{ID: p.View.ID, Hash: p.View.Hash, Callback: p.View.CallbackID, Metadata: m.Modal}
		req.Form = p.View.State.form()
		req.Key = cmp.Or(b.question(t, ""), req.Key)
		if req.Kind == KindSubmission && m.Key != "" { // the form was sent before, and it isn't known whether that was saved
			req.Key, req.Retried, req.First = m.Key, true, time.Unix(m.First, 0)
		}
		return
	}
	req.Channel = cmp.Or(p.Channel.ID, p.Container.ChannelID)
	req.Form = p.State.form()
	t.origin = b.origin(req.Channel, p.ResponseURL)
	t.fillMessage(p)
	if key := b.question(t, t.origin.TS); key != "" {
		req.Key, req.common = key, true
	}
}

// fillMessage copies the message whose button or shortcut was used.
func (t *task) fillMessage(p *interactivePayload) {
	ts := cmp.Or(p.Container.MessageTS, p.MessageTS)
	message := p.Message
	if message == nil {
		message = &messagePayload{TS: ts, ThreadTS: p.Container.ThreadTS}
	}
	ts = cmp.Or(ts, message.TS)
	if ts == "" {
		return
	}
	t.req.Message = Message{
		Channel: t.req.Channel, TS: ts, User: cmp.Or(message.User, message.BotID), Text: message.Text,
		Ephemeral: p.Container.IsEphemeral,
	}
	t.req.Thread = cmp.Or(message.ThreadTS, p.Container.ThreadTS)
	t.origin.Thread = t.req.Thread
	if t.req.Kind == KindAction { // a shortcut's message is somebody's, and not ours to replace
		t.origin.TS, t.origin.Ephemeral = ts, p.Container.IsEphemeral
	}
}

// parseEvent reads an Events API callback. Events about changed people and channels only make the bot look them up
// again.
func (b *Bot) parseEvent(ctx context.Context, payload json.RawMessage) (*task, error) {
	var p eventPayload
	if err := json.Unmarshal(payload, &p); err != nil {
		return nil, fmt.Errorf("event: %w", err)
	}
	event := p.Event
	user, channel := idOf(event.User), idOf(event.Channel)
	t := &task{
		req: &Request{
			Key: "evt:" + p.EventID, User: User{ID: user, TeamID: cmp.Or(event.UserTeam, event.SourceTeam)}, Channel: channel,
			Text: event.Text, Name: event.Type, Thread: event.ThreadTS, Files: attached(event.Files),
		},
		origin: origin{Channel: channel, Thread: event.ThreadTS},
		event:  true,
	}
	if p.ExtShared {
		b.places.outside(channel)
	}
	switch event.Type {
	case "user_change":
		b.personChanged(ctx, user, event.User)
		return nil, nil
	case "channel_rename", "channel_archive", "channel_deleted", "channel_unarchive":
		b.places.forgetNames()
		b.places.forget(channel)
		return nil, nil
	case "channel_shared", "channel_unshared":
		b.places.forget(channel)
		return nil, nil
	case "channel_id_changed":
		b.channelMoved(ctx, t.req.Key, event.OldChannel, event.NewChannel)
		return nil, nil
	case "reaction_added":
		b.reacted(ctx, &p, user)
		return nil, nil
	case "dnd_updated_user":
		b.there.forget(user)
		return nil, nil
	case "file_shared":
		if event.FileID != "" && !isDM(event.ChannelID) && event.UserID != "" {
			b.working.Go(func() { b.fileShared(ctx, event.ChannelID, event.UserID, event.FileID) })
		}
		return nil, nil
	case "app_home_opened":
		if event.Tab != "home" {
			return nil, nil
		}
		t.req.Channel, t.origin = "", origin{}
		b.to(t, KindHome, "")
	case "app_mention", "message":
		if event.Type == "message" && (event.ChannelType == "channel" || event.ChannelType == "group") {
			b.overhear(ctx, payload, p.ExtShared)
			return nil, nil
		}
		ownKind := event.Type == "app_mention" || event.ChannelType == "im"
		if !ownKind || !saying[event.Subtype] || event.BotID != "" || user == "" {
			return nil, nil
		}
		b.to(t, KindMention, "")
		t.req.Message = Message{Channel: channel, TS: event.TS, User: user, Text: event.Text}
		if len(t.req.Files) > 0 {
			t.req.Key = messageKey(channel, event.TS)
		}
	default:
		return nil, nil
	}
	t.req.Kind = t.route.kind
	return t, nil
}

// saying are the subtypes of events that tell of a person's own message: a plain one, one with a file, one from a thread that
// went to the channel as well, and one by /me (docs.slack.dev/reference/events/message). All others tell of something else.
var saying = map[string]bool{"": true, "file_share": true, "thread_broadcast": true, "me_message": true}

// withoutMention cuts the bot's own mention from the beginning of a text.
func withoutMention(text, self string) string {
	text = strings.TrimSpace(text)
	rest, found := strings.CutPrefix(text, "<@"+self)
	if self == "" || !found {
		return text
	}
	tag, after, closed := strings.Cut(rest, ">")
	if !closed || (tag != "" && tag[0] != '|') {
		return text
	}
	return strings.TrimSpace(after)
}

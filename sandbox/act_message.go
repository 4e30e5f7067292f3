package sandbox

import (
	"strings"

	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
	"github.com/guanxi-crm/guanxi/sandbox/workspace"
)

// Editing is a person's change of what a message of theirs says.
type Editing struct {
	User      string `json:"user"`
	Channel   string `json:"channel"`
	MessageTS string `json:"messageTs"`
	Text      string `json:"text"`
}

// Edit lets a person edit a message of their own, and tells the app with
// message_changed. https://docs.slack.dev/reference/events/message/message_changed
func (s *Server) Edit(in Editing) (Result, error) {
	channel, before, err := s.theirs(in.User, in.Channel, in.MessageTS)
	if err != nil {
		return Result{}, err
	}
	if strings.TrimSpace(in.Text) == "" && len(before.Files) == 0 {
		return Result{}, notPossible("an empty message")
	}
	text := s.typedMessage(in.Text)
	after, err := s.state.ChangeMessage(channel.ID, before.TS, func(m *Message) {
		m.Text, m.Blocks = text, []blockkit.Object{blockkit.RichText(in.Text).With("block_id", "r0")}
		m.Edited = s.edited(before.User)
	})
	if err != nil {
		return Result{}, err
	}
	s.announceChange(channel, before, after)
	return Result{ID: s.newID("edit-"), TS: before.TS}, nil
}

// edited is the mark of an edit now. Slack writes it in whole seconds.
func (s *Server) edited(user string) *workspace.Edited {
	return &workspace.Edited{User: user, TS: workspace.TS(s.state.Clock().Now().Unix() * 1e6)}
}

// Deleting is a person's removal of a message of theirs.
type Deleting struct {
	User      string `json:"user"`
	Channel   string `json:"channel"`
	MessageTS string `json:"messageTs"`
}

// Delete lets a person delete a message of their own, and tells the app. Where
// it has replies, a tombstone takes its place, which goes with the last of
// them. https://docs.slack.dev/reference/events/message/message_deleted
func (s *Server) Delete(in Deleting) (Result, error) {
	channel, before, err := s.theirs(in.User, in.Channel, in.MessageTS)
	if err != nil {
		return Result{}, err
	}
	return Result{ID: s.newID("deletion-"), TS: before.TS}, s.remove(channel, before)
}

// remove takes a message away, whoever asked for it.
func (s *Server) remove(channel Channel, before Message) error {
	if before.ReplyCount > 0 {
		after, err := s.state.ChangeMessage(channel.ID, before.TS, func(m *Message) {
			m.Subtype, m.User, m.Text, m.BotID, m.AppID = "tombstone", slackbot, "This message was deleted.", "", ""
			m.Blocks, m.Files, m.Attachments, m.Edited, m.Reactions = nil, nil, nil, nil, nil
		})
		if err == nil {
			s.announceChange(channel, before, after)
		}
		return err
	}
	if err := s.state.Delete(channel.ID, before.TS); err != nil {
		return err
	}
	s.announceDeletion(channel, before)
	root, err := s.state.Message(channel.ID, before.ThreadTS)
	if err == nil && root.Subtype == "tombstone" && root.ReplyCount == 0 {
		return s.remove(channel, root)
	}
	return nil
}

// slackbot is Slack's own bot.
const slackbot = "USLACKBOT"

// theirs finds a message that a person may change: their own.
func (s *Server) theirs(name, place, ts string) (Channel, Message, error) {
	user, channel, err := s.actor(name, place)
	if err != nil {
		return Channel{}, Message{}, err
	}
	message, err := s.state.Message(channel.ID, ts)
	switch {
	case err != nil || !message.VisibleTo(user.ID):
		return Channel{}, Message{}, notThere("no message %s in %q", ts, place)
	case message.User != user.ID || message.EphemeralTo != "":
		return Channel{}, Message{}, notPossible("the message is not %s's", user.Name)
	}
	return channel, message, nil
}

// announceChange tells the app that a message has changed.
func (s *Server) announceChange(channel Channel, before, after Message) {
	s.announceHidden(channel, before, map[string]any{
		"subtype": "message_changed", "message": s.messageObject(after, true), "previous_message": s.messageObject(before, true),
	})
}

// announceDeletion tells the app that a message is no more.
func (s *Server) announceDeletion(channel Channel, before Message) {
	s.announceHidden(channel, before, map[string]any{
		"subtype": "message_deleted", "deleted_ts": before.TS, "previous_message": s.messageObject(before, true),
	})
}

// announceHidden tells the app of something that isn't shown as a message. Its ts is the event's own.
func (s *Server) announceHidden(channel Channel, about Message, event map[string]any) {
	name, kind := subscription(channel)
	if about.EphemeralTo != "" || !channel.HasMember(s.app.BotUser) || kind != "im" && !s.events[name] {
		return
	}
	at := s.state.NewTS()
	event["type"], event["hidden"], event["channel"], event["channel_type"], event["ts"], event["event_ts"] = "message", true, channel.ID, kind, at, at
	s.publish(name, event)
}

// announceOwn tells the app of a message of its own in a channel, as Slack does
// where it has subscribed to the channel's messages. Slack tells of those in
// direct messages as well; the sandbox doesn't.
func (s *Server) announceOwn(message Message) {
	channel, err := s.state.Channel(message.Channel)
	if err == nil && !channel.IM && message.EphemeralTo == "" {
		s.announceTo(channel, message, false)
	}
}

// postOwn posts a message of the app's and announces it.
func (s *Server) postOwn(message Message) (Message, error) {
	posted, err := s.state.Post(message)
	if err == nil {
		s.announceOwn(posted)
	}
	return posted, err
}

// changeOwn changes a message of the app's and announces that.
func (s *Server) changeOwn(channel, ts string, change func(*Message)) (Message, error) {
	before, err := s.state.Message(channel, ts)
	if err != nil {
		return Message{}, err
	}
	after, err := s.state.ChangeMessage(channel, ts, change)
	if place, found := s.state.Channel(channel); err == nil && found == nil && !place.IM {
		s.announceChange(place, before, after)
	}
	return after, err
}

// removeOwn deletes a message of the app's.
func (s *Server) removeOwn(channel, ts string) error {
	place, err := s.state.Channel(channel)
	if err != nil {
		return err
	}
	before, err := s.state.Message(channel, ts)
	switch {
	case err != nil:
		return err
	case place.IM || before.EphemeralTo != "":
		return s.state.Delete(channel, ts)
	}
	return s.remove(place, before)
}

// subscription is the event by which an app gets a conversation's messages, and
// what the event calls the conversation.
func subscription(channel Channel) (name, kind string) {
	switch {
	case channel.IM:
		return "message.im", "im"
	case channel.Private:
		return "message.groups", "group"
	}
	return "message.channels", "channel"
}

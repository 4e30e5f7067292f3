package sandbox

import (
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf16"

	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
	"github.com/guanxi-crm/guanxi/sandbox/workspace"
)

// maxMetadata is the size in bytes of a message's metadata.
// https://docs.slack.dev/messaging/message-metadata
const maxMetadata = 16 << 10

// content is what a message says, however it was sent.
type content struct {
	text                   string
	textGiven, blocksGiven bool
	blocks                 []blockkit.Object
	attachments            json.RawMessage
	metadata               json.RawMessage
	metadataGiven          bool
}

func (c call) content() (content, error) {
	out := content{text: c.text("text")}
	_, out.textGiven = c.values["text"]
	if markdown := c.text("markdown_text"); markdown != "" {
		if c.has("text") || c.has("blocks") {
			return out, failure("markdown_text_conflict")
		}
		out.text, out.textGiven = markdown, true
	}
	if len(utf16.Encode([]rune(out.text))) > 40_000 {
		return out, failure("msg_too_long")
	}
	var err error
	if out.blocks, out.blocksGiven, err = c.blocks(); err != nil {
		return out, err
	}
	if c.has("attachments") {
		value, err := c.structure("attachments")
		if _, ok := value.([]any); err != nil || !ok {
			return out, failure("invalid_attachments")
		}
		out.attachments, _ = json.Marshal(value)
	}
	out.metadata, out.metadataGiven, err = c.metadata()
	return out, err
}

// metadata reads and checks the message's metadata.
func (c call) metadata() (metadata json.RawMessage, given bool, err error) {
	if !c.has("metadata") {
		return nil, false, nil
	}
	value, err := c.structure("metadata")
	object, ok := value.(blockkit.Object)
	if err != nil || !ok {
		return nil, true, failure("invalid_metadata_format")
	}
	if len(object) == 0 {
		return nil, true, nil
	}
	if problems := blockkit.CheckMetadata(object); len(problems) > 0 {
		return nil, true, refused("invalid_metadata_schema", problems)
	}
	encoded, err := json.Marshal(object)
	if err != nil {
		return nil, true, failure("invalid_metadata_format")
	}
	if len(encoded) > maxMetadata {
		return nil, true, failure("metadata_too_large")
	}
	return encoded, true, nil
}

// destination resolves where a message goes: a channel's id or name, or a
// user's id, whose direct message with the app is opened.
func (s *Server) destination(c call) (Channel, error) {
	id, err := c.required("channel")
	if err != nil {
		return Channel{}, err
	}
	if _, ok := s.userByID(id); ok {
		channel, _, err := s.openIM(id)
		return channel, err
	}
	channel, err := s.state.Channel(id)
	switch {
	case err != nil || !s.sees(channel):
		return Channel{}, failure("channel_not_found")
	case channel.Archived:
		return Channel{}, failure("is_archived")
	case !channel.HasMember(s.app.BotUser) && !s.rights.has("chat:write.public"):
		return Channel{}, failure("not_in_channel")
	}
	return channel, nil
}

// botMessage is a message the app says in a channel.
func (s *Server) botMessage(channel string, what content) Message {
	return Message{
		Channel: channel, User: s.app.BotUser, BotID: s.app.BotID, AppID: s.app.ID, Text: what.text,
		Blocks: what.blocks, Attachments: what.attachments, Metadata: what.metadata,
	}
}

// said is where a message goes, and what it says, which is not nothing.
func (s *Server) said(c call) (channel Channel, what content, err error) {
	if channel, err = s.destination(c); err != nil {
		return channel, what, err
	}
	if what, err = c.content(); err != nil {
		return channel, what, err
	}
	if what.text == "" && len(what.blocks) == 0 && len(what.attachments) == 0 {
		err = failure("no_text")
	}
	return channel, what, err
}

func (s *Server) chatPostMessage(c call) (reply, error) {
	channel, what, err := s.said(c)
	if err != nil {
		return nil, err
	}
	message := s.botMessage(channel.ID, what)
	if message.ThreadTS, err = s.thread(c, channel.ID); err != nil {
		return nil, err
	}
	message.Broadcast = message.ThreadTS != "" && c.flag("reply_broadcast")
	if wait := s.pace.message(channel.ID); wait > 0 {
		return nil, limited(wait)
	}
	if message, err = s.postOwn(message); err != nil {
		return nil, err
	}
	return reply{"channel": channel.ID, "ts": message.TS, "message": s.messageObject(message, true)}, nil
}

// thread is the root of the thread a message shall go into, if any.
func (s *Server) thread(c call, channel string) (string, error) {
	ts := c.text("thread_ts")
	if ts == "" {
		return "", nil
	}
	root, err := s.state.Message(channel, ts)
	if err != nil || root.EphemeralTo != "" {
		return "", failure("thread_not_found")
	}
	if root.ThreadTS != "" && root.ThreadTS != root.TS {
		return root.ThreadTS, nil
	}
	return ts, nil
}

func (s *Server) chatPostEphemeral(c call) (reply, error) {
	userID, err := c.required("user")
	if err != nil {
		return nil, err
	}
	channel, err := s.destination(c)
	if err != nil {
		return nil, err
	}
	if !channel.HasMember(userID) {
		return nil, failure("user_not_in_channel")
	}
	what, err := c.content()
	if err != nil {
		return nil, err
	}
	if what.text == "" && len(what.blocks) == 0 && len(what.attachments) == 0 {
		return nil, failure("no_text")
	}
	message := s.botMessage(channel.ID, what)
	message.EphemeralTo = userID
	if message.ThreadTS, err = s.thread(c, channel.ID); err != nil {
		return nil, err
	}
	if message, err = s.state.Post(message); err != nil {
		return nil, err
	}
	return reply{"message_ts": message.TS}, nil
}

// own finds a message everybody sees and the app wrote.
func (s *Server) own(c call, refusal string) (Message, error) {
	channel, err := s.channelFor(c)
	if err != nil {
		return Message{}, err
	}
	ts, err := c.required("ts")
	if err != nil {
		return Message{}, err
	}
	message, err := s.state.Message(channel.ID, ts)
	switch {
	case err != nil || message.EphemeralTo != "":
		return Message{}, failure("message_not_found")
	case message.BotID != s.app.BotID:
		return Message{}, failure(refusal)
	}
	return message, nil
}

func (s *Server) chatUpdate(c call) (reply, error) {
	message, err := s.own(c, "cant_update_message")
	if err != nil {
		return nil, err
	}
	what, err := c.content()
	if err != nil {
		return nil, err
	}
	if !what.textGiven && !what.blocksGiven && len(what.attachments) == 0 {
		return nil, failure("no_text")
	}
	message, err = s.changeOwn(message.Channel, message.TS, func(m *Message) { s.edit(m, what) })
	if err != nil {
		return nil, err
	}
	return reply{
		"channel": message.Channel, "ts": message.TS, "text": message.Text, "message": s.messageObject(message, true),
	}, nil
}

// edit replaces what was given; blocks, attachments and metadata that were
// not given stay. https://docs.slack.dev/reference/methods/chat.update
func (s *Server) edit(message *Message, what content) {
	if what.textGiven {
		message.Text = what.text
	}
	if what.blocksGiven {
		message.Blocks = what.blocks
	}
	if what.attachments != nil {
		message.Attachments = what.attachments
	}
	if what.metadataGiven {
		message.Metadata = what.metadata
	}
	now := workspace.TS(s.state.Clock().Now().UnixMicro())
	message.Edited = &workspace.Edited{User: s.app.BotUser, TS: now}
}

func (s *Server) chatDelete(c call) (reply, error) {
	message, err := s.own(c, "cant_delete_message")
	if err != nil {
		return nil, err
	}
	if err := s.removeOwn(message.Channel, message.TS); err != nil {
		return nil, err
	}
	return reply{"channel": message.Channel, "ts": message.TS}, nil
}

func (s *Server) chatGetPermalink(c call) (reply, error) {
	channel, err := s.channelFor(c)
	if err != nil {
		return nil, err
	}
	ts := c.text("message_ts")
	if _, err := s.state.Message(channel.ID, ts); errors.Is(err, workspace.ErrMessageNotFound) {
		return nil, failure("message_not_found")
	}
	link := "https://" + s.state.Team().Domain + ".slack.com/archives/" + channel.ID + "/p" + strings.ReplaceAll(ts, ".", "")
	return reply{"channel": channel.ID, "permalink": link}, nil
}

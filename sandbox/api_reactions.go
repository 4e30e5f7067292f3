package sandbox

import (
	"errors"
	"regexp"
	"slices"
	"unicode/utf8"

	"github.com/guanxi-crm/guanxi/sandbox/workspace"
)

// isEmoji reports how an emoji may be named, without its colons.
func isEmoji(name string) bool {
	return emojiName.MatchString(name) && utf8.RuneCountInString(name) <= 120
}

// emojiName has no bound of its own: counting classes of Unicode takes megabytes.
var emojiName = regexp.MustCompile(`^[\p{L}\p{N}_+'-]+(::skin-tone-[2-6])?$`)

// reactedItem is the message a reactions call is about.
func (s *Server) reactedItem(c call) (channel Channel, ts string, err error) {
	if !c.has("channel") || !c.has("timestamp") {
		return Channel{}, "", failure("no_item_specified")
	}
	if channel, err = s.channelFor(c); err != nil {
		return Channel{}, "", err
	}
	if channel.Archived {
		return Channel{}, "", failure("is_archived")
	}
	if _, ok := workspace.ParseTS(c.text("timestamp")); !ok {
		return Channel{}, "", failure("bad_timestamp")
	}
	return channel, c.text("timestamp"), nil
}

// reactionsAdd: https://docs.slack.dev/reference/methods/reactions.add
func (s *Server) reactionsAdd(c call) (reply, error) { return s.apiReact(c, true) }

// reactionsRemove: https://docs.slack.dev/reference/methods/reactions.remove
func (s *Server) reactionsRemove(c call) (reply, error) { return s.apiReact(c, false) }

func (s *Server) apiReact(c call, on bool) (reply, error) {
	if !isEmoji(c.text("name")) {
		return nil, failure("invalid_name")
	}
	channel, ts, err := s.reactedItem(c)
	if err != nil {
		return nil, err
	}
	return reply{}, s.react(s.app.BotUser, channel, ts, c.text("name"), on)
}

// react changes a reaction and tells the app, also of its own, as Slack does.
// https://docs.slack.dev/reference/events/reaction_added
func (s *Server) react(user string, channel Channel, ts, name string, on bool) error {
	message, err := s.state.React(channel.ID, ts, user, name, on)
	if err != nil {
		return err
	}
	if !channel.HasMember(s.app.BotUser) {
		return nil
	}
	event := "reaction_added"
	if !on {
		event = "reaction_removed"
	}
	s.publish(event, map[string]any{
		"type": event, "user": user, "reaction": name, "item_user": message.User,
		"item": map[string]any{"type": "message", "channel": channel.ID, "ts": ts},
	})
	return nil
}

// reactionsGet: https://docs.slack.dev/reference/methods/reactions.get
func (s *Server) reactionsGet(c call) (reply, error) {
	channel, ts, err := s.reactedItem(c)
	if err != nil {
		return nil, err
	}
	message, err := s.state.Message(channel.ID, ts)
	if err != nil || message.EphemeralTo != "" {
		return nil, failure("message_not_found")
	}
	return reply{"type": "message", "channel": channel.ID, "message": s.messageObject(message, false)}, nil
}

// reactionsList is what a user, the bot when none is named, has reacted to.
// https://docs.slack.dev/reference/methods/reactions.list
func (s *Server) reactionsList(c call) (reply, error) {
	user := c.text("user")
	if user == "" {
		user = s.app.BotUser
	}
	if _, ok := s.userByID(user); !ok {
		return nil, failure("user_not_found")
	}
	found := []Message{}
	for _, channel := range s.state.Channels() {
		if !channel.HasMember(s.app.BotUser) {
			continue
		}
		messages, err := s.state.Messages(channel.ID, "")
		if err != nil {
			return nil, err
		}
		for _, message := range messages {
			if slices.ContainsFunc(message.Reactions, func(r workspace.Reaction) bool { return slices.Contains(r.Users, user) }) {
				found = append(found, message)
			}
		}
	}
	part, metadata, err := page(c, found, 100, 1000)
	if err != nil {
		return nil, err
	}
	items := make([]map[string]any, len(part))
	for i, message := range part {
		items[i] = map[string]any{"type": "message", "channel": message.Channel, "message": s.messageObject(message, false)}
	}
	return reply{"items": items, "response_metadata": metadata}, nil
}

// Reacting is a person's emoji at a message; Remove takes it off again.
type Reacting struct {
	User      string `json:"user"`
	Channel   string `json:"channel"`
	MessageTS string `json:"messageTs"`
	Name      string `json:"name"`
	Remove    bool   `json:"remove"`
}

// React lets a person put an emoji at a message, or take it off.
func (s *Server) React(in Reacting) (Result, error) {
	user, channel, err := s.actor(in.User, in.Channel)
	if err != nil {
		return Result{}, err
	}
	if !isEmoji(in.Name) {
		return Result{}, notPossible("%q is no emoji", in.Name)
	}
	switch err := s.react(user.ID, channel, in.MessageTS, in.Name, !in.Remove); {
	case errors.Is(err, workspace.ErrMessageNotFound):
		return Result{}, notThere("no message %s everybody sees in %q", in.MessageTS, in.Channel)
	case err != nil:
		return Result{}, notPossible("%v", err)
	}
	return Result{ID: s.newID("reaction-")}, nil
}

package sandbox

import (
	"cmp"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/sandbox/socket"
	"github.com/guanxi-crm/guanxi/sandbox/workspace"
)

// publish sends an event to the app if it has subscribed to it. name is the
// subscription ("message.im"), event the inner event.
// https://docs.slack.dev/apis/events-api#event-type-structure
func (s *Server) publish(name string, event map[string]any) {
	if !s.hears(name) {
		return
	}
	ours := s.state.Team()
	team := ours.ID
	now := s.state.Clock().Now()
	if event["event_ts"] == nil {
		event["event_ts"] = workspace.TS(now.UnixMicro())
	}
	body := map[string]any{
		"token": "sandbox", "team_id": team, "api_app_id": s.app.ID, "event": event, "type": "event_callback",
		"event_id": workspace.NewID("Ev"), "event_time": now.Unix(), "is_ext_shared_channel": s.extShared(placeOf(event)),
		"authorizations": []any{map[string]any{
			"enterprise_id": orNull(ours.EnterpriseID), "team_id": team, "user_id": s.app.BotUser, "is_bot": true, "is_enterprise_install": false,
		}},
	}
	envelope := socket.Envelope{Type: socket.EventsAPI, Subtype: name, Payload: func(string) any { return body }}
	if !s.held.take(name, envelope) {
		s.hub.Publish(envelope)
	}
}

// placeOf is the channel an event is about, as far as it says so.
func placeOf(event map[string]any) any {
	if item, ok := event["item"].(map[string]any); ok {
		return item["channel"]
	}
	return event["channel"]
}

// extShared tells whether an event's channel is shared with another company.
func (s *Server) extShared(channel any) bool {
	id, _ := channel.(string)
	found, err := s.state.Channel(id)
	return err == nil && found.ID == id && found.ExtShared
}

// orNull is what Slack says where a workspace has none of something.
func orNull(id string) any {
	if id == "" {
		return nil
	}
	return id
}

// announce tells the app of a person's message.
func (s *Server) announce(channel Channel, message Message) { s.announceTo(channel, message, true) }

// announceTo is announce; with mentions the app is told that it is mentioned.
func (s *Server) announceTo(channel Channel, message Message, mentions bool) {
	if !channel.HasMember(s.app.BotUser) {
		return
	}
	event := s.messageObject(message, true)
	event["channel"], event["event_ts"] = channel.ID, message.TS
	switch {
	case channel.IM:
		event["channel_type"] = "im"
		s.publish("message.im", event)
		return
	case mentions && strings.Contains(message.Text, "<@"+s.app.BotUser+">"):
		mention := s.messageObject(message, true)
		mention["type"], mention["channel"], mention["event_ts"] = "app_mention", channel.ID, message.TS
		s.publish("app_mention", mention)
	}
	// Messages in channels go only to apps that have said they want them.
	if name, kind := subscription(channel); s.events[name] {
		if root, err := s.state.Message(channel.ID, message.ThreadTS); err == nil && message.Broadcast {
			event["subtype"], event["root"] = "thread_broadcast", s.messageObject(root, false)
		}
		event["channel_type"] = kind
		s.publish(name, event)
	}
}

// OpenHome is a person opening the app's home ("home") or messages tab.
func (s *Server) OpenHome(user, tab string) (Result, error) {
	person, _, err := s.actor(user, "")
	if err != nil {
		return Result{}, err
	}
	if tab == "" {
		tab = "home"
	}
	channel, _, err := s.state.OpenIM(person.ID)
	if err != nil {
		return Result{}, err
	}
	event := map[string]any{"type": "app_home_opened", "user": person.ID, "channel": channel.ID, "tab": tab}
	if view, ok := s.state.Home(person.ID); ok && tab == "home" {
		event["view"] = s.viewObject(view, nil)
	}
	s.publish("app_home_opened", event)
	return Result{ID: s.newID("home-")}, nil
}

// ChangeUser alters a person and tells the app with a user_change event.
func (s *Server) ChangeUser(id string, change func(*User)) (User, error) {
	before, err := s.state.User(id)
	if err != nil {
		return User{}, notThere("no user %q", id)
	}
	user, err := s.state.ChangeUser(id, change)
	if err != nil {
		return User{}, notThere("no user %q", id)
	}
	if before.DND != user.DND { // https://docs.slack.dev/reference/events/dnd_updated_user
		s.publish("dnd_updated_user", map[string]any{"type": "dnd_updated_user", "user": user.ID, "dnd_status": s.dnd(user)})
	}
	s.publish("user_change", map[string]any{"type": "user_change", "user": s.userObject(user, true), "cache_ts": s.state.Clock().Now().Unix()})
	return user, nil
}

// ChannelChange is what happens to a channel; empty fields change nothing.
type ChannelChange struct {
	Channel  string   `json:"channel"`
	ID       string   `json:"id"` // another one, as of a channel that comes to be shared
	Rename   string   `json:"rename"`
	Archived *bool    `json:"archived"`
	Join     []string `json:"join"`
	Leave    []string `json:"leave"`
	// With another company (Slack Connect), invited or there, or with another
	// workspace of the same Enterprise Grid; Team is the other workspace.
	ExtShared        *bool  `json:"is_ext_shared"`
	PendingExtShared *bool  `json:"is_pending_ext_shared"`
	OrgShared        *bool  `json:"is_org_shared"`
	Team             string `json:"team"`
}

// ChangeChannel renames, archives, shares or gives another ID to a channel or moves people in or out, and
// tells the app with the events it has asked for.
func (s *Server) ChangeChannel(in ChannelChange) (Channel, error) {
	channel, err := s.state.Channel(in.Channel)
	if err != nil {
		return Channel{}, notThere("no channel %q", in.Channel)
	}
	joined, left, err := s.resolveMembers(in.Join, in.Leave)
	if err != nil {
		return Channel{}, err
	}
	if in.ID != "" && in.ID != channel.ID {
		was := channel.ID
		if channel, err = s.state.MoveChannel(was, in.ID); err != nil {
			return Channel{}, notPossible("%s can't have the ID %q", in.Channel, in.ID)
		}
		s.publish("channel_id_changed", map[string]any{"type": "channel_id_changed", "old_channel_id": was, "new_channel_id": channel.ID})
	}
	before := channel
	if !channel.ExtShared && (in.ExtShared == nil || !*in.ExtShared) {
		for _, id := range joined {
			if user, ok := s.userByID(id); ok && s.state.Team().External(user) {
				return Channel{}, notPossible("%s is of another company: share the channel first", user.Name)
			}
		}
	}
	channel, err = s.state.ChangeChannel(channel.ID, func(c *Channel) {
		put(&c.ExtShared, in.ExtShared)
		put(&c.PendingExtShared, in.PendingExtShared)
		put(&c.OrgShared, in.OrgShared)
		if c.ConnectedTeams = nil; c.ExtShared || c.OrgShared {
			c.ConnectedTeams = append(c.ConnectedTeams, cmp.Or(in.Team, "T0PARTNER"))
		}
		if in.Rename != "" {
			c.Name = in.Rename
		}
		put(&c.Archived, in.Archived)
		for _, id := range joined {
			if !c.HasMember(id) {
				c.Members = append(c.Members, id)
			}
		}
		c.Members = slices.DeleteFunc(c.Members, func(id string) bool { return slices.Contains(left, id) })
	})
	if err != nil {
		return Channel{}, err
	}
	if before.Name != channel.Name {
		s.publish("channel_rename", map[string]any{
			"type": "channel_rename", "channel": map[string]any{"id": channel.ID, "name": channel.Name, "created": channel.Created},
		})
	}
	if before.Archived != channel.Archived {
		name := map[bool]string{true: "channel_archive", false: "channel_unarchive"}[channel.Archived]
		s.publish(name, map[string]any{"type": name, "channel": channel.ID, "user": s.app.BotUser})
	}
	s.announceSharing(before, channel)
	for name, members := range map[string][]string{"member_joined_channel": joined, "member_left_channel": left} {
		for _, id := range members {
			s.publish(name, map[string]any{
				"type": name, "user": id, "channel": channel.ID, "channel_type": "C", "team": s.state.Team().ID,
			})
		}
	}
	return channel, nil
}

// announceSharing tells the app that a channel is shared with another workspace
// now, or with one less.
// https://docs.slack.dev/reference/events/channel_shared and channel_unshared
func (s *Server) announceSharing(before, after Channel) {
	was, is := before.ExtShared || before.OrgShared, after.ExtShared || after.OrgShared
	switch {
	case is && (!was || before.ExtShared != after.ExtShared):
		s.publish("channel_shared", map[string]any{"type": "channel_shared", "connected_team_id": after.ConnectedTeams[0], "channel": after.ID})
	case was && !is:
		s.publish("channel_unshared", map[string]any{
			"type": "channel_unshared", "previously_connected_team_id": before.ConnectedTeams[0], "channel": after.ID, "is_ext_shared": after.ExtShared,
		})
	}
}

func (s *Server) resolveMembers(join, leave []string) (joined, left []string, err error) {
	for i, name := range append(slices.Clone(join), leave...) {
		user, err := s.state.User(name)
		if err != nil {
			return nil, nil, notThere("no user %q", name)
		}
		if i < len(join) {
			joined = append(joined, user.ID)
		} else {
			left = append(left, user.ID)
		}
	}
	return joined, left, nil
}

package sandbox

import (
	"slices"

	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
	"github.com/guanxi-crm/guanxi/sandbox/workspace"
)

// sees tells whether the app knows that the channel exists.
func (s *Server) sees(channel Channel) bool {
	return !channel.Private && !channel.IM || channel.HasMember(s.app.BotUser)
}

// channelFor finds a channel the app may know of, by its id.
func (s *Server) channelFor(c call) (Channel, error) {
	id, err := c.required("channel")
	if err != nil {
		return Channel{}, err
	}
	channel, err := s.state.Channel(id)
	if err != nil || channel.ID != id || !s.sees(channel) {
		return Channel{}, failure("channel_not_found")
	}
	return channel, nil
}

// channelObject is https://docs.slack.dev/reference/objects/conversation-object
func (s *Server) channelObject(channel Channel, members bool) map[string]any {
	object := map[string]any{
		"id": channel.ID, "created": channel.Created, "is_im": channel.IM, "is_org_shared": channel.OrgShared,
		"is_ext_shared": channel.ExtShared, "is_shared": channel.ExtShared || channel.OrgShared,
		"is_archived": channel.Archived, "context_team_id": s.state.Team().ID,
	}
	if channel.IM {
		object["user"] = channel.User
		object["is_user_deleted"] = false
		return object
	}
	object["name"], object["name_normalized"] = channel.Name, channel.Name
	object["is_channel"], object["is_group"] = !channel.Private, channel.Private
	object["is_private"], object["is_mpim"] = channel.Private, false
	object["is_pending_ext_shared"] = channel.PendingExtShared
	object["pending_shared"], object["pending_connected_team_ids"] = []string{}, []string{}
	teams := append([]string{s.state.Team().ID}, channel.ConnectedTeams...)
	object["shared_team_ids"] = teams
	if channel.ExtShared {
		object["connected_team_ids"], object["internal_team_ids"] = channel.ConnectedTeams, []string{s.state.Team().ID}
	}
	if channel.PendingExtShared {
		object["pending_shared"] = []string{"pending"}
	}
	object["is_general"] = channel.Name == "general"
	object["is_member"] = channel.HasMember(s.app.BotUser)
	object["creator"] = channel.Creator
	object["topic"] = map[string]any{"value": channel.Topic, "creator": "", "last_set": 0}
	object["purpose"] = map[string]any{"value": channel.Purpose, "creator": "", "last_set": 0}
	if members {
		object["num_members"] = len(channel.Members)
	}
	return object
}

func (s *Server) conversationsList(c call) (reply, error) {
	return s.listChannels(c, s.sees)
}

func (s *Server) usersConversations(c call) (reply, error) {
	user := c.text("user")
	if user == "" {
		user = s.app.BotUser
	}
	if _, ok := s.userByID(user); !ok {
		return nil, failure("user_not_found")
	}
	return s.listChannels(c, func(channel Channel) bool { return channel.HasMember(user) && s.sees(channel) })
}

func (s *Server) listChannels(c call, include func(Channel) bool) (reply, error) {
	types := c.list("types")
	if len(types) == 0 {
		types = []string{"public_channel"}
	}
	for _, kind := range types {
		if !slices.Contains([]string{"public_channel", "private_channel", "mpim", "im"}, kind) {
			return nil, failure("invalid_types")
		}
	}
	var found []Channel
	for _, channel := range s.state.Channels() {
		if include(channel) && slices.Contains(types, channelType(channel)) && (!channel.Archived || !c.flag("exclude_archived")) {
			found = append(found, channel)
		}
	}
	part, metadata, err := page(c, found, 100, 999)
	if err != nil {
		return nil, err
	}
	objects := make([]map[string]any, len(part))
	for i, channel := range part {
		objects[i] = s.channelObject(channel, true)
	}
	return reply{"channels": objects, "response_metadata": metadata}, nil
}

func channelType(channel Channel) string {
	switch {
	case channel.IM:
		return "im"
	case channel.Private:
		return "private_channel"
	}
	return "public_channel"
}

func (s *Server) conversationsInfo(c call) (reply, error) {
	channel, err := s.channelFor(c)
	if err != nil {
		return nil, err
	}
	return reply{"channel": s.channelObject(channel, c.flag("include_num_members"))}, nil
}

func (s *Server) conversationsMembers(c call) (reply, error) {
	channel, err := s.channelFor(c)
	if err != nil {
		return nil, err
	}
	members, metadata, err := page(c, channel.Members, 100, 1000)
	if err != nil {
		return nil, err
	}
	return reply{"members": members, "response_metadata": metadata}, nil
}

func (s *Server) conversationsOpen(c call) (reply, error) {
	users := c.list("users")
	if id := c.text("channel"); id != "" {
		channel, err := s.channelFor(c)
		if err != nil {
			return nil, err
		}
		users = []string{channel.User}
	}
	if len(users) == 0 {
		return nil, failure("users_list_not_supplied")
	}
	if len(users) > 1 {
		return nil, failure("not_enough_users").with("detail", "the sandbox has no group direct messages yet")
	}
	channel, created, err := s.openIM(users[0])
	if err != nil {
		return nil, err
	}
	object := map[string]any{"id": channel.ID}
	if c.flag("return_im") {
		object = s.channelObject(channel, false)
	}
	answer := reply{"channel": object}
	if !created {
		answer["no_op"], answer["already_open"] = true, true
	}
	return answer, nil
}

// openIM opens the app's direct message with a user who can have one.
func (s *Server) openIM(id string) (channel Channel, created bool, err error) {
	user, ok := s.userByID(id)
	switch {
	case !ok:
		return Channel{}, false, failure("user_not_found")
	case user.Deleted:
		return Channel{}, false, failure("user_disabled")
	case user.IsBot:
		return Channel{}, false, failure("cannot_dm_bot")
	case user.IsStranger:
		return Channel{}, false, failure("user_not_visible")
	}
	return s.state.OpenIM(id)
}

func (s *Server) conversationsJoin(c call) (reply, error) {
	channel, err := s.channelFor(c)
	switch {
	case err != nil:
		return nil, err
	case channel.IM || channel.Private:
		return nil, failure("method_not_supported_for_channel_type")
	case channel.Archived:
		return nil, failure("is_archived")
	}
	already := channel.HasMember(s.app.BotUser)
	channel, err = s.state.ChangeChannel(channel.ID, func(ch *Channel) {
		if !already {
			ch.Members = append(ch.Members, s.app.BotUser)
		}
	})
	if err != nil {
		return nil, err
	}
	answer := reply{"channel": s.channelObject(channel, false)}
	if already {
		answer["warning"] = "already_in_channel"
	}
	return answer, nil
}

func (s *Server) conversationsHistory(c call) (reply, error) {
	return s.history(c, func(m Message) bool { return m.ThreadTS == "" || m.ThreadTS == m.TS || m.Broadcast }, true)
}

func (s *Server) conversationsReplies(c call) (reply, error) {
	root, err := c.required("ts")
	if err != nil {
		return nil, err
	}
	answer, err := s.history(c, func(m Message) bool { return m.TS == root || m.ThreadTS == root }, false)
	if err == nil && len(answer["messages"].([]map[string]any)) == 0 && c.text("cursor") == "" {
		return nil, failure("thread_not_found")
	}
	return answer, err
}

// history is one page of the messages everybody sees, newest or oldest first.
// https://docs.slack.dev/reference/methods/conversations.history
func (s *Server) history(c call, include func(Message) bool, newestFirst bool) (reply, error) {
	channel, err := s.channelFor(c)
	if err != nil {
		return nil, err
	}
	if !channel.HasMember(s.app.BotUser) {
		return nil, failure("not_in_channel")
	}
	within, err := span(c)
	if err != nil {
		return nil, err
	}
	messages, err := s.state.Messages(channel.ID, "")
	if err != nil {
		return nil, err
	}
	messages = slices.DeleteFunc(messages, func(m Message) bool { return !include(m) || !within(m.TS) })
	if newestFirst {
		slices.Reverse(messages)
	}
	part, metadata, err := page(c, messages, 100, 999)
	if err != nil {
		return nil, err
	}
	objects := make([]map[string]any, len(part))
	for i, message := range part {
		objects[i] = s.messageObject(message, c.flag("include_all_metadata"))
	}
	answer := reply{"messages": objects, "has_more": metadata["next_cursor"] != "", "pin_count": 0}
	if metadata["next_cursor"] != "" {
		answer["response_metadata"] = metadata
	}
	return answer, nil
}

// span reads oldest, latest and inclusive.
func span(c call) (within func(ts string) bool, err error) {
	oldest, latest := int64(0), int64(1<<62)
	for name, bound := range map[string]*int64{"oldest": &oldest, "latest": &latest} {
		text := c.text(name)
		if text == "" || text == "now" {
			continue
		}
		micros, ok := workspace.ParseTS(text)
		if !ok {
			return nil, failure("invalid_ts_" + name)
		}
		*bound = micros
	}
	inclusive := c.flag("inclusive")
	return func(ts string) bool {
		micros, _ := workspace.ParseTS(ts)
		if inclusive {
			return micros >= oldest && micros <= latest
		}
		return micros > oldest && micros < latest
	}, nil
}

// messageObject is a message as the Web API returns it.
func (s *Server) messageObject(message Message, metadata bool) map[string]any {
	object := map[string]any{
		"type": "message", "ts": message.TS, "text": message.Text, "user": message.User, "team": s.state.Team().ID,
	}
	if author, ok := s.userByID(message.User); ok && s.state.Team().External(author) {
		object["team"], object["user_team"], object["source_team"] = author.TeamID, author.TeamID, author.TeamID
	}
	optional := map[string]string{
		"subtype": message.Subtype, "thread_ts": message.ThreadTS, "bot_id": message.BotID,
		"app_id": message.AppID, "username": message.Username, "latest_reply": message.LatestReply,
	}
	for name, value := range optional {
		if value != "" {
			object[name] = value
		}
	}
	if message.BotID != "" {
		object["bot_profile"] = map[string]any{
			"id": s.app.BotID, "app_id": s.app.ID, "name": s.app.Name, "deleted": false, "team_id": s.state.Team().ID,
		}
	}
	if len(message.Blocks) > 0 {
		object["blocks"] = message.Blocks
	}
	if len(message.Attachments) > 0 {
		object["attachments"] = message.Attachments
	}
	if len(message.Files) > 0 {
		object["files"] = message.Files
	}
	if message.Edited != nil {
		object["edited"] = message.Edited
	}
	if len(message.Reactions) > 0 {
		object["reactions"] = message.Reactions
	}
	if message.ReplyCount > 0 {
		object["reply_count"] = message.ReplyCount
	}
	if len(message.Metadata) > 0 {
		if metadata {
			object["metadata"] = message.Metadata
		} else if stored, err := blockkit.Decode(message.Metadata); err == nil {
			event, _ := stored.(blockkit.Object)
			object["metadata"] = map[string]any{"event_type": event.Text("event_type")}
		}
	}
	return object
}

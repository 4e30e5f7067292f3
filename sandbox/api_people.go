package sandbox

import (
	"strings"
	"time"
)

func (s *Server) apiTest(c call) (reply, error) {
	if code := c.text("error"); code != "" {
		return nil, failure(code)
	}
	args := map[string]any{}
	for name, value := range c.values {
		if name != "token" {
			args[name] = value
		}
	}
	return reply{"args": args}, nil
}

func (s *Server) authTest(c call) (reply, error) {
	team := s.state.Team()
	bot, err := s.state.User(s.app.BotUser)
	if err != nil {
		return nil, failure("account_inactive")
	}
	answer := reply{
		"url": "https://" + team.Domain + ".slack.com/", "team": team.Name, "team_id": team.ID,
		"user": bot.Name, "user_id": bot.ID, "bot_id": s.app.BotID, "is_enterprise_install": false,
	}
	if team.EnterpriseID != "" {
		answer["enterprise_id"] = team.EnterpriseID
	}
	return answer, nil
}

func (s *Server) connectionsOpen(c call) (reply, error) {
	url := "ws" + strings.TrimPrefix(c.base, "http") + "/socket?ticket=" + s.hub.Ticket() + "&app_id=" + s.app.ID
	return reply{"url": url}, nil
}

func (s *Server) teamInfo(c call) (reply, error) {
	team := s.state.Team()
	object := map[string]any{
		"id": team.ID, "name": team.Name, "domain": team.Domain, "email_domain": "", "icon": map[string]any{"image_default": true},
	}
	if team.EnterpriseID != "" {
		object["enterprise_id"], object["enterprise_name"] = team.EnterpriseID, team.EnterpriseName
	}
	return reply{"team": object}, nil
}

func (s *Server) botsInfo(c call) (reply, error) {
	if bot := c.text("bot"); bot != "" && bot != s.app.BotID {
		return nil, failure("bot_not_found")
	}
	return reply{"bot": map[string]any{
		"id": s.app.BotID, "deleted": false, "name": s.app.Name, "app_id": s.app.ID, "user_id": s.app.BotUser,
	}}, nil
}

func (s *Server) usersInfo(c call) (reply, error) {
	id, err := c.required("user")
	if err != nil {
		return nil, err
	}
	user, ok := s.userByID(id)
	if !ok {
		return nil, failure("user_not_found")
	}
	return reply{"user": s.userObject(user, c.flag("include_locale"))}, nil
}

// userByID finds a user by the id alone, as the Web API does.
func (s *Server) userByID(id string) (User, bool) {
	user, err := s.state.User(id)
	return user, err == nil && user.ID == id
}

func (s *Server) usersList(c call) (reply, error) {
	users, metadata, err := page(c, s.state.Users(), 100, 1000)
	if err != nil {
		return nil, err
	}
	members := make([]map[string]any, len(users))
	for i, user := range users {
		members[i] = s.userObject(user, c.flag("include_locale"))
	}
	return reply{"members": members, "cache_ts": s.state.Clock().Now().Unix(), "response_metadata": metadata}, nil
}

func (s *Server) usersLookupByEmail(c call) (reply, error) {
	email, err := c.required("email")
	if err != nil {
		return nil, err
	}
	for _, user := range s.state.Users() {
		if user.Email != "" && strings.EqualFold(user.Email, email) && !user.Deleted {
			return reply{"user": s.userObject(user, false)}, nil
		}
	}
	return nil, failure("users_not_found")
}

// userObject is https://docs.slack.dev/reference/objects/user-object
func (s *Server) userObject(user User, locale bool) map[string]any {
	offset, label := 0, user.TZ
	if zone, err := time.LoadLocation(user.TZ); err == nil {
		label, offset = s.state.Clock().Now().In(zone).Zone()
	}
	display := user.DisplayName
	profile := map[string]any{
		"real_name": user.RealName, "real_name_normalized": user.RealName,
		"display_name": display, "display_name_normalized": display,
		"team": user.TeamID, "status_text": user.StatusText, "status_emoji": user.StatusEmoji, "status_expiration": user.StatusExpiration, "avatar_hash": "",
	}
	external := s.state.Team().External(user)
	if user.Email != "" && !external && s.rights.has("users:read.email") {
		profile["email"] = user.Email
	}
	object := map[string]any{
		"id": user.ID, "team_id": user.TeamID, "name": user.Name, "deleted": user.Deleted,
		"real_name": user.RealName, "tz": user.TZ, "tz_label": label, "tz_offset": offset,
		"profile": profile, "is_admin": user.IsAdmin, "is_owner": user.IsOwner, "is_primary_owner": false,
		"is_restricted": user.IsRestricted, "is_ultra_restricted": user.IsUltraRestricted,
		"is_bot": user.IsBot, "is_app_user": false, "is_email_confirmed": !user.IsBot, "updated": 1,
	}
	if user.IsStranger {
		object["is_stranger"] = true
	}
	if user.EnterpriseID != "" {
		teams := user.EnterpriseTeams
		if len(teams) == 0 {
			teams = []string{user.TeamID}
		}
		object["enterprise_user"] = map[string]any{
			"id": user.ID, "enterprise_id": user.EnterpriseID, "enterprise_name": user.EnterpriseID,
			"is_admin": false, "is_owner": false, "is_primary_owner": false, "teams": teams,
		}
	}
	if user.IsBot {
		profile["bot_id"], profile["api_app_id"] = user.BotID, user.AppID
	}
	if locale && !external { // Slack does not tell the language of another company's people
		object["locale"] = user.Locale
	}
	return object
}

func (s *Server) dndInfo(c call) (reply, error) {
	user, ok := s.userByID(c.text("user"))
	if !ok {
		return nil, failure("user_not_found")
	}
	answer := s.dnd(user)
	answer["snooze_enabled"] = user.DND
	if user.DND {
		answer["snooze_endtime"] = s.state.Clock().Now().Add(time.Hour).Unix()
		answer["snooze_remaining"] = 3600
	}
	return answer, nil
}

// maxTeamInfo is for how many users dnd.teamInfo answers.
const maxTeamInfo = 50

// dndTeamInfo tells of several users, but not whether they have paused notifications by hand
// (docs.slack.dev/reference/methods/dnd.teamInfo).
func (s *Server) dndTeamInfo(c call) (reply, error) {
	ids := strings.FieldsFunc(c.text("users"), func(r rune) bool { return r == ',' })
	if len(ids) == 0 {
		return nil, failure("no_users_provided")
	}
	users := map[string]any{}
	for _, id := range ids[:min(len(ids), maxTeamInfo)] {
		if user, ok := s.userByID(id); ok {
			users[id] = s.dnd(user)
		}
	}
	return reply{"users": users}, nil
}

// dnd is a user's do-not-disturb hours: now, for an hour, where they are on.
func (s *Server) dnd(user User) reply {
	answer := reply{"dnd_enabled": user.DND, "next_dnd_start_ts": int64(1), "next_dnd_end_ts": int64(1)}
	if now := s.state.Clock().Now(); user.DND {
		answer["next_dnd_start_ts"], answer["next_dnd_end_ts"] = now.Add(-time.Hour).Unix(), now.Add(time.Hour).Unix()
	}
	return answer
}

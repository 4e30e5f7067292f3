// Package workspace is the state of the local Slack: its people, channels,
// messages, modals and clock. It speaks to nobody; the sandbox's Web API,
// Socket Mode and page read and change it. Values handed out are copies, but
// block trees inside them are shared and must be treated as read-only.
package workspace

import (
	"encoding/json"

	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
)

// Team is the workspace itself.
type Team struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Domain string `json:"domain"`
	// EnterpriseID is the Enterprise Grid the workspace belongs to; empty for
	// a workspace by itself.
	EnterpriseID   string `json:"enterprise_id,omitempty"`
	EnterpriseName string `json:"enterprise_name,omitempty"`
}

// User is a person or a bot, with the attributes apps look at.
// https://docs.slack.dev/reference/objects/user-object
type User struct {
	ID                string `json:"id"`
	TeamID            string `json:"team_id"`
	Name              string `json:"name"`
	RealName          string `json:"real_name"`
	DisplayName       string `json:"display_name"`
	Email             string `json:"email,omitempty"`
	Locale            string `json:"locale"`
	TZ                string `json:"tz"`
	IsAdmin           bool   `json:"is_admin"`
	IsOwner           bool   `json:"is_owner"`
	IsRestricted      bool   `json:"is_restricted"`
	IsUltraRestricted bool   `json:"is_ultra_restricted"`
	IsBot             bool   `json:"is_bot"`
	IsStranger        bool   `json:"is_stranger"`
	Deleted           bool   `json:"deleted"`
	// EnterpriseID is the Enterprise Grid of the user's own workspace, be it
	// ours or another company's; EnterpriseTeams are their workspaces in it.
	EnterpriseID    string   `json:"enterprise_id,omitempty"`
	EnterpriseTeams []string `json:"enterprise_teams,omitempty"`
	// What the user says of themself beside their name, an emoji as ":palm_tree:";
	// StatusExpiration is when that ends, in seconds since 1970, 0 for never.
	StatusText       string `json:"status_text,omitempty"`
	StatusEmoji      string `json:"status_emoji,omitempty"`
	StatusExpiration int64  `json:"status_expiration,omitempty"`
	// DND tells that the user has notifications snoozed (dnd.info).
	DND bool `json:"dnd,omitempty"`
	// BotID and AppID are set for the bot user of an app only.
	BotID string `json:"bot_id,omitempty"`
	AppID string `json:"app_id,omitempty"`
}

// Channel is a public or private channel, or a direct message (IM) between
// User and the app's bot.
type Channel struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Private  bool     `json:"is_private"`
	IM       bool     `json:"is_im"`
	User     string   `json:"user,omitempty"`
	Archived bool     `json:"is_archived"`
	Members  []string `json:"members"`
	Topic    string   `json:"topic,omitempty"`
	Purpose  string   `json:"purpose,omitempty"`
	Creator  string   `json:"creator,omitempty"`
	// Created is in seconds since 1970.
	Created int64 `json:"created"`
	// ExtShared tells that another company is in the channel (Slack Connect),
	// PendingExtShared that it has been invited, OrgShared that another
	// workspace of the same Enterprise Grid is; ConnectedTeams are those.
	ExtShared        bool     `json:"is_ext_shared"`
	PendingExtShared bool     `json:"is_pending_ext_shared"`
	OrgShared        bool     `json:"is_org_shared"`
	ConnectedTeams   []string `json:"connected_team_ids,omitempty"`
}

// Edited marks a message that was changed after it was posted.
type Edited struct {
	User string `json:"user"`
	TS   string `json:"ts"`
}

// Message is one entry of a conversation, as Slack shows it and as its API
// returns it, with what only the sandbox knows at the end.
type Message struct {
	Channel     string            `json:"channel"`
	TS          string            `json:"ts"`
	ThreadTS    string            `json:"thread_ts,omitempty"`
	Broadcast   bool              `json:"reply_broadcast,omitempty"`
	Subtype     string            `json:"subtype,omitempty"`
	User        string            `json:"user,omitempty"`
	BotID       string            `json:"bot_id,omitempty"`
	AppID       string            `json:"app_id,omitempty"`
	Username    string            `json:"username,omitempty"`
	Text        string            `json:"text"`
	Blocks      []blockkit.Object `json:"blocks,omitempty"`
	Attachments json.RawMessage   `json:"attachments,omitempty"`
	Metadata    json.RawMessage   `json:"metadata,omitempty"`
	Edited      *Edited           `json:"edited,omitempty"`
	Files       []blockkit.Object `json:"files,omitempty"`
	ReplyCount  int               `json:"reply_count,omitempty"`
	LatestReply string            `json:"latest_reply,omitempty"`
	Reactions   []Reaction        `json:"reactions,omitempty"`

	// EphemeralTo is the only user who sees the message; empty for all.
	EphemeralTo string `json:"ephemeral_to,omitempty"`
	// System marks what Slack itself tells a user, such as a failed command.
	System bool `json:"system,omitempty"`
	// Origin is the id of the command or interaction that was answered through
	// its acknowledgement or response_url.
	Origin string `json:"origin,omitempty"`
}

// VisibleTo tells whether user sees the message in its channel.
func (m Message) VisibleTo(user string) bool {
	return m.EphemeralTo == "" || m.EphemeralTo == user
}

// Values are what a surface's inputs hold: block_id → action_id → the state
// value in Slack's shape ({"type": …, "value": …}).
type Values map[string]map[string]blockkit.Object

// View is a modal or a home tab of one user.
// https://docs.slack.dev/reference/views
type View struct {
	ID              string            `json:"id"`
	Type            string            `json:"type"`
	User            string            `json:"user"`
	CallbackID      string            `json:"callback_id"`
	PrivateMetadata string            `json:"private_metadata"`
	ExternalID      string            `json:"external_id"`
	Hash            string            `json:"hash"`
	Title           blockkit.Object   `json:"title"`
	Submit          blockkit.Object   `json:"submit"`
	Close           blockkit.Object   `json:"close"`
	Blocks          []blockkit.Object `json:"blocks"`
	ClearOnClose    bool              `json:"clear_on_close"`
	NotifyOnClose   bool              `json:"notify_on_close"`
	SubmitDisabled  bool              `json:"submit_disabled"`
	RootViewID      string            `json:"root_view_id"`
	PreviousViewID  string            `json:"previous_view_id,omitempty"`

	// Values are what the user sees in the inputs now, typed or initial.
	Values Values `json:"values"`
	// Errors are shown at their input blocks, by block_id.
	Errors map[string]string `json:"errors,omitempty"`
	// ConnectionError is Slack's own complaint at the top of the modal.
	ConnectionError string `json:"connection_error,omitempty"`
	// Origin is the command or interaction whose trigger opened the view.
	Origin string `json:"origin,omitempty"`
	// Open tells whether the view is on its user's screen (in the stack).
	Open bool `json:"open"`
	// Version counts the updates the view has seen, from 1.
	Version int `json:"version"`
}

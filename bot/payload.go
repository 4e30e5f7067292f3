package bot

import (
	"encoding/json"
)

// The parts of Slack's payloads that the transport reads (docs.slack.dev/interactivity,
// docs.slack.dev/reference/events). slack-go's own types are not used here: they drop properties of blocks that they
// don't know, and a view that is given back to a person must be the same view.

type slashPayload struct {
	Command     string `json:"command"`
	Text        string `json:"text"`
	UserID      string `json:"user_id"`
	TeamID      string `json:"team_id"`
	ChannelID   string `json:"channel_id"`
	TriggerID   string `json:"trigger_id"`
	ResponseURL string `json:"response_url"`
}

type identified struct {
	ID     string `json:"id"`
	TeamID string `json:"team_id"`
}

type interactivePayload struct {
	Type        string     `json:"type"`
	User        identified `json:"user"`
	Team        identified `json:"team"`
	Channel     identified `json:"channel"`
	TriggerID   string     `json:"trigger_id"`
	ResponseURL string     `json:"response_url"`
	CallbackID  string     `json:"callback_id"`
	ActionID    string     `json:"action_id"` // of a block_suggestion
	BlockID     string     `json:"block_id"`
	Value       string     `json:"value"`
	MessageTS   string     `json:"message_ts"`
	Container   struct {
		Type        string `json:"type"`
		ChannelID   string `json:"channel_id"`
		MessageTS   string `json:"message_ts"`
		ThreadTS    string `json:"thread_ts"`
		IsEphemeral bool   `json:"is_ephemeral"`
	} `json:"container"`
	Message *messagePayload `json:"message"`
	View    *viewPayload    `json:"view"`
	State   *statePayload   `json:"state"`
	Actions []struct {
		elementState
		ActionID string `json:"action_id"`
		BlockID  string `json:"block_id"`
		Text     any    `json:"text"` // a button's label: not a value
	} `json:"actions"`
}

type messagePayload struct {
	TS       string `json:"ts"`
	ThreadTS string `json:"thread_ts"`
	User     string `json:"user"`
	BotID    string `json:"bot_id"`
	Text     string `json:"text"`
}

type textPayload struct {
	Text string `json:"text"`
}

type viewPayload struct {
	ID              string          `json:"id"`
	Hash            string          `json:"hash"`
	Type            string          `json:"type"`
	CallbackID      string          `json:"callback_id"`
	PrivateMetadata string          `json:"private_metadata"`
	Title           textPayload     `json:"title"`
	Submit          *textPayload    `json:"submit"`
	Close           *textPayload    `json:"close"`
	NotifyOnClose   bool            `json:"notify_on_close"`
	Blocks          json.RawMessage `json:"blocks"`
	State           statePayload    `json:"state"`
}

func (v *viewPayload) isModal() bool { return v != nil && v.Type == "modal" }

// statePayload is the values of inputs, by block_id and action_id.
type statePayload struct {
	Values map[string]map[string]json.RawMessage `json:"values"`
}

type eventPayload struct {
	EventID string `json:"event_id"`
	TeamID  string `json:"team_id"`
	Event   struct {
		Type        string          `json:"type"`
		Subtype     string          `json:"subtype"`
		User        json.RawMessage `json:"user"` // an ID, or the whole person in user_change
		BotID       string          `json:"bot_id"`
		Text        string          `json:"text"`
		Channel     json.RawMessage `json:"channel"` // an ID, or the channel in channel_rename
		ChannelType string          `json:"channel_type"`
		OldChannel  string          `json:"old_channel_id"`
		NewChannel  string          `json:"new_channel_id"`
		TS          string          `json:"ts"`
		ThreadTS    string          `json:"thread_ts"`
		Tab         string          `json:"tab"`
		UserTeam    string          `json:"user_team"`   // of the author, in channels shared with other workspaces
		SourceTeam  string          `json:"source_team"` // from which it was written
		Files       []filePayload   `json:"files"`
		FileID      string          `json:"file_id"` // of file_shared, as are the next two
		UserID      string          `json:"user_id"`
		ChannelID   string          `json:"channel_id"`
		Reaction    string          `json:"reaction"` // of reaction_added, as are the next two
		ItemUser    string          `json:"item_user"`
		Item        struct {
			Type    string `json:"type"`
			Channel string `json:"channel"`
			TS      string `json:"ts"`
		} `json:"item"`
		EventTS string `json:"event_ts"`
	} `json:"event"`
	ExtShared bool `json:"is_ext_shared_channel"` // the channel is shared with another company
}

// idOf reads an ID that is given as a string or as an object's "id".
func idOf(raw json.RawMessage) string {
	var id string
	if json.Unmarshal(raw, &id) == nil {
		return id
	}
	var object identified
	_ = json.Unmarshal(raw, &object)
	return object.ID
}

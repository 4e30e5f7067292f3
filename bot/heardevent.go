package bot

import (
	"cmp"
	"encoding/json"
	"slices"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/models"
)

// heardEvent is an event message.channels or message.groups (docs.slack.dev/reference/events/message): a message, or with a subtype
// what has become of one. The fields of the message itself are beside those of the event.
type heardEvent struct {
	heardMessage
	Channel   string        `json:"channel"`
	EventTS   string        `json:"event_ts"`
	DeletedTS string        `json:"deleted_ts"`
	Message   *heardMessage `json:"message"`
	Previous  *heardMessage `json:"previous_message"`
}

// heardMessage is a message as events and history tell it.
type heardMessage struct {
	Subtype    string        `json:"subtype"`
	User       string        `json:"user"`
	BotID      string        `json:"bot_id"`
	Team       string        `json:"team"`
	UserTeam   string        `json:"user_team"`   // of the author, in channels shared with other workspaces
	SourceTeam string        `json:"source_team"` // from which it was written
	Text       string        `json:"text"`
	TS         string        `json:"ts"`
	ThreadTS   string        `json:"thread_ts"`
	Files      []filePayload `json:"files"`
	Edited     *struct {
		TS string `json:"ts"`
	} `json:"edited"`
}

// The subtypes that tell of something else than a new message of somebody's.
const (
	subtypeBot       = "bot_message" // of an older bot, which has no user
	subtypeChanged   = "message_changed"
	subtypeDeleted   = "message_deleted"
	subtypeTombstone = "tombstone" // stands where a message was deleted that has replies
)

// slackbot is Slack's own.
const slackbot = "USLACKBOT"

// said reports a message that somebody wrote, be it a bot; all others tell of something else: who joined, what the topic is.
func (m heardMessage) said() bool { return saying[m.Subtype] || m.Subtype == subtypeBot }

// isBot reports that no person wrote a message.
func (m heardMessage) isBot() bool {
	return m.BotID != "" || m.Subtype == subtypeBot || m.User == slackbot
}

// heardIn reads what an event of a channel tells of a message. False means that it tells nothing of what somebody said: a
// message_changed comes for links that were unfolded and for replies that were counted as well.
func heardIn(payload json.RawMessage) (models.Said, heardMessage, bool) {
	var envelope struct {
		Event heardEvent `json:"event"`
	}
	if json.Unmarshal(payload, &envelope) != nil {
		return models.Said{}, heardMessage{}, false
	}
	event := envelope.Event
	message, change, stamp, ok := event.what()
	if !ok || event.Channel == "" || message.TS == "" {
		return models.Said{}, heardMessage{}, false
	}
	said := saidOf(event.Channel, message)
	said.Change, said.At = change, models.TimeOfTS(cmp.Or(event.EventTS, event.TS))
	said.Key = heardKey(said, stamp)
	return said, message, true
}

// what takes the event apart: the message, what happened to it, and what tells this change from others of the message.
func (e heardEvent) what() (message heardMessage, change models.SaidChange, stamp string, ok bool) {
	switch {
	case e.said():
		return e.heardMessage, models.SaidNew, "", true
	case e.Subtype == subtypeDeleted && e.Previous != nil && e.Previous.said(): // a tombstone was told as deleted before
		message = *e.Previous
		message.TS = cmp.Or(e.DeletedTS, message.TS)
		return message, models.SaidDeleted, "gone", true
	case e.Subtype != subtypeChanged || e.Message == nil:
		return message, "", "", false
	case e.Message.Subtype == subtypeTombstone:
		if e.Previous == nil || !e.Previous.said() {
			return message, "", "", false
		}
		message = *e.Previous
		message.TS = cmp.Or(e.Message.TS, message.TS)
		return message, models.SaidDeleted, "gone", true
	case !e.Message.said() || !e.edits():
		return message, "", "", false
	}
	return *e.Message, models.SaidEdited, cmp.Or(e.EventTS, e.TS), true // edited.ts is in whole seconds, in which there may be two edits
}

// edits reports that a message_changed is about what the message says: its text, or its files.
func (e heardEvent) edits() bool {
	if e.Previous == nil {
		return e.Message.Edited != nil
	}
	ids := func(files []filePayload) (ids []string) {
		for _, f := range attached(files) {
			ids = append(ids, f.ID)
		}
		return ids
	}
	return e.Message.Text != e.Previous.Text || !slices.Equal(ids(e.Message.Files), ids(e.Previous.Files))
}

// heardKey is the key of a change of a message, however it is told.
func heardKey(s models.Said, stamp string) string {
	key := s.TakingKey()
	if stamp != "" {
		key += ":" + stamp
	}
	return key
}

// saidOf copies what a message says.
func saidOf(channel string, m heardMessage) models.Said {
	said := models.Said{
		Channel: channel, TS: m.TS, User: m.User, Bot: m.isBot(), Team: cmp.Or(m.UserTeam, m.SourceTeam, m.Team), Text: m.Text,
	}
	if m.ThreadTS != m.TS {
		said.Thread = m.ThreadTS
	}
	links := map[string]string{}
	for _, f := range m.Files {
		links[f.ID] = f.Permalink
	}
	for _, f := range attached(m.Files) {
		said.Files = append(said.Files, models.SaidFile{ID: f.ID, Name: f.Name, Size: f.Size, Permalink: links[f.ID]})
	}
	return said
}

// messageOfHistory is a message as slack-go reads it from a channel's history, which is as it is now.
func messageOfHistory(channel string, m *slack.Message) (models.Said, heardMessage) {
	message := heardMessage{Subtype: m.SubType, User: m.User, BotID: m.BotID, Team: m.Team, Text: m.Text, TS: m.Timestamp, ThreadTS: m.ThreadTimestamp}
	for i := range m.Files {
		f := &m.Files[i]
		message.Files = append(message.Files, filePayload{f.ID, f.Name, f.Title, int64(f.Size), f.Mode, f.FileAccess, f.Permalink})
	}
	said := saidOf(channel, message)
	said.Change, said.At, said.Key = models.SaidNew, models.TimeOfTS(m.Timestamp), heardKey(said, "")
	return said, message
}

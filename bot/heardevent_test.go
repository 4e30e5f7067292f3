package bot

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/models"
)

// What events of channels tell, as Slack writes them (docs.slack.dev/reference/events/message), and what of that somebody said.
func TestWhatAChannelTells(t *testing.T) {
	for name, c := range map[string]struct {
		event string
		want  models.Said
		none  bool
	}{
		"a message": {
			event: `{"type":"message","channel":"C1","channel_type":"channel","user":"U1","team":"T1","text":"a &lt;b&gt;","ts":"1700000000.000100","event_ts":"1700000000.000100"}`,
			want:  models.Said{Key: "heard:C1:1700000000.000100", Change: models.SaidNew, TS: "1700000000.000100", User: "U1", Team: "T1", Text: "a &lt;b&gt;"},
		},
		"a reply": {
			event: `{"type":"message","channel":"C1","user":"U1","text":"b","ts":"1700000001.000100","thread_ts":"1700000000.000100"}`,
			want:  models.Said{Key: "heard:C1:1700000001.000100", Change: models.SaidNew, TS: "1700000001.000100", Thread: "1700000000.000100", User: "U1", Text: "b"},
		},
		"a reply for the channel as well": {
			event: `{"type":"message","subtype":"thread_broadcast","channel":"C1","user":"U1","text":"b","ts":"1700000001.000100","thread_ts":"1700000000.000100","root":{"ts":"1700000000.000100"}}`,
			want:  models.Said{Key: "heard:C1:1700000001.000100", Change: models.SaidNew, TS: "1700000001.000100", Thread: "1700000000.000100", User: "U1", Text: "b"},
		},
		"the message of a thread": {
			event: `{"type":"message","channel":"C1","user":"U1","text":"b","ts":"1700000001.000100","thread_ts":"1700000001.000100"}`,
			want:  models.Said{Key: "heard:C1:1700000001.000100", Change: models.SaidNew, TS: "1700000001.000100", User: "U1", Text: "b"},
		},
		"files": {
			event: `{"type":"message","subtype":"file_share","channel":"C1","user":"U1","text":"","ts":"1700000001.000100","files":[{"id":"F1","name":"a.png","size":7,"permalink":"https://x/F1"},{"id":"F2","file_access":"check_file_info"},{"id":"F3","mode":"tombstone"}]}`,
			want: models.Said{
				Key: "heard:C1:1700000001.000100", Change: models.SaidNew, TS: "1700000001.000100", User: "U1",
				Files: []models.SaidFile{{ID: "F1", Name: "a.png", Size: 7, Permalink: "https://x/F1"}, {ID: "F2"}},
			},
		},
		"an older bot": {
			event: `{"type":"message","subtype":"bot_message","channel":"C1","bot_id":"B1","text":"form","ts":"1700000001.000100"}`,
			want:  models.Said{Key: "heard:C1:1700000001.000100", Change: models.SaidNew, TS: "1700000001.000100", Bot: true, Text: "form"},
		},
		"a workflow": {
			event: `{"type":"message","channel":"C1","user":"U9","bot_id":"B1","text":"form","ts":"1700000001.000100"}`,
			want:  models.Said{Key: "heard:C1:1700000001.000100", Change: models.SaidNew, TS: "1700000001.000100", User: "U9", Bot: true, Text: "form"},
		},
		"another company": {
			event: `{"type":"message","channel":"C1","user":"U1","user_team":"T2","source_team":"T2","team":"T2","text":"b","ts":"1700000001.000100"}`,
			want:  models.Said{Key: "heard:C1:1700000001.000100", Change: models.SaidNew, TS: "1700000001.000100", User: "U1", Team: "T2", Text: "b"},
		},
		"an edit": {
			event: `{"type":"message","subtype":"message_changed","hidden":true,"channel":"C1","ts":"1700000009.000100","event_ts":"1700000009.000100","message":{"type":"message","user":"U1","text":"new","ts":"1700000001.000100","thread_ts":"1700000000.000100","edited":{"user":"U1","ts":"1700000009.000000"}},"previous_message":{"type":"message","user":"U1","text":"old","ts":"1700000001.000100"}}`,
			want:  models.Said{Key: "heard:C1:1700000001.000100:1700000009.000100", Change: models.SaidEdited, TS: "1700000001.000100", Thread: "1700000000.000100", User: "U1", Text: "new"},
		},
		"a file that was taken out": {
			event: `{"type":"message","subtype":"message_changed","channel":"C1","ts":"1700000009.000100","event_ts":"1700000009.000100","message":{"user":"U1","text":"a","ts":"1700000001.000100","files":[{"id":"F1","mode":"tombstone"}]},"previous_message":{"user":"U1","text":"a","ts":"1700000001.000100","files":[{"id":"F1","name":"x"}]}}`,
			want:  models.Said{Key: "heard:C1:1700000001.000100:1700000009.000100", Change: models.SaidEdited, TS: "1700000001.000100", User: "U1", Text: "a"},
		},
		"a link that was unfolded": {
			event: `{"type":"message","subtype":"message_changed","channel":"C1","ts":"1700000009.000100","message":{"user":"U1","text":"a","ts":"1700000001.000100","attachments":[{"title":"x"}]},"previous_message":{"user":"U1","text":"a","ts":"1700000001.000100"}}`, none: true,
		},
		"a reply that was counted": {
			event: `{"type":"message","subtype":"message_changed","channel":"C1","ts":"1700000009.000100","message":{"user":"U1","text":"a","ts":"1700000001.000100","thread_ts":"1700000001.000100","reply_count":1},"previous_message":{"user":"U1","text":"a","ts":"1700000001.000100"}}`, none: true,
		},
		"a reply that was counted after an edit": {
			event: `{"type":"message","subtype":"message_changed","channel":"C1","ts":"1700000009.000100","message":{"user":"U1","text":"a","ts":"1700000001.000100","edited":{"ts":"1700000003.000000"},"reply_count":1},"previous_message":{"user":"U1","text":"a","edited":{"ts":"1700000003.000000"},"ts":"1700000001.000100"}}`, none: true,
		},
		"a reply, in the words of another event": {
			event: `{"type":"message","subtype":"message_replied","channel":"C1","ts":"1700000009.000100","message":{"user":"U1","text":"a","ts":"1700000001.000100","reply_count":1}}`, none: true,
		},
		"a deletion": {
			event: `{"type":"message","subtype":"message_deleted","hidden":true,"channel":"C1","ts":"1700000009.000100","event_ts":"1700000009.000100","deleted_ts":"1700000001.000100","previous_message":{"user":"U1","text":"old","ts":"1700000001.000100"}}`,
			want:  models.Said{Key: "heard:C1:1700000001.000100:gone", Change: models.SaidDeleted, TS: "1700000001.000100", User: "U1", Text: "old"},
		},
		"a deletion with replies left": {
			event: `{"type":"message","subtype":"message_changed","channel":"C1","ts":"1700000009.000100","event_ts":"1700000009.000100","message":{"subtype":"tombstone","user":"USLACKBOT","text":"This message was deleted.","ts":"1700000001.000100","thread_ts":"1700000001.000100"},"previous_message":{"user":"U1","text":"old","ts":"1700000001.000100"}}`,
			want:  models.Said{Key: "heard:C1:1700000001.000100:gone", Change: models.SaidDeleted, TS: "1700000001.000100", User: "U1", Text: "old"},
		},
		"the stone of a deletion that goes too": {
			event: `{"type":"message","subtype":"message_deleted","channel":"C1","ts":"1700000009.000100","deleted_ts":"1700000001.000100","previous_message":{"subtype":"tombstone","user":"USLACKBOT","text":"This message was deleted.","ts":"1700000001.000100"}}`, none: true,
		},
		"who joined":       {event: `{"type":"message","subtype":"channel_join","channel":"C1","user":"U1","text":"joined","ts":"1700000001.000100"}`, none: true},
		"nothing":          {event: `{"type":"message"}`, none: true},
		"something broken": {event: `[]`, none: true},
	} {
		t.Run(name, func(t *testing.T) {
			got, _, ok := heardIn([]byte(`{"event":` + c.event + `}`))
			if ok == c.none {
				t.Fatalf("told: %v, %+v", ok, got)
			}
			if !c.none {
				c.want.Channel, c.want.At = "C1", time.Unix(1700000001, 100_000).UTC()
				switch {
				case c.want.Change != models.SaidNew:
					c.want.At = time.Unix(1700000009, 100_000).UTC()
				case name == "a message":
					c.want.At = time.Unix(1700000000, 100_000).UTC()
				}
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

// A status says that somebody is away by its words or, where these say nothing, by its emoji, as long as it lasts.
func TestStatusSaysAway(t *testing.T) {
	now := time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		text, emoji string
		until       int
		want        models.Absence
	}{
		{"", "", 0, ""},
		{"Vacationing", ":palm_tree:", 0, models.AbsentOnHoliday},
		{"", ":palm_tree:", 0, models.AbsentOnHoliday},
		{"", ":palm_tree:", int(now.Unix()), ""},
		{"", ":palm_tree:", int(now.Unix()) + 1, models.AbsentOnHoliday},
		{"Out sick", ":face_with_thermometer:", 0, models.AbsentSick},
		{"休假中，周一回来", ":speech_balloon:", 0, models.AbsentOnHoliday},
		{"今天請假", "", 0, models.AbsentOnHoliday},
		{"出差上海", ":bullettrain_side:", 0, models.AbsentAway},
		{"ＯＯＯ until Monday", "", 0, models.AbsentAway},
		{"Back on Monday, out of office", "", 0, models.AbsentAway},
		{"back from vacation", ":sunny:", 0, ""},
		{"Not away", "", 0, ""},
		{"没请假", "", 0, ""},
		{"不在", "", 0, models.AbsentAway},
		{"I'll help with skillets", ":fried_egg:", 0, ""}, // ill, and sick in no word
		{"Working remotely", ":house_with_garden:", 0, ""},
		{"In a meeting", ":spiral_calendar_pad:", 0, ""},
	} {
		s := statusOf(slack.UserProfile{StatusText: c.text, StatusEmoji: c.emoji, StatusExpiration: c.until})
		if got := s.away(now); got != c.want {
			t.Errorf("%q %s: %q, want %q", c.text, c.emoji, got, c.want)
		}
	}
}

package sandboxtest

import (
	"fmt"
	"strings"

	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
)

// Message is a message as a user sees it.
type Message struct {
	sandbox.Message
	room *Room
}

func newMessage(room *Room, message sandbox.Message) *Message {
	message.Blocks = typed(message.Blocks)
	return &Message{Message: message, room: room}
}

// typed restores the named object type inside decoded blocks.
func typed(blocks []blockkit.Object) []blockkit.Object {
	for i, block := range blocks {
		blocks[i] = blockkit.Typed(block)
	}
	return blocks
}

func typedViews(views []sandbox.View) []sandbox.View {
	for i := range views {
		views[i].Blocks = typed(views[i].Blocks)
		for _, actions := range views[i].Values {
			for action, state := range actions {
				actions[action] = blockkit.Typed(state)
			}
		}
	}
	return views
}

// Rendered is everything the user can read in the message, line by line.
func (m *Message) Rendered() string {
	return strings.TrimSpace(m.Text + "\n" + blockkit.Readable(m.Blocks))
}

// Contains tells whether the message shows all parts.
func (m *Message) Contains(parts ...string) bool {
	shown := m.Rendered()
	for _, part := range parts {
		if !strings.Contains(shown, part) {
			return false
		}
	}
	return true
}

// Ephemeral tells whether only this user sees the message.
func (m *Message) Ephemeral() bool { return m.EphemeralTo != "" }

// Press presses a button by its action_id.
func (m *Message) Press(actionID string) *Answer {
	m.room.user.w.t.Helper()
	return m.interact(map[string]any{"actionId": actionID})
}

// PressLabel presses a button by its label.
func (m *Message) PressLabel(label string) *Answer {
	m.room.user.w.t.Helper()
	return m.interact(map[string]any{"label": label})
}

// Choose chooses in a select, overflow menu or picker: an option by its value
// or label, several as a list, a user or channel by name, a date.
func (m *Message) Choose(actionID string, value any) *Answer {
	m.room.user.w.t.Helper()
	return m.interact(map[string]any{"actionId": actionID, "value": value})
}

// Try uses an element of the message, as {"label": …}, {"actionId": …, "value": …} or {"blockId": …, "actionId": …}, and tells
// whether it was there: somebody else may have acted at the same moment, and the message may be another by now.
func (m *Message) Try(action map[string]any) bool {
	m.room.user.w.t.Helper()
	body := map[string]any{"user": m.room.user.ID, "channel": m.Channel, "messageTs": m.TS, "action": action}
	return m.room.user.w.post("interact", body, nil) == nil
}

func (m *Message) interact(action map[string]any) *Answer {
	m.room.user.w.t.Helper()
	return m.room.user.act(m.room, "interact", map[string]any{
		"user": m.room.user.ID, "channel": m.Channel, "messageTs": m.TS, "action": action,
	})
}

// Shortcut uses a message shortcut on the message.
func (m *Message) Shortcut(callbackID string) *Answer {
	m.room.user.w.t.Helper()
	return m.room.user.act(m.room, "shortcut", map[string]any{
		"user": m.room.user.ID, "channel": m.Channel, "messageTs": m.TS, "callbackId": callbackID,
	})
}

// Options types into an external select of the message and returns the labels
// of what the app offers.
func (m *Message) Options(actionID, typed string) []string {
	m.room.user.w.t.Helper()
	return m.room.user.suggest(map[string]any{
		"user": m.room.user.ID, "channel": m.Channel, "messageTs": m.TS, "actionId": actionID, "value": typed,
	})
}

// Buttons are the labels of the message's buttons.
func (m *Message) Buttons() []string {
	var labels []string
	for _, placed := range blockkit.Elements(m.Blocks) {
		if placed.Type() == "button" {
			labels = append(labels, placed.Element.Object("text").Text("text"))
		}
	}
	return labels
}

// Expect waits until this very message, updated perhaps, shows all parts, and
// is what it shows then.
func (m *Message) Expect(parts ...string) *Message {
	m.room.user.w.t.Helper()
	room := *m.room
	room.after = ""
	return room.expect(fmt.Sprintf("message %s to show %q", m.TS, parts), func(other *Message) bool {
		return other.TS == m.TS && other.Contains(parts...)
	})
}

// ExpectGone waits until the message is deleted.
func (m *Message) ExpectGone() {
	m.room.user.w.t.Helper()
	room := *m.room
	room.after = ""
	room.user.w.await("message "+m.TS+" to go", func() (uint64, bool) {
		seq, messages := room.read()
		return seq, last(messages, func(other *Message) bool { return other.TS == m.TS }) == nil
	})
}

func (u *User) suggest(body map[string]any) []string {
	u.w.t.Helper()
	var answer struct {
		Error   string
		Options []blockkit.Object
	}
	u.w.must(u.w.post("suggest", body, &answer))
	if answer.Error != "" {
		u.w.must(fmt.Errorf("the app offered nothing: %s", answer.Error))
	}
	labels := make([]string, len(answer.Options))
	for i, option := range answer.Options {
		labels[i] = blockkit.Typed(option).Object("text").Text("text")
	}
	return labels
}

package sandboxtest

import (
	"github.com/guanxi-crm/guanxi/sandbox"
)

// Channel is the user in a channel, as In is.
func (u *User) Channel(name string) *Room {
	u.w.t.Helper()
	return u.In(name)
}

// SetStatus sets what the user says of themself beside their name: a text, an
// emoji as ":palm_tree:", and when that ends in seconds since 1970, 0 for never.
func (u *User) SetStatus(text, emoji string, until int64) {
	u.w.t.Helper()
	u.w.ChangeUser(u.ID, map[string]any{"status_text": text, "status_emoji": emoji, "status_expiration": until})
}

// Posted is the message the act itself has posted.
func (a *Answer) Posted() *Message {
	a.user.w.t.Helper()
	return a.room.at(a.TS)
}

func (r *Room) at(ts string) *Message {
	r.user.w.t.Helper()
	room := *r
	room.after = ""
	return room.expect("message "+ts, func(m *Message) bool { return m.TS == ts })
}

// Write is Say, and the message that was said.
func (r *Room) Write(text string) *Message {
	r.user.w.t.Helper()
	return r.Say(text).Posted()
}

// As is the same message as another user sees it, who is in the channel too.
func (m *Message) As(other *User) *Message {
	m.room.user.w.t.Helper()
	room := &Room{user: other, ID: m.room.ID, name: m.room.name}
	return room.at(m.TS)
}

// Reply answers in the message's thread.
func (m *Message) Reply(text string) *Answer {
	m.room.user.w.t.Helper()
	return m.reply(text, false)
}

// ReplyToAll answers in the message's thread, and shows the answer in the
// channel as well.
func (m *Message) ReplyToAll(text string) *Answer {
	m.room.user.w.t.Helper()
	return m.reply(text, true)
}

func (m *Message) reply(text string, broadcast bool) *Answer {
	m.room.user.w.t.Helper()
	return m.room.user.act(m.room, "message", map[string]any{
		"user": m.room.user.ID, "channel": m.Channel, "text": text, "thread_ts": m.TS, "reply_broadcast": broadcast,
	})
}

// ReplyWithFile answers in the message's thread with a file.
func (m *Message) ReplyWithFile(name string, data []byte, text string) *Message {
	m.room.user.w.t.Helper()
	result := m.room.user.upload(sandbox.Upload{User: m.room.user.ID, Channel: m.Channel, Name: name, Content: data, Text: text, ThreadTS: m.TS})
	return m.room.at(result.TS)
}

// Edit changes what the user's own message says.
func (m *Message) Edit(text string) {
	m.room.user.w.t.Helper()
	m.change("edit", map[string]any{"text": text})
}

// Delete takes the user's own message away.
func (m *Message) Delete() {
	m.room.user.w.t.Helper()
	m.change("delete", map[string]any{})
}

// React puts an emoji at the message, by its name without colons.
func (m *Message) React(name string) *Answer {
	m.room.user.w.t.Helper()
	return m.room.user.act(m.room, "react", map[string]any{"user": m.room.user.ID, "channel": m.Channel, "messageTs": m.TS, "name": name})
}

// Unreact takes the user's emoji off again.
func (m *Message) Unreact(name string) {
	m.room.user.w.t.Helper()
	m.change("react", map[string]any{"name": name, "remove": true})
}

func (m *Message) change(path string, body map[string]any) {
	m.room.user.w.t.Helper()
	body["user"], body["channel"], body["messageTs"] = m.room.user.ID, m.Channel, m.TS
	m.room.user.w.must(m.room.user.w.post(path, body, nil))
}

// RefuseScopes takes optional scopes from the app, as whoever installs it may;
// none gives all.
func (w *Workspace) RefuseScopes(scopes ...string) {
	w.t.Helper()
	w.must(w.post("scopes", map[string]any{"refused": scopes}, nil))
}

// Hold keeps the next times events of a kind back, such as "message.channels".
func (f *Faults) Hold(event string, times int) {
	f.w.t.Helper()
	f.Add(sandbox.Fault{Hold: event, Times: times})
}

// Release lets all events that are held go, one after the other, the latest
// first.
func (f *Faults) Release() {
	f.w.t.Helper()
	f.Add(sandbox.Fault{Release: true})
}

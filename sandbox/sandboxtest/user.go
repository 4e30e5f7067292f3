package sandboxtest

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/guanxi-crm/guanxi/sandbox"
)

// User is a person a test acts for.
type User struct {
	w    *Workspace
	ID   string
	Name string
}

// In is the user in a channel, by name or id.
func (u *User) In(channel string) *Room {
	u.w.t.Helper()
	for _, c := range u.w.state().Channels {
		if c.ID == channel || !c.IM && c.Name == strings.TrimPrefix(channel, "#") {
			return &Room{user: u, ID: c.ID, name: "#" + c.Name}
		}
	}
	u.w.t.Fatalf("sandboxtest: there is no channel %q", channel)
	return nil
}

// DM is the user's direct message with the app.
func (u *User) DM() *Room {
	u.w.t.Helper()
	var channel sandbox.Channel
	u.w.must(u.w.post("open-dm", map[string]any{"user": u.ID}, &channel))
	return &Room{user: u, ID: channel.ID, name: "DM with " + u.Name}
}

// Modal waits until the user has a modal open and is the one on top.
func (u *User) Modal() *Modal {
	u.w.t.Helper()
	return u.modal("a modal for "+u.Name, func(sandbox.View) bool { return true })
}

// ModalTitled waits until the modal on top has the title.
func (u *User) ModalTitled(title string) *Modal {
	u.w.t.Helper()
	return u.modal(fmt.Sprintf("a modal titled %q for %s", title, u.Name), func(v sandbox.View) bool {
		return v.Title.Text("text") == title
	})
}

func (u *User) modal(what string, fits func(sandbox.View) bool) *Modal {
	u.w.t.Helper()
	found := &Modal{user: u}
	u.w.await(what, func() (uint64, bool) {
		seq, views := u.stack()
		if len(views) == 0 {
			return seq, false
		}
		found.view = views[len(views)-1]
		return seq, fits(found.view)
	})
	return found
}

func (u *User) stack() (uint64, []sandbox.View) {
	u.w.t.Helper()
	var answer struct {
		Seq   uint64
		Views []sandbox.View
	}
	u.w.get("views/"+u.ID, nil, &answer)
	return answer.Seq, typedViews(answer.Views)
}

// ExpectNoModal waits until the user has no modal open.
func (u *User) ExpectNoModal() {
	u.w.t.Helper()
	u.w.await("no modal for "+u.Name, func() (uint64, bool) {
		seq, views := u.stack()
		return seq, len(views) == 0
	})
}

// OpenHome opens the app's home tab and waits until the app has published it anew: nothing that is pressed in it then
// meets a change under way.
func (u *User) OpenHome() *Modal {
	u.w.t.Helper()
	_, before, _ := u.homeView()
	u.w.must(u.w.post("open-home", map[string]any{"user": u.ID}, nil))
	u.w.await("a fresh home tab for "+u.Name, func() (uint64, bool) {
		seq, view, ok := u.homeView()
		return seq, ok && view.Hash != before.Hash
	})
	return u.Home()
}

// Home waits until the user's home tab is there. It can be pressed and read
// like a modal, but not submitted.
func (u *User) Home() *Modal {
	u.w.t.Helper()
	home := &Modal{user: u, home: true}
	u.w.await("a home tab for "+u.Name, func() (uint64, bool) {
		seq, view, ok := u.homeView()
		home.view = view
		return seq, ok
	})
	return home
}

func (u *User) homeView() (uint64, sandbox.View, bool) {
	u.w.t.Helper()
	var answer struct {
		Seq  uint64
		View *sandbox.View
	}
	u.w.get("home/"+u.ID, nil, &answer)
	if answer.View == nil {
		return answer.Seq, sandbox.View{}, false
	}
	return answer.Seq, typedViews([]sandbox.View{*answer.View})[0], true
}

// Shortcut uses a global shortcut.
func (u *User) Shortcut(callbackID string) *Answer {
	u.w.t.Helper()
	return u.act(u.DM(), "shortcut", map[string]any{"user": u.ID, "callbackId": callbackID})
}

// act posts a person's act and is the handle to wait on its answers.
func (u *User) act(room *Room, path string, body map[string]any) *Answer {
	u.w.t.Helper()
	before := room.latest()
	answer := &Answer{user: u, room: room, after: before}
	u.w.must(u.w.post(path, body, &answer.Result))
	return answer
}

// Room is a user in a channel: what they see and can do there.
type Room struct {
	user  *User
	ID    string
	name  string
	after string
}

// Fresh is the same room, blind to what has been said so far.
func (r *Room) Fresh() *Room {
	r.user.w.t.Helper()
	fresh := *r
	fresh.after = r.latest()
	return &fresh
}

// Command types a slash command, "/crm find 北京", and waits until the app has
// acknowledged it or Slack has given up on that.
func (r *Room) Command(text string) *Answer {
	r.user.w.t.Helper()
	return r.user.act(r, "command", map[string]any{"user": r.user.ID, "channel": r.ID, "command": text})
}

// Say posts a message as the user.
func (r *Room) Say(text string) *Answer {
	r.user.w.t.Helper()
	return r.user.act(r, "message", map[string]any{"user": r.user.ID, "channel": r.ID, "text": text})
}

// Messages are all messages the user sees, oldest first.
func (r *Room) Messages() []*Message {
	r.user.w.t.Helper()
	_, messages := r.read()
	return messages
}

func (r *Room) read() (uint64, []*Message) {
	r.user.w.t.Helper()
	var answer struct {
		Seq      uint64
		Messages []sandbox.Message
	}
	query := url.Values{"user": {r.user.ID}}
	if r.after != "" {
		query.Set("after", r.after)
	}
	r.user.w.get("messages/"+r.ID, query, &answer)
	messages := make([]*Message, len(answer.Messages))
	for i, message := range answer.Messages {
		messages[i] = newMessage(r, message)
	}
	return answer.Seq, messages
}

func (r *Room) latest() string {
	r.user.w.t.Helper()
	_, messages := r.read()
	if len(messages) == 0 {
		return r.after
	}
	return messages[len(messages)-1].TS
}

// ExpectMessage waits for a message that contains all parts, in its text or
// anywhere in its blocks, and is the latest such.
func (r *Room) ExpectMessage(parts ...string) *Message {
	r.user.w.t.Helper()
	return r.expect(fmt.Sprintf("a message with %q in %s", parts, r.name), func(m *Message) bool { return m.Contains(parts...) })
}

func (r *Room) expect(what string, fits func(*Message) bool) *Message {
	r.user.w.t.Helper()
	var found *Message
	r.user.w.await(what, func() (uint64, bool) {
		seq, messages := r.read()
		found = last(messages, fits)
		return seq, found != nil
	})
	return found
}

func last(messages []*Message, fits func(*Message) bool) *Message {
	for i := len(messages) - 1; i >= 0; i-- {
		if fits(messages[i]) {
			return messages[i]
		}
	}
	return nil
}

// ExpectNoMessage fails when there is, or soon comes, a message that contains
// all parts; no parts means any message.
func (r *Room) ExpectNoMessage(parts ...string) {
	r.user.w.t.Helper()
	r.user.w.never(fmt.Sprintf("a message with %q in %s", parts, r.name), func() (uint64, bool) {
		seq, messages := r.read()
		return seq, last(messages, func(m *Message) bool { return m.Contains(parts...) }) != nil
	})
}

// ExpectNoMessageToAll is ExpectNoMessage for what everybody in the channel would see.
func (r *Room) ExpectNoMessageToAll(parts ...string) {
	r.user.w.t.Helper()
	r.user.w.never(fmt.Sprintf("a message to all with %q in %s", parts, r.name), func() (uint64, bool) {
		seq, messages := r.read()
		return seq, last(messages, func(m *Message) bool { return m.EphemeralTo == "" && m.Contains(parts...) }) != nil
	})
}

// Answer is the handle to what the app does about one act of a person.
type Answer struct {
	sandbox.Result
	user  *User
	room  *Room
	after string
}

// Expect waits for an answer that contains all parts: one given through the
// act's response_url or acknowledgement, or an ephemeral message to the user
// that came later than the act.
func (a *Answer) Expect(parts ...string) *Message {
	a.user.w.t.Helper()
	return a.expect(fmt.Sprintf("an answer with %q in %s", parts, a.room.name), parts, func(m *Message) bool { return true })
}

// Ephemeral is Expect for what only the user sees.
func (a *Answer) Ephemeral(parts ...string) *Message {
	a.user.w.t.Helper()
	return a.expect(fmt.Sprintf("an ephemeral answer with %q in %s", parts, a.room.name), parts,
		func(m *Message) bool { return m.EphemeralTo == a.user.ID })
}

// InChannel waits for an answer all in the channel see, in whichever way the
// app has posted it.
func (a *Answer) InChannel(parts ...string) *Message {
	a.user.w.t.Helper()
	return a.expectAny(fmt.Sprintf("an answer to all with %q in %s", parts, a.room.name), parts,
		func(m *Message) bool { return m.EphemeralTo == "" })
}

func (a *Answer) expect(what string, parts []string, fits func(*Message) bool) *Message {
	a.user.w.t.Helper()
	return a.expectAny(what, parts, func(m *Message) bool {
		return fits(m) && (m.Origin == a.ID || m.EphemeralTo == a.user.ID || strings.HasPrefix(a.room.ID, "D"))
	})
}

// expectAny waits for what the app said in answer to the act, or later than it
// and not in answer to another.
func (a *Answer) expectAny(what string, parts []string, fits func(*Message) bool) *Message {
	a.user.w.t.Helper()
	room := *a.room
	room.after = "" // an answer may stand in the place of an older message
	return room.expect(what, func(m *Message) bool {
		from := m.Origin == a.ID || m.Origin == "" && m.BotID != "" && m.TS > a.after
		return from && m.Contains(parts...) && fits(m)
	})
}

// Modal waits for the modal the act has opened.
func (a *Answer) Modal() *Modal {
	a.user.w.t.Helper()
	return a.user.modal(fmt.Sprintf("a modal opened by %s for %s", a.ID, a.user.Name), func(v sandbox.View) bool {
		return v.Origin == a.ID
	})
}

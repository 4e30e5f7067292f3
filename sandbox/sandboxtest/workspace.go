// Package sandboxtest is how tests act in the local Slack and wait for what
// the app does: fluent, over the running server's HTTP, never sleeping. It
// works against a server in this process (Start) and in another (Connect);
// when a wait fails, the test prints the conversation as text.
package sandboxtest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/traffic"
)

// Workspace is the local Slack as a test sees it.
type Workspace struct {
	// Clock is the sandbox's clock.
	Clock *Clock
	// Patience is how long, in real time, a wait lasts before it fails: longer than a machine needs that has much else to do.
	Patience time.Duration
	// Calm is how long, in real time, nothing may happen when a test expects
	// that something does not.
	Calm time.Duration

	t      testing.TB
	base   string
	server *sandbox.Server
	client *http.Client
	app    appState
}

type appState struct {
	ID       string `json:"id"`
	BotUser  string `json:"bot_user"`
	AppToken string `json:"app_token"`
	BotToken string `json:"bot_token"`
}

// Start runs a sandbox for the length of the test.
func Start(t testing.TB, options sandbox.Options) *Workspace {
	t.Helper()
	server := sandbox.New(options)
	listener := httptest.NewServer(server.Handler())
	t.Cleanup(func() {
		server.Close()
		listener.Close()
	})
	w := Connect(t, listener.URL)
	w.server = server
	return w
}

// Connect uses a sandbox that runs already, in another process perhaps; base
// is its URL without "/api/".
func Connect(t testing.TB, base string) *Workspace {
	t.Helper()
	w := &Workspace{
		Patience: time.Minute, Calm: 150 * time.Millisecond, t: t,
		base: strings.TrimSuffix(strings.TrimSuffix(base, "/"), "/api"),
		// Tests run many clients at once; each keeps its connections.
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}},
	}
	t.Cleanup(w.client.CloseIdleConnections)
	w.Clock = &Clock{w: w}
	var state struct{ App appState }
	w.get("state", nil, &state)
	w.app = state.App
	return w
}

// For is the same workspace, failing another test: a subtest.
func (w *Workspace) For(t testing.TB) *Workspace {
	copied := *w
	copied.t = t
	copied.Clock = &Clock{w: &copied}
	return &copied
}

// APIURL is what the app under test takes for Slack's API; it ends in /api/.
func (w *Workspace) APIURL() string { return w.base + "/api/" }

// URL is where the sandbox is, without a slash at the end.
func (w *Workspace) URL() string { return w.base }

// AppToken is the token for socket connections.
func (w *Workspace) AppToken() string { return w.app.AppToken }

// BotToken is the token for the Web API.
func (w *Workspace) BotToken() string { return w.app.BotToken }

// BotUser is the user id of the app's bot.
func (w *Workspace) BotUser() string { return w.app.BotUser }

// Server is the sandbox itself when it runs in this process, else nil.
func (w *Workspace) Server() *sandbox.Server { return w.server }

// User is a person to act for, by name or id.
func (w *Workspace) User(name string) *User {
	w.t.Helper()
	for _, user := range w.state().Users {
		if user.ID == name || user.Name == name || user.RealName == name {
			return &User{w: w, ID: user.ID, Name: user.Name}
		}
	}
	w.t.Fatalf("sandboxtest: there is no user %q", name)
	return nil
}

type state struct {
	Seq         uint64
	Now         time.Time
	Users       []sandbox.User
	Channels    []sandbox.Channel
	Connections []struct{ ID int }
}

func (w *Workspace) state() state {
	w.t.Helper()
	var s state
	w.get("state", nil, &s)
	return s
}

// AwaitConnections waits until the app holds at least n sockets.
func (w *Workspace) AwaitConnections(n int) {
	w.t.Helper()
	w.await(fmt.Sprintf("%d socket connections", n), func() (uint64, bool) {
		s := w.state()
		return s.Seq, len(s.Connections) >= n
	})
}

// Eventually waits until condition holds, asking again after every change, and at times without one: what the condition
// is about, such as an app's database, may come after the last change here.
func (w *Workspace) Eventually(what string, condition func() bool) {
	w.t.Helper()
	w.awaitWithin(what, beside, func() (uint64, bool) {
		seq := w.seq()
		return seq, condition()
	})
}

// beside is how long a change outside of the workspace goes unnoticed.
const beside = 50 * time.Millisecond

// Log is the latest traffic between sandbox and app, oldest first.
func (w *Workspace) Log() []traffic.Entry {
	w.t.Helper()
	var answer struct{ Entries []traffic.Entry }
	w.get("log", nil, &answer)
	return answer.Entries
}

// Calls are the latest calls of a Web API method, oldest first.
func (w *Workspace) Calls(method string) []traffic.Entry {
	w.t.Helper()
	var calls []traffic.Entry
	for _, entry := range w.Log() {
		if entry.Kind == traffic.API && entry.Name == method {
			calls = append(calls, entry)
		}
	}
	return calls
}

// Reset puts the workspace back to its beginning.
func (w *Workspace) Reset() {
	w.t.Helper()
	w.must(w.post("reset", struct{}{}, nil))
}

// ChangeUser alters a user's attributes, as {"locale": "zh-CN"}.
func (w *Workspace) ChangeUser(id string, attributes map[string]any) {
	w.t.Helper()
	attributes["id"] = id
	w.must(w.post("user", attributes, nil))
}

// ChangeChannel renames, archives or shares a channel or moves people in or out, as {"is_ext_shared": true}.
func (w *Workspace) ChangeChannel(channel string, attributes map[string]any) {
	w.t.Helper()
	attributes["channel"] = channel
	w.must(w.post("channel", attributes, nil))
}

func (w *Workspace) seq() uint64 {
	w.t.Helper()
	var answer struct{ Seq uint64 }
	w.get("wait", url.Values{"after": {"0"}, "timeout": {"1ms"}}, &answer)
	return answer.Seq
}

// await calls look, which returns the change it looked at and whether it is
// satisfied, after every change until it is.
func (w *Workspace) await(what string, look func() (uint64, bool)) {
	w.t.Helper()
	w.awaitWithin(what, w.Patience, look)
}

// awaitWithin is await that also looks when nothing has changed for a while.
func (w *Workspace) awaitWithin(what string, while time.Duration, look func() (uint64, bool)) {
	w.t.Helper()
	deadline := time.Now().Add(w.Patience)
	for {
		seq, ok := look()
		if ok {
			return
		}
		left := time.Until(deadline)
		if left <= 0 {
			w.t.Fatalf("sandboxtest: waited %s in vain for %s\n%s", w.Patience, what, w.Conversation())
		}
		w.get("wait", url.Values{"after": {fmt.Sprint(seq)}, "timeout": {min(left, while).String()}}, nil)
	}
}

// never fails when look is satisfied within the calm.
func (w *Workspace) never(what string, look func() (uint64, bool)) {
	w.t.Helper()
	deadline := time.Now().Add(w.Calm)
	for {
		seq, ok := look()
		if ok {
			w.t.Fatalf("sandboxtest: %s was not expected\n%s", what, w.Conversation())
		}
		left := time.Until(deadline)
		if left <= 0 {
			return
		}
		w.get("wait", url.Values{"after": {fmt.Sprint(seq)}, "timeout": {left.String()}}, nil)
	}
}

func (w *Workspace) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatalf("sandboxtest: %v\n%s", err, w.Conversation())
	}
}

func (w *Workspace) get(path string, query url.Values, into any) {
	w.t.Helper()
	target := w.base + "/_control/" + path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, target, nil)
	if err == nil {
		err = w.do(request, into)
	}
	if err != nil {
		w.t.Fatalf("sandboxtest: GET %s: %v", path, err)
	}
}

func (w *Workspace) post(path string, body, into any) error {
	encoded, err := json.Marshal(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(context.Background(), http.MethodPost, w.base+"/_control/"+path, bytes.NewReader(encoded))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	return w.do(request, into)
}

func (w *Workspace) do(request *http.Request, into any) error {
	response, err := w.client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		var refusal struct{ Error string }
		_ = json.NewDecoder(response.Body).Decode(&refusal)
		return fmt.Errorf("%s: %s", response.Status, refusal.Error)
	}
	if into == nil {
		var nothing json.RawMessage
		into = &nothing
	}
	// Numbers inside blocks must stay exact, as everywhere in the sandbox.
	decoder := json.NewDecoder(response.Body)
	decoder.UseNumber()
	return decoder.Decode(into)
}

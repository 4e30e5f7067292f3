package sandbox_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
)

// dial opens a socket by hand and returns it after its hello.
func dial(t *testing.T, w *sandboxtest.Workspace) (conn *websocket.Conn, hello map[string]any, url string) {
	t.Helper()
	api := slack.New(w.BotToken(), slack.OptionAppLevelToken(w.AppToken()), slack.OptionAPIURL(w.APIURL()))
	_, url, err := api.StartSocketModeContext(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	conn, response, err := websocket.DefaultDialer.Dial(url, nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	t.Cleanup(func() { _ = conn.Close() })
	return conn, frame(t, conn), url
}

func frame(t *testing.T, conn *websocket.Conn) map[string]any {
	t.Helper()
	_ = conn.SetReadDeadline(time.Now().Add(time.Minute))
	var out map[string]any
	if err := conn.ReadJSON(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestSocketsOfOneApp(t *testing.T) {
	w := sandboxtest.Start(t, quick())
	for i := range 10 {
		_, hello, url := dial(t, w)
		if hello["type"] != "hello" || hello["num_connections"] != float64(i+1) {
			t.Errorf("hello %v", hello)
		}
		if _, _, err := websocket.DefaultDialer.Dial(url, nil); err == nil {
			t.Error("a socket URL opened twice")
		}
	}
	_, refused, _ := dial(t, w)
	if refused["type"] != "disconnect" || refused["reason"] != "too_many_websockets" {
		t.Errorf("the eleventh: %v", refused)
	}
}

func TestEnvelopesAreSpread(t *testing.T) {
	w := sandboxtest.Start(t, quick())
	conns := make([]*websocket.Conn, 3)
	for i := range conns {
		conns[i], _, _ = dial(t, w)
	}
	go func() {
		for range 6 {
			_, _ = w.Server().Command(sandbox.Command{User: "alice", Channel: "sales", Command: "/x"})
		}
	}()
	for range 2 {
		for _, i := range []int{1, 2, 0} {
			envelope := frame(t, conns[i])
			if envelope["type"] != "slash_commands" || envelope["accepts_response_payload"] != true || envelope["retry_attempt"] != nil {
				t.Errorf("envelope %v", envelope)
			}
			_ = conns[i].WriteJSON(map[string]any{"envelope_id": envelope["envelope_id"]})
		}
	}
}

func TestOversizedResponsesAreDropped(t *testing.T) {
	options := quick()
	options.AckTimeout = 60 * time.Millisecond
	w := sandboxtest.Start(t, options)
	conn, _, _ := dial(t, w)
	go func() {
		var envelope map[string]any
		_ = conn.ReadJSON(&envelope)
		_ = conn.WriteJSON(map[string]any{"envelope_id": envelope["envelope_id"], "payload": map[string]any{"text": strings.Repeat("x", 21<<10)}})
	}()
	w.User("alice").In("sales").Command("/x").Ephemeral("operation_timeout")
}

func TestOldConnectionsAreWarnedAndClosed(t *testing.T) {
	options := quick()
	options.ConnectionLife = 20 * time.Millisecond
	w := sandboxtest.Start(t, options)
	conn, _, _ := dial(t, w)
	if got := frame(t, conn); got["reason"] != "warning" {
		t.Errorf("first %v", got)
	}
	if got := frame(t, conn); got["reason"] != "refresh_requested" {
		t.Errorf("then %v", got)
	}
	if _, _, err := conn.ReadMessage(); err == nil {
		t.Error("the connection stays open")
	}
}

func TestScheduledMessagesFollowTheClock(t *testing.T) {
	start := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	w := sandboxtest.Start(t, sandbox.Options{Frozen: start})
	app := (&echo{t: t}).start(w)
	at := strconv.FormatInt(start.Add(time.Hour).Unix(), 10)
	if _, _, err := app.api.ScheduleMessage("C0SALES", at, slack.MsgOptionText("later", false)); err != nil {
		t.Fatal(err)
	}
	_, id, err := app.api.ScheduleMessage("C0SALES", at, slack.MsgOptionText("never", false))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := app.api.DeleteScheduledMessage(&slack.DeleteScheduledMessageParameters{Channel: "C0SALES", ScheduledMessageID: id}); err != nil {
		t.Logf("deleting: %v (id %s)", err, id)
	}
	past := strconv.FormatInt(start.Add(-time.Hour).Unix(), 10)
	if _, _, err := app.api.ScheduleMessage("C0SALES", past, slack.MsgOptionText("x", false)); err == nil || err.Error() != "time_in_past" {
		t.Errorf("the past: %v", err)
	}
	sales := w.User("alice").In("sales")
	sales.ExpectNoMessage("later")
	w.Clock.Advance(time.Hour)
	sales.ExpectMessage("later")
}

func TestFilesUpAndDown(t *testing.T) {
	w := sandboxtest.Start(t, quick())
	app := (&echo{t: t}).start(w)
	data := []byte("客户,状态\nABC公司,active\n")
	summary, err := app.api.UploadFile(slack.UploadFileParameters{
		Filename: "客户.csv", FileSize: len(data), Reader: bytes.NewReader(data), Channel: "C0SALES", InitialComment: "the list",
	})
	if err != nil {
		t.Fatal(err)
	}
	message := w.User("alice").In("sales").ExpectMessage("the list")
	info, _, _, err := app.api.GetFileInfo(summary.ID, 0, 0)
	if err != nil || info.Shares.Public["C0SALES"][0].Ts != message.TS {
		t.Fatalf("file %+v %v", info, err)
	}
	var got bytes.Buffer
	if err := app.api.GetFile(info.URLPrivateDownload, &got); err != nil || !bytes.Equal(got.Bytes(), data) {
		t.Errorf("downloaded %q %v", got.String(), err)
	}
	response, err := http.Get(info.URLPrivateDownload)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.Request.URL.Path != "/signin" || response.Header.Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("without a token: %s at %s", response.Status, response.Request.URL)
	}
}

func TestPeopleUploadFiles(t *testing.T) {
	w := sandboxtest.Start(t, quick())
	app := &echo{t: t}
	app.onCommand = func(e *echo, c slack.SlashCommand, ack func(...any)) {
		ack()
		file := slack.NewFileInputBlockElement("file").WithMaxFiles(1)
		if _, err := e.api.OpenView(c.TriggerID, modal("Import", input("file", "File", file, false))); err != nil {
			t.Errorf("open: %v", err)
		}
	}
	app.start(w)
	alice := w.User("alice")
	alice.DM().Upload("list.csv", []byte("a,b\n"), "please import")
	w.Eventually("file_shared", func() bool {
		app.mu.Lock()
		defer app.mu.Unlock()
		for _, event := range app.events {
			if shared, ok := event.InnerEvent.Data.(*slackevents.FileSharedEvent); ok && shared.ChannelID == alice.DM().ID {
				return true
			}
		}
		return false
	})
	m := alice.In("sales").Command("/import").Modal()
	m.Attach("file", "list.csv", []byte("c,d\n")).Submit().ExpectClosed()
	files := app.lastCallback().View.State.Values["file"]["file"].Files
	var got bytes.Buffer
	if len(files) != 1 || app.api.GetFile(files[0].URLPrivateDownload, &got) != nil || got.String() != "c,d\n" {
		t.Errorf("files %+v %q", files, got.String())
	}
}

func TestChannelEvents(t *testing.T) {
	w := sandboxtest.Start(t, quick())
	app := (&echo{t: t}).start(w)
	if _, err := w.Server().ChangeChannel(sandbox.ChannelChange{Channel: "service", Rename: "support", Join: []string{"guest"}}); err != nil {
		t.Fatal(err)
	}
	w.ChangeUser("U0ALICE", map[string]any{"locale": "zh-CN"})
	w.Eventually("three events", func() bool { return app.seen() == 3 })
	user, err := app.api.GetUserInfo("U0ALICE")
	if err != nil || user.TZ != "America/New_York" || user.Profile.Email != "alice@example.com" {
		t.Errorf("user %+v %v", user, err)
	}
}

func TestOtherSitesMayNotAct(t *testing.T) {
	w := sandboxtest.Start(t, quick())
	request, err := http.NewRequest(http.MethodPost, w.URL()+"/_control/reset", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Origin", "https://evil.example")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusBadRequest {
		t.Errorf("got %s", response.Status)
	}
}

func TestControlRefusesMistypedFields(t *testing.T) {
	w := sandboxtest.Start(t, quick())
	for path, body := range map[string]string{
		"command": `{"user":"alice","chanel":"sales","command":"/x"}`, "interact": `{"user":"alice","action":{"action":"x"}}`,
		"submit": `{"usr":"alice"}`, "faults": `{"methd":"x"}`, "clock": `{"advance":"soon"}`, "message": `{`,
	} {
		response, err := http.Post(w.URL()+"/_control/"+path, "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		var answer struct{ Error string }
		_ = json.NewDecoder(response.Body).Decode(&answer)
		_ = response.Body.Close()
		if response.StatusCode != http.StatusBadRequest || answer.Error == "" {
			t.Errorf("%s: %s %q", path, response.Status, answer.Error)
		}
	}
}

// TestKnowsNoOtherRoom holds the sandbox to its place in the house.
func TestKnowsNoOtherRoom(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		name := strings.TrimSpace(line)
		if strings.HasPrefix(name, "github.com/guanxi-crm/guanxi/") && !strings.HasPrefix(name, "github.com/guanxi-crm/guanxi/sandbox") {
			t.Errorf("the sandbox imports %s", name)
		}
	}
}

func TestTypedTextIsEscaped(t *testing.T) {
	w := sandboxtest.Start(t, quick())
	app := (&echo{t: t}).start(w)
	alice := w.User("alice")
	alice.DM().Say("R&D <b> <https://x.example|there> @bob. (#sales) ann@bob.example, +1 555-0100 on 2026-12-01 for 13800 see http://y.example/a?b=1.")
	w.Eventually("the message", func() bool { return app.seen() == 1 })
	app.mu.Lock()
	event, ok := app.events[0].InnerEvent.Data.(*slackevents.MessageEvent)
	app.mu.Unlock()
	if want := "R&amp;D &lt;b&gt; <https://x.example|there> <@U0BOB>. (<#C0SALES|>) <mailto:ann@bob.example|ann@bob.example>, " +
		"<tel:+15550100|+1 555-0100> on 2026-12-01 for 13800 see <http://y.example/a?b=1>."; !ok || event.Text != want {
		t.Errorf("got %+v, want %q", event, want)
	}
}

func TestChannelsChangeOverTheControlAPI(t *testing.T) {
	w := sandboxtest.Start(t, quick())
	response, err := http.Post(w.URL()+"/_control/channel", "application/json", strings.NewReader(`{"channel":"service","archived":true}`))
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if channel, err := w.Server().Workspace().Channel("service"); err != nil || !channel.Archived || response.StatusCode != http.StatusOK {
		t.Errorf("%s %+v %v", response.Status, channel, err)
	}
}

// The control API changes a person by name, as it does everything else.
func TestPeopleChangeByName(t *testing.T) {
	w := sandboxtest.Start(t, quick())
	for _, id := range []string{"bob", "@bob", "U0BOB"} {
		response, err := http.Post(w.URL()+"/_control/user", "application/json", strings.NewReader(`{"id":"`+id+`","real_name":"called `+id+`"}`))
		if err != nil {
			t.Fatal(err)
		}
		var changed struct {
			ID   string
			Name string `json:"real_name"`
		}
		err = json.NewDecoder(response.Body).Decode(&changed)
		_ = response.Body.Close()
		if err != nil || changed.ID != "U0BOB" || changed.Name != "called "+id {
			t.Errorf("%s becomes %+v, %v", id, changed, err)
		}
	}
}

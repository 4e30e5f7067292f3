package sandbox_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
	"github.com/guanxi-crm/guanxi/sandbox/traffic"
)

// post posts JSON to a response_url and returns status and body.
func post(t *testing.T, url string, body any) (int, string) {
	t.Helper()
	encoded, _ := json.Marshal(body)
	response, err := http.Post(url, "application/json", bytes.NewReader(encoded))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var out bytes.Buffer
	_, _ = out.ReadFrom(response.Body)
	return response.StatusCode, out.String()
}

func TestResponseURLLives30MinutesAnd5Uses(t *testing.T) {
	w := sandboxtest.Start(t, sandbox.Options{Frozen: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)})
	urls := make(chan string, 2)
	(&echo{t: t, onCommand: func(_ *echo, c slack.SlashCommand, ack func(...any)) { ack(); urls <- c.ResponseURL }}).start(w)
	alice := w.User("alice").In("sales")

	answer := alice.Command("/crm")
	url := <-urls
	if status, body := post(t, url, map[string]any{"text": "to all", "response_type": "in_channel"}); status != 200 || body != "ok" {
		t.Fatalf("%d %s", status, body)
	}
	answer.InChannel("to all")
	for i := range 4 {
		if status, body := post(t, url, map[string]any{"text": fmt.Sprint("again ", i)}); status != 200 {
			t.Fatalf("use %d: %d %s", i+2, status, body)
		}
	}
	if status, body := post(t, url, map[string]any{"text": "six"}); status != 404 || !strings.Contains(body, "used_url") {
		t.Errorf("sixth use: %d %s", status, body)
	}
	alice.Command("/crm")
	url = <-urls
	w.Clock.Advance(30*time.Minute + time.Second)
	if status, body := post(t, url, map[string]any{"text": "late"}); status != 404 || !strings.Contains(body, "expired_url") {
		t.Errorf("late use: %d %s", status, body)
	}
}

func TestButtonsReplaceAndDeleteTheirMessage(t *testing.T) {
	w := sandboxtest.Start(t, quick())
	app := &echo{t: t}
	app.onAction = func(_ *echo, callback slack.InteractionCallback) {
		action := callback.ActionCallback.BlockActions[0]
		body := map[string]any{"replace_original": true, "text": "chose " + action.SelectedOption.Value}
		if action.Value == "bye" {
			body = map[string]any{"delete_original": true}
		}
		if status, out := post(t, callback.ResponseURL, body); status != 200 {
			t.Errorf("%d %s", status, out)
		}
	}
	app.start(w)
	button := slack.NewButtonBlockElement("go", "bye", plain("Bye"))
	pick := slack.NewOptionsSelectBlockElement("static_select", plain("Pick"), "pick", slack.NewOptionBlockObject("a", plain("Alpha"), nil))
	blocks := slack.MsgOptionBlocks(slack.NewActionBlock("row", button, pick))
	if _, _, err := app.api.PostMessage("C0SALES", slack.MsgOptionText("choose", false), blocks); err != nil {
		t.Fatal(err)
	}
	if _, err := app.api.PostEphemeral("C0SALES", "U0ALICE", slack.MsgOptionText("only you", false), blocks); err != nil {
		t.Fatal(err)
	}
	alice := w.User("alice").In("sales")
	first, second := alice.ExpectMessage("choose"), alice.ExpectMessage("only you")
	first.Choose("pick", "Alpha").InChannel("chose a")
	first.Expect("chose a")
	if got := app.lastCallback(); got.Message.Timestamp != first.TS || got.BlockActionState.Values["row"]["pick"].SelectedOption.Value != "a" {
		t.Errorf("payload %+v", got)
	}
	second.PressLabel("Bye")
	second.ExpectGone()
	if got := app.lastCallback(); !got.Container.IsEphemeral || got.Container.MessageTs != second.TS || got.Message.Timestamp != "" {
		t.Errorf("container %+v", got.Container)
	}
}

func TestTriggersExpire(t *testing.T) {
	w := sandboxtest.Start(t, sandbox.Options{Frozen: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)})
	triggers := make(chan string, 1)
	app := (&echo{t: t, onCommand: func(_ *echo, c slack.SlashCommand, ack func(...any)) { ack(); triggers <- c.TriggerID }}).start(w)
	w.User("alice").In("sales").Command("/crm")
	w.Clock.Advance(3100 * time.Millisecond)
	if _, err := app.api.OpenView(<-triggers, modal("Late", slack.NewDividerBlock())); err == nil || err.Error() != "expired_trigger_id" {
		t.Errorf("got %v", err)
	}
	w.User("alice").ExpectNoModal()
}

func TestViewStackUpdateAndHash(t *testing.T) {
	w := sandboxtest.Start(t, quick())
	app := &echo{t: t}
	views := make(chan *slack.ViewResponse, 1)
	app.onCommand = func(e *echo, c slack.SlashCommand, ack func(...any)) {
		ack()
		view, err := e.api.OpenView(c.TriggerID, modal("Loading", input("keep", "Keep", textInput("a"), true)))
		if err != nil {
			t.Errorf("open: %v", err)
		}
		views <- view
	}
	app.onSubmit = func(_ *echo, c slack.InteractionCallback) any {
		next := modal("Second", input("x", "X", textInput("x"), true))
		switch c.View.State.Values["keep"]["a"].Value {
		case "push":
			return slack.NewPushViewSubmissionResponse(&next)
		case "update":
			return slack.NewUpdateViewSubmissionResponse(&next)
		case "clear":
			return slack.NewClearViewSubmissionResponse()
		case "unknown":
			return slack.NewErrorsViewSubmissionResponse(map[string]string{"nowhere": "?"})
		}
		return nil
	}
	app.start(w)
	alice := w.User("alice")
	m := alice.In("sales").Command("/crm").Modal()
	view := <-views
	m.Fill("keep", "typed")
	update := modal("Loaded", input("keep", "Keep", textInput("a"), true), input("new", "New", textInput("b"), true))
	updated, err := app.api.UpdateView(update, "", view.Hash, view.ID)
	if err != nil {
		t.Fatal(err)
	}
	m.Expect("Loaded", "New")
	if got := m.Value("keep"); got != "typed" {
		t.Errorf("the update threw away what was typed: %q", got)
	}
	if _, err := app.api.UpdateView(update, "", view.Hash, updated.ID); err == nil || err.Error() != "hash_conflict" {
		t.Errorf("stale hash: %v", err)
	}
	if got := m.Fill("keep", "unknown").Submit(); got.Outcome != sandbox.Failed || m.Trouble() == "" || m.Closed() {
		t.Errorf("errors for an unknown block: %+v %q", got, m.Trouble())
	}
	if got := m.Fill("keep", "push").Submit(); got.Outcome != sandbox.Pushed {
		t.Errorf("push: %+v", got)
	}
	second := alice.ModalTitled("Second")
	second.Close()
	if alice.Modal().Title() != "Loaded" {
		t.Error("the modal under the closed one is not seen")
	}
	if got := m.Fill("keep", "update").Submit(); got.Outcome != sandbox.Updated || m.Title() != "Second" {
		t.Errorf("update: %+v", got)
	}
	m.Submit().ExpectClosed()
	alice.ExpectNoModal()
}

// TestSilenceIsShown: what people see when the app acknowledges nothing.
func TestSilenceIsShown(t *testing.T) {
	options := quick()
	options.AckTimeout = 60 * time.Millisecond
	w := sandboxtest.Start(t, options)
	conn, _, _ := dial(t, w)
	api := slack.New(w.BotToken(), slack.OptionAPIURL(w.APIURL()))
	alice := w.User("alice")

	city := slack.NewOptionsSelectBlockElement("external_select", plain("City"), "city")
	city.MinQueryLength = new(int)
	go func() {
		var command struct {
			Payload slack.SlashCommand `json:"payload"`
		}
		if err := conn.ReadJSON(&command); err != nil {
			t.Errorf("reading: %v", err)
		}
		if _, err := api.OpenView(command.Payload.TriggerID, modal("Silent", input("city", "City", city, true))); err != nil {
			t.Errorf("open: %v", err)
		}
	}()
	m := alice.In("sales").Command("/crm").Modal()
	if got := m.Submit(); got.Error != "operation_timeout" || m.Trouble() == "" || m.Closed() {
		t.Errorf("submission: %+v, %q", got, m.Trouble())
	}
	suggestion, err := w.Server().Suggest(sandbox.Query{User: "alice", BlockID: "city", ActionID: "city", Value: "x"})
	if err != nil || suggestion.Error != "operation_timeout" {
		t.Errorf("suggestion: %+v %v", suggestion, err)
	}
	button := slack.NewActionBlock("row", slack.NewButtonBlockElement("go", "v", plain("Go")))
	if _, _, err := api.PostMessage("C0SALES", slack.MsgOptionText("press", false), slack.MsgOptionBlocks(button)); err != nil {
		t.Fatal(err)
	}
	alice.In("sales").ExpectMessage("press").Press("go").Ephemeral("operation_timeout")
}

func TestConfirmationsCanBeDenied(t *testing.T) {
	w := sandboxtest.Start(t, quick())
	app := (&echo{t: t}).start(w)
	button := slack.NewButtonBlockElement("go", "v", plain("Go")).WithConfirm(slack.NewConfirmationBlockObject(plain("Sure?"), plain("Really?"), plain("Yes"), plain("No")))
	if _, _, err := app.api.PostMessage("C0SALES", slack.MsgOptionText("press", false), slack.MsgOptionBlocks(slack.NewActionBlock("row", button))); err != nil {
		t.Fatal(err)
	}
	message := w.User("alice").In("sales").ExpectMessage("press")
	if _, err := w.Server().Interact(sandbox.Interaction{User: "alice", Channel: "sales", MessageTS: message.TS, Action: sandbox.Action{ActionID: "go", Denied: true}}); err != nil {
		t.Fatal(err)
	}
	if app.seen() != 0 {
		t.Error("a denied button was sent to the app")
	}
	message.Press("go")
	if app.seen() != 1 {
		t.Error("a confirmed button was not")
	}
}

func TestEventsAreRedeliveredUntilAcknowledged(t *testing.T) {
	options := quick()
	options.AckTimeout = 40 * time.Millisecond
	options.RetryDelays = []time.Duration{0, 10 * time.Millisecond}
	w := sandboxtest.Start(t, options)
	app := &echo{t: t}
	count := 0
	app.onEvent = func(_ *echo, _ slackevents.EventsAPIEvent) bool { count++; return count == 3 }
	app.start(w)
	w.User("alice").DM().Say("hello bot")
	w.Eventually("three deliveries", func() bool { return app.seen() == 3 })
	app.mu.Lock()
	defer app.mu.Unlock()
	if !slices.Equal(app.retries, []int{0, 1, 2}) {
		t.Errorf("attempts %v", app.retries)
	}
	ids := map[string]bool{}
	for _, event := range app.events {
		ids[event.Data.(*slackevents.EventsAPICallbackEvent).EventID] = true
		if message, ok := event.InnerEvent.Data.(*slackevents.MessageEvent); !ok || message.Text != "hello bot" || message.ChannelType != "im" {
			t.Errorf("event %+v", event.InnerEvent.Data)
		}
	}
	if len(ids) != 1 {
		t.Errorf("the event changed its id: %v", ids)
	}
}

func TestRedeliveryKeepsTheEnvelopeID(t *testing.T) {
	w := sandboxtest.Start(t, quick())
	app := (&echo{t: t}).start(w)
	alice := w.User("alice").In("sales")
	alice.Command("/echo one")
	w.Faults().Redeliver("slash_commands")
	w.Eventually("a second delivery", func() bool { return app.seen() == 2 })
	w.Faults().RedeliverNext("slash_commands", 1)
	alice.Command("/echo two")
	w.Eventually("a fourth delivery", func() bool { return app.seen() == 4 })
	app.mu.Lock()
	defer app.mu.Unlock()
	if app.envelopes[0] != app.envelopes[1] || app.envelopes[2] != app.envelopes[3] || app.envelopes[0] == app.envelopes[2] {
		t.Errorf("envelopes %v", app.envelopes)
	}
}

// An envelope that is sent again before the app has acknowledged it is acknowledged twice, and both are waited for.
func TestRedeliveryMayComeBeforeTheAcknowledgement(t *testing.T) {
	w := sandboxtest.Start(t, quick())
	app, repeated := &echo{t: t}, make(chan struct{})
	app.onEvent = func(*echo, slackevents.EventsAPIEvent) bool { <-repeated; return true }
	app.start(w)
	w.User("alice").DM().Say("hello bot")
	w.Eventually("the first delivery", func() bool { return app.seen() == 1 })
	w.Faults().Redeliver("events_api")
	close(repeated)
	acknowledged := func() (list []traffic.Entry) {
		for _, entry := range w.Log() {
			if entry.Kind == traffic.Ack {
				list = append(list, entry)
			}
		}
		return list
	}
	w.Eventually("both acknowledgements", func() bool { return len(acknowledged()) == 2 })
	for _, entry := range acknowledged() {
		if entry.Error != "" {
			t.Errorf("%+v", entry)
		}
	}
}

func TestSocketsComeBack(t *testing.T) {
	w := sandboxtest.Start(t, quick())
	(&echo{t: t}).start(w)
	for _, reason := range []string{"refresh_requested", "cut"} {
		w.Faults().Disconnect(reason)
		w.Eventually("a new connection after "+reason, func() bool {
			n := 0
			for _, entry := range w.Log() {
				if entry.Kind == traffic.Socket && entry.Name == "connected" {
					n++
				}
			}
			return n >= 2
		})
		w.AwaitConnections(1)
		w.Eventually("the command gets through", func() bool {
			return w.User("alice").In("sales").Command("/echo again").Error == ""
		})
	}
}

func TestMessagesHistoryAndMetadata(t *testing.T) {
	w := sandboxtest.Start(t, sandbox.Options{RateLimits: sandbox.RateLimits{Off: true}})
	app := (&echo{t: t}).start(w)
	key := slack.MsgOptionMetadata(slack.SlackMetadata{EventType: "reminder", EventPayload: map[string]any{"key": "K-1", "n": 12345678901234567}})
	channel, ts, err := app.api.PostMessage("U0LINA", slack.MsgOptionText("提醒", false), key)
	if err != nil || !strings.HasPrefix(channel, "D") {
		t.Fatalf("posting to a user: %s %v", channel, err)
	}
	w.User("lina").DM().ExpectMessage("提醒")
	page, err := app.api.GetConversationHistory(&slack.GetConversationHistoryParameters{
		ChannelID: channel, Oldest: ts, Inclusive: true, IncludeAllMetadata: true,
	})
	if err != nil || len(page.Messages) != 1 || page.Messages[0].Metadata.EventPayload["key"] != "K-1" {
		t.Fatalf("history %+v %v", page, err)
	}
	if page, _ = app.api.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: channel}); len(page.Messages[0].Metadata.EventPayload) != 0 {
		t.Error("the payload came without include_all_metadata")
	}
	for i := range 5 {
		if _, _, err := app.api.PostMessage("C0SALES", slack.MsgOptionText(fmt.Sprint("n", i), false)); err != nil {
			t.Fatal(err)
		}
	}
	var texts []string
	for cursor := ""; ; {
		page, err := app.api.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: "C0SALES", Limit: 2, Cursor: cursor})
		if err != nil {
			t.Fatal(err)
		}
		for _, message := range page.Messages {
			texts = append(texts, message.Text)
		}
		if cursor = page.ResponseMetaData.NextCursor; cursor == "" {
			break
		}
	}
	if !slices.Equal(texts, []string{"n4", "n3", "n2", "n1", "n0"}) {
		t.Errorf("pages %v", texts)
	}
}

func TestPostingIsPaced(t *testing.T) {
	w := sandboxtest.Start(t, sandbox.Options{RateLimits: sandbox.RateLimits{MessageBurst: 2}})
	app := (&echo{t: t}).start(w)
	var limited *slack.RateLimitedError
	var err error
	for range 3 {
		_, _, err = app.api.PostMessage("C0SALES", slack.MsgOptionText("x", false))
	}
	if !errors.As(err, &limited) || limited.RetryAfter != time.Second {
		t.Errorf("third message: %v", err)
	}
	if _, _, err = app.api.PostMessage("C0SERVICE", slack.MsgOptionText("x", false)); err != nil {
		t.Errorf("another channel: %v", err)
	}
}

func TestFaults(t *testing.T) {
	w := sandboxtest.Start(t, sandbox.Options{RateLimits: sandbox.RateLimits{Off: true}})
	app := (&echo{t: t}).start(w)
	say := func(text string) error {
		_, _, err := app.api.PostMessage("C0SALES", slack.MsgOptionText(text, false))
		return err
	}
	sales := w.User("alice").In("sales")
	w.Faults().Fail("chat.postMessage", 429, 1)
	var limited *slack.RateLimitedError
	if err := say("a"); !errors.As(err, &limited) {
		t.Errorf("429: %v", err)
	}
	w.Faults().Fail("chat.postMessage", 500, 1)
	var status slack.StatusCodeError
	if err := say("b"); !errors.As(err, &status) || status.Code != 500 {
		t.Errorf("500: %v", err)
	}
	w.Faults().DropBefore("chat.postMessage", 1)
	if err := say("c"); err == nil {
		t.Error("a dropped call succeeded")
	}
	if len(sales.Messages()) != 0 {
		t.Error("a failed call was done")
	}
	w.Faults().DropAfter("chat.postMessage", 1)
	if err := say("d"); err == nil {
		t.Error("a call whose answer was dropped succeeded")
	}
	sales.ExpectMessage("d")
	w.Faults().Refuse("chat.postMessage", "channel_not_found", 1)
	if err := say("e"); err == nil || err.Error() != "channel_not_found" {
		t.Errorf("refused: %v", err)
	}
	if err := say("f"); err != nil {
		t.Errorf("after the faults: %v", err)
	}
}

// section is a block with so many characters of text.
func section(n int) string {
	return `{"type":"section","text":{"type":"mrkdwn","text":"` + strings.Repeat("字", n) + `"}}`
}

func TestErrorsAreSlacks(t *testing.T) {
	w := sandboxtest.Start(t, sandbox.Options{App: sandbox.App{Scopes: []string{"chat:write", "channels:history", "users:read"}}})
	cases := []struct {
		name, method, token, kind, body, want string
	}{
		{"no token", "auth.test", "", "", "", "not_authed"},
		{"wrong token", "auth.test", "xoxb-wrong", "", "", "invalid_auth"},
		{"app token", "auth.test", w.AppToken(), "", "", "not_allowed_token_type"},
		{"unknown method", "chat.shout", w.BotToken(), "", "", "unknown_method"},
		{"scope", "dnd.info", w.BotToken(), "", "", "missing_scope"},
		{"no JSON", "chat.postMessage", w.BotToken(), "application/json", "{", "invalid_json"},
		{"JSON list", "chat.postMessage", w.BotToken(), "application/json", "[]", "json_not_object"},
		{"unknown channel", "chat.postMessage", w.BotToken(), "application/json", `{"channel":"C0NO","text":"x"}`, "channel_not_found"},
		{"private channel", "chat.postMessage", w.BotToken(), "application/json", `{"channel":"C0BOARD","text":"x"}`, "channel_not_found"},
		{"not in channel", "chat.postMessage", w.BotToken(), "application/json", `{"channel":"C0RANDOM","text":"x"}`, "not_in_channel"},
		{"no text", "chat.postMessage", w.BotToken(), "application/json", `{"channel":"C0SALES"}`, "no_text"},
		{"blocks", "chat.postMessage", w.BotToken(), "application/json", `{"channel":"C0SALES","text":"x","blocks":[{"type":"header"}]}`, "invalid_blocks"},
		{"blocks no JSON", "chat.postMessage", w.BotToken(), "application/x-www-form-urlencoded", "channel=C0SALES&text=x&blocks=%5B", "invalid_blocks_format"},
		{"blocks too long together", "chat.postMessage", w.BotToken(), "application/json", `{"channel":"C0SALES","text":"x","blocks":[` + strings.Repeat(section(2_945)+",", 3) + section(1_993) + `]}`, "msg_blocks_too_long"},
		{"long", "chat.postMessage", w.BotToken(), "application/json", `{"channel":"C0SALES","text":"` + strings.Repeat("x", 40001) + `"}`, "msg_too_long"},
		{"large", "chat.postMessage", w.BotToken(), "application/json", `{"text":"` + strings.Repeat("x", 3<<20) + `"}`, "request_too_large"},
		{"bot", "chat.postMessage", w.BotToken(), "application/json", `{"channel":"U0BOT","text":"x"}`, "cannot_dm_bot"},
		{"unknown user", "users.info", w.BotToken(), "application/x-www-form-urlencoded", "user=U0NO", "user_not_found"},
		{"message", "chat.update", w.BotToken(), "application/json", `{"channel":"C0SALES","ts":"1.2","text":"x"}`, "message_not_found"},
		{"trigger", "views.open", w.BotToken(), "application/json", `{"trigger_id":"1.2.3","view":{"type":"modal","title":{"type":"plain_text","text":"x"},"blocks":[]}}`, "expired_trigger_id"},
		{"view", "views.open", w.BotToken(), "application/json", `{"trigger_id":"1.2.3","view":{"type":"modal"}}`, "invalid_arguments"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			request, err := http.NewRequest(http.MethodPost, w.APIURL()+c.method, strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Content-Type", c.kind)
			if c.token != "" {
				request.Header.Set("Authorization", "Bearer "+c.token)
			}
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			var answer struct{ Error string }
			if err := json.NewDecoder(response.Body).Decode(&answer); err != nil || answer.Error != c.want {
				t.Errorf("got %q (%v), want %q", answer.Error, err, c.want)
			}
		})
	}
}

func TestHomeShortcutsAndMentions(t *testing.T) {
	w := sandboxtest.Start(t, quick())
	app := &echo{t: t}
	app.onEvent = func(e *echo, event slackevents.EventsAPIEvent) bool {
		if opened, ok := event.InnerEvent.Data.(*slackevents.AppHomeOpenedEvent); ok {
			button := slack.NewActionBlock("row", slack.NewButtonBlockElement("hi", "v", plain("Hi")))
			view := slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{slack.NewHeaderBlock(plain("Welcome")), button}}}
			if _, err := e.api.PublishView(opened.User, view, ""); err != nil {
				t.Errorf("publish: %v", err)
			}
		}
		return true
	}
	app.onAction = func(e *echo, c slack.InteractionCallback) {
		if c.Type == slack.InteractionTypeShortcut || c.Type == slack.InteractionTypeMessageAction {
			if _, err := e.api.OpenView(c.TriggerID, modal(c.CallbackID, slack.NewDividerBlock())); err != nil {
				t.Errorf("open: %v", err)
			}
		}
	}
	app.start(w)
	alice := w.User("alice")
	home := alice.OpenHome().Expect("Welcome")
	home.Press("Hi")
	if got := app.lastCallback(); got.Container.Type != "view" || got.View.Type != slack.VTHomeTab {
		t.Errorf("payload %+v", got.Container)
	}
	alice.Shortcut("new").Modal().Close()
	alice.In("sales").Say("hello @sandbox_app")
	w.Eventually("the mention", func() bool { return app.seen() >= 4 })
	alice.In("sales").ExpectMessage("hello").Shortcut("log").Modal()
	if got := app.lastCallback(); !strings.Contains(got.Message.Text, "<@U0BOT>") || got.Channel.ID != "C0SALES" {
		t.Errorf("message action %+v", got.Message)
	}
}

func TestMountedUnderAPrefix(t *testing.T) {
	server := sandbox.New(quick())
	mux := http.NewServeMux()
	mux.Handle("/slack/", http.StripPrefix("/slack", server.Handler()))
	w := sandboxtest.Connect(t, serve(t, mux)+"/slack")
	t.Cleanup(server.Close)
	urls := make(chan string, 1)
	(&echo{t: t, onCommand: func(_ *echo, c slack.SlashCommand, ack func(...any)) { ack(); urls <- c.ResponseURL }}).start(w)
	w.User("alice").In("sales").Command("/crm")
	if url := <-urls; !strings.HasPrefix(url, w.URL()+"/response/") {
		t.Errorf("response_url %s", url)
	}
}

// Whoever sees in the workspace what a call has done finds the call in the log.
func TestWhatIsSeenIsLogged(t *testing.T) {
	w := sandboxtest.Start(t, sandbox.Options{RateLimits: sandbox.RateLimits{Off: true}})
	api := slack.New(w.BotToken(), slack.OptionAPIURL(w.APIURL()))
	for i := range 300 {
		go func() { _, _, _ = api.PostMessageContext(t.Context(), "C0SALES", slack.MsgOptionText("said", false)) }()
		for messages := 0; messages <= i; runtime.Gosched() {
			seen, err := w.Server().Workspace().Messages("C0SALES", "")
			if messages = len(seen); err != nil {
				t.Fatal(err)
			}
		}
		if calls := w.Server().Log(0); len(calls) <= i {
			t.Fatalf("message %d is seen, and %d calls are logged", i+1, len(calls))
		}
	}
}

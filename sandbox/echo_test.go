package sandbox_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
)

// echo is a small app on the unmodified slack-go client.
type echo struct {
	t      testing.TB
	api    *slack.Client
	socket *socketmode.Client

	mu        sync.Mutex
	envelopes []string
	callbacks []slack.InteractionCallback
	events    []slackevents.EventsAPIEvent
	retries   []int

	// answers, set before the app starts, replace what it does.
	onCommand func(e *echo, command slack.SlashCommand, ack func(...any))
	onSubmit  func(e *echo, callback slack.InteractionCallback) any
	onAction  func(e *echo, callback slack.InteractionCallback)
	onEvent   func(e *echo, event slackevents.EventsAPIEvent) (acknowledge bool)
}

// start runs the app until the test ends.
func (e *echo) start(w *sandboxtest.Workspace) *echo {
	e.t.Helper()
	e.api = slack.New(w.BotToken(), slack.OptionAppLevelToken(w.AppToken()), slack.OptionAPIURL(w.APIURL()))
	e.socket = socketmode.New(e.api)
	ctx, cancel := context.WithCancel(e.t.Context())
	var running sync.WaitGroup
	running.Go(func() { _ = e.socket.RunContext(ctx) })
	running.Go(func() {
		for {
			select {
			case event := <-e.socket.Events:
				e.handle(event)
			case <-ctx.Done():
				return
			}
		}
	})
	e.t.Cleanup(func() { cancel(); running.Wait() })
	w.AwaitConnections(1)
	return e
}

func (e *echo) handle(event socketmode.Event) {
	ack := func(payload ...any) { _ = e.socket.Ack(*event.Request, payload...) }
	if event.Request != nil && event.Request.EnvelopeID != "" {
		e.mu.Lock()
		e.envelopes = append(e.envelopes, event.Request.EnvelopeID)
		e.retries = append(e.retries, event.Request.RetryAttempt)
		e.mu.Unlock()
	}
	switch data := event.Data.(type) {
	case slack.SlashCommand:
		if e.onCommand != nil {
			e.onCommand(e, data, ack)
			return
		}
		ack(map[string]any{"text": "echo: " + data.Text})
	case slack.InteractionCallback:
		e.mu.Lock()
		e.callbacks = append(e.callbacks, data)
		e.mu.Unlock()
		e.interact(data, ack)
	case slackevents.EventsAPIEvent:
		e.mu.Lock()
		e.events = append(e.events, data)
		e.mu.Unlock()
		if e.onEvent == nil || e.onEvent(e, data) {
			ack()
		}
	}
}

func (e *echo) interact(data slack.InteractionCallback, ack func(...any)) {
	switch data.Type {
	case slack.InteractionTypeViewSubmission:
		if e.onSubmit != nil {
			if answer := e.onSubmit(e, data); answer != nil {
				ack(answer)
				return
			}
		}
		ack()
	case slack.InteractionTypeBlockSuggestion:
		var options []map[string]any
		for _, city := range []string{"北京", "北海", "上海"} {
			if strings.Contains(city, data.Value) {
				options = append(options, map[string]any{
					"text": map[string]any{"type": "plain_text", "text": city}, "value": "city-" + city,
				})
			}
		}
		ack(map[string]any{"options": options})
	default:
		ack()
		if e.onAction != nil {
			e.onAction(e, data)
		}
	}
}

func (e *echo) lastCallback() slack.InteractionCallback {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.callbacks) == 0 {
		e.t.Fatal("the app has been told of no interaction")
	}
	return e.callbacks[len(e.callbacks)-1]
}

func (e *echo) seen() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.envelopes)
}

// quick is a sandbox for tests: strict, but nobody waits three seconds.
func quick() sandbox.Options { return sandbox.Options{} }

func plain(text string) *slack.TextBlockObject {
	return slack.NewTextBlockObject("plain_text", text, false, false)
}

func input(block, label string, element slack.BlockElement, optional bool) *slack.InputBlock {
	return slack.NewInputBlock(block, plain(label), nil, element).WithOptional(optional)
}

func textInput(action string) *slack.PlainTextInputBlockElement {
	return slack.NewPlainTextInputBlockElement(nil, action)
}

func modal(title string, blocks ...slack.Block) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: plain(title), Submit: plain("Save"), Close: plain("Cancel"),
		CallbackID: "form", PrivateMetadata: "kept", Blocks: slack.Blocks{BlockSet: blocks},
	}
}

func serve(t testing.TB, handler http.Handler) string {
	t.Helper()
	listener := httptest.NewServer(handler)
	t.Cleanup(listener.Close)
	return listener.URL
}

package page_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/page"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
)

// app is a small Slack app that uses all the page has to draw; what it is told it keeps.
type app struct {
	t     *testing.T
	w     *sandboxtest.Workspace
	clock sync.Mutex
	told  []slack.InteractionCallback
}

// site is a sandbox with its page, as demo and sandbox serve it.
func site(t *testing.T) (w *sandboxtest.Workspace, url string) {
	t.Helper()
	described := sandbox.DefaultApp()
	described.Commands = []sandbox.SlashCommand{{Command: "/show", Description: "Shows things", UsageHint: "[thing]"}, {Command: "/sheet", Description: "Opens a form"}}
	described.Shortcuts = []sandbox.Shortcut{{Name: "Look closer", Type: "message", CallbackID: "look"}, {Name: "Start", Type: "global", CallbackID: "start"}}
	server := sandbox.New(sandbox.Options{App: described, RateLimits: sandbox.RateLimits{Off: true}})
	mux := http.NewServeMux()
	mux.Handle("/", server.Handler())
	mux.Handle("GET /{$}", page.New(server))
	mux.Handle("/page/", page.New(server))
	listener := httptest.NewServer(mux)
	t.Cleanup(func() { listener.CloseClientConnections(); listener.Close(); server.Close() })
	return sandboxtest.Connect(t, listener.URL), listener.URL
}

// start connects the app.
func start(t *testing.T, w *sandboxtest.Workspace) *app {
	t.Helper()
	a := &app{t: t, w: w}
	client := socketmode.New(slack.New(w.BotToken(), slack.OptionAppLevelToken(w.AppToken()), slack.OptionAPIURL(w.APIURL())))
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { _ = client.RunContext(ctx) })
	running.Go(func() {
		for {
			select {
			case event := <-client.Events:
				a.handle(event, func(payload ...any) { _ = client.Ack(*event.Request, payload...) })
			case <-ctx.Done():
				return
			}
		}
	})
	t.Cleanup(func() { cancel(); running.Wait() })
	w.AwaitConnections(1)
	return a
}

// call makes a Web API call of plain JSON.
func (a *app) call(method string, body map[string]any) map[string]any {
	encoded, _ := json.Marshal(body)
	request, err := http.NewRequest(http.MethodPost, a.w.APIURL()+method, bytes.NewReader(encoded))
	if err != nil {
		a.t.Error(err)
		return nil
	}
	request.Header.Set("Content-Type", "application/json; charset=utf-8")
	request.Header.Set("Authorization", "Bearer "+a.w.BotToken())
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		a.t.Error(err)
		return nil
	}
	defer response.Body.Close()
	var answer map[string]any
	_ = json.NewDecoder(response.Body).Decode(&answer)
	if answer["ok"] != true {
		a.t.Errorf("%s: %v", method, answer)
	}
	return answer
}

func (a *app) lastTold() slack.InteractionCallback {
	a.clock.Lock()
	defer a.clock.Unlock()
	if len(a.told) == 0 {
		return slack.InteractionCallback{}
	}
	return a.told[len(a.told)-1]
}

func (a *app) handle(event socketmode.Event, ack func(...any)) {
	switch data := event.Data.(type) {
	case slack.SlashCommand:
		ack()
		if data.Command == "/sheet" {
			a.call("views.open", map[string]any{"trigger_id": data.TriggerID, "view": sheet("First", "")})
			return
		}
		a.call("chat.postMessage", map[string]any{"channel": data.ChannelID, "text": "things", "blocks": json.RawMessage(things)})
	case slack.InteractionCallback:
		a.interact(data, ack)
	case slackevents.EventsAPIEvent:
		ack()
		if opened, ok := data.InnerEvent.Data.(*slackevents.AppHomeOpenedEvent); ok {
			a.call("views.publish", map[string]any{"user_id": opened.User, "view": map[string]any{"type": "home", "blocks": json.RawMessage(`[{"type":"header","text":{"type":"plain_text","text":"At home"}}]`)}})
		}
	}
}

func (a *app) interact(data slack.InteractionCallback, ack func(...any)) {
	a.clock.Lock()
	a.told = append(a.told, data)
	a.clock.Unlock()
	switch data.Type {
	case slack.InteractionTypeBlockSuggestion:
		ack(json.RawMessage(`{"options":[{"text":{"type":"plain_text","text":"北京"},"value":"bj"},{"text":{"type":"plain_text","text":"上海"},"value":"sh"}]}`))
	case slack.InteractionTypeViewSubmission:
		title := map[string]string{"First": "Second", "Second": "Third"}[data.View.Title.Text]
		if title == "" {
			ack(json.RawMessage(`{"response_action":"clear"}`))
			return
		}
		ack(map[string]any{"response_action": "push", "view": sheet(title, "")})
	case slack.InteractionTypeBlockActions:
		ack()
		if data.View.ID != "" {
			a.call("views.update", map[string]any{"view_id": data.View.ID, "view": sheet("First", "changed")})
		}
	default:
		ack()
	}
}

func sheet(title, note string) map[string]any {
	return map[string]any{
		"type": "modal", "title": text(title), "submit": text("Next"), "close": text("Not now"),
		"blocks": json.RawMessage(fmt.Sprintf(`[
			{"type":"section","text":{"type":"plain_text","text":"note: %s."},"accessory":{"type":"button","action_id":"again","text":{"type":"plain_text","text":"Change"}}},
			{"type":"input","block_id":"name","label":{"type":"plain_text","text":"Name"},"hint":{"type":"plain_text","text":"any"},"optional":true,"element":{"type":"plain_text_input","action_id":"name"}},
			{"type":"input","block_id":"when","label":{"type":"plain_text","text":"When"},"optional":true,"element":{"type":"datetimepicker","action_id":"when"}},
			{"type":"input","block_id":"cities","label":{"type":"plain_text","text":"Cities"},"optional":true,"element":{"type":"multi_external_select","action_id":"cities","min_query_length":0}},
			{"type":"input","block_id":"one","label":{"type":"plain_text","text":"One"},"element":{"type":"radio_buttons","action_id":"choice","initial_option":{"text":{"type":"plain_text","text":"A"},"value":"a"},"options":[{"text":{"type":"plain_text","text":"A"},"value":"a"},{"text":{"type":"plain_text","text":"B"},"value":"b"}]}},
			{"type":"input","block_id":"two","label":{"type":"plain_text","text":"Two"},"element":{"type":"radio_buttons","action_id":"choice","initial_option":{"text":{"type":"plain_text","text":"A"},"value":"a"},"options":[{"text":{"type":"plain_text","text":"A"},"value":"a"},{"text":{"type":"plain_text","text":"B"},"value":"b"}]}},
			{"type":"input","block_id":"who","label":{"type":"plain_text","text":"Who"},"optional":true,"element":{"type":"multi_users_select","action_id":"who"}},
			{"type":"input","block_id":"sheets","label":{"type":"plain_text","text":"Sheets"},"optional":true,"element":{"type":"file_input","action_id":"sheets","filetypes":["csv"],"max_files":2}}]`, note)),
	}
}

func text(s string) map[string]any { return map[string]any{"type": "plain_text", "text": s} }

// things is a message with one of nearly everything that a message may hold.
const things = `[
	{"type":"header","text":{"type":"plain_text","text":"Things :tada:"}},
	{"type":"section","text":{"type":"mrkdwn","text":"*bold* _it_ ~gone~ ` + "`code`" + ` <https://x.example|there> <!date^1795532400^{date_short_pretty} {time}|then>\n&gt; quoted :no_such_emoji:"},
	 "accessory":{"type":"overflow","action_id":"more","options":[{"text":{"type":"plain_text","text":"Open it"},"value":"open"},{"text":{"type":"plain_text","text":"Drop it"},"value":"drop"}]}},
	{"type":"section","fields":[{"type":"plain_text","text":"<b>one</b>"},{"type":"mrkdwn","text":"&lt;two&gt;"}]},
	{"type":"actions","block_id":"row","elements":[
		{"type":"button","action_id":"erase","style":"danger","text":{"type":"plain_text","text":"Erase"},"value":"7","confirm":{"title":{"type":"plain_text","text":"Really?"},"text":{"type":"mrkdwn","text":"It *goes*."},"confirm":{"type":"plain_text","text":"Yes"},"deny":{"type":"plain_text","text":"No"}}},
		{"type":"static_select","action_id":"pick","option_groups":[{"label":{"type":"plain_text","text":"Group"},"options":[{"text":{"type":"plain_text","text":"A"},"value":"a"}]}]},
		{"type":"datepicker","action_id":"day","initial_date":"2026-12-01"},
		{"type":"checkboxes","action_id":"boxes","options":[{"text":{"type":"mrkdwn","text":"*x*"},"description":{"type":"mrkdwn","text":"why"},"value":"x"}]}]},
	{"type":"context","elements":[{"type":"mrkdwn","text":"small"},{"type":"image","image_url":"https://x.example/a.png","alt_text":"a"}]},
	{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"rich","style":{"bold":true}},{"type":"user","user_id":"U0BOB"},{"type":"emoji","name":"rocket"}]},{"type":"rich_text_list","style":"ordered","elements":[{"type":"rich_text_section","elements":[{"type":"link","url":"https://x.example","text":"linked"}]}]}]},
	{"type":"markdown","text":"## Heading\n- **item** [link](https://x.example) [bad](javascript:alert(1))\n"},
	{"type":"table","rows":[[{"type":"raw_text","text":"Name"},{"type":"raw_text","text":"Sum"}],[{"type":"raw_text","text":"ABC"},{"type":"raw_number","value":12}]]},
	{"type":"data_visualization","title":"Bars","chart":{"type":"bar","series":[{"name":"s","data":[{"label":"一月","value":3},{"label":"二月","value":-1}]}],"axis_config":{"categories":["一月","二月"],"y_label":"n"}}},
	{"type":"data_visualization","title":"Area","chart":{"type":"area","series":[{"name":"s","data":[{"label":"a","value":1},{"label":"b","value":2}]}],"axis_config":{"categories":["a","b"]}}},
	{"type":"carousel","elements":[{"type":"card","title":{"type":"mrkdwn","text":"Card"},"body":{"type":"mrkdwn","text":"body"},"actions":[{"type":"button","action_id":"in_card","text":{"type":"plain_text","text":"In a card"}}]}]},
	{"type":"container","title":{"type":"plain_text","text":"Held"},"is_collapsible":true,"child_blocks":[{"type":"layout","label":"grid","rows":[{"items":[{"block":{"type":"section","text":{"type":"plain_text","text":"left"}}},{"block":{"type":"section","text":{"type":"plain_text","text":"right"}}}]}]}]},
	{"type":"plan","title":"Plan","tasks":[{"type":"task_card","task_id":"1","title":"Task","status":"complete","sources":[{"type":"url","url":"https://x.example","text":"source"}]}]},
	{"type":"context_actions","elements":[{"type":"feedback_buttons","action_id":"rate","positive_button":{"text":{"type":"plain_text","text":"Good"},"value":"1"},"negative_button":{"text":{"type":"plain_text","text":"Bad"},"value":"0"}}]},
	{"type":"video","title":{"type":"plain_text","text":"Film"},"alt_text":"a film","video_url":"https://x.example/v","thumbnail_url":"https://x.example/t.png"},
	{"type":"image","image_url":"https://x.example/b.png","alt_text":"picture","title":{"type":"plain_text","text":"Picture"}}
]`

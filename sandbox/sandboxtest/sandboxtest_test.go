package sandboxtest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
)

// witness is a test that notes how it failed.
type witness struct {
	testing.TB
	failure string
}

func (w *witness) Helper() {}

func (w *witness) Fatalf(format string, args ...any) {
	w.failure = fmt.Sprintf(format, args...)
	panic(w)
}

// failing runs do, which must fail its test, and returns what the test says.
func failing(t *testing.T, workspace *sandboxtest.Workspace, do func(*sandboxtest.Workspace)) (said string) {
	t.Helper()
	w := &witness{TB: t}
	defer func() {
		if recovered := recover(); recovered != w {
			t.Errorf("the test did not fail: %v", recovered)
		}
		said = w.failure
	}()
	impatient := workspace.For(w)
	impatient.Patience, impatient.Calm = 20*time.Millisecond, 20*time.Millisecond
	do(impatient)
	return ""
}

func start(t *testing.T) (*sandboxtest.Workspace, *slack.Client) {
	t.Helper()
	w := sandboxtest.Start(t, sandbox.Options{})
	return w, slack.New(w.BotToken(), slack.OptionAPIURL(w.APIURL()))
}

func TestFailuresTellTheConversation(t *testing.T) {
	w, api := start(t)
	header := slack.NewHeaderBlock(slack.NewTextBlockObject("plain_text", "早会", false, false))
	if _, _, err := api.PostMessage("C0SALES", slack.MsgOptionText("总结", false), slack.MsgOptionBlocks(header)); err != nil {
		t.Fatal(err)
	}
	if _, err := api.PostEphemeral("C0SALES", "U0LINA", slack.MsgOptionText("悄悄话", false)); err != nil {
		t.Fatal(err)
	}
	said := failing(t, w, func(w *sandboxtest.Workspace) { w.User("alice").In("sales").ExpectMessage("悄悄话") })
	for _, part := range []string{"waited", "#sales", "总结", "早会", "悄悄话", "only to lina", "chat.postMessage"} {
		if !strings.Contains(said, part) {
			t.Errorf("the failure does not say %q:\n%s", part, said)
		}
	}
}

func TestWhatFails(t *testing.T) {
	w, api := start(t)
	if _, _, err := api.PostMessage("C0SALES", slack.MsgOptionText("spam", false)); err != nil {
		t.Fatal(err)
	}
	for name, do := range map[string]func(*sandboxtest.Workspace){
		"unknown user":       func(w *sandboxtest.Workspace) { w.User("nobody") },
		"unknown channel":    func(w *sandboxtest.Workspace) { w.User("alice").In("nowhere") },
		"foreign channel":    func(w *sandboxtest.Workspace) { w.User("lina").In("board").Say("x") },
		"a message too many": func(w *sandboxtest.Workspace) { w.User("alice").In("sales").ExpectNoMessage("spam") },
		"no modal":           func(w *sandboxtest.Workspace) { w.User("alice").Modal() },
		"no home":            func(w *sandboxtest.Workspace) { w.User("alice").Home() },
		"no button":          func(w *sandboxtest.Workspace) { w.User("alice").In("sales").ExpectMessage("spam").Press("x") },
		"no connection":      func(w *sandboxtest.Workspace) { w.AwaitConnections(1) },
		"no answer":          func(w *sandboxtest.Workspace) { w.User("alice").In("sales").Command("/x").InChannel("y") },
		"not gone":           func(w *sandboxtest.Workspace) { w.User("alice").In("sales").ExpectMessage("spam").ExpectGone() },
		"a fault of nothing": func(w *sandboxtest.Workspace) { w.Faults().Add(sandbox.Fault{}) },
		"nothing delivered":  func(w *sandboxtest.Workspace) { w.Faults().Redeliver("slash_commands") },
	} {
		t.Run(name, func(t *testing.T) {
			if said := failing(t, w, do); !strings.Contains(said, "sandboxtest:") {
				t.Errorf("said %q", said)
			}
		})
	}
}

func TestFreshSeesOnlyWhatComes(t *testing.T) {
	w, api := start(t)
	say := func(text string) {
		t.Helper()
		if _, _, err := api.PostMessage("C0SALES", slack.MsgOptionText(text, false)); err != nil {
			t.Fatal(err)
		}
	}
	say("old")
	fresh := w.User("alice").In("sales").Fresh()
	fresh.ExpectNoMessage("old")
	say("new")
	if got := fresh.ExpectMessage("new"); got.Text != "new" || len(fresh.Messages()) != 1 {
		t.Errorf("messages %v", fresh.Messages())
	}
	if len(w.Calls("chat.postMessage")) != 2 {
		t.Error("the log has lost a call")
	}
	w.Reset()
	if len(w.User("alice").In("sales").Messages()) != 0 {
		t.Error("the reset left messages")
	}
}

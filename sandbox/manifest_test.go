package sandbox_test

import (
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
)

const manifest = `{
  "display_information": {"name": "Echo"},
  "features": {
    "slash_commands": [{"command": "/echo", "description": "Says it again", "usage_hint": "[text]", "should_escape": true}],
    "shortcuts": [{"name": "New", "type": "global", "callback_id": "new", "description": "New"}]
  },
  "oauth_config": {"scopes": {"bot": ["commands", "chat:write", "im:history"]}},
  "settings": {"socket_mode_enabled": true, "interactivity": {"is_enabled": true}, "event_subscriptions": {"bot_events": ["message.im"]}}
}`

func TestAppFromManifest(t *testing.T) {
	app, err := sandbox.AppFromManifest([]byte(manifest))
	if err != nil {
		t.Fatal(err)
	}
	w := sandboxtest.Start(t, sandbox.Options{App: app})
	running := (&echo{t: t}).start(w)
	alice := w.User("alice").In("sales")
	alice.Command("/echo ask @bob in #sales").Ephemeral("echo: ask <@U0BOB|bob> in <#C0SALES|sales>")
	alice.Command("/other").Ephemeral("/other is not a valid command")
	if _, err := running.api.GetUserInfo("U0BOB"); err == nil || err.Error() != "missing_scope" {
		t.Errorf("a scope the manifest does not grant: %v", err)
	}
	alice.Say("hello @echo") // no app_mention subscription: nothing is sent
	w.User("alice").DM().Say("hello")
	w.Eventually("the message.im", func() bool { return running.seen() == 2 })
}

func TestManifestWithoutSocketMode(t *testing.T) {
	for _, text := range []string{`{`, `{}`, `{"display_information":{"name":"x"}}`} {
		if _, err := sandbox.AppFromManifest([]byte(text)); err == nil {
			t.Errorf("%s is accepted", text)
		}
	}
	if _, err := sandbox.AppFromManifest([]byte(strings.Replace(manifest, `"socket_mode_enabled": true, `, "", 1))); err == nil {
		t.Error("no socket mode is accepted")
	}
}

package cli_test

import (
	"bytes"
	"context"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/cli"
	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
)

const manifestYAML = `
display_information: {name: Lunch Train}
features:
  slash_commands:
    - {command: /lunch, description: Where to?}
oauth_config: {scopes: {bot: [commands, chat:write]}}
settings: {socket_mode_enabled: true}
`

// The local Slack runs alone for any app, made of its manifest.
func TestSandboxAlone(t *testing.T) {
	addr := freeAddress(t)
	file := filepath.Join(t.TempDir(), "manifest.yaml")
	if err := os.WriteFile(file, []byte(manifestYAML), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var out, errs bytes.Buffer
	ended := make(chan int, 1)
	go func() {
		ended <- cli.Main(ctx, []string{"sandbox", "--manifest", file, "--addr", addr}, nil, &out, &errs)
	}()
	await(t, "the page", func() bool {
		conn, err := net.Dial("tcp", addr)
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	})
	w := sandboxtest.Connect(t, "http://"+addr)
	w.User("alice").In("sales").Command("/other").Ephemeral("not a valid command")
	cancel()
	if status := <-ended; status != 0 {
		t.Errorf("status %d: %s", status, errs.String())
	}
	for _, part := range []string{"Lunch Train", "http://" + addr + "/api/", w.BotToken(), w.AppToken(), "slackApiUrl"} {
		if !strings.Contains(out.String(), part) {
			t.Errorf("no %q in %s", part, out.String())
		}
	}
}

func TestSandboxRefusesBadManifests(t *testing.T) {
	file := filepath.Join(t.TempDir(), "manifest")
	for content, want := range map[string]string{
		"a: [":                           "neither JSON nor YAML",
		`{"display_information":{}}`:     "display_information.name",
		"display_information: {name: x}": "socket_mode_enabled",
	} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if status, _, stderr := run(t, nil, "sandbox", "--manifest", file); status == 0 || !strings.Contains(stderr, want) {
			t.Errorf("%s: %d %s", content, status, stderr)
		}
	}
}

// What lets the bot hear channels may be left out; an optional scope stands among those asked for.
func TestManifestWithoutListening(t *testing.T) {
	for _, args := range [][]string{{"manifest"}, {"manifest", "--no-listening"}} {
		status, printed, stderr := run(t, nil, args...)
		app, err := sandbox.AppFromManifest([]byte(printed))
		if status != 0 || err != nil {
			t.Fatalf("%v: %s %v", args, stderr, err)
		}
		listens := len(args) == 1
		for _, event := range []string{"message.channels", "message.groups", "reaction_added"} {
			if slices.Contains(app.Events, event) != listens {
				t.Errorf("%v subscribes to %v", args, app.Events)
			}
		}
		if slices.Contains(app.Scopes, "reactions:read") != listens || slices.Contains(app.Optional, "reactions:read") != listens || !slices.Contains(app.Scopes, "channels:history") {
			t.Errorf("%v asks for %v, of which %v may be left out", args, app.Scopes, app.Optional)
		}
	}
}

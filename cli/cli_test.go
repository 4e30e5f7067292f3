package cli_test

import (
	"bytes"
	"context"
	"database/sql"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/cli"
	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
)

// run runs the program to its end.
func run(t *testing.T, env []string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	status = cli.Main(t.Context(), args, env, &out, &errs)
	return status, out.String(), errs.String()
}

// keyFile keeps the key of personal data out of the source's directory.
func keyFile(t *testing.T) string {
	return "GUANXI_PRIVACY_KEY_FILE=" + filepath.Join(t.TempDir(), "guanxi.key")
}

// What is wrong with arguments and configuration is told with its place, and ends with status 2.
func TestMisuse(t *testing.T) {
	file := filepath.Join(t.TempDir(), "config.yaml")
	write := func(content string) {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tokens := []string{"GUANXI_SLACK_APP_TOKEN=xapp-1-A-1-x", "GUANXI_SLACK_BOT_TOKEN=xoxb-x"}
	cases := []struct {
		name, config string
		env          []string
		args         []string
		want         []string
	}{
		{name: "no such command", args: []string{"srve"}, want: []string{"srve", "--help"}},
		{name: "no tokens", args: []string{"serve"}, want: []string{"GUANXI_SLACK_APP_TOKEN", "xapp-"}},
		{name: "unknown key", config: "databse:\n  driver: sqlite\n", args: []string{"serve", "--config", file}, want: []string{file + ":1:1", "databse", "database"}},
		{name: "bad cron", config: "reminders:\n  digest: often\n", args: []string{"serve", "--config", file}, want: []string{file + ":2", "reminders.digest"}},
		{name: "bad zone", config: "team:\n  zone: Mars/Olympus\n", args: []string{"migrate", "--config", file}, want: []string{file + ":2", "team.zone"}},
		{name: "config from the environment", config: "http:\n  addr: nowhere\n", env: append(tokens, "GUANXI_CONFIG="+file), args: []string{"serve"}, want: []string{file + ":2", "http.addr"}},
		{name: "unknown variable", env: append(tokens, "GUANXI_DATABASE_DRIVR=mysql"), args: []string{"serve"}, want: []string{"GUANXI_DATABASE_DRIVR", "GUANXI_DATABASE_DRIVER"}},
		{name: "own dates that are none", config: "database:\n  dsn: " + file + ".db\nreminders:\n  own_dates: " + file + "\n", env: tokens, args: []string{"serve", "--config", file}, want: []string{"reminders.own_dates", file + ": line 1", "not a date"}},
		{name: "no own dates", config: "database:\n  dsn: " + file + ".db\nreminders:\n  own_dates: " + file + ".none\n", env: tokens, args: []string{"serve", "--config", file}, want: []string{"reminders.own_dates", file + ".none"}},
		{name: "no such file", args: []string{"serve", "--config", file + ".none"}, want: []string{file + ".none"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			write(c.config)
			status, _, stderr := run(t, c.env, c.args...)
			if status != 2 {
				t.Errorf("status %d, want 2", status)
			}
			for _, part := range c.want {
				if !strings.Contains(stderr, part) {
					t.Errorf("%q does not say %q", stderr, part)
				}
			}
			if strings.Contains(stderr, "xoxb-x") {
				t.Error("a token was printed")
			}
		})
	}
}

func TestVersionAndHelp(t *testing.T) {
	if status, stdout, _ := run(t, nil, "version"); status != 0 || !strings.HasPrefix(stdout, "guanxi ") {
		t.Errorf("version: %d %q", status, stdout)
	}
	status, stdout, _ := run(t, nil, "--help")
	for _, command := range []string{"serve", "demo", "migrate", "version"} {
		if status != 0 || !strings.Contains(stdout, command) {
			t.Errorf("--help (%d) does not name %s", status, command)
		}
	}
}

func TestMigrateTwice(t *testing.T) {
	env := []string{"GUANXI_DATABASE_DSN=" + filepath.Join(t.TempDir(), "new.db"), keyFile(t)}
	if status, stdout, stderr := run(t, env, "migrate"); status != 0 || strings.Contains(stdout, " 0 migrations") {
		t.Errorf("first: %d %q %q", status, stdout, stderr)
	}
	if status, stdout, _ := run(t, env, "migrate"); status != 0 || !strings.Contains(stdout, " 0 migrations") {
		t.Errorf("second: %d %q", status, stdout)
	}
}

// serve, as it is run: configured by the environment, watched over HTTP, ended by a signal.
func TestServe(t *testing.T) {
	ws := sandboxtest.Start(t, sandbox.Options{})
	addr := freeAddress(t)
	env := []string{
		"SLACK_APP_TOKEN=" + ws.AppToken(), "SLACK_BOT_TOKEN=" + ws.BotToken(), "GUANXI_SLACK_API_URL=" + ws.APIURL(),
		"GUANXI_DATABASE_DSN=" + filepath.Join(t.TempDir(), "serve.db"), keyFile(t), "GUANXI_HTTP_ADDR=" + addr,
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	var logged bytes.Buffer
	go func() { ended <- cli.Main(ctx, []string{"serve"}, env, io.Discard, &logged) }()
	ws.AwaitConnections(2)
	await(t, "ready", func() bool { status, _ := get(t, addr, "/readyz"); return status == http.StatusOK })
	if status, body := get(t, addr, "/healthz"); status != http.StatusOK || body != "ok\n" {
		t.Errorf("/healthz: %d %q", status, body)
	}
	ws.User("alice").In("sales").Command("/crm new Northwind phone=123-456-7890 !").Ephemeral("C001")
	if _, body := get(t, addr, "/metrics"); !strings.Contains(body, "guanxi_bot_ack_seconds_count") || strings.Contains(body, "Northwind") {
		t.Error("/metrics lacks the bot's figures, or names a customer")
	}
	ws.Server().Close()
	await(t, "not ready", func() bool {
		status, body := get(t, addr, "/readyz")
		return status == http.StatusServiceUnavailable && strings.Contains(body, "socket: not connected")
	})
	stop()
	if status := <-ended; status != 0 {
		t.Errorf("status %d: %s", status, logged.String())
	}
	if log := logged.String(); strings.Contains(log, "Northwind") || strings.Contains(log, "123-456") || strings.Contains(log, ws.BotToken()) {
		t.Errorf("the log tells too much: %s", log)
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

func await(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); !condition(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

func get(t *testing.T, addr, path string) (status int, body string) {
	t.Helper()
	response, err := http.Get("http://" + addr + path)
	if err != nil {
		return 0, ""
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

// Every command that uses the database says what to do about one that a newer version has migrated, and leaves it alone.
func TestANewerDatabaseIsRefused(t *testing.T) {
	ws := sandboxtest.Start(t, sandbox.Options{})
	path := filepath.Join(t.TempDir(), "newer.db")
	env := []string{
		"SLACK_APP_TOKEN=" + ws.AppToken(), "SLACK_BOT_TOKEN=" + ws.BotToken(), "GUANXI_SLACK_API_URL=" + ws.APIURL(),
		"GUANXI_DATABASE_DSN=" + path, keyFile(t), "GUANXI_HTTP_ADDR=",
	}
	if status, _, stderr := run(t, env, "migrate"); status != 0 {
		t.Fatal(stderr)
	}
	handle, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer handle.Close()
	if _, err := handle.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, TRUE)"); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"serve"}, {"migrate"}, {"keys", "rotate"}, {"keys", "reseal"}, {"keys", "prune"}} {
		status, stdout, stderr := run(t, env, args...)
		if status != 2 || stdout != "" || !strings.Contains(stderr, "newer version of Guanxi") || !strings.Contains(stderr, "9999") || !strings.Contains(stderr, "run that version") {
			t.Errorf("%v: status %d, %q, %q", args, status, stdout, stderr)
		}
	}
}

package bot

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/views/surface"
)

// secretWords are parts of what gives whoever reads it a right.
var secretWords = []string{"SECRET", "xoxb", "xapp", "B0T0KEN"}

// dead answers no request: it cuts every connection, without an answer or in the middle of one.
func dead(t *testing.T, begun string) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = conn.Write([]byte(begun))
		_ = conn.Close()
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// Whichever call fails in whichever way, its error names the host at most.
func TestErrorsHoldNoAddressAndNoToken(t *testing.T) {
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	for what, base := range map[string]string{
		"cut":        dead(t, ""),
		"cut within": dead(t, "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"),
		"no HTTP":    dead(t, "nonsense\r\n\r\n"),
		"refused":    closed.URL,
		"redirected": dead(t, "HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1:1/SECRET?token=xoxb-B0T0KEN\r\n\r\n"),
		"no such":    "http://nowhere.invalid",
		"unreadable": "http://127.0.0.1:1\x7f",
	} {
		c := newCaller(Options{BotToken: "xoxb-B0T0KEN", AppToken: "xapp-B0T0KEN", APIURL: base + "/api/SECRET/"}.withDefaults(), newMetrics(nil))
		for name, call := range everyCall(c, base) {
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			err := call(ctx)
			cancel()
			if err == nil { // what follows a status of 200 is not needed of these
				if what != "cut within" || name != "respond" && name != "upload" {
					t.Errorf("%s, %s: no error", what, name)
				}
				continue
			}
			for _, secret := range secretWords {
				if text := fmt.Sprintf("%v %+v %s", err, err, err.Error()); strings.Contains(text, secret) {
					t.Errorf("%s, %s: %s", what, name, text)
				}
			}
		}
	}
}

// everyCall are the calls of the Web API that the bot makes, each once, and what goes to addresses of their own.
func everyCall(c *caller, base string) map[string]func(context.Context) error {
	content := surface.Message{Text: "text"}
	once := func(run func(ctx context.Context) error) func(ctx context.Context) error {
		return func(ctx context.Context) error { return c.do(ctx, "method", "", atOnce, run) }
	}
	return map[string]func(context.Context) error{
		"respond": func(ctx context.Context) error {
			return c.respond(ctx, base+"/actions/T0/SECRET?token=SECRET", slack.WebhookMessage{Text: "x"})
		},
		"upload": once(func(ctx context.Context) error {
			return c.api.UploadToURL(ctx, slack.UploadToURLParameters{UploadURL: base + "/upload/v1/SECRET", Filename: "x", Reader: strings.NewReader("x")})
		}),
		"open socket": once(func(ctx context.Context) error { _, _, err := c.api.StartSocketModeContext(ctx); return err }),
		"post": func(ctx context.Context) error {
			_, _, err := c.post(ctx, "C1", "", content, atOnce, always)
			return err
		},
		"whisper": func(ctx context.Context) error { return c.whisper(ctx, "C1", "U1", "", content) },
		"update": once(func(ctx context.Context) error {
			_, _, _, err := c.api.UpdateMessageContext(ctx, "C1", "1.1")
			return err
		}),
		"get upload": once(func(ctx context.Context) error {
			_, err := c.api.GetUploadURLExternalContext(ctx, slack.GetUploadURLExternalParameters{FileName: "x", FileSize: 1})
			return err
		}),
		"person": once(func(ctx context.Context) error { _, err := c.api.GetUserInfoContext(ctx, "U1"); return err }),
		"who":    once(func(ctx context.Context) error { _, err := c.api.AuthTestContext(ctx); return err }),
	}
}

// What is said of an error stays true without the secrets: of which kind it is, and the rest of its text.
func TestSafeErrorsKeepTheirKind(t *testing.T) {
	err := newPostError("response_url", &url.Error{Op: "Post", URL: "https://hooks.slack.com/actions/T1/2/SECRET", Err: &net.OpError{Op: "dial", Err: errors.New("connection refused")}})
	if got := err.Error(); got != `slack response_url: Post "https://hooks.slack.com/…": dial: connection refused` || err.Ambiguous() {
		t.Errorf("%s, ambiguous %v", got, err.Ambiguous())
	}
	if got := withoutSecrets("wss%3A%2F%2Fwss.slack.com%2Flink%2F%3Fticket=SECRET xoxe.xoxp-1-SECRET xapp-1-A0-SECRET and https://a.b"); strings.Contains(got, "SECRET") {
		t.Error(got)
	}
	if plain := "slack chat.postMessage: channel_not_found"; withoutSecrets(plain) != plain {
		t.Error(withoutSecrets(plain))
	}
}

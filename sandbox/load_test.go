package sandbox_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
)

// TestNoCommandIsLost sends commands from many people at once over several
// connections and counts the answers.
func TestNoCommandIsLost(t *testing.T) {
	w := sandboxtest.Start(t, quick())
	for range 3 {
		(&echo{t: t}).start(w)
	}
	w.AwaitConnections(3)
	const people, each = 16, 25
	var failed atomic.Int64
	var all sync.WaitGroup
	for i := range people {
		all.Go(func() {
			for j := range each {
				result, err := w.Server().Command(sandbox.Command{User: "alice", Channel: "sales", Command: "/echo", Text: fmt.Sprintf("n%d-%d", i, j)})
				if err != nil || result.Error != "" {
					failed.Add(1)
				}
			}
		})
	}
	all.Wait()
	answers := map[string]bool{}
	for _, message := range w.User("alice").In("sales").Messages() {
		answers[message.Text] = true
	}
	if failed.Load() != 0 || len(answers) != people*each {
		t.Errorf("%d failed, %d of %d answers", failed.Load(), len(answers), people*each)
	}
}

// FuzzAPIBody sends any body to any method; nothing may panic or answer what
// is no JSON.
func FuzzAPIBody(f *testing.F) {
	server := sandbox.New(sandbox.Options{RateLimits: sandbox.RateLimits{Off: true}})
	handler := server.Handler()
	names := sandbox.Methods()
	f.Add(uint8(0), "application/json", `{"channel":"C0SALES","text":"x","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"x"}}]}`)
	f.Add(uint8(1), "application/json", `{"view":{"type":"modal","title":{"type":"plain_text","text":"t"},"blocks":[{"type":"input","block_id":1}]}}`)
	f.Add(uint8(2), "application/x-www-form-urlencoded", `channel=C0SALES&metadata={"event_type":"x","event_payload":{"a":[[]]}}&blocks=[[]]`)
	f.Add(uint8(3), "multipart/form-data; boundary=x", "--x\r\n")
	f.Add(uint8(4), "text/plain", "\x00\xff")
	f.Fuzz(func(t *testing.T, which uint8, kind, body string) {
		name := names[int(which)%len(names)]
		request, err := http.NewRequest(http.MethodPost, "http://sandbox/api/"+name, strings.NewReader(body))
		if err != nil {
			t.Skip()
		}
		request.Header.Set("Content-Type", kind)
		request.Header.Set("Authorization", "Bearer "+sandbox.DefaultApp().BotToken)
		if name == "apps.connections.open" {
			request.Header.Set("Authorization", "Bearer "+sandbox.DefaultApp().AppToken)
		}
		answer := &recorder{header: http.Header{}}
		handler.ServeHTTP(answer, request)
		if answer.status == 0 || !strings.HasPrefix(answer.body.String(), "{") {
			t.Errorf("%s: %d %q", name, answer.status, answer.body.String())
		}
	})
}

type recorder struct {
	header http.Header
	status int
	body   strings.Builder
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(p []byte) (int, error) { return r.body.Write(p) }

// BenchmarkCommand is one slash command from the person's Enter to the answer
// on the screen, through the socket and the unmodified slack-go client.
func BenchmarkCommand(b *testing.B) {
	w := sandboxtest.Start(b, quick())
	for range 2 {
		(&echo{t: b}).start(w)
	}
	b.SetParallelism(8)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			result, err := w.Server().Command(sandbox.Command{User: "alice", Channel: "sales", Command: "/echo", Text: "x"})
			if err != nil || result.Error != "" {
				b.Errorf("%v %s", err, result.Error)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commands/s")
}

// BenchmarkModal is a command that opens a modal, and its submission.
func BenchmarkModal(b *testing.B) {
	w := sandboxtest.Start(b, sandbox.Options{RateLimits: sandbox.RateLimits{Off: true}})
	app := &echo{t: b, onCommand: func(e *echo, command slack.SlashCommand, ack func(...any)) {
		ack()
		if _, err := e.api.OpenView(command.TriggerID, modal("Form", input("name", "Name", textInput("name"), true))); err != nil {
			b.Errorf("open: %v", err)
		}
	}}
	app.start(w)
	alice := w.User("alice")
	b.ResetTimer()
	for b.Loop() {
		alice.In("sales").Command("/new").Modal().Fill("name", "x").Submit().ExpectClosed()
	}
}

package sandbox_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
)

// endless is a body of n bytes of which nobody holds more than a piece.
type endless struct {
	left  int
	given atomic.Int64 // read while the transport may still be writing
}

func (e *endless) Read(p []byte) (int, error) {
	if e.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), e.left)
	for i := range p[:n] {
		p[i] = 'x'
	}
	e.left -= n
	e.given.Add(int64(n))
	return n, nil
}

// A body of 100 MB is refused, in Slack's words, long before it has been read.
func TestHugeBodiesAreRefused(t *testing.T) {
	w := sandboxtest.Start(t, quick())
	(&echo{t: t}).start(w)
	for _, c := range []struct {
		path, kind string
		status     int
	}{
		{"/api/chat.postMessage", "application/json", http.StatusRequestEntityTooLarge},
		{"/api/chat.postMessage", "application/x-www-form-urlencoded", http.StatusRequestEntityTooLarge},
		{"/api/chat.postMessage", "multipart/form-data; boundary=x", http.StatusRequestEntityTooLarge},
		{"/api/no.such", "text/plain", http.StatusRequestEntityTooLarge},
		{"/response/unknown", "application/json", http.StatusBadRequest},
		{"/_control/message", "application/json", http.StatusBadRequest},
	} {
		body := &endless{left: 100 << 20}
		head := strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n")
		request, err := http.NewRequest(http.MethodPost, w.URL()+c.path, io.MultiReader(head, body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", c.kind)
		request.Header.Set("Authorization", "Bearer "+w.BotToken())
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Errorf("%s %s: %v", c.path, c.kind, err)
			continue
		}
		var answer struct{ Error string }
		err = json.NewDecoder(response.Body).Decode(&answer)
		_ = response.Body.Close()
		if response.StatusCode != c.status || err != nil || answer.Error == "" {
			t.Errorf("%s %s: %s %q %v", c.path, c.kind, response.Status, answer.Error, err)
		}
		if given := body.given.Load(); given > 32<<20 {
			t.Errorf("%s %s: %d bytes were read", c.path, c.kind, given)
		}
	}
	w.User("alice").In("sales").Command("/echo still here").Ephemeral("still here")
}

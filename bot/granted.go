package bot

import (
	"context"
	"net/http"
	"strings"
	"sync"
)

// rights are the scopes that the bot's token has, as Slack says them with every answer of the Web API
// (docs.slack.dev/authentication/installing-with-oauth: X-OAuth-Scopes).
type rights struct {
	next  http.RoundTripper
	mu    sync.Mutex
	said  string          // by the latest answer
	known map[string]bool // nil until they were said
}

// connecting is the method that is called with the app's token, which has rights of its own.
const connecting = "/apps.connections.open"

// RoundTrip passes a call on, and notes what its answer says.
func (r *rights) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := r.next.RoundTrip(request)
	if err != nil || strings.HasSuffix(request.URL.Path, connecting) {
		return response, err
	}
	if said := response.Header.Get("X-OAuth-Scopes"); said != "" {
		r.note(said)
	}
	return response, nil
}

func (r *rights) note(said string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if said == r.said {
		return
	}
	r.said, r.known = said, map[string]bool{}
	for scope := range strings.SplitSeq(said, ",") {
		r.known[strings.TrimSpace(scope)] = true
	}
}

// CloseIdleConnections lets the client close what it holds open.
func (r *rights) CloseIdleConnections() {
	if closer, ok := r.next.(interface{ CloseIdleConnections() }); ok {
		closer.CloseIdleConnections()
	}
}

// Granted reports whether the app was given a right, such as reactions:read, which whoever installs it may leave out. Where Slack hasn't said
// it, the right counts as given: what needs it fails then, and says so.
func (b *Bot) Granted(ctx context.Context, scope string) bool {
	if _, err := b.identity.get(ctx); err != nil { // any answer says it
		return true
	}
	b.web.rights.mu.Lock()
	defer b.web.rights.mu.Unlock()
	return b.web.rights.known == nil || b.web.rights.known[scope]
}

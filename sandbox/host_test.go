package sandbox_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/page"
)

// Only who calls by a name of this machine, or the one that the server was told, is answered: a name of the web's that
// leads here is not.
func TestForeignHostsAreNotAnswered(t *testing.T) {
	const misdirected = http.StatusMisdirectedRequest
	for _, c := range []struct {
		addr, host string
		status     int
	}{
		{"127.0.0.1:8065", "127.0.0.1:8065", 200},
		{"127.0.0.1:8065", "localhost:8065", 200},
		{"127.0.0.1:8065", "LOCALHOST.:8065", 200},
		{"127.0.0.1:8065", "localhost", 200},
		{"127.0.0.1:8065", "127.9.9.9:1", 200},
		{"127.0.0.1:8065", "[::1]:8065", 200},
		{"127.0.0.1:8065", "[::ffff:127.0.0.1]:8065", 200},
		{"127.0.0.1:8065", "evil.example:8065", misdirected},
		{"127.0.0.1:8065", "127.0.0.1.evil.example", misdirected},
		{"127.0.0.1:8065", "localhost.evil.example", misdirected},
		{"127.0.0.1:8065", "evil-localhost", misdirected},
		{"127.0.0.1:8065", "10.0.0.7:8065", misdirected},
		{"127.0.0.1:8065", "2130706433", misdirected},
		{"127.0.0.1:8065", "[fe80::1%25lo]", misdirected},
		{"10.0.0.7:8065", "10.0.0.7:8065", 200},
		{"10.0.0.7:8065", "10.0.0.8:8065", misdirected},
		{"[2001:db8::7]:8065", "[2001:db8::7]:8065", 200},
		{"box.lan:8065", "box.lan:8065", 200},
		{"box.lan:8065", "Box.LAN", 200},
		{"box.lan:8065", "evil.example", misdirected},
		{"0.0.0.0:8065", "10.0.0.7:8065", 200},
		{"[::]:8065", "[2001:db8::7]:8065", 200},
		{":8065", "10.0.0.7", 200},
		{":8065", "evil.example", misdirected},
		{"0.0.0.0:8065", "evil.example:8065", misdirected},
	} {
		server := sandbox.New(sandbox.Options{Addr: c.addr})
		for path, handler := range map[string]http.Handler{
			"/_control/state": server.Handler(), "/api/api.test": server.Handler(), "/": page.New(server), "/page/screen": page.New(server),
		} {
			request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
			request.Host = c.host
			answer := httptest.NewRecorder()
			handler.ServeHTTP(answer, request)
			if answer.Code != c.status && (c.status != 200 || answer.Code == misdirected) {
				t.Errorf("on %q, %s of %q answers %d", c.addr, path, c.host, answer.Code)
			}
			if c.status == misdirected && strings.Contains(answer.Body.String(), "xoxb") {
				t.Errorf("on %q, %s of %q tells the token", c.addr, path, c.host)
			}
		}
		server.Close()
	}
}

// What changes something is refused to pages of other sites, as browsers tell of them.
func TestOnlyPagesOfItsOwnMayAct(t *testing.T) {
	server := sandbox.New(sandbox.Options{Addr: "127.0.0.1:8065"})
	defer server.Close()
	for _, c := range []struct {
		origin, site string
		refused      bool
	}{
		{"", "", false},
		{"http://127.0.0.1:8065", "", false},
		{"http://127.0.0.1:8065", "same-origin", false},
		{"", "none", false},
		{"http://127.0.0.1:9999", "same-site", true},
		{"", "same-site", true},
		{"", "cross-site", true},
		{"https://evil.example", "", true},
		{"null", "", true},
	} {
		for _, call := range []struct {
			method, path string
			handler      http.Handler
		}{
			{http.MethodPost, "/_control/reset", server.Handler()},
			{http.MethodPost, "/_control/upload", server.Handler()},
			{http.MethodDelete, "/_control/faults", server.Handler()},
			{http.MethodPost, "/api/chat.postMessage", server.Handler()},
			{http.MethodPost, "/response/x", server.Handler()},
			{http.MethodPost, "/page/clock", page.New(server)},
		} {
			request := httptest.NewRequestWithContext(t.Context(), call.method, call.path, strings.NewReader("{}"))
			request.Host = "127.0.0.1:8065"
			for name, value := range map[string]string{"Origin": c.origin, "Sec-Fetch-Site": c.site} {
				if value != "" {
					request.Header.Set(name, value)
				}
			}
			answer := httptest.NewRecorder()
			call.handler.ServeHTTP(answer, request)
			if refused := strings.Contains(answer.Body.String(), "a page of another site"); refused != c.refused || refused && answer.Code < 400 {
				t.Errorf("%s %s from %q (%s) answers %d", call.method, call.path, c.origin, c.site, answer.Code)
			}
		}
	}
}

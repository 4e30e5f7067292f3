package cli

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
)

// The pages for whoever runs the bot answer by an address of this machine, or the name that they were told, and by none
// that a page of the web has brought along.
func TestHealthAnswersNoForeignHost(t *testing.T) {
	for _, c := range []struct {
		addr, host string
		status     int
	}{
		{"127.0.0.1:8066", "127.0.0.1:8066", http.StatusOK},
		{"127.0.0.1:8066", "localhost:8066", http.StatusOK},
		{"127.0.0.1:8066", "evil.example:8066", http.StatusMisdirectedRequest},
		{"0.0.0.0:8066", "10.1.2.3:8066", http.StatusOK},
		{":8066", "10.1.2.3:8066", http.StatusOK},
		{":8066", "evil.example:8066", http.StatusMisdirectedRequest},
		{"guanxi:8066", "guanxi:8066", http.StatusOK},
	} {
		h := &health{addr: c.addr, metrics: prometheus.NewRegistry()}
		for _, path := range []string{"/healthz", "/metrics"} {
			request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
			request.Host = c.host
			answer := httptest.NewRecorder()
			h.guarded().ServeHTTP(answer, request)
			if answer.Code != c.status {
				t.Errorf("on %s, %s of %s answers %d", c.addr, path, c.host, answer.Code)
			}
		}
	}
}

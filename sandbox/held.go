package sandbox

import (
	"slices"
	"sync"

	"github.com/guanxi-crm/guanxi/sandbox/socket"
)

// held are events that are kept back, so that they come out of order.
type held struct {
	mu   sync.Mutex
	want map[string]int // how many of a kind are still to be kept
	kept []socket.Envelope
}

// next keeps the next so many events of a kind.
func (h *held) next(name string, times int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.want == nil {
		h.want = map[string]int{}
	}
	h.want[name] += times
}

// take keeps an event, if it is one to be kept.
func (h *held) take(name string, envelope socket.Envelope) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.want[name] == 0 {
		return false
	}
	h.want[name]--
	h.kept = append(h.kept, envelope)
	return true
}

// release returns what was kept, the latest first, and keeps nothing more.
func (h *held) release() []socket.Envelope {
	h.mu.Lock()
	defer h.mu.Unlock()
	kept := h.kept
	h.kept, h.want = nil, nil
	slices.Reverse(kept)
	return kept
}

func (h *held) clear() { h.release() }

package bot

import (
	"sync"
	"time"
)

// How much a process remembers of what it handled. Slack redelivers an event after five minutes at the latest.
const (
	memoryAge  = time.Hour
	memorySize = 50_000
)

// memory holds the keys of the last hour, at most so many. It belongs to this process; what must hold across processes
// is in the database.
type memory struct {
	mu    sync.Mutex
	known map[string]struct{}
	queue []remembered // oldest first
	age   time.Duration
	size  int
}

type remembered struct {
	key string
	at  time.Time
}

func newMemory(age time.Duration, size int) *memory {
	return &memory{known: map[string]struct{}{}, age: age, size: size}
}

// first reports whether a key is new, and remembers it.
func (m *memory) first(key string, now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	for len(m.queue) > 0 && (len(m.queue) >= m.size || now.Sub(m.queue[0].at) > m.age) {
		delete(m.known, m.queue[0].key)
		m.queue = m.queue[1:]
	}
	if _, seen := m.known[key]; seen {
		return false
	}
	m.known[key] = struct{}{}
	m.queue = append(m.queue, remembered{key, now})
	return true
}

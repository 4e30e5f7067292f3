// Package traffic is the record of what went between the sandbox and the app:
// the page's inspector, the control API's log and a failing test read it.
package traffic

import (
	"sync"
	"time"
)

// Kinds of entries.
const (
	API         = "api"          // a Web API call and its answer
	ResponseURL = "response_url" // a post to a response_url and its answer
	Envelope    = "envelope"     // what was sent over a socket
	Ack         = "ack"          // what came back over a socket
	Socket      = "socket"       // a connection made, warned or lost
	Fault       = "fault"        // a fault that was put in on purpose
)

// BodyLimit is how many bytes of a body an entry keeps.
const BodyLimit = 16 << 10

// Entry is one thing that crossed the line.
type Entry struct {
	Seq  uint64    `json:"seq"`
	Kind string    `json:"kind"`
	At   time.Time `json:"at"`   // by the sandbox's clock
	Real time.Time `json:"real"` // by the machine's clock
	// Name is the method ("chat.postMessage"), the envelope's type or the
	// event on the socket.
	Name       string `json:"name"`
	EnvelopeID string `json:"envelopeId,omitempty"`
	Connection int    `json:"connection,omitempty"`
	Request    string `json:"request,omitempty"`
	Response   string `json:"response,omitempty"`
	Status     int    `json:"status,omitempty"`
	Error      string `json:"error,omitempty"`
	// LatencyMS is how long the sandbox took to answer a call, or the app to
	// acknowledge an envelope, in milliseconds of real time.
	LatencyMS float64 `json:"latencyMs,omitempty"`
	Retry     int     `json:"retryAttempt,omitempty"`
}

// Log is a ring of the latest entries. The zero value keeps nothing.
type Log struct {
	mu   sync.Mutex
	ring []Entry
	seq  uint64
	base uint64 // entries up to here were cleared
	now  func() time.Time
}

// NewLog keeps the latest size entries, dated by now.
func NewLog(size int, now func() time.Time) *Log {
	return &Log{ring: make([]Entry, size), now: now}
}

// Add records an entry, giving it its number and times.
func (l *Log) Add(entry Entry) {
	entry.Request, entry.Response = clip(entry.Request), clip(entry.Response)
	entry.At = l.now()
	entry.Real = time.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seq++
	entry.Seq = l.seq
	if len(l.ring) > 0 {
		l.ring[l.seq%uint64(len(l.ring))] = entry
	}
}

func clip(body string) string {
	if len(body) <= BodyLimit {
		return body
	}
	return body[:BodyLimit] + "…"
}

// Entries are those kept that are later than the number after, oldest first.
func (l *Log) Entries(after uint64) []Entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	size := uint64(len(l.ring))
	if size == 0 {
		return nil
	}
	first := max(after, l.base) + 1
	if l.seq > size && first <= l.seq-size {
		first = l.seq - size + 1
	}
	entries := []Entry{}
	for seq := first; seq <= l.seq; seq++ {
		entries = append(entries, l.ring[seq%size])
	}
	return entries
}

// Clear forgets the entries but goes on counting.
func (l *Log) Clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.ring)
	l.base = l.seq
}

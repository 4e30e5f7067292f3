// Package socket is Slack's side of Socket Mode: connections, envelopes,
// acknowledgements and redelivery.
// https://docs.slack.dev/apis/events-api/using-socket-mode
package socket

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/guanxi-crm/guanxi/sandbox/traffic"
)

// Types of envelopes.
const (
	EventsAPI     = "events_api"
	SlashCommands = "slash_commands"
	Interactive   = "interactive"
)

// MaxConnections is how many sockets one app may hold open.
const MaxConnections = 10

// MaxResponse is the size in bytes from which Slack silently drops what an app
// sends over its socket.
const MaxResponse = 20 << 10

// Reasons why an envelope was not handled.
var (
	// ErrNoConnection: no socket was open.
	ErrNoConnection = errors.New("no connection")
	// ErrTimeout: nobody acknowledged in time.
	ErrTimeout = errors.New("operation_timeout")
	// ErrClosed: the hub was closed.
	ErrClosed = errors.New("closed")
)

// Config is what a hub needs. All durations are real time.
type Config struct {
	AppID string
	// AckTimeout is how long the app may take to acknowledge; Slack: 3 s.
	AckTimeout time.Duration
	// PingInterval is the pause between pings; a connection that answers none
	// for three of them is dropped.
	PingInterval time.Duration
	// RetryDelays are the pauses before an unacknowledged event is sent again;
	// Slack: at once, after a minute, after five.
	RetryDelays []time.Duration
	// Life is how long a connection is kept; 0 is for ever.
	Life time.Duration
	// Transit is how long an acknowledgement is on its way beyond its time; nil is
	// never.
	Transit func() time.Duration
	// Log records every frame.
	Log *traffic.Log
	// Changed is called when connections come and go and acks arrive.
	Changed func()
}

// Envelope is something to deliver. Payload makes its body for the connection
// it goes over, whose base URL is given (response URLs are built on it).
type Envelope struct {
	Type           string
	Subtype        string
	Payload        func(base string) any
	AcceptsPayload bool
}

// Outcome is what became of an envelope.
type Outcome struct {
	EnvelopeID string
	// Payload is what the app sent with its acknowledgement, if anything.
	Payload json.RawMessage
	Latency time.Duration
	Err     error
}

// frame is the JSON of an envelope on the wire.
type frame struct {
	EnvelopeID     string          `json:"envelope_id"`
	Type           string          `json:"type"`
	AcceptsPayload bool            `json:"accepts_response_payload"`
	Payload        json.RawMessage `json:"payload"`
	RetryAttempt   *int            `json:"retry_attempt,omitempty"`
	RetryReason    *string         `json:"retry_reason,omitempty"`

	subtype string
	base    string
}

// pending is an envelope somebody waits for.
type pending struct {
	repeated   bool // sent on purpose under an id that was sent before
	connection *connection
	sent       time.Time
	event      bool
	acked      chan json.RawMessage
	lost       chan struct{}
}

// Hub holds an app's sockets and hands envelopes to them in turn.
type Hub struct {
	config Config

	mu      sync.Mutex
	conns   []*connection
	next    int
	lastID  int
	tickets map[string]time.Time
	waiting map[string][]*pending // by envelope: who waits longest first
	last    map[string]*frame
	again   map[string]int
	stopped chan struct{}
	closed  bool
	running sync.WaitGroup
}

// NewHub makes a hub without connections.
func NewHub(config Config) *Hub {
	return &Hub{
		config: config, tickets: map[string]time.Time{}, waiting: map[string][]*pending{},
		last: map[string]*frame{}, again: map[string]int{}, stopped: make(chan struct{}),
	}
}

// NewEnvelopeID makes an id in the shape of Slack's (a random UUID).
func NewEnvelopeID() string {
	a, b := rand.Uint64(), rand.Uint64() //nolint:gosec // a name, no secret: everybody on this machine may connect
	return fmt.Sprintf("%08x-%04x-4%03x-a%03x-%012x", a>>32, a>>16&0xffff, a&0xfff, b>>52, b&0xffffffffffff)
}

// Deliver sends an envelope once and waits until the app acknowledges it, the
// time for that is over, or it turns out that nobody can be reached.
func (h *Hub) Deliver(envelope Envelope) Outcome {
	out := &frame{EnvelopeID: NewEnvelopeID(), Type: envelope.Type, AcceptsPayload: envelope.AcceptsPayload, subtype: envelope.Subtype}
	return h.deliver(out, envelope.Payload, false)
}

func (h *Hub) deliver(out *frame, payload func(string) any, event bool) Outcome {
	outcome := Outcome{EnvelopeID: out.EnvelopeID}
	wait := &pending{event: event, acked: make(chan json.RawMessage, 1), lost: make(chan struct{}), sent: time.Now()}
	if err := h.send(out, payload, wait); err != nil {
		outcome.Err = err
		return outcome
	}
	timer := time.NewTimer(h.config.AckTimeout)
	defer timer.Stop()
	lost := wait.lost
	if !event {
		lost = nil // Slack keeps the person waiting until the time is over
	}
	select {
	case outcome.Payload = <-wait.acked:
		outcome.Latency = time.Since(wait.sent)
		return outcome
	case <-lost:
		outcome.Err = ErrTimeout
	case <-timer.C:
		outcome.Err = ErrTimeout
	case <-h.stopped:
		outcome.Err = ErrClosed
	}
	h.giveUp(out.EnvelopeID, wait)
	return outcome
}

// giveUp lets somebody no longer wait for an acknowledgement.
func (h *Hub) giveUp(id string, wait *pending) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.forget(id, wait)
}

// forget is giveUp for who has the lock.
func (h *Hub) forget(id string, wait *pending) {
	h.waiting[id] = slices.DeleteFunc(h.waiting[id], func(w *pending) bool { return w == wait })
	if len(h.waiting[id]) == 0 {
		delete(h.waiting, id)
	}
}

// send picks the next connection and queues the frame on it.
func (h *Hub) send(out *frame, payload func(string) any, wait *pending) error {
	for range MaxConnections + 1 {
		conn := h.pick()
		if conn == nil {
			return ErrNoConnection
		}
		if payload != nil && (out.Payload == nil || out.base != conn.base) {
			body, err := json.Marshal(payload(conn.base))
			if err != nil {
				return fmt.Errorf("encoding a payload of type %s: %w", out.Type, err)
			}
			out.Payload, out.base = body, conn.base
		}
		encoded, err := json.Marshal(out)
		if err != nil {
			return fmt.Errorf("encoding an envelope: %w", err)
		}
		h.mu.Lock()
		wait.connection = conn
		h.waiting[out.EnvelopeID] = append(h.waiting[out.EnvelopeID], wait)
		kept := *out
		h.last[out.Type] = &kept
		if out.subtype != "" {
			h.last[out.subtype] = &kept
		}
		h.mu.Unlock()
		if conn.queue(encoded, h.stopped) {
			h.record(traffic.Envelope, out, conn)
			return nil
		}
		h.giveUp(out.EnvelopeID, wait)
	}
	return ErrNoConnection
}

func (h *Hub) record(kind string, out *frame, conn *connection) {
	entry := traffic.Entry{
		Kind: kind, Name: out.Type, EnvelopeID: out.EnvelopeID, Connection: conn.id,
		Request: string(out.Payload),
	}
	if out.subtype != "" {
		entry.Name += "/" + out.subtype
	}
	if out.RetryAttempt != nil {
		entry.Retry = *out.RetryAttempt
	}
	h.config.Log.Add(entry)
}

// pick is the next connection that takes envelopes, in turn.
func (h *Hub) pick() *connection {
	h.mu.Lock()
	defer h.mu.Unlock()
	for range h.conns {
		h.next = (h.next + 1) % len(h.conns)
		if conn := h.conns[h.next]; !conn.draining.Load() {
			return conn
		}
	}
	return nil
}

// Publish sends an event, and sends it again after each of the configured
// delays until it is acknowledged. It does not wait.
func (h *Hub) Publish(envelope Envelope) {
	h.mu.Lock()
	if h.closed {
		h.mu.Unlock()
		return
	}
	h.running.Add(1)
	h.mu.Unlock()
	go func() {
		defer h.running.Done()
		h.publish(envelope)
	}()
}

// PublishInTurn sends events one after the other: each once the one before it
// was acknowledged, or given up.
func (h *Hub) PublishInTurn(envelopes []Envelope) {
	h.mu.Lock()
	if h.closed {
		h.mu.Unlock()
		return
	}
	h.running.Add(1)
	h.mu.Unlock()
	go func() {
		defer h.running.Done()
		for _, envelope := range envelopes {
			h.publish(envelope)
		}
	}()
}

func (h *Hub) publish(envelope Envelope) {
	out := &frame{Type: envelope.Type, subtype: envelope.Subtype}
	for attempt := 0; ; attempt++ {
		// Each try is an envelope of its own; the event inside keeps its id.
		out.EnvelopeID = NewEnvelopeID()
		reason := ""
		if attempt > 0 {
			reason = "timeout"
		}
		out.RetryAttempt, out.RetryReason = &attempt, &reason
		if h.deliver(out, envelope.Payload, true).Err == nil || attempt >= len(h.config.RetryDelays) {
			return
		}
		select {
		case <-time.After(h.config.RetryDelays[attempt]):
		case <-h.stopped:
			return
		}
	}
}

// acknowledge takes an ack that came over a connection.
func (h *Hub) acknowledge(conn *connection, id string, payload json.RawMessage, raw []byte) {
	h.mu.Lock()
	var wait *pending
	ok := len(h.waiting[id]) > 0
	if ok {
		wait = h.waiting[id][0]
		h.forget(id, wait)
	}
	var repeat *frame
	if ok && !wait.repeated { // a repetition is not one of the next to be repeated
		for _, kept := range h.last {
			if kept.EnvelopeID == id && (h.takeAgain(kept.Type) || h.takeAgain(kept.subtype)) {
				repeat = kept
				break
			}
		}
	}
	h.mu.Unlock()
	entry := traffic.Entry{Kind: traffic.Ack, Name: "ack", EnvelopeID: id, Connection: conn.id, Response: string(raw)}
	if ok {
		entry.LatencyMS = float64(time.Since(wait.sent).Microseconds()) / 1000
	} else {
		entry.Error = "nobody was waiting for this acknowledgement"
	}
	h.config.Log.Add(entry)
	if ok {
		h.arrive(wait, payload)
	}
	if repeat != nil {
		h.repeat(repeat)
	}
	h.config.Changed()
}

// arrive hands an acknowledgement to who waits for it, as late as it is.
func (h *Hub) arrive(wait *pending, payload json.RawMessage) {
	if h.config.Transit != nil {
		if late := h.config.Transit(); late > 0 {
			h.later(late, func() { wait.acked <- payload })
			return
		}
	}
	wait.acked <- payload
}

func (h *Hub) takeAgain(name string) bool {
	if name == "" || h.again[name] == 0 {
		return false
	}
	h.again[name]--
	return true
}

// Redeliver sends the last envelope of the type ("slash_commands",
// "view_submission", …) once more under the same envelope id, as Slack does
// now and then. It is false when there was none or nobody is connected.
func (h *Hub) Redeliver(name string) bool {
	h.mu.Lock()
	kept := h.last[name]
	h.mu.Unlock()
	return kept != nil && h.repeat(kept)
}

// RedeliverNext sends each of the next times envelopes of the type twice.
func (h *Hub) RedeliverNext(name string, times int) {
	h.mu.Lock()
	h.again[name] += times
	h.mu.Unlock()
}

func (h *Hub) repeat(kept *frame) bool {
	again := *kept
	if attempt, reason := 1, "timeout"; again.Type == EventsAPI {
		again.RetryAttempt, again.RetryReason = &attempt, &reason
	}
	wait := &pending{acked: make(chan json.RawMessage, 1), lost: make(chan struct{}), sent: time.Now(), repeated: true}
	if h.send(&again, nil, wait) != nil {
		return false
	}
	h.later(h.config.AckTimeout, func() { h.giveUp(again.EnvelopeID, wait) })
	return true
}

// Connection describes one socket.
type Connection struct {
	ID       int  `json:"id"`
	Draining bool `json:"draining"`
}

// Connections are the sockets open now.
func (h *Hub) Connections() []Connection {
	h.mu.Lock()
	defer h.mu.Unlock()
	list := make([]Connection, len(h.conns))
	for i, conn := range h.conns {
		list[i] = Connection{ID: conn.id, Draining: conn.draining.Load()}
	}
	return list
}

// Ticket is the secret of a socket URL; it opens one connection, within 30 s.
func (h *Hub) Ticket() string {
	ticket := fmt.Sprintf("%016x%016x", rand.Uint64(), rand.Uint64()) //nolint:gosec // a name, no secret: everybody on this machine may connect
	h.mu.Lock()
	defer h.mu.Unlock()
	now := time.Now()
	for old, expires := range h.tickets {
		if now.After(expires) {
			delete(h.tickets, old)
		}
	}
	h.tickets[ticket] = now.Add(30 * time.Second)
	return ticket
}

func (h *Hub) redeem(ticket string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	expires, ok := h.tickets[ticket]
	delete(h.tickets, ticket)
	return ok && time.Now().Before(expires) && !h.closed
}

// Close ends every connection and waits for the hub's goroutines.
func (h *Hub) Close() {
	h.mu.Lock()
	if !h.closed {
		h.closed = true
		close(h.stopped)
	}
	conns := slices.Clone(h.conns)
	h.mu.Unlock()
	for _, conn := range conns {
		conn.shut()
	}
	h.running.Wait()
}

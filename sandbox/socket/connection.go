package socket

import (
	"encoding/json"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"github.com/guanxi-crm/guanxi/sandbox/traffic"
)

// queueLength is how many frames may wait for a slow reader; a person's click
// waits for room, it is never lost.
const queueLength = 256

// writeWait is how long one frame may take to leave.
const writeWait = 10 * time.Second

// Reasons of disconnect frames.
const (
	Warning           = "warning"
	RefreshRequested  = "refresh_requested"
	LinkDisabled      = "link_disabled"
	TooManyWebsockets = "too_many_websockets"
)

// connection is one open socket.
type connection struct {
	id       int
	base     string
	life     time.Duration
	socket   *websocket.Conn
	out      chan []byte
	gone     chan struct{}
	once     sync.Once
	draining atomic.Bool
}

// queue hands a frame to the writer; false when the connection is gone.
func (c *connection) queue(encoded []byte, stopped <-chan struct{}) bool {
	select {
	case <-c.gone:
		return false
	default:
	}
	select {
	case c.out <- encoded:
		return true
	case <-c.gone:
	case <-stopped:
	}
	return false
}

// shut ends the connection; the reader and writer notice.
func (c *connection) shut() {
	c.once.Do(func() {
		close(c.gone)
		_ = c.socket.Close()
	})
}

var upgrader = websocket.Upgrader{
	ReadBufferSize: 4096, WriteBufferSize: 4096,
	CheckOrigin: func(*http.Request) bool { return true },
}

// Serve opens the socket whose ticket stands in the request's URL. base is
// the URL under which the sandbox is mounted, as the app sees it.
func (h *Hub) Serve(w http.ResponseWriter, r *http.Request, base string) {
	if !h.redeem(r.URL.Query().Get("ticket")) {
		http.Error(w, "this socket URL was used or has expired", http.StatusNotFound)
		return
	}
	socket, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // the upgrader has answered
	}
	life := h.config.Life
	if r.URL.Query().Get("debug_reconnects") == "true" {
		life = 6 * time.Minute
	}
	conn := &connection{base: base, life: life, socket: socket, out: make(chan []byte, queueLength), gone: make(chan struct{})}
	count, ok := h.join(conn)
	if !ok {
		h.refuse(conn)
		return
	}
	conn.out <- hello(h.config.AppID, count)
	h.note(conn, "connected", "")
	h.config.Changed()
	go func() {
		defer h.running.Done()
		h.write(conn)
	}()
	h.read(conn)
	h.leave(conn)
}

func (h *Hub) join(conn *connection) (count int, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed || len(h.conns) >= MaxConnections {
		return 0, false
	}
	h.lastID++
	conn.id = h.lastID
	h.conns = append(h.conns, conn)
	h.running.Add(1)
	return len(h.conns), true
}

func (h *Hub) refuse(conn *connection) {
	_ = conn.socket.SetWriteDeadline(time.Now().Add(writeWait))
	_ = conn.socket.WriteMessage(websocket.TextMessage, disconnectFrame(TooManyWebsockets))
	conn.shut()
}

func (h *Hub) leave(conn *connection) {
	conn.shut()
	h.mu.Lock()
	h.conns = slices.DeleteFunc(h.conns, func(c *connection) bool { return c == conn })
	for id, all := range h.waiting {
		for _, wait := range slices.Clone(all) {
			if wait.connection == conn && wait.event {
				h.forget(id, wait)
				close(wait.lost)
			}
		}
	}
	h.mu.Unlock()
	h.note(conn, "disconnected", "")
	h.config.Changed()
}

func (h *Hub) note(conn *connection, what, body string) {
	h.config.Log.Add(traffic.Entry{Kind: traffic.Socket, Name: what, Connection: conn.id, Request: body})
}

// read takes acknowledgements until the connection ends.
func (h *Hub) read(conn *connection) {
	conn.socket.SetReadLimit(1 << 20)
	alive := func() { _ = conn.socket.SetReadDeadline(time.Now().Add(3*h.config.PingInterval + time.Second)) }
	alive()
	conn.socket.SetPongHandler(func(string) error { alive(); return nil })
	for {
		_, raw, err := conn.socket.ReadMessage()
		if err != nil {
			return
		}
		alive()
		if len(raw) >= MaxResponse {
			h.note(conn, "ignored a response of 20 kB or more", string(raw[:200]))
			continue
		}
		var ack struct {
			EnvelopeID string          `json:"envelope_id"`
			Payload    json.RawMessage `json:"payload"`
		}
		if json.Unmarshal(raw, &ack) != nil || ack.EnvelopeID == "" {
			h.note(conn, "ignored a frame that acknowledges nothing", string(raw))
			continue
		}
		h.acknowledge(conn, ack.EnvelopeID, ack.Payload, raw)
	}
}

// write sends what is queued, and pings.
func (h *Hub) write(conn *connection) {
	defer conn.shut()
	ping := time.NewTicker(h.config.PingInterval)
	defer ping.Stop()
	// The first ping comes at once: clients measure silence from the start.
	if conn.ping() != nil {
		return
	}
	aged, refresh := conn.ages()
	for {
		select {
		case encoded := <-conn.out:
			if conn.send(encoded) != nil {
				return
			}
		case <-aged:
			h.note(conn, "disconnect", Warning)
			if conn.send(disconnectFrame(Warning)) != nil {
				return
			}
		case <-refresh:
			conn.draining.Store(true)
			h.note(conn, "disconnect", RefreshRequested)
			_ = conn.send(disconnectFrame(RefreshRequested))
			return
		case <-ping.C:
			if conn.ping() != nil {
				return
			}
		case <-conn.gone:
			return
		}
	}
}

// warningTime is how long before its end a connection is warned, at most.
const warningTime = 10 * time.Second

// ages fires when the connection is old enough to be warned, and to be closed.
func (c *connection) ages() (aged, refresh <-chan time.Time) {
	if c.life <= 0 {
		return nil, nil
	}
	return time.After(c.life - min(warningTime, c.life/2)), time.After(c.life)
}

func (c *connection) send(encoded []byte) error {
	_ = c.socket.SetWriteDeadline(time.Now().Add(writeWait))
	return c.socket.WriteMessage(websocket.TextMessage, encoded)
}

func (c *connection) ping() error {
	return c.socket.WriteControl(websocket.PingMessage, []byte("Ping from sandbox"), time.Now().Add(writeWait))
}

// Disconnect tells every connection to go, as Slack does about once an hour:
// after a warning it stays usable for grace, after the other reasons it is
// closed a moment later. An empty reason cuts the connections without a word.
// It returns how many there were.
func (h *Hub) Disconnect(reason string, grace time.Duration) int {
	h.mu.Lock()
	conns := slices.Clone(h.conns)
	h.mu.Unlock()
	for _, conn := range conns {
		if reason == "" {
			h.note(conn, "cut", "")
			conn.shut()
			continue
		}
		if reason != Warning {
			conn.draining.Store(true)
		}
		conn.queue(disconnectFrame(reason), h.stopped)
		h.note(conn, "disconnect", reason)
		h.later(grace, conn.shut)
	}
	return len(conns)
}

// later runs fn after d of real time, unless the hub closes before.
func (h *Hub) later(d time.Duration, fn func()) {
	h.mu.Lock()
	if h.closed {
		h.mu.Unlock()
		return
	}
	h.running.Add(1)
	h.mu.Unlock()
	go func() {
		defer h.running.Done()
		select {
		case <-time.After(d):
			fn()
		case <-h.stopped:
		}
	}()
}

func hello(appID string, count int) []byte {
	encoded, _ := json.Marshal(map[string]any{
		"type": "hello", "num_connections": count,
		"debug_info":      map[string]any{"host": "sandbox", "build_number": 1, "approximate_connection_time": 3600},
		"connection_info": map[string]any{"app_id": appID},
	})
	return encoded
}

func disconnectFrame(reason string) []byte {
	encoded, _ := json.Marshal(map[string]any{
		"type": "disconnect", "reason": reason, "debug_info": map[string]any{"host": "sandbox"},
	})
	return encoded
}

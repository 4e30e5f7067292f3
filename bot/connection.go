package bot

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack/socketmode"
)

// Limits of a connection.
const (
	pingEvery   = 10 * time.Second
	silentFor   = 30 * time.Second // without a frame, a ping or a pong, the connection is dead
	writeWithin = 2 * time.Second
	closeWithin = time.Second // Slack may leave the closing handshake unanswered
	maxEnvelope = 8 << 20     // bytes
	maxAck      = 20<<10 - 1  // bytes; Slack drops larger acknowledgements silently
)

// errAckTooLarge says that a payload is too large for an acknowledgement and has to be sent by another call.
var errAckTooLarge = errors.New("acknowledgement too large")

// connection is one open WebSocket.
type connection struct {
	ws      *websocket.Conn
	writing sync.Mutex // gorilla allows one writer at a time
	left    atomic.Bool
	due     atomic.Int32 // envelopes handed over and not acknowledged yet

	hello, asked, draining chan struct{}
	greetOnce, askOnce     sync.Once
	drainOnce              sync.Once
	why                    string // set before asked is closed

	ended chan struct{} // nothing is read any more
	done  chan struct{} // and everything has been tidied up
	err   error         // why it ended; set before done is closed
}

func newConnection(ws *websocket.Conn) *connection {
	return &connection{
		ws:       ws,
		hello:    make(chan struct{}),
		asked:    make(chan struct{}),
		draining: make(chan struct{}),
		ended:    make(chan struct{}),
		done:     make(chan struct{}),
	}
}

// read hands over every envelope until the connection ends.
func (c *connection) read(take func(socketmode.Request)) error {
	c.ws.SetReadLimit(maxEnvelope)
	alive := func() error { return c.ws.SetReadDeadline(time.Now().Add(silentFor)) }
	c.ws.SetPongHandler(func(string) error { return alive() })
	c.ws.SetPingHandler(func(data string) error {
		_ = c.ws.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(writeWithin))
		return alive()
	})
	for {
		if err := alive(); err != nil {
			return err
		}
		_, frame, err := c.ws.ReadMessage()
		if err != nil {
			return err
		}
		var envelope socketmode.Request
		if json.Unmarshal(frame, &envelope) != nil || c.left.Load() {
			continue // not an envelope, or too late to acknowledge it
		}
		take(envelope)
	}
}

// ping finds out when a connection is dead, also when the server sends no pings.
func (c *connection) ping() {
	ticker := time.NewTicker(pingEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			_ = c.ws.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeWithin))
		case <-c.ended:
			return
		}
	}
}

// ack acknowledges an envelope, with a payload where there is one.
func (c *connection) ack(id string, payload any) error {
	frame, err := json.Marshal(socketmode.Response{EnvelopeID: id, Payload: payload})
	if err != nil {
		return err
	}
	if len(frame) > maxAck {
		return errAckTooLarge
	}
	c.writing.Lock()
	defer c.writing.Unlock()
	if err := c.ws.SetWriteDeadline(time.Now().Add(writeWithin)); err != nil {
		return err
	}
	return c.ws.WriteMessage(websocket.TextMessage, frame)
}

// retire reads a replaced connection until Slack closes it, for a while at most.
func (c *connection) retire(ctx context.Context) {
	timer := time.NewTimer(lingerFor)
	defer timer.Stop()
	select {
	case <-c.done:
		return
	case <-timer.C:
	case <-ctx.Done():
	}
	c.drain()
}

// drain waits until every envelope is acknowledged, and closes the connection. Envelopes that still arrive are taken,
// since nobody else would take them.
func (c *connection) drain() {
	c.drainOnce.Do(func() { close(c.draining) })
	ticker := time.NewTicker(2 * time.Millisecond)
	defer ticker.Stop()
	for end := time.Now().Add(drainBudget); c.due.Load() > 0 && time.Now().Before(end); {
		<-ticker.C
	}
	c.close()
}

// close sends a closing frame, waits shortly for the answer, and returns when the connection is gone.
func (c *connection) close() {
	c.left.Store(true)
	bye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	_ = c.ws.WriteControl(websocket.CloseMessage, bye, time.Now().Add(closeWithin))
	select {
	case <-c.done:
	case <-time.After(closeWithin):
		_ = c.ws.Close()
		<-c.done
	}
}

// greet notes the hello; it reports whether it was the first.
func (c *connection) greet() (first bool) {
	c.greetOnce.Do(func() {
		close(c.hello)
		first = true
	})
	return first
}

func (c *connection) greeted() bool { return isClosed(c.hello) }

// ask notes that Slack wants the connection replaced.
func (c *connection) ask(reason string) {
	c.askOnce.Do(func() {
		c.why = reason
		close(c.asked)
	})
}

func (c *connection) reason() string { return c.why }

// leaving reports that this connection is being drained, so that acknowledgements must not wait.
func (c *connection) leaving() bool { return isClosed(c.draining) }

func isClosed(c chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

package storetest

import (
	"bytes"
	"context"
	"io"
	"net"
	"sync"
	"testing"

	"github.com/go-sql-driver/mysql"
)

// Cable is the way to a database server. It can be cut, pulled out, stalled, and told to break at a statement.
type Cable struct {
	listener net.Listener
	server   string

	mu      sync.Mutex
	out     bool
	open    []net.Conn
	at      []byte // where it breaks
	left    int    // how often
	how     Break
	stalled chan struct{} // closed when it carries on; nil while it does
	tap     *bytes.Buffer // gets all that is said to the server; nil while nobody listens
}

// Through returns a MySQL-protocol database as it is reached through a cable, which is pulled when the test ends.
func Through(t testing.TB, db Database) (Database, *Cable) {
	t.Helper()
	config, err := mysql.ParseDSN(db.DSN)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &Cable{listener: listener, server: config.Addr}
	t.Cleanup(func() { _ = listener.Close(); c.Pull() })
	go c.carry()
	config.Addr = listener.Addr().String()
	return Database{Driver: db.Driver, DSN: config.FormatDSN(), Kind: db.Kind}, c
}

func (c *Cable) carry() {
	for {
		here, err := c.listener.Accept()
		if err != nil {
			return
		}
		there, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", c.server)
		c.mu.Lock()
		if err != nil || c.out {
			_ = here.Close()
			if err == nil {
				_ = there.Close()
			}
			c.mu.Unlock()
			continue
		}
		c.open = append(c.open, here, there)
		c.mu.Unlock()
		go func() { _, _ = io.Copy(here, there); _ = here.Close() }()
		go c.send(here, there)
	}
}

// send passes on what the client says. Where the cable breaks, the server still gets the statement and carries it out,
// and finds nobody to tell.
func (c *Cable) send(here, there net.Conn) {
	defer func() { _ = there.Close() }()
	packet := make([]byte, 64<<10)
	carried := false // what Break.After names
	for {
		n, err := here.Read(packet)
		if err != nil {
			return
		}
		c.wait()
		c.hear(packet[:n])
		breaks, how := c.breaks(packet[:n], &carried)
		if !breaks {
			if _, err := there.Write(packet[:n]); err != nil {
				return
			}
			continue
		}
		_ = here.Close() // before the server can answer
		if !how.Before {
			_, _ = there.Write(packet[:n])
		}
		if how.Stay {
			c.cutOthers(there)
		}
		return
	}
}

// Listen keeps all that is said to the server from now on; said returns it. Texts stand in it as they are, whether they
// are part of a statement or its parameters.
func (c *Cable) Listen() (said func() string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tap = &bytes.Buffer{}
	return func() string {
		c.mu.Lock()
		defer c.mu.Unlock()
		return c.tap.String()
	}
}

func (c *Cable) hear(packet []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.tap != nil {
		c.tap.Write(packet)
	}
}

// Stall lets whatever is asked of the server wait, until the returned function is called.
func (c *Cable) Stall() (carryOn func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	stalled := make(chan struct{})
	c.stalled = stalled
	return sync.OnceFunc(func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.stalled = nil
		close(stalled)
	})
}

func (c *Cable) wait() {
	c.mu.Lock()
	stalled := c.stalled
	c.mu.Unlock()
	if stalled != nil {
		<-stalled
	}
}

func (c *Cable) breaks(packet []byte, carried *bool) (bool, Break) {
	c.mu.Lock()
	defer c.mu.Unlock()
	*carried = *carried || c.left > 0 && c.how.After != "" && bytes.Contains(packet, []byte(c.how.After))
	if c.left == 0 || c.how.After != "" && !*carried || !bytes.Contains(packet, c.at) {
		return false, c.how
	}
	if c.how.Next {
		c.at, c.how.Next = nil, false // whatever comes
		return false, c.how
	}
	if c.left--; c.how.Stay {
		c.out = true
	}
	return true, c.how
}

// cutOthers breaks every connection but the one whose statement is on its way.
func (c *Cable) cutOthers(this net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, conn := range c.open {
		if conn != this {
			_ = conn.Close()
		}
	}
	c.open = nil
}

// Break is how a cable breaks.
type Break struct {
	After  string // only on a connection that has carried this since Break was called; "" on any
	Before bool   // the statement doesn't reach the server
	Next   bool   // it is the next statement that breaks it
	Stay   bool   // nothing gets through any more, until Plug
}

// BreakAt breaks a connection when it carries a text, the next so many times.
func (c *Cable) BreakAt(text string, times int) { c.Break(text, times, Break{}) }

// Break is BreakAt in another way.
func (c *Cable) Break(text string, times int, how Break) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.left, c.how = []byte(text), times, how
}

// Left returns how often it is still going to break.
func (c *Cable) Left() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.left
}

// Cut breaks every connection there is, as when the server is started anew.
func (c *Cable) Cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cut()
}

func (c *Cable) cut() {
	for _, conn := range c.open {
		_ = conn.Close()
	}
	c.open = nil
}

// Pull cuts every connection, and those to come until Plug.
func (c *Cable) Pull() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.out = true
	c.cut()
}

// Plug ends Pull.
func (c *Cable) Plug() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.out = false
}

//go:build linux

package crash

import (
	"io"
	"net"
	"sync"
	"testing"

	"github.com/go-sql-driver/mysql"

	"github.com/guanxi-crm/guanxi/store/storetest"
)

// cable is the way to a database server. It can be cut: every connection breaks, as when the server is started anew.
type cable struct {
	net.Listener
	mu   sync.Mutex
	open []net.Conn
	cuts int
}

// cableTo leads a database through a cable; nil when it has no server.
func cableTo(t *testing.T, db *storetest.Database) *cable {
	t.Helper()
	if db.Driver == "sqlite" {
		return nil
	}
	config, err := mysql.ParseDSN(db.DSN)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cable{Listener: listener}
	server := config.Addr
	config.Addr = listener.Addr().String()
	db.DSN = config.FormatDSN()
	t.Cleanup(func() { _ = listener.Close(); c.cut() })
	go c.carry(server)
	return c
}

func (c *cable) carry(server string) {
	for {
		here, err := c.Accept()
		if err != nil {
			return
		}
		there, err := net.Dial("tcp", server)
		if err != nil {
			_ = here.Close()
			continue
		}
		c.mu.Lock()
		c.open = append(c.open, here, there)
		c.mu.Unlock()
		go func() { _, _ = io.Copy(here, there); _ = here.Close() }()
		go func() { _, _ = io.Copy(there, here); _ = there.Close() }()
	}
}

func (c *cable) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, conn := range c.open {
		_ = conn.Close()
	}
	c.open = nil
	c.cuts++
}

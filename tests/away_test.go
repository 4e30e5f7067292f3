package tests

import (
	"io"
	"net"
	"sync"
	"testing"

	"github.com/go-sql-driver/mysql"

	"github.com/guanxi-crm/guanxi/store/storetest"
)

// cable is the connection to a database server; it can be pulled out.
type cable struct {
	listener net.Listener
	server   string
	mu       sync.Mutex
	out      bool
	open     []net.Conn
}

// through returns the database as it is reached through a cable.
func through(t *testing.T, db storetest.Database) (storetest.Database, *cable) {
	t.Helper()
	parsed, err := mysql.ParseDSN(db.DSN)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cable{listener: listener, server: parsed.Addr}
	t.Cleanup(func() { _ = listener.Close(); c.pull() })
	go c.carry()
	parsed.Addr = listener.Addr().String()
	return storetest.Database{Driver: db.Driver, DSN: parsed.FormatDSN()}, c
}

func (c *cable) carry() {
	for {
		here, err := c.listener.Accept()
		if err != nil {
			return
		}
		there, err := net.Dial("tcp", c.server)
		c.mu.Lock()
		if err != nil || c.out {
			_ = here.Close()
			c.mu.Unlock()
			continue
		}
		c.open = append(c.open, here, there)
		c.mu.Unlock()
		go func() { _, _ = io.Copy(here, there); _ = here.Close() }()
		go func() { _, _ = io.Copy(there, here); _ = there.Close() }()
	}
}

// pull cuts every connection, and those to come.
func (c *cable) pull() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.out = true
	for _, conn := range c.open {
		_ = conn.Close()
	}
	c.open = nil
}

func (c *cable) plug() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.out = false
}

// When the database is away, people are told so in their language, nothing is half-saved, and what was typed is not lost.
func TestDatabaseAway(t *testing.T) {
	db, cable := through(t, storetest.MySQL(t))
	w := newWorld(t, db)
	w.start()
	alice, wang := w.User("alice").In("sales"), w.User("wangwei").In("销售")
	alice.Command("/crm new Northwind !").Ephemeral("C001")
	form := alice.Command("/crm edit C001").Modal()
	form.Fill("notes", "a long story")

	cable.pull()
	alice.Command("/crm new Lost !").Ephemeral("database can't be reached", "Nothing was saved")
	wang.Command("/crm 查找").Ephemeral("暂时连不上数据库")
	alice.Command("/crm edit C001").Ephemeral("database can't be reached")
	form.Submit()
	form.Expect("database can't be reached")
	if got := form.Value("notes"); got != "a long story" {
		t.Errorf("what was typed came back as %q", got)
	}

	cable.plug()
	form.Submit().ExpectClosed()
	alice.ExpectMessage("Saved", "a long story")
	alice.Command("/crm find").Ephemeral("1 customer")
}

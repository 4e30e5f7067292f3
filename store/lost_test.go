package store_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"sync"
	"testing"

	"github.com/go-sql-driver/mysql"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// wire stands between the store and a server and breaks connections.
type wire struct {
	net.Listener
	server string
	mu     sync.Mutex
	open   []net.Conn
	// cut breaks a connection after this many more packets with the text were passed on; the answer never comes back.
	cut  string
	left int
}

func newWire(t *testing.T, server string) *wire {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	w := &wire{Listener: listener, server: server}
	t.Cleanup(func() { _ = listener.Close(); w.breakAll() })
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go w.serve(client)
		}
	}()
	return w
}

func (w *wire) serve(client net.Conn) {
	server, err := net.Dial("tcp", w.server)
	if err != nil {
		_ = client.Close()
		return
	}
	w.mu.Lock()
	w.open = append(w.open, client, server)
	w.mu.Unlock()
	go func() { _, _ = io.Copy(client, server); _ = client.Close() }()
	packet := make([]byte, 64<<10)
	for {
		n, err := client.Read(packet)
		if err != nil {
			_ = server.Close()
			return
		}
		w.mu.Lock()
		cut := w.left > 0 && bytes.Contains(packet[:n], []byte(w.cut))
		if cut {
			w.left--
		}
		w.mu.Unlock()
		if cut {
			_ = client.Close() // before the server can answer
		}
		if _, err := server.Write(packet[:n]); err != nil || cut {
			_ = server.Close() // the server still reads what it was sent, carries it out, and finds nobody to tell
			return
		}
	}
}

func (w *wire) breakAll() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, conn := range w.open {
		_ = conn.Close()
	}
	w.open = nil
}

func (w *wire) arm(text string, times int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut, w.left = text, times
}

// armed returns how many cuts are still to come.
func (w *wire) armed() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.left
}

// behindWire opens a store that reaches its MySQL database through a wire.
func behindWire(t *testing.T) (*store.Store, *wire) {
	t.Helper()
	db := storetest.MySQL(t)
	config, err := mysql.ParseDSN(db.DSN)
	must(t, err)
	w := newWire(t, config.Addr)
	config.Addr = w.Addr().String()
	return storetest.Open(t, storetest.Database{Driver: "mysql", DSN: config.FormatDSN()}), w
}

func count(t *testing.T, st *store.Store) int {
	t.Helper()
	page, err := st.SearchCustomers(ctx, models.CustomerQuery{})
	must(t, err)
	return page.Total
}

// The connection breaks while the commit is on its way: it was done, but nobody heard.
func TestALostCommitIsNeitherLostNorDoubled(t *testing.T) {
	st, w := behindWire(t)
	create := func(name string) func(tx *store.Tx) error {
		return func(tx *store.Tx) error { return tx.InsertCustomer(ctx, customer(name)) }
	}
	for i, name := range []string{"a", "b", "c"} {
		w.arm("COMMIT", 1)
		if err := st.Once(ctx, "key "+name, now, create(name)); err != nil {
			t.Fatalf("with a key: %v", err)
		}
		if left := w.armed(); left > 0 {
			t.Fatal("no commit was cut")
		}
		if n := count(t, st); n != i+1 {
			t.Fatalf("%d customers, want %d", n, i+1)
		}
	}
	if err := st.Once(ctx, "key a", now, create("again")); !errors.Is(err, models.ErrAlreadyHandled) {
		t.Errorf("the same key: %v", err)
	}
	w.arm("COMMIT", 1)
	if err := st.Tx(ctx, create("d")); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("without a key nobody knows: %v, want ErrUnavailable", err)
	}
	if n := count(t, st); n > 4 {
		t.Errorf("%d customers: doubled", n)
	}
}

// The connection breaks in the middle, several times: the transaction goes again on a new one.
func TestABrokenConnectionIsNotSeen(t *testing.T) {
	st, w := behindWire(t)
	w.arm("INSERT INTO `customers`", 3)
	must(t, st.Tx(ctx, func(tx *store.Tx) error { return tx.InsertCustomer(ctx, customer("a")) }))
	if left := w.armed(); left > 0 {
		t.Fatalf("%d of 3 connections were not cut", left)
	}
	w.breakAll() // all idle connections, as a restarted server does
	must(t, st.Tx(ctx, func(tx *store.Tx) error { return tx.InsertCustomer(ctx, customer("b")) }))
	w.breakAll()
	if n := count(t, st); n != 2 {
		t.Errorf("%d customers, want 2", n)
	}
}

func TestAServerThatIsAwayIsUnavailable(t *testing.T) {
	st, w := behindWire(t)
	_ = w.Close()
	w.breakAll()
	if _, err := st.Customer(ctx, 1); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("reading: %v, want ErrUnavailable", err)
	}
	if err := st.Tx(ctx, func(*store.Tx) error { return nil }); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("writing: %v, want ErrUnavailable", err)
	}
	if _, err := st.ClaimEnvelope(ctx, "x", now); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("claiming: %v, want ErrUnavailable", err)
	}
	if err := st.Ping(ctx); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("ping: %v, want ErrUnavailable", err)
	}
}

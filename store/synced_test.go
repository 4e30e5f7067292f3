//go:build linux

package store_test

import (
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// disk is what the disk has for certain of a database: its files as they were when SQLite last asked for them to be written.
type disk struct {
	path string
	mu   sync.Mutex
	file map[string][]byte
}

// asked keeps what stands in the files now.
func (d *disk) asked() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, ending := range []string{"", "-wal"} {
		if data, err := os.ReadFile(d.path + ending); err == nil {
			d.file[ending] = data
		}
	}
}

// afterPowerCut is a copy of the database with nothing but what the disk has.
func (d *disk) afterPowerCut(t *testing.T) *store.Store {
	t.Helper()
	path := filepath.Join(t.TempDir(), "after.db")
	d.mu.Lock()
	for ending, data := range d.file {
		must(t, os.WriteFile(path+ending, data, 0o600))
	}
	d.mu.Unlock()
	return storetest.Open(t, storetest.Database{Driver: "sqlite", DSN: path})
}

// syncSlot is where xSync stands in sqlite3_io_methods: after the version and four other methods
// (https://sqlite.org/c3ref/io_methods.html).
const syncSlot = 5 * unsafe.Sizeof(uintptr(0))

// watch tells of every request of SQLite's to write a file of a database to the disk, until the test ends. It stands between
// SQLite and the operating system, for all files of the process: this test must not run beside others.
func watch(t *testing.T, d *disk) {
	t.Helper()
	tls := libc.NewTLS()
	t.Cleanup(tls.Close)
	text := func(s string) uintptr {
		p, err := libc.CString(s)
		must(t, err)
		return p
	}
	out := libc.Xmalloc(tls, libc.Tsize_t(unsafe.Sizeof(uintptr(0)))) // Go's own variables may be moved
	other := filepath.Join(t.TempDir(), "other.db")
	if sqlite3.Xsqlite3_open_v2(tls, text(other), out, sqlite3.SQLITE_OPEN_READWRITE|sqlite3.SQLITE_OPEN_CREATE, 0) != 0 {
		t.Fatal("not opened")
	}
	db := libc.AtomicLoadPUintptr(out)
	t.Cleanup(func() { sqlite3.Xsqlite3_close_v2(tls, db) })
	if sqlite3.Xsqlite3_exec(tls, db, text("PRAGMA journal_mode=WAL; CREATE TABLE x (y)"), 0, 0, 0) != 0 {
		t.Fatal("no table")
	}
	for _, which := range []int32{sqlite3.SQLITE_FCNTL_FILE_POINTER, sqlite3.SQLITE_FCNTL_JOURNAL_POINTER} { // the log in WAL mode
		if sqlite3.Xsqlite3_file_control(tls, db, text("main"), which, out) != 0 || libc.AtomicLoadPUintptr(out) == 0 {
			t.Fatal("no file")
		}
		slot := libc.AtomicLoadPUintptr(libc.AtomicLoadPUintptr(out)) + syncSlot
		original := libc.AtomicLoadPUintptr(slot)
		call := *(*func(*libc.TLS, uintptr, int32) int32)(unsafe.Pointer(&struct{ uintptr }{original}))
		watched := func(tls *libc.TLS, file uintptr, flags int32) int32 {
			defer d.asked()
			return call(tls, file, flags)
		}
		libc.AtomicStorePUintptr(slot, *(*uintptr)(unsafe.Pointer(&watched)))
		t.Cleanup(func() {
			libc.AtomicStorePUintptr(slot, original)
			runtime.KeepAlive(watched)
		})
	}
}

// A power cut takes everything that SQLite has not asked the disk to keep. What was confirmed is there after each.
func TestWhatWasConfirmedIsOnTheDisk(t *testing.T) {
	d := &disk{path: filepath.Join(t.TempDir(), "guanxi.db"), file: map[string][]byte{}}
	watch(t, d)
	st := storetest.Open(t, storetest.Database{Driver: "sqlite", DSN: d.path})
	for n := 1; n <= 5; n++ {
		c := customer("a")
		must(t, st.Tx(ctx, func(tx *store.Tx) error { return tx.InsertCustomer(ctx, c) }))
		must(t, st.NoteSighting(ctx, "U1", c.ID, now))
		after := d.afterPowerCut(t)
		if found := count(t, after); found != n {
			t.Fatalf("%d customers were confirmed, the disk has %d", n, found)
		}
		next := customer("next")
		must(t, after.Tx(ctx, func(tx *store.Tx) error { return tx.InsertCustomer(ctx, next) }))
		if next.Code == c.Code {
			t.Errorf("%s is given again", next.Code)
		}
		must(t, after.Close())
	}
}

// Package storetest runs tests on every database engine there is: SQLite always, and the MySQL-protocol servers that
// GUANXI_TEST_MYSQL_DSN names, in a database of its own that is dropped afterwards.
package storetest

import (
	"context"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/store"
)

// Database is an empty database for one test.
type Database struct {
	Driver string // "sqlite" or "mysql"
	DSN    string
	Kind   Kind
}

// Another returns one more empty database of the same kind.
func (db Database) Another(t testing.TB) Database {
	t.Helper()
	return db.Kind.New(t)
}

// Each runs a test once for each engine, beside other tests, with a function that opens a migrated store; every call opens another handle
// on the same database, as another process would, and closes it when the test ends. Without a server that run is
// skipped, or fails when CI=true.
func Each(t *testing.T, test func(t *testing.T, open func() *store.Store)) {
	t.Helper()
	EachDSN(t, func(t *testing.T, db Database) {
		test(t, func() *store.Store { return Open(t, db) })
	})
}

// EachDSN is Each for tests that open the database themselves, such as those that start the whole program on it. The
// database is empty: nothing is migrated. The subtests are named by the engine that is really there. They run beside each
// other, and beside other tests, since most of them wait.
func EachDSN(t *testing.T, test func(t *testing.T, db Database)) {
	t.Helper()
	t.Parallel()
	t.Run(sqlite.Name, func(t *testing.T) {
		t.Parallel()
		test(t, SQLite(t))
	})
	EachServer(t, func(t *testing.T, db Database) {
		t.Parallel()
		test(t, db)
	})
}

// EachServer is EachDSN without SQLite.
func EachServer(t *testing.T, test func(t *testing.T, db Database)) {
	t.Helper()
	servers := Servers()
	if len(servers) == 0 {
		t.Run("server", WithoutServer)
	}
	for _, server := range servers {
		t.Run(server.Name, func(t *testing.T) { test(t, server.New(t)) })
	}
}

// WithoutServer skips a test that needs a server where there is none, or fails it when CI=true.
func WithoutServer(t *testing.T) {
	t.Helper()
	const how = ServerVariable + ` is not set (eval "$(scripts/mariadb.sh start)")`
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s: CI tests every engine", how)
	}
	t.Skip(how)
}

// WithoutRace leaves a test that is slow and has nothing at once to the run without the race detector, and out of the fast tests.
func WithoutRace(t testing.TB) {
	t.Helper()
	if testing.Short() {
		t.Skip("it takes long")
	}
	if RaceDetector {
		t.Skip("scripts/test.sh runs it without the race detector")
	}
}

// SQLite returns an empty SQLite database in a temporary file. Its commits don't wait for the disk, since no test cuts the
// power there, but those of benchmarks, which measure them.
func SQLite(t testing.TB) Database {
	t.Helper()
	return sqlite.New(t)
}

const eased = "?_pragma=synchronous(OFF)"

// File is the file of an SQLite database.
func (d Database) File() string {
	path, _ := url.PathUnescape(strings.TrimPrefix(strings.TrimSuffix(d.DSN, eased), "file:"))
	return path
}

// Prepare saves the migrations of an empty database most of their time; Open begins with it.
func Prepare(t testing.TB, db Database) {
	t.Helper()
	made := copyFile
	if db.Driver != sqlite.Name {
		made = copySchema
	}
	if err := made(t, db); err != nil {
		t.Fatalf("copy the schema: %v", err)
	}
}

// unhurried is how long a test's store waits for a database that is busy: a machine with much else to do takes longer than
// a person would wait. Tests of an absent database say how long they mean.
const unhurried = 2 * time.Minute

// Open opens a migrated store on a database and closes it when the test ends.
func Open(t testing.TB, db Database, opts ...store.Option) *store.Store {
	t.Helper()
	ctx := context.Background()
	Prepare(t, db)
	opts = append([]store.Option{store.WithPatience(unhurried)}, opts...)
	st, err := store.Open(ctx, db.Driver, db.DSN, opts...)
	if err != nil {
		t.Fatalf("open %s store: %v", db.Driver, err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Errorf("close store: %v", err)
		}
	})
	if err := st.Migrate(ctx); err != nil {
		t.Fatalf("migrate: %v", err)
	}
	return st
}

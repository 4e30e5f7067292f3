// Package storetest runs tests on every database engine there is: SQLite always, and the MySQL-protocol server that
// GUANXI_TEST_MYSQL_DSN names, in a database of its own that is dropped afterwards.
package storetest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-sql-driver/mysql"

	"github.com/guanxi-crm/guanxi/store"
)

// ServerVariable is the environment variable with the DSN of a server on which databases may be created. The database
// that the DSN names, if any, is left alone.
const ServerVariable = "GUANXI_TEST_MYSQL_DSN"

// Database is an empty database for one test.
type Database struct {
	Driver string // "sqlite" or "mysql"
	DSN    string
}

// Each runs a test once for each engine, with a function that opens a migrated store; every call opens another handle
// on the same database, as another process would, and closes it when the test ends. Without a server the MySQL run is
// skipped, or fails when CI=true.
func Each(t *testing.T, test func(t *testing.T, open func() *store.Store)) {
	t.Helper()
	EachDSN(t, func(t *testing.T, db Database) {
		test(t, func() *store.Store { return Open(t, db) })
	})
}

// EachDSN is Each for tests that open the database themselves, such as those that start the whole program on it. The
// database is empty: nothing is migrated.
func EachDSN(t *testing.T, test func(t *testing.T, db Database)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("mysql", func(t *testing.T) { test(t, MySQL(t)) })
}

// WithoutRace leaves a test that is slow and has nothing at once to the run without the race detector.
func WithoutRace(t testing.TB) {
	t.Helper()
	if RaceDetector {
		t.Skip("scripts/test.sh runs it without the race detector")
	}
}

// SQLite returns an empty SQLite database in a temporary file. Its commits don't wait for the disk, since no test cuts the
// power there, but those of benchmarks, which measure them.
func SQLite(t testing.TB) Database {
	t.Helper()
	file := filepath.Join(t.TempDir(), "guanxi.db")
	if _, measured := t.(*testing.B); measured {
		return Database{Driver: "sqlite", DSN: file}
	}
	return Database{Driver: "sqlite", DSN: "file:" + (&url.URL{Path: file}).EscapedPath() + eased}
}

const eased = "?_pragma=synchronous(OFF)"

// File is the file of an SQLite database.
func (d Database) File() string {
	path, _ := url.PathUnescape(strings.TrimPrefix(strings.TrimSuffix(d.DSN, eased), "file:"))
	return path
}

// MySQL returns an empty database on the test server; without one it skips the test, or fails it when CI=true.
func MySQL(t testing.TB) Database {
	t.Helper()
	server := os.Getenv(ServerVariable)
	if server == "" && os.Getenv("CI") == "true" {
		t.Fatalf("%s is not set: CI tests every engine (eval \"$(scripts/mariadb.sh start)\")", ServerVariable)
	}
	if server == "" {
		t.Skipf("%s is not set (eval \"$(scripts/mariadb.sh start)\")", ServerVariable)
	}
	config, err := mysql.ParseDSN(server)
	if err != nil {
		t.Fatalf("%s: %v", ServerVariable, err)
	}
	config.DBName = ""
	admin, err := sql.Open("mysql", config.FormatDSN())
	if err != nil {
		t.Fatalf("open test server: %v", err)
	}
	name := "guanxi_test_" + randomName()
	if _, err := admin.ExecContext(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatalf("create test database: %v", err)
	}
	t.Cleanup(func() { // the test's own context has ended by then
		if _, err := admin.ExecContext(context.Background(), "DROP DATABASE "+name); err != nil {
			t.Errorf("drop test database: %v", err)
		}
		_ = admin.Close()
	})
	config.DBName = name
	return Database{Driver: "mysql", DSN: config.FormatDSN()}
}

// Open opens a migrated store on a database and closes it when the test ends.
func Open(t testing.TB, db Database, opts ...store.Option) *store.Store {
	t.Helper()
	ctx := context.Background()
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

func randomName() string {
	name := make([]byte, 8)
	_, _ = rand.Read(name) // never fails
	return hex.EncodeToString(name)
}

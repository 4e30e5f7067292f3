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
	"sync"
	"testing"

	"github.com/go-sql-driver/mysql"
)

// ServerVariable is the environment variable with the DSN of a server on which databases may be created, or of several,
// with blanks between. The database that a DSN names, if any, is left alone.
const ServerVariable = "GUANXI_TEST_MYSQL_DSN"

// The engines, as kinds are named.
const (
	EngineSQLite  = "sqlite"
	EngineMariaDB = "mariadb"
	EngineMySQL   = "mysql"
	EngineTiDB    = "tidb"
)

// Kind is where tests get databases from: SQLite, or one of the servers.
type Kind struct {
	Name    string // which engine is really there, as the constants say
	Version string // as the engine says it
	server  string // its DSN; "" for SQLite
	err     error  // why the server can't be asked
}

var sqlite = Kind{Name: EngineSQLite}

// Kinds are SQLite and the servers.
func Kinds() []Kind { return append([]Kind{sqlite}, Servers()...) }

// Servers are those that ServerVariable names. One that doesn't answer counts as MySQL, and fails the tests.
var Servers = sync.OnceValue(func() []Kind {
	var list []Kind
	for _, dsn := range strings.Fields(os.Getenv(ServerVariable)) {
		list = append(list, KindOf(dsn))
	}
	return list
})

// KindOf is the server that a DSN names.
func KindOf(dsn string) Kind {
	kind := Kind{Name: EngineMySQL, server: dsn}
	config, err := mysql.ParseDSN(dsn)
	if err != nil {
		kind.err = err
		return kind
	}
	config.DBName = ""
	kind.server = config.FormatDSN()
	server, err := sql.Open("mysql", kind.server)
	if err != nil {
		kind.err = err
		return kind
	}
	defer func() { _ = server.Close() }()
	kind.err = server.QueryRowContext(context.Background(), "SELECT CONCAT(VERSION(), ', ', @@version_comment)").Scan(&kind.Version)
	switch {
	case strings.Contains(kind.Version, "MariaDB"):
		kind.Name = EngineMariaDB
	case strings.Contains(kind.Version, "TiDB"):
		kind.Name = EngineTiDB
	}
	return kind
}

// New returns an empty database, which is dropped when the test ends.
func (k Kind) New(t testing.TB) Database {
	t.Helper()
	if k.server == "" {
		dsn := filepath.Join(t.TempDir(), "guanxi.db")
		if _, measured := t.(*testing.B); !measured {
			dsn = "file:" + (&url.URL{Path: dsn}).EscapedPath() + eased
		}
		return Database{Driver: "sqlite", DSN: dsn, Kind: k}
	}
	if k.err != nil {
		t.Fatalf("%s: %v", ServerVariable, k.err)
	}
	config, err := mysql.ParseDSN(k.server)
	if err != nil {
		t.Fatalf("%s: %v", ServerVariable, err)
	}
	admin, err := sql.Open("mysql", k.server)
	if err != nil {
		t.Fatalf("open test server: %v", err)
	}
	config.DBName = "guanxi_test_" + randomName()
	if _, err := admin.ExecContext(t.Context(), "CREATE DATABASE "+config.DBName); err != nil {
		t.Fatalf("create test database: %v", err)
	}
	t.Cleanup(func() { // the test's own context has ended by then
		if _, err := admin.ExecContext(context.Background(), "DROP DATABASE "+config.DBName); err != nil {
			t.Errorf("drop test database: %v", err)
		}
		_ = admin.Close()
	})
	return Database{Driver: "mysql", DSN: config.FormatDSN(), Kind: k}
}

func randomName() string {
	name := make([]byte, 8)
	_, _ = rand.Read(name) // never fails
	return hex.EncodeToString(name)
}

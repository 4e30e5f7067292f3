package storetest_test

import (
	"database/sql"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/guanxi-crm/guanxi/store/storetest"
)

// The output of the tests says which databases they really ran on: scripts/test.sh shows these lines.
func TestDatabasesUsed(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		version := db.Kind.Version
		if db.Kind.Name == storetest.EngineSQLite {
			handle, err := sql.Open(db.Driver, db.DSN)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = handle.Close() }()
			if err := handle.QueryRowContext(t.Context(), "SELECT sqlite_version()").Scan(&version); err != nil {
				t.Fatal(err)
			}
		}
		t.Log(db.Kind.Name, version)
	})
}

// Every server that is named is used, and no two databases are the same.
func TestEveryServerIsUsed(t *testing.T) {
	if got, want := len(storetest.Servers()), len(strings.Fields(os.Getenv(storetest.ServerVariable))); got != want {
		t.Errorf("%d servers of %d", got, want)
	}
	var seen sync.Map // the engines run beside each other
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		if _, again := seen.LoadOrStore(db.DSN, true); again {
			t.Errorf("%s twice", db.DSN)
		}
		if other := db.Another(t); other.DSN == db.DSN || other.Kind != db.Kind {
			t.Errorf("%s and %s", db.DSN, other.DSN)
		}
	})
}

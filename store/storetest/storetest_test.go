package storetest_test

import (
	"database/sql"
	"testing"

	"github.com/guanxi-crm/guanxi/store/storetest"
)

// The output of the tests says which databases they really ran on: scripts/test.sh shows these lines.
func TestDatabasesUsed(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		question := map[string]string{"sqlite": "SELECT 'SQLite ' || sqlite_version()", "mysql": "SELECT CONCAT(@@version_comment, ' ', VERSION())"}[db.Driver]
		handle, err := sql.Open(db.Driver, db.DSN)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = handle.Close() }()
		var version string
		if err := handle.QueryRowContext(t.Context(), question).Scan(&version); err != nil {
			t.Fatal(err)
		}
		t.Log(version)
	})
}

package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/guanxi-crm/guanxi/store"
)

// Migrating an empty database takes a server seconds, and SQLite a tenth of most tests, and every test has one. So it is
// migrated once in a process; the tables it has then are made at once in the databases of the other tests, and SQLite's
// file is copied. What migrating does is tested where it is called by name.

// schema is what a migrated database consists of.
type schema struct {
	once       sync.Once
	statements []statement
	err        error
}

type statement struct {
	text string
	args []any
}

var (
	schemasMutex sync.Mutex
	schemas      = map[string]*schema{} // by the server's DSN
)

// copySchema makes an empty database of a server what migrating would make it; it leaves one alone that has tables, or whose
// kind isn't said, as in a second process.
func copySchema(t testing.TB, db Database) error {
	t.Helper()
	if db.Kind.server == "" {
		return nil
	}
	ctx := t.Context()
	pool, err := sql.Open(db.Driver, db.DSN)
	if err != nil {
		return err
	}
	defer func() { _ = pool.Close() }()
	if names, err := tables(ctx, pool); err != nil || len(names) > 0 {
		return err
	}
	made := schemaOf(t, db)
	if made.err != nil {
		return made.err
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	for _, s := range made.statements {
		if _, err := conn.ExecContext(ctx, s.text, s.args...); err != nil {
			return fmt.Errorf("%.60s: %w", s.text, err)
		}
	}
	return nil
}

// migratedFile is what an SQLite file with a migrated database consists of.
var migratedFile = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "guanxi-schema")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	name := filepath.Join(dir, "guanxi.db")
	st, err := store.Open(context.Background(), sqlite.Name, "file:"+(&url.URL{Path: name}).EscapedPath()+eased)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(st.Migrate(context.Background()), st.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(name) // closed, it has no log beside it
})

// copyFile makes the file of an SQLite database that isn't there yet a migrated one.
func copyFile(_ testing.TB, db Database) error {
	made, err := migratedFile()
	if err != nil {
		return err
	}
	file, err := os.OpenFile(db.File(), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = file.Write(made)
	return errors.Join(err, file.Close())
}

// schemaOf is what a migrated database of the same server consists of.
func schemaOf(t testing.TB, db Database) *schema {
	t.Helper()
	schemasMutex.Lock()
	made := schemas[db.Kind.server]
	if made == nil {
		made = &schema{}
		schemas[db.Kind.server] = made
	}
	schemasMutex.Unlock()
	made.once.Do(func() { made.statements, made.err = readSchema(t.Context(), db.Another(t)) })
	return made
}

func tables(ctx context.Context, pool *sql.DB) ([]string, error) {
	rows, err := pool.QueryContext(ctx, "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()")
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var list []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		list = append(list, name)
	}
	return list, rows.Err()
}

// readSchema migrates a database and reads how its tables are made and what is in them.
func readSchema(ctx context.Context, db Database) ([]statement, error) {
	st, err := store.Open(ctx, db.Driver, db.DSN)
	if err != nil {
		return nil, err
	}
	defer func() { _ = st.Close() }()
	if err := st.Migrate(ctx); err != nil {
		return nil, err
	}
	pool, err := sql.Open(db.Driver, db.DSN)
	if err != nil {
		return nil, err
	}
	defer func() { _ = pool.Close() }()
	names, err := tables(ctx, pool)
	if err != nil {
		return nil, err
	}
	list := []statement{{text: "SET foreign_key_checks = 0"}} // in whatever order
	for _, name := range names {
		var text string
		if err := pool.QueryRowContext(ctx, "SHOW CREATE TABLE "+name).Scan(&name, &text); err != nil {
			return nil, err
		}
		list = append(list, statement{text: text})
		rows, err := readRows(ctx, pool, name)
		if err != nil {
			return nil, err
		}
		list = append(list, rows...)
	}
	return list, nil
}

// readRows returns the statements that insert a table's rows.
func readRows(ctx context.Context, pool *sql.DB, table string) ([]statement, error) {
	rows, err := pool.QueryContext(ctx, "SELECT * FROM "+table) //nolint:gosec // one of our tables
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var list []statement
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		marks := strings.TrimSuffix(strings.Repeat("?,", len(values)), ",")
		list = append(list, statement{text: "INSERT INTO " + table + " VALUES (" + marks + ")", args: values})
	}
	return list, rows.Err()
}

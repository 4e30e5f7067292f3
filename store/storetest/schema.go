package storetest

import (
	"context"
	"database/sql"
	"encoding/json"
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
	Text string
	Args [][]byte // nil is NULL
}

func (s statement) run(ctx context.Context, conn *sql.Conn) error {
	args := make([]any, len(s.Args))
	for i, arg := range s.Args {
		if args[i] = arg; arg == nil {
			args[i] = nil
		}
	}
	if _, err := conn.ExecContext(ctx, s.Text, args...); err != nil {
		return fmt.Errorf("%.60s: %w", s.Text, err)
	}
	return nil
}

// SchemasVariable is the environment variable with a directory in which the processes of one run of all tests leave each other what a
// migrated database consists of: migrating takes MySQL seven seconds. It must be a new one for each run.
const SchemasVariable = "GUANXI_TEST_SCHEMAS"

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
		if err := s.run(ctx, conn); err != nil {
			return err
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
	return os.ReadFile(name) //nolint:gosec // our own; closed, it has no log beside it
})

// copyFile makes the file of an SQLite database that isn't there yet a migrated one. A database that New didn't give is
// left alone: it may be none in a file.
func copyFile(_ testing.TB, db Database) error {
	if !strings.HasSuffix(db.DSN, eased) {
		return nil
	}
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
	made.once.Do(func() { made.statements, made.err = sharedSchema(t, db) })
	return made
}

// sharedSchema is readSchema for several processes.
func sharedSchema(t testing.TB, db Database) ([]statement, error) {
	t.Helper()
	dir := os.Getenv(SchemasVariable)
	if dir == "" {
		return readSchema(t.Context(), db.Another(t))
	}
	name := filepath.Join(dir, url.PathEscape(db.Kind.server)+".json")
	var list []statement
	if kept, err := os.ReadFile(name); err == nil { //nolint:gosec // where whoever runs the tests says
		return list, json.Unmarshal(kept, &list)
	}
	list, err := readSchema(t.Context(), db.Another(t))
	if err != nil {
		return nil, err
	}
	kept, err := json.Marshal(list)
	if err != nil {
		return nil, err
	}
	// Of several that write it at once each puts a whole one in its place.
	unfinished := name + "." + randomName()
	return list, errors.Join(os.WriteFile(unfinished, kept, 0o600), os.Rename(unfinished, name)) //nolint:gosec // likewise
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
	list := []statement{{Text: "SET foreign_key_checks = 0"}} // in whatever order
	for _, name := range names {
		var text string
		if err := pool.QueryRowContext(ctx, "SHOW CREATE TABLE "+name).Scan(&name, &text); err != nil {
			return nil, err
		}
		list = append(list, statement{Text: text})
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
		values, into := make([][]byte, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		marks := strings.TrimSuffix(strings.Repeat("?,", len(values)), ",")
		list = append(list, statement{Text: "INSERT INTO " + table + " VALUES (" + marks + ")", Args: values})
	}
	return list, rows.Err()
}

package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	gosqlite "github.com/glebarez/go-sqlite"
	"gorm.io/gorm"
)

// instantLayout has a fixed width, so that SQLite, which compares instants as text, orders them rightly.
const instantLayout = "2006-01-02 15:04:05.000000"

// instantText is an instant as SQLite keeps it.
func instantText(t time.Time) string { return t.UTC().Truncate(time.Microsecond).Format(instantLayout) }

// sqliteReaders is enough to keep two processors busy, since a read waits for nothing but the page cache; each more takes
// 4 MB. No query is made while the rows of another are read, so that they never wait for each other.
const sqliteReaders = 2

// muchLogged is after how many pages, of 4 KB, who writes much at once brings the log of SQLite into the file.
const muchLogged = 8000

// openSQLite makes two pools: SQLite has one writer at a time, and waiting for it in Go is fairer and cheaper than
// in its busy handler; readers see the last committed state meanwhile.
func openSQLite(dsn string, set settings) (*Store, error) {
	file, query, err := sqliteFile(dsn)
	if err != nil {
		return nil, err
	}
	if err := private(file, query); err != nil {
		return nil, err
	}
	query.Add("_pragma", "busy_timeout(1000)") // it can't be interrupted; what may wait for longer is tried again
	query.Add("_pragma", "foreign_keys(1)")
	writing, reading := cloneQuery(query), cloneQuery(query)
	if !chosen(query, "synchronous") {
		writing.Add("_pragma", durable)
	}
	writing.Add("_pragma", "journal_mode(WAL)")
	if set.writeCache > 0 && !chosen(query, "cache_size") {
		writing.Add("_pragma", fmt.Sprintf("cache_size(-%d)", set.writeCache))
	}
	if set.writeCache > 0 && !chosen(query, "wal_autocheckpoint") { // a page that is written again and again goes into the file once
		writing.Add("_pragma", fmt.Sprintf("wal_autocheckpoint(%d)", muchLogged))
	}
	writing.Set("_txlock", "immediate")
	reading.Add("_pragma", "query_only(1)")

	writer := sql.OpenDB(sqliteConnector{file + "?" + writing.Encode()})
	writer.SetMaxOpenConns(1)
	writer.SetConnMaxLifetime(0)
	pools := []*sql.DB{writer}
	if !inMemory(file, query) { // a database in memory belongs to its one connection
		reader := sql.OpenDB(sqliteConnector{file + "?" + reading.Encode()})
		reader.SetMaxOpenConns(min(set.connections, sqliteReaders))
		reader.SetMaxIdleConns(sqliteReaders)
		pools = append(pools, reader)
	}
	return &Store{dialect: sqliteDialect, pools: pools, eases: !chosen(query, "synchronous")}, nil
}

// What is answered, posted or given a code must still be so after a power cut: every commit waits until it is on the disk
// (https://sqlite.org/pragma.html#pragma_synchronous).
const (
	durable = "synchronous(FULL)"
	eased   = "synchronous(NORMAL)" // it is on the disk with the next that is durable
)

// chosen reports whether the options of a file URI set a pragma themselves.
func chosen(query url.Values, pragma string) bool {
	for _, value := range query["_pragma"] {
		name, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(value)), "=")
		name, _, _ = strings.Cut(name, "(")
		if _, after, schema := strings.Cut(name, "."); schema {
			name = after
		}
		if strings.Trim(name, " \t\n\"'`[]") == pragma {
			return true
		}
	}
	return false
}

// lightly runs one statement whose loss at a power cut does no harm: on SQLite it doesn't wait for the disk.
func (s *Store) lightly(ctx context.Context, run func(db *gorm.DB) error) error {
	if !s.eases {
		return run(s.write.WithContext(ctx))
	}
	return s.write.WithContext(ctx).Connection(func(db *gorm.DB) (err error) {
		if err := db.Exec("PRAGMA " + eased).Error; err != nil {
			return err
		}
		defer func() { // also when the time is over
			if hard := db.WithContext(context.WithoutCancel(ctx)).Exec("PRAGMA " + durable).Error; hard != nil {
				err = errors.Join(err, hard)
			}
		}()
		return run(db)
	})
}

// sqliteFile takes a path or a file: URI apart into the URI without its query, and the query.
func sqliteFile(dsn string) (string, url.Values, error) {
	if dsn == "" {
		return "", nil, fmt.Errorf("sqlite: no file named")
	}
	rest, isURI := strings.CutPrefix(dsn, "file:")
	if !isURI {
		return "file:" + (&url.URL{Path: dsn}).EscapedPath(), url.Values{}, nil
	}
	path, query, _ := strings.Cut(rest, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		return "", nil, fmt.Errorf("sqlite: options of the file URI: %w", err)
	}
	return "file:" + path, values, nil
}

func inMemory(file string, query url.Values) bool {
	return strings.HasSuffix(file, ":memory:") || query.Get("mode") == "memory"
}

func cloneQuery(query url.Values) url.Values {
	clone := url.Values{}
	for key, values := range query {
		clone[key] = append([]string(nil), values...)
	}
	return clone
}

// sqliteConnector opens connections that write every time.Time alike.
type sqliteConnector struct{ dsn string }

// Connect opens one connection.
func (c sqliteConnector) Connect(context.Context) (driver.Conn, error) {
	opened, err := c.Driver().Open(c.dsn)
	if err != nil {
		return nil, err
	}
	inner, ok := opened.(sqliteInner)
	if !ok {
		_ = opened.Close()
		return nil, fmt.Errorf("sqlite: the driver's connection %T lacks a method", opened)
	}
	return sqliteConn{inner}, nil
}

// Driver returns the driver that is wrapped.
func (c sqliteConnector) Driver() driver.Driver { return &gosqlite.Driver{} }

// sqliteInner is what the driver's connection must offer besides driver.Conn for nothing to be lost by wrapping it.
type sqliteInner interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
}

type sqliteConn struct{ sqliteInner }

// CheckNamedValue turns instants into text of one width in UTC, here, where no query can bypass it.
func (sqliteConn) CheckNamedValue(arg *driver.NamedValue) error {
	value, err := driver.DefaultParameterConverter.ConvertValue(arg.Value)
	if err != nil {
		return err
	}
	if instant, ok := value.(time.Time); ok {
		value = instantText(instant)
	}
	arg.Value = value
	return nil
}

package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"net/url"
	"sync"
	"time"

	_ "github.com/glebarez/go-sqlite" // the driver the bot uses, named sqlite
	"github.com/go-sql-driver/mysql"

	"github.com/guanxi-crm/guanxi/store/vault"
)

// database has the pools and settings of the bot's store, and every statement prepared.
type database struct {
	write, read *sql.DB
	instant     func(time.Time) any // as the bot writes it
	reading     sync.Map            // text → *sql.Stmt
	writing     map[string]*sql.Stmt
	keys        *vault.Keys
	saw         string // the statement that remembers what was looked at
	forUpdate   string // what locks a row that is read
}

const (
	connections   = 16
	sqliteReaders = 2
)

func open(ctx context.Context, engine, dsn, key string) (*database, error) {
	keys, err := vault.Parse(key)
	if err != nil {
		return nil, fmt.Errorf("key: %w", err)
	}
	start := openSQLite
	if engine == "mysql" {
		start = openMySQL
	}
	d, err := start(ctx, dsn)
	if err != nil {
		return nil, err
	}
	d.keys = keys
	return d, d.prepareWrites(ctx)
}

func openSQLite(ctx context.Context, dsn string) (*database, error) {
	const common = "_pragma=busy_timeout(1000)&_pragma=foreign_keys(1)&_pragma=synchronous(FULL)"
	file := "file:" + (&url.URL{Path: dsn}).EscapedPath() + "?" + common
	write, err := sql.Open("sqlite", file+"&_pragma=journal_mode(WAL)&_txlock=immediate")
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	read, err := sql.Open("sqlite", file+"&_pragma=query_only(1)")
	if err != nil {
		return nil, err
	}
	read.SetMaxOpenConns(sqliteReaders)
	read.SetMaxIdleConns(sqliteReaders)
	instant := func(t time.Time) any { return t.Format("2006-01-02 15:04:05.000000") }
	return &database{write: write, read: read, instant: instant, saw: sawSQLite}, firstError(write.PingContext(ctx), read.PingContext(ctx))
}

func openMySQL(ctx context.Context, dsn string) (*database, error) {
	config, err := mysql.ParseDSN(dsn)
	if err != nil {
		return nil, fmt.Errorf("DSN: %w", err)
	}
	config.ParseTime, config.Loc, config.ClientFoundRows, config.InterpolateParams = true, time.UTC, true, true
	config.Params = map[string]string{"time_zone": "'+00:00'"}
	if err := config.Apply(mysql.Charset("utf8mb4", "utf8mb4_bin")); err != nil {
		return nil, err
	}
	inner, err := mysql.NewConnector(config)
	if err != nil {
		return nil, fmt.Errorf("DSN: %w", err)
	}
	pool := sql.OpenDB(committed{inner})
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	return &database{write: pool, read: pool, instant: func(t time.Time) any { return t }, saw: sawMySQL, forUpdate: " FOR UPDATE"}, pool.PingContext(ctx)
}

// committed opens connections that read what is committed, as the bot's do.
type committed struct{ driver.Connector }

// Connect opens one connection.
func (c committed) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	_, err = conn.(driver.ExecerContext).ExecContext(ctx, "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED", nil)
	return conn, err
}

func (d *database) close() { _ = firstError(d.write.Close(), d.read.Close()) }

// query runs a prepared statement and hands over each row.
func (d *database) query(ctx context.Context, text string, scan func(*sql.Rows) error, args ...any) error {
	statement, err := d.prepare(ctx, text) //nolint:sqlclosecheck // prepared once, used to the end
	if err != nil {
		return err
	}
	rows, err := statement.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// exec runs a prepared statement in a transaction.
func (d *database) exec(ctx context.Context, tx *sql.Tx, text string, args ...any) error {
	_, err := tx.StmtContext(ctx, d.writing[text]).ExecContext(ctx, args...) //nolint:sqlclosecheck // prepared once, used to the end
	return err
}

// prepareWrites prepares before there is a transaction: SQLite's one writing connection is then taken.
func (d *database) prepareWrites(ctx context.Context) error {
	d.writing = map[string]*sql.Stmt{}
	for _, text := range []string{insertEnvelope, updateCustomer, insertAudit} {
		statement, err := d.write.PrepareContext(ctx, text) //nolint:sqlclosecheck // prepared once, used to the end
		if err != nil {
			return fmt.Errorf("prepare %q: %w", text, err)
		}
		d.writing[text] = statement
	}
	return nil
}

func (d *database) prepare(ctx context.Context, text string) (*sql.Stmt, error) {
	if statement, ok := d.reading.Load(text); ok {
		return statement.(*sql.Stmt), nil
	}
	statement, err := d.read.PrepareContext(ctx, text)
	if err == nil {
		d.reading.Store(text, statement)
	}
	return statement, err
}

package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	_ "github.com/glebarez/go-sqlite" // the driver the bot uses, named sqlite
	"github.com/go-sql-driver/mysql"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/vault"
)

// database is one seeded database that every run begins with in the same state.
type database struct {
	title  string
	driver string
	dsn    string
	pool   *sql.DB
	key    string           // that seals personal data, as the bot does by default
	seeded map[string]int64 // the last ID of each table
	drop   func()
}

func openDatabase(ctx context.Context, engine, server string) (*database, error) {
	switch engine {
	case "sqlite":
		return openSQLite()
	case "mysql":
		return openMySQL(ctx, server)
	}
	return nil, fmt.Errorf("no engine %q: sqlite or mysql", engine)
}

// openKept opens a database for so many customers; full says that it was kept with them.
func openKept(ctx context.Context, engine string, p plan, customers int) (db *database, full bool, err error) {
	switch {
	case p.kept == "":
		db, err = openDatabase(ctx, engine, p.mysql)
		return db, false, err
	case engine == "mysql":
		return openServer(ctx, p.mysql, fmt.Sprint("guanxi_bench_of_", customers), true)
	}
	file := filepath.Join(p.kept, fmt.Sprintf("%d.db", customers))
	_, err = os.Stat(file)
	full = err == nil
	db, err = openFile(file, func() {})
	return db, full, err
}

func openSQLite() (*database, error) {
	directory, err := os.MkdirTemp("", "guanxi-bench-")
	if err != nil {
		return nil, err
	}
	return openFile(filepath.Join(directory, "guanxi.db"), func() { _ = os.RemoveAll(directory) })
}

func openFile(file string, drop func()) (*database, error) {
	pool, err := sql.Open("sqlite", file+"?_pragma=busy_timeout(5000)&_pragma=synchronous(OFF)&_pragma=cache_size(-200000)") // it only fills the file
	if err != nil {
		return nil, err
	}
	return &database{title: sqliteTitle, driver: "sqlite", dsn: file, pool: pool, drop: drop}, nil
}

func openMySQL(ctx context.Context, server string) (*database, error) {
	random := make([]byte, 6)
	_, _ = rand.Read(random) // never fails
	db, _, err := openServer(ctx, server, "guanxi_bench_"+hex.EncodeToString(random), false)
	return db, err
}

// openServer opens a database of a server, and makes it unless it was kept.
func openServer(ctx context.Context, server, name string, keep bool) (db *database, kept bool, err error) {
	config, err := mysql.ParseDSN(server)
	if err != nil || server == "" {
		return nil, false, fmt.Errorf("no server: set GUANXI_TEST_MYSQL_DSN or -mysql (%w)", err)
	}
	config.DBName = ""
	admin, err := sql.Open("mysql", config.FormatDSN())
	if err != nil {
		return nil, false, err
	}
	config.DBName = name
	var version string
	var found int
	err = admin.QueryRowContext(ctx, "SELECT VERSION(), (SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name = ?)", name).Scan(&version, &found)
	if err != nil {
		return nil, false, err
	}
	if kept = keep && found > 0; !kept {
		if _, err := admin.ExecContext(ctx, "CREATE DATABASE "+name); err != nil {
			return nil, false, fmt.Errorf("create a database: %w", err)
		}
	}
	pool, err := sql.Open("mysql", config.FormatDSN())
	drop := func() {
		if !keep {
			_, _ = admin.ExecContext(context.WithoutCancel(ctx), "DROP DATABASE "+name)
		}
		_ = admin.Close()
	}
	return &database{title: serverTitle(version), driver: "mysql", dsn: config.FormatDSN(), pool: pool, drop: drop}, kept, err
}

func (d *database) close() {
	_ = d.pool.Close()
	d.drop()
}

const sqliteTitle = "SQLite"

// serverTitle makes "MariaDB 10.11.19" of what a server calls its version.
func serverTitle(version string) string {
	number, rest, _ := strings.Cut(version, "-")
	if name, _, _ := strings.Cut(rest, "-"); strings.Contains(rest, "MariaDB") || strings.Contains(rest, "TiDB") {
		return name + " " + number
	}
	return "MySQL " + number
}

// grown are the tables that a created customer adds to, those that refer to others first.
var grown = []string{"audit_entries", "followups", "interactions", "status_changes", "customers"}

// seed migrates and fills the database.
func (d *database) seed(ctx context.Context, customers int) error {
	keys, err := vault.New()
	if err != nil {
		return err
	}
	if d.key, err = keys.Text(); err != nil {
		return err
	}
	st, err := store.Open(ctx, d.driver, d.dsn, store.WithVault(vault.Of(keys), true))
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	if err := st.Migrate(ctx); err != nil {
		return err
	}
	if err := st.CheckKeys(ctx); err != nil {
		return err
	}
	if err := fill(ctx, st, customers); err != nil {
		return err
	}
	if _, err := st.FoldSearch(ctx, models.ClockFunc(time.Now), 1); err != nil {
		return err
	}
	if err := d.fillFloor(ctx); err != nil {
		return fmt.Errorf("fill the floor's table: %w", err)
	}
	d.seeded = map[string]int64{}
	for _, table := range grown {
		if d.seeded[table], err = d.number(ctx, "SELECT COALESCE(MAX(id), 0) FROM "+table); err != nil {
			return err
		}
	}
	if d.driver != "mysql" {
		return nil
	}
	for _, table := range append(grown, "floor_grams", "search_lists") { // a server does it by itself, at a moment of its own
		if _, err := d.pool.ExecContext(ctx, "ANALYZE TABLE "+table); err != nil {
			return err
		}
	}
	return nil
}

// fillFloor makes the table by which the floor searches: a row for each pair of Chinese characters and each three letters of
// a customer's words.
func (d *database) fillFloor(ctx context.Context) error {
	_, err := d.pool.ExecContext(ctx, "CREATE TABLE floor_grams (gram VARCHAR(8) NOT NULL, customer_id BIGINT NOT NULL, PRIMARY KEY (gram, customer_id))"+
		map[string]string{"sqlite": " WITHOUT ROWID", "mysql": " DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin"}[d.driver])
	if err != nil {
		return err
	}
	texts, err := d.searchTexts(ctx)
	if err != nil {
		return err
	}
	var args []any
	for i, text := range texts {
		grams := map[string]bool{}
		for _, word := range strings.Fields(text.words) {
			letters, size := []rune(word), 3
			if models.IsDense(letters[0]) {
				size = 2
			}
			for at := 0; at+size <= len(letters); at++ {
				grams[string(letters[at:at+size])] = true
			}
		}
		for gram := range grams {
			args = append(args, gram, text.id)
		}
		if len(args) < 4000 && i+1 < len(texts) {
			continue
		}
		row := strings.Repeat(",(?,?)", len(args)/2)[1:]
		_, err := d.pool.ExecContext(ctx, strings.Join([]string{"INSERT INTO floor_grams (gram, customer_id) VALUES ", row}, ""), args...)
		if err != nil {
			return err
		}
		args = nil
	}
	return nil
}

// searchText is what a customer's words are.
type searchText struct {
	id    int64
	words string
}

func (d *database) searchTexts(ctx context.Context) (list []searchText, err error) {
	rows, err := d.pool.QueryContext(ctx, "SELECT id, search_text FROM customers")
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var text searchText
		if err := rows.Scan(&text.id, &text.words); err != nil {
			return nil, err
		}
		list = append(list, text)
	}
	return list, rows.Err()
}

// restore takes out what a run has added.
func (d *database) restore(ctx context.Context) error {
	last := d.seeded["customers"]
	statements := []string{
		"DELETE FROM envelopes",
		fmt.Sprintf("UPDATE sequences SET next = %d WHERE name = 'customer'", last+1),
	}
	for _, table := range grown {
		statements = append(statements, fmt.Sprintf("DELETE FROM %s WHERE id > %d", table, d.seeded[table]))
	}
	for _, statement := range statements {
		if _, err := d.pool.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("restore the database: %w", err)
		}
	}
	if err := d.relist(ctx); err != nil {
		return fmt.Errorf("restore the lists of the search: %w", err)
	}
	if d.driver != "sqlite" {
		return nil
	}
	_, err := d.pool.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

// relist makes the lists of the search anew: customers were deleted behind the store's back.
func (d *database) relist(ctx context.Context) error {
	st, err := store.Open(ctx, d.driver, d.dsn)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	return st.Relist(ctx)
}

func (d *database) number(ctx context.Context, query string) (n int64, err error) {
	err = d.pool.QueryRowContext(ctx, query).Scan(&n)
	return n, err
}

// work is what a server has done so far: statements, and rows touched. SQLite doesn't count.
type work struct{ statements, rows float64 }

func (d *database) work(ctx context.Context) (w work, err error) {
	if d.driver != "mysql" {
		return work{}, nil
	}
	const counters = "SHOW GLOBAL STATUS WHERE Variable_name IN ('Com_select', 'Com_insert', 'Com_update', 'Com_delete', " +
		"'Handler_read_key', 'Handler_read_next', 'Handler_read_prev', 'Handler_read_rnd', 'Handler_read_rnd_next', 'Handler_read_first')"
	rows, err := d.pool.QueryContext(ctx, counters)
	if err != nil {
		return work{}, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			return work{}, err
		}
		value, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return work{}, err
		}
		if name[:3] == "Com" {
			w.statements += value
		} else {
			w.rows += value
		}
	}
	return w, rows.Err()
}

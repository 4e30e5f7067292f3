package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/vault"
)

// imported is what an import took.
type imported struct {
	engine          string
	wall, processor time.Duration
	peak            float64 // MB
	floor           time.Duration
}

// importTable measures guanxi import with a file of so many rows on each engine, against the same rows written by plain INSERTs, and prints it.
func importTable(ctx context.Context, p plan, rows int) error {
	machine(os.Stdout)
	dir, err := os.MkdirTemp("", "guanxi-bench-import-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	file := filepath.Join(dir, "客户.csv")
	if err := writeImport(file, rows); err != nil {
		return err
	}
	fmt.Printf("\n| import of %d rows | time | rows a second | processor time | memory at its most | floor | times the floor |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n", rows)
	for _, engine := range p.engines {
		r, err := measureImport(ctx, p, engine, file)
		if err != nil {
			return fmt.Errorf("%s: %w", engine, err)
		}
		fmt.Printf("| %s | %.1f s | %.0f | %.1f s | %.0f MB | %.1f s | %.1f |\n", r.engine, r.wall.Seconds(), float64(rows)/r.wall.Seconds(), r.processor.Seconds(), r.peak,
			r.floor.Seconds(), r.wall.Seconds()/r.floor.Seconds())
	}
	return nil
}

// writeImport writes a file as a team has it: thirteen columns, tags, every second customer with a next follow-up.
func writeImport(name string, rows int) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(file)
	_, _ = w.WriteString("客户名称,联系人姓名,职位,公司名称,行业,电话,邮箱,地址,客户状态,销售机会,下次跟进日期,备注,标签\n") // Flush says what is wrong
	due := models.DateOf(time.Now()).AddDays(30)
	for i := range rows {
		day := ""
		if i%2 == 0 {
			day = due.AddDays(i % 90).String()
		}
		name := fmt.Sprintf("%s%d号有限公司", strings.TrimSuffix(strings.ReplaceAll(manyName(i), ",", ""), "有限公司"), i)
		_, _ = fmt.Fprintf(w, "%s,王经理,采购总监,%s,%s,138%08d,p%d@example.com,北京市朝阳区人民路%d号,%s,每年 200 席位,%s,展会上认识。需要报价。,%s\n",
			name, name, []string{"科技", "制造", "零售"}[i%3], i, i, i, []string{"潜在客户", "活跃客户"}[i%2], day, []string{"VIP", "展会、老客户"}[i%2])
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return file.Close()
}

func measureImport(ctx context.Context, p plan, engine, file string) (r imported, err error) {
	db, err := prepared(ctx, engine, p)
	if err != nil {
		return r, err
	}
	defer db.close()
	r.engine = db.title
	command := exec.CommandContext(ctx, p.bot, "import", "--json", file) //nolint:gosec // the bot's binary
	command.Env = append(os.Environ(), "GUANXI_DATABASE_DRIVER="+db.driver, "GUANXI_DATABASE_DSN="+db.dsn, "GUANXI_PRIVACY_KEY="+db.key)
	var out, said bytes.Buffer
	command.Stdout, command.Stderr = &out, &said
	began := time.Now()
	if err := command.Run(); err != nil {
		return r, fmt.Errorf("%w: %s%s", err, out.String(), said.String())
	}
	r.wall, r.processor = time.Since(began), command.ProcessState.UserTime()+command.ProcessState.SystemTime()
	if usage, is := command.ProcessState.SysUsage().(*syscall.Rusage); is {
		r.peak = float64(usage.Maxrss) / 1024 // kilobytes on Linux
	}
	r.floor, err = measurePlainInserts(ctx, p, engine, db)
	return r, err
}

// prepared is a migrated database without customers.
func prepared(ctx context.Context, engine string, p plan) (*database, error) {
	db, err := openDatabase(ctx, engine, p.mysql)
	if err != nil {
		return nil, err
	}
	keys, err := vault.New()
	if err != nil {
		return nil, err
	}
	if db.key, err = keys.Text(); err != nil {
		return nil, err
	}
	st, err := store.Open(ctx, db.driver, db.dsn, store.WithVault(vault.Of(keys), true))
	if err != nil {
		return nil, err
	}
	defer func() { _ = st.Close() }()
	if err := st.Migrate(ctx); err != nil {
		return nil, err
	}
	return db, st.CheckKeys(ctx)
}

// plainTables are those that a floor fills: the customers themselves, and what tells of them.
var plainTables = []string{"customers", "status_changes", "followups", "audit_entries"}

// measurePlainInserts is how long the rows of an imported database take by plain INSERTs into another, some with each statement, in as many
// transactions as the import took and with every commit on the disk, as the bot has it.
func measurePlainInserts(ctx context.Context, p plan, engine string, from *database) (took time.Duration, err error) {
	to, err := prepared(ctx, engine, p)
	if err != nil {
		return 0, err
	}
	defer to.close()
	pool, err := writingPool(to)
	if err != nil {
		return 0, err
	}
	defer func() { _ = pool.Close() }()
	const atOnce = 200
	for _, table := range plainTables {
		for after := int64(0); ; after += atOnce {
			rows, err := readRows(ctx, from.pool, table, after, atOnce)
			if err != nil {
				return took, err
			}
			if rows == nil {
				break
			}
			began := time.Now()
			if err := insertPlain(ctx, pool, table, rows); err != nil {
				return took, err
			}
			took += time.Since(began)
		}
	}
	return took, nil
}

// writingPool has the settings with which the bot writes.
func writingPool(to *database) (*sql.DB, error) {
	if to.driver == "mysql" {
		return sql.Open("mysql", to.dsn)
	}
	dsn := "file:" + (&url.URL{Path: to.dsn}).EscapedPath() + "?_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)&_pragma=synchronous(FULL)&_pragma=journal_mode(WAL)&_txlock=immediate"
	pool, err := sql.Open("sqlite", dsn)
	if err == nil {
		pool.SetMaxOpenConns(1)
	}
	return pool, err
}

// readRows reads rows of a table; nil behind the last.
func readRows(ctx context.Context, pool *sql.DB, table string, after int64, limit int) ([][]any, error) {
	found, err := pool.QueryContext(ctx, "SELECT * FROM "+table+" WHERE id > ? ORDER BY id LIMIT ?", after, limit)
	if err != nil {
		return nil, err
	}
	defer func() { _ = found.Close() }()
	columns, err := found.Columns()
	if err != nil {
		return nil, err
	}
	var rows [][]any
	for found.Next() {
		row, at := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			at[i] = &row[i]
		}
		if err := found.Scan(at...); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, found.Err()
}

func insertPlain(ctx context.Context, pool *sql.DB, table string, rows [][]any) error {
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	b := batch{tx: tx, into: table}
	for _, row := range rows {
		b.rows++
		if b.args = append(b.args, row...); len(b.args) >= 400 {
			if err := b.flush(ctx); err != nil {
				return err
			}
		}
	}
	if err := b.flush(ctx); err != nil {
		return err
	}
	return tx.Commit()
}

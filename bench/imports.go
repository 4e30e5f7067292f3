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
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/vault"
)

// taken is what something took that is done with many rows.
type taken struct {
	what, engine    string
	wall, processor time.Duration
	peak            float64 // MB
	floor           time.Duration
}

// importTable measures guanxi import with a file of so many rows on each engine, guanxi export of the same customers, guanxi report over them, and a bulk change of them,
// each against a floor in the same run, and prints it.
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
	fmt.Printf("\n| %d rows | engine | time | rows a second | processor time | memory at its most | floor | times the floor |\n| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n", rows)
	for _, engine := range p.engines {
		err := measureMany(ctx, p, engine, file, func(t taken) {
			fmt.Printf("| %s | %s | %.1f s | %.0f | %.1f s | %.0f MB | %.1f s | %.1f |\n", t.what, t.engine, t.wall.Seconds(), float64(rows)/t.wall.Seconds(), t.processor.Seconds(), t.peak,
				t.floor.Seconds(), t.wall.Seconds()/t.floor.Seconds())
		})
		if err != nil {
			return fmt.Errorf("%s: %w", engine, err)
		}
	}
	return nil
}

// writeImport writes a file as a team has it: thirteen columns, tags, every second customer with a next follow-up.
func writeImport(name string, rows int) error {
	file, err := os.Create(name) //nolint:gosec // a file of our own
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

// measureMany measures on one engine: an import, exports of what it imported, and a bulk change of it.
func measureMany(ctx context.Context, p plan, engine, file string, show func(taken)) error {
	db, err := prepared(ctx, engine, p)
	if err != nil {
		return err
	}
	defer db.close()
	self, err := os.Executable()
	if err != nil {
		return err
	}
	copies := filepath.Dir(file)
	for _, act := range []struct {
		what    string
		command []string
		floor   func() (time.Duration, error)
	}{
		{"import", []string{p.bot, "import", "--json", file}, func() (time.Duration, error) { return measurePlainInserts(ctx, p, engine, db) }},
		{"export, XLSX", []string{p.bot, "export", "--out", filepath.Join(copies, "out.xlsx")}, func() (time.Duration, error) { return measurePlainBook(ctx, db) }},
		{"export, CSV", []string{p.bot, "export", "--out", filepath.Join(copies, "out.csv")}, func() (time.Duration, error) { return measurePlainText(ctx, db) }},
		{"report, workbook", []string{p.bot, "report", "--out", filepath.Join(copies, "report.xlsx")}, func() (time.Duration, error) { return measurePlainBook(ctx, db) }},
		{"bulk change, with its preview", []string{self, "-bulk"}, func() (time.Duration, error) { return measurePlainUpdates(ctx, db) }},
	} {
		made, err := measureProcess(ctx, db, act.command)
		if err != nil {
			return fmt.Errorf("%s: %w", act.what, err)
		}
		if made.floor, err = act.floor(); err != nil {
			return fmt.Errorf("floor of %s: %w", act.what, err)
		}
		made.what = act.what
		show(made)
	}
	return nil
}

// measureProcess is what a process takes on a database.
func measureProcess(ctx context.Context, db *database, command []string) (made taken, err error) {
	process := exec.CommandContext(ctx, command[0], command[1:]...) //nolint:gosec // the bot's binary, or this one
	process.Env = append(os.Environ(), "GUANXI_DATABASE_DRIVER="+db.driver, "GUANXI_DATABASE_DSN="+db.dsn, "GUANXI_PRIVACY_KEY="+db.key)
	var out, said bytes.Buffer
	process.Stdout, process.Stderr = &out, &said
	began := time.Now()
	if err := process.Start(); err != nil {
		return made, err
	}
	peak := make(chan float64)
	ended := make(chan struct{})
	go func() { peak <- highest(process.Process.Pid, ended) }()
	err = process.Wait()
	close(ended)
	if made.peak = <-peak; err != nil {
		return made, fmt.Errorf("%w: %s%s", err, out.String(), said.String())
	}
	made.engine, made.wall, made.processor = db.title, time.Since(began), process.ProcessState.UserTime()+process.ProcessState.SystemTime()
	return made, nil
}

// highest is how much memory a process had at its most, in MB, as far as it was seen before it ended. The kernel's own account of an ended
// child isn't less than what this process had when it started it.
func highest(pid int, ended <-chan struct{}) (peak float64) {
	for {
		if m, err := memoryOf(pid); err == nil {
			peak = max(peak, m.peak)
		}
		select {
		case <-ended:
			return peak
		case <-time.After(20 * time.Millisecond):
		}
	}
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
var plainTables = []string{"customers", "status_changes", "followups", "deals", "stage_moves", "audit_entries"}

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
	found, err := pool.QueryContext(ctx, "SELECT * FROM "+table+" WHERE id > ? ORDER BY id LIMIT ?", after, limit) //nolint:gosec // a table of ours
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

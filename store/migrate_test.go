package store_test

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

func TestMigrateFromSeveralProcessesAtOnce(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		ctx := context.Background()
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				st, err := store.Open(ctx, db.Driver, db.DSN)
				if err != nil {
					t.Errorf("open: %v", err)
					return
				}
				defer st.Close()
				if err := st.Migrate(ctx); err != nil {
					t.Errorf("migrate: %v", err)
				}
				if n, err := st.Pending(ctx); n != 0 || err != nil {
					t.Errorf("Pending = %d, %v after migrating", n, err)
				}
			})
		}
		wg.Wait()
	})
}

// A process that finds an SQLite file held by another, for longer than it waits for others' writing, migrates once it is free.
func TestMigratingWaitsForAFileThatIsHeld(t *testing.T) {
	db := storetest.SQLite(t)
	holder, err := store.Open(ctx, db.Driver, db.DSN)
	must(t, err)
	defer holder.Close()
	st, err := store.Open(ctx, db.Driver, db.DSN)
	must(t, err)
	defer st.Close()
	_, err = st.Pending(ctx) // makes the table of migrations
	must(t, err)
	held, release := make(chan bool), make(chan bool)
	var holding errgroup.Group
	holding.Go(func() error {
		tx, err := holder.Writer().BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		close(held)
		<-release
		return tx.Rollback()
	})
	<-held
	time.AfterFunc(2500*time.Millisecond, func() { close(release) }) // busy_timeout is a second
	must(t, st.Migrate(ctx))
	must(t, holding.Wait())
}

func TestPendingBeforeMigrating(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		ctx := context.Background()
		st, err := store.Open(ctx, db.Driver, db.DSN)
		if err != nil {
			t.Fatal(err)
		}
		defer st.Close()
		if n, err := st.Pending(ctx); n == 0 || err != nil {
			t.Errorf("Pending = %d, %v on an empty database", n, err)
		}
	})
}

// An older database is filled in, more than one batch of it, also when the process dies before it is remembered.
func TestMigrateWhatIsThere(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st, err := store.Open(ctx, db.Driver, db.DSN)
		must(t, err)
		defer st.Close()
		must(t, st.MigrateTo(ctx, 1))
		old := older{t: t, writer: st.Writer()}
		old.fill(4500)
		must(t, st.Migrate(ctx))
		old.check()
		if db.Driver == "mysql" { // SQLite takes the columns back with the rest
			old.exec("DELETE FROM goose_db_version WHERE version_id > 1")
			old.exec("UPDATE customers SET stem_key = '', contact_key = '' WHERE id = 2")
			old.exec("UPDATE audit_entries SET customer_id = 0 WHERE id > 3000")
			must(t, st.Migrate(ctx))
			old.check()
		}
	})
}

// Every table compares text by its bytes, also the one that remembers the migrations, also where it was made by an older
// program with the server's own collation.
func TestTablesCompareByBytes(t *testing.T) {
	storetest.EachServer(t, func(t *testing.T, db storetest.Database) {
		for name, before := range map[string]func(st *store.Store) error{
			"new": func(*store.Store) error { return nil },
			"old": func(st *store.Store) error { return st.MigrateTo(ctx, 13) },
		} {
			t.Run(name, func(t *testing.T) {
				one := db.Another(t)
				st, err := store.Open(ctx, one.Driver, one.DSN)
				must(t, err)
				defer st.Close()
				must(t, before(st))
				must(t, st.Migrate(ctx))
				var odd []string
				must(t, st.DB().Raw("SELECT CONCAT(table_name, ' ', table_collation) FROM information_schema.tables "+
					"WHERE table_schema = DATABASE() AND table_collation <> 'utf8mb4_bin'").Scan(&odd).Error)
				if len(odd) > 0 {
					t.Errorf("%q", odd)
				}
				if db.Kind.Name == storetest.EngineTiDB {
					expectIDsInOrder(t, st)
				}
			})
		}
	})
}

// expectIDsInOrder looks whether TiDB's servers would give ids in the order of time.
func expectIDsInOrder(t *testing.T, st *store.Store) {
	t.Helper()
	var tables []string
	must(t, st.DB().Raw("SELECT table_name FROM information_schema.columns WHERE table_schema = DATABASE() "+
		"AND extra LIKE '%auto_increment%' AND table_name <> 'goose_db_version'").Scan(&tables).Error)
	if len(tables) < 5 {
		t.Errorf("only %q have ids", tables)
	}
	for _, table := range tables {
		var name, made string
		must(t, st.Writer().QueryRowContext(ctx, "SHOW CREATE TABLE "+table).Scan(&name, &made))
		if !strings.Contains(made, "AUTO_ID_CACHE=1") {
			t.Errorf("%s", made)
		}
	}
}

// A process that waits for another's migrations goes on waiting when it loses its connection meanwhile.
func TestMigratingWaitsForOthers(t *testing.T) {
	storetest.EachServer(t, func(t *testing.T, db storetest.Database) {
		behind, cable := storetest.Through(t, db)
		st, err := store.Open(ctx, behind.Driver, behind.DSN)
		must(t, err)
		defer st.Close()
		holder, err := sql.Open("mysql", db.DSN)
		must(t, err)
		defer holder.Close()
		lock, err := holder.Conn(ctx)
		must(t, err)
		var got int
		must(t, lock.QueryRowContext(ctx, "SELECT GET_LOCK("+store.MigrationLock+", 1)").Scan(&got))
		migrated := make(chan error, 1)
		cable.BreakAt("GET_LOCK", 2)
		go func() { migrated <- st.Migrate(ctx) }()
		for cable.Left() > 0 {
			select {
			case err := <-migrated:
				t.Fatalf("it has not waited: %v", err)
			case <-time.After(time.Millisecond):
			}
		}
		must(t, lock.QueryRowContext(ctx, "SELECT RELEASE_LOCK("+store.MigrationLock+")").Scan(&got))
		must(t, <-migrated)
		if n, err := st.Pending(ctx); n != 0 || err != nil {
			t.Errorf("%d are left, %v", n, err)
		}
	})
}

// older is a database of the first schema.
type older struct {
	t      *testing.T
	writer *sql.DB
}

func (o older) exec(statement string, args ...any) {
	o.t.Helper()
	if _, err := o.writer.ExecContext(ctx, statement, args...); err != nil {
		o.t.Fatalf("%.80s: %v", statement, err)
	}
}

// fill makes two customers, of which the second has a follow-up and an interaction, and their audit log.
func (o older) fill(entries int) {
	o.t.Helper()
	const at = "2026-11-01 08:00:00.000000"
	for i, name := range []string{"Acme Ltd", "北京星河科技有限公司"} {
		o.insert(int64(i+1), name, "")
	}
	o.exec("INSERT INTO followups (customer_id, title, due_on, due_time, zone, assignee, state, outcome, snoozed_count, closed_by, created_by, created_at, updated_at, version) "+
		"VALUES (2, 'call', '2026-12-01', '', 'UTC', '', 'planned', '', 0, '', '', ?, ?, 1)", at, at)
	o.exec("INSERT INTO interactions (customer_id, kind, text, permalink, happened_at, created_by, created_at) VALUES (2, 'call', 'called', '', ?, '', ?)", at, at)
	for first := 0; first < entries; first += 500 {
		rows := strings.TrimSuffix(strings.Repeat("(?, 'U0ALICE', ?, ?, 1, 'create', '', '', '', 'test'),", 500), ",")
		var args []any
		for i := range 500 {
			entity := []string{"customer", "followup", "interaction"}[i%3]
			args = append(args, at, entity, 1)
		}
		o.exec("INSERT INTO audit_entries (at, actor, entity, entity_id, version, action, field, old_value, new_value, source) VALUES "+rows, args...)
	}
}

// insert makes a customer; source is for a schema that knows it.
func (o older) insert(id int64, name, source string) {
	o.t.Helper()
	const at = "2026-11-01 08:00:00.000000"
	o.exec("INSERT INTO customers (id, code, name, name_key, contact_name, contact_title, company, industry, phone, phone_key, email, email_key, address, "+
		"status, opportunity, next_follow_up_time, notes, owner, created_by, created_at, updated_by, updated_at, version, search_text) "+
		"VALUES (?, ?, ?, ?, '王经理', '', '', '', '', '', '', '', '', 'potential', '', '', '', '', '', ?, '', ?, 1, '')", id, models.CustomerCode(id), name, name, at, at)
	if source != "" {
		o.exec("UPDATE customers SET source = ?, source_key = LOWER(source) WHERE id = ?", source, id)
	}
}

func (o older) check() {
	o.t.Helper()
	for query, want := range map[string]int{
		"SELECT COUNT(*) FROM customers WHERE (id = 1 AND stem_key = 'acme') OR (id = 2 AND stem_key = '北京星河科技')": 2,
		"SELECT COUNT(*) FROM customers WHERE contact_key = '王经理' AND sealed = '' AND sealed_key = ''":            2,
		"SELECT COUNT(*) FROM audit_entries WHERE customer_id <> CASE entity WHEN 'customer' THEN 1 ELSE 2 END":   0,
		"SELECT COUNT(*) FROM audit_entries WHERE operation <> '' OR undoes <> 0":                                 0,
	} {
		got := -1
		if err := o.writer.QueryRowContext(ctx, query).Scan(&got); err != nil || got != want {
			o.t.Errorf("%s = %d, %v, want %d", query, got, err, want)
		}
	}
}

// A database that a newer program has migrated is refused, whatever is still to be migrated by this one.
func TestANewerSchemaIsRefused(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st := storetest.Open(t, db)
		_, err := st.Writer().ExecContext(ctx, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, TRUE)")
		must(t, err)
		if err := st.Migrate(ctx); !errors.Is(err, store.ErrNewerSchema) || !strings.Contains(err.Error(), "9999") {
			t.Errorf("%v, want ErrNewerSchema", err)
		}
		_, err = st.Writer().ExecContext(ctx, "DELETE FROM goose_db_version WHERE version_id IN (9999, 5)")
		must(t, err)
		_, err = st.Writer().ExecContext(ctx, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (8888, TRUE)")
		must(t, err)
		if err := st.Migrate(ctx); !errors.Is(err, store.ErrNewerSchema) {
			t.Errorf("with something to migrate: %v, want ErrNewerSchema", err)
		}
	})
}

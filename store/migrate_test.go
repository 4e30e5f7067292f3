package store_test

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"sync"
	"testing"

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
		o.exec("INSERT INTO customers (code, name, name_key, contact_name, contact_title, company, industry, phone, phone_key, email, email_key, address, "+
			"status, opportunity, next_follow_up_time, notes, owner, created_by, created_at, updated_by, updated_at, version, search_text) "+
			"VALUES (?, ?, ?, '王经理', '', '', '', '', '', '', '', '', 'potential', '', '', '', '', '', ?, '', ?, 1, '')", models.CustomerCode(int64(i+1)), name, name, at, at)
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

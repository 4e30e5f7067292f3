package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"gorm.io/gorm/logger"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

const benchCustomers = 10_000

// Every benchmark runs with 10,000 customers, through the store and as its floor: the same SQL through database/sql on
// the same connections. Run: go test ./store -run '^$' -bench .
func eachBench(b *testing.B, bench func(b *testing.B, st *store.Store)) {
	for _, kind := range storetest.Kinds() {
		db := kind.New(b)
		st := storetest.Open(b, db)
		seed(b, st, benchCustomers)
		foldAll(b, st)
		b.Run(kind.Name, func(b *testing.B) { bench(b, st) })
	}
}

func BenchmarkReads(b *testing.B) {
	today := models.DateOf(now)
	eachBench(b, func(b *testing.B, st *store.Store) {
		for _, bench := range []struct {
			name string
			read func(*store.Store) error
		}{
			{"point", func(s *store.Store) error { _, err := s.Customer(ctx, 5000); return err }},
			{"code", func(s *store.Store) error { _, err := s.CustomerByCode(ctx, "C5000"); return err }},
			{"history", func(s *store.Store) error { _, err := s.History(ctx, 5000, "", 10); return err }},
			{"last operation", func(s *store.Store) error { _, err := s.LastOperation(ctx, "U0OWNER7"); return err }},
			{"no duplicates", func(s *store.Store) error {
				c := models.Customer{Name: "不存在的科技有限公司", PhoneKey: "13999999999", EmailKey: "nobody@example.com"}
				_, err := s.Duplicates(ctx, c, models.DuplicateFields())
				return err
			}},
			{"search rare", func(s *store.Store) error {
				_, err := s.SearchCustomers(ctx, models.CustomerQuery{Words: "华宏泰"})
				return err
			}},
			{"search pinyin", func(s *store.Store) error {
				_, err := s.SearchCustomers(ctx, models.CustomerQuery{Words: "bjhhh"})
				return err
			}},
			{"search common", func(s *store.Store) error {
				_, err := s.SearchCustomers(ctx, models.CustomerQuery{Words: "科技"})
				return err
			}},
			{"search filter", func(s *store.Store) error {
				_, err := s.SearchCustomers(ctx, models.CustomerQuery{Sort: models.SortDue, Filters: []models.Filter{models.FilterOf(models.FieldOwner, "U0OWNER7")}})
				return err
			}},
			{"due", func(s *store.Store) error {
				_, err := s.DueFollowUps(ctx, models.DueQuery{Today: today, Assignee: "U0OWNER7"})
				return err
			}},
			{"due of all", func(s *store.Store) error {
				_, err := s.DueFollowUps(ctx, models.DueQuery{Today: today})
				return err
			}},
		} {
			b.Run(bench.name+"/store", func(b *testing.B) {
				for b.Loop() {
					if err := bench.read(st); err != nil {
						b.Fatal(err)
					}
				}
			})
			b.Run(bench.name+"/floor", func(b *testing.B) {
				var statements []string
				if err := bench.read(st.WithLogger(recorder{logger.Discard, &statements})); err != nil {
					b.Fatal(err)
				}
				pool, err := st.DB().DB()
				if err != nil {
					b.Fatal(err)
				}
				for b.Loop() {
					for _, statement := range statements {
						if err := replay(pool, statement); err != nil {
							b.Fatal(err)
						}
					}
				}
			})
		}
	})
}

// replay runs a query, in a transaction or by itself, and reads every row.
func replay(pool interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}, statement string,
) error {
	rows, err := pool.QueryContext(ctx, statement)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	values := make([]any, len(columns))
	for i := range values {
		values[i] = new(any)
	}
	for rows.Next() {
		if err := rows.Scan(values...); err != nil {
			return err
		}
	}
	return rows.Err()
}

func BenchmarkCreate(b *testing.B) {
	eachBench(b, func(b *testing.B, st *store.Store) {
		b.Run("store", func(b *testing.B) {
			i := 0
			for b.Loop() {
				i++
				insert(b, st, customer(fmt.Sprintf("北京华宏泰科技有限公司 %d", i)))
			}
		})
		b.Run("floor", func(b *testing.B) {
			c := customer("北京华宏泰科技有限公司 1")
			grams, text := store.SearchTerms(*c)
			pool := st.Writer()
			i := 0
			for b.Loop() {
				i++
				c.Name, c.Code = fmt.Sprintf("北京华宏泰科技有限公司 %d", i), fmt.Sprintf("X%d", i)
				if err := insertRaw(pool, c, grams, text); err != nil {
					b.Fatal(err)
				}
			}
		})
	})
}

// insertRaw inserts a customer as the store does, by hand.
func insertRaw(pool *sql.DB, c *models.Customer, grams []string, text string) error {
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(ctx, "UPDATE sequences SET next = next + 1 WHERE name = ?", "customer"); err != nil {
		return err
	}
	var next int64
	if err := tx.QueryRowContext(ctx, "SELECT next FROM sequences WHERE name = ?", "customer").Scan(&next); err != nil {
		return err
	}
	result, err := tx.ExecContext(ctx, `INSERT INTO customers (code, name, name_key, stem_key, contact_name, contact_title, company, industry, phone, phone_key, email,
		email_key, address, status, opportunity, next_follow_up, next_follow_up_time, notes, owner, created_by, created_at, updated_by, updated_at, version, search_text)
		VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
		c.Code, c.Name, c.NameKey, models.NormaliseStem(c.Name), "", "", "", "", "", "", "", "", "", "potential", "", nil, "", "", c.Owner, c.CreatedBy, c.CreatedAt, c.UpdatedBy, c.UpdatedAt, 1, text)
	if err != nil {
		return err
	}
	id, err := result.LastInsertId()
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO search_pending (customer_id, part, stamp, listed, listings) VALUES (?, 0, 'a', '', ?), (?, -1, 'b', '', ?)",
		id, "\n"+strings.Join(grams, "\n")+"\n", id, "\n=\n=s:potential\n=i:\n=o:U0ALICE\n=k:\n=c:\n=undated\n")
	if err != nil {
		return err
	}
	return tx.Commit()
}

// What sealing costs: the reads of a card's customer and of a page of a search, the look for duplicates, and a new
// customer, in both modes.
func BenchmarkPrivacy(b *testing.B) {
	for _, mode := range []struct {
		name    string
		protect bool
	}{{"open", false}, {"protected", true}} {
		st := storetest.Open(b, storetest.SQLite(b), store.WithVault(newVault(b), mode.protect))
		seed(b, st, benchCustomers)
		foldAll(b, st)
		for _, bench := range []struct {
			name string
			do   func(n int) error
		}{
			{"point", func(int) error { _, err := st.Customer(ctx, 5000); return err }},
			{"phone", func(int) error {
				_, err := st.SearchCustomers(ctx, models.CustomerQuery{Filters: []models.Filter{models.FilterOf(models.FieldPhone, "13800005000")}})
				return err
			}},
			{"page", func(int) error { _, err := st.SearchCustomers(ctx, models.CustomerQuery{Words: "科技"}); return err }},
			{"no duplicates", func(int) error {
				c := models.Customer{Name: "不存在的科技有限公司", PhoneKey: "13999999999", EmailKey: "nobody@example.com"}
				_, err := st.Duplicates(ctx, c, models.DuplicateFields())
				return err
			}},
			{"insert", func(n int) error {
				return st.Tx(ctx, func(tx *store.Tx) error { return tx.InsertCustomer(ctx, somebody(n)) })
			}},
		} {
			b.Run(bench.name+"/"+mode.name, func(b *testing.B) {
				for n := range b.N {
					if err := bench.do(n); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

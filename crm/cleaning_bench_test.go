package crm_test

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
	"github.com/guanxi-crm/guanxi/store/vault"
)

// lookCustomers is at how many customers the benchmark of the look at the data looks.
var lookCustomers = flag.Int("look-customers", 2_000, "at how many customers the benchmark of the look at the data looks")

// fillForLook makes customers as a team has them: each fiftieth can't be reached, each fiftieth has a phone that is none, each thirtieth is like
// another, and half have been silent for long.
func fillForLook(b *testing.B, st *store.Store, db storetest.Database, count int) {
	b.Helper()
	ctx := context.Background()
	const together = 300
	for first := 0; first < count; first += together {
		var list []*models.Customer
		for n := first; n < min(first+together, count); n++ {
			c := &models.Customer{
				Name: fmt.Sprintf("Customer %d Trading %d Ltd", n*7919%count, n), Status: models.StatusActive, Owner: fmt.Sprintf("U0OWNER%d", n%40), CreatedBy: "U0BOSS", CreatedAt: now, UpdatedAt: now, Version: 1,
			}
			phone := fmt.Sprintf("138%08d", n)
			switch {
			case n%50 == 1:
				phone = ""
			case n%50 == 2:
				phone = "ask the desk"
			case n%30 == 3:
				phone = fmt.Sprintf("138%08d", n-1)
			}
			_ = c.Set(models.FieldPhone, phone)
			if phone != "" {
				_ = c.Set(models.FieldEmail, fmt.Sprintf("c%d@example.com", n))
			}
			list = append(list, c)
		}
		if err := st.Tx(ctx, func(tx *store.Tx) error { return tx.InsertCustomers(ctx, list) }); err != nil {
			b.Fatal(err)
		}
	}
	pool, err := sql.Open(db.Driver, db.DSN)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = pool.Close() }()
	for _, statement := range []string{
		"INSERT INTO silences (customer_id, rule, owner, since, stage, waits) SELECT id, 'contact', owner, CASE WHEN id % 2 = 0 THEN '2026-01-01 00:00:00.000000' ELSE '2026-11-20 00:00:00.000000' END, 0, created_at FROM customers",
	} {
		if _, err := pool.ExecContext(ctx, statement); err != nil {
			b.Fatal(err)
		}
	}
}

// A look at everything, which happens every night; what a person waits for, with the changes of a day; and a page of what was found. Personal data is sealed.
func BenchmarkLook(b *testing.B) {
	keys, err := vault.New()
	if err != nil {
		b.Fatal(err)
	}
	for _, kind := range storetest.Kinds() {
		db := kind.New(b)
		st := storetest.Open(b, db, store.WithVault(vault.Of(keys), true))
		fillForLook(b, st, db, *lookCustomers)
		at := now
		s := crm.New(st, models.ClockFunc(func() time.Time { return at }), crm.Team{StaleAfter: 180})
		ctx, boss := context.Background(), models.Actor{ID: "U0BOSS", Role: models.RoleAdmin}
		look := func() error { return s.Look(ctx, func(context.Context) error { return nil }) }
		for _, step := range []struct {
			name string
			do   func() error
		}{
			{"first", look},
			{"again", look},
			{"summary", func() error { _, err := s.Cleaning(ctx, boss); return err }},
			{"page", func() error {
				_, err := s.Findings(ctx, boss, models.FindingQuery{Kind: models.FindingStale})
				return err
			}},
		} {
			b.Run(kind.Name+"/"+step.name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := step.do(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

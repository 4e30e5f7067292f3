package store_test

import (
	"context"
	"errors"
	"net"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

func customer(name string) *models.Customer {
	return &models.Customer{
		Name: name, Status: models.StatusPotential, Owner: "U0ALICE", CreatedBy: "U0ALICE", UpdatedBy: "U0ALICE",
		CreatedAt: now, UpdatedAt: now, Version: 1,
	}
}

func insert(t testing.TB, st *store.Store, c *models.Customer) {
	t.Helper()
	if err := st.Tx(ctx, func(tx *store.Tx) error { return tx.InsertCustomer(ctx, c) }); err != nil {
		t.Fatal(err)
	}
}

func TestOpenRefuses(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	address := closed.Addr().String()
	must(t, closed.Close())
	for _, test := range []struct {
		driver, dsn string
		unavailable bool
	}{
		{"postgres", "x", false},
		{"sqlite", "", false},
		{"sqlite", filepath.Join(t.TempDir(), "no", "such", "dir", "x.db"), true},
		{"mysql", "nonsense", false},
		{"mysql", "root@tcp(" + address + ")/", false},
		{"mysql", "root@tcp(" + address + ")/guanxi", true},
	} {
		_, err := store.Open(ctx, test.driver, test.dsn)
		if err == nil || errors.Is(err, store.ErrUnavailable) != test.unavailable {
			t.Errorf("open %s %q: %v; unavailable: want %v", test.driver, test.dsn, err, test.unavailable)
		}
	}
}

func TestSQLiteNames(t *testing.T) {
	dir := t.TempDir()
	for _, dsn := range []string{
		filepath.Join(dir, "plain.db"), filepath.Join(dir, "名字 with ? and #.db"),
		"file:" + filepath.Join(dir, "uri.db"), "file:" + filepath.Join(dir, "options.db") + "?_pragma=cache_size(-2000)", ":memory:",
	} {
		st := storetest.Open(t, storetest.Database{Driver: "sqlite", DSN: dsn})
		c := customer("x")
		insert(t, st, c)
		if _, err := st.Customer(ctx, c.ID); err != nil {
			t.Errorf("%s: %v", dsn, err)
		}
	}
}

// Instants come back as they were given, whatever zone and precision they were given in, and order as time does.
func TestInstantsAreOrdered(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		st := open()
		c := customer("x")
		insert(t, st, c)
		zones := []*time.Location{time.UTC, time.FixedZone("east", 8*3600), time.FixedZone("west", -9*3600-1800)}
		rapid.Check(t, func(r *rapid.T) {
			steps := rapid.SliceOfN(rapid.Int64Range(0, 3_000_000_000), 2, 6).Draw(r, "nanoseconds")
			for i, step := range steps {
				at := now.Add(time.Duration(step)).In(zones[i%len(zones)])
				in := models.Interaction{CustomerID: c.ID, Kind: models.InteractionCall, HappenedAt: at, CreatedAt: at}
				err := st.Tx(ctx, func(tx *store.Tx) error { return tx.InsertInteraction(ctx, &in) })
				if err != nil {
					r.Fatal(err)
				}
				read, err := st.Interaction(ctx, in.ID)
				if err != nil || !read.HappenedAt.Equal(at.Truncate(time.Microsecond)) || read.HappenedAt.Location() != time.UTC {
					r.Fatalf("%v came back as %v, %v", at, read.HappenedAt, err)
				}
			}
			list, err := st.Interactions(ctx, c.ID, now.Add(time.Second).In(zones[1]), 10_000)
			if err != nil {
				r.Fatal(err)
			}
			var got []int64
			for _, in := range list {
				if in.HappenedAt.Before(now.Add(time.Second)) {
					r.Fatalf("%v is before the asked for", in.HappenedAt)
				}
				got = append(got, -in.HappenedAt.UnixMicro())
			}
			if !slices.IsSorted(got) {
				r.Fatalf("not newest first")
			}
		})
	})
}

func TestATransactionIsAllOrNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		st := open()
		failure := errors.New("half-way")
		c := customer("never")
		if err := st.Tx(ctx, func(tx *store.Tx) error { return errors.Join(tx.InsertCustomer(ctx, c), failure) }); !errors.Is(err, failure) {
			t.Errorf("err = %v", err)
		}
		func() {
			defer func() { _ = recover() }()
			_ = st.Tx(ctx, func(tx *store.Tx) error { _ = tx.InsertCustomer(ctx, customer("panic")); panic("x") })
		}()
		kept := customer("kept")
		insert(t, st, kept)
		if kept.Code != "C001" {
			t.Errorf("code %s, want C001: nothing of the failures is there", kept.Code)
		}
	})
}

func TestATransactionIsTriedAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		st := open()
		tries := 0
		err := st.Once(ctx, store.Delivery{Key: "key", At: now}, func(tx *store.Tx) error {
			tries++
			if err := tx.InsertCustomer(ctx, customer("again")); err != nil {
				return err
			}
			if tries < 4 {
				return store.ErrStale
			}
			return nil
		})
		if err != nil || tries != 4 {
			t.Errorf("%d tries, %v", tries, err)
		}
		page, err := st.SearchCustomers(ctx, models.CustomerQuery{})
		if err != nil || page.Total != 1 || page.Customers[0].Code != "C001" {
			t.Errorf("%d customers, %v", page.Total, err)
		}
		tries = 0
		err = st.Tx(ctx, func(*store.Tx) error { tries++; return store.ErrStale })
		if !errors.Is(err, store.ErrStale) || tries < 2 || tries > 8 { // 8, or as many as ten seconds have room for
			t.Errorf("%d tries, %v; want it to be bounded", tries, err)
		}
		cancelled, cancel := context.WithCancel(ctx)
		tries = 0
		err = st.Tx(cancelled, func(*store.Tx) error { tries++; cancel(); return store.ErrStale })
		if !errors.Is(err, context.Canceled) || tries != 1 {
			t.Errorf("cancelled: %d tries, %v", tries, err)
		}
	})
}

// Two transactions that lock the same customers in opposite order: one is the deadlock's victim and goes again.
func TestADeadlockIsNotSeen(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		handles := []*store.Store{open(), open()}
		a, b := customer("a"), customer("b")
		insert(t, handles[0], a)
		insert(t, handles[0], b)
		done := make(chan error, 2)
		for i, order := range [][2]*models.Customer{{a, b}, {b, a}} {
			go func() {
				for range 10 {
					err := handles[i].Tx(ctx, func(tx *store.Tx) error {
						for _, c := range order {
							locked, err := tx.LockCustomer(ctx, c.ID)
							if err != nil {
								return err
							}
							next := locked
							next.Version++
							if err := tx.UpdateCustomer(ctx, locked, &next); err != nil {
								return err
							}
						}
						return nil
					})
					if err != nil {
						done <- err
						return
					}
				}
				done <- nil
			}()
		}
		must(t, <-done)
		must(t, <-done)
		for _, c := range []*models.Customer{a, b} {
			if read, err := handles[0].Customer(ctx, c.ID); err != nil || read.Version != 21 {
				t.Errorf("%s: version %d, %v; want 21", c.Name, read.Version, err)
			}
		}
	})
}

func TestAStaleUpdateIsRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		st := open()
		c := customer("x")
		insert(t, st, c)
		old := *c
		old.Version = 0
		calls := 0
		err := st.Tx(ctx, func(tx *store.Tx) error {
			calls++
			err := tx.UpdateCustomer(ctx, old, c)
			if calls > 1 {
				return nil
			}
			return err
		})
		if err != nil || calls != 2 {
			t.Errorf("%d calls, %v", calls, err)
		}
	})
}

func TestAClosedStoreSaysSo(t *testing.T) {
	st, err := store.Open(ctx, "sqlite", filepath.Join(t.TempDir(), "x.db"))
	must(t, err)
	must(t, st.Migrate(ctx))
	must(t, st.Ping(ctx))
	timeout, cancel := context.WithTimeout(ctx, time.Nanosecond)
	defer cancel()
	<-timeout.Done()
	if err := st.Ping(timeout); !errors.Is(err, store.ErrUnavailable) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("no answer in time: %v", err)
	}
	must(t, st.Close())
}

func TestDueAssigneesAndTimedFollowUps(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		st := open()
		c := customer("x")
		insert(t, st, c)
		today := models.DateOf(now)
		must(t, st.Tx(ctx, func(tx *store.Tx) error {
			for i, f := range []models.FollowUp{
				{DueOn: today, Assignee: "U0BOB"},
				{DueOn: today.AddDays(-3), Assignee: "U0ALICE"},
				{DueOn: today.AddDays(1), Assignee: "U0CAROL"}, // where it was planned it is tomorrow already
				{DueOn: today, Assignee: "U0BOB"},
				{DueOn: today, Assignee: ""},
				{DueOn: today, Assignee: "U0DAN", State: models.FollowUpDone},
				{DueOn: today.AddDays(1), Assignee: "U0ERIN"}, // any time that day
			} {
				at := now.Add(time.Duration(i) * time.Minute)
				f.CustomerID, f.CreatedAt, f.UpdatedAt, f.DueAt, f.Version = c.ID, now, now, &at, 1
				if f.State == "" {
					f.State = models.FollowUpPlanned
				}
				if f.Assignee == "U0ERIN" {
					f.DueAt = nil
				}
				if err := tx.InsertFollowUp(ctx, &f); err != nil {
					return err
				}
			}
			return nil
		}))
		people, err := st.DueAssignees(ctx, today, time.UTC)
		if err != nil || !slices.Equal(people, []string{"U0ALICE", "U0BOB", "U0CAROL"}) {
			t.Errorf("due: %v, %v", people, err)
		}
		timed, err := st.TimedFollowUps(ctx, now, now.Add(10*time.Minute), 3)
		if err != nil || len(timed) != 3 || timed[0].ID != 2 || timed[2].ID != 4 {
			t.Errorf("timed: %+v, %v", timed, err)
		}
		if timed, err = st.TimedFollowUps(ctx, now.Add(2*time.Minute), now.Add(3*time.Minute), 9); err != nil || len(timed) != 1 || timed[0].ID != 4 {
			t.Errorf("timed: %+v, %v", timed, err)
		}
	})
}

// only asks for the customers with a value of a field.
func only(field models.Field, value string) models.CustomerQuery {
	return models.CustomerQuery{Filters: []models.Filter{models.FilterOf(field, value)}}
}

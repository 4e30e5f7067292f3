package store_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// synchronous is how the writing connection waits for the disk: 2 is FULL.
func synchronous(t *testing.T, st *store.Store) (level int) {
	t.Helper()
	must(t, st.Writer().QueryRowContext(ctx, "PRAGMA synchronous").Scan(&level))
	return level
}

// Every commit waits for the disk unless the DSN says otherwise, in whatever spelling.
func TestCommitsAreDurable(t *testing.T) {
	path := func() string { return filepath.Join(t.TempDir(), "guanxi.db") }
	for options, want := range map[string]int{
		"": 2, "?_pragma=cache_size(-2000)": 2, "?_pragma=journal_size_limit(1000)&_pragma=temp_store(2)": 2, "?_synchronous=OFF&_sync=0": 2, // the driver knows no such options
		"?_pragma=synchronous(NORMAL)": 1, "?_pragma=synchronous(1)": 1, "?_pragma=synchronous%3Doff": 0, "?_pragma=SYNCHRONOUS%20=%200": 0,
		"?_pragma=main.synchronous(EXTRA)": 3, "?_pragma=%20Main.Synchronous%20(%200%20)": 0, "?_pragma=%22synchronous%22(1)": 1, "?_pragma=synchronous(FULL)": 2,
	} {
		st := storetest.Open(t, storetest.Database{Driver: "sqlite", DSN: "file:" + path() + options})
		if got := synchronous(t, st); got != want {
			t.Errorf("%q: synchronous is %d, want %d", options, got, want)
		}
		c := customer("a")
		must(t, st.Tx(ctx, func(tx *store.Tx) error { return tx.InsertCustomer(ctx, c) }))
		must(t, st.NoteSighting(ctx, "U1", c.ID, now))
		cancelled, cancel := context.WithCancel(ctx)
		cancel()
		_ = st.NoteSighting(cancelled, "U1", c.ID, now)
		if _, err := st.ClaimEnvelope(ctx, "said", now); err != nil {
			t.Error(err)
		}
		if got := synchronous(t, st); got != want {
			t.Errorf("%q: after writes that don't wait, synchronous is %d, want %d", options, got, want)
		}
		frail, err := st.Frail(ctx)
		if must(t, err); (len(frail) > 0) != (want < 2) {
			t.Errorf("%q: frail by %v", options, frail)
		}
	}
}

// A power cut takes what the disk had not got yet: the end of the log, after the last commit that waited. What was
// confirmed is there, no code is given again, a claim of a message is still known, and the file is whole.
func TestAPowerCutTakesNothingConfirmed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "guanxi.db")
	st := storetest.Open(t, storetest.Database{Driver: "sqlite", DSN: path})
	first, second := customer("first"), customer("second")
	insert := func(st *store.Store, c *models.Customer) {
		must(t, st.Tx(ctx, func(tx *store.Tx) error { return tx.InsertCustomer(ctx, c) }))
	}
	insert(st, first)
	must(t, st.Enqueue(ctx, message("m")))
	try(t, st, claim(t, st, "me", now, 10)...)
	insert(st, second)
	if synchronous(t, st) != 2 {
		t.Fatal("commits don't wait for the disk: what stands in the log says nothing of what the disk has")
	}
	synced := size(t, path+"-wal") // the last commit has waited for all of it
	must(t, st.NoteSighting(ctx, "U1", first.ID, now))
	if size(t, path+"-wal") <= synced {
		t.Fatal("the write that doesn't wait isn't in the log")
	}
	for _, cut := range []int64{synced, synced + 1, synced + 2000, size(t, path+"-wal") - 1} {
		after := filepath.Join(t.TempDir(), "guanxi.db")
		copyFile(t, path, after, -1)
		copyFile(t, path+"-wal", after+"-wal", cut)
		restored := storetest.Open(t, storetest.Database{Driver: "sqlite", DSN: after})
		var whole string
		must(t, restored.Writer().QueryRowContext(ctx, "PRAGMA integrity_check").Scan(&whole))
		if n := count(t, restored); n != 2 || whole != "ok" {
			t.Errorf("cut at %d: %d customers, want 2; %s", cut-synced, n, whole)
		}
		seen, err := restored.RecentlySeen(ctx, "U1", "", 10)
		if must(t, err); len(seen) != 0 {
			t.Errorf("cut at %d: what didn't wait is there: the cut is too late to tell anything", cut-synced)
		}
		next := customer("next")
		if insert(restored, next); next.Code != "C003" {
			t.Errorf("cut at %d: the next customer is %s", cut-synced, next.Code)
		}
		later := now.Add(2 * time.Minute)
		if claimed := claim(t, restored, "other", later, 10); len(claimed) != 1 || !claimed[0].MayStand() {
			t.Errorf("cut at %d: that it was being posted is forgotten: %+v", cut-synced, claimed)
		}
	}
}

func size(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	must(t, err)
	return info.Size()
}

func copyFile(t *testing.T, from, to string, bytes int64) {
	t.Helper()
	data, err := os.ReadFile(from)
	must(t, err)
	if bytes >= 0 {
		data = data[:bytes]
	}
	must(t, os.WriteFile(to, data, 0o600))
}

// A server that doesn't wait for the disk is pointed out.
func TestAFrailServerIsPointedOut(t *testing.T) {
	storetest.EachServer(t, func(t *testing.T, db storetest.Database) {
		st := storetest.Open(t, db)
		var flush int
		must(t, st.Writer().QueryRowContext(ctx, "SELECT @@innodb_flush_log_at_trx_commit").Scan(&flush))
		frail, err := st.Frail(ctx)
		must(t, err)
		if got := strings.Contains(strings.Join(frail, " "), "innodb_flush_log_at_trx_commit"); got != (flush != 1) {
			t.Errorf("innodb_flush_log_at_trx_commit is %d: %v", flush, frail)
		}
	})
}

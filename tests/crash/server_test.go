//go:build linux

package crash

import (
	"context"
	"database/sql"
	"os"
	"os/exec"
	"regexp"
	"testing"
	"time"

	_ "github.com/go-sql-driver/mysql" // creates the database on the server of its own

	"github.com/guanxi-crm/guanxi/store/storetest"
)

// ownServer starts a MariaDB that may be killed, with the settings that survive it.
func ownServer(t *testing.T) (db storetest.Database, crash func()) {
	t.Helper()
	if _, err := exec.LookPath("mariadb-install-db"); err != nil {
		t.Skip("there is no MariaDB on this machine to be killed")
	}
	script := func(args ...string) string {
		t.Helper()
		cmd := exec.Command("bash", append([]string{"../../scripts/mariadb.sh"}, args...)...)
		cmd.Env = append(os.Environ(), "GUANXI_MARIADB_DURABLE=1")
		log, err := os.CreateTemp(t.TempDir(), "log") // a file: a pipe would be held open by the server
		if err != nil {
			t.Fatal(err)
		}
		cmd.Stdout, cmd.Stderr = log, log
		err = cmd.Run()
		said, _ := os.ReadFile(log.Name())
		if err != nil {
			t.Fatalf("mariadb.sh %v: %v\n%s", args, err, said)
		}
		return string(said)
	}
	said := script("start")
	dsn := regexp.MustCompile(`DSN='(.*)'`).FindStringSubmatch(said)
	dir := regexp.MustCompile(`DIR='(.*)'`).FindStringSubmatch(said)
	if dsn == nil || dir == nil {
		t.Fatalf("mariadb.sh said %q", said)
	}
	t.Cleanup(func() { script("stop", dir[1]) })
	admin, err := sql.Open("mysql", dsn[1])
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = admin.Close() }()
	if _, err := admin.ExecContext(t.Context(), "CREATE DATABASE guanxi"); err != nil {
		t.Fatal(err)
	}
	return storetest.Database{Driver: "mysql", DSN: dsn[1] + "guanxi"}, func() { script("crash", dir[1]) }
}

// Three processes go on while their database server is killed and started again, and Slack fails now and then.
func TestDatabaseKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a database server six times")
	}
	t.Parallel()
	db, crash := ownServer(t)
	w := newWorld(t, db)
	processes := []*process{w.start(settings{}), w.start(settings{}), w.start(settings{})}
	for range 5 {
		for range 12 {
			w.remind(w.random.IntN(people))
			w.misbehave()
			w.advance(time.Minute)
			w.advance(20 * time.Second)
		}
		time.AfterFunc(w.sometime(0), func() { w.Server().Clock().Advance(time.Second) })
		crash()
		w.eventually("the database to answer", 0, func() bool { return w.store.Ping(context.Background()) == nil })
		w.advance(3 * time.Minute)
	}
	for _, p := range processes {
		p.kill()
	}
	w.settle(false)
	w.expectOnce()
}

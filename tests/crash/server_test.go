//go:build linux

package crash

import (
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"testing"
	"time"

	_ "github.com/go-sql-driver/mysql" // creates the database on the server of its own

	"github.com/guanxi-crm/guanxi/store/storetest"
)

// serverOf is a server of this test's own where one can be started, else the one that is there, which nobody may kill.
func serverOf(t *testing.T) (db storetest.Database, crash func() error) {
	t.Helper()
	if _, err := exec.LookPath("mariadb-install-db"); err != nil || testing.Short() {
		return storetest.MySQL(t), nil
	}
	return ownServer(t)
}

// ownServer starts a MariaDB that may be killed, with the settings that survive it.
func ownServer(t *testing.T) (db storetest.Database, crash func() error) {
	t.Helper()
	if _, err := exec.LookPath("mariadb-install-db"); err != nil {
		t.Skip("there is no MariaDB on this machine to be killed")
	}
	script := func(args ...string) (string, error) {
		cmd := exec.Command("bash", append([]string{"../../scripts/mariadb.sh"}, args...)...)
		cmd.Env = append(os.Environ(), "GUANXI_TEST_DURABLE=1")
		log, err := os.CreateTemp(t.TempDir(), "log") // a file: a pipe would be held open by the server
		if err != nil {
			return "", err
		}
		cmd.Stdout, cmd.Stderr = log, log
		err = cmd.Run()
		said, _ := os.ReadFile(log.Name())
		if err != nil {
			err = fmt.Errorf("mariadb.sh %v: %w\n%s", args, err, said)
		}
		return string(said), err
	}
	said, err := script("start")
	if err != nil {
		t.Fatal(err)
	}
	dsn := regexp.MustCompile(`DSN='(.*)'`).FindStringSubmatch(said)
	dir := regexp.MustCompile(`DIR='(.*)'`).FindStringSubmatch(said)
	if dsn == nil || dir == nil {
		t.Fatalf("mariadb.sh said %q", said)
	}
	t.Cleanup(func() { _, _ = script("stop", dir[1]) })
	admin, err := sql.Open("mysql", dsn[1])
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = admin.Close() }()
	if _, err := admin.ExecContext(t.Context(), "CREATE DATABASE guanxi"); err != nil {
		t.Fatal(err)
	}
	return storetest.Database{Driver: "mysql", DSN: dsn[1] + "guanxi"}, func() error { _, err := script("crash", dir[1]); return err }
}

// Three processes on one database are killed one after the other, at any step, and others begin in their place; now and
// then one is stopped for longer than its claims and goes on; Slack fails, and the database's server is killed and
// started again.
func TestThreeProcesses(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a database server six times")
	}
	t.Parallel()
	db, crash := ownServer(t)
	w := newWorld(t, db)
	w.crash = crash
	team := make([]*process, 3)
	killed, stopped := 0, 0
	for round := range 250 {
		killed += w.replace(team)
		w.remind(w.random.IntN(people))
		w.misbehave()
		w.advance(time.Minute)
		time.Sleep(w.sometime(0))
		w.advance(20 * time.Second)
		switch {
		case round%50 == 49:
			answers := w.crashSoon()
			time.Sleep(w.sometime(20))
			w.advance(time.Second)
			answers()
			w.advance(3 * time.Minute)
		case round%10 == 9:
			one := team[w.random.IntN(len(team))]
			one.stop()
			stopped++
			for range 10 { // the others go on, and its claims are over
				w.advance(20 * time.Second)
				time.Sleep(w.sometime(0))
			}
			one.carryOn()
		}
	}
	for _, p := range team {
		p.kill()
	}
	w.settle(false)
	w.expectOnce()
	t.Logf("%d of %d processes killed, %d stopped, %d restarts of the database, %d failures of Slack, %d messages, %d taken back",
		killed, w.spawned, stopped, w.crashes, w.faults, len(w.want), len(w.Calls("chat.delete")))
	if killed < 50 {
		t.Errorf("only %d processes were killed", killed)
	}
}

// replace lets a process begin for each that has ended, to be killed at some step, and returns how many had.
func (w *world) replace(team []*process) (ended int) {
	w.t.Helper()
	for i, p := range team {
		if p != nil && !p.ended() {
			continue
		}
		if p != nil {
			p.kill()
			ended++
		}
		team[i] = w.start(settings{KillAt: 1 + w.random.IntN(60)})
	}
	return ended
}

//go:build linux

package crash

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/store/storetest"
)

// eachServer runs a test on a server of its own of each kind that is given. crash kills it and starts it again; it is nil
// where only the given one is there, which nobody may kill.
func eachServer(t *testing.T, test func(t *testing.T, db storetest.Database, crash func() error)) {
	t.Helper()
	servers := storetest.Servers()
	if len(servers) == 0 {
		t.Run("server", storetest.WithoutServer)
	}
	for _, kind := range servers {
		t.Run(kind.Name, func(t *testing.T) {
			if testing.Short() || exec.Command("bash", scriptOf(kind), "have").Run() != nil {
				test(t, kind.New(t), nil)
				return
			}
			db, crash := ownServer(t, kind)
			test(t, db, crash)
		})
	}
}

func scriptOf(kind storetest.Kind) string { return "../../scripts/" + kind.Name + ".sh" }

// ownServer starts a server that may be killed, with the settings that survive it.
func ownServer(t *testing.T, kind storetest.Kind) (db storetest.Database, crash func() error) {
	t.Helper()
	script := func(args ...string) (string, error) {
		cmd := exec.Command("bash", append([]string{scriptOf(kind)}, args...)...)
		cmd.Env = append(os.Environ(), "GUANXI_TEST_DURABLE=1")
		log, err := os.CreateTemp(t.TempDir(), "log") // a file: a pipe would be held open by the server
		if err != nil {
			return "", err
		}
		cmd.Stdout, cmd.Stderr = log, log
		err = cmd.Run()
		said, _ := os.ReadFile(log.Name())
		if err != nil {
			err = fmt.Errorf("%s %v: %w\n%s", scriptOf(kind), args, err, said)
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
		t.Fatalf("%s said %q", scriptOf(kind), said)
	}
	t.Cleanup(func() { _, _ = script("stop", dir[1]) })
	return storetest.KindOf(dsn[1]).New(t), func() error { _, err := script("crash", dir[1]); return err }
}

// Three processes on one database are killed one after the other, at any step, and others begin in their place; now and
// then one is stopped for longer than its claims and goes on; Slack fails, and the database's server is killed and
// started again.
func TestThreeProcesses(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a database server six times")
	}
	eachServer(t, func(t *testing.T, db storetest.Database, crash func() error) {
		if crash == nil {
			t.Skip("there is no " + db.Kind.Name + " on this machine to be killed")
		}
		t.Parallel()
		threeProcesses(t, db, crash)
	})
}

func threeProcesses(t *testing.T, db storetest.Database, crash func() error) {
	w := newWorld(t, db)
	w.crash = crash
	team := make([]*process, 3)
	killed, stopped := 0, 0
	const least = 50
	effort := effort{least: 100, most: 250, budget: budget}
	for round := 0; killed < least || effort.goesOn(round); round++ {
		if round > 100*least {
			t.Fatalf("only %d processes were killed in %d rounds", killed, round)
		}
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

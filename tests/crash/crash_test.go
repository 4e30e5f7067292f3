//go:build linux

package crash

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/store/storetest"
)

// A process is killed at every step, in turn, at steps chosen at random, and at any time between; Slack fails now and
// then, and so does the database: its connections break, and its server is killed and started again. In the end each
// reminder and each digest stands in Slack once.
func TestKilledAtEveryStep(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { killedAtEveryStep(t, storetest.SQLite(t), 300, nil) })
	t.Run("mysql", func(t *testing.T) {
		db, crash := serverOf(t)
		killedAtEveryStep(t, db, 1000, crash)
	})
}

func killedAtEveryStep(t *testing.T, db storetest.Database, kills int, crash func() error) {
	t.Parallel()
	if testing.Short() {
		kills = 40
	}
	w := newWorld(t, db)
	if w.crash = crash; w.db.Driver == "mysql" {
		w.db, w.cable = storetest.Through(t, w.db)
	}
	begun := time.Now()
	killed := w.killAll(kills, false)
	w.settle(false)
	w.expectOnce()
	t.Logf("%d kills of %d processes, %d messages, %d failures of Slack, %d restarts of the database, %s",
		killed.total, w.spawned, len(w.want), w.faults, w.crashes, time.Since(begun).Round(time.Second))
	for _, step := range slices.Sorted(maps.Keys(killed.kills)) {
		t.Logf("%4d %s", killed.kills[step], step)
	}
	for _, step := range slices.Concat(ofRuns, ofMessages, ofFailures) {
		if killed.kills[step] == 0 && !testing.Short() {
			t.Errorf("nobody was killed %s", step)
		}
	}
	if crash != nil && w.crashes < kills/crashEvery/2 {
		t.Errorf("the database was started again only %d times", w.crashes)
	}
}

// The count is able to fail: processes that can't look into the history double what was posted by one that was killed.
func TestBlindProcessesDouble(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	w.killAll(40, true)
	w.settle(true)
	if _, doubled, _ := w.count(); len(doubled) == 0 {
		t.Error("nothing was doubled: this test finds nothing")
	} else {
		t.Logf("%d doubled, as %s", len(doubled), doubled[0])
	}
}

// killAll kills processes while follow-ups and digests become due.
func (w *world) killAll(times int, blind bool) *tally {
	w.t.Helper()
	killed := &tally{kills: map[string]int{}}
	for round := 0; killed.total < times; round++ {
		if round > 3*times {
			w.t.Fatalf("only %d of %d processes could be killed", killed.total, round)
		}
		w.remind(round % people)
		set, after := w.fateOf(round)
		set.Blind = blind
		answers := func() {}
		if w.crash != nil && round%crashEvery == crashEvery/2 {
			answers = w.crashSoon()
		}
		if out := w.run(set, after...); out.killed {
			killed.add(cmp.Or(out.step, "at any time"))
		}
		answers()
	}
	return killed
}

// crashEvery is how many processes run between two restarts of the database.
const crashEvery = 100

// crashSoon kills the database's server while a process is at work, and starts it again; answers waits for that.
func (w *world) crashSoon() (answers func()) {
	w.crashes++
	crashed := make(chan error, 1)
	time.AfterFunc(w.sometime(20), func() { crashed <- w.crash() })
	return func() {
		w.t.Helper()
		if err := <-crashed; err != nil {
			w.t.Fatal(err)
		}
		w.eventually("the database to answer", 0, func() bool { return w.store.Ping(context.Background()) == nil })
	}
}

// fateOf lets time pass, and says when the process of a round is killed: at a step that it comes to, so that each has its
// turn, or at any step, or at any time.
func (w *world) fateOf(round int) (set settings, after []time.Duration) {
	digest := w.advance(4 * time.Minute)
	failing := w.random.IntN(3) == 0
	if failing {
		w.misbehave()
	}
	if w.cable != nil && w.random.IntN(6) == 0 {
		time.AfterFunc(w.sometime(20), w.cable.Cut)
	}
	switch {
	case digest && round%4 < 3:
		set.KillIn = ofRuns[w.random.IntN(len(ofRuns))]
	case failing && round%2 == 0:
		set.KillIn = ofFailures[round/2%2]
	case round%4 < 2:
		set.KillIn = ofMessages[round/2%len(ofMessages)]
	case round%4 == 2:
		set.KillAt = 1 + w.random.IntN(30)
	default:
		after = append(after, w.sometime(20))
	}
	return set, after
}

// sometime is a while in which a process is at work, from some milliseconds on.
func (w *world) sometime(from int) time.Duration {
	return time.Duration(from+w.random.IntN(60)) * time.Millisecond
}

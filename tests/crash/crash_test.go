//go:build linux

package crash

import (
	"cmp"
	"context"
	"maps"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/store/storetest"
)

// A process is killed at every step, in turn, at steps chosen at random, and at any time between; Slack fails now and
// then, and so does the database: its connections break, and its server is killed and started again. In the end each
// reminder and each digest stands in Slack once.
func TestKilledAtEveryStep(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { killedAtEveryStep(t, storetest.SQLite(t), 300, nil) })
	eachServer(t, func(t *testing.T, db storetest.Database, crash func() error) { killedAtEveryStep(t, db, 1000, crash) })
}

func killedAtEveryStep(t *testing.T, db storetest.Database, most int, crash func() error) {
	t.Parallel()
	w := newWorld(t, db)
	if w.crash = crash; w.db.Driver == "mysql" {
		w.db, w.cable = storetest.Through(t, w.db)
	}
	begun := time.Now()
	effort, steps := effort{least: 150, most: most, budget: budget}, slices.Concat(ofProcesses, ofRuns, ofMessages, ofFailures)
	if testing.Short() {
		effort, steps = someKills, nil
	}
	killed := w.killAll(effort, steps, false)
	w.settle(false)
	w.expectOnce()
	w.expectNeglected()
	t.Logf("%d kills of %d processes, %d messages, %d failures of Slack, %d restarts of the database, %s",
		killed.total, w.spawned, len(w.want), w.faults, w.crashes, time.Since(begun).Round(time.Second))
	for _, step := range slices.Sorted(maps.Keys(killed.kills)) {
		t.Logf("%4d %s", killed.kills[step], step)
	}
	if crash != nil && w.crashes == 0 {
		t.Error("the database was never started again")
	}
}

// effort is how often something is done: as often as there is time for, between two bounds.
type effort struct {
	least, most int
	budget      time.Duration // for what is above least
	begun       time.Time     // set at the first question
}

// budget is what each test that kills takes of a machine where nothing else runs, about; GUANXI_TEST_KILLS sets most, and
// lets it take as long as that takes.
const budget = time.Minute

var (
	fewKills  = effort{least: 40, most: 40}
	someKills = effort{least: 15, most: 15}
)

// goesOn reports whether it is to be done once more, after so many times.
func (e *effort) goesOn(times int) bool {
	if e.begun.IsZero() {
		e.begun = time.Now()
	}
	if kills, err := strconv.Atoi(os.Getenv("GUANXI_TEST_KILLS")); err == nil && e.budget > 0 {
		return times < kills
	}
	return times < e.least || times < e.most && time.Since(e.begun) < e.budget
}

// The count is able to fail: processes that can't look into the history double what was posted by one that was killed.
func TestBlindProcessesDouble(t *testing.T) {
	if testing.Short() {
		t.Skip("many kills")
	}
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	w.killAll(fewKills, nil, true)
	w.settle(true)
	if _, doubled, _ := w.count(); len(doubled) == 0 {
		t.Error("nothing was doubled: this test finds nothing")
	} else {
		t.Logf("%d doubled, as %s", len(doubled), doubled[0])
	}
}

// killAll kills processes while follow-ups and digests become due, also once at least at each of the given steps.
func (w *world) killAll(effort effort, at []string, blind bool) *tally {
	w.t.Helper()
	killed := &tally{kills: map[string]int{}, asked: map[string]int{}}
	for round := 0; effort.goesOn(killed.total) || !killed.at(at); round++ {
		if round > 20*effort.most {
			w.t.Fatalf("only %d of %d processes could be killed: %v", killed.total, round, killed.kills)
		}
		w.remind(round % people)
		set, after := w.fateOf(round, killed)
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

// fateOf lets time pass, and says when the process of a round is killed: at the step of those that it comes to where the
// fewest were, or at any step, or at any time.
func (w *world) fateOf(round int, killed *tally) (set settings, after []time.Duration) {
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
		set.KillIn = killed.rarest(ofRuns)
	case failing && round%2 == 0:
		set.KillIn = killed.rarest(ofFailures)
	case round%16 == 0:
		set.KillIn = killed.rarest(ofProcesses)
	case round%4 < 2:
		set.KillIn = killed.rarest(ofMessages)
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

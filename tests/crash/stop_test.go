//go:build linux

package crash

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// process is one that goes on until it is killed.
type process struct {
	cmd   *exec.Cmd
	steps chan string // at which it has stopped itself
	over  chan struct{}
	log   bytes.Buffer
}

func (w *world) start(set settings) *process {
	w.t.Helper()
	p := &process{cmd: w.command(set), steps: make(chan string, 100_000), over: make(chan struct{})}
	p.cmd.Stderr = &p.log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		w.t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		p.kill()
		if w.t.Failed() {
			w.t.Logf("the log of %d:\n%s", p.cmd.Process.Pid, p.log.String())
		}
	})
	ready := make(chan bool, 1)
	go func() {
		lines := bufio.NewScanner(out)
		ready <- lines.Scan()
		for lines.Scan() {
			select {
			case p.steps <- lines.Text():
			default: // nobody asks
			}
		}
		close(p.over)
	}()
	if !<-ready {
		w.t.Fatalf("a process did not begin: %s", p.log.String())
	}
	return p
}

// says reports whether it has said a line since it was asked last.
func (p *process) says(line string) bool {
	for {
		select {
		case said := <-p.steps:
			if said == line {
				return true
			}
		default:
			return false
		}
	}
}

// ended reports whether it has come to its end.
func (p *process) ended() bool {
	select {
	case <-p.over:
		return true
	default:
		return false
	}
}

// stop lets it stand still, wherever it is.
func (p *process) stop() { _ = p.cmd.Process.Signal(syscall.SIGSTOP) }

// kill ends it as a power cut does.
func (p *process) kill() {
	if p.cmd.ProcessState == nil {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
	}
}

// stopped reports whether it stands still by SIGSTOP.
func (p *process) stopped() bool {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	_, after, _ := strings.Cut(string(status), ") ")
	return err == nil && strings.HasPrefix(after, "T")
}

func (p *process) carryOn() { _ = p.cmd.Process.Signal(syscall.SIGCONT) }

// patience is longer than a machine takes that has much else to do.
const patience = 5 * time.Minute

// eventually waits until something is so, and lets the workspace's time pass meanwhile, by so much each time.
func (w *world) eventually(what string, step time.Duration, so func() bool) {
	w.t.Helper()
	for deadline := time.Now().Add(patience); !so(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			w.t.Fatalf("%s: not in %s (seed %d)", what, patience, w.seed)
		}
		if step > 0 {
			w.advance(step)
		}
	}
}

// resting reports whether nothing waits to be posted.
func (w *world) resting() bool {
	counts, err := w.store.CountOutbox(context.Background())
	return err == nil && counts[models.OutboxPending] == 0
}

// Three processes on one database; one is stopped at every step for longer than its claim, while the others take over,
// and then goes on. It may be killed before it can take back what it has doubled.
func TestStoppedAtEveryStep(t *testing.T) {
	if testing.Short() {
		t.Skip("some seconds for each step")
	}
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		w := newWorld(t, db)
		for _, step := range slices.Concat(ofMessages[:15], []string{"before claiming the posted", "after claiming the posted"}) {
			w.stopAt(step, "")
		}
		if n := len(w.Calls("chat.delete")); n == 0 {
			t.Error("nothing was doubled and taken back: the stops have come at the wrong time")
		}
		w.stopAt("after posting", "before recording")
		for _, killed := range []string{"after posting", "before recording", "before deleting", "after deleting"} {
			deleted := len(w.Calls("chat.delete"))
			w.stopAt("right before the request", killed)
			_, doubled, _ := w.count()
			// Another may have been quicker to take it back; and what this one has deleted may be what the step before had doubled.
			if len(w.Calls("chat.delete")) == deleted && (len(doubled) == 0 || killed == "after deleting") {
				t.Errorf("killed %s: nothing was taken back, and doubled until it is looked for again: %v", killed, doubled)
			}
		}
		w.settle(false)
		w.expectOnce()
	})
}

// silence is how long a process is stopped, or gone, before others go on: they may take over what it held after 45 s.
const silence = 90 * time.Second

// stopAt lets a process stop at a step with a message in its hands until two others have done with that, and go on until
// it is killed in another step, or has nothing to do.
func (w *world) stopAt(step, killed string) {
	w.t.Helper()
	w.remind(w.random.IntN(people))
	w.advance(2 * time.Minute)
	if strings.HasSuffix(step, "looking") || strings.HasSuffix(step, "the posted") { // somebody has had it before
		w.run(settings{KillIn: "after noting the try"})
		w.advance(silence)
	}
	p := w.start(settings{StopIn: []string{step}, KillIn: killed})
	w.eventually(step, 0, func() bool { return p.says(step) })
	w.eventually("it to stand still", 0, p.stopped)
	if killed == "" {
		w.misbehave()
	}
	others := []*process{w.start(settings{}), w.start(settings{})}
	w.advance(silence) // its claims are over
	w.eventually("the others to take over", time.Second, w.resting)
	w.Server().ClearFaults()
	p.carryOn()
	if killed != "" {
		w.eventually("it to be killed "+killed, 0, func() bool { return p.says(killed) })
	} else {
		w.eventually("it to have nothing to do", 0, func() bool { return p.says(ticked) })
		w.eventually("nothing to be left", time.Second, w.resting)
	}
	for _, each := range append(others, p) {
		each.kill()
	}
}

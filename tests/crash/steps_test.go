//go:build linux

package crash

import (
	"context"
	"os"
	"runtime"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// The steps of claim → post → record, of what is claimed: runs of jobs, and messages; and what follows a failure.
var (
	ofRuns     = []string{"before claiming a run", "after claiming a run", "before finishing a run", "after finishing a run"}
	ofMessages = []string{
		"before queueing", "after queueing", "before noting the look", "after noting the look",
		"before claiming", "after claiming", "before looking", "after looking",
		"before posting", "before noting the try", "after noting the try", "right before the request", "after posting", "before recording", "after recording",
		"before claiming the posted", "after claiming the posted", "before settling", "after settling",
	}
	ofProcesses = []string{"before beginning", "after beginning", "before freeing", "after freeing"}
	ofFailures  = []string{"before putting off", "after putting off"}
)

// steps counts what a process has done, and ends or stops it where it was told.
type steps struct {
	set settings

	mu      sync.Mutex
	count   int
	stopped []string

	// writing is held by whoever writes to the database, so that nobody does when the process stops: SQLite's one lock
	// would stop all the others with it.
	writing sync.RWMutex
}

func (s *steps) step(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count++
	if s.count == s.set.KillAt || name == s.set.KillIn {
		_, _ = os.Stdout.WriteString(name + "\n")
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	}
	if slices.Contains(s.set.StopIn, name) && !slices.Contains(s.stopped, name) {
		s.stopped = append(s.stopped, name)
		s.writing.Lock()
		defer s.writing.Unlock()
		_, _ = os.Stdout.WriteString(name + "\n")
		runtime.LockOSThread() // the signal goes to this thread, which would else run on for a moment
		_ = syscall.Tgkill(os.Getpid(), syscall.Gettid(), syscall.SIGSTOP)
		runtime.UnlockOSThread()
	}
}

// around does something between two steps.
func (s *steps) around(what string, do func() error) error {
	s.step("before " + what)
	err := s.unstopped(do)
	s.step("after " + what)
	return err
}

// unstopped does something during which the process doesn't stop.
func (s *steps) unstopped(do func() error) error {
	s.writing.RLock()
	defer s.writing.RUnlock()
	return do()
}

// steppingStore is the program's store, step by step.
type steppingStore struct {
	*store.Store
	*steps
}

func (s steppingStore) ClaimJobRun(ctx context.Context, job string, at, now time.Time, lease time.Duration, owner string) (run models.JobRun, claimed bool, err error) {
	err = s.around("claiming a run", func() error {
		run, claimed, err = s.Store.ClaimJobRun(ctx, job, at, now, lease, owner)
		return err
	})
	return run, claimed, err
}

func (s steppingStore) FinishJobRun(ctx context.Context, run models.JobRun, at time.Time, messages []models.OutboxMessage) error {
	return s.around("finishing a run", func() error { return s.Store.FinishJobRun(ctx, run, at, messages) })
}

func (s steppingStore) NoteReminderLook(ctx context.Context, until time.Time) error {
	return s.around("noting the look", func() error { return s.Store.NoteReminderLook(ctx, until) })
}

func (s steppingStore) Enqueue(ctx context.Context, messages ...models.OutboxMessage) error {
	if len(messages) == 0 {
		return nil
	}
	return s.around("queueing", func() error { return s.Store.Enqueue(ctx, messages...) })
}

func (s steppingStore) ClaimOutbox(ctx context.Context, c models.OutboxClaim) (claimed []models.OutboxMessage, err error) {
	err = s.around("claiming", func() error {
		claimed, err = s.Store.ClaimOutbox(ctx, c)
		return err
	})
	return claimed, err
}

func (s steppingStore) MarkTrying(ctx context.Context, m models.OutboxMessage, now time.Time) (ours bool, err error) {
	err = s.around("noting the try", func() error {
		ours, err = s.Store.MarkTrying(ctx, m, now)
		return err
	})
	return ours, err
}

func (s steppingStore) BeatProcess(ctx context.Context, owner string, now time.Time) (alive bool, err error) {
	err = s.around("renewing", func() error {
		alive, err = s.Store.BeatProcess(ctx, owner, now)
		return err
	})
	return alive, err
}

func (s steppingStore) BeginProcess(ctx context.Context, owner string, now time.Time) error {
	return s.around("beginning", func() error { return s.Store.BeginProcess(ctx, owner, now) })
}

func (s steppingStore) ReapProcesses(ctx context.Context, silentSince, now time.Time) (dead []string, err error) {
	err = s.around("freeing", func() error {
		dead, err = s.Store.ReapProcesses(ctx, silentSince, now)
		return err
	})
	return dead, err
}

func (s steppingStore) MarkSent(ctx context.Context, m models.OutboxMessage, at, lookAgain time.Time, next ...models.OutboxMessage) (channel, ts string, err error) {
	err = s.around("recording", func() error {
		channel, ts, err = s.Store.MarkSent(ctx, m, at, lookAgain, next...)
		return err
	})
	return channel, ts, err
}

func (s steppingStore) MarkNothingToSay(ctx context.Context, m models.OutboxMessage, at, lookAgain time.Time) error {
	return s.unstopped(func() error { return s.Store.MarkNothingToSay(ctx, m, at, lookAgain) })
}

func (s steppingStore) MarkDead(ctx context.Context, m models.OutboxMessage, at time.Time, lastError string) error {
	return s.unstopped(func() error { return s.Store.MarkDead(ctx, m, at, lastError) })
}

func (s steppingStore) ReleaseOutbox(ctx context.Context, m models.OutboxMessage) error {
	return s.unstopped(func() error { return s.Store.ReleaseOutbox(ctx, m) })
}

func (s steppingStore) HoldRecipient(ctx context.Context, recipient string, now, until time.Time) error {
	return s.unstopped(func() error { return s.Store.HoldRecipient(ctx, recipient, now, until) })
}

func (s steppingStore) MarkRetry(ctx context.Context, m models.OutboxMessage, notBefore time.Time, lastError string) error {
	return s.around("putting off", func() error { return s.Store.MarkRetry(ctx, m, notBefore, lastError) })
}

func (s steppingStore) PostponeOutbox(ctx context.Context, m models.OutboxMessage, notBefore time.Time, payload string) error {
	return s.around("putting off", func() error { return s.Store.PostponeOutbox(ctx, m, notBefore, payload) })
}

func (s steppingStore) ClaimPosted(ctx context.Context, now, until time.Time, limit int) (claimed []models.OutboxMessage, err error) {
	err = s.around("claiming the posted", func() error {
		claimed, err = s.Store.ClaimPosted(ctx, now, until, limit)
		return err
	})
	return claimed, err
}

func (s steppingStore) SettlePosted(ctx context.Context, m models.OutboxMessage, next time.Time) error {
	return s.around("settling", func() error { return s.Store.SettlePosted(ctx, m, next) })
}

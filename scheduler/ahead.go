package scheduler

import (
	"context"
	"fmt"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// A clock that was ahead has written times into the database which lie in the future once the clock is right again. None
// of them may silence a message that comes before its time.

const (
	aheadBy    = time.Minute // clocks that are believed don't differ by so much
	aheadEvery = time.Minute // how often such times are looked for
	aheadBatch = 200
	// putOffAtMost is how long a message waits on purpose, unless its recipient is muted for longer. A report
	// (reportPutOff) waits for the end of the holidays, everything else for the end of quiet hours.
	reportPutOff = (daysOffAtMost + 1) * 24 * time.Hour
	putOffAtMost = 26 * time.Hour
)

// behindAhead looks for times that were written by a clock which was ahead, logs them, and frees what is held until
// then.
func (s *Scheduler) behindAhead(ctx context.Context, now time.Time) error {
	if age := now.Sub(s.aheadAt); age >= 0 && age < aheadEvery {
		return nil
	}
	if err := s.warnOfRuns(ctx, now); err != nil {
		return fmt.Errorf("job runs in the future: %w", err)
	}
	freed, err := s.Store.FreeAhead(ctx, now, models.Furthest{
		Claim: now.Add(lease + aheadBy), Look: now.Add(looks[len(looks)-1] + aheadBy), Lease: now.Add(longestOff + lease + aheadBy),
	})
	if err != nil {
		return fmt.Errorf("what is held until the future: %w", err)
	}
	forward, err := s.bringForward(ctx, now)
	if err != nil {
		return fmt.Errorf("messages put off into the future: %w", err)
	}
	if freed+forward > 0 {
		s.metrics.ahead.WithLabelValues("held").Add(float64(freed + forward))
		s.log.Warn("a clock was ahead: what it held until then is free", "held", freed, "waiting", forward)
	}
	s.aheadAt = now
	return nil
}

// warnOfRuns logs each run that is recorded in the future, once. Such runs are ignored until their time comes.
func (s *Scheduler) warnOfRuns(ctx context.Context, now time.Time) error {
	runs, err := s.Store.JobRunsAfter(ctx, now.Add(aheadBy), aheadBatch)
	if err != nil {
		return err
	}
	told := s.toldAhead
	s.toldAhead = make(map[int64]bool, len(runs))
	for _, run := range runs {
		s.toldAhead[run.ID] = true
		if !told[run.ID] {
			s.metrics.ahead.WithLabelValues("job run").Inc()
			s.log.Warn("a job run is recorded in the future and ignored: a clock was ahead, or this one is behind",
				"job", run.Job, "at", run.ScheduledAt, "ahead", run.ScheduledAt.Sub(now).Round(time.Second), "process", run.ClaimedBy)
		}
	}
	return nil
}

// bringForward sends those messages now that wait without a reason.
func (s *Scheduler) bringForward(ctx context.Context, now time.Time) (forward int, err error) {
	waiting, err := s.Store.PutOffUntilAfter(ctx, now.Add(putOffAtMost), aheadBatch)
	if err != nil {
		return 0, err
	}
	for _, m := range waiting {
		decidedAhead := m.CreatedAt.After(now.Add(aheadBy)) // it was decided by the clock that was ahead
		_, isReport := reportKindOf(m.Kind)
		untilWorkday := (isReport || m.Kind == models.ToldCleaning) && m.NotBefore.Sub(m.CreatedAt) <= reportPutOff
		if decidedAhead || untilWorkday || !m.NotBefore.After(s.peace(ctx, m)) {
			continue
		}
		if err := s.Store.BringForward(ctx, m, now); err != nil {
			return forward, err
		}
		forward++
	}
	return forward, nil
}

// dated gives messages the time at which they were decided. A message that waits on purpose goes out when its wait is
// over, however long that takes, and is not given up before.
func dated(now time.Time, messages []models.OutboxMessage) []models.OutboxMessage {
	for i := range messages {
		m := &messages[i]
		m.CreatedAt, m.NotBefore = now, now
		p, err := payloadOf(*m)
		if err != nil { // sending it says so
			continue
		}
		if waited := time.Unix(p.Waited, 0); waited.After(now) {
			m.CreatedAt, m.NotBefore = waited, waited
		}
		kind, _ := reportKindOf(m.Kind)
		m.NotBefore = m.NotBefore.Add(-kind.before)
	}
	return messages
}

package store

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

// LastJobRun returns the latest run of a job that was scheduled at an instant or before, finished or not; false when
// there is none. A run that is scheduled after it, or was finished more than a day after it, was recorded by a clock
// that was ahead, and says nothing of when the job runs next.
func (s *Store) LastJobRun(ctx context.Context, job string, until time.Time) (models.JobRun, bool, error) {
	var runs []models.JobRun
	err := s.session(ctx).Where("job = ? AND scheduled_at <= ? AND (finished_at IS NULL OR finished_at <= ?)", job, until, until.Add(finishedAhead)).Order("scheduled_at DESC").Limit(1).Find(&runs).Error
	if err != nil || len(runs) == 0 {
		return models.JobRun{}, false, wrap("look up job run", err)
	}
	return runs[0], true, nil
}

// JobRunBefore returns the latest finished run of a job that was scheduled before an instant; false when there is none.
func (s *Store) JobRunBefore(ctx context.Context, job string, before time.Time) (models.JobRun, bool, error) {
	var runs []models.JobRun
	err := s.session(ctx).Where("job = ? AND scheduled_at < ? AND finished_at IS NOT NULL", job, before).
		Order("scheduled_at DESC").Limit(1).Find(&runs).Error
	if err != nil || len(runs) == 0 {
		return models.JobRun{}, false, wrap("look up job run", err)
	}
	return runs[0], true, nil
}

// finishedAhead is how long after now a run may be finished and still count as finished. A later one was finished by a
// clock that was ahead. A late run that was made up for before the clock was set back is seldom so late. The same holds
// for messages under a key that were decided so much later than the messages that are to have the key.
const finishedAhead = 26 * time.Hour

// ClaimJobRun claims a run for owner until now + lease. It claims a new run; or one whose lease is over and which isn't
// finished, or which only a clock more than a day ahead has finished. The fence grows with the claim, so that the owner
// before can't finish the run. It returns false when the run is finished, or held by another process.
func (s *Store) ClaimJobRun(ctx context.Context, job string, scheduledAt, now time.Time, lease time.Duration, owner string) (models.JobRun, bool, error) {
	until := instant(now.Add(lease))
	unsure, claimed := false, false // unsure: an answer to this call's own claim was lost
	var run models.JobRun
	err := s.retry(ctx, func() (err error) {
		run, claimed, err = s.claimRun(ctx, models.JobRun{
			Job: job, ScheduledAt: instant(scheduledAt), ClaimedBy: owner, LeaseUntil: until, Fence: 1, Attempts: 1,
		}, now)
		if err == nil && !claimed && unsure && run.ClaimedBy == owner && run.LeaseUntil.Equal(until) && run.FinishedAt == nil {
			claimed = true
		}
		unsure = unsure || lost(err) || errors.Is(err, ErrUnknown)
		return err
	})
	if err != nil || !claimed {
		return models.JobRun{}, false, wrap("claim job run", err)
	}
	return run, true, nil
}

// claimRun inserts a run, or takes over the existing one when its lease is over. It returns the run as it is then.
func (s *Store) claimRun(ctx context.Context, run models.JobRun, now time.Time) (models.JobRun, bool, error) {
	err := s.write.WithContext(ctx).Create(&run).Error
	if !duplicate(err) {
		return run, err == nil, err
	}
	var stands models.JobRun
	taken := false
	err = s.write.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		result := tx.Model(&models.JobRun{}).
			Where("job = ? AND scheduled_at = ? AND (finished_at IS NULL AND lease_until <= ? OR finished_at > ?)", run.Job, run.ScheduledAt, now, now.Add(finishedAhead)).
			UpdateColumns(map[string]any{
				"claimed_by": run.ClaimedBy, "lease_until": run.LeaseUntil, "finished_at": nil,
				"fence": gorm.Expr("fence + 1"), "attempts": gorm.Expr("attempts + 1"),
			})
		if result.Error != nil {
			return result.Error
		}
		taken = result.RowsAffected == 1
		return tx.Where("job = ? AND scheduled_at = ?", run.Job, run.ScheduledAt).Take(&stands).Error
	})
	return stands, taken && err == nil, err
}

// RenewJobRun extends the lease of a run that is still in its owner's hands; false when it was taken over or finished.
func (s *Store) RenewJobRun(ctx context.Context, run models.JobRun, until time.Time) (bool, error) {
	var renewed int64
	err := s.retry(ctx, func() error {
		result := ownedRun(s.write.WithContext(ctx), run).UpdateColumns(map[string]any{"lease_until": until})
		renewed = result.RowsAffected
		return result.Error
	})
	return renewed == 1, wrap("renew job run", err)
}

// FinishJobRun marks a run finished and puts its messages into the outbox, in one transaction, with a note of the silences that they tell of. Messages whose DedupeKey
// exists are skipped. It returns ErrLeaseLost, and writes nothing, when the run was taken over or is finished. A lease
// that is over, but which nobody took, is still good.
func (s *Store) FinishJobRun(ctx context.Context, run models.JobRun, at time.Time, messages []models.OutboxMessage) error {
	return s.Tx(ctx, func(tx *Tx) error {
		result := ownedRun(tx.session(ctx), run).UpdateColumns(map[string]any{"finished_at": at})
		if result.Error != nil {
			return wrap("finish job run", result.Error)
		}
		if result.RowsAffected == 0 {
			return wrap("finish job run", ErrLeaseLost)
		}
		if err := tx.noteCold(ctx, messages); err != nil {
			return err
		}
		return enqueue(tx.session(ctx), messages)
	})
}

// BaselineJob records a finished run of a job at an instant, so that nothing before it is caught up. When that run
// exists nothing changes.
func (s *Store) BaselineJob(ctx context.Context, job string, at time.Time) error {
	at = instant(at)
	err := s.retry(ctx, func() error {
		run := models.JobRun{Job: job, ScheduledAt: at, ClaimedBy: models.SystemID, LeaseUntil: at, Fence: 1, FinishedAt: &at}
		return s.write.WithContext(ctx).Create(&run).Error
	})
	if duplicate(err) {
		return nil
	}
	return wrap("begin counting job runs", err)
}

// ownedRun selects a run as long as the same process owns it.
func ownedRun(db *gorm.DB, run models.JobRun) *gorm.DB {
	return db.Model(&models.JobRun{}).Where("id = ? AND fence = ? AND finished_at IS NULL", run.ID, run.Fence)
}

// instant returns t as the database keeps it.
func instant(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// instantOrNone is an instant that may be missing.
func instantOrNone(t *time.Time) any {
	if t == nil {
		return nil
	}
	return instant(*t)
}

// JobRunsAfter returns at most limit runs that are scheduled after an instant, the earliest first.
func (s *Store) JobRunsAfter(ctx context.Context, after time.Time, limit int) ([]models.JobRun, error) {
	var runs []models.JobRun
	err := s.session(ctx).Where("scheduled_at > ?", after).Order("scheduled_at").Limit(limit).Find(&runs).Error
	return runs, wrap("look for job runs in the future", err)
}

// PruneJobRuns deletes at most limit finished runs that were scheduled before an instant, and returns how many. The
// latest two runs of each job stay: the next run begins after the last, and an escalation tells what came after the one
// before.
func (s *Store) PruneJobRuns(ctx context.Context, before time.Time, limit int) (int, error) {
	var ids []int64
	err := s.session(ctx).Raw("SELECT r.id FROM job_runs r WHERE r.finished_at < ? AND r.scheduled_at < ? "+
		"AND (SELECT later.id FROM job_runs later WHERE later.job = r.job AND later.scheduled_at > r.scheduled_at "+
		"ORDER BY later.scheduled_at LIMIT 1 OFFSET 1) IS NOT NULL "+
		"ORDER BY r.finished_at LIMIT ?", before, before, limit).Scan(&ids).Error
	if err != nil || len(ids) == 0 {
		return 0, wrap("list old job runs", err)
	}
	err = s.retry(ctx, func() error { return s.write.WithContext(ctx).Where("id IN ?", ids).Delete(&models.JobRun{}).Error })
	return len(ids), wrap("forget old job runs", err)
}

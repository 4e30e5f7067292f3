package scheduler

import (
	"context"
	"fmt"
	"time"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
)

const (
	kindRetention = "retention"
	retentionAt   = "30 3 * * *" // when nobody works
)

// retentionJob erases, every night, the churned customers with whom nothing has happened for the retention period.
func (s *Scheduler) retentionJob() job {
	return job{name: kindRetention, kind: kindRetention, spec: s.specs.retention, zone: s.Schedule.Zone, decide: s.decideRetention}
}

// decideRetention counts the days on which processes were at work, not the days of tonight's clock, and so erases some
// days late. It decides no messages. What was erased before an error stays erased, and the next process goes on with the
// rest.
func (s *Scheduler) decideRetention(ctx context.Context, at time.Time, keepRun heartbeat) ([]models.OutboxMessage, error) {
	now, err := s.now(ctx)
	if err != nil {
		return nil, err
	}
	lived, certain, err := s.Store.LivedUntil(ctx, now)
	if err != nil {
		return nil, err
	}
	if !certain {
		s.log.Warn("nothing is erased tonight: on too few days before it was somebody at work", "since", at)
		return nil, nil
	}
	until := models.DateOf(at)
	if seen := models.DateOf(lived); seen.Before(until) {
		until = seen
	}
	since := until.AddMonths(-s.Schedule.RetentionMonths).In(s.Schedule.Zone)
	erased, err := s.CRM.EraseSilent(ctx, since, keepRun)
	s.metrics.erased.Add(float64(erased))
	if erased > 0 {
		s.log.Info("erased after the retention period", "customers", erased)
		s.prunedAt = time.Time{} // so that the file is rewritten with this tick
	}
	return nil, err
}

// Handled deliveries are remembered for longer than a person may try again what they did; Slack redelivers within
// minutes. The customers that a person looked at are of interest for some weeks.
const (
	envelopesKept = 2 * crm.KeyKept
	sightingsKept = 60 * 24 * time.Hour
	messagesKept  = 90 * 24 * time.Hour // posted, given up or dropped messages: nobody acts on a digest of last season
	messagesWait  = 30 * 24 * time.Hour // messages that could not be sent are given up after this
	runsKept      = 90 * 24 * time.Hour // of jobs
	pruneEvery    = 5 * time.Minute
	pruneBatch    = 1000
	pruneBatches  = 20                  // in one tick
	oddlyOld      = 30 * 24 * time.Hour // an older delivery was dated by a clock that was behind, or nobody was at work
)

// prune deletes old deliveries and sightings, and rewrites the file without what was erased. How old something is, it
// counts by the days on which processes were at work: a clock that is years ahead for a while makes nothing old.
func (s *Scheduler) prune(ctx context.Context, now time.Time) error {
	if age := now.Sub(s.prunedAt); age >= 0 && age < pruneEvery {
		return nil
	}
	if _, err := s.Store.Scrub(ctx); err != nil {
		return fmt.Errorf("rewrite the file without what was erased: %w", err)
	}
	if _, err := s.Store.ProtectFields(ctx); err != nil {
		return fmt.Errorf("seal what is declared personal: %w", err)
	}
	lived, certain, err := s.Store.LivedUntil(ctx, now)
	if err != nil {
		return err
	}
	if !certain {
		s.prunedAt = now
		return nil
	}
	done, err := s.forget(ctx, lived, now)
	if done {
		s.prunedAt = now
	}
	return err
}

// forget deletes what was old at an instant that has certainly passed. done is false when some of it is left.
func (s *Scheduler) forget(ctx context.Context, lived, now time.Time) (done bool, err error) {
	if err := s.Store.PruneSightings(ctx, lived.Add(-sightingsKept)); err != nil {
		return false, fmt.Errorf("forget what was seen: %w", err)
	}
	if _, err := s.Store.RedateEnvelopes(ctx, lived.Add(-oddlyOld), now.Add(models.QuestionKept+envelopesKept), now, pruneBatch); err != nil {
		return false, fmt.Errorf("date deliveries: %w", err)
	}
	envelopes, err := inBatches(ctx, lived.Add(-envelopesKept), s.Store.PruneEnvelopes)
	if err != nil {
		return false, fmt.Errorf("forget deliveries: %w", err)
	}
	messages, err := inBatches(ctx, lived.Add(-messagesKept), s.Store.PruneOutbox)
	if err != nil {
		return false, fmt.Errorf("forget messages: %w", err)
	}
	intakes, err := inBatches(ctx, lived.Add(-messagesKept), s.Store.PruneIntakes)
	if err != nil {
		return false, fmt.Errorf("forget messages of support channels: %w", err)
	}
	runs, err := inBatches(ctx, lived.Add(-runsKept), s.Store.PruneJobRuns)
	if err != nil {
		return false, fmt.Errorf("forget job runs: %w", err)
	}
	looks, err := inBatches(ctx, lived.Add(-runsKept), s.Store.PruneReminderLooks)
	if err != nil {
		return false, fmt.Errorf("forget looks for reminders: %w", err)
	}
	tasks, err := inBatches(ctx, lived.Add(-models.TaskKept), s.Store.PruneTasks)
	if err != nil {
		return false, fmt.Errorf("forget tasks: %w", err)
	}
	texts, err := inBatches(ctx, lived.Add(-models.BulkPreviewAge), s.Store.ForgetTaskTexts)
	if err != nil {
		return false, fmt.Errorf("forget what was typed for tasks: %w", err)
	}
	audit := true
	if s.Schedule.AuditMonths > 0 {
		oldest := models.DateOf(lived.In(s.Schedule.Zone)).AddMonths(-s.Schedule.AuditMonths).In(s.Schedule.Zone)
		if audit, err = inBatches(ctx, oldest, s.Store.PruneAudit); err != nil {
			return false, fmt.Errorf("forget the oldest of the audit log: %w", err)
		}
	}
	expired, err := s.Store.ExpireOutbox(ctx, lived.Add(-messagesWait), now, "not sent in 30 days")
	if err != nil {
		return false, fmt.Errorf("give up old messages: %w", err)
	}
	if expired > 0 {
		s.log.Error("messages given up that could not be sent for long", "messages", expired)
	}
	return envelopes && messages && intakes && runs && looks && tasks && texts && audit, nil
}

// inBatches deletes what is older than an instant, as much as one tick may. done says that nothing is left of it.
func inBatches(ctx context.Context, before time.Time, forget func(context.Context, time.Time, int) (int, error)) (done bool, err error) {
	for range pruneBatches {
		n, err := forget(ctx, before, pruneBatch)
		if err != nil {
			return false, err
		}
		if n < pruneBatch {
			return true, nil
		}
	}
	return false, nil
}

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

// retentionJob erases, every night, the churned customers that nothing has happened with for the retention period.
func (s *Scheduler) retentionJob() job {
	return job{name: kindRetention, kind: kindRetention, spec: s.specs.retention, zone: s.Schedule.Zone, decide: s.decideRetention}
}

// decideRetention erases and has nothing to say. What was erased before it fails stays erased, and the next process goes
// on with the rest.
func (s *Scheduler) decideRetention(ctx context.Context, at time.Time, held heartbeat) ([]models.OutboxMessage, error) {
	since := models.DateOf(at).AddMonths(-s.Schedule.RetentionMonths).In(s.Schedule.Zone)
	erased, err := s.CRM.EraseSilent(ctx, since, held)
	s.metrics.erased.Add(float64(erased))
	if erased > 0 {
		s.log.Info("erased after the retention period", "customers", erased)
		s.prunedAt = time.Time{} // the file is rewritten with this tick
	}
	return nil, err
}

// Handled deliveries are remembered for longer than a person may try again what they did: Slack redelivers within minutes.
// What somebody looked at is of interest for some weeks.
const (
	envelopesKept = 2 * crm.KeyKept
	sightingsKept = 60 * 24 * time.Hour
	messagesKept  = 90 * 24 * time.Hour // those that came to their end: nobody acts on a digest of last season
	messagesWait  = 30 * 24 * time.Hour // those that could not be sent are given up then
	runsKept      = 90 * 24 * time.Hour // of jobs
	pruneEvery    = 5 * time.Minute
	pruneBatch    = 1000
	pruneBatches  = 20 // in one tick
)

// prune forgets old deliveries and sightings, and what was erased.
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
	if err := s.Store.PruneSightings(ctx, now.Add(-sightingsKept)); err != nil {
		return fmt.Errorf("forget what was seen: %w", err)
	}
	envelopes, err := inBatches(ctx, now.Add(-envelopesKept), s.Store.PruneEnvelopes)
	if err != nil {
		return fmt.Errorf("forget deliveries: %w", err)
	}
	messages, err := inBatches(ctx, now.Add(-messagesKept), s.Store.PruneOutbox)
	if err != nil {
		return fmt.Errorf("forget messages: %w", err)
	}
	runs, err := inBatches(ctx, now.Add(-runsKept), s.Store.PruneJobRuns)
	if err != nil {
		return fmt.Errorf("forget job runs: %w", err)
	}
	audit := true
	if s.Schedule.AuditMonths > 0 {
		oldest := models.DateOf(now.In(s.Schedule.Zone)).AddMonths(-s.Schedule.AuditMonths).In(s.Schedule.Zone)
		if audit, err = inBatches(ctx, oldest, s.Store.PruneAudit); err != nil {
			return fmt.Errorf("forget the oldest of the audit log: %w", err)
		}
	}
	expired, err := s.Store.ExpireOutbox(ctx, now.Add(-messagesWait), now, "not sent in 30 days")
	if err != nil {
		return fmt.Errorf("give up old messages: %w", err)
	}
	if expired > 0 {
		s.log.Error("messages given up that could not be sent for long", "messages", expired)
	}
	if envelopes && messages && runs && audit {
		s.prunedAt = now
	}
	return nil
}

// inBatches forgets what is older than an instant, as much as one tick may; done says that nothing is left of it.
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

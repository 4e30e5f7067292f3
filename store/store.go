// Package store keeps everything in a database: SQLite, or a server that speaks MySQL's protocol.
package store

import (
	"context"
	"errors"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

var errNotBuilt = errors.New("not built yet")

// Errors that callers tell apart.
var (
	// ErrUnavailable says that the database can't be reached or doesn't answer.
	ErrUnavailable = errors.New("database unavailable")
	// ErrLeaseLost says that a claim ran out and someone else may have it now.
	ErrLeaseLost = errors.New("lease lost")
)

// Store is an open database.
type Store struct{ driver string }

// Option adjusts how a database is opened.
type Option func(*Store)

func Open(ctx context.Context, driver, dsn string, opts ...Option) (*Store, error) {
	return &Store{driver: driver}, nil
}
func (s *Store) Migrate(ctx context.Context) error        { return errNotBuilt }
func (s *Store) Pending(ctx context.Context) (int, error) { return 0, errNotBuilt }
func (s *Store) Ping(ctx context.Context) error           { return errNotBuilt }
func (s *Store) Close() error                             { return nil }
func (s *Store) Driver() string                           { return s.driver }
func (s *Store) ClaimEnvelope(ctx context.Context, key string, at time.Time) (fresh bool, err error) {
	return false, errNotBuilt
}
func (s *Store) PruneEnvelopes(ctx context.Context, before time.Time, limit int) (int, error) {
	return 0, errNotBuilt
}
func (s *Store) LastJobRun(ctx context.Context, job string) (models.JobRun, bool, error) {
	return models.JobRun{}, false, errNotBuilt
}
func (s *Store) ClaimJobRun(ctx context.Context, job string, scheduledAt, now time.Time, lease time.Duration, owner string) (models.JobRun, bool, error) {
	return models.JobRun{}, false, errNotBuilt
}
func (s *Store) RenewJobRun(ctx context.Context, run models.JobRun, until time.Time) (bool, error) {
	return false, errNotBuilt
}
func (s *Store) FinishJobRun(ctx context.Context, run models.JobRun, at time.Time, messages []models.OutboxMessage) error {
	return errNotBuilt
}
func (s *Store) BaselineJob(ctx context.Context, job string, at time.Time) error { return errNotBuilt }
func (s *Store) Enqueue(ctx context.Context, messages ...models.OutboxMessage) error {
	return errNotBuilt
}
func (s *Store) ClaimOutbox(ctx context.Context, owner string, now time.Time, lease time.Duration, limit int) ([]models.OutboxMessage, error) {
	return nil, errNotBuilt
}
func (s *Store) MarkSent(ctx context.Context, m models.OutboxMessage, at time.Time) error {
	return errNotBuilt
}
func (s *Store) MarkRetry(ctx context.Context, m models.OutboxMessage, notBefore time.Time, lastError string) error {
	return errNotBuilt
}
func (s *Store) MarkDead(ctx context.Context, m models.OutboxMessage, at time.Time, lastError string) error {
	return errNotBuilt
}
func (s *Store) ReleaseOutbox(ctx context.Context, m models.OutboxMessage) error { return errNotBuilt }
func (s *Store) CountOutbox(ctx context.Context) (map[models.OutboxState]int, error) {
	return nil, errNotBuilt
}
func (s *Store) DueAssignees(ctx context.Context, through models.Date) ([]string, error) {
	return nil, errNotBuilt
}
func (s *Store) TimedFollowUps(ctx context.Context, from, to time.Time, limit int) ([]models.FollowUp, error) {
	return nil, errNotBuilt
}

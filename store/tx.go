package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cenkalti/backoff/v5"
	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

// Tx is a transaction: what is read in it, with what it changes.
type Tx struct{ Queries }

// How long a transaction is tried again: long enough for a deadlock, a busy file or a server's restart of a second,
// short enough that a person still waits for the answer.
const (
	maxTries   = 8
	maxElapsed = 10 * time.Second
	firstDelay = 5 * time.Millisecond
	lastDelay  = 800 * time.Millisecond
)

// Tx runs fn in one transaction: all of it or nothing. fn runs again from the start after a deadlock, a busy database,
// a lost connection or ErrStale, so it must set its results anew each time. An error of fn is returned as it is. When
// the connection breaks during the commit nobody knows whether it was done: the error then wraps ErrUnavailable, and
// Once is for what must not happen twice.
func (s *Store) Tx(ctx context.Context, fn func(tx *Tx) error) error {
	return s.Once(ctx, "", time.Time{}, fn)
}

// Once is Tx for a delivery that may come twice: its key is remembered in the same transaction. It returns
// models.ErrAlreadyHandled, with nothing changed, when the key was remembered before. An empty key makes it Tx.
func (s *Store) Once(ctx context.Context, key string, at time.Time, fn func(tx *Tx) error) error {
	unsure := false // our own earlier try may have been committed
	return retry(ctx, func() error {
		err := s.try(ctx, key, at, fn)
		switch {
		case unsure && errors.Is(err, models.ErrAlreadyHandled):
			return nil
		case errors.Is(err, errCommitLost) && key == "":
			return backoff.Permanent(err)
		case errors.Is(err, errCommitLost):
			unsure = true
		}
		return err
	})
}

var errCommitLost = errors.New("connection lost while committing")

func (s *Store) try(ctx context.Context, key string, at time.Time, fn func(tx *Tx) error) (err error) {
	db := s.write.WithContext(ctx).Begin()
	if db.Error != nil {
		return wrap("begin transaction", db.Error)
	}
	committed := false
	defer func() {
		if !committed { // also when fn panics
			db.Rollback()
		}
	}()
	if key != "" {
		if err := insertEnvelope(db, key, at); duplicate(err) {
			return models.ErrAlreadyHandled
		} else if err != nil {
			return wrap("remember delivery", err)
		}
	}
	if err := fn(&Tx{Queries{db: db, dialect: s.dialect, privacy: s.privacy}}); err != nil {
		return err
	}
	err = db.Commit().Error
	committed = err == nil
	if lost(err) {
		return fmt.Errorf("%w: %w: %w", errCommitLost, ErrUnavailable, err)
	}
	return wrap("commit", err)
}

// retry runs a step again while its error is one that may pass, with growing, jittered pauses.
func retry(ctx context.Context, step func() error) error {
	pauses := backoff.NewExponentialBackOff()
	pauses.InitialInterval, pauses.MaxInterval, pauses.Multiplier = firstDelay, lastDelay, 2.5
	var last error
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		last = step()
		if last != nil && !retryable(last) {
			return struct{}{}, backoff.Permanent(last)
		}
		return struct{}{}, last
	}, backoff.WithBackOff(pauses), backoff.WithMaxTries(maxTries), backoff.WithMaxElapsedTime(maxElapsed))
	var permanent *backoff.PermanentError
	if errors.As(err, &permanent) {
		err = permanent.Err
	}
	if err != nil && last != nil && ctx.Err() != nil {
		return fmt.Errorf("%w: %w", ctx.Err(), last)
	}
	return err
}

// session returns the handle for one query.
func (q Queries) session(ctx context.Context) *gorm.DB { return q.db.WithContext(ctx) }

package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"database/sql/driver"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store/vault"
)

// Tx is a transaction: what is read in it, with what it changes.
type Tx struct {
	Queries
	personal map[int64]bool            // the team's personal fields, once they were asked for
	sealer   *vault.Keys               // that seal, once they were found to be the database's present ones
	locked   map[int64]models.Customer // as they are stored, by ID
}

// Tx runs fn in one transaction: all of it or nothing. fn runs again from the start after a deadlock, a busy database,
// a lost connection or ErrStale, so it must set its results anew each time. An error of fn is returned as it is. The
// error wraps ErrUnknown when the connection broke during the commit: nothing tells then whether it was done, and Once is
// for what must not happen twice.
func (s *Store) Tx(ctx context.Context, fn func(tx *Tx) error) error {
	return s.Once(ctx, Delivery{}, fn)
}

// Delivery is what a change is remembered by, so that it happens once.
type Delivery struct {
	Key   string        // of the delivery that causes the change; "" for one that isn't remembered
	Owner string        // names this one call, at most 32 characters; "" makes a name
	At    time.Time     // when it came
	Also  string        // another key that is remembered with it; "" is none
	Keep  time.Duration // how much longer than others Key is remembered
}

// Once is Tx for a delivery that may come twice: its key is remembered in the same transaction. It returns
// models.ErrAlreadyHandled, with nothing changed, when somebody else remembered the key before. The error wraps
// ErrUnknown only when the answer to the commit was lost and the database stayed away until patience was over: the same
// key tells later whether it was done. Without a key it is Tx.
func (s *Store) Once(ctx context.Context, d Delivery, fn func(tx *Tx) error) error {
	if d.Owner == "" {
		d.Owner = newOwner()
	}
	unsure := false // an earlier try of ours may have been committed
	err := s.retry(ctx, func() error {
		err := s.try(ctx, d, fn)
		switch {
		case unsure && errors.Is(err, models.ErrAlreadyHandled):
			return s.unlessOurs(ctx, d)
		case errors.Is(err, ErrUnknown) && d.Key == "":
			return final{err}
		case errors.Is(err, ErrUnknown):
			unsure = true
		case err == nil || !retryable(err):
			unsure = false // the database has answered, and ours wasn't there
		}
		return err
	})
	if err != nil && unsure && !errors.Is(err, ErrUnknown) {
		return fmt.Errorf("%w: then: %s", ErrUnknown, err.Error()) // whose own outcome is plain, and isn't this one's
	}
	return err
}

// unlessOurs is models.ErrAlreadyHandled unless this call's own commit, whose answer was lost, remembered the delivery.
func (s *Store) unlessOurs(ctx context.Context, d Delivery) error {
	owner, err := s.ownerOf(ctx, d.Key)
	if err == nil && owner != d.Owner {
		err = models.ErrAlreadyHandled
	}
	return err
}

// newOwner returns a name that no other call has.
func newOwner() string {
	name := make([]byte, 16)
	_, _ = rand.Read(name) // never fails
	return hex.EncodeToString(name)
}

func (s *Store) try(ctx context.Context, d Delivery, fn func(tx *Tx) error) (err error) {
	db := s.write.WithContext(ctx).Begin()
	if db.Error != nil {
		return wrap("begin transaction", db.Error)
	}
	ended := false
	defer func() {
		if !ended { // also when fn panics
			db.Rollback()
		}
	}()
	if d.Key != "" {
		if err := insertEnvelope(db, d); duplicate(err) {
			return models.ErrAlreadyHandled
		} else if err != nil {
			return wrap("remember delivery", err)
		}
	}
	if err := fn(s.within(db)); err != nil {
		return err
	}
	ended = true
	err = commit(ctx, db)
	if undetermined(err) {
		return fmt.Errorf("commit: %w: %w", ErrUnknown, err)
	}
	return wrap("commit", err)
}

// commit ends a transaction. When the context ends before the database answers, the driver goes on waiting beside, which
// database/sql gives no way to interrupt, and nobody waits for it.
func commit(ctx context.Context, db *gorm.DB) error {
	tx, ok := db.Statement.ConnPool.(gorm.TxCommitter)
	if !ok {
		return gorm.ErrInvalidTransaction
	}
	answered := make(chan error, 1)
	go func() { answered <- tx.Commit() }()
	select {
	case err := <-answered:
		return err
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", ErrUnknown, ctx.Err())
	}
}

// Attempt runs fn within the transaction. What it changed before an error is taken back, and the transaction may go on.
func (tx *Tx) Attempt(ctx context.Context, fn func() error) error {
	const here = "attempt"
	if err := tx.session(ctx).SavePoint(here).Error; err != nil {
		return wrap("begin an attempt", err)
	}
	failed := fn()
	if failed == nil {
		return nil
	}
	if err := tx.session(ctx).RollbackTo(here).Error; err != nil {
		return wrap("take an attempt back", err)
	}
	return failed
}

// within is the transaction of a handle.
func (s *Store) within(db *gorm.DB) *Tx {
	return &Tx{Queries: Queries{db: db, dialect: s.dialect, privacy: s.privacy, sets: s.sets}}
}

// session returns the handle for one query.
func (q Queries) session(ctx context.Context) *gorm.DB {
	if !q.brief {
		return q.db.WithContext(ctx)
	}
	db := q.db.WithContext(context.WithoutCancel(ctx))
	_ = db.AddError(ctx.Err()) // which the query returns
	return db
}

// Snapshot runs several reads that see the database as it was at the first of them, whatever others change meanwhile. fn
// may run again from the start, and sets its results anew each time.
func (s *Store) Snapshot(ctx context.Context, fn func(read Queries) error) error {
	return s.Patiently(ctx, func() error {
		if s.dialect.name == sqliteDialect.name {
			return s.snapshotOfFile(ctx, fn)
		}
		tx := s.db.WithContext(ctx).Begin(&sql.TxOptions{ReadOnly: true, Isolation: s.dialect.snapshot})
		if tx.Error != nil {
			return wrap("begin reading", tx.Error)
		}
		defer tx.Rollback() // nothing is to be committed
		return fn(Queries{db: tx, dialect: s.dialect, privacy: s.privacy, sets: s.sets})
	})
}

// snapshotOfFile is Snapshot on SQLite, by a connection whose statements are run to their end: each takes milliseconds. To watch
// whether one is to be broken off, database/sql and the driver start two goroutines for each, which takes a third of a search's
// time. Between two statements ctx is looked at.
func (s *Store) snapshotOfFile(ctx context.Context, fn func(read Queries) error) error {
	conn, err := s.pools[len(s.pools)-1].Conn(ctx)
	if err != nil {
		return wrap("begin reading", err)
	}
	lasting := context.WithoutCancel(ctx)
	defer func() {
		if _, failed := conn.ExecContext(lasting, "ROLLBACK"); failed != nil { // nobody else may get it in the middle of a transaction
			_ = conn.Raw(func(any) error { return driver.ErrBadConn })
		}
		_ = conn.Close()
	}()
	if _, err := conn.ExecContext(lasting, "BEGIN"); err != nil {
		return wrap("begin reading", err)
	}
	db := s.db.Session(&gorm.Session{NewDB: true, Context: lasting})
	db.Statement.ConnPool = conn
	return fn(Queries{db: db, dialect: s.dialect, privacy: s.privacy, sets: s.sets, brief: true})
}

package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"

	gosqlite "github.com/glebarez/go-sqlite"
	"github.com/go-sql-driver/mysql"
	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

// Errors that callers tell apart.
var (
	// ErrUnavailable says that the database can't be reached or didn't answer in time; nothing was changed by it.
	ErrUnavailable = errors.New("database unavailable")
	// ErrUnknown says that the answer to a commit was lost: the change may have been made.
	ErrUnknown = errors.New("not known whether the change was made")
	// ErrNotFound says that there is no such record.
	ErrNotFound = errors.New("not found")
	// ErrLeaseLost says that a claim has ended, and another process may have it now.
	ErrLeaseLost = models.ErrLeaseLost
	// ErrStale says that a record was changed since it was read. Within Tx and Once it is retried.
	ErrStale = errors.New("stale version")
)

// wrap adds what was being done, and one name for each of the drivers' many errors of the same kind.
func wrap(doing string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, gorm.ErrRecordNotFound):
		return fmt.Errorf("%s: %w", doing, ErrNotFound)
	case unavailable(err) && !errors.Is(err, ErrUnavailable) && !errors.Is(err, ErrUnknown):
		return fmt.Errorf("%s: %w: %w", doing, ErrUnavailable, err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// SQLite's result codes, from https://sqlite.org/rescode.html; the low byte is the primary one.
const (
	sqliteBusy             = 5
	sqliteLocked           = 6
	sqliteReadOnly         = 8
	sqliteIOError          = 10
	sqliteFull             = 13
	sqliteCannotOpen       = 14
	sqliteDuplicatePrimary = 1555
	sqliteDuplicateUnique  = 2067
)

// The servers' error numbers: MySQL's and MariaDB's, and TiDB's above 8000.
var (
	mysqlDuplicate = map[uint16]bool{1062: true, 1586: true}
	// deadlock, lock wait timeout, rolled back by group replication; TiDB: for update failed, write conflict, transaction
	// retryable, schema changed, its locks ran out, locks not resolved, write conflict
	mysqlRetryable = map[uint16]bool{
		1213: true, 1205: true, 3101: true,
		8002: true, 8005: true, 8022: true, 8028: true, 8229: true, 9004: true, 9007: true,
	}
	// too many connections, shutting down, killed, read-only, offline; TiDB: schema out of date, PD, TiKV and regions
	// unavailable, TiKV busy
	mysqlAway = map[uint16]bool{
		1040: true, 1053: true, 1203: true, 1290: true, 1836: true, 1927: true, 3032: true,
		8027: true, 9001: true, 9002: true, 9003: true, 9005: true,
	}
)

// mysqlUndetermined is TiDB's answer to a commit whose result it doesn't know itself.
const mysqlUndetermined = 8501

// undetermined reports an error of a commit that may have been done: the connection broke, or the server was stopped or
// cut off while it worked on it.
func undetermined(err error) bool {
	var my *mysql.MySQLError
	if errors.As(err, &my) {
		return mysqlAway[my.Number] || my.Number == mysqlUndetermined
	}
	var lite *gosqlite.Error
	if errors.As(err, &lite) {
		return lite.Code()&0xff == sqliteIOError
	}
	return lost(err)
}

// duplicate reports a broken unique key.
func duplicate(err error) bool {
	var my *mysql.MySQLError
	if errors.As(err, &my) {
		return mysqlDuplicate[my.Number]
	}
	var lite *gosqlite.Error
	return errors.As(err, &lite) && (lite.Code() == sqliteDuplicatePrimary || lite.Code() == sqliteDuplicateUnique)
}

// retryable reports an error after which the whole transaction may succeed when it is run again.
func retryable(err error) bool {
	if errors.Is(err, ErrUnknown) {
		return true // the same key tells which it was
	}
	var my *mysql.MySQLError
	if errors.As(err, &my) {
		return mysqlRetryable[my.Number] || mysqlAway[my.Number]
	}
	var lite *gosqlite.Error
	if errors.As(err, &lite) {
		return lite.Code()&0xff == sqliteBusy || lite.Code()&0xff == sqliteLocked
	}
	return errors.Is(err, ErrStale) || lost(err)
}

// lost reports a connection that broke or could not be made.
func lost(err error) bool {
	var network net.Error
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, mysql.ErrInvalidConn) || errors.Is(err, sql.ErrConnDone) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.As(err, &network) && !errors.Is(err, context.DeadlineExceeded)
}

func unavailable(err error) bool {
	var my *mysql.MySQLError
	if errors.As(err, &my) {
		return mysqlAway[my.Number] || mysqlRetryable[my.Number]
	}
	var lite *gosqlite.Error
	if errors.As(err, &lite) {
		switch lite.Code() & 0xff {
		case sqliteBusy, sqliteLocked, sqliteReadOnly, sqliteIOError, sqliteFull, sqliteCannotOpen:
			return true
		}
		return false
	}
	return lost(err) || errors.Is(err, context.DeadlineExceeded)
}

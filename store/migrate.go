package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/go-sql-driver/mysql"
	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings the schema up to date. It is safe when several processes start at once, on every engine, and after a
// crash in the middle. Migrations only go forward.
func (s *Store) Migrate(ctx context.Context) error {
	pending, err := s.Pending(ctx)
	if err == nil {
		err = s.checkSchema(ctx)
	}
	if err != nil || pending == 0 {
		return err
	}
	unlock, err := s.lockMigrations(ctx)
	if err != nil {
		return wrap("wait for other migrations", err)
	}
	defer unlock()
	_, err = backoff.Retry(ctx, func() ([]*goose.MigrationResult, error) {
		provider, err := s.migrator()
		if err != nil {
			return nil, backoff.Permanent(err)
		}
		done, err := provider.Up(ctx)
		if err != nil && !errors.Is(err, errMigratedMeanwhile) && !s.migratesElsewhere(err) {
			err = backoff.Permanent(err)
		}
		return done, err
	}, backoff.WithBackOff(backoff.NewConstantBackOff(migrationPause)), backoff.WithMaxElapsedTime(migrationPatience))
	return wrap("migrate", err)
}

// migratesElsewhere reports that another process holds an SQLite file, most likely to migrate it: there is no lock for that as a
// server has one, and a migration takes longer than a process waits for others' writing.
func (s *Store) migratesElsewhere(err error) bool {
	return s.dialect.name == sqliteDialect.name && retryable(err)
}

// ErrNewerSchema says that a newer program has migrated the database, and keeps things in it that this program doesn't
// know.
var ErrNewerSchema = errors.New("the database was migrated by a newer version of Guanxi")

// checkSchema refuses a database with a migration that this program doesn't know.
func (s *Store) checkSchema(ctx context.Context) error {
	entries, err := migrations.ReadDir("migrations")
	if err != nil {
		return fmt.Errorf("list migrations: %w", err)
	}
	known := map[int64]bool{0: true} // goose's own
	newest := int64(0)
	for _, entry := range entries {
		version, err := migrationNumber(entry.Name())
		if err != nil {
			return err
		}
		known[version], newest = true, max(newest, version)
	}
	var applied []int64
	if err := s.write.WithContext(ctx).Table("goose_db_version").Where("is_applied").Order("version_id DESC").Pluck("version_id", &applied).Error; err != nil {
		return wrap("look up migrations", err)
	}
	for _, version := range applied {
		if !known[version] {
			return fmt.Errorf("%w: its schema is %d, this program knows %d", ErrNewerSchema, version, newest)
		}
	}
	return nil
}

// migrationNumber is the number that a migration's file begins with.
func migrationNumber(file string) (int64, error) {
	number, _, _ := strings.Cut(file, "_")
	version, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("number of migration %q: %w", file, err)
	}
	return version, nil
}

// Pending returns how many migrations are still to be applied.
func (s *Store) Pending(ctx context.Context) (int, error) {
	if err := s.makeVersions(ctx); err != nil {
		return 0, wrap("prepare migrations", err)
	}
	provider, err := s.migrator()
	if err != nil {
		return 0, err
	}
	states, err := provider.Status(ctx)
	if err != nil {
		return 0, wrap("look up migrations", err)
	}
	pending := 0
	for _, state := range states {
		if state.State == goose.StatePending {
			pending++
		}
	}
	return pending, nil
}

func (s *Store) migrator() (*goose.Provider, error) {
	entries, err := migrations.ReadDir("migrations")
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	var steps []*goose.Migration
	for _, entry := range entries {
		version, err := migrationNumber(entry.Name())
		if err != nil {
			return nil, err
		}
		script, err := migrations.ReadFile("migrations/" + entry.Name())
		if err != nil {
			return nil, fmt.Errorf("read migration: %w", err)
		}
		steps = append(steps, goose.NewGoMigration(version, s.step(version, string(script)), nil))
	}
	provider, err := goose.NewProvider(s.dialect.goose, s.pools[0], nil,
		goose.WithGoMigrations(steps...), goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return nil, fmt.Errorf("prepare migrations: %w", err)
	}
	return provider, nil
}

var errMigratedMeanwhile = errors.New("another process migrated meanwhile")

// step is one migration as goose runs it. SQLite's transactions begin with the write lock. So it is looked again inside
// the transaction whether the version is there, and that is the lock between processes.
func (s *Store) step(version int64, script string) *goose.GoFunc {
	return &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		var applied int
		err := tx.QueryRowContext(ctx, "SELECT COUNT(*) FROM goose_db_version WHERE version_id = ?", version).Scan(&applied)
		if err != nil {
			return err
		}
		if applied > 0 {
			return errMigratedMeanwhile
		}
		for _, statement := range statements(s.dialect.ddl.Replace(script)) {
			if _, err := tx.ExecContext(ctx, statement); err != nil && !there(err) {
				return fmt.Errorf("%s …: %w", firstLine(statement), err)
			}
		}
		if fill, found := fills[version]; found {
			if err := fill(ctx, tx); err != nil {
				return err
			}
		}
		if version == lastRelist {
			return s.withinSQL(ctx, tx).relist(ctx)
		}
		return nil
	}}
}

// statements splits a script at semicolons that end a line, and drops comments that are lines of their own.
func statements(script string) []string {
	var lines []string
	for line := range strings.Lines(script) {
		if !strings.HasPrefix(strings.TrimSpace(line), "--") {
			lines = append(lines, line)
		}
	}
	var list []string
	for statement := range strings.SplitSeq(strings.Join(lines, ""), ";\n") {
		if statement = strings.TrimSpace(statement); statement != "" {
			list = append(list, statement)
		}
	}
	return list
}

func firstLine(statement string) string {
	line, _, _ := strings.Cut(statement, "\n")
	return line
}

// there reports MySQL's "duplicate column name" and "duplicate key name": the column or index was made before a crash.
func there(err error) bool {
	var my *mysql.MySQLError
	return errors.As(err, &my) && (my.Number == 1060 || my.Number == 1061)
}

// migrationLock is named after the database, since named locks belong to the whole server, in the 64 characters that
// MySQL allows. An older version used SHA1, which MySQL 9.6 dropped: processes of the two versions don't wait for each
// other.
const migrationLock = "CONCAT('guanxi-', SHA2(DATABASE(), 224))"

// How long a process waits for another that migrates: TiDB takes more than a minute for an empty schema.
const (
	migrationPatience = 5 * time.Minute
	migrationPause    = 200 * time.Millisecond
)

var errMigrating = errors.New("another process is migrating")

// lockMigrations lets one process at a time migrate a MySQL-protocol server. The lock goes with the connection, so a
// crash frees it.
func (s *Store) lockMigrations(ctx context.Context) (unlock func(), err error) {
	if s.dialect.name != mysqlDialect.name {
		return func() {}, nil
	}
	conn, err := backoff.Retry(ctx, func() (*sql.Conn, error) {
		conn, err := s.tryMigrationLock(ctx)
		if err != nil && !errors.Is(err, errMigrating) && !retryable(err) {
			return nil, backoff.Permanent(err)
		}
		return conn, err
	}, backoff.WithBackOff(backoff.NewConstantBackOff(migrationPause)), backoff.WithMaxElapsedTime(migrationPatience))
	if err != nil {
		return nil, err
	}
	return func() {
		var released sql.NullInt64
		_ = conn.QueryRowContext(context.WithoutCancel(ctx), "SELECT RELEASE_LOCK("+migrationLock+")").Scan(&released)
		_ = conn.Close()
	}, nil
}

// tryMigrationLock waits a second for the lock, which the returned connection has then; errMigrating when it is not free.
func (s *Store) tryMigrationLock(ctx context.Context) (*sql.Conn, error) {
	conn, err := s.pools[0].Conn(ctx)
	if err != nil {
		return nil, err
	}
	var got sql.NullInt64
	err = conn.QueryRowContext(ctx, "SELECT GET_LOCK("+migrationLock+", 1)").Scan(&got)
	var my *mysql.MySQLError
	if err == nil && got.Int64 != 1 || errors.As(err, &my) && my.Number == tidbUnknown {
		err = errMigrating
	}
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return conn, nil
}

// tidbUnknown is TiDB's error when several processes ask for a named lock at once.
const tidbUnknown = 1105

// makeVersions makes goose's own table on a server as goose would, but with our collation: a dump with MySQL's own
// doesn't load into MariaDB.
func (s *Store) makeVersions(ctx context.Context) error {
	if s.dialect.name != mysqlDialect.name {
		return nil
	}
	var found int
	err := s.pools[0].QueryRowContext(ctx, "SELECT COUNT(*) FROM information_schema.tables "+
		"WHERE table_schema = DATABASE() AND table_name = 'goose_db_version'").Scan(&found)
	if err != nil || found > 0 {
		return err
	}
	_, err = s.pools[0].ExecContext(ctx, s.dialect.ddl.Replace("CREATE TABLE IF NOT EXISTS goose_db_version (id {id}, "+
		"version_id BIGINT NOT NULL, is_applied BOOLEAN NOT NULL, tstamp DATETIME NULL DEFAULT CURRENT_TIMESTAMP) {options}"))
	if err != nil {
		return err
	}
	_, err = s.pools[0].ExecContext(ctx, "INSERT INTO goose_db_version (id, version_id, is_applied) VALUES (1, 0, TRUE)")
	if duplicate(err) { // another process was first
		return nil
	}
	return err
}

// Package store keeps everything in a database: SQLite inside the process, or a server that speaks MySQL's protocol
// (MySQL, MariaDB, TiDB). It holds all SQL there is and knows neither Slack nor permissions.
//
// Instants are stored in UTC with microseconds, calendar days as dates. The store never reads a clock: every time it
// writes is handed to it.
package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/guanxi-crm/guanxi/models"
)

// Store is an open database. The queries it embeds read outside of any transaction; changes go through Tx or Once, or
// through the methods of Store itself. It is safe for concurrent use.
type Store struct {
	Queries
	write   *gorm.DB
	dialect dialect
	pools   []*sql.DB // the writing one first
	outage  *outage
	eases   bool         // lightly may make a write less durable than others
	clock   models.Clock // in place of the server's; nil is the server's own
}

// Queries are what can be read, from the database or from within a transaction.
type Queries struct {
	db      *gorm.DB
	dialect dialect
	privacy privacy
	sets    *sync.Pool // of *members: a search lets go of hundreds of them, 8 KB each
	brief   bool       // a statement is not broken off: see snapshotOfFile
}

// Option adjusts how a database is opened.
type Option func(*settings)

type settings struct {
	connections int
	privacy     privacy
	patience    time.Duration
	clock       models.Clock
	writeCache  int // kilobytes
}

// WithWriteCache lets what writes to SQLite keep so many kilobytes of the file in memory, instead of two megabytes, and its log grow to 32
// megabytes, instead of four: for who writes much at once, and ends then.
func WithWriteCache(kilobytes int) Option { return func(s *settings) { s.writeCache = kilobytes } }

// WithPatience sets how long something is tried again while the database is away; the default is 8 seconds. Half a second is
// the least: what two do at once is tried again in any case.
func WithPatience(d time.Duration) Option {
	return func(s *settings) { s.patience = max(d, impatience) }
}

// Open opens a database and checks that it answers; it doesn't migrate. driver is "sqlite", with a path or a file: URI
// as dsn, or "mysql", with the DSN of go-sql-driver/mysql, of which the parts that the store depends on are forced.
// The error wraps ErrUnavailable when the database can't be reached.
func Open(ctx context.Context, driver, dsn string, opts ...Option) (*Store, error) {
	set := settings{connections: 16, patience: patience, privacy: privacy{failed: &atomic.Int64{}}}
	for _, opt := range opts {
		opt(&set)
	}
	var (
		s   *Store
		err error
	)
	switch driver {
	case sqliteDialect.name:
		s, err = openSQLite(dsn, set)
	case mysqlDialect.name:
		s, err = openMySQL(dsn, set)
	default:
		err = fmt.Errorf("driver %q is neither %q nor %q", driver, sqliteDialect.name, mysqlDialect.name)
	}
	if err != nil {
		return nil, wrap("open database", err)
	}
	s.privacy, s.clock, s.outage = set.privacy, set.clock, &outage{patience: set.patience}
	if err := s.start(ctx); err != nil {
		_ = s.Close()
		return nil, wrap("open database", err)
	}
	return s, nil
}

// start makes the first connection of each pool, again while another process is turning the same file into a
// write-ahead-logged one, and puts GORM on top.
func (s *Store) start(ctx context.Context) error {
	for _, pool := range s.pools {
		err := s.retry(ctx, func() error { return pool.PingContext(ctx) })
		if err != nil {
			return err
		}
	}
	var err error
	if s.write, err = gorm.Open(s.dialect.gorm(s.pools[0]), gormConfig()); err != nil {
		return err
	}
	read := s.write
	if len(s.pools) > 1 {
		if read, err = gorm.Open(s.dialect.gorm(s.pools[1]), gormConfig()); err != nil {
			return err
		}
	}
	if s.dialect.name == mysqlDialect.name {
		var server string
		if err := s.write.WithContext(ctx).Raw("SELECT VERSION()").Scan(&server).Error; err != nil {
			return err
		}
		if strings.Contains(server, "TiDB") { // it has no shared locks
			s.dialect.share = " FOR UPDATE"
		}
	}
	s.db, s.Queries.dialect, s.sets = read, s.dialect, &sync.Pool{New: func() any { return &members{} }}
	return nil
}

// gormConfig leaves QueryFields off: naming every column anew costs a point read a fifth of its time, and the rows hold
// only the search text besides the models' columns.
func gormConfig() *gorm.Config {
	return &gorm.Config{
		SkipDefaultTransaction: true, // transactions are ours: a use case is one
		DisableAutomaticPing:   true,
		Logger:                 logger.Discard,
		NowFunc:                func() time.Time { return time.Time{} }, // a forgotten time shows instead of being made up
	}
}

// Driver returns "sqlite" or "mysql".
func (s *Store) Driver() string { return s.dialect.name }

// Ping checks that the database answers; the error wraps ErrUnavailable.
func (s *Store) Ping(ctx context.Context) error {
	for _, pool := range s.pools {
		if err := pool.PingContext(ctx); err != nil {
			return wrap("reach database", err)
		}
	}
	return nil
}

// Close closes every connection.
func (s *Store) Close() error {
	var first error
	for _, pool := range s.pools {
		if err := pool.Close(); err != nil && first == nil {
			first = wrap("close database", err)
		}
	}
	return first
}

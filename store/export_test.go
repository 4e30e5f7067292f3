package store

import (
	"context"
	"database/sql"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/guanxi-crm/guanxi/models"
)

// WithLogger returns the same store with a logger that sees every statement.
func (s *Store) WithLogger(log logger.Interface) *Store {
	session := &gorm.Session{Logger: log}
	logged := *s
	logged.write = s.write.Session(session)
	logged.db = s.db.Session(session)
	return &logged
}

// DB returns the handle that reads.
func (s *Store) DB() *gorm.DB { return s.db }

// SearchTerms lets tests look at the search index.
var SearchTerms = searchTerms

// Covers reports whether a customer's grams and search text match every term of some words.
func Covers(grams []string, text, words string) bool {
	have := map[string]bool{}
	for _, gram := range grams {
		have[gram] = true
	}
	asked := queryWords(words)
	for _, w := range asked {
		if !slices.ContainsFunc(w.any, func(way []term) bool {
			return !slices.ContainsFunc(way, func(t term) bool {
				need, _ := t.lookup()
				return slices.ContainsFunc(need, func(gram string) bool { return !have[gram] })
			})
		}) {
			return false
		}
	}
	return len(asked) > 0
}

// Writer returns the connections that write.
func (s *Store) Writer() *sql.DB { return s.pools[0] }

// MigrateTo applies the migrations up to a version, as an older program had.
func (s *Store) MigrateTo(ctx context.Context, version int64) error {
	provider, err := s.migrator()
	if err == nil {
		_, err = provider.UpTo(ctx, version)
	}
	return err
}

// MigrationLock is SQL for the name of the lock that one process at a time migrates under.
const MigrationLock = migrationLock

// Fate is what an erasure does to a column, by the tables' declarations; "" where they say nothing of it.
func Fate(name, column string) models.Erasure {
	for _, t := range tables {
		if t.name == name {
			return t.fate(column)
		}
	}
	return ""
}

// Declared are the text columns that the declarations name, as table.column.
func Declared() []string {
	var names []string
	for _, t := range tables {
		columns := append(t.emptied(), t.keeps...)
		if t.kind != nil {
			for _, field := range t.kind.Fields {
				columns = append(columns, field.Columns()...)
			}
		}
		for _, column := range columns {
			names = append(names, t.name+"."+column)
		}
	}
	return names
}

// WithConnections bounds the connections to the database; the default is 16. SQLite reads with 2 at most, and has one more,
// which alone writes.
func WithConnections(n int) Option { return func(s *settings) { s.connections = n } }

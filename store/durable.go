package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-sql-driver/mysql"
)

// Frail returns the settings by which the database may lose confirmed changes at a power cut; none when every confirmed
// change stays. It can't say anything of copies that lag.
func (s *Store) Frail(ctx context.Context) (settings []string, err error) {
	if s.dialect.name == sqliteDialect.name {
		var level int
		err := s.write.WithContext(ctx).Raw("PRAGMA synchronous").Scan(&level).Error
		if err == nil && level < 2 { // 2 is FULL
			settings = []string{fmt.Sprintf("synchronous=%d", level)}
		}
		return settings, wrap("read how durable the database is", err)
	}
	for _, variable := range []struct {
		name    string
		durable int
		needed  string // the condition under which it matters
	}{{"innodb_flush_log_at_trx_commit", 1, "1"}, {"sync_binlog", 1, "@@global.log_bin"}} {
		var found struct{ Value, Matters int }
		err := s.write.WithContext(ctx).Raw("SELECT @@global." + variable.name + " AS value, " + variable.needed + " AS matters").Scan(&found).Error
		var unknown *mysql.MySQLError
		if errors.As(err, &unknown) {
			continue // a server without it, such as TiDB, which has its own way
		}
		if err != nil {
			return nil, wrap("read how durable the database is", err)
		}
		if found.Matters == 1 && found.Value != variable.durable {
			settings = append(settings, fmt.Sprintf("%s=%d", variable.name, found.Value))
		}
	}
	return settings, nil
}

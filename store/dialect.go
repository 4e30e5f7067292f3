package store

import (
	"database/sql"
	"fmt"
	"strings"

	"github.com/glebarez/sqlite"
	"github.com/pressly/goose/v3"
	"gorm.io/driver/mysql"
	"gorm.io/gorm"
)

// dialect is what differs between the engines; everything else is written once.
type dialect struct {
	name  string
	share string // ends a SELECT. Until the transaction ends nobody may change the row, and others may read it in the same way
	goose goose.Dialect
	ddl   *strings.Replacer // turns a migration's {placeholders} into the engine's words
	gorm  func(*sql.DB) gorm.Dialector
	// thenJoin is a join whose left table is read first, even if the server would choose another order.
	thenJoin string
	snapshot sql.IsolationLevel // the isolation level at which all reads of a transaction see the same state
	// localDay is SQL for the calendar day of an instant column at an offset from UTC.
	localDay func(column string, offsetSeconds int) string
	// midnight is SQL for the instant at which the day of a date column begins in UTC.
	midnight func(column string) string
	// seconds is SQL for how many whole seconds one instant is after another; a part of a second counts for neither.
	seconds func(from, to string) string
}

var sqliteDialect = dialect{
	name:  "sqlite",
	goose: goose.DialectSQLite3,
	ddl: strings.NewReplacer(
		"{id}", "INTEGER PRIMARY KEY AUTOINCREMENT",
		"{instant}", "DATETIME",
		"{unless there}", "IF NOT EXISTS",
		"{options}", "",
		"{clustered}", "WITHOUT ROWID",
		"{on a server}", "--",
		"{on SQLite}", "",
	),
	gorm:     func(pool *sql.DB) gorm.Dialector { return &sqlite.Dialector{Conn: pool} },
	thenJoin: "CROSS JOIN",
	localDay: func(column string, offset int) string {
		return fmt.Sprintf("date(%s, '%+d seconds')", column, offset)
	},
	midnight: func(column string) string { return column + " || ' 00:00:00.000000'" }, // as instantText
	seconds:  func(from, to string) string { return fmt.Sprintf("(unixepoch(%s) - unixepoch(%s))", to, from) },
}

// All engines have the binary collation: our own normalised columns are compared, and no server's idea of equal text.
// The comment is for TiDB, which then gives IDs in the order of time, as the other engines do.
const (
	mysqlCollation = "DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin"
	mysqlTable     = mysqlCollation + " /*T![auto_id_cache] AUTO_ID_CACHE = 1 */"
)

var mysqlDialect = dialect{
	name:  "mysql",
	share: " LOCK IN SHARE MODE", // MariaDB knows no FOR SHARE
	// TiDB's dialect differs from MySQL's only in not using SERIAL, which TiDB lacks.
	goose: goose.DialectTiDB,
	ddl: strings.NewReplacer(
		"{id}", "BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY",
		"{instant}", "DATETIME(6)",
		"{unless there}", "", // not for indexes in MySQL: one that is there is noticed by the error
		"{options}", mysqlTable,
		"{clustered}", mysqlCollation,
		"{on a server}", "",
		"{on SQLite}", "--",
	),
	snapshot: sql.LevelRepeatableRead,
	gorm: func(pool *sql.DB) gorm.Dialector {
		return mysql.New(mysql.Config{Conn: pool, SkipInitializeWithVersion: true})
	},
	thenJoin: "STRAIGHT_JOIN",
	localDay: func(column string, offset int) string {
		return fmt.Sprintf("DATE(%s + INTERVAL %d SECOND)", column, offset)
	},
	midnight: func(column string) string { return "CAST(" + column + " AS DATETIME(6))" },
	seconds:  func(from, to string) string { return fmt.Sprintf("(TO_SECONDS(%s) - TO_SECONDS(%s))", to, from) },
}

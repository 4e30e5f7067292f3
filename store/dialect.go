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
	share string // ends a SELECT whose row nobody may change until the transaction ends, while others may read it so too
	goose goose.Dialect
	ddl   *strings.Replacer // turns a migration's {placeholders} into the engine's words
	gorm  func(*sql.DB) gorm.Dialector
	// thenJoin is a join whose left table is read first, whatever the server takes for better.
	thenJoin string
	snapshot sql.IsolationLevel // at which all reads of a transaction see the same
	// localDay is SQL for the calendar day of an instant column at an offset from UTC.
	localDay func(column string, offsetSeconds int) string
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
	),
	gorm:     func(pool *sql.DB) gorm.Dialector { return &sqlite.Dialector{Conn: pool} },
	thenJoin: "CROSS JOIN",
	localDay: func(column string, offset int) string {
		return fmt.Sprintf("date(%s, '%+d seconds')", column, offset)
	},
}

// The binary collation is one that all engines have: our own normalised columns are compared, not what a server's
// collation takes for equal. TiDB, which alone reads the comment, gives ids in the order of time then, as the others do.
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
	),
	snapshot: sql.LevelRepeatableRead,
	gorm: func(pool *sql.DB) gorm.Dialector {
		return mysql.New(mysql.Config{Conn: pool, SkipInitializeWithVersion: true})
	},
	thenJoin: "STRAIGHT_JOIN",
	localDay: func(column string, offset int) string {
		return fmt.Sprintf("DATE(%s + INTERVAL %d SECOND)", column, offset)
	},
}

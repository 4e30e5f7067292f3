package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"github.com/go-sql-driver/mysql"
)

// mysqlMode refuses values that don't fit instead of cutting them off, on every server. The comment is for TiDB: without
// it, TiDB reads all customers from the second page of the newest on, since it believes that their order is by chance.
const mysqlMode = "'STRICT_TRANS_TABLES,ONLY_FULL_GROUP_BY,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO'" +
	" /*T! , tidb_opt_enable_correlation_adjustment = OFF */"

func openMySQL(dsn string, set settings) (*Store, error) {
	config, err := mysql.ParseDSN(dsn)
	if err != nil {
		return nil, fmt.Errorf("mysql: DSN: %w", err)
	}
	if config.DBName == "" {
		return nil, errors.New("mysql: the DSN names no database")
	}
	if err := forceMySQL(config); err != nil {
		return nil, err
	}
	inner, err := mysql.NewConnector(config)
	if err != nil {
		return nil, fmt.Errorf("mysql: DSN: %w", err)
	}
	pool := sql.OpenDB(mysqlConnector{inner})
	connections := max(2, set.connections) // migrating needs a second beside the one that holds the lock
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	pool.SetConnMaxLifetime(30 * time.Minute) // below what proxies and servers cut idle connections at
	return &Store{dialect: mysqlDialect, pools: []*sql.DB{pool}}, nil
}

// forceMySQL sets what the store needs, whatever the DSN says.
func forceMySQL(config *mysql.Config) error {
	config.ParseTime = true
	config.Loc = time.UTC
	config.ClientFoundRows = true   // an update that changes nothing still found its row
	config.InterpolateParams = true // one round trip a statement instead of two
	config.MultiStatements = false
	config.Logger = &mysql.NopLogger{} // errors are returned; the driver's own lines would bypass our log
	if config.Params == nil {
		config.Params = map[string]string{}
	}
	config.Params["time_zone"] = "'+00:00'"
	config.Params["sql_mode"] = mysqlMode
	setDefault(&config.Timeout, 5*time.Second)
	setDefault(&config.ReadTimeout, 30*time.Second)
	setDefault(&config.WriteTimeout, 30*time.Second)
	return config.Apply(mysql.Charset("utf8mb4", "utf8mb4_bin"), mysql.TimeTruncate(time.Microsecond))
}

func setDefault(d *time.Duration, value time.Duration) {
	if *d == 0 {
		*d = value
	}
}

// mysqlConnector opens connections that read what is committed. Use cases lock rows explicitly (FOR UPDATE) where they
// need it; fewer gaps are locked, and fewer deadlocks follow. The setting's variable has different names on different
// servers; the statement has one.
type mysqlConnector struct{ driver.Connector }

// Connect opens one connection.
func (c mysqlConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	exec, ok := conn.(driver.ExecerContext)
	if !ok {
		_ = conn.Close()
		return nil, fmt.Errorf("mysql: the driver's connection %T can't execute", conn)
	}
	if _, err := exec.ExecContext(ctx, "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED", nil); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return conn, nil
}

package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/go-sql-driver/mysql"

	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// What may pass is tried again, and where it doesn't, the database counts as unavailable: by the servers' error numbers.
func TestServerErrorsThatMayPass(t *testing.T) {
	st := storetest.Open(t, storetest.SQLite(t))
	for _, test := range []struct {
		number uint16
		passes bool
		what   string
	}{
		{1205, true, "lock wait timeout"},
		{1213, true, "deadlock"},
		{3101, true, "MySQL: group replication rolled the transaction back"},
		{8002, true, "TiDB: SELECT FOR UPDATE met a write conflict"},
		{8005, true, "TiDB: write conflict, as older versions say it"},
		{8022, true, "TiDB: the commit may be tried again"},
		{8028, true, "TiDB: the schema changed"},
		{8229, true, "TiDB: the transaction's locks ran out"},
		{9004, true, "TiDB: locks could not be resolved in time"},
		{9007, true, "TiDB: write conflict"},
		{1040, true, "too many connections"},
		{1053, true, "the server shuts down"},
		{1203, true, "too many connections of the user"},
		{1290, true, "read-only"},
		{1836, true, "read-only mode"},
		{1927, true, "MariaDB: the connection was killed"},
		{3032, true, "MySQL: offline mode"},
		{8027, true, "TiDB: the schema could not be brought up to date"},
		{9001, true, "TiDB: PD is away"},
		{9002, true, "TiDB: TiKV is away"},
		{9003, true, "TiDB: TiKV is busy"},
		{9005, true, "TiDB: a region is away"},
		{1062, false, "duplicate"},
		{1064, false, "syntax"},
		{1105, false, "TiDB: unknown, but for the migrations' lock"},
		{1146, false, "no such table"},
		{1406, false, "too long"},
	} {
		t.Run(fmt.Sprint(test.number), func(t *testing.T) {
			failure, tries := &mysql.MySQLError{Number: test.number, Message: test.what}, 0
			err := st.Tx(ctx, func(tx *store.Tx) error {
				if tries++; tries == 1 {
					return failure
				}
				return tx.InsertCustomer(ctx, customer(test.what))
			})
			if passed := err == nil && tries == 2; passed != test.passes {
				t.Errorf("%s: %d tries, %v", test.what, tries, err)
			}
			if !test.passes && !errors.Is(err, failure) {
				t.Errorf("%s: %v", test.what, err)
			}
		})
	}
	list, err := st.RecentCustomers(context.Background(), "", 50)
	if must(t, err); len(list) != 22 {
		t.Errorf("%d customers", len(list))
	}
}

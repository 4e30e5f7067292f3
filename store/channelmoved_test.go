package store_test

import (
	"strings"
	"testing"

	"gorm.io/gorm/logger"

	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// Whatever table names a channel is written when the channel gets another ID. What campaigns call a channel is none of Slack's.
func TestEveryTableOfAChannelMoves(t *testing.T) {
	st := storetest.Open(t, storetest.SQLite(t))
	var statements []string
	must(t, st.WithLogger(recorder{logger.Discard, &statements}).Tx(ctx, func(tx *store.Tx) error { return tx.MoveChannel(ctx, "C0OLD", "C0NEW") }))
	tables, err := st.DB().Migrator().GetTables()
	must(t, err)
	for _, table := range tables {
		columns, err := st.DB().Migrator().ColumnTypes(table)
		must(t, err)
		for _, column := range columns {
			if column.Name() != "channel" || table == "campaigns" {
				continue
			}
			moved := false
			for _, statement := range statements {
				moved = moved || strings.HasPrefix(statement, "UPDATE `"+table+"` SET `channel`=")
			}
			if !moved {
				t.Errorf("%s keeps the former ID", table)
			}
		}
	}
}

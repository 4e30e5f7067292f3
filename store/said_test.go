package store_test

import (
	"strings"
	"testing"

	"gorm.io/gorm/logger"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// Once everything is sealed, no statement that looks for personal values, or writes them, holds them: a server's logs and
// its list of what runs show statements. While some are plain they are found all the same.
func TestStatementsHoldNoPersonalValues(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		v := newVault(t)
		plain := storetest.Open(t, db, store.WithVault(v, false))
		insert(t, plain, somebody(1))
		st := storetest.Open(t, db, store.WithVault(v, true))
		must(t, st.CheckKeys(ctx))
		searches := map[string]models.CustomerQuery{
			"phone": only(models.FieldPhone, "13800000001"), "email": only(models.FieldEmail, "wang1@example.com"), "contact": only(models.FieldContactName, "Wang 1"),
			"all, with words": {Words: "customer", Filters: []models.Filter{
				models.FilterOf(models.FieldPhone, "13800000001"), models.FilterOf(models.FieldEmail, "wang1@example.com"), models.FilterOf(models.FieldContactName, "Wang 1"),
			}},
		}
		found := func(name string) {
			t.Helper()
			for what, query := range searches {
				if page, err := st.SearchCustomers(ctx, query); err != nil || page.Total != 1 {
					t.Errorf("%s, %s: %d found, %v", name, what, page.Total, err)
				}
			}
		}
		found("plain")
		_, err := st.Protect(ctx)
		must(t, err)
		var statements []string
		st = st.WithLogger(recorder{logger.Discard, &statements})
		found("sealed")
		c, other := somebody(1), somebody(2)
		c.ID = 1
		duplicates, err := st.Duplicates(ctx, models.Customer{PhoneKey: c.PhoneKey, EmailKey: c.EmailKey}, models.DuplicateFields())
		if err != nil || len(duplicates) != 1 {
			t.Errorf("%d duplicates, %v", len(duplicates), err)
		}
		insert(t, st, other)
		changed := *other
		_ = changed.Set(models.FieldAddress, "Beijing, 3 Long Street")
		changed.Version++
		must(t, st.Tx(ctx, func(tx *store.Tx) error { return tx.UpdateCustomer(ctx, *other, &changed) }))
		appendEntry(t, st, personalEntry(other, 2, "138-0000-0001", "138-0000-0002"))
		must(t, st.Tx(ctx, func(tx *store.Tx) error {
			_, err := tx.AskPersonal(ctx, "U0BOB", models.DateOf(now), []models.Question{{Field: models.FieldPhone, Value: "13800000001"}, {Field: models.FieldContactName, Value: "wang 1"}}, 5)
			return err
		}))
		_, err = st.Subject(ctx, 1)
		must(t, err)
		if len(statements) < 20 {
			t.Fatalf("only %d statements were heard", len(statements))
		}
		for _, statement := range statements {
			for _, part := range append(plainParts, "wang ") {
				if strings.Contains(statement, part) {
					t.Errorf("%q stands in %.300s", part, statement)
				}
			}
		}
	})
}

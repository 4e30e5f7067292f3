package store_test

import (
	"fmt"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// A number, an address and a contact that were saved when other forms were compared are found by the present ones after the next
// start, and so is the value of a personal field.
func TestPersonalDataOfAnOlderForm(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		for _, protect := range []bool{true, false} {
			t.Run(fmt.Sprintf("protect %v", protect), func(t *testing.T) {
				st := storetest.Open(t, db, store.WithVault(newVault(t), protect))
				for _, statement := range []string{"DELETE FROM custom_values", "DELETE FROM customers", "DELETE FROM settings WHERE name = 'phone form'"} {
					_, err := st.Writer().ExecContext(ctx, statement)
					must(t, err)
				}
				c := customer(fmt.Sprintf("Customer %v", protect))
				_ = c.Set(models.FieldPhone, "+86 10 8888 7777 ext. 801")
				_ = c.Set(models.FieldEmail, "wang@例子.公司")
				_ = c.Set(models.FieldContactName, "José")
				c.PhoneKey, c.EmailKey = "1088887777801", "wang@例子.公司"
				insert(t, st, c)
				insert(t, st, customer("Nobody"))
				field := models.CustomField{Kind: models.CustomText, LabelEN: fmt.Sprintf("Mail %v", protect), LabelZH: "x", Version: 1, Personal: true}
				must(t, st.Tx(ctx, func(tx *store.Tx) error {
					if err := tx.InsertCustomField(ctx, &field); err != nil {
						return err
					}
					return tx.SaveCustomValues(ctx, c.ID, nil, field.Rows(c.ID, "Li@例子.公司"))
				}))
				for _, statement := range []string{"UPDATE customers SET contact_key = 'josé' WHERE contact_key <> ''", "UPDATE custom_values SET value_key = 'old'"} {
					_, err := st.Writer().ExecContext(ctx, statement)
					must(t, err)
				}
				value := "Li@xn--fsqu00a.xn--55qx5d"
				if !protect {
					value = "li@例子.公司" // what is plain is compared as any text
				}
				queries := []models.CustomerQuery{
					only(models.FieldPhone, "010-88887777"),
					only(models.FieldEmail, "WANG@xn--fsqu00a.xn--55qx5d"),
					only(models.FieldContactName, "jose"),
					{Filters: []models.Filter{{Field: field.Key(), Personal: true, Any: []models.Match{{By: models.MatchValue, Value: value}}}}},
				}
				found := func() (all int) {
					for _, q := range queries {
						page, err := st.SearchCustomers(ctx, q)
						must(t, err)
						all += len(page.Customers)
					}
					return all
				}
				if got := found(); got != 0 {
					t.Fatalf("the older forms are no others: %d", got)
				}
				for range 2 {
					_, err := st.Protect(ctx)
					must(t, err)
					if got := found(); got != len(queries) {
						t.Errorf("%d of %d are found after a start", got, len(queries))
					}
				}
			})
		}
	})
}

// Where everything is in the present form already, the pass over it writes nothing but that it was made: a start on many customers
// waits for it.
func TestThePassOverPresentFormsWritesNothing(t *testing.T) {
	for _, protect := range []bool{true, false} {
		st := storetest.Open(t, storetest.SQLite(t), store.WithVault(newVault(t), protect))
		must(t, st.CheckKeys(ctx))
		number := addField(t, st, models.CustomField{Kind: models.CustomNumber, LabelEN: fmt.Sprint("N", protect), LabelZH: "x"})
		must(t, st.Tx(ctx, func(tx *store.Tx) error {
			for i := range 250 {
				c := customer(fmt.Sprint("Customer ", i))
				_ = c.Set(models.FieldPhone, fmt.Sprintf("138-0000-%04d", i)) // text is never refused
				if err := tx.InsertCustomer(ctx, c); err != nil {
					return err
				}
				if err := tx.SaveCustomValues(ctx, c.ID, nil, number.Rows(c.ID, fmt.Sprint(i))); err != nil {
					return err
				}
			}
			return nil
		}))
		changes := func() (n int) {
			must(t, st.Writer().QueryRowContext(ctx, "SELECT total_changes()").Scan(&n))
			return n
		}
		_, err := st.Writer().ExecContext(ctx, "DELETE FROM settings WHERE name = 'phone form'")
		must(t, err)
		before := changes()
		_, err = st.Protect(ctx)
		must(t, err)
		if written := changes() - before; written > 5 {
			t.Errorf("protect %v: %d rows were written", protect, written)
		}
	}
}

package store_test

import (
	"fmt"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// A number that was saved when another form was compared is found by the present one after the next start.
func TestPhonesOfAnOlderForm(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		for _, protect := range []bool{true, false} {
			t.Run(fmt.Sprintf("protect %v", protect), func(t *testing.T) {
				st := storetest.Open(t, db, store.WithVault(newVault(t), protect))
				for _, statement := range []string{"DELETE FROM customers", "DELETE FROM settings WHERE name = 'phone form'"} {
					_, err := st.Writer().ExecContext(ctx, statement)
					must(t, err)
				}
				c := customer(fmt.Sprintf("Customer %v", protect))
				_ = c.Set(models.FieldPhone, "+86 10 8888 7777")
				c.PhoneKey = "1088887777"
				insert(t, st, c)
				insert(t, st, customer("Nobody"))
				found := func() int {
					page, err := st.SearchCustomers(ctx, models.CustomerQuery{Phone: "010-88887777"})
					must(t, err)
					return len(page.Customers)
				}
				if found() != 0 {
					t.Fatal("the older form is not another")
				}
				for range 2 {
					_, err := st.Protect(ctx)
					must(t, err)
					if found() != 1 {
						t.Error("the number is not found after a start")
					}
				}
			})
		}
	})
}

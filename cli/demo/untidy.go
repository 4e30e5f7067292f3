package demo

import (
	"context"
	"fmt"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// former is a colleague of whom the workspace knows nothing any more.
const former = "U0FORMER"

// untidy is what the look at the data finds of some sample customers, by name: what people let slip, and what no rule would let in today.
var untidy = []struct {
	name   string
	set    map[models.Field]string
	unruly bool // it is written as an older program may have
}{
	{name: "Cedar Valley Clinics", set: map[models.Field]string{models.FieldPhone: "", models.FieldEmail: ""}},
	{name: "Vector Analytics Ltd", set: map[models.Field]string{models.FieldPhone: "ask Samuel"}, unruly: true},
	{name: "Maple Leaf Grocers", set: map[models.Field]string{models.FieldCompany: "MLG"}},
	{name: "合肥量子信息技术有限公司", set: map[models.Field]string{models.FieldCompany: "量子"}},
	{name: "Redwood Financial Partners", set: map[models.Field]string{models.FieldOwner: former}},
	{name: "Granite Peak Energy LLC", set: map[models.Field]string{models.FieldEmail: "lucas.meyer@example.com"}}, // another customer's
}

// untidy lets the sample customers be as customers of a team are.
func (s *seeder) untidy(ctx context.Context, st *store.Store, rows []map[string]string) error {
	at := map[string]int{}
	for i, row := range rows {
		at[row["name"]] = i
	}
	for _, one := range untidy {
		i, known := at[one.name]
		if !known {
			return fmt.Errorf("there is no %s", one.name)
		}
		if !one.unruly {
			if _, err := s.crm.UpdateCustomer(ctx, models.Operation{Actor: models.System(), Source: "demo"}, s.ids[i], 0, one.set); err != nil {
				return err
			}
			continue
		}
		before, err := st.Customer(ctx, s.ids[i])
		if err != nil {
			return err
		}
		after := before
		after.Version++
		for field, value := range one.set {
			_ = after.Set(field, value) // text is never refused
		}
		if err := st.Tx(ctx, func(tx *store.Tx) error { return tx.UpdateCustomer(ctx, before, &after) }); err != nil {
			return err
		}
	}
	return nil
}

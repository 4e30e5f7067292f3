package store_test

import (
	"reflect"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// archive archives a customer, or restores it.
func archive(t *testing.T, st *store.Store, previous models.Customer, archived bool) models.Customer {
	t.Helper()
	next := previous
	next.Version++
	if next.ArchivedAt = nil; archived {
		next.ArchivedAt = &now
	}
	must(t, st.Tx(ctx, func(tx *store.Tx) error { return tx.ArchiveCustomer(ctx, previous, &next) }))
	return next
}

// What is archived stands in no list, also when they are made anew, and restored in those in which it stood before.
func TestRestoredIsListedAsBefore(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st := storetest.Open(t, db, store.WithVault(newVault(t), true))
		must(t, st.CheckKeys(ctx))
		field := addField(t, st, models.CustomField{Kind: models.CustomText})
		var list []models.Customer
		for _, name := range []string{"北京星河科技", "上海星河贸易"} {
			c := customer(name)
			must(t, st.Tx(ctx, func(tx *store.Tx) error {
				if err := tx.InsertCustomer(ctx, c); err != nil {
					return err
				}
				return save(tx, c.ID, map[*models.CustomField]string{&field: "gold"})
			}))
			list = append(list, *c)
		}
		foldAll(t, st)
		before := store.AllListings(t, st)
		gone := archive(t, st, list[0], true)
		foldAll(t, st)
		if left := store.AllListings(t, st); len(left[list[0].ID]) > 0 || len(left[list[1].ID]) == 0 {
			t.Errorf("archived, it stands under %q, the other one under %q", left[list[0].ID], left[list[1].ID])
		}
		must(t, st.Relist(ctx))
		if left := store.AllListings(t, st); len(left[list[0].ID]) > 0 {
			t.Errorf("made anew, the lists have it under %q", left[list[0].ID])
		}
		archive(t, st, gone, false)
		foldAll(t, st)
		if again := store.AllListings(t, st); !reflect.DeepEqual(again, before) {
			t.Errorf("restored, they stand under %v, not %v", again, before)
		}
	})
}

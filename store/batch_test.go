package store_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// Many customers that are inserted at once have the IDs and codes that they were given, each with its own contact and follow-up, sealed and
// plain.
func TestManyAreInsertedAtOnce(t *testing.T) {
	const many = 431 // more than two statements take
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		storetest.Prepare(t, db)
		st := storetest.Open(t, db, store.WithVault(newVault(t), true))
		insert(t, st, somebody(0))
		list := make([]*models.Customer, many)
		contacts, due := make([]*models.Contact, many), make([]models.FollowUp, many)
		must(t, st.Tx(ctx, func(tx *store.Tx) error {
			for i := range list {
				list[i] = somebody(i + 1)
			}
			if err := tx.InsertCustomers(ctx, list); err != nil {
				return err
			}
			for i, c := range list {
				contacts[i] = &models.Contact{CustomerID: c.ID, Version: 1, CreatedAt: now, UpdatedAt: now, ContactTitle: "CFO"}
				_ = contacts[i].Set(models.FieldContactName, fmt.Sprint("Li ", i))
				_ = contacts[i].Set(models.FieldPhone, fmt.Sprintf("139-0000-%04d", i))
				due[i] = models.FollowUp{CustomerID: c.ID, Title: fmt.Sprint("call ", i), DueOn: models.DateOf(now), State: models.FollowUpPlanned, CreatedAt: now, UpdatedAt: now, Version: 1}
			}
			if err := tx.InsertFirstContacts(ctx, contacts); err != nil {
				return err
			}
			return tx.InsertFirstFollowUps(ctx, due)
		}))
		for i, c := range list {
			if c.Code != models.CustomerCode(int64(i+2)) {
				t.Fatalf("the %d. has the code %s", i, c.Code)
			}
			found, err := st.CustomerByCode(ctx, c.Code)
			must(t, err)
			if found.ID != c.ID || found.Name != c.Name || found.Phone != c.Phone {
				t.Fatalf("%s is %d %s, and is kept as %d %s", c.Code, c.ID, c.Name, found.ID, found.Name)
			}
			others, _, err := st.Contacts(ctx, c.ID, 10)
			must(t, err)
			if len(others) != 1 || others[0].ID != contacts[i].ID || others[0].ContactName.Plain() != fmt.Sprint("Li ", i) || others[0].ContactTitle != "CFO" || others[0].PhoneKey != contacts[i].PhoneKey {
				t.Fatalf("%s has the contacts %v", c.Code, others)
			}
			planned, err := st.FollowUp(ctx, due[i].ID)
			must(t, err)
			if planned.CustomerID != c.ID || planned.Title != due[i].Title {
				t.Fatalf("the follow-up of %s is %v", c.Code, planned)
			}
		}
	})
}

// Who agrees with many values at once is found as one by one: at the record, at a contact, and few of those who share a value with hundreds.
func TestManyLookalikesAreFoundAtOnce(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		for _, protect := range []bool{false, true} {
			db := db.Another(t)
			storetest.Prepare(t, db)
			st := storetest.Open(t, db, store.WithVault(newVault(t), protect))
			var list []*models.Customer
			for i := range 240 {
				c := somebody(i)
				_ = c.Set(models.FieldWebsite, "https://shared.example")
				list = append(list, c)
			}
			contact := &models.Contact{Version: 1, CreatedAt: now, UpdatedAt: now}
			_ = contact.Set(models.FieldPhone, "139-1111-1111")
			must(t, st.Tx(ctx, func(tx *store.Tx) error {
				if err := tx.InsertCustomers(ctx, list); err != nil {
					return err
				}
				contact.CustomerID = list[7].ID
				return tx.InsertContact(ctx, contact)
			}))
			archive(t, st, *list[5], true)
			wanted, at := store.Likenesses{}, contact.At(*list[7])
			for _, c := range append(list[:20:20], &at) {
				for _, field := range models.DuplicateFields() {
					wanted[field] = append(wanted[field], store.LikenessOf(*c, field))
				}
			}
			wanted[models.FieldEmail] = append(wanted[models.FieldEmail], "nobody@example.com")
			found, err := st.CustomersLike(ctx, wanted)
			must(t, err)
			for i, c := range list[:20] {
				want := []int64{c.ID}
				if i == 5 {
					want = nil
				}
				for _, field := range []models.Field{models.FieldName, models.FieldPhone, models.FieldEmail} {
					if ids := found[field][store.LikenessOf(*c, field)]; !slices.Equal(ids, want) {
						t.Errorf("%s of %s: %v, want %v", field, c.Code, ids, want)
					}
				}
			}
			if ids := found[models.FieldPhone][contact.PhoneKey.Plain()]; !slices.Equal(ids, []int64{list[7].ID}) {
				t.Errorf("by a contact's phone: %v", ids)
			}
			if ids := found[models.FieldWebsite]["shared.example"]; !slices.Equal(ids, []int64{list[0].ID, list[1].ID, list[2].ID, list[3].ID}) {
				t.Errorf("of the website that all have: %v", ids)
			}
		}
	})
}

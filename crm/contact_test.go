package crm_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/models"
)

type values = map[models.Field]string

// people are a customer's contacts as lines: the ID, then what is known of each.
func (w *world) people(id int64) []string {
	w.t.Helper()
	_, list, err := w.Contacts(w.ctx, as(alice), id)
	if err != nil {
		w.t.Fatal(err)
	}
	var lines []string
	for _, c := range list {
		line := fmt.Sprint(c.ID)
		for _, field := range models.ContactFields() {
			if value := c.Get(field); value != "" {
				line += " " + value
			}
		}
		lines = append(lines, line)
	}
	return lines
}

func (w *world) add(id int64, set values) models.Contact {
	w.t.Helper()
	_, added, err := w.AddContact(w.ctx, by(alice), id, set, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return added
}

func (w *world) expectPeople(id int64, want ...string) {
	w.t.Helper()
	if diff := cmp.Diff(want, w.people(id)); diff != "" {
		w.t.Errorf("contacts (-want +got):\n%s", diff)
	}
}

// The first contact is the record's, whoever is made the primary one changes places with who was, and each step is taken back whole.
func TestContactsComeAndGo(t *testing.T) {
	protected(t, func(t *testing.T, w *world) {
		c := w.create("Northwind")
		if first := w.add(c.ID, values{models.FieldContactName: " 王经理 ", models.FieldPhone: "138-1234-5678"}); first.ID != 0 || w.read(c.ID).Phone != "138-1234-5678" {
			t.Errorf("the first contact is %+v", first)
		}
		li := w.add(c.ID, values{models.FieldContactName: "李总", models.FieldContactRole: "decision_maker", models.FieldWeChat: "li_zong", models.FieldContactNotes: "tea"})
		chen := w.add(c.ID, values{models.FieldEmail: "chen@example.com"})
		was := []string{"0 王经理 138-1234-5678", "1 李总 decision_maker li_zong tea", "2 chen@example.com"}
		w.expectPeople(c.ID, was...)

		w.now = w.now.Add(time.Minute)
		made, err := w.MakePrimary(w.ctx, by(alice), c.ID, li.ID, li.Version)
		if err != nil || made.WeChat != "li_zong" || made.Phone != "" {
			t.Fatalf("the record is %v, %v", plain(made), err)
		}
		w.expectPeople(c.ID, "0 李总 decision_maker li_zong tea", "2 chen@example.com", "3 王经理 138-1234-5678")
		if _, err := w.undo(); err != nil {
			t.Fatal(err)
		}
		w.expectPeople(c.ID, was...)
		back, err := w.store.Contact(w.ctx, li.ID)
		if err != nil || !back.CreatedAt.Equal(li.CreatedAt) || back.CreatedBy != alice {
			t.Errorf("it was added %v by %s, %v", back.CreatedAt, back.CreatedBy, err)
		}

		if _, _, err := w.RemoveContact(w.ctx, by(alice), c.ID, 0, w.read(c.ID).Version); err != nil {
			t.Fatal(err)
		}
		w.expectPeople(c.ID, "0 李总 decision_maker li_zong tea", "2 chen@example.com")
		if _, err := w.undo(); err != nil {
			t.Fatal(err)
		}
		w.expectPeople(c.ID, was...)
		if _, _, err := w.RemoveContact(w.ctx, once(alice, "k"), c.ID, chen.ID, chen.Version); err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.RemoveContact(w.ctx, once(alice, "k"), c.ID, chen.ID, chen.Version); !errors.Is(err, models.ErrAlreadyHandled) {
			t.Errorf("pressed again: %v", err)
		}
		w.expectPeople(c.ID, was[:2]...)
		if _, err := w.undo(); err != nil {
			t.Fatal(err)
		}
		w.expectPeople(c.ID, was...)
		w.add(c.ID, values{models.FieldContactName: "x"})
		if _, err := w.undo(); err != nil {
			t.Fatal(err)
		}
		w.expectPeople(c.ID, was...)
	})
}

// What somebody else changed meanwhile is kept or asked about; what isn't there any more, or was changed, isn't removed.
func TestContactsOfSeveralPeopleAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.create("Northwind")
		w.add(c.ID, values{models.FieldContactName: "王经理"})
		li := w.add(c.ID, values{models.FieldContactName: "李总", models.FieldPhone: "138-1234-5678"})
		base := models.EditBase{Version: li.Version}
		if _, err := w.UpdateContact(w.ctx, by(bob), c.ID, li.ID, base, values{models.FieldContactTitle: "CEO", models.FieldPhone: "123-456-7890"}, nil); err != nil {
			t.Fatal(err)
		}
		_, err := w.UpdateContact(w.ctx, by(alice), c.ID, li.ID, base, values{models.FieldContactName: "李总裁", models.FieldPhone: "139-1234-5678", models.FieldContactTitle: ""}, nil)
		conflict := (*models.ConflictError)(nil)
		if !errors.As(err, &conflict) || len(conflict.Fields) != 1 || conflict.Fields[0].Theirs != "123-456-7890" || conflict.Fields[0].By != bob {
			t.Fatalf("%v", err)
		}
		decided := models.EditBase{Version: li.Version, Decided: []models.Field{models.FieldPhone}, At: conflict.Version}
		if _, err := w.UpdateContact(w.ctx, by(alice), c.ID, li.ID, decided, values{models.FieldContactName: "李总裁", models.FieldPhone: "139-1234-5678"}, nil); err != nil {
			t.Fatal(err)
		}
		w.expectPeople(c.ID, "0 王经理", "1 李总裁 CEO 139-1234-5678")

		_, _, err = w.RemoveContact(w.ctx, by(alice), c.ID, li.ID, li.Version)
		refused(t, err, "", "error.contact_changed")
		seen := w.read(c.ID).Version
		if _, err := w.UpdateCustomer(w.ctx, by(bob), c.ID, 0, values{models.FieldNotes: "of no matter"}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.MakePrimary(w.ctx, by(bob), c.ID, li.ID, 3); err != nil {
			t.Fatal(err)
		}
		_, _, err = w.RemoveContact(w.ctx, by(alice), c.ID, 0, seen) // it would be somebody else
		refused(t, err, "", "error.contact_changed")
		_, err = w.UpdateContact(w.ctx, by(alice), c.ID, li.ID, decided, values{models.FieldContactName: "x"}, nil)
		refused(t, err, "", "error.contact_gone")
		_, err = w.undo()
		refused(t, err, "", "error.undo_contact_since")
		other := w.create("Other")
		_, _, err = w.RemoveContact(w.ctx, by(alice), other.ID, 2, 1)
		refused(t, err, "", "error.contact_gone")
	})
}

func TestContactsThatAreRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.create("Northwind")
		for _, test := range []struct {
			set values
			at  models.Field
			key string
		}{
			{values{}, models.FieldContactName, "error.contact_empty"},
			{values{models.FieldContactTitle: "CEO"}, models.FieldContactName, "error.contact_empty"},
			{values{models.FieldPhone: "12"}, models.FieldPhone, "error.bad_phone"},
			{values{models.FieldContactName: "x", models.FieldEmail: "x"}, models.FieldEmail, "error.bad_email"},
			{values{models.FieldContactName: "x", models.FieldContactRole: "boss"}, models.FieldContactRole, "error.unknown_contact_role"},
			{values{models.FieldContactName: "x", models.FieldContactNotes: "福 利"}, models.FieldContactNotes, "error.sensitive_word"},
			{values{models.FieldContactName: "x", models.FieldOwner: bob}, models.FieldOwner, "error.read_only"},
		} {
			for _, also := range []values{nil, {models.FieldContactName: "first"}} { // as the primary contact, and beside one
				customer := w.create("Refuses")
				if also != nil {
					w.add(customer.ID, also)
				}
				_, _, err := w.AddContact(w.ctx, by(alice), customer.ID, test.set, nil)
				refused(t, err, test.at, test.key)
			}
		}
		viewer := models.Operation{Actor: models.Actor{ID: bob, Role: models.RoleViewer}, Source: "test"}
		_, _, err := w.AddContact(w.ctx, viewer, c.ID, values{models.FieldContactName: "x"}, nil)
		if len(models.AsErrors(err)) != 1 || models.AsErrors(err)[0].Kind != models.KindForbidden {
			t.Errorf("a viewer gets %v", err)
		}
		for range models.MaxContacts {
			w.add(c.ID, values{models.FieldContactName: "x"})
		}
		_, _, err = w.AddContact(w.ctx, by(alice), c.ID, values{models.FieldContactName: "x"}, nil)
		refused(t, err, "", "error.too_many_contacts")
	})
}

// Any contact's phone, email, WeChat and name lead to the customer, and to near-duplicates; nothing of an erased one does.
func TestContactsAreFound(t *testing.T) {
	protected(t, func(t *testing.T, w *world) {
		c := w.create("Northwind")
		w.add(c.ID, values{models.FieldContactName: "王经理"})
		w.add(c.ID, values{models.FieldContactName: "李总", models.FieldPhone: "138-1234-5678", models.FieldEmail: "Li@example.com", models.FieldWeChat: "Li_Zong"})
		find := func(q models.CustomerQuery) []models.Customer {
			t.Helper()
			page, err := w.SearchCustomers(w.ctx, as(alice), q)
			if err != nil {
				t.Fatal(err)
			}
			return page.Customers
		}
		queries := []models.CustomerQuery{
			{Words: "13812345678"},
			{Words: "li@example.com"},
			{Words: "李总"},
			{Words: "王经理"},
			{Filters: []models.Filter{models.FilterOf(models.FieldWeChat, "li_zong")}},
			{Filters: []models.Filter{models.FilterOf(models.FieldContactName, "李总")}},
		}
		for _, q := range queries {
			if found := find(q); len(found) != 1 || found[0].ID != c.ID {
				t.Errorf("%+v finds %d", q, len(found))
			}
		}
		without := models.FilterOf(models.FieldPhone, "13812345678")
		without.Not = true
		if found := find(models.CustomerQuery{Filters: []models.Filter{without}}); len(found) != 0 {
			t.Errorf("without the phone there are %d", len(found))
		}
		_, err := w.CreateUnlessDuplicate(w.ctx, by(alice), models.Customer{Name: "Else", Phone: "138 1234 5678"}, nil)
		duplicates := (*models.DuplicateError)(nil)
		if !errors.As(err, &duplicates) || duplicates.Duplicates[0].Customer.ID != c.ID || fmt.Sprint(duplicates.Duplicates[0].Same) != "[phone]" {
			t.Errorf("a customer with the phone of a contact: %v", err)
		}
		other := w.create("Other")
		_, _, err = w.AddContact(w.ctx, by(alice), other.ID, values{models.FieldEmail: "li@example.com"}, nil)
		if !errors.As(err, &duplicates) || fmt.Sprint(duplicates.Duplicates[0].Same) != "[email]" {
			t.Errorf("a contact with the email of a contact: %v", err)
		}
		if _, _, err = w.AddContact(w.ctx, by(alice), other.ID, values{models.FieldEmail: "li@example.com"}, duplicates.Known); err != nil {
			t.Errorf("anyway: %v", err)
		}
		for _, id := range []int64{c.ID, other.ID} {
			boss := models.Operation{Actor: models.Actor{ID: bob, Role: models.RoleAdmin}, Source: "test"}
			if _, _, err := w.EraseSubject(w.ctx, boss, id, models.ErasureInput{Code: w.read(id).Code, Reason: "asked"}); err != nil {
				t.Fatal(err)
			}
		}
		for _, q := range queries {
			if found := find(q); len(found) != 0 {
				t.Errorf("%+v finds an erased customer", q)
			}
		}
		if left, err := w.store.Contact(w.ctx, 1); err != nil || !left.Empty() {
			t.Errorf("of the contact is left %v, %v", left.Get(models.FieldContactRole), err)
		}
	})
}

// Who hangs on two customers that are merged hangs on one, with their history, and on both again when that is taken back.
func TestContactsOfMergedCustomers(t *testing.T) {
	protected(t, func(t *testing.T, w *world) {
		from, to := w.create("From"), w.create("To")
		w.add(from.ID, values{models.FieldContactName: "王经理"})
		w.add(from.ID, values{models.FieldContactName: "李总", models.FieldPhone: "138-1234-5678"})
		w.add(to.ID, values{models.FieldContactName: "Anna"})
		boss := models.Operation{Actor: models.Actor{ID: bob, Role: models.RoleAdmin}, Source: "test"}
		in := models.MergeInput{Kept: to.ID, KeptVersion: w.read(to.ID).Version, Other: from.ID, OtherVersion: w.read(from.ID).Version}
		_, merge, err := w.MergeCustomers(w.ctx, boss, in)
		if err != nil {
			t.Fatal(err)
		}
		w.expectPeople(to.ID, "0 Anna", "1 李总 138-1234-5678", "2 王经理")
		page, err := w.SearchCustomers(w.ctx, as(alice), models.CustomerQuery{Words: "13812345678"})
		if err != nil || len(page.Customers) != 1 || page.Customers[0].ID != to.ID {
			t.Errorf("the phone finds %d, %v", len(page.Customers), err)
		}
		if _, err := w.Unmerge(w.ctx, boss, merge); err != nil {
			t.Fatal(err)
		}
		w.expectPeople(to.ID, "0 Anna")
		w.expectPeople(from.ID, "0 王经理", "1 李总 138-1234-5678")
		history, err := w.History(w.ctx, as(alice), from.ID, "", 10)
		if err != nil || len(history.Entries) == 0 || history.Entries[len(history.Entries)-1].Action != models.ActionCreate {
			t.Errorf("the history is %+v, %v", history.Entries, err)
		}
	})
}

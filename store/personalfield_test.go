package store_test

import (
	"regexp"
	"strings"
	"testing"

	"gorm.io/gorm/logger"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
	"github.com/guanxi-crm/guanxi/store/vault"
)

// ownValues are the values that are given to the fields of personalOwn, by kind, and how each is found.
var ownValues = map[models.CustomKind]string{
	models.CustomText: "139 8765 4321", models.CustomNumber: "440301", models.CustomDate: "1990-05-17", models.CustomChoice: "o1", models.CustomYesNo: "yes",
}

// personalOwn makes a field of each kind that may be personal, and gives a customer a value of each.
func personalOwn(t *testing.T, st *store.Store, personal bool) (*models.Customer, []models.CustomField) {
	t.Helper()
	c := customer("Somebody")
	insert(t, st, c)
	var fields []models.CustomField
	for _, kind := range models.CustomKinds() {
		if !kind.MayBePersonal() {
			continue
		}
		f := models.CustomField{Kind: kind, LabelEN: string(kind), LabelZH: string(kind), Personal: personal, Version: 1}
		if kind == models.CustomChoice {
			f.AddOptions([]models.Option{{EN: "a", ZH: "a"}})
		}
		must(t, st.Tx(ctx, func(tx *store.Tx) error {
			if err := tx.InsertCustomField(ctx, &f); err != nil {
				return err
			}
			if err := tx.AppendAudit(ctx, []models.AuditEntry{{
				At: now, Actor: "U0ALICE", Entity: models.EntityCustomer, EntityID: c.ID, CustomerID: c.ID, Version: 2, Action: models.ActionUpdate, Field: string(f.Key()), NewValue: ownValues[kind], Operation: "op",
			}}); err != nil {
				return err
			}
			return tx.SaveCustomValues(ctx, c.ID, nil, f.Rows(c.ID, ownValues[kind]))
		}))
		fields = append(fields, f)
	}
	return c, fields
}

// keptValues is all that the database holds of the values of custom fields, as text.
func keptValues(t *testing.T, st *store.Store) string {
	t.Helper()
	var values, entries []string
	must(t, st.DB().Raw("SELECT CONCAT_WS('|', value, value_key, COALESCE(number, '')) FROM custom_values").Scan(&values).Error)
	must(t, st.DB().Raw("SELECT CONCAT_WS('|', old_value, new_value) FROM audit_entries").Scan(&entries).Error)
	return strings.Join(append(values, entries...), "\n")
}

func readBack(t *testing.T, st *store.Store, c *models.Customer, fields []models.CustomField) {
	t.Helper()
	values, err := st.CustomValues(ctx, c.ID)
	must(t, err)
	for _, f := range fields {
		if got := values[f.Key()]; got != ownValues[f.Kind] {
			t.Errorf("%s is read as %q", f.Kind, got)
		}
		match, refused := f.Exactly("", ownValues[f.Kind])
		if refused != nil {
			t.Error(refused)
		}
		page, err := st.SearchCustomers(ctx, models.CustomerQuery{Filters: []models.Filter{{Field: f.Key(), Personal: true, Any: []models.Match{match}}}})
		if err != nil || page.Total != 1 {
			t.Errorf("%s finds %d, %v", f.Kind, page.Total, err)
		}
	}
	held, err := st.Subject(ctx, c.ID)
	must(t, err)
	for i, f := range fields {
		if held.Audit[i].NewValue != ownValues[f.Kind] {
			t.Errorf("the log of %s reads %q", f.Kind, held.Audit[i].NewValue)
		}
	}
}

// stands reports whether a text holds a value by itself: what is sealed may have its digits in a row by chance.
func stands(value, text string) bool {
	return regexp.MustCompile(`(^|[^\w+/=])` + regexp.QuoteMeta(value) + `($|[^\w+/=])`).MatchString(text)
}

// Values of personal fields are sealed, in their rows and in the log, come back as they were, and are found by the whole
// value; no statement holds one. What is declared later is sealed then, what is declared so no more is plain again, another
// key and another mode take them along, and one that was moved to another customer isn't read.
func TestPersonalFields(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		keys := newKeys(t)
		v := vault.Of(keys)
		st := storetest.Open(t, db, store.WithVault(v, true))
		must(t, st.CheckKeys(ctx))
		var statements []string
		heard := st.WithLogger(recorder{logger.Discard, &statements})
		plain := []string{"139", "8765", "440301", "1990", "19900517"}
		holds := func(when, text string, want bool) {
			t.Helper()
			for _, part := range plain {
				if stands(part, text) != want {
					t.Errorf("%s: %q is there: %v\n%s", when, part, !want, text)
				}
			}
		}
		c, fields := personalOwn(t, heard, true)
		readBack(t, heard, c, fields)
		holds("sealed", keptValues(t, st), false)
		for _, statement := range statements {
			for _, value := range []string{"8765", "440301", "1990-05"} {
				if stands(value, statement) {
					t.Errorf("%s stands in %.200s", value, statement)
				}
			}
		}
		write := func(st *store.Store, statement string, args ...any) {
			t.Helper()
			_, err := st.Writer().ExecContext(ctx, statement, args...)
			must(t, err)
		}
		appendEntry(t, st, models.AuditEntry{
			At: now, Actor: "U0ALICE", Entity: models.EntityCustomer, EntityID: c.ID, CustomerID: c.ID, Version: 1, Action: models.ActionReveal, Operation: "op",
		})
		declare := func(personal bool) {
			for _, f := range fields {
				write(st, "UPDATE custom_fields SET personal = ? WHERE id = ?", personal, f.ID)
			}
			n, err := st.ProtectFields(ctx)
			if err != nil || n != 2*len(fields) {
				t.Errorf("%d rows changed, %v", n, err)
			}
			if n, err := st.ProtectFields(ctx); n != 0 || err != nil {
				t.Errorf("again: %d rows, %v", n, err)
			}
		}
		declare(false)
		holds("declared so no more", keptValues(t, st), true)
		ranged, refused := models.ComparedNumber(">", "440300")
		if refused != nil {
			t.Fatal(refused)
		}
		if page, err := st.SearchCustomers(ctx, models.CustomerQuery{Filters: []models.Filter{{Field: fields[1].Key(), Any: []models.Match{ranged}}}}); err != nil || page.Total != 1 {
			t.Errorf("what is plain again has no number: %d, %v", page.Total, err)
		}
		declare(true)
		holds("declared", keptValues(t, st), false)
		readBack(t, st, c, fields)

		var sealed []string
		must(t, st.DB().Raw("SELECT sealed FROM custom_values WHERE field_id IN ? ORDER BY field_id", []int64{fields[0].ID, fields[1].ID}).Scan(&sealed).Error)
		write(st, "UPDATE custom_values SET sealed = ? WHERE field_id = ?", sealed[1], fields[0].ID)
		if values, err := st.CustomValues(ctx, c.ID); err != nil || values[fields[0].Key()] != "" || st.Unreadable() == 0 {
			t.Errorf("a value of another field is read: %v, %v", values, err)
		}
		write(st, "UPDATE custom_values SET sealed = ? WHERE field_id = ?", sealed[0], fields[0].ID)

		must(t, st.Close())
		next, err := keys.Rotate()
		must(t, err)
		st = storetest.Open(t, db, store.WithVault(vault.Of(next), true))
		must(t, st.CheckKeys(ctx))
		done, err := st.Protect(ctx)
		if err != nil || done.Values != len(fields) {
			t.Errorf("%+v, %v", done, err)
		}
		must(t, st.DropKeys(ctx))
		readBack(t, st, c, fields)
		must(t, st.Close())
		st = storetest.Open(t, db, store.WithVault(vault.Of(next), false))
		must(t, st.CheckKeys(ctx))
		if done, err = st.Protect(ctx); err != nil || done.Values != len(fields) {
			t.Errorf("%+v, %v", done, err)
		}
		holds("open", keptValues(t, st), true)
		readBack(t, st, c, fields)
	})
}

// Equal values have an equal blind index within a field, which finds them, and another in every other field, which shows
// nothing.
func TestEqualValuesOfTwoFieldsDontShow(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st := storetest.Open(t, db, store.WithVault(newVault(t), true))
		must(t, st.CheckKeys(ctx))
		var fields []models.CustomField
		for range 2 {
			fields = append(fields, addField(t, st, models.CustomField{Kind: models.CustomText, Personal: true}))
		}
		for range 2 {
			must(t, st.Tx(ctx, func(tx *store.Tx) error {
				c := customer("Acme")
				if err := tx.InsertCustomer(ctx, c); err != nil {
					return err
				}
				return tx.SaveCustomValues(ctx, c.ID, nil, append(fields[0].Rows(c.ID, "same"), fields[1].Rows(c.ID, "same")...))
			}))
		}
		var keys []string
		must(t, st.DB().Raw("SELECT value_key FROM custom_values ORDER BY field_id").Scan(&keys).Error)
		if len(keys) != 4 || keys[0] != keys[1] || keys[2] != keys[3] || keys[0] == keys[2] {
			t.Errorf("the indexes of equal values are %v", keys)
		}
	})
}

// A declaration reaches every value, however many batches there are.
func TestManyPersonalValues(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st := storetest.Open(t, db, store.WithVault(newVault(t), true))
		must(t, st.CheckKeys(ctx))
		f := models.CustomField{Kind: models.CustomText, LabelEN: "a", LabelZH: "a", Version: 1}
		must(t, st.Tx(ctx, func(tx *store.Tx) error {
			if err := tx.InsertCustomField(ctx, &f); err != nil {
				return err
			}
			for n := range 450 {
				c := customer("many")
				if err := tx.InsertCustomer(ctx, c); err != nil {
					return err
				}
				if err := tx.SaveCustomValues(ctx, c.ID, nil, f.Rows(c.ID, "value "+strings.Repeat("x", n))); err != nil {
					return err
				}
			}
			return nil
		}))
		for _, personal := range []bool{true, false, true} {
			_, err := st.Writer().ExecContext(ctx, "UPDATE custom_fields SET personal = ? WHERE id = ?", personal, f.ID)
			must(t, err)
			if n, err := st.ProtectFields(ctx); n != 450 || err != nil {
				t.Errorf("%d changed, %v", n, err)
			}
			var plain int
			must(t, st.DB().Raw("SELECT COUNT(*) FROM custom_values WHERE value LIKE 'value%'").Scan(&plain).Error)
			if want := map[bool]int{true: 0, false: 450}[personal]; plain != want {
				t.Errorf("%d are plain, want %d", plain, want)
			}
		}
	})
}

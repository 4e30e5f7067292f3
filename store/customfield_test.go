package store_test

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

func addField(t *testing.T, st *store.Store, f models.CustomField) models.CustomField {
	t.Helper()
	f.LabelEN, f.LabelZH, f.Version = "label", "名", 1
	must(t, st.Tx(ctx, func(tx *store.Tx) error { return tx.InsertCustomField(ctx, &f) }))
	return f
}

// give writes a customer's values of some fields.
func give(t *testing.T, st *store.Store, customerID int64, values map[*models.CustomField]string) {
	t.Helper()
	must(t, st.Tx(ctx, func(tx *store.Tx) error { return save(tx, customerID, values) }))
}

func save(tx *store.Tx, customerID int64, values map[*models.CustomField]string) error {
	var ids []int64
	var rows []models.CustomValue
	for field, value := range values {
		ids = append(ids, field.ID)
		rows = append(rows, field.Rows(customerID, field.Canonical(value))...)
	}
	return tx.SaveCustomValues(ctx, customerID, ids, rows)
}

func TestCustomFieldsAreKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		st := open()
		choice := models.CustomField{Kind: models.CustomChoices, Position: 2}
		for i := range models.MaxFieldOptions { // the longest there can be
			choice.AddOptions([]models.Option{{EN: fmt.Sprint(i, strings.Repeat("😀", 70)), ZH: strings.Repeat("选", 75)}})
		}
		choice, text := addField(t, st, choice), addField(t, st, models.CustomField{Kind: models.CustomText, Position: 1})
		list, err := st.CustomFields(ctx)
		must(t, err)
		if len(list) != 2 || list[0].ID != text.ID || len(list[1].Options) != models.MaxFieldOptions || list[1].Options[99] != choice.Options[99] {
			t.Fatalf("the fields come back as %.200v", list)
		}
		retired := text
		at := now.Add(time.Microsecond)
		retired.RetiredAt, retired.Version, retired.LabelZH = &at, 2, "改了"
		update := func() error {
			return st.Tx(ctx, func(tx *store.Tx) error { return tx.UpdateCustomField(ctx, text, retired) })
		}
		must(t, update())
		if err := update(); !errors.Is(err, store.ErrStale) {
			t.Errorf("an update of an old version gets %v", err)
		}
		list, err = st.CustomFields(ctx)
		must(t, err)
		if got := list[0]; got.LabelZH != "改了" || !got.RetiredAt.Equal(at) {
			t.Errorf("the changed field comes back as %v", got)
		}

		c := customer("ABC")
		insert(t, st, c)
		give(t, st, c.ID, map[*models.CustomField]string{&choice: "o3,o1,o2", &text: strings.Repeat("😀", 500)})
		want := map[models.Field]string{choice.Key(): "o1,o2,o3", text.Key(): strings.Repeat("😀", 500)}
		if got, err := st.CustomValues(ctx, c.ID); err != nil || !maps.Equal(got, want) {
			t.Errorf("the values come back as %.200v, %v", got, err)
		}
		give(t, st, c.ID, map[*models.CustomField]string{&choice: "o2", &text: ""})
		if got, err := st.CustomValues(ctx, c.ID); err != nil || !maps.Equal(got, map[models.Field]string{choice.Key(): "o2"}) {
			t.Errorf("the changed values come back as %v, %v", got, err)
		}
	})
}

// Whatever the values, a filter finds the customers that fit, on every page, whether few or many do.
func TestFiltersOnCustomFields(t *testing.T) {
	storetest.WithoutRace(t)
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		st := open()
		const customers = 700
		number, date := addField(t, st, models.CustomField{Kind: models.CustomNumber}), addField(t, st, models.CustomField{Kind: models.CustomDate})
		text := addField(t, st, models.CustomField{Kind: models.CustomText})
		choices := models.CustomField{Kind: models.CustomChoices}
		choices.AddOptions(models.ParseOptions("a,b,c"))
		choices = addField(t, st, choices)
		today := models.DateOf(now)
		must(t, st.Tx(ctx, func(tx *store.Tx) error {
			for i := range customers {
				c := customer(fmt.Sprint("Customer ", i))
				if err := tx.InsertCustomer(ctx, c); err != nil {
					return err
				}
				err := save(tx, c.ID, map[*models.CustomField]string{
					&number: fmt.Sprintf("%d.%04d", i-350, i), &date: today.AddDays(i).String(), &text: fmt.Sprintf("Contract %03d", i),
					&choices: []string{"o1", "o1,o2", "o2,o3", ""}[i%4],
				})
				if err != nil {
					return err
				}
			}
			return nil
		}))
		compared := func(f models.CustomField, comparison, value string) models.Filter {
			m, err := models.ComparedNumber(comparison, value)
			if err != nil {
				t.Fatal(err)
			}
			return models.Filter{Field: f.Key(), Any: []models.Match{m}}
		}
		between := models.SpanOf(date.Key(), today.AddDays(10), today.AddDays(12))
		key := textFilter
		for name, c := range map[string]struct {
			filters []models.Filter
			want    func(i int) bool
		}{
			"many numbers":   {[]models.Filter{compared(number, ">", "-300")}, func(i int) bool { return i > 50 }},
			"few numbers":    {[]models.Filter{compared(number, ">=", "345.0695")}, func(i int) bool { return i >= 695 }},
			"one number":     {[]models.Filter{compared(number, "=", "0.035")}, func(i int) bool { return i == 350 }},
			"below":          {[]models.Filter{compared(number, "<", "-345")}, func(i int) bool { return i <= 5 }},
			"a span of days": {[]models.Filter{between}, func(i int) bool { return i >= 10 && i <= 12 }},
			"a text":         {[]models.Filter{key(text, "ＣＯＮＴＲＡＣＴ  007", false)}, func(i int) bool { return i == 7 }},
			"a beginning":    {[]models.Filter{key(text, "contract 0", true)}, func(i int) bool { return i < 100 }},
			"every text":     {[]models.Filter{key(text, "con", true)}, func(int) bool { return true }},
			"no text":        {[]models.Filter{key(text, "%", true)}, func(int) bool { return false }},
			"an option":      {[]models.Filter{key(choices, "o2", false)}, func(i int) bool { return i%4 == 1 || i%4 == 2 }},
			"many of many":   {[]models.Filter{key(choices, "o1", false), compared(number, "<", "0")}, func(i int) bool { return i%4 < 2 && i < 350 }},
			"few of many":    {[]models.Filter{key(choices, "o1", false), compared(number, "<", "-330")}, func(i int) bool { return i%4 < 2 && i <= 20 }},
		} {
			want := 0
			for i := range customers {
				if c.want(i) {
					want++
				}
			}
			for _, sort := range []models.CustomerSort{models.SortDefault, models.SortName, models.SortDue} {
				query, seen := models.CustomerQuery{Filters: c.filters, Sort: sort, Limit: 50}, map[string]bool{}
				for more := true; more; more = query.After != "" {
					page, err := st.SearchCustomers(ctx, query)
					must(t, err)
					for _, found := range page.Customers {
						var i int
						if _, err := fmt.Sscanf(found.Name, "Customer %d", &i); err != nil || !c.want(i) || seen[found.Name] {
							t.Fatalf("%s by %q finds %s, or twice", name, sort, found.Name)
						}
						seen[found.Name] = true
					}
					if page.Total != want {
						t.Errorf("%s by %q counts %d, want %d", name, sort, page.Total, want)
					}
					query.After = page.Next
				}
				if len(seen) != want {
					t.Errorf("%s by %q finds %d, want %d", name, sort, len(seen), want)
				}
			}
		}
		page, err := st.SearchCustomers(ctx, models.CustomerQuery{Words: "customer", Filters: []models.Filter{models.FilterOf(models.FieldOwner, "U0ALICE"), compared(number, "=", "0.0350")}})
		if err != nil || len(page.Customers) != 1 || page.Customers[0].Name != "Customer 350" {
			t.Errorf("words with a filter find %v, %v", page.Customers, err)
		}
	})
}

// textFilter asks for a custom text, or one that begins so.
func textFilter(f models.CustomField, value string, begins bool) models.Filter {
	by := models.MatchValue
	if begins {
		by = models.MatchBeginning
	}
	return models.Filter{Field: f.Key(), Any: []models.Match{{By: by, Value: value}}}
}

// Of texts of any characters those are found that equal or begin with what was asked.
func TestTextFilters(t *testing.T) {
	st := storetest.Open(t, storetest.SQLite(t))
	field := addField(t, st, models.CustomField{Kind: models.CustomText})
	c := customer("ABC")
	insert(t, st, c)
	piece := rapid.OneOf(rapid.StringN(0, 5, -1), rapid.SampledFrom([]string{"%", "_", "!", "'", "Ａ", "合同", " "}))
	rapid.Check(t, func(t *rapid.T) {
		value := strings.Join(rapid.SliceOfN(piece, 1, 4).Draw(t, "value"), "")
		asked := strings.Join(rapid.SliceOfN(piece, 1, 2).Draw(t, "asked"), "")
		if rapid.Bool().Draw(t, "cut") {
			asked = string([]rune(value)[:min(2, len([]rune(value)))])
		}
		if models.CustomKey(value) == "" || models.CustomKey(asked) == "" {
			return // nothing to look for
		}
		values := map[*models.CustomField]string{&field: strings.ToValidUTF8(value, "�")}
		if err := st.Tx(ctx, func(tx *store.Tx) error { return save(tx, c.ID, values) }); err != nil {
			t.Fatal(err)
		}
		for _, begins := range []bool{true, false} {
			page, err := st.SearchCustomers(ctx, models.CustomerQuery{Filters: []models.Filter{textFilter(field, asked, begins)}})
			if err != nil {
				t.Fatal(err)
			}
			want := models.CustomKey(value) == models.CustomKey(asked) || begins && strings.HasPrefix(models.CustomKey(value), models.CustomKey(asked))
			if found := len(page.Customers) == 1; found != want {
				t.Fatalf("%q asked for %q, begins %v: found %v", value, asked, begins, found)
			}
		}
	})
}

package crm_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/models"
)

// shown are the near-duplicates that an error names, as "C001 name phone".
func shown(t *testing.T, err error) []string {
	t.Helper()
	var found *models.DuplicateError
	if !errors.As(err, &found) {
		t.Fatalf("err = %v, want near-duplicates", err)
	}
	var lines []string
	for _, d := range found.Duplicates {
		line := d.Customer.Code
		for _, field := range d.Same {
			line += " " + string(field)
		}
		lines = append(lines, line)
	}
	return lines
}

func known(err error) []int64 {
	var found *models.DuplicateError
	if errors.As(err, &found) {
		return found.Known
	}
	return nil
}

func TestNearDuplicatesOfANewCustomer(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, c := range []models.Customer{
			{Name: "北京星河科技有限公司", Phone: "138-1234-5678", Email: "Wang@Example.com"},
			{Name: "Northwind Trading Co., Ltd", Phone: "123-456-7890"},
			{Name: "Quite another", Phone: "+86 138 1234 5678"},
		} {
			if _, err := w.CreateCustomer(w.ctx, by(alice), c); err != nil {
				t.Fatal(err)
			}
		}
		for _, test := range []struct {
			draft models.Customer
			want  []string
		}{
			{models.Customer{Name: "北京星河科技股份有限公司"}, []string{"C001 name"}},
			{models.Customer{Name: "ＮＯＲＴＨＷＩＮＤ trading inc."}, []string{"C002 name"}},
			{models.Customer{Name: "New", Phone: "0086-13812345678"}, []string{"C001 phone", "C003 phone"}},
			{models.Customer{Name: "New", Email: "WANG@example.COM"}, []string{"C001 email"}},
			{models.Customer{Name: "星河", Phone: "13812345678", Email: "wang@example.com"}, []string{"C001 phone email", "C003 phone"}},
		} {
			_, err := w.CreateUnlessDuplicate(w.ctx, by(bob), test.draft, nil)
			if diff := cmp.Diff(test.want, shown(t, err)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.draft.Name, diff)
			}
		}
		_, err := w.CreateUnlessDuplicate(w.ctx, by(bob), models.Customer{Name: "北京星河科技", Email: "nobody"}, nil)
		refused(t, err, models.FieldEmail, "error.bad_email") // what is wrong comes first
		for i, draft := range []models.Customer{
			{Name: "Fresh", Phone: "123-456-7890"}, // the placeholder is nobody's number
			{Name: "！！！"}, {Name: "???"}, {Name: "有限公司 of none"},
		} {
			if c, err := w.CreateUnlessDuplicate(w.ctx, by(bob), draft, nil); err != nil || c.Code != fmt.Sprintf("C%03d", i+4) {
				t.Errorf("%s: %s, %v", draft.Name, c.Code, err)
			}
		}
	})
}

// What a person was shown is not shown again; what came since is.
func TestSavedAnyway(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		draft := models.Customer{Name: "Acme Inc"}
		w.create("Acme")
		_, err := w.CreateUnlessDuplicate(w.ctx, once(bob, "first"), draft, nil)
		seen := known(err)
		w.create("Acme Ltd")
		_, err = w.CreateUnlessDuplicate(w.ctx, once(bob, "second"), draft, seen)
		if diff := cmp.Diff([]string{"C002 name", "C001 name"}, shown(t, err)); diff != "" {
			t.Errorf("after another came (-want +got):\n%s", diff)
		}
		seen = known(err)
		saved, err := w.CreateUnlessDuplicate(w.ctx, once(bob, "third"), draft, seen)
		if err != nil || saved.Code != "C003" {
			t.Fatalf("saved anyway: %s, %v", saved.Code, err)
		}
		if _, err := w.CreateUnlessDuplicate(w.ctx, once(bob, "third"), draft, seen); !errors.Is(err, models.ErrAlreadyHandled) {
			t.Errorf("delivered again: %v", err)
		}
		for range 20 {
			w.create("Acme")
		}
		_, err = w.CreateUnlessDuplicate(w.ctx, by(bob), draft, nil)
		if got := shown(t, err); len(got) != models.MaxDuplicates {
			t.Errorf("of many are shown %v", got)
		}
		if _, err = w.CreateUnlessDuplicate(w.ctx, by(bob), draft, known(err)); err != nil {
			t.Errorf("of many, once shown: %v", err)
		}
	})
}

// An edit is looked at by what it changes; the customer is not its own duplicate.
func TestNearDuplicatesOfAnEdit(t *testing.T) {
	type fields = map[models.Field]string
	each(t, func(t *testing.T, w *world) {
		one, err := w.CreateCustomer(w.ctx, by(alice), models.Customer{Name: "Acme", Phone: "555-0100-200", Email: "a@example.com"})
		if err != nil {
			t.Fatal(err)
		}
		two := w.create("Acme Ltd") // the same already
		for _, set := range []fields{{"notes": "x"}, {"name": "ACME Inc."}, {"phone": "555-0100-201"}, {"email": ""}} {
			if _, err := w.UpdateUnlessDuplicate(w.ctx, by(bob), two.ID, models.EditBase{}, set, nil); err != nil {
				t.Errorf("%v: %v", set, err)
			}
		}
		for _, test := range []struct {
			set  fields
			want string
		}{{fields{"phone": "(555) 0100 200"}, "C001 name phone"}, {fields{"email": "A@EXAMPLE.COM", "notes": "lost"}, "C001 name phone email"}} {
			_, err := w.UpdateUnlessDuplicate(w.ctx, by(bob), two.ID, models.EditBase{}, test.set, nil)
			if got := shown(t, err); !slices.Equal(got, []string{test.want}) {
				t.Errorf("%v: shown %v", test.set, got)
			}
			if _, err := w.UpdateUnlessDuplicate(w.ctx, by(bob), two.ID, models.EditBase{}, test.set, known(err)); err != nil {
				t.Errorf("%v, saved anyway: %v", test.set, err)
			}
		}
		three := w.create("Beta")
		_, err = w.UpdateUnlessDuplicate(w.ctx, by(bob), three.ID, models.EditBase{}, fields{"name": "Acme GmbH"}, nil)
		if got := shown(t, err); !slices.Equal(got, []string{"C001 name", "C002 name"}) {
			t.Errorf("a new name: shown %v", got)
		}
		if got := w.read(three.ID); got.Name != "Beta" || got.Version != 1 {
			t.Errorf("a refused edit changed %v", plain(got))
		}
		if got := w.read(one.ID); got.Version != 1 {
			t.Error("the other one was changed")
		}
	})
}

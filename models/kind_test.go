package models_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// Of every field of every kind it is said what it holds and what an erasure does to it: nothing is kept because nobody thought
// of it.
func TestEveryFieldIsDescribed(t *testing.T) {
	for _, kind := range models.Kinds() {
		keys := map[models.Field]bool{}
		for _, spec := range kind.Fields {
			if !slices.Contains([]models.Erasure{models.Erased, models.Kept, models.Replaced}, spec.Erasure) {
				t.Errorf("%s of the %s doesn't say what an erasure does to it", spec.Key, kind.Name)
			}
			if spec.Type == "" || keys[spec.Key] {
				t.Errorf("%s of the %s has no type, or stands there twice", spec.Key, kind.Name)
			}
			keys[spec.Key] = true
			typed := spec.Type == models.TypeText || spec.Type == models.TypeLongText
			if typed && !spec.Given && spec.Max == 0 {
				t.Errorf("%s of the %s is typed without a limit", spec.Key, kind.Name)
			}
			if choice := spec.Type == models.TypeChoice; choice != (spec.Words != "" && spec.Choices != nil && (spec.Given || spec.Unknown != nil)) {
				t.Errorf("%s of the %s is a choice: %v, and its values are not all described", spec.Key, kind.Name, choice)
			}
			if spec.Personal() && spec.Erasure != models.Erased {
				t.Errorf("%s of the %s is about a person, and an erasure leaves it", spec.Key, kind.Name)
			}
		}
		if kind.Subject != "" && !keys[kind.Subject] {
			t.Errorf("the %s has no field %s to say what it is about", kind.Name, kind.Subject)
		}
	}
}

// values are two values that a field may have, by its type.
func values(spec models.FieldSpec) [2]string {
	switch spec.Type {
	case models.TypeChoice:
		choices := spec.Choices(models.Rules{Industries: []string{"retail", "finance"}})
		return [2]string{choices[0], choices[1]}
	case models.TypeDate:
		return [2]string{"2026-12-01", "2026-12-02"}
	case models.TypeTime:
		return [2]string{"09:00", "10:30"}
	case models.TypePerson:
		return [2]string{"U0BOB", "U0ALICE"}
	}
	return [2]string{"a " + string(spec.Key), "another " + string(spec.Key)}
}

// What is set of a customer is read, audited as a change of that field alone, and after an erasure is what its row says.
func TestEveryFieldOfACustomer(t *testing.T) {
	for _, spec := range models.Customers.Fields {
		if spec.Given {
			if err := new(models.Customer).Set(spec.Key, "x"); err == nil {
				t.Errorf("%s is given by the system, and can be set", spec.Key)
			}
			continue
		}
		before := models.Customer{Code: "C007"}
		sample := values(spec)
		if err := before.Set(spec.Key, sample[0]); err != nil {
			t.Fatal(err)
		}
		after := before
		if err := after.Set(spec.Key, sample[1]); err != nil || after.Get(spec.Key) != sample[1] {
			t.Errorf("%s is %q, %v; want %q", spec.Key, after.Get(spec.Key), err, sample[1])
		}
		changes := models.Customers.Changes(&before, &after)
		if len(changes) != 1 || changes[0] != (models.FieldChange{Field: spec.Key, Before: sample[0], After: sample[1]}) {
			t.Errorf("a change of %s is audited as %v", spec.Key, changes)
		}
		for _, name := range []bool{false, true} {
			erased := after
			erased.Erase(time.Now(), name)
			left := erased.Get(spec.Key)
			kept := spec.Erasure == models.Kept || spec.Erasure == models.Replaced && !name
			if kept != (left == sample[1]) || strings.Contains(left, "another") && !kept {
				t.Errorf("%s (%s), erased with its name: %v, is %q", spec.Key, spec.Erasure, name, left)
			}
		}
	}
}

// Custom fields are fields of the customer: read, set, checked, audited and erased as all others.
func TestCustomFieldsAreFieldsOfTheCustomer(t *testing.T) {
	text := models.CustomField{ID: 3, Kind: models.CustomText, LabelEN: "Note", LabelZH: "注"}
	fields := models.NewCustomFields([]models.CustomField{text})
	kind := models.Customers.With(fields)
	spec, found := kind.Find(text.Key())
	if !found || spec.Max != models.MaxCustomText || spec.Erasure != models.Erased || spec.Custom.ID != 3 {
		t.Fatalf("it is described as %+v, %v", spec, found)
	}
	if _, found := models.Customers.Find(text.Key()); found {
		t.Error("another team's customers have the field")
	}
	before := models.Customer{Name: "x", Status: models.StatusActive}
	after := before
	if err := kind.Set(&after, text.Key(), strings.Repeat("长", models.MaxCustomText+1)); err != nil {
		t.Fatal(err)
	}
	if errs := after.Validate(&before, models.Rules{Custom: fields}); len(errs) != 1 || errs[0].Input != text.Key().Input() {
		t.Errorf("too long a value is refused by %v", errs)
	}
	if changes := kind.Changes(&before, &after); len(changes) != 1 || changes[0].Field != text.Key() {
		t.Errorf("the change is audited as %v", changes)
	}
	kind.Erase(&after, false)
	if after.Get(text.Key()) != "" {
		t.Error("an erasure keeps it")
	}
}

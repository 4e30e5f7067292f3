package models

import (
	"slices"
	"strings"
)

// MayBePersonal reports whether a field of the kind can be declared personal: its values are sealed then. Several choices at
// once and people of the team are not about the customer's person.
func (k CustomKind) MayBePersonal() bool {
	return k != CustomChoices && k != CustomUser && customRules[k].canonical != nil
}

// Mask returns what may be seen of a value by those who needn't know it: what Mask shows of a number or an address, of
// everything else nothing. Values of fields that aren't personal are returned as they are.
func (f CustomField) Mask(value string) string {
	switch {
	case !f.Personal || value == "":
		return value
	case f.Kind == CustomText && PhoneLike(value):
		return MaskPhone(value)
	case f.Kind == CustomText && EmailLike(value):
		return MaskEmail(value)
	}
	return hidden
}

// Hides reports a value that is nothing but a mask.
func (f CustomField) Hides(value string) bool { return f.Personal && value == hidden }

// PersonalKey is what a value of a personal field is found by, exactly: numbers and addresses as those fields are
// compared, else CustomKey.
func PersonalKey(value string) string {
	switch {
	case PhoneLike(value):
		return NormalisePhone(value)
	case EmailLike(value):
		return NormaliseEmail(value)
	}
	return CustomKey(value)
}

// IsPersonal reports whether a field, the record's or a custom one, is about a person.
func (fs *CustomFields) IsPersonal(field Field) bool {
	custom, found := fs.Find(field)
	return IsPersonal(field) || found && custom.Personal
}

// AnyPersonal reports whether a customer has a value of a personal field among some custom fields.
func AnyPersonal(c Customer, fields []CustomField) bool {
	return slices.ContainsFunc(fields, func(f CustomField) bool { return f.Personal && c.Get(f.Key()) != "" })
}

// validatePersonal refuses kinds whose values are not sealed.
func (f CustomField) validatePersonal() Errors {
	if f.Personal && !f.Kind.MayBePersonal() {
		return Errors{Invalid(InputPersonal, "error.kind_not_personal")}
	}
	if f.Personal && f.Of() != EntityCustomer { // only values of customers are sealed
		return Errors{Invalid(InputPersonal, "error.personal_of_others")}
	}
	return nil
}

// Exactly asks for a value of a personal field: they are sealed, and only found by the whole value.
func (f CustomField) Exactly(comparison, kept string) (Match, *Error) {
	if comparison != "" && comparison != "=" || strings.Contains(kept, "..") {
		return Match{}, Invalid(f.Key(), "error.personal_exact", "Field", f.Key())
	}
	return Match{By: MatchValue, Value: kept}, nil
}

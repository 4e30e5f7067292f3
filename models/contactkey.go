package models

import "strconv"

// PrimaryContact is the ContactID of a deal or a ticket whose contact is the customer's primary one, which is no record of its own, and
// primaryKey that contact as a field has it.
const (
	PrimaryContact int64 = -1
	primaryKey           = "primary"
)

// ContactKey is one of a customer's contacts as a field has it; "" for none.
func ContactKey(id int64) string {
	if id == PrimaryContact {
		return primaryKey
	}
	return idText(id)
}

// contactOf is the access to one of a customer's contacts; key is the field at which what is none is refused.
func contactOf[R any](key Field, at func(*R) *int64) access[R] {
	return access[R]{
		get: func(r *R) string { return ContactKey(*at(r)) },
		set: func(r *R, value string) error {
			if value == primaryKey {
				*at(r) = PrimaryContact
				return nil
			}
			id, err := strconv.ParseInt(value, 10, 64)
			if value != "" && (err != nil || id <= 0) {
				return Invalid(key, "error.unknown_contact", "Value", Shorten(value, 60))
			}
			*at(r) = id
			return nil
		},
	}
}

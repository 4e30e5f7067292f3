package models

import "time"

// EditBase is what a change of a record begins with: the version that the person saw, and what they chose in a conflict.
type EditBase struct {
	Version int     // that the form showed; 0 for whatever is present
	Decided []Field // fields in conflict in which the person chose the value they typed
	At      int     // the version at which they chose
}

// Record is a record of any kind, of which a field is read as canonical text.
type Record interface{ Get(Field) string }

// ConflictError says that somebody else changed the same fields of a record meanwhile, to something else. A person
// chooses, field by field.
type ConflictError struct {
	Entity  string           // of the audit log
	Current Record           // as it is
	Code    string           // its own, or its customer's
	Version int              // of the record as it is
	Fields  []FieldConflict  // in the record's order
	Mine    map[Field]string // all that was meant to be changed, the fields in conflict included
}

// FieldConflict is a field that two people changed.
type FieldConflict struct {
	Field        Field
	Mine, Theirs string    // canonical text
	By           string    // who changed it last; "" where nobody knows, as with a forged version
	At           time.Time // when
}

// Error names the fields only: what stands in them may be personal.
func (e *ConflictError) Error() string { return e.Unwrap().Error() }

// Unwrap returns the conflict as a refusal.
func (e *ConflictError) Unwrap() error {
	fields := make([]Field, len(e.Fields))
	for i, conflict := range e.Fields {
		fields[i] = conflict.Field
	}
	return Conflict("error.conflict", "Code", e.Code, "Fields", fields)
}

// Customer is the record as it is where that is a customer, or a contact as if it were the customer's primary one.
func (e *ConflictError) Customer() Customer {
	if c, is := e.Current.(*Customer); is {
		return *c
	}
	return Customer{}
}

package models

import "time"

// EditBase is what a change of a customer begins with: the version that the person saw, and what they chose in a conflict.
type EditBase struct {
	Version int     // that the form showed; 0 for whatever is present
	Decided []Field // fields in conflict in which the person chose the value they typed
	At      int     // the version at which they chose
}

// ConflictError says that somebody else changed the same fields of a customer meanwhile, to something else. A person
// chooses, field by field.
type ConflictError struct {
	Current Customer         // as it is
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
	return Conflict("error.conflict", "Code", e.Current.Code, "Fields", fields)
}

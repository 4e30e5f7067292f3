package models

import (
	"maps"
	"slices"
	"strconv"
	"time"
)

// row is a field of a kind with the way to it in a record.
type row[R any] struct {
	FieldSpec
	access[R]
	hooks[R]
}

// field is a row of a kind's table; some have hooks.
func field[R any](spec FieldSpec, way access[R], special ...hooks[R]) row[R] {
	made := row[R]{FieldSpec: spec, access: way}
	for _, h := range special {
		made.hooks = h
	}
	return made
}

// access reads and writes a field as canonical text.
type access[R any] struct {
	get func(*R) string
	set func(*R, string) error // nil for what is set elsewhere
}

// hooks are what is special to a field; nil ones say that nothing is.
type hooks[R any] struct {
	check   func(r, previous *R, rules Rules) Errors // rules beyond those of FieldSpec; previous is nil for a new record
	noted   func(*R) string                          // what the audit log keeps, where it is more than the text
	replace func(*R) string                          // what takes the place of a Replaced field
	alike   func(*R) string                          // what near-duplicates agree in, of a field that has a column Alike; "" is alike nothing
}

// RecordKind is a kind of record: its description, and the way to each field of a record R. A kind never changes.
type RecordKind[R any] struct {
	Description
	rows   []row[R]
	at     map[Field]int              // of the fields in rows
	custom func(*R) *map[Field]string // the values of custom fields; nil for a kind that has none
}

func newKind[R any](d Description, custom func(*R) *map[Field]string, rows []row[R]) *RecordKind[R] {
	k := &RecordKind[R]{Description: d, rows: rows, at: make(map[Field]int, len(rows)), custom: custom}
	for i, row := range rows {
		k.Fields, k.at[row.Key] = append(k.Fields, row.FieldSpec), i
	}
	return k
}

// With returns the kind with those of a team's custom fields as further fields that are of it.
func (k *RecordKind[R]) With(fields *CustomFields) *RecordKind[R] {
	if k.custom == nil || len(fields.All()) == 0 {
		return k
	}
	rows := slices.Clone(k.rows)
	for _, f := range fields.All() {
		if f.Of() != k.Entity {
			continue
		}
		key := f.Key()
		rows = append(rows, row[R]{
			FieldSpec: f.Spec(),
			access: access[R]{
				get: func(r *R) string { return k.Get(r, key) },
				set: func(r *R, value string) error { return k.Set(r, key, value) },
			},
			hooks: hooks[R]{check: func(r, previous *R, rules Rules) Errors {
				before := ""
				if previous != nil {
					before = k.Get(previous, key)
				}
				return f.validate(k.Get(r, key), before, rules)
			}},
		})
	}
	return newKind(Description{Name: k.Name, Entity: k.Entity, Subject: k.Subject}, k.custom, rows)
}

// Find returns the field with a key.
func (k *RecordKind[R]) Find(key Field) (FieldSpec, bool) {
	at, known := k.at[key]
	if !known {
		return FieldSpec{}, false
	}
	return k.rows[at].FieldSpec, true
}

// Get returns a field as canonical text; "" for one that the kind hasn't.
func (k *RecordKind[R]) Get(r *R, field Field) string {
	if at, known := k.at[field]; known {
		return k.rows[at].get(r)
	}
	if k.custom == nil {
		return ""
	}
	return (*k.custom(r))[field]
}

// Set puts canonical text into a field, and what is derived from it. It checks form only (a date must be a date); the rules
// are Validate's.
func (k *RecordKind[R]) Set(r *R, field Field, value string) error {
	if at, known := k.at[field]; known && k.rows[at].set != nil {
		return k.rows[at].set(r, value)
	}
	if _, custom := field.CustomID(); !custom || k.custom == nil {
		return Invalid(field, "error.read_only", "Field", field)
	}
	values := maps.Clone(*k.custom(r)) // a copy of the record may share them
	if values == nil {
		values = map[Field]string{}
	}
	if values[field] = value; value == "" {
		delete(values, field)
	}
	*k.custom(r) = values
	return nil
}

// Noted returns a field as the audit log keeps it: a time of day with its zone, everything else as Get has it.
func (k *RecordKind[R]) Noted(r *R, field Field) string {
	if at, known := k.at[field]; known && k.rows[at].noted != nil {
		return k.rows[at].noted(r)
	}
	return k.Get(r, field)
}

// Validate returns every rule that a record breaks, each at its field. previous is the record before the change, or nil for a
// new one.
func (k *RecordKind[R]) Validate(r, previous *R, rules Rules) Errors {
	var errs Errors
	for _, row := range k.rows {
		if row.Given {
			continue
		}
		value := row.get(r)
		errs = append(errs, row.Validate(value, previous == nil || row.get(previous) != value, rules)...)
		if row.check != nil {
			errs = append(errs, row.check(r, previous, rules)...)
		}
	}
	return errs
}

// check is Validate with the team's custom fields; it refuses values of fields that the team hasn't.
func (k *RecordKind[R]) check(r, previous *R, fields *CustomFields, rules Rules) Errors {
	team := k.With(fields)
	errs := team.Validate(r, previous, rules)
	for _, key := range customKeys(*k.custom(r)) {
		if _, known := team.at[key]; !known && (previous == nil || k.Get(previous, key) != k.Get(r, key)) {
			errs = append(errs, Invalid("", "error.unknown_field", "Word", string(key)))
		}
	}
	return errs
}

// FieldChange is a field that a change of a record gave another value, as the audit log keeps it.
type FieldChange struct {
	Field         Field
	Before, After string
}

// Changes returns what can be set of a record and differs from another, in the record's order, custom fields last.
func (k *RecordKind[R]) Changes(before, after *R) []FieldChange {
	var changes []FieldChange
	add := func(field Field, was, is string) {
		if was != is {
			changes = append(changes, FieldChange{field, was, is})
		}
	}
	for _, row := range k.rows {
		if row.set != nil {
			add(row.Key, k.Noted(before, row.Key), k.Noted(after, row.Key))
		}
	}
	if k.custom != nil {
		for _, field := range customKeys(*k.custom(before), *k.custom(after)) {
			if _, known := k.at[field]; !known { // the others are rows
				add(field, k.Get(before, field), k.Get(after, field))
			}
		}
	}
	return changes
}

// Erase does to each field of a record what its Erasure says; custom fields are emptied. replace says that the customer's name
// goes as well.
func (k *RecordKind[R]) Erase(r *R, replace bool) {
	for _, row := range k.rows {
		switch {
		case row.Erasure == Kept || row.Erasure == Replaced && !replace:
		case row.Erasure == Replaced:
			_ = row.set(r, row.replace(r)) // what is kept of the record, or nothing: never refused
		default:
			_ = row.set(r, "") // nothing is never refused
		}
	}
	if k.custom != nil {
		*k.custom(r) = map[Field]string{}
	}
}

// in is the access to a text, whatever its type, at a place of a record.
func in[R any, T ~string](at func(*R) *T) access[R] {
	return access[R]{
		get: func(r *R) string { return string(*at(r)) },
		set: func(r *R, value string) error { *at(r) = T(value); return nil },
	}
}

// derive sets what follows from a field together with it.
func derive[R any](a access[R], follow func(*R)) access[R] {
	return access[R]{get: a.get, set: func(r *R, value string) error {
		err := a.set(r, value)
		if err == nil {
			follow(r)
		}
		return err
	}}
}

// date is the access to a day; key is the field at which what is none is refused.
func date[R any](key Field, at func(*R) *Date) access[R] {
	return access[R]{
		get: func(r *R) string { return at(r).String() },
		set: func(r *R, value string) error {
			parsed, err := ParseDate(value)
			if err != nil && value != "" {
				return Invalid(key, "error.bad_date", "Value", value)
			}
			*at(r) = parsed
			return nil
		},
	}
}

// given reads a text that is set elsewhere than by Set.
func given[R any, T ~string](of func(*R) T) access[R] {
	return access[R]{get: func(r *R) string { return string(of(r)) }}
}

// instant reads a moment, which Set sets nowhere; nil is none.
func instant[R any](of func(*R) *time.Time) access[R] {
	return access[R]{get: func(r *R) string {
		at := of(r)
		if at == nil || at.IsZero() {
			return ""
		}
		return at.UTC().Format(time.RFC3339Nano)
	}}
}

// count reads a number, which Set sets nowhere.
func count[R any, N int | int64](of func(*R) N) access[R] {
	return access[R]{get: func(r *R) string { return strconv.FormatInt(int64(of(r)), 10) }}
}

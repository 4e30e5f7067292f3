package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
)

// stemKey is the form of a name by which near-duplicates are found. Whoever changes the result of models.NormaliseStem
// adds a migration that fills the column again.
func stemKey(name string) string { return keptStem(models.NormaliseStem(name)) }

// keptStem is what the column takes of a name's stem.
func keptStem(stem string) string { return models.Shorten(stem, maxNameKey) }

// likenessLookups look up what near-duplicates agree in, in a field: the oldest few. There is no use in more.
func likenessLookups(field models.Field) []string {
	var lookups []string
	for _, t := range likenessTables(field) {
		lookups = append(lookups, fmt.Sprintf("SELECT id FROM (SELECT %[1]s AS id FROM %[2]s WHERE %[3]s IN ? AND %[1]s <> ? AND %[4]s ORDER BY %[1]s LIMIT %[5]d) AS few_%[2]s_by_%[3]s",
			t.id, t.name, t.column, t.listed, likenessFew))
	}
	return lookups
}

// likenessSlots is how many rows there are that serve as locks. Those who save customers which may be the same wait for
// each other at them. Two customers that have nothing in common seldom share a row.
const likenessSlots = 1024

// LockLikeness locks the rows for what customers have in the fields, until the transaction ends. Everybody else who saves a
// customer that agrees with one of them waits. Without this, two customers that are saved at once don't see each other. On SQLite
// there is one writer anyway.
func (tx *Tx) LockLikeness(ctx context.Context, fields []models.Field, list ...models.Customer) error {
	if tx.dialect.name == sqliteDialect.name {
		return nil
	}
	var slots []int
	for _, c := range list {
		for _, field := range fields {
			if key := likeness(c, field); key != "" {
				sum := sha256.Sum256([]byte(string(field) + "\x00" + key))
				slots = append(slots, int(binary.BigEndian.Uint32(sum[:])%likenessSlots))
			}
		}
	}
	slices.Sort(slots) // everybody locks in the same order
	for chunk := range slices.Chunk(slices.Compact(slots), rowsAtOnce) {
		args := make([]any, len(chunk))
		for i, slot := range chunk {
			args[i] = slot
		}
		err := tx.session(ctx).Exec("INSERT INTO likeness_slots (slot) VALUES (?)"+strings.Repeat(", (?)", len(chunk)-1)+" ON DUPLICATE KEY UPDATE slot = slot", args...).Error
		if err != nil {
			return wrap("wait for others who save the same customer", err)
		}
	}
	return nil
}

// blindKinds are the blind indexes of the personal fields in which near-duplicates agree.
var blindKinds = map[models.Field]string{models.FieldPhone: kindPhone, models.FieldEmail: kindEmail}

// Duplicates returns other customers that agree with c in one of the fields: those that agree in most first, then the
// oldest. Usually there are none, and one query finds that out.
func (q Queries) Duplicates(ctx context.Context, c models.Customer, fields []models.Field) ([]models.Duplicate, error) {
	var lookups []string
	var args []any
	for _, field := range fields {
		key := likeness(c, field)
		if key == "" {
			continue
		}
		forms := []string{key}
		if kind := blindKinds[field]; kind != "" {
			plain, err := q.mayBePlain(ctx)
			if err == nil {
				forms, err = q.privacy.forms(kind, key, plain)
			}
			if err != nil {
				return nil, wrap("look for duplicates", err)
			}
		}
		for _, lookup := range likenessLookups(field) {
			lookups, args = append(lookups, lookup), append(args, forms, c.ID)
		}
	}
	if len(lookups) == 0 {
		return nil, nil
	}
	var ids []int64
	if err := q.session(ctx).Raw(strings.Join(lookups, " UNION "), args...).Scan(&ids).Error; err != nil || len(ids) == 0 {
		return nil, wrap("look for duplicates", err)
	}
	customers, err := q.findCustomers(q.session(ctx).Where("id IN ?", ids), len(ids))
	if err != nil {
		return nil, wrap("read duplicates", err)
	}
	contacts, err := q.ContactsOfAll(ctx, ids)
	if err != nil {
		return nil, wrap("read the contacts of duplicates", err)
	}
	found := make([]models.Duplicate, 0, len(customers))
	for _, other := range customers {
		others := []models.Customer{other}
		for _, contact := range contacts[other.ID] {
			others = append(others, contact.At(other))
		}
		found = append(found, models.Duplicate{Customer: other, Same: alike(c, others, fields)})
	}
	slices.SortFunc(found, func(a, b models.Duplicate) int {
		return cmp.Or(len(b.Same)-len(a.Same), cmp.Compare(a.Customer.ID, b.Customer.ID))
	})
	return found, nil
}

// alike are the fields in which a customer agrees with another, once with each contact of that as its primary one. Of what can't
// be read nobody knows whether it agrees: it is in those that were asked for.
func alike(c models.Customer, others []models.Customer, asked []models.Field) []models.Field {
	var same []models.Field
	unreadable := slices.ContainsFunc(others, func(other models.Customer) bool { return other.Unreadable })
	for _, field := range models.DuplicateFields() {
		key := likeness(c, field)
		agrees := slices.ContainsFunc(others, func(other models.Customer) bool {
			return !other.Unreadable && key != "" && key == likeness(other, field)
		})
		if agrees || slices.Contains(asked, field) && unreadable {
			same = append(same, field)
		}
	}
	return same
}

// likeness is what a customer has in a field, in the form of the columns.
func likeness(c models.Customer, field models.Field) string {
	if field == models.FieldName {
		return stemKey(c.Name)
	}
	return c.Likeness(field)
}

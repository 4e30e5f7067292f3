package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
)

// stemKey is the form of a name by which near-duplicates are found. Whoever changes the result of models.NormaliseStem
// adds a migration that fills the column again.
func stemKey(name string) string { return models.Shorten(models.NormaliseStem(name), maxNameKey) }

// likenessLookup looks up what near-duplicates agree in, in a field: the oldest few. There is no use in more.
func likenessLookup(field models.Field) string {
	spec, _ := models.Customers.Find(field)
	return "SELECT id FROM (SELECT id FROM customers WHERE " + spec.Alike + " IN ? AND id <> ? AND archived_at IS NULL ORDER BY id LIMIT 4) AS few_by_" + spec.Alike
}

// likenessSlots is how many rows there are that serve as locks. Those who save customers which may be the same wait for
// each other at them. Two customers that have nothing in common seldom share a row.
const likenessSlots = 1024

// LockLikeness locks the rows for what c has in the fields, until the transaction ends. Everybody else who saves a
// customer that agrees with c waits. Without this, two customers that are saved at once don't see each other. On SQLite
// there is one writer anyway.
func (tx *Tx) LockLikeness(ctx context.Context, c models.Customer, fields []models.Field) error {
	if tx.dialect.name == sqliteDialect.name {
		return nil
	}
	var slots []int
	for _, field := range fields {
		if key := likeness(c, field); key != "" {
			sum := sha256.Sum256([]byte(string(field) + "\x00" + key))
			slots = append(slots, int(binary.BigEndian.Uint32(sum[:])%likenessSlots))
		}
	}
	slices.Sort(slots) // everybody locks in the same order
	for _, slot := range slices.Compact(slots) {
		err := tx.session(ctx).Exec("INSERT INTO likeness_slots (slot) VALUES (?) ON DUPLICATE KEY UPDATE slot = slot", slot).Error
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
		lookups, args = append(lookups, likenessLookup(field)), append(args, forms, c.ID)
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
	found := make([]models.Duplicate, 0, len(customers))
	for _, other := range customers {
		duplicate := models.Duplicate{Customer: other}
		if other.Unreadable { // its personal data can't be compared
			duplicate.Same = fields
		}
		for _, field := range models.DuplicateFields() {
			if key := likeness(c, field); key != "" && !other.Unreadable && key == likeness(other, field) {
				duplicate.Same = append(duplicate.Same, field)
			}
		}
		found = append(found, duplicate)
	}
	slices.SortFunc(found, func(a, b models.Duplicate) int {
		return cmp.Or(len(b.Same)-len(a.Same), cmp.Compare(a.Customer.ID, b.Customer.ID))
	})
	return found, nil
}

// likeness is what a customer has in a field, in the form of the columns.
func likeness(c models.Customer, field models.Field) string {
	if field == models.FieldName {
		return stemKey(c.Name)
	}
	return c.Likeness(field)
}

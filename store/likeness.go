package store

import (
	"context"
	"database/sql"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

// Likenesses are values in which customers are looked for that agree, by field, in the form of the columns (LikenessOf).
type Likenesses map[models.Field][]string

// LikenessOf returns what a customer is compared by in one of models.DuplicateFields, in the form of the columns; "" compares with nobody.
func LikenessOf(c models.Customer, field models.Field) string { return likeness(c, field) }

// likenessFew is how many customers are told of one value, the oldest: who agrees with more isn't one of them.
const likenessFew = 4

// CustomersLike returns for many values at once which customers have them, as Duplicates does for one customer: by field and value, the
// IDs ascending, at most a few of each value. Archived ones aren't among them. It takes two statements a field, and more only where
// values are shared by hundreds.
func (q Queries) CustomersLike(ctx context.Context, wanted Likenesses) (map[models.Field]map[string][]int64, error) {
	found := map[models.Field]map[string][]int64{}
	plain, err := q.mayBePlain(ctx)
	if err != nil {
		return nil, wrap("look for duplicates", err)
	}
	for _, field := range models.DuplicateFields() {
		keys := slices.Clone(wanted[field])
		slices.Sort(keys)
		for chunk := range slices.Chunk(slices.Compact(keys), rowsAtOnce) {
			by, err := q.likeIn(ctx, field, chunk, plain)
			if err != nil {
				return nil, wrap("look for duplicates", err)
			}
			if found[field] == nil {
				found[field] = map[string][]int64{}
			}
			for key, ids := range by {
				slices.Sort(ids)
				ids = slices.Compact(ids)
				found[field][key] = ids[:min(len(ids), likenessFew)]
			}
		}
	}
	return found, nil
}

// likeIn looks some values of one field up.
func (q Queries) likeIn(ctx context.Context, field models.Field, keys []string, plain bool) (map[string][]int64, error) {
	var all []string               // as the columns may hold them
	meant := map[string]string{}   // what each stands for
	forms := map[string][]string{} // and all of each
	for _, key := range keys {
		of := []string{key}
		if kind := blindKinds[field]; kind != "" {
			var err error
			if of, err = q.privacy.forms(kind, key, plain); err != nil {
				return nil, err
			}
		}
		forms[key] = of
		for _, form := range of {
			all, meant[form] = append(all, form), key
		}
	}
	by := map[string][]int64{}
	read := func(rows *sql.Rows) error {
		var id int64
		var form string
		if err := rows.Scan(&id, &form); err != nil {
			return err
		}
		by[meant[form]] = append(by[meant[form]], id)
		return nil
	}
	most := likenessFew*len(keys) + 1
	for _, table := range likenessTables(field) {
		count := 0
		counted := func(rows *sql.Rows) error { count++; return read(rows) }
		err := q.eachRow(ctx, counted, "SELECT "+table.id+", "+table.column+" FROM "+table.name+" WHERE "+table.column+" IN ? AND "+table.listed+" LIMIT ?", all, most)
		if err != nil {
			return nil, err
		}
		if count < most {
			continue
		}
		for _, key := range keys { // some value is shared by so many that they fill the answer
			err := q.eachRow(ctx, read, "SELECT "+table.id+", "+table.column+" FROM "+table.name+" WHERE "+table.column+" IN ? AND "+table.listed+
				" ORDER BY "+table.id+" LIMIT ?", forms[key], likenessFew)
			if err != nil {
				return nil, err
			}
		}
	}
	return by, nil
}

// likenessTable is where customers that agree in a field are looked for.
type likenessTable struct{ name, id, column, listed string }

// likenessTables are the places of a field: what stands at a contact is looked for at the other contacts as well.
func likenessTables(field models.Field) []likenessTable {
	spec, _ := models.Customers.Find(field)
	tables := []likenessTable{{"customers", "id", spec.Alike, "archived_at IS NULL"}}
	if _, ofContact := models.Contacts.Find(field); ofContact {
		tables = append(tables, likenessTable{"contacts", "customer_id", spec.Alike, ofListed("contacts.customer_id")})
	}
	return tables
}

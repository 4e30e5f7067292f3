package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strconv"

	"github.com/guanxi-crm/guanxi/models"
)

// relistSorted makes the buckets of everything that is sorted by.
func (tx *Tx) relistSorted(ctx context.Context) error {
	var fields []int64
	if err := tx.session(ctx).Raw("SELECT DISTINCT field_id FROM custom_values WHERE sealed_key = '' ORDER BY field_id").Scan(&fields).Error; err != nil {
		return wrap("list fields for the search", err)
	}
	due := func(rows *sql.Rows) (k keyOf, err error) {
		var day models.Date
		err = rows.Scan(&k.id, &day)
		k.key = day.String()
		return k, err
	}
	number := func(rows *sql.Rows) (k keyOf, err error) {
		var value int64
		err = rows.Scan(&k.id, &value)
		k.key = numberKey(value)
		return k, err
	}
	text := func(rows *sql.Rows) (k keyOf, err error) {
		err = rows.Scan(&k.id, &k.key)
		k.key = cleanKey(k.key)
		return k, err
	}
	err := tx.fillBuckets(ctx, sortedName, text, "SELECT id, sort_key FROM customers WHERE erased_at IS NULL AND archived_at IS NULL ORDER BY sort_key, id")
	if err == nil {
		err = tx.fillBuckets(ctx, sortedDue, due, "SELECT id, next_follow_up FROM customers WHERE erased_at IS NULL AND archived_at IS NULL AND next_follow_up IS NOT NULL ORDER BY next_follow_up, id")
	}
	for _, field := range fields {
		sorted := strconv.FormatInt(field, 10)
		if err == nil {
			err = tx.fillBuckets(ctx, sortedNumber+sorted, number,
				"SELECT customer_id, number FROM custom_values WHERE field_id = ? AND sealed_key = '' AND number IS NOT NULL AND "+notOfArchived+" ORDER BY number, customer_id", field)
		}
		if err == nil {
			err = tx.fillBuckets(ctx, sortedText+sorted, text,
				"SELECT customer_id, value_key FROM custom_values WHERE field_id = ? AND sealed_key = '' AND number IS NULL AND "+notOfArchived+" ORDER BY value_key, customer_id", field)
		}
	}
	return err
}

// fillBuckets makes the buckets of what is sorted by one thing, out of customers and their keys in the keys' order. What is
// written is held until all are read, since one connection can't do both: some bytes for each customer.
func (tx *Tx) fillBuckets(ctx context.Context, sorted string, read func(*sql.Rows) (keyOf, error), query string, args ...any) error {
	b := bucketer{sorted: sorted}
	err := tx.eachRow(ctx, func(rows *sql.Rows) error {
		k, err := read(rows)
		if err == nil {
			b.add(k)
		}
		return err
	}, query, args...)
	if err != nil {
		return wrap("sort customers for the search", err)
	}
	b.end()
	for chunk := range slices.Chunk(b.marks, listsAtOnce) {
		if err := tx.session(ctx).Create(&chunk).Error; err != nil {
			return wrap("write marks", err)
		}
	}
	for chunk := range slices.Chunk(b.lists, listsAtOnce) {
		if err := tx.session(ctx).Create(&chunk).Error; err != nil {
			return wrap("write lists of the search", err)
		}
	}
	if len(b.late) == 0 {
		return nil
	}
	into, shelves := newChanges(), newShelves()
	for _, k := range b.late {
		m, err := shelves.place(ctx, tx, sorted, k.key)
		if err != nil {
			return err
		}
		into.put(m, k.id)
	}
	return tx.changeLists(ctx, into)
}

// bucketer cuts customers, in the order of their keys, into buckets.
type bucketer struct {
	sorted string
	marks  marks
	lists  []keptList // of buckets that are one key's alone
	open   []int64    // the bucket that is being filled, without those that have the last key
	first  string     // its first key
	last   []int64    // those that have the last key
	key    string     // which
	late   []keyOf    // a key that was cleaned may be less than the one before
}

func (b *bucketer) add(k keyOf) {
	switch {
	case len(b.last) > 0 && k.key < b.key:
		b.late = append(b.late, k)
		return
	case len(b.last) > 0 && k.key > b.key:
		b.endKey()
	}
	b.key, b.last = k.key, append(b.last, k.id)
}

// endKey puts those that have the last key where they belong.
func (b *bucketer) endKey() {
	alone := len(b.last) > bucketFull
	if alone || len(b.open)+len(b.last) > bucketHalf {
		b.endBucket()
	}
	if alone {
		m := b.begin(b.key, 1)
		for block, set := range inBlocks(b.last) {
			b.lists = append(b.lists, keptList{m.listing(), block, set.count(), set.encode()})
		}
	} else {
		if len(b.open) == 0 {
			b.first = b.key
		}
		b.open = append(b.open, b.last...)
	}
	b.last = b.last[:0]
}

// endBucket ends the bucket that is being filled.
func (b *bucketer) endBucket() {
	if len(b.open) == 0 {
		return
	}
	slices.Sort(b.open)
	b.begin(b.first, 0).Members = encodeIDs(b.open)
	b.open = b.open[:0]
}

// begin begins a bucket. The first begins before all keys.
func (b *bucketer) begin(key string, alone int) *mark {
	switch {
	case len(b.marks) > 0 || key == "":
	case alone == 0:
		key = ""
	default:
		b.marks = append(b.marks, mark{Sorted: b.sorted, Bucket: 1, Members: []byte{}})
	}
	b.marks = append(b.marks, mark{Sorted: b.sorted, Mark: key, Bucket: len(b.marks) + 1, Alone: alone, Members: []byte{}})
	return &b.marks[len(b.marks)-1]
}

func (b *bucketer) end() {
	if len(b.last) > 0 {
		b.endKey()
	}
	b.endBucket()
	slices.SortFunc(b.lists, func(a, b keptList) int {
		return cmp.Or(cmp.Compare(a.Listing, b.Listing), cmp.Compare(a.Block, b.Block))
	})
}

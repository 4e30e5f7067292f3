package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

// relistAtOnce is of how many customers the lists are made at once: of a block, so that each list is written once. That takes
// some 30 MB of memory for as long as it lasts.
const relistAtOnce = 1 << blockBits

// withinSQL is the transaction of a migration.
func (s *Store) withinSQL(ctx context.Context, tx *sql.Tx) *Tx {
	db := s.write.Session(&gorm.Session{NewDB: true, Context: ctx})
	db.Statement.ConnPool = tx
	return s.within(db)
}

// Relist makes all lists of the search anew, out of the customers as they stand: for a database that something else than
// this package has filled. Nobody else may write meanwhile.
func (s *Store) Relist(ctx context.Context) error {
	if s.dialect.name == sqliteDialect.name {
		return s.Tx(ctx, func(tx *Tx) error { return tx.relist(ctx) })
	}
	return s.within(s.write).relist(ctx) // so much would be held by one transaction
}

// relist makes what a search goes by: search texts, what names are sorted by, marks and lists. It may be run again after a
// crash.
func (tx *Tx) relist(ctx context.Context) error {
	for _, statement := range []string{
		"UPDATE search_fence SET fence = fence + 1, held_until = NULL", "DELETE FROM search_lists", "DELETE FROM search_pending", "DELETE FROM search_marks",
	} {
		if err := tx.session(ctx).Exec(statement).Error; err != nil {
			return wrap("empty the lists of the search", err)
		}
	}
	if err := tx.relistRanges(ctx, tx.relistWords, tx.relistValues); err != nil {
		return err
	}
	return tx.relistSorted(ctx)
}

// relister adds the listings of the customers after an ID and through another.
type relister func(ctx context.Context, into changes, after, through int64) error

// relistRanges writes the lists that relisters make, for one range of customers after the other.
func (tx *Tx) relistRanges(ctx context.Context, relisters ...relister) error {
	var last int64
	if err := tx.session(ctx).Raw("SELECT COALESCE(MAX(id), 0) FROM customers").Scan(&last).Error; err != nil {
		return wrap("list customers for the search", err)
	}
	for first := int64(0); first <= last && last > 0; first += relistAtOnce {
		into, end := newChanges(), min(last, first+relistAtOnce-1)
		for after := first - 1; after < end; after += fillBatch {
			through := min(after+fillBatch, end)
			for _, add := range relisters {
				if err := add(ctx, into, after, through); err != nil {
					return err
				}
			}
		}
		if err := tx.changeLists(ctx, into); err != nil {
			return err
		}
	}
	return nil
}

// relistWords adds the listings without a key, and writes what stands beside them in the customers' rows.
func (tx *Tx) relistWords(ctx context.Context, into changes, after, through int64) error {
	var rows []customerRow
	err := tx.session(ctx).Where("id > ? AND id <= ?", after, through).Find(&rows).Error
	if err != nil {
		return wrap("read customers for the search", err)
	}
	var changed []customerRow
	for _, row := range rows {
		if !row.Listed() {
			continue
		}
		was := row
		var grams []string
		grams, row.SearchText = searchTerms(row.Customer)
		if row.SortKey = cleanKey(sortKey(row.Name)); row.SortKey != was.SortKey || row.SearchText != was.SearchText {
			changed = append(changed, row)
		}
		for _, listing := range slices.Concat(grams, fieldListings(row.Customer), tx.keptPersonal(row)) {
			if !strings.HasPrefix(listing, keyed) {
				into.add(listing, row.ID)
			}
		}
	}
	for chunk := range slices.Chunk(changed, 50) {
		cases := strings.Repeat(" WHEN ? THEN ?", len(chunk)) + " END"
		var texts, keys []any
		var ids []int64
		for _, row := range chunk {
			texts, keys, ids = append(texts, row.ID, row.SearchText), append(keys, row.ID, row.SortKey), append(ids, row.ID)
		}
		err := tx.session(ctx).Exec("UPDATE customers SET search_text = CASE id"+cases+", sort_key = CASE id"+cases+" WHERE id IN ?",
			append(append(texts, keys...), ids)...).Error
		if err != nil {
			return wrap("write what is searched for", err)
		}
	}
	return nil
}

// keptPersonal says which fields about a person a row has. Of data that can't be opened, of which nobody knows what it is, it is
// all of them: whoever looks for what is missing isn't shown it.
func (tx *Tx) keptPersonal(row customerRow) []string {
	c, err := tx.privacy.open(&keptCustomer{Customer: row.Customer, Sealed: row.Sealed, SealedKey: row.SealedKey})
	if err != nil || c.Unreadable {
		for _, field := range models.PersonalFields() {
			_ = c.Set(field, "?") // text is never refused
		}
	}
	return personalListings(c)
}

// relistValues adds the listings of custom values, but for those with a key.
func (tx *Tx) relistValues(ctx context.Context, into changes, after, through int64) error {
	var rows []customRow
	err := tx.session(ctx).Select("customer_id", "field_id", "value_key", "number", "sealed_key").
		Where("customer_id > ? AND customer_id <= ? AND "+notOfArchived, after, through).Find(&rows).Error
	if err != nil {
		return wrap("read custom values for the search", err)
	}
	for _, row := range rows {
		for _, listing := range valueListings([]customRow{row}) {
			if !strings.HasPrefix(listing, keyed) {
				into.add(listing, row.CustomerID)
			}
		}
	}
	return nil
}

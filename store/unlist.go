package store

import (
	"cmp"
	"context"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

// unlist takes a customer whose data is erased out of every list and note, at once. Whoever brings notes in meanwhile has to
// begin again.
func (tx *Tx) unlist(ctx context.Context, previous models.Customer) error {
	var listings []string
	// Of one whose personal data can't be read, any may be there.
	const first, last = "?", "@" // of their signs
	err := tx.session(ctx).Raw("SELECT listing FROM search_lists WHERE listing > ? AND listing < ? AND block = ?", first, last, blockOf(previous.ID)).Scan(&listings).Error
	if err != nil {
		return wrap("read lists of the search", err)
	}
	listings = slices.Concat(listings, wordListings(previous), fieldListings(previous))
	var values []customRow
	if err := tx.session(ctx).Where("customer_id = ?", previous.ID).Find(&values).Error; err != nil {
		return wrap("read custom values", err)
	}
	for _, row := range values {
		listings = append(listings, valueListings([]customRow{row})...)
	}
	var notes []pendingPart
	if err := tx.session(ctx).Where("customer_id = ?", previous.ID).Find(&notes).Error; err != nil {
		return wrap("read what is noted for the search", err)
	}
	for _, note := range notes {
		listings = append(append(listings, splitListings(note.Listed)...), splitListings(note.Listings)...)
	}
	if err := tx.session(ctx).Where("customer_id = ?", previous.ID).Delete(&pendingPart{}).Error; err != nil {
		return wrap("erase what is noted for the search", err)
	}
	if err := tx.session(ctx).Exec("UPDATE search_fence SET fence = fence + 1, held_until = NULL WHERE name = 'lists'").Error; err != nil {
		return wrap("take the fence of the lists", err)
	}
	changed, shelves := newChanges(), newShelves()
	var keys []string
	for _, listing := range listings {
		if sorted, key, ok := cutKey(listing); ok {
			if err := shelves.load(ctx, tx, sorted); err != nil {
				return err
			}
			at := shelves.marks[sorted].at(key)
			if at < 0 {
				continue
			}
			keys = append(keys, listing)
			changed.take(shelves.marks[sorted][at], previous.ID)
			continue
		}
		changed.remove(listing, previous.ID)
	}
	if err := tx.changeLists(ctx, changed); err != nil {
		return err
	}
	return tx.unmark(ctx, shelves, keys)
}

// unmark takes the marks away that are texts of somebody who has them no longer, where nobody else has: a name that was
// erased must not stand there. The bucket begins with the next key in it then. keys are listings.
func (tx *Tx) unmark(ctx context.Context, s *shelves, keys []string) error {
	for _, listing := range keys {
		sorted, key, _ := cutKey(listing)
		if sorted != sortedName && sorted[:1] != sortedText {
			continue // days and numbers say nothing of anybody
		}
		list := s.marks[sorted]
		if at := list.at(key); at > 0 && list[at].Mark == key {
			if err := tx.moveMark(ctx, s, sorted, at); err != nil {
				return err
			}
		}
	}
	return nil
}

// moveMark lets a bucket begin with the least key in it, unless somebody has the mark as their key. One without customers goes.
func (tx *Tx) moveMark(ctx context.Context, s *shelves, sorted string, at int) error {
	m, end := s.marks[sorted][at], lastKey
	if at+1 < len(s.marks[sorted]) {
		end = s.marks[sorted][at+1].Mark
	}
	ids, err := tx.inBucket(ctx, m)
	if err != nil {
		return err
	}
	keys, err := tx.listedKeys(ctx, sorted, ids)
	if err != nil || slices.ContainsFunc(keys, func(k keyOf) bool { return k.key == m.Mark }) {
		return err
	}
	if err := tx.session(ctx).Where("sorted = ? AND mark = ?", sorted, m.Mark).Delete(&mark{}).Error; err != nil {
		return wrap("take a mark away", err)
	}
	s.marks[sorted] = slices.Delete(s.marks[sorted], at, at+1)
	keys = slices.DeleteFunc(keys, func(k keyOf) bool { return k.key < m.Mark || k.key >= end })
	if len(keys) == 0 {
		return nil
	}
	into, err := s.cut(ctx, tx, mark{Sorted: sorted, Mark: slices.MinFunc(keys, func(a, b keyOf) int { return cmp.Compare(a.key, b.key) }).key})
	if err != nil {
		return err
	}
	changed := newChanges()
	for _, k := range keys {
		changed.put(into, k.id)
	}
	return tx.changeLists(ctx, changed)
}

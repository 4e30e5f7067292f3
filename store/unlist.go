package store

import (
	"context"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

// unlist takes a customer whose data is erased out of every list and note, at once. Whoever brings notes in meanwhile has to
// begin again.
func (tx *Tx) unlist(ctx context.Context, previous models.Customer) error {
	listings := append(wordListings(previous), fieldListings(previous)...)
	for _, field := range models.PersonalFields() { // of one that can't be read, any may be there
		listings = append(listings, presence(fieldSpec(field)))
	}
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
	changed, shelves := changes{}, newShelves()
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
			listing = bucketListing(sorted, shelves.marks[sorted][at].Bucket)
		}
		changed.remove(listing, previous.ID)
	}
	if err := tx.changeLists(ctx, changed); err != nil {
		return err
	}
	return tx.unmark(ctx, shelves, keys)
}

// unmark takes the marks away that are texts of somebody who has them no longer, where nobody else has: a name that was
// erased must not stand there. What was in the mark's bucket goes into the one before. keys are listings.
func (tx *Tx) unmark(ctx context.Context, s *shelves, keys []string) error {
	for _, listing := range keys {
		sorted, key, _ := cutKey(listing)
		if sorted != sortedName && sorted[:1] != sortedText {
			continue // days and numbers say nothing of anybody
		}
		list := s.marks[sorted]
		if at := list.at(key); at > 0 && list[at].Mark == key {
			if err := tx.mergeBack(ctx, s, sorted, at); err != nil {
				return err
			}
		}
	}
	return nil
}

// mergeBack puts what is in a bucket into the one before, and takes its mark away, unless somebody has the mark as their
// key.
func (tx *Tx) mergeBack(ctx context.Context, s *shelves, sorted string, at int) error {
	list := s.marks[sorted]
	from, into := bucketListing(sorted, list[at].Bucket), bucketListing(sorted, list[at-1].Bucket)
	lists, err := tx.readLists(ctx, []string{from}, nil)
	if err != nil {
		return err
	}
	var ids []int64
	for place, set := range lists {
		ids = append(ids, set.ids(place.block)...)
	}
	keys, err := tx.listedKeys(ctx, sorted, ids)
	if err != nil || slices.ContainsFunc(keys, func(k keyOf) bool { return k.key == list[at].Mark }) {
		return err
	}
	changed := changes{}
	for _, id := range ids {
		changed.remove(from, id)
		changed.add(into, id)
	}
	if len(ids) > 0 {
		if err := s.setAlone(ctx, tx, sorted, at-1, 0); err != nil {
			return err
		}
	}
	if err := tx.changeLists(ctx, changed); err != nil {
		return err
	}
	err = tx.session(ctx).Where("sorted = ? AND mark = ?", sorted, list[at].Mark).Delete(&mark{}).Error
	s.marks[sorted] = slices.Delete(list, at, at+1)
	return wrap("take a mark away", err)
}

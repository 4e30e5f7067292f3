package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"maps"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// listPlace names a list.
type listPlace struct {
	listing string
	block   int
}

// keptList is a list as it is kept.
type keptList struct {
	Listing string `gorm:"primaryKey"`
	Block   int    `gorm:"primaryKey;autoIncrement:false"`
	Size    int
	Members []byte
}

// TableName names the table.
func (keptList) TableName() string { return "search_lists" }

// listsAtOnce is how many lists one statement reads or writes.
const listsAtOnce = 300

// readLists reads the lists of some listings, in some blocks or, where none are named, in all.
func (q Queries) readLists(ctx context.Context, listings []string, blocks []int) (map[listPlace]*members, error) {
	found := map[listPlace]*members{}
	err := q.eachList(ctx, listings, blocks, func(place listPlace, kept []byte) error {
		set := &members{}
		found[place] = set
		return set.addKept(kept)
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// eachList calls a function for each list of some listings, in some blocks or, where none are named, in all. What it is given is
// valid only until it returns.
func (q Queries) eachList(ctx context.Context, listings []string, blocks []int, do func(place listPlace, kept []byte) error) error {
	for chunk := range slices.Chunk(listings, listsAtOnce) {
		text, args := "SELECT listing, block, members FROM search_lists WHERE listing IN ?", []any{chunk}
		if len(blocks) > 0 { // the lists of a listing stand side by side: a run of blocks is read at one go
			least, most := slices.Min(blocks), slices.Max(blocks)
			text, args = text+" AND block BETWEEN ? AND ?", append(args, least, most)
			if most-least >= 2*len(blocks) {
				text, args = text+" AND block IN ?", append(args, blocks)
			}
		}
		err := q.eachRow(ctx, func(rows *sql.Rows) error {
			var place listPlace
			var kept sql.RawBytes
			if err := rows.Scan(&place.listing, &place.block, &kept); err != nil {
				return err
			}
			return do(place, kept)
		}, text, args...)
		if err != nil {
			return wrap("read lists of the search", err)
		}
	}
	return nil
}

// eachRow calls a function for each row that a query finds. Where there are hundreds, that costs half of what GORM needs.
func (q Queries) eachRow(ctx context.Context, read func(rows *sql.Rows) error, text string, args ...any) error {
	return eachOf(q.session(ctx).Raw(text, args...), read)
}

// eachOf is eachRow for a query that was put together.
func eachOf(db *gorm.DB, read func(rows *sql.Rows) error) error {
	rows, err := db.Rows()
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := read(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// changes are what is to be changed in lists and buckets: customers that are taken out first, and those that are put in then.
type changes struct {
	lists   map[listPlace]*change[uint16]
	buckets map[bucketPlace]*change[int64]
}

type change[ID uint16 | int64] struct{ out, in []ID }

// bucketPlace names a bucket by its mark.
type bucketPlace struct{ sorted, mark string }

func newChanges() changes {
	return changes{lists: map[listPlace]*change[uint16]{}, buckets: map[bucketPlace]*change[int64]{}}
}

func changeAt[Place comparable, ID uint16 | int64](all map[Place]*change[ID], place Place) *change[ID] {
	if all[place] == nil {
		all[place] = &change[ID]{}
	}
	return all[place]
}

func (c changes) add(listing string, id int64) {
	at := changeAt(c.lists, listPlace{listing, blockOf(id)})
	at.in = append(at.in, placeIn(id))
}

func (c changes) remove(listing string, id int64) {
	at := changeAt(c.lists, listPlace{listing, blockOf(id)})
	at.out = append(at.out, placeIn(id))
}

// put adds a customer to a bucket.
func (c changes) put(m mark, id int64) {
	if m.Alone == 1 {
		c.add(m.listing(), id)
		return
	}
	at := changeAt(c.buckets, bucketPlace{m.Sorted, m.Mark})
	at.in = append(at.in, id)
}

// take removes a customer from a bucket.
func (c changes) take(m mark, id int64) {
	if m.Alone == 1 {
		c.remove(m.listing(), id)
		return
	}
	at := changeAt(c.buckets, bucketPlace{m.Sorted, m.Mark})
	at.out = append(at.out, id)
}

// steps cuts changes into parts of at most a number of lists, each of one block, or of buckets, each of what is sorted by one
// thing.
func (c changes) steps(size int) []changes {
	var list []changes
	places := slices.SortedFunc(maps.Keys(c.lists), func(a, b listPlace) int {
		return cmp.Or(cmp.Compare(a.block, b.block), cmp.Compare(a.listing, b.listing))
	})
	for i, place := range places {
		if i == 0 || len(list[len(list)-1].lists) >= size || places[i-1].block != place.block {
			list = append(list, newChanges())
		}
		list[len(list)-1].lists[place] = c.lists[place]
	}
	buckets := slices.SortedFunc(maps.Keys(c.buckets), func(a, b bucketPlace) int {
		return cmp.Or(cmp.Compare(a.sorted, b.sorted), cmp.Compare(a.mark, b.mark))
	})
	for i, place := range buckets {
		if i == 0 || len(list[len(list)-1].buckets) >= size || buckets[i-1].sorted != place.sorted {
			list = append(list, newChanges())
		}
		list[len(list)-1].buckets[place] = c.buckets[place]
	}
	return list
}

// changeLists changes lists and buckets. Whoever calls it holds the fence.
func (tx *Tx) changeLists(ctx context.Context, all changes) error {
	for _, step := range all.steps(listsAtOnce) {
		if _, err := tx.changeSome(ctx, step); err != nil {
			return err
		}
	}
	return nil
}

// changeSome takes one step of changes. It returns the buckets that are too full now.
func (tx *Tx) changeSome(ctx context.Context, step changes) (full []bucketPlace, err error) {
	if len(step.buckets) > 0 {
		full, err = tx.changeBuckets(ctx, step.buckets)
		return full, wrap("write buckets of the search", err)
	}
	return nil, wrap("write lists of the search", tx.changeBlock(ctx, step.lists))
}

// changeBlock changes lists of one block. A list without customers goes: nothing tells of what nobody has any more.
func (tx *Tx) changeBlock(ctx context.Context, step map[listPlace]*change[uint16]) error {
	listings, block := make([]string, 0, len(step)), 0
	for place := range step {
		listings, block = append(listings, place.listing), place.block
	}
	slices.Sort(listings)
	w := listWriter{step: step, block: block, there: make(map[string]bool, len(step))}
	err := tx.eachList(ctx, listings, []int{block}, func(place listPlace, kept []byte) error { return w.change(place.listing, kept) })
	if err != nil {
		return err
	}
	for _, listing := range listings {
		if !w.there[listing] {
			if err := w.change(listing, nil); err != nil {
				return err
			}
		}
	}
	for chunk := range slices.Chunk(w.gone, rowsAtOnce) {
		if err := tx.session(ctx).Where("block = ? AND listing IN ?", block, chunk).Delete(&keptList{}).Error; err != nil {
			return err
		}
	}
	slices.SortFunc(w.rows, func(a, b keptList) int { return cmp.Compare(a.Listing, b.Listing) }) // everybody locks in one order
	write := clause.OnConflict{Columns: []clause.Column{{Name: "listing"}, {Name: "block"}}, DoUpdates: clause.AssignmentColumns([]string{"size", "members"})}
	return createAll(tx.session(ctx).Clauses(write), w.rows)
}

// listWriter makes lists of a block as they are after a step. Its set is used for one list after the other: it takes 8 KB.
type listWriter struct {
	step  map[listPlace]*change[uint16]
	block int
	set   members
	there map[string]bool // those that were read
	rows  []keptList      // those that are written
	gone  []string
}

// change makes one list out of what is kept of it; nil where it isn't there.
func (w *listWriter) change(listing string, kept []byte) error {
	change := w.step[listPlace{listing, w.block}]
	if change == nil {
		return nil
	}
	w.set = members{}
	if kept != nil {
		w.there[listing] = true
		if err := w.set.addKept(kept); err != nil {
			return err
		}
	}
	for _, place := range change.out {
		w.set.remove(place)
	}
	for _, place := range change.in {
		w.set.add(place)
	}
	size := w.set.count()
	if size == 0 {
		if kept != nil {
			w.gone = append(w.gone, listing)
		}
		return nil
	}
	if now := w.set.encode(); !bytes.Equal(now, kept) {
		w.rows = append(w.rows, keptList{listing, w.block, size, now})
	}
	return nil
}

// changeBuckets changes buckets of what is sorted by one thing. It returns those that are too full now.
func (tx *Tx) changeBuckets(ctx context.Context, step map[bucketPlace]*change[int64]) (full []bucketPlace, err error) {
	var sorted string
	var keys []string
	for place := range step {
		sorted, keys = place.sorted, append(keys, place.mark)
	}
	slices.Sort(keys)
	var changed marks
	for chunk := range slices.Chunk(keys, rowsAtOnce) {
		var rows marks
		if err := tx.session(ctx).Where("sorted = ? AND mark IN ?", sorted, chunk).Find(&rows).Error; err != nil {
			return nil, err
		}
		for _, m := range rows {
			place := bucketPlace{sorted, m.Mark}
			ids, err := changedBucket(m.Members, step[place])
			if err != nil {
				return nil, err
			}
			if len(ids) > bucketFull && len(step[place].in) > 0 {
				full = append(full, place)
			}
			if now := encodeIDs(ids); !bytes.Equal(now, m.Members) {
				m.Members = now
				changed = append(changed, m)
			}
		}
	}
	slices.SortFunc(changed, func(a, b mark) int { return cmp.Compare(a.Mark, b.Mark) }) // everybody locks in one order
	write := clause.OnConflict{Columns: []clause.Column{{Name: "sorted"}, {Name: "mark"}}, DoUpdates: clause.AssignmentColumns([]string{"members"})}
	return full, createAll(tx.session(ctx).Clauses(write), changed)
}

// changedBucket returns who is in a bucket after a change, sorted.
func changedBucket(kept []byte, change *change[int64]) ([]int64, error) {
	ids, err := decodeIDs(kept)
	if err != nil {
		return nil, err
	}
	if len(change.out) > 0 {
		out := make(map[int64]bool, len(change.out))
		for _, id := range change.out {
			out[id] = true
		}
		ids = slices.DeleteFunc(ids, func(id int64) bool { return out[id] })
	}
	ids = append(ids, change.in...)
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

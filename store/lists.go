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
		if err := tx.changeSome(ctx, step); err != nil {
			return err
		}
	}
	return nil
}

// changeSome takes one step of changes.
func (tx *Tx) changeSome(ctx context.Context, step changes) error {
	if len(step.buckets) > 0 {
		return wrap("write buckets of the search", tx.changeBuckets(ctx, step.buckets))
	}
	return wrap("write lists of the search", tx.changeBlock(ctx, step.lists))
}

// changeBlock changes lists of one block. A list without customers goes: nothing tells of what nobody has any more.
func (tx *Tx) changeBlock(ctx context.Context, step map[listPlace]*change[uint16]) error {
	var (
		listings []string
		block    int
		rows     []keptList
		gone     []string
	)
	for place := range step {
		listings, block = append(listings, place.listing), place.block
	}
	slices.Sort(listings)
	found, err := tx.readLists(ctx, listings, []int{block})
	if err != nil {
		return err
	}
	for _, listing := range listings {
		place := listPlace{listing, block}
		set, there := found[place]
		if !there {
			set = &members{}
		}
		was := *set
		for _, place := range step[place].out {
			set.remove(place)
		}
		for _, place := range step[place].in {
			set.add(place)
		}
		switch size := set.count(); {
		case was == *set:
		case size == 0:
			gone = append(gone, listing)
		default:
			rows = append(rows, keptList{listing, block, size, set.encode()})
		}
	}
	if len(gone) > 0 {
		if err := tx.session(ctx).Where("block = ? AND listing IN ?", block, gone).Delete(&keptList{}).Error; err != nil {
			return err
		}
	}
	if len(rows) == 0 {
		return nil
	}
	write := clause.OnConflict{Columns: []clause.Column{{Name: "listing"}, {Name: "block"}}, DoUpdates: clause.AssignmentColumns([]string{"size", "members"})}
	return tx.session(ctx).Clauses(write).Create(&rows).Error
}

// changeBuckets changes buckets of what is sorted by one thing.
func (tx *Tx) changeBuckets(ctx context.Context, step map[bucketPlace]*change[int64]) error {
	var sorted string
	var keys []string
	for place := range step {
		sorted, keys = place.sorted, append(keys, place.mark)
	}
	var rows marks
	if err := tx.session(ctx).Where("sorted = ? AND mark IN ?", sorted, keys).Find(&rows).Error; err != nil {
		return err
	}
	var changed marks
	for _, m := range rows {
		ids, err := decodeIDs(m.Members)
		if err != nil {
			return err
		}
		was, change := m.Members, step[bucketPlace{sorted, m.Mark}]
		out := make(map[int64]bool, len(change.out))
		for _, id := range change.out {
			out[id] = true
		}
		ids = append(slices.DeleteFunc(ids, func(id int64) bool { return out[id] }), change.in...)
		slices.Sort(ids)
		if m.Members = encodeIDs(slices.Compact(ids)); !bytes.Equal(m.Members, was) {
			changed = append(changed, m)
		}
	}
	if len(changed) == 0 {
		return nil
	}
	slices.SortFunc(changed, func(a, b mark) int { return cmp.Compare(a.Mark, b.Mark) }) // everybody locks in one order
	write := clause.OnConflict{Columns: []clause.Column{{Name: "sorted"}, {Name: "mark"}}, DoUpdates: clause.AssignmentColumns([]string{"members"})}
	return tx.session(ctx).Clauses(write).Create(&changed).Error
}

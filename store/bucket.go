package store

import (
	"cmp"
	"context"
	"slices"
	"strconv"
)

// Customers that are sorted by a key are kept in buckets of neighbouring keys. So the first of some matches in an order are
// found by going through the buckets in their order, and a span by the buckets in it. A mark says with which key a bucket
// begins; it ends where the next begins. Its customers stand beside the mark. Many customers with the same key have a bucket
// that is theirs alone: they are kept in lists by block, as those of any other listing.

// How many customers a bucket has. One that has more is cut; a key that more have by itself is alone.
const (
	bucketFull = 256
	bucketHalf = 128
)

// mark is where a bucket begins.
type mark struct {
	Sorted  string `gorm:"primaryKey"`
	Mark    string `gorm:"primaryKey"`
	Bucket  int
	Alone   int    // 1: nothing but the mark itself is in it, and lists hold its customers
	Members []byte // the customers, unless lists hold them: see encodeIDs
}

// TableName names the table.
func (mark) TableName() string { return "search_marks" }

// listing is the one under which the customers of a bucket that is one key's alone are kept.
func (m mark) listing() string { return "#" + m.Sorted + ":" + strconv.Itoa(m.Bucket) }

// marks are those of what is sorted by one thing, in their order.
type marks []mark

// at returns the place of the mark of the bucket that a key belongs to; -1 where it is before all.
func (m marks) at(key string) int {
	at, found := slices.BinarySearchFunc(m, key, func(mark mark, key string) int { return cmp.Compare(mark.Mark, key) })
	if !found {
		at--
	}
	return at
}

// readMarks reads all marks of what is sorted by something, without customers.
func (q Queries) readMarks(ctx context.Context, sorted string) (marks, error) {
	var list marks
	err := q.session(ctx).Select("sorted", "mark", "bucket", "alone").Where("sorted = ?", sorted).Find(&list).Error
	slices.SortFunc(list, func(a, b mark) int { return cmp.Compare(a.Mark, b.Mark) })
	return list, wrap("read marks of the search", err)
}

// shelves are all that somebody who writes lists knows of the marks.
type shelves struct {
	marks map[string]marks // by what is sorted by
	last  map[string]int   // the greatest bucket in use
}

func newShelves() *shelves { return &shelves{marks: map[string]marks{}, last: map[string]int{}} }

// load reads the marks of something, once.
func (s *shelves) load(ctx context.Context, tx *Tx, sorted string) error {
	if _, known := s.marks[sorted]; known {
		return nil
	}
	list, err := tx.readMarks(ctx, sorted)
	for _, m := range list {
		s.last[sorted] = max(s.last[sorted], m.Bucket)
	}
	s.marks[sorted] = list
	return err
}

// place returns the mark of the bucket that a key belongs to. It makes a bucket where there is none: the first, and one for
// what comes behind a bucket that is one key's alone.
func (s *shelves) place(ctx context.Context, tx *Tx, sorted, key string) (mark, error) {
	if err := s.load(ctx, tx, sorted); err != nil {
		return mark{}, err
	}
	list := s.marks[sorted]
	at := list.at(key)
	switch {
	case at < 0:
		key = ""
	case list[at].Alone == 0 || list[at].Mark == key:
		return list[at], nil
	}
	return s.cut(ctx, tx, mark{Sorted: sorted, Mark: key})
}

// cut makes a bucket that begins with a mark.
func (s *shelves) cut(ctx context.Context, tx *Tx, m mark) (mark, error) {
	s.last[m.Sorted]++
	m.Bucket, m.Members = s.last[m.Sorted], []byte{}
	list := s.marks[m.Sorted]
	s.marks[m.Sorted] = slices.Insert(list, list.at(m.Mark)+1, m)
	return m, wrap("begin a bucket", tx.session(ctx).Create(&m).Error)
}

// setAlone says whether a bucket is one key's alone. Nothing is in it at that moment.
func (s *shelves) setAlone(ctx context.Context, tx *Tx, sorted string, at, alone int) error {
	m := &s.marks[sorted][at]
	if m.Alone == alone {
		return nil
	}
	m.Alone = alone
	return wrap("mark a bucket", tx.session(ctx).Model(&mark{}).Where("sorted = ? AND mark = ?", sorted, m.Mark).UpdateColumn("alone", alone).Error)
}

// inBucket returns the customers of a bucket.
func (q Queries) inBucket(ctx context.Context, m mark) (ids []int64, err error) {
	if m.Alone == 0 {
		var kept []mark
		err := q.session(ctx).Select("members").Where("sorted = ? AND mark = ?", m.Sorted, m.Mark).Find(&kept).Error
		if err != nil || len(kept) == 0 {
			return nil, wrap("read a bucket of the search", err)
		}
		return decodeIDs(kept[0].Members)
	}
	lists, err := q.readLists(ctx, []string{m.listing()}, nil)
	for place, set := range lists {
		ids = append(ids, set.ids(place.block)...)
	}
	slices.Sort(ids)
	return ids, err
}

// empty takes everybody out of a bucket.
func (tx *Tx) empty(ctx context.Context, m mark) error {
	if m.Alone == 1 {
		return wrap("empty a bucket", tx.session(ctx).Where("listing = ?", m.listing()).Delete(&keptList{}).Error)
	}
	return wrap("empty a bucket", tx.session(ctx).Model(&mark{}).Where("sorted = ? AND mark = ?", m.Sorted, m.Mark).UpdateColumn("members", []byte{}).Error)
}

// keyOf is a customer's key.
type keyOf struct {
	id  int64
	key string
}

// pieces cuts customers, sorted by key, into runs of about bucketHalf. No key is in two of them, and one that fills a
// bucket by itself has a run of its own.
func pieces(list []keyOf) [][]keyOf {
	var runs [][]keyOf
	begin := 0
	for at := 0; at < len(list); {
		end := at + 1
		for end < len(list) && list[end].key == list[at].key {
			end++
		}
		if alone := end-at > bucketFull; alone || end-begin > bucketHalf {
			if at > begin {
				runs = append(runs, list[begin:at])
			}
			begin = at
			if alone {
				runs, begin = append(runs, list[at:end]), end
			}
		}
		at = end
	}
	if begin < len(list) {
		runs = append(runs, list[begin:])
	}
	return runs
}

// oneKey reports a run of nothing but one key.
func oneKey(run []keyOf) bool { return run[0].key == run[len(run)-1].key }

// split cuts the bucket that a mark begins when it has become too full.
func (tx *Tx) split(ctx context.Context, s *shelves, sorted string, at int) error {
	m := s.marks[sorted][at]
	ids, err := tx.inBucket(ctx, m)
	if err != nil || len(ids) <= bucketFull {
		return err
	}
	end := lastKey
	if at+1 < len(s.marks[sorted]) {
		end = s.marks[sorted][at+1].Mark
	}
	keys, err := tx.listedKeys(ctx, sorted, ids)
	if err != nil {
		return err
	}
	keys = slices.DeleteFunc(keys, func(k keyOf) bool { return k.key < m.Mark || k.key >= end })
	slices.SortFunc(keys, func(a, b keyOf) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.id, b.id)) })
	if err := tx.empty(ctx, m); err != nil {
		return err
	}
	changed := newChanges()
	for i, run := range pieces(keys) {
		alone := 0
		if oneKey(run) && len(run) > bucketFull {
			alone = 1
		}
		into := mark{Sorted: sorted, Mark: run[0].key, Alone: alone}
		if i > 0 || alone == 1 && run[0].key != m.Mark {
			into, err = s.cut(ctx, tx, into)
		} else {
			err = s.setAlone(ctx, tx, sorted, at, alone)
			into = s.marks[sorted][at]
		}
		if err != nil {
			return err
		}
		for _, k := range run {
			changed.put(into, k.id)
		}
	}
	return tx.changeLists(ctx, changed)
}

// listedKeys returns under which keys customers are kept in the lists: those of their rows, and of what is noted as changed
// those that it was listed with. The rows are read first: whatever changes meanwhile is noted by the time the notes are.
func (tx *Tx) listedKeys(ctx context.Context, sorted string, ids []int64) ([]keyOf, error) {
	slices.Sort(ids)
	var keys []keyOf
	for chunk := range slices.Chunk(ids, fillBatch) {
		rows, err := tx.rowKeys(ctx, sorted, chunk)
		if err != nil {
			return nil, err
		}
		var notes []pendingPart
		err = tx.session(ctx).Select("customer_id", "listed").
			Where("customer_id IN ? AND part = ?", chunk, partOf(keyListing(sorted, ""))).Find(&notes).Error
		if err != nil {
			return nil, wrap("read what is noted for the search", err)
		}
		for _, note := range notes {
			rows = slices.DeleteFunc(rows, func(k keyOf) bool { return k.id == note.CustomerID })
			for _, listing := range splitListings(note.Listed) {
				if by, key, ok := cutKey(listing); ok && by == sorted {
					rows = append(rows, keyOf{note.CustomerID, key})
				}
			}
		}
		keys = append(keys, rows...)
	}
	return keys, nil
}

// rowKeys reads the keys that customers have by their rows.
func (q Queries) rowKeys(ctx context.Context, sorted string, ids []int64) ([]keyOf, error) {
	var keys []keyOf
	switch by := sorted[:1]; by {
	case sortedName, sortedDue:
		rows, err := q.sortRows(ctx, ids)
		for _, row := range rows {
			key := row.SortKey
			if by == sortedDue {
				key = row.NextFollowUp.String()
			}
			keys = append(keys, keyOf{row.ID, key})
		}
		return keys, err
	}
	var rows []customRow
	field, err := strconv.ParseInt(sorted[1:], 10, 64)
	if err == nil {
		err = q.session(ctx).Select("customer_id", "field_id", "value_key", "number", "sealed_key").
			Where("customer_id IN ? AND field_id = ? AND sealed_key = ''", ids, field).Find(&rows).Error
	}
	for _, row := range rows {
		for _, listing := range valueListings([]customRow{row}) {
			if by, key, ok := cutKey(listing); ok && by == sorted {
				keys = append(keys, keyOf{row.CustomerID, key})
			}
		}
	}
	return keys, wrap("read keys of custom values", err)
}

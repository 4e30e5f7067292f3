package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
)

// A search in the order of a key, of which there are too many matches to sort them all, goes through the buckets of the
// order: those of a bucket that match are few enough.

// sortedPage returns at most want matches behind a place in an order, and whether the last of them is the last of all.
func (s *searcher) sortedPage(ctx context.Context, at cursor, want int) ([]candidate, error) {
	if err := s.load(ctx, s.blocks); err != nil {
		return nil, err
	}
	switch at.Order {
	case orderName:
		return s.throughBuckets(ctx, sortedName, at, want)
	case orderUndated:
		return s.undated(ctx, at.ID, want)
	}
	list, err := s.throughBuckets(ctx, sortedDue, at, want)
	if err != nil || len(list) >= want {
		return list, err
	}
	rest, err := s.undated(ctx, 0, want-len(list))
	return append(list, rest...), err
}

// undated returns the matches without a next follow-up behind a customer, by their IDs.
func (s *searcher) undated(ctx context.Context, after int64, want int) ([]candidate, error) {
	if err := s.readLists(ctx, []string{listedUndated}, s.blocks); err != nil {
		return nil, err
	}
	blocks := slices.Clone(s.blocks)
	slices.Reverse(blocks)
	found, _, err := s.walk(ctx, blocks, want, want, func(in *members, block int, list []int64) []int64 {
		undated := s.listed(listedUndated, block)
		undated.keep(in)
		return undated.up(block, after, list)
	})
	s.forgetLists()
	list := make([]candidate, len(found))
	for i, id := range found {
		list[i] = candidate{Customer: models.Customer{ID: id}}
	}
	return list, err
}

// bucketsAtOnce bounds how many buckets are read at once.
const bucketsAtOnce = 256

// throughBuckets returns at most want matches behind a place in an order of keys.
func (s *searcher) throughBuckets(ctx context.Context, sorted string, at cursor, want int) ([]candidate, error) {
	w := bucketWalk{searcher: s, sorted: sorted, at: at, want: want}
	from, size := at.Key, s.bucketsFor(want)
	for ; ; size = bucketsAtOnce {
		some, err := s.q.bucketsFrom(ctx, sorted, from, lastKey, size+1)
		if err != nil {
			return nil, err
		}
		if len(some) == 0 { // everything is noted
			some = marks{{Sorted: sorted}}
		}
		last := len(some) <= size
		if !last {
			from, some = some[size].Mark, some[:size]
		}
		if err := w.through(ctx, some, from, last); err != nil {
			return nil, err
		}
		if last || len(w.found) >= want {
			return w.found[:min(len(w.found), want)], nil
		}
	}
}

// bucketsFor guesses through how many buckets a page leads.
func (s *searcher) bucketsFor(want int) int {
	matches := 1
	for _, block := range s.blocks {
		matches += s.met[block].in.count()
	}
	return max(2, min(bucketsAtOnce, s.bucketsToRead(want, matches)*3/2))
}

// bucketsToRead is how many buckets have so many of some matches.
func (s *searcher) bucketsToRead(want, matches int) int {
	return want*s.total(listedAll)/bucketHalf/matches + 1
}

// bucketWalk goes through buckets.
type bucketWalk struct {
	*searcher
	sorted string
	at     cursor
	want   int
	found  []candidate
	alone  map[listPlace]*members // what lists hold of some buckets
	loaded map[int]bool           // which
	ahead  int                    // how many were read at once
}

// through goes through some buckets; end is the key that the last of them ends before, unless it is the last of all.
func (w *bucketWalk) through(ctx context.Context, some marks, end string, last bool) error {
	var gathered []int64
	for i, m := range some {
		if err := w.loadAlone(ctx, some[i:]); err != nil {
			return err
		}
		until, open := end, last
		if i+1 < len(some) {
			until, open = some[i+1].Mark, false
		}
		ids, err := w.matchesIn(m, until, open)
		if err != nil {
			return err
		}
		if m.Alone == 0 {
			if gathered = append(gathered, ids...); len(gathered) < w.want && i+1 < len(some) {
				continue
			}
			ids = nil
		}
		if err := w.take(ctx, gathered); err != nil {
			return err
		}
		gathered = nil
		if err := w.takeAlone(ctx, ids, m.Mark); err != nil || len(w.found) >= w.want {
			return err
		}
	}
	return w.take(ctx, gathered)
}

// loadAlone reads the lists of the first of some buckets, if lists hold it, and with it those of more and more of the next.
func (w *bucketWalk) loadAlone(ctx context.Context, some marks) error {
	if some[0].Alone == 0 || w.loaded[some[0].Bucket] {
		return nil
	}
	w.ahead = min(max(2, w.ahead*2), 32)
	var listings []string
	w.loaded = map[int]bool{}
	for _, m := range some {
		if m.Alone == 1 && len(listings) < w.ahead {
			listings = append(listings, m.listing())
			w.loaded[m.Bucket] = true
		}
	}
	blocks := slices.DeleteFunc(slices.Clone(w.blocks), func(block int) bool { return w.met[block].in.count() == 0 })
	if len(blocks) == 0 {
		return nil
	}
	var err error
	w.alone, err = w.q.readLists(ctx, listings, blocks)
	return err
}

// matchesIn returns the matches in a bucket, by their IDs.
func (w *bucketWalk) matchesIn(m mark, end string, open bool) (ids []int64, err error) {
	noted := w.noted[partOf(keyListing(w.sorted, ""))]
	err = eachID(m.Members, func(id int64) {
		block, place := blockOf(id), placeIn(id)
		if all := w.met[block]; all != nil && all.in.has(place) && (noted[block] == nil || !noted[block].has(place)) {
			ids = append(ids, id)
		}
	})
	if err != nil {
		return nil, wrap("read buckets of the search", err)
	}
	if m.Alone == 1 {
		ids = append(ids, w.aloneIn(m, noted)...)
	}
	for _, k := range w.notedKeys(w.sorted) {
		if all := w.met[blockOf(k.id)]; k.key >= m.Mark && (open || k.key < end) && all != nil && all.in.has(placeIn(k.id)) {
			ids = append(ids, k.id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// aloneIn returns the matches that lists hold for a bucket.
func (w *bucketWalk) aloneIn(m mark, noted map[int]*members) (ids []int64) {
	for _, block := range slices.Backward(w.blocks) {
		kept := w.alone[listPlace{m.listing(), block}]
		if kept == nil {
			continue
		}
		set := *kept
		if noted[block] != nil {
			set.drop(noted[block])
		}
		set.keep(w.met[block].in)
		ids = append(ids, set.ids(block)...)
	}
	return ids
}

// take reads the keys of matches, and adds those of them that are behind the place, in their order.
func (w *bucketWalk) take(ctx context.Context, ids []int64) error {
	var list []candidate
	for chunk := range slices.Chunk(ids, checkNext) {
		checked, err := w.check(ctx, chunk)
		if err != nil {
			return err
		}
		rows, err := w.sortRows(ctx, checked)
		if err != nil {
			return err
		}
		for _, row := range rows {
			list = append(list, row.candidate(""))
		}
	}
	compare := comparisons[models.SortName]
	if w.sorted == sortedDue {
		compare = comparisons[models.SortDue]
	}
	place := candidateAt(w.at)
	list = slices.DeleteFunc(list, func(c candidate) bool { return w.at.ID > 0 && compare(c, place) <= 0 })
	slices.SortFunc(list, compare)
	w.found = append(w.found, list...)
	return nil
}

// takeAlone adds matches that all have the same key.
func (w *bucketWalk) takeAlone(ctx context.Context, ids []int64, key string) error {
	switch c := cmp.Compare(key, w.at.Key); {
	case w.at.ID > 0 && c < 0:
		return nil
	case w.at.ID > 0 && c == 0:
		ids = slices.DeleteFunc(ids, func(id int64) bool { return id <= w.at.ID })
	}
	for len(ids) > 0 && len(w.found) < w.want {
		some := ids[:min(len(ids), max(checkFirst, w.want))]
		ids = ids[len(some):]
		checked, err := w.check(ctx, some)
		if err != nil {
			return err
		}
		for _, id := range checked {
			w.found = append(w.found, candidateAt(cursor{Order: w.at.Order, Key: key, ID: id}))
		}
	}
	return nil
}

// sortRows returns what customers are sorted by: of those that were looked at it is known.
func (s *searcher) sortRows(ctx context.Context, ids []int64) (rows []foundRow, err error) {
	var rest []int64
	for _, id := range ids {
		if row, known := s.rows[id]; known {
			rows = append(rows, row)
		} else {
			rest = append(rest, id)
		}
	}
	read, err := s.q.sortRows(ctx, rest)
	return append(rows, read...), err
}

// sortRows reads what customers are sorted by.
func (q Queries) sortRows(ctx context.Context, ids []int64) (rows []foundRow, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	err = q.eachRow(ctx, func(read *sql.Rows) error {
		var row foundRow
		err := read.Scan(&row.ID, &row.Code, &row.NameKey, &row.SortKey, &row.NextFollowUp)
		rows = append(rows, row)
		return err
	}, "SELECT id, code, name_key, sort_key, next_follow_up FROM customers WHERE id IN ?", ids)
	return rows, wrap("read what customers are sorted by", err)
}

// candidate is a customer that was looked at, ranked for what was typed.
func (r foundRow) candidate(given string) candidate {
	c := candidate{Customer: models.Customer{ID: r.ID, Code: r.Code, NameKey: r.NameKey, NextFollowUp: r.NextFollowUp}, sortKey: strings.TrimSpace(r.SortKey)}
	c.rank = rankOf(c.Customer, given)
	return c
}

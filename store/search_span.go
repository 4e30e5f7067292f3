package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
)

// lastKey sorts after every key.
const lastKey = "\U0010FFFF"

// spanClause is met by the customers whose key lies between two, both included.
type spanClause struct {
	sorted   string
	from, to string
	buckets  int              // how many it has
	alone    marks            // those of them that are one key's alone
	in       map[int]*members // the customers of the others, by block
	edge     map[int]*members // those of them that are in its first or its last bucket
	look     lookup
}

// lookup looks at customers one by one, and returns those of them that it is about, in the same order.
type lookup func(ctx context.Context, ids []int64) ([]int64, error)

// lookedAt is met by some of the customers that meet another criterion: each is looked at.
type lookedAt struct {
	criterion
	look lookup
}

func (c lookedAt) of(ctx context.Context, s *searcher, block int, among *members) (in, doubt *members, err error) {
	if in, _, err = c.criterion.of(ctx, s, block, among); err != nil {
		return nil, nil, err
	}
	return in, s.copied(in), nil
}

func (c lookedAt) settle(ctx context.Context, _ *searcher, ids []int64) ([]int64, error) {
	return c.look(ctx, ids)
}

// spanIn is the clause of the keys between two, both included, with what customers are looked at by, and what all meet that
// have such a key: where they are in too many buckets, each is looked at.
func (s *searcher) spanIn(ctx context.Context, sorted, from, to string, all criterion, look lookup) (criterion, error) {
	list, few, err := s.spanMarks(ctx, sorted, from, to)
	if err != nil || !few {
		return lookedAt{all, look}, err
	}
	span, err := s.spanOf(list, sorted, from, to)
	span.look = look
	return span, err
}

// maxSpan is how many buckets a span may have. Of one that has more so many customers are met that those of a page are soon found by
// looking at one after the other; among a million, looking is dearer up to a seventh of all.
const maxSpan = 600

// spanMarks reads the buckets in which the keys between two are, both included, in their order; false when there are too many.
func (s *searcher) spanMarks(ctx context.Context, sorted, from, to string) (list marks, few bool, err error) {
	const (
		within = "FROM search_marks WHERE sorted = ? AND mark > ? AND mark <= ? ORDER BY mark LIMIT ?"
		number = "SELECT COUNT(*) FROM (SELECT mark " + within + ") AS some"
		text   = "SELECT '' AS mark, -1 AS bucket, (" + number + ") AS alone, NULL AS members" +
			" UNION ALL SELECT * FROM (SELECT mark, bucket, alone, members FROM search_marks WHERE sorted = ? AND mark <= ? ORDER BY mark DESC LIMIT 1) AS first" +
			" UNION ALL SELECT * FROM (SELECT mark, bucket, alone, members " + within + ") AS others WHERE (" + number + ") <= ?"
	)
	span := []any{sorted, from, to, maxSpan + 1}
	args := slices.Concat(span, []any{sorted, from}, span, span, []any{maxSpan})
	count := 0
	err = s.q.eachRow(ctx, func(rows *sql.Rows) error {
		m := mark{Sorted: sorted}
		err := rows.Scan(&m.Mark, &m.Bucket, &m.Alone, &m.Members)
		if m.Bucket < 0 {
			count = m.Alone
		} else {
			list = append(list, m)
		}
		return err
	}, text, args...)
	slices.SortFunc(list, func(a, b mark) int { return cmp.Compare(a.Mark, b.Mark) })
	s.parts[partOf(keyListing(sorted, ""))] = true
	return list, count <= maxSpan, wrap("read buckets of the search", err)
}

// spanOf is the clause of the keys between two, out of the buckets of a span that has it in it.
func (s *searcher) spanOf(list marks, sorted, from, to string) (spanClause, error) {
	span := spanClause{sorted: sorted, from: from, to: to, in: map[int]*members{}, edge: map[int]*members{}}
	for i, m := range list {
		last := i+1 == len(list) || list[i+1].Mark > to
		if m.Mark > to || i+1 < len(list) && list[i+1].Mark <= from {
			continue
		}
		if span.buckets++; m.Alone == 1 {
			if m.Mark >= from {
				span.alone = append(span.alone, m)
			}
			continue
		}
		damaged := s.addBucket(span.in, m.Members)
		if damaged == nil && (m.Mark < from || last && to != lastKey) {
			damaged = s.addBucket(span.edge, m.Members)
		}
		if damaged != nil {
			return span, wrap("read buckets of the search", damaged)
		}
	}
	return span, nil
}

// addBucket adds the customers of a bucket to the sets of their blocks.
func (s *searcher) addBucket(sets map[int]*members, kept []byte) error {
	var set *members
	at := -1
	return eachID(kept, func(id int64) {
		if block := blockOf(id); block != at || set == nil {
			if set, at = sets[block], block; set == nil {
				set = s.fresh()
				sets[block] = set
			}
		}
		set.add(placeIn(id))
	})
}

// addTo adds a customer to the set of its block.
func addTo(sets map[int]*members, id int64) {
	set := sets[blockOf(id)]
	if set == nil {
		set = &members{}
		sets[blockOf(id)] = set
	}
	set.add(placeIn(id))
}

// bucketsFrom reads at most limit buckets: the one that a key belongs to, and those behind it up to another key.
func (q Queries) bucketsFrom(ctx context.Context, sorted, from, to string, limit int) (list marks, err error) {
	read := func(rows *sql.Rows) error {
		m := mark{Sorted: sorted}
		err := rows.Scan(&m.Mark, &m.Bucket, &m.Alone, &m.Members)
		list = append(list, m)
		return err
	}
	const columns = "SELECT mark, bucket, alone, members FROM search_marks WHERE sorted = ? AND mark "
	err = q.eachRow(ctx, read, columns+"<= ? ORDER BY mark DESC LIMIT 1", sorted, from)
	if err == nil {
		err = q.eachRow(ctx, read, columns+"> ? AND mark <= ? ORDER BY mark LIMIT ?", sorted, from, to, limit-len(list))
	}
	return list, wrap("read buckets of the search", err)
}

func (c spanClause) listings() []string {
	list := make([]string, len(c.alone))
	for i, m := range c.alone {
		list[i] = m.listing()
	}
	return list
}

// bound doesn't know where lists hold some: their sizes aren't read.
func (c spanClause) bound(s *searcher, block int) int {
	if len(c.alone) > 0 {
		return blockSize
	}
	most := len(s.notes[partOf(keyListing(c.sorted, ""))][block])
	if c.in[block] != nil {
		most += c.in[block].count()
	}
	return most
}

func (c spanClause) of(_ context.Context, s *searcher, block int, _ *members) (in, doubt *members, err error) {
	in, doubt = s.fresh(), s.fresh()
	if c.in[block] != nil {
		in.join(c.in[block])
	}
	if c.edge[block] != nil {
		doubt.join(c.edge[block])
	}
	for _, m := range c.alone {
		s.addList(in, m.listing(), block)
	}
	if noted := s.noted[partOf(keyListing(c.sorted, ""))][block]; noted != nil {
		in.drop(noted)
		doubt.drop(noted)
	}
	for _, k := range s.notedKeys(c.sorted) {
		if blockOf(k.id) == block && k.key >= c.from && k.key <= c.to {
			in.add(placeIn(k.id))
		}
	}
	return in, doubt, nil
}

func (c spanClause) settle(ctx context.Context, _ *searcher, ids []int64) ([]int64, error) {
	return c.look(ctx, ids)
}

// dueClause is met by the customers whose next follow-up lies between two days: days by their date, moments by the clock
// of who asks. near is a span with the days around, for those with a time of day.
type dueClause struct{ days, near spanClause }

func (c dueClause) listings() []string {
	return append(append(c.days.listings(), c.near.listings()...), listedTimed)
}

func (c dueClause) bound(*searcher, int) int { return blockSize }

func (c dueClause) of(ctx context.Context, s *searcher, block int, among *members) (in, doubt *members, err error) {
	in, doubt, err = c.days.of(ctx, s, block, among)
	if err != nil {
		return nil, nil, err
	}
	timed, _, err := c.near.of(ctx, s, block, among)
	if err != nil {
		return nil, nil, err
	}
	have := s.listed(listedTimed, block)
	in.drop(have)
	doubt.drop(have)
	timed.keep(have)
	in.join(timed)
	doubt.join(timed)
	s.giveBack(have)
	s.giveBack(timed)
	return in, doubt, nil
}

func (c dueClause) settle(ctx context.Context, _ *searcher, ids []int64) ([]int64, error) {
	return c.days.look(ctx, ids)
}

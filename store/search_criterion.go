package store

import (
	"context"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// criterion is one condition of a search, answered block by block.
type criterion interface {
	// listings are those whose lists it needs.
	listings() []string
	// bound is how many of a block's customers meet it at most.
	bound(s *searcher, block int) int
	// of returns the block's customers that meet it, and which of them may not: these are looked at one by one. Only those
	// among a set matter; nil is all.
	of(ctx context.Context, s *searcher, block int, among *members) (in, doubt *members, err error)
	// settle returns, of customers that were in doubt, those that meet it, in the same order.
	settle(ctx context.Context, s *searcher, ids []int64) ([]int64, error)
}

const blockSize = 1 << blockBits

// has is met by the customers that have a listing.
type has string

func (h has) listings() []string { return []string{string(h)} }

func (h has) bound(s *searcher, block int) int {
	return s.sizes[string(h)][block] + len(s.notes[partOf(string(h))][block])
}

func (h has) of(_ context.Context, s *searcher, block int, _ *members) (in, doubt *members, err error) {
	return s.listed(string(h), block), nil, nil
}

func (has) settle(_ context.Context, _ *searcher, ids []int64) ([]int64, error) { return ids, nil }

// wordClause is met by the customers that have one word of a search, in one of its ways.
type wordClause []*way

// way is one way in which a word is found: the customer has the listings, and the texts stand in its search text.
type way struct {
	grams []has
	must  int // how many of them it must be looked up by
	texts []string
	met   map[int]*members // who has the listings, by block, where a word has several ways; else nil
}

func (w wordClause) listings() []string {
	var list []string
	for _, way := range w {
		for _, gram := range way.grams {
			list = append(list, string(gram))
		}
	}
	return list
}

func (w wordClause) bound(s *searcher, block int) int {
	sum := 0
	for _, way := range w {
		least := blockSize
		for _, gram := range way.grams {
			least = min(least, gram.bound(s, block))
		}
		sum += least
	}
	return sum
}

func (w wordClause) of(_ context.Context, s *searcher, block int, _ *members) (in, doubt *members, err error) {
	in, doubt = &members{}, &members{}
	sure := &members{}
	for _, way := range w {
		met := s.listed(string(way.grams[0]), block)
		for _, gram := range way.grams[1:] {
			met.keep(s.listed(string(gram), block))
		}
		in.join(met)
		if len(way.texts) == 0 {
			sure.join(met)
		} else {
			doubt.join(met)
		}
		if way.met != nil {
			way.met[block] = met
		}
	}
	doubt.drop(sure)
	return in, doubt, nil
}

func (w wordClause) settle(ctx context.Context, s *searcher, ids []int64) ([]int64, error) {
	texts, err := s.textsOf(ctx, ids)
	return slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return !w.has(id, texts[id]) }), err
}

// has reports whether a customer whose listings meet the clause has the word by its search text.
func (w wordClause) has(id int64, text string) bool {
	return slices.ContainsFunc(w, func(way *way) bool {
		if way.met != nil && (way.met[blockOf(id)] == nil || !way.met[blockOf(id)].has(placeIn(id))) {
			return false
		}
		return !slices.ContainsFunc(way.texts, func(piece string) bool { return !strings.Contains(text, piece) })
	})
}

// lastKey sorts after every key.
const lastKey = "\U0010FFFF"

// spanClause is met by the customers whose key lies between two, both included.
type spanClause struct {
	sorted   string
	from, to string
	buckets  marks // those that have such keys
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
	each := *in
	return in, &each, nil
}

func (c lookedAt) settle(ctx context.Context, _ *searcher, ids []int64) ([]int64, error) {
	return c.look(ctx, ids)
}

// maxSpan is how many buckets a span may have. Of one that has more most customers are met soon as they are looked at.
const maxSpan = 300

// spanIn is the clause of the keys between two, both included, with what customers are looked at by, and the listing of all
// that have such a key: where they are in too many buckets, each is looked at.
func (s *searcher) spanIn(ctx context.Context, sorted, from, to string, all criterion, look lookup) (criterion, error) {
	span := spanClause{sorted: sorted, from: from, to: to, look: look}
	var err error
	if span.buckets, err = s.marksFrom(ctx, sorted, from, to, maxSpan+1); len(span.buckets) > maxSpan {
		return lookedAt{all, look}, err
	}
	return span, err
}

// marksFrom reads at most limit marks: the one of the bucket that a key belongs to, and those behind it up to another key.
func (s *searcher) marksFrom(ctx context.Context, sorted, from, to string, limit int) (marks, error) {
	w := window{sorted: sorted, from: from, to: to, limit: limit}
	list, err := s.q.readWindow(ctx, w)
	w.marks = slices.Clone(list)
	s.windows = append(s.windows, w)
	return list, err
}

// window is a run of marks that a search went by.
type window struct {
	sorted, from, to string
	limit            int
	marks            marks
}

func (q Queries) readWindow(ctx context.Context, w window) (marks, error) {
	var first, rest marks
	err := q.session(ctx).Where("sorted = ? AND mark <= ?", w.sorted, w.from).Order("mark DESC").Limit(1).Find(&first).Error
	if err == nil {
		err = q.session(ctx).Where("sorted = ? AND mark > ? AND mark <= ?", w.sorted, w.from, w.to).Order("mark").Limit(w.limit - len(first)).Find(&rest).Error
	}
	return append(first, rest...), wrap("read marks of the search", err)
}

// steady reports that no bucket was cut between the search's first look at the marks and its last at the lists. Else it may
// have missed what went into another one.
func (s *searcher) steady(ctx context.Context) (bool, error) {
	for _, w := range s.windows {
		now, err := s.q.readWindow(ctx, w)
		if err != nil || !slices.Equal(now, w.marks) {
			return false, err
		}
	}
	return true, nil
}

func (c spanClause) listings() []string {
	var list []string
	for _, m := range c.buckets {
		list = append(list, bucketListing(c.sorted, m.Bucket))
	}
	return list
}

// bound doesn't know: the sizes of buckets aren't read.
func (c spanClause) bound(*searcher, int) int { return blockSize }

func (c spanClause) of(_ context.Context, s *searcher, block int, _ *members) (in, doubt *members, err error) {
	in, doubt = &members{}, &members{}
	for i, m := range c.buckets {
		kept, there := s.lists[listPlace{bucketListing(c.sorted, m.Bucket), block}]
		if !there || m.Alone == 1 && (m.Mark < c.from || m.Mark > c.to) {
			continue
		}
		in.join(kept)
		if m.Alone == 0 && (m.Mark < c.from || i == len(c.buckets)-1 && c.to != lastKey) {
			doubt.join(kept)
		}
	}
	part := partOf(keyListing(c.sorted, ""))
	if noted := s.noted[part][block]; noted != nil {
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
	return in, doubt, nil
}

func (c dueClause) settle(ctx context.Context, _ *searcher, ids []int64) ([]int64, error) {
	return c.days.look(ctx, ids)
}

// indexed is met by the customers that an index of the database leads to. ids are all of them where they are few; else they
// are read block by block.
type indexed struct {
	column string // of their IDs
	find   func() *gorm.DB
	ids    map[int]*members // by block; nil: they are many
}

// maxIndexed is how many customers are read from an index at once.
const maxIndexed = 1000

// planIndexed reads whom an index leads to, as long as they are few: at most so many.
func planIndexed(column string, most int, find func() *gorm.DB) (*indexed, error) {
	c := &indexed{column: column, find: find}
	var ids []int64
	if err := find().Limit(most+1).Pluck(column, &ids).Error; err != nil || len(ids) > most {
		return c, wrap("look up customers", err)
	}
	c.ids = inBlocks(ids)
	return c, nil
}

// inBlocks sorts customers into their blocks.
func inBlocks(ids []int64) map[int]*members {
	blocks := map[int]*members{}
	for _, id := range ids {
		if blocks[blockOf(id)] == nil {
			blocks[blockOf(id)] = &members{}
		}
		blocks[blockOf(id)].add(placeIn(id))
	}
	return blocks
}

func (c *indexed) listings() []string { return nil }

func (c *indexed) bound(_ *searcher, block int) int {
	switch {
	case c.ids == nil:
		return blockSize
	case c.ids[block] == nil:
		return 0
	}
	return c.ids[block].count()
}

func (c *indexed) of(_ context.Context, _ *searcher, block int, among *members) (in, doubt *members, err error) {
	if c.ids != nil {
		in = &members{}
		if c.ids[block] != nil {
			*in = *c.ids[block]
		}
		return in, nil, nil
	}
	db := c.find()
	if among != nil && among.count() <= maxIndexed {
		db = db.Where(c.column+" IN ?", append(among.ids(block), 0))
	} else {
		db = db.Where(c.column+" >= ? AND "+c.column+" < ?", int64(block)<<blockBits, int64(block+1)<<blockBits)
	}
	var ids []int64
	if err := db.Pluck(c.column, &ids).Error; err != nil {
		return nil, nil, wrap("look up customers", err)
	}
	if in = inBlocks(ids)[block]; in == nil {
		in = &members{}
	}
	return in, nil, nil
}

func (*indexed) settle(_ context.Context, _ *searcher, ids []int64) ([]int64, error) { return ids, nil }

// visibleClause is met by the customers that a person sees: see visibleCondition.
type visibleClause struct {
	owned, nobodys has
	assigned       *indexed
}

func (c visibleClause) listings() []string { return []string{string(c.owned), string(c.nobodys)} }

func (c visibleClause) bound(s *searcher, block int) int {
	return c.owned.bound(s, block) + c.nobodys.bound(s, block) + c.assigned.bound(s, block)
}

func (c visibleClause) of(ctx context.Context, s *searcher, block int, among *members) (in, doubt *members, err error) {
	in = s.listed(string(c.owned), block)
	in.join(s.listed(string(c.nobodys), block))
	if among != nil {
		rest := *among
		rest.drop(in)
		among = &rest
	}
	assigned, _, err := c.assigned.of(ctx, s, block, among)
	if err != nil {
		return nil, nil, err
	}
	in.join(assigned)
	return in, nil, nil
}

func (visibleClause) settle(_ context.Context, _ *searcher, ids []int64) ([]int64, error) {
	return ids, nil
}

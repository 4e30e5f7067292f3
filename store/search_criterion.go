package store

import (
	"context"
	"database/sql"
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
	in, doubt = s.fresh(), s.fresh()
	sure := s.fresh()
	for _, way := range w {
		met := s.listed(string(way.grams[0]), block)
		for _, gram := range way.grams[1:] {
			s.keepListed(met, string(gram), block)
		}
		in.join(met)
		if len(way.texts) == 0 {
			sure.join(met)
		} else {
			doubt.join(met)
		}
		if way.met != nil {
			way.met[block] = met
		} else {
			s.giveBack(met)
		}
	}
	doubt.drop(sure)
	s.giveBack(sure)
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

// indexed is met by the customers that an index of the database leads to. ids are all of them where they are few; else they
// are read some blocks at once.
type indexed struct {
	column string // of their IDs
	find   func() *gorm.DB
	ids    map[int]*members // by block; nil: they are many
	some   map[int]*members // those of blocks that were read ahead
}

// maxIndexed is how many customers are read from an index at once; of more, only those among whom it matters.
const maxIndexed = 4000

// planIndexed reads whom an index leads to, as long as they are few.
func planIndexed(column string, find func() *gorm.DB) (*indexed, error) {
	c := &indexed{column: column, find: find, some: map[int]*members{}}
	ids, err := c.read(find().Limit(maxFew + 1))
	if err != nil || len(ids) > maxFew {
		return c, err
	}
	c.ids = inBlocks(ids)
	return c, nil
}

// read returns the customers that a query finds.
func (c *indexed) read(db *gorm.DB) (ids []int64, err error) {
	err = eachOf(db.Select(c.column), func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, wrap("look up customers", err)
}

// ahead reads the customers of some blocks, unless they are too many.
func (c *indexed) ahead(blocks []int) error {
	if c.ids != nil || len(blocks) == 0 {
		return nil
	}
	least, most := slices.Min(blocks), slices.Max(blocks)
	ids, err := c.read(c.find().Where(c.column+" >= ? AND "+c.column+" < ?", int64(least)<<blockBits, int64(most+1)<<blockBits).Limit(maxIndexed + 1))
	if err != nil || len(ids) > maxIndexed {
		return err
	}
	for _, block := range blocks {
		c.some[block] = &members{}
	}
	for _, id := range ids {
		addTo(c.some, id)
	}
	return nil
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

func (c *indexed) of(_ context.Context, s *searcher, block int, among *members) (in, doubt *members, err error) {
	if c.ids != nil {
		in = s.fresh()
		if c.ids[block] != nil {
			*in = *c.ids[block]
		}
		return in, nil, nil
	}
	if ahead := c.some[block]; ahead != nil {
		return s.copied(ahead), nil, nil
	}
	db := c.find()
	if among != nil && among.count() <= maxIndexed/4 {
		db = db.Where(c.column+" IN ?", append(among.ids(block), 0))
	} else {
		db = db.Where(c.column+" >= ? AND "+c.column+" < ?", int64(block)<<blockBits, int64(block+1)<<blockBits)
	}
	ids, err := c.read(db)
	if err != nil {
		return nil, nil, err
	}
	if in = inBlocks(ids)[block]; in == nil {
		in = s.fresh()
	}
	return in, nil, nil
}

func (*indexed) settle(_ context.Context, _ *searcher, ids []int64) ([]int64, error) { return ids, nil }

// reader is a criterion that reads what it needs of some blocks at once, before it answers each.
type reader interface{ ahead(blocks []int) error }

// visibleClause is met by the customers that a person sees: see visibleCondition.
type visibleClause struct {
	owned, nobodys has
	works          []*indexed // by an open follow-up, a deal or a ticket; also of customers that are archived
}

func (c visibleClause) listings() []string {
	return []string{string(c.owned), string(c.nobodys), listedAll}
}

func (c visibleClause) bound(s *searcher, block int) int {
	most := c.owned.bound(s, block) + c.nobodys.bound(s, block)
	for _, by := range c.works {
		most += by.bound(s, block)
	}
	return most
}

func (c visibleClause) ahead(blocks []int) error {
	for _, by := range c.works {
		if err := by.ahead(blocks); err != nil {
			return err
		}
	}
	return nil
}

func (c visibleClause) of(ctx context.Context, s *searcher, block int, among *members) (in, doubt *members, err error) {
	in = s.listed(string(c.owned), block)
	s.joinListed(in, string(c.nobodys), block)
	for _, by := range c.works {
		if among != nil {
			rest := *among
			rest.drop(in)
			among = &rest
		}
		works, _, err := by.of(ctx, s, block, among)
		if err != nil {
			return nil, nil, err
		}
		s.keepListed(works, listedAll, block)
		in.join(works)
	}
	return in, nil, nil
}

func (visibleClause) settle(_ context.Context, _ *searcher, ids []int64) ([]int64, error) {
	return ids, nil
}

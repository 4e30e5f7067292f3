package store

import (
	"context"
	"database/sql"
	"slices"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

// foundRow is a customer that was looked at.
type foundRow struct {
	ID           int64
	Code         string
	NameKey      string
	SortKey      string
	NextFollowUp models.Date
	SearchText   string
}

// TableName names the table.
func (foundRow) TableName() string { return "customers" }

// inDoubt are those of some customers that have to be looked at.
func (s *searcher) inDoubt(ids []int64) []int64 {
	var list []int64
	for _, id := range ids {
		if all := s.met[blockOf(id)]; all != nil && all.doubt != nil && all.doubt.has(placeIn(id)) {
			list = append(list, id)
		}
	}
	return list
}

// check looks at customers, and returns those that the search is for, in the same order.
func (s *searcher) check(ctx context.Context, ids []int64) ([]int64, error) {
	doubted := s.inDoubt(ids)
	if len(doubted) == 0 {
		return ids, nil
	}
	s.seen += len(doubted)
	met, err := every(s.clauses).settle(ctx, s, doubted)
	if err != nil {
		return nil, err
	}
	out := map[int64]bool{}
	for _, id := range doubted {
		out[id] = true
	}
	for _, id := range met {
		delete(out, id)
	}
	return without(ids, out), nil
}

// among returns those of some customers that a query is for, in the same order.
func (s *searcher) among(ctx context.Context, ids []int64, db *gorm.DB) ([]int64, error) {
	out := make(map[int64]bool, len(ids))
	for _, id := range ids {
		out[id] = true
	}
	err := eachOf(db.WithContext(ctx).Select("customers.id").Where("customers.id IN ?", ids), func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		delete(out, id)
		return err
	})
	return without(ids, out), wrap("search customers", err)
}

// textsOf returns the search texts of customers, and keeps what they are sorted by, if it will be needed. Those that were read last
// are remembered: each word of a search asks for them.
func (s *searcher) textsOf(ctx context.Context, ids []int64) (map[int64]string, error) {
	if !slices.ContainsFunc(ids, func(id int64) bool { _, read := s.texts[id]; return !read }) {
		return s.texts, nil
	}
	var row foundRow
	columns, into := "id, search_text", []any{&row.ID, &row.SearchText}
	if s.keeps {
		columns += ", code, name_key, sort_key, next_follow_up"
		into = append(into, &row.Code, &row.NameKey, &row.SortKey, &row.NextFollowUp)
	}
	texts := make(map[int64]string, len(ids))
	err := s.q.eachRow(ctx, func(read *sql.Rows) error {
		row = foundRow{}
		err := read.Scan(into...)
		texts[row.ID] = row.SearchText
		if row.SearchText = ""; s.keeps {
			s.rows[row.ID] = row
		}
		return err
	}, "SELECT "+columns+" FROM customers WHERE id IN ?", ids)
	s.texts = texts
	return texts, wrap("search customers", err)
}

// most is how many matches some blocks have at most.
func (s *searcher) most(blocks []int) int {
	sum := 0
	for _, block := range blocks {
		sum += every(s.clauses).bound(s, block)
	}
	return sum
}

// How many customers are looked at: as many as a page needs first, then some hundreds at once. Where so many are left that they
// won't be ranked, matches are counted until enoughLooked were looked at.
const (
	checkFirst   = 64
	checkNext    = 500
	maxLooked    = maxRanked
	enoughLooked = 2 * checkFirst
	enoughBlocks = 4 // some 200,000 customers; matches are counted that far
)

// newest returns at most want matches before a customer, the newest first, and whether these are all; before 0 is from the
// newest on. It returns fewer, but enough, when it would have to look at too many.
func (s *searcher) newest(ctx context.Context, before int64, want, enough int) (found []int64, all bool, err error) {
	blocks := slices.DeleteFunc(slices.Clone(s.blocks), func(block int) bool { return before > 0 && block > blockOf(before) })
	return s.walk(ctx, blocks, want, enough, func(in *members, block int, list []int64) []int64 { return in.down(block, before, list) })
}

// arrange appends whom of a block's matches a search goes through to a list, in their order, until the list is full.
type arrange func(in *members, block int, list []int64) []int64

// through returns the customers of a block to go through: where none is in doubt, no more than are wanted.
func (a answer) through(block, want int, arrange arrange) []int64 {
	size := a.in.count()
	if a.doubt == nil || *a.doubt == (members{}) {
		size = min(size, want)
	}
	return arrange(a.in, block, make([]int64, 0, size))
}

// blocksFor guesses from the blocks that were gone through how many more have so many matches.
func (s *searcher) blocksFor(want, found, loaded int) int {
	if found >= want {
		return max(1, enoughBlocks-loaded)
	}
	return max(2, (want-found)*loaded*3/2/max(1, found)+1)
}

// walk returns at most want matches of some blocks, in their order and in the one in which arrange puts a block's, and
// whether these are all. It ends when it has enough and would have to look at more than maxLooked, or has gone through
// enoughBlocks.
func (s *searcher) walk(ctx context.Context, blocks []int, want, enough int, arrange arrange) (found []int64, all bool, err error) {
	loaded, size := 0, 1
	if s.most(blocks) <= want { // they are all needed
		size = len(blocks)
	}
	for ; len(blocks) > 0; size = s.blocksFor(max(min(want, enough), s.few+1), len(found), loaded) {
		if loaded >= enoughBlocks && len(found) >= enough && len(found) > s.few {
			return found, false, nil
		}
		next := blocks[:min(size, len(blocks))]
		blocks, loaded = blocks[len(next):], loaded+len(next)
		if err := s.load(ctx, next); err != nil {
			return nil, false, err
		}
		for _, block := range next {
			ids := s.met[block].through(block, want-len(found), arrange)
			for size := checkFirst; len(ids) > 0; size = checkNext {
				left := s.seen + len(s.inDoubt(ids[:min(len(ids), maxLooked+1)]))
				if len(found) >= enough && (s.seen >= maxLooked || s.seen >= enoughLooked && left > maxLooked) {
					return found, false, nil
				}
				if left > maxLooked && s.seen < enoughLooked {
					size = checkFirst
				}
				some := ids[:min(size, len(ids))]
				ids = ids[len(some):]
				checked, err := s.check(ctx, some)
				if err != nil {
					return nil, false, err
				}
				if found = append(found, checked...); len(found) >= want {
					return found[:want], false, nil
				}
			}
		}
	}
	return found, true, nil
}

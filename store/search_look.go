package store

import (
	"context"
	"database/sql"
	"slices"

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
	left, err := doubted, error(nil)
	for _, f := range s.values {
		if left, err = s.q.withValues(ctx, left, f); err != nil {
			return nil, err
		}
	}
	rows := make([]foundRow, 0, len(left))
	if s.texts || len(s.rest) > 0 {
		if rows, err = s.look(ctx, left); err != nil {
			return nil, wrap("search customers", err)
		}
	} else { // their values were all there was to ask
		for _, id := range left {
			rows = append(rows, foundRow{ID: id})
		}
	}
	sure := make(map[int64]bool, len(ids))
	for _, id := range ids {
		sure[id] = true
	}
	for _, id := range doubted {
		delete(sure, id)
	}
	for _, row := range rows {
		if s.hasWords(row.ID, row.SearchText) {
			sure[row.ID] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return !sure[id] }), nil
}

// look reads those of some customers that meet what is asked of each, and keeps what they are sorted by, if it will be needed.
func (s *searcher) look(ctx context.Context, ids []int64) (found []foundRow, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var row foundRow
	columns, into := []string{"id"}, []any{&row.ID}
	if s.texts {
		columns, into = append(columns, "search_text"), append(into, &row.SearchText)
	}
	if s.keeps {
		columns = append(columns, "code", "name_key", "sort_key", "next_follow_up")
		into = append(into, &row.Code, &row.NameKey, &row.SortKey, &row.NextFollowUp)
	}
	db := s.q.session(ctx).Table("customers").Select(columns).Where("id IN ?", ids)
	for _, condition := range s.rest {
		db = condition(db)
	}
	err = eachOf(db, func(read *sql.Rows) error {
		row = foundRow{}
		err := read.Scan(into...)
		if found = append(found, row); s.keeps {
			s.rows[row.ID] = row
		}
		return err
	})
	return found, err
}

// most is how many matches some blocks have at most.
func (s *searcher) most(blocks []int) int {
	sum := 0
	for _, block := range blocks {
		least := blockSize
		for _, c := range s.clauses {
			least = min(least, c.bound(s, block))
		}
		sum += least
	}
	return sum
}

// hasWords reports whether a customer has the words that must be looked for in its search text.
func (s *searcher) hasWords(id int64, text string) bool {
	if !s.texts {
		return true
	}
	for _, word := range s.words {
		if !word.has(id, text) {
			return false
		}
	}
	return true
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
	return s.walk(ctx, blocks, want, enough, func(ids []int64) []int64 {
		slices.Reverse(ids)
		if before == 0 {
			return ids
		}
		return slices.DeleteFunc(ids, func(id int64) bool { return id >= before })
	})
}

// walk returns at most want matches of some blocks, in their order and in the one in which arrange puts a block's, and
// whether these are all. It ends when it has enough and would have to look at more than maxLooked, or has gone through
// enoughBlocks.
func (s *searcher) walk(ctx context.Context, blocks []int, want, enough int, arrange func([]int64) []int64) (found []int64, all bool, err error) {
	loaded, size := 0, 1
	if s.most(blocks) <= want { // they are all needed
		size = len(blocks)
	}
	for ; len(blocks) > 0; size *= 3 {
		if loaded >= enoughBlocks && len(found) >= enough && len(found) > s.few {
			return found, false, nil
		}
		next := blocks[:min(size, len(blocks))]
		blocks, loaded = blocks[len(next):], loaded+len(next)
		if err := s.load(ctx, next); err != nil {
			return nil, false, err
		}
		for _, block := range next {
			ids := arrange(s.met[block].in.ids(block))
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

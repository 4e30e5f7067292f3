package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

// searcher answers one search. What is noted as changed is read first, and holds for whom it is noted, whatever the lists
// say by the time they are read.
type searcher struct {
	q       Queries
	clauses []answered             // all of which are met
	words   []wordClause           // those among them, and within them
	texts   map[int64]string       // search texts that were read last
	sizes   map[string]map[int]int // of the lists, by listing and block
	blocks  []int                  // in which there may be matches, the newest first
	lists   map[listPlace]*members // those that were read
	met     map[int]*answer        // the blocks that were answered
	seen    int                    // how many customers were looked at
	few     int                    // as many matches are ranked or sorted here: more needn't be known
	keeps   bool                   // those that are looked at will be sorted: rows keeps what by
	rows    map[int64]foundRow
	notes   map[int64]map[int][]notedPart // by part and block
	noted   map[int64]map[int]*members    // the same customers as sets
	keys    map[string][]keyOf            // of those that are noted, by what they are sorted by
}

// notedPart is what is noted of a part of a customer.
type notedPart struct {
	id       int64
	listings string
}

func newSearcher(q Queries) *searcher {
	return &searcher{q: q, sizes: map[string]map[int]int{}, met: map[int]*answer{}, rows: map[int64]foundRow{}}
}

// answer is who of a block meets all clauses, and who of these may not.
type answer struct{ in, doubt *members }

// readNotes reads all that is noted.
func (s *searcher) readNotes(ctx context.Context) error {
	s.notes, s.noted, s.keys = map[int64]map[int][]notedPart{}, map[int64]map[int]*members{}, map[string][]keyOf{}
	err := s.q.eachRow(ctx, func(rows *sql.Rows) error {
		var part int64
		var note notedPart
		if err := rows.Scan(&note.id, &part, &note.listings); err != nil {
			return err
		}
		if s.notes[part] == nil {
			s.notes[part], s.noted[part] = map[int][]notedPart{}, map[int]*members{}
		}
		addTo(s.noted[part], note.id)
		s.notes[part][blockOf(note.id)] = append(s.notes[part][blockOf(note.id)], note)
		return nil
	}, "SELECT customer_id, part, listings FROM search_pending")
	return wrap("read what is noted for the search", err)
}

// notedKeys returns the keys of those that are noted.
func (s *searcher) notedKeys(sorted string) []keyOf {
	if keys, known := s.keys[sorted]; known {
		return keys
	}
	sign := "\n" + keyListing(sorted, "")
	keys := []keyOf{}
	for _, notes := range s.notes[partOf(sign[1:])] {
		for _, note := range notes {
			for rest := note.listings; ; {
				_, behind, found := strings.Cut(rest, sign)
				if !found {
					break
				}
				key, _, _ := strings.Cut(behind, "\n")
				keys = append(keys, keyOf{note.id, key})
				rest = behind
			}
		}
	}
	s.keys[sorted] = keys
	return keys
}

// readSizes reads how many customers of each block have the listings.
func (s *searcher) readSizes(ctx context.Context, listings []string) error {
	for chunk := range slices.Chunk(listings, listsAtOnce) {
		err := s.q.eachRow(ctx, func(rows *sql.Rows) error {
			var listing string
			var block, size int
			if err := rows.Scan(&listing, &block, &size); err != nil {
				return err
			}
			if s.sizes[listing] == nil {
				s.sizes[listing] = map[int]int{}
			}
			s.sizes[listing][block] = size
			return nil
		}, "SELECT listing, block, size FROM search_lists WHERE listing IN ?", chunk)
		if err != nil {
			return wrap("read lists of the search", err)
		}
	}
	return nil
}

// total is how many customers have a listing at most.
func (s *searcher) total(listing string) int {
	sum := 0
	for _, size := range s.sizes[listing] {
		sum += size
	}
	for _, notes := range s.notes[partOf(listing)] {
		sum += len(notes)
	}
	return sum
}

// findBlocks finds out in which blocks there may be matches. How many there are tells the list of all customers.
func (s *searcher) findBlocks() {
	found := map[int]bool{}
	for block := range s.sizes[listedAll] {
		found[block] = true
	}
	for _, blocks := range s.notes {
		for block := range blocks {
			found[block] = true
		}
	}
	for block := range found {
		if !slices.ContainsFunc(s.clauses, func(c answered) bool { return c.bound(s, block) == 0 }) {
			s.blocks = append(s.blocks, block)
		}
	}
	slices.SortFunc(s.blocks, func(a, b int) int { return b - a })
}

// listed returns a block's customers that have a listing now.
func (s *searcher) listed(listing string, block int) *members {
	set := &members{}
	if kept, there := s.lists[listPlace{listing, block}]; there {
		*set = *kept
	}
	part := partOf(listing)
	if noted := s.noted[part][block]; noted != nil {
		set.drop(noted)
		for _, note := range s.notes[part][block] {
			if strings.Contains(note.listings, "\n"+listing+"\n") {
				set.add(placeIn(note.id))
			}
		}
	}
	return set
}

// load reads the lists that some blocks are answered by.
func (s *searcher) load(ctx context.Context, blocks []int) error {
	blocks = slices.DeleteFunc(slices.Clone(blocks), func(block int) bool { return s.met[block] != nil })
	if len(blocks) == 0 {
		return nil
	}
	listings := listingsOf(s.clauses)
	slices.Sort(listings)
	lists, err := s.q.readLists(ctx, slices.Compact(listings), blocks)
	if err != nil {
		return err
	}
	s.lists = lists
	if err := every(s.clauses).ahead(blocks); err != nil {
		return err
	}
	for _, block := range blocks {
		if s.met[block], err = s.answerBlock(ctx, block); err != nil {
			return err
		}
	}
	s.lists = nil
	return nil
}

func (s *searcher) answerBlock(ctx context.Context, block int) (*answer, error) {
	in, doubt, err := every(s.clauses).of(ctx, s, block, nil)
	return &answer{in, doubt}, err
}

// found is a customer that was looked at.
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
		least := blockSize
		for _, c := range s.clauses {
			least = min(least, c.bound(s, block))
		}
		sum += least
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

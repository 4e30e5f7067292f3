package store

import (
	"context"
	"database/sql"
	"iter"
	"slices"
	"strings"
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

// behind are the noted listings that begin with a sign, without it.
func behind(listings, sign string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for rest := listings; ; {
			_, found, more := strings.Cut(rest, "\n"+sign)
			if !more {
				return
			}
			name, _, _ := strings.Cut(found, "\n")
			if !yield(name) {
				return
			}
			rest = found
		}
	}
}

// notedKeys returns the keys of those that are noted.
func (s *searcher) notedKeys(sorted string) []keyOf {
	if keys, known := s.keys[sorted]; known {
		return keys
	}
	sign := keyListing(sorted, "")
	keys := []keyOf{}
	for _, notes := range s.notes[partOf(sign)] {
		for _, note := range notes {
			for key := range behind(note.listings, sign) {
				keys = append(keys, keyOf{note.id, key})
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

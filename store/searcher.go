package store

import (
	"bytes"
	"context"
	"database/sql"
	"iter"
	"maps"
	"slices"
	"strings"
)

// searcher answers one search. What is noted as changed is read first, and holds for whom it is noted, whatever the lists
// say by the time they are read.
type searcher struct {
	q       Queries
	clauses []answered             // all of which are met
	filters []answered             // those among them that aren't of words
	words   []wordClause           // those among them, and within them
	texts   map[int64]string       // search texts that were read last
	sizes   map[string]map[int]int // of the lists, by listing and block
	blocks  []int                  // in which there may be matches, the newest first
	early   map[listPlace]readList // lists that were read with their sizes
	lists   map[listPlace]*members // those that were read for some blocks
	met     map[int]*answer        // the blocks that were answered
	seen    int                    // how many customers were looked at
	few     int                    // as many matches are ranked or sorted here: more needn't be known
	keeps   bool                   // those that are looked at will be sorted: rows keeps what by
	rows    map[int64]foundRow
	notes   map[int64]map[int][]notedPart // by part and block
	noted   map[int64]map[int]*members    // the same customers as sets
	keys    map[string][]keyOf            // of those that are noted, by what they are sorted by
	parts   map[int64]bool                // those of which notes are needed
	used    []*members                    // sets that go back when the search ends
	spare   []*members                    // those of them that were given back before
}

// notedPart is what is noted of a part of a customer.
type notedPart struct {
	id       int64
	listings string
}

func newSearcher(q Queries) *searcher {
	return &searcher{
		q: q, sizes: map[string]map[int]int{}, early: map[listPlace]readList{}, met: map[int]*answer{}, rows: map[int64]foundRow{},
		notes: map[int64]map[int][]notedPart{}, noted: map[int64]map[int]*members{}, keys: map[string][]keyOf{},
		parts: map[int64]bool{partFields: true}, // which says of every customer that there is one
	}
}

// answer is who of a block meets all clauses, and who of these may not.
type answer struct{ in, doubt *members }

// fresh returns an empty set, which is the search's until it ends.
func (s *searcher) fresh() *members {
	if last := len(s.spare) - 1; last >= 0 {
		set := s.spare[last]
		s.spare = s.spare[:last]
		*set = members{}
		return set
	}
	set, _ := s.q.sets.Get().(*members) // nothing else is in it
	*set = members{}
	s.used = append(s.used, set)
	return set
}

// giveBack says that a set of fresh isn't needed any more.
func (s *searcher) giveBack(set *members) { s.spare = append(s.spare, set) }

// keepListed keeps of a set whom a listing has now, and joinListed adds them.
func (s *searcher) keepListed(set *members, listing string, block int) {
	have := s.listed(listing, block)
	set.keep(have)
	s.giveBack(have)
}

func (s *searcher) joinListed(set *members, listing string, block int) {
	have := s.listed(listing, block)
	set.join(have)
	s.giveBack(have)
}

// copied returns a set with the members of another.
func (s *searcher) copied(other *members) *members {
	set := s.fresh()
	*set = *other
	return set
}

// release gives all sets of the search back. Nothing of it may be used any more.
func (s *searcher) release() {
	for _, set := range s.used {
		s.q.sets.Put(set)
	}
	s.used, s.spare = nil, nil
}

// readList is a list that was read: as it is kept where it is short, else as a set.
type readList struct {
	kept []byte
	set  *members
}

// shortList is how many customers a list may have that is read with its size: it fits into the row's first page.
const shortList = 400

// readBeginning reads what is noted of the parts that matter, and of some listings how many customers of each block have them. With
// the sizes come the lists that are short, and those of the newest block: often that is all that a search needs.
func (s *searcher) readBeginning(ctx context.Context, listings []string) error {
	for _, listing := range listings {
		s.parts[partOf(listing)] = true
		s.sizes[listing] = map[int]int{}
	}
	const notes = "SELECT customer_id AS id, part AS block, 0 AS size, listings AS listing, NULL AS members FROM search_pending WHERE part IN ? UNION ALL "
	first := listings[:min(len(listings), listsAtOnce)]
	err := s.q.eachRow(ctx, s.readRow, notes+sizesOf, slices.Collect(maps.Keys(s.parts)), shortList, listedAll, first)
	if err != nil {
		return wrap("read what the search begins with", err)
	}
	return s.readSizes(ctx, listings[len(first):])
}

// sizesOf reads listings as rows like those of notes.
const sizesOf = "SELECT 0 AS id, block, size, listing, CASE WHEN size <= ? OR block = (SELECT MAX(block) FROM search_lists WHERE listing = ?) THEN members END AS members " +
	"FROM search_lists WHERE listing IN ?"

// readSizes is readBeginning for more listings of parts of which the notes were read.
func (s *searcher) readSizes(ctx context.Context, listings []string) error {
	for chunk := range slices.Chunk(listings, listsAtOnce) {
		for _, listing := range chunk {
			s.sizes[listing] = map[int]int{}
		}
		if err := s.q.eachRow(ctx, s.readRow, sizesOf, shortList, listedAll, chunk); err != nil {
			return wrap("read lists of the search", err)
		}
	}
	return nil
}

// readRow takes a row of readBeginning: a note where there is a customer's ID.
func (s *searcher) readRow(rows *sql.Rows) error {
	var id, block int64
	var size int
	var listing string
	var kept sql.RawBytes
	if err := rows.Scan(&id, &block, &size, &listing, &kept); err != nil {
		return err
	}
	if id > 0 {
		s.addNote(block, notedPart{id, listing})
		return nil
	}
	s.sizes[listing][int(block)] = size
	if kept == nil {
		return nil
	}
	if err := checkKept(kept); err != nil {
		return err
	}
	if size <= shortList {
		s.early[listPlace{listing, int(block)}] = readList{kept: bytes.Clone(kept)}
		return nil
	}
	set := s.fresh()
	set.addSound(kept)
	s.early[listPlace{listing, int(block)}] = readList{set: set}
	return nil
}

// addNote keeps what is noted of a part of a customer.
func (s *searcher) addNote(part int64, note notedPart) {
	if s.notes[part] == nil {
		s.notes[part], s.noted[part] = map[int][]notedPart{}, map[int]*members{}
	}
	block := blockOf(note.id)
	if s.noted[part][block] == nil {
		s.noted[part][block] = s.fresh()
	}
	s.noted[part][block].add(placeIn(note.id))
	s.notes[part][block] = append(s.notes[part][block], note)
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

// addList adds to a set whom a list of a block holds.
func (s *searcher) addList(set *members, listing string, block int) {
	place := listPlace{listing, block}
	if kept, there := s.lists[place]; there {
		set.join(kept)
		return
	}
	switch early := s.early[place]; {
	case early.set != nil:
		set.join(early.set)
	case early.kept != nil:
		set.addSound(early.kept)
	}
}

// listed returns a block's customers that have a listing now.
func (s *searcher) listed(listing string, block int) *members {
	set := s.fresh()
	s.addList(set, listing, block)
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
	if err := s.readLists(ctx, slices.Compact(listings), blocks); err != nil {
		return err
	}
	err := every(s.clauses).ahead(blocks)
	for _, block := range blocks {
		if err == nil {
			s.met[block], err = s.answerBlock(ctx, block)
		}
	}
	s.forgetLists()
	return err
}

// readLists reads the lists of some listings in some blocks, but those that were read with their sizes, or that aren't there. They
// stay until forgetLists.
func (s *searcher) readLists(ctx context.Context, listings []string, blocks []int) error {
	missing := slices.DeleteFunc(slices.Clone(listings), func(listing string) bool { return !s.lacks(listing, blocks) })
	s.lists = map[listPlace]*members{}
	return s.q.eachList(ctx, missing, blocks, func(place listPlace, kept []byte) error {
		if _, read := s.early[place]; read {
			return nil
		}
		set, _ := s.q.sets.Get().(*members) // nothing else is in it
		*set = members{}
		s.lists[place] = set
		return set.addKept(kept)
	})
}

// lacks reports whether a listing has lists in some blocks that weren't read.
func (s *searcher) lacks(listing string, blocks []int) bool {
	sizes, known := s.sizes[listing]
	return slices.ContainsFunc(blocks, func(block int) bool {
		_, read := s.early[listPlace{listing, block}]
		return !read && (!known || sizes[block] > 0)
	})
}

// forgetLists gives back what readLists has read.
func (s *searcher) forgetLists() {
	for _, set := range s.lists {
		s.q.sets.Put(set)
	}
	s.lists = nil
}

func (s *searcher) answerBlock(ctx context.Context, block int) (*answer, error) {
	in, doubt, err := every(s.clauses).of(ctx, s, block, nil)
	return &answer{in, doubt}, err
}

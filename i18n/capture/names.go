package capture

import (
	"context"
	"slices"
)

// Bounds of what is looked up for a sentence.
const (
	mostWhole    = 120 // pieces of the text that may be a whole name
	mostPieces   = 10  // those that may be a part of one, each of which is a search
	longestName  = 40  // characters of a name
	mostWords    = 6   // Latin words of a name
	pieceScore   = 1.4 // how much speaks for a piece at least that is searched for
	mostBegun    = 3   // those of which only the beginning is searched for
	newScore     = 3.5 // and for one that is taken for a new customer's name
	surelyNew    = 0.7
	perhapsNew   = 0.4
	secondScore  = 3.0 // how much speaks for a piece at least that makes a second customer of it
	noName       = -10
	mostMeant    = 10 // customers among whom a person chooses
	shortestHan  = 2
	shortestWord = 3
	longestWord  = 12 // tokens of a word of the lists
)

// piece is a part of the text that may name a customer.
type piece struct {
	from, to int // tokens
	text     string
	score    float64
	matches  []Match
}

func (p piece) meets(o piece) bool { return p.from < o.to && o.from < p.to }

// customer finds out who the sentence is about: a whole name before a part of one, a customer before one of its people.
func (r *reader) customer(ctx context.Context) (Customer, error) {
	pieces := r.pieces()
	if len(pieces) == 0 {
		return Customer{}, nil
	}
	wholes, err := r.wholes(ctx, pieces)
	if err != nil {
		return Customer{}, err
	}
	companies, people := apart(wholes)
	sure := 0.95
	if len(companies) == 0 {
		found, err := r.searched(ctx, pieces, people)
		if err != nil {
			return Customer{}, err
		}
		more, contacts := apart(found)
		companies, people, sure = more, append(people, contacts...), 0.85
	}
	if len(companies)+len(people) == 0 {
		found, err := r.begun(ctx, pieces)
		if err != nil {
			return Customer{}, err
		}
		companies, _ = apart(found)
	}
	if len(companies) == 1 {
		more, err := r.beside(ctx, pieces, companies[0])
		if err != nil {
			return Customer{}, err
		}
		companies = append(companies, more...)
	}
	switch {
	case len(companies) > 0:
		return r.chosen(companies, people, sure), nil
	case len(people) > 0:
		return r.chosen(people, nil, 0.8), nil
	}
	return r.newcomer(pieces), nil
}

// apart tells customers from their people.
func apart(list []piece) (companies, people []piece) {
	for _, p := range list {
		var own, of []Match
		for _, m := range p.matches {
			if m.Contact {
				of = append(of, m)
			} else {
				own = append(own, m)
			}
		}
		switch {
		case len(own) > 0:
			p.matches = own
			companies = append(companies, p)
		case len(of) > 0:
			p.matches = of
			people = append(people, p)
		}
	}
	return companies, people
}

// chosen is the customer that some pieces name. People narrow it down where it could be several.
func (r *reader) chosen(list, people []piece, sure float64) Customer {
	first := list[0]
	var ids []Match
	for _, p := range list {
		for _, m := range p.matches {
			if !slices.ContainsFunc(ids, func(o Match) bool { return o.ID == m.ID }) {
				ids = append(ids, m)
			}
		}
	}
	for _, p := range people {
		both := slices.DeleteFunc(slices.Clone(ids), func(m Match) bool {
			return !slices.ContainsFunc(p.matches, func(o Match) bool { return o.ID == m.ID })
		})
		if len(ids) > 1 && len(both) > 0 {
			ids = both
		}
	}
	c := Customer{Name: first.text, Matches: ids[:min(len(ids), mostMeant)], Sure: sure, Span: r.span(mark{from: first.from, to: first.to})}
	if len(ids) > 1 {
		c.Sure = sure / float64(len(ids))
	}
	return c
}

// wholes are the pieces that are a whole name, the longest of those that overlap.
func (r *reader) wholes(ctx context.Context, pieces []piece) ([]piece, error) {
	list := pieces[:min(len(pieces), mostWhole)]
	texts := make([]string, len(list))
	for i, p := range list {
		texts[i] = p.text
	}
	matches, err := r.Names.Whole(ctx, texts)
	if err != nil {
		return nil, err
	}
	var found []piece
	for i, p := range list {
		if len(matches[i]) > 0 {
			p.matches = matches[i]
			found = append(found, p)
		}
	}
	return longest(found), nil
}

// searched are the pieces that are a part of a name. Where a person is known already, only what says more about whose they are is looked for.
func (r *reader) searched(ctx context.Context, pieces, people []piece) ([]piece, error) {
	var found []piece
	asked := 0
	for _, p := range pieces {
		if asked == mostPieces || p.score < pieceScore {
			break
		}
		if !r.searchable(p.from, p.to) || slices.ContainsFunc(append(found, people...), p.meets) || len(found) > 0 && p.score < secondScore {
			continue
		}
		asked++
		matches, err := r.Names.Piece(ctx, p.text)
		if err != nil {
			return nil, err
		}
		if p.matches = matches; len(matches) > 0 && len(matches) <= mostMeant { // what so many are called says nothing
			found = append(found, p)
		}
	}
	return longest(found), nil
}

// beside are the customers that a sentence names together with another: 大华和三一重工.
func (r *reader) beside(ctx context.Context, pieces []piece, known piece) ([]piece, error) {
	asked := 0
	for _, p := range pieces {
		joined := slices.ContainsFunc(r.all("names.and"), func(m mark) bool { return m.from == known.to && m.to == p.from || m.from == p.to && m.to == known.from })
		if !joined || asked == mostBegun || p.meets(known) || !r.searchable(p.from, p.to) {
			continue
		}
		asked++
		matches, err := r.Names.Piece(ctx, p.text)
		if err != nil {
			return nil, err
		}
		p.matches = matches
		if more, _ := apart([]piece{p}); len(more) > 0 && len(matches) <= mostMeant {
			return more, nil
		}
	}
	return nil, nil
}

// begun are the pieces with whose first two characters a name begins or goes on, where what follows in Chinese is another word: 星河王磊.
func (r *reader) begun(ctx context.Context, pieces []piece) ([]piece, error) {
	asked := map[int]bool{}
	for _, p := range pieces {
		short := p
		short.to = p.from + shortestHan
		if len(asked) == mostBegun || p.score < pieceScore || asked[p.from] || p.to <= short.to || r.lex.has("names.never", r.tokens[p.from:short.to]) ||
			r.isOrg(p.from, short.to) || r.company(pieces, p.from) ||
			slices.ContainsFunc(r.tokens[p.from:short.to], func(t token) bool { return t.kind != han }) {
			continue
		}
		asked[p.from] = true
		span := r.span(mark{from: short.from, to: short.to})
		short.text = r.text[span.From:span.To]
		matches, err := r.Names.Piece(ctx, short.text)
		if err != nil {
			return nil, err
		}
		if short.matches = matches; len(matches) > 0 && len(matches) <= mostMeant {
			return []piece{short}, nil
		}
	}
	return nil, nil
}

// company reports that a whole company is named from a token on, which nobody is called: the beginning of its name is no one else's.
func (r *reader) company(pieces []piece, from int) bool {
	return slices.ContainsFunc(pieces, func(p piece) bool {
		return p.score >= newScore && p.from <= from && p.to > from && r.endsWith("names.org", p.from, p.to)
	})
}

// searchable reports words that say enough for a search.
func (r *reader) searchable(from, to int) bool {
	count, letters := 0, 0
	if r.isOrg(from, to) {
		return false
	}
	for _, t := range r.tokens[from:to] {
		switch t.kind {
		case han:
			count++
		case latin:
			letters = max(letters, len(t.word))
		}
	}
	return count >= shortestHan || letters >= shortestWord
}

// isOrg reports words that only say what a company is: 物流有限公司.
func (r *reader) isOrg(from, to int) bool {
	for from < to {
		end := to
		for end > from && !r.lex.has("names.org", r.tokens[from:end]) {
			end--
		}
		if end == from {
			return false
		}
		from = end
	}
	return true
}

// longest leaves of pieces that overlap the longest.
func longest(list []piece) []piece {
	slices.SortStableFunc(list, func(a, b piece) int { return len(b.text) - len(a.text) })
	var kept []piece
	for _, p := range list {
		if !slices.ContainsFunc(kept, p.meets) {
			kept = append(kept, p)
		}
	}
	slices.SortFunc(kept, func(a, b piece) int { return a.from - b.from })
	return kept
}

// newcomer is the customer that a sentence names as one, where nobody is called so.
func (r *reader) newcomer(pieces []piece) Customer {
	for _, p := range pieces {
		if p.score < newScore {
			break
		}
		for _, longer := range pieces { // 宁波海丰贸易有限公司, not 宁波海丰贸易
			if longer.from == p.from && longer.to > p.to && r.endsWith("names.org", longer.from, longer.to) && r.endsWith("names.org", p.to, longer.to) {
				p = longer
			}
		}
		tokens := r.tokens[p.from:p.to]
		c := Customer{Name: p.text, Sure: perhapsNew, Span: r.span(mark{from: p.from, to: p.to})}
		if tokens[0].kind == figure {
			continue
		}
		org := r.endsWith("names.org", p.from, p.to)
		named := !slices.ContainsFunc(tokens, func(t token) bool { return t.kind == latin && !t.upper || t.kind == figure }) && tokens[0].kind == latin && len(tokens) > 1
		if org && (tokens[0].kind != latin || tokens[0].upper) || named || r.ended("names.new", p.from) || p.from > 1 && r.ended("names.new", p.from-1) {
			c.Sure = surelyNew
		}
		if !r.endsWith("names.titles", p.from, p.to) {
			return c
		}
	}
	return Customer{}
}

// inside returns the words of a list that stand among some tokens.
func (r *reader) inside(list string, from, to int) []mark {
	all := r.all(list)
	first, _ := slices.BinarySearchFunc(all, from, func(m mark, at int) int { return m.from - at })
	last := first
	for last < len(all) && all[last].from < to {
		last++
	}
	if last > first && all[last-1].to > to {
		last--
	}
	return all[first:last]
}

// longestEnding is how many tokens the longest word of a list that ends a name has.
const longestEnding = 6

// endsWith reports tokens whose last words are of a list.
func (r *reader) endsWith(list string, from, to int) bool {
	for at := max(from, to-longestEnding); at < to; at++ {
		if r.lex.has(list, r.tokens[at:to]) {
			return true
		}
	}
	return false
}

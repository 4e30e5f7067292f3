package store

import (
	"context"
	"slices"
)

// Criteria are joined bit by bit: what has any of some values, all of some words, and what a search leaves out.

// nobody is met by no customer: there is nothing to compare in what is asked for.
type nobody struct{}

func (nobody) listings() []string       { return nil }
func (nobody) bound(*searcher, int) int { return 0 }

func (nobody) of(_ context.Context, s *searcher, _ int, _ *members) (in, doubt *members, err error) {
	return s.fresh(), nil, nil
}

func (nobody) settle(_ context.Context, _ *searcher, ids []int64) ([]int64, error) { return ids, nil }

// answered is a criterion with what it has answered, by block.
type answered struct {
	criterion
	met map[int]answer
}

// effort says in which order criteria are answered: those last that look for customers in the database, of which the others
// leave few.
func (a answered) effort() int {
	switch c := a.criterion.(type) {
	case *indexed, visibleClause:
		return 2
	case except:
		return 1 + c.effort()
	case either:
		return most(c)
	case every:
		return most(c)
	}
	return 0
}

func most(list []answered) int {
	effort := 0
	for _, c := range list {
		effort = max(effort, c.effort())
	}
	return effort
}

func asAnswered(list ...criterion) []answered {
	kept := make([]answered, len(list))
	for i, c := range list {
		kept[i] = answered{c, map[int]answer{}}
	}
	return kept
}

func (a answered) of(ctx context.Context, s *searcher, block int, among *members) (in, doubt *members, err error) {
	in, doubt, err = a.criterion.of(ctx, s, block, among)
	if err == nil {
		a.met[block] = answer{s.copied(in), doubt} // whoever asked joins it with others
	}
	return in, doubt, err
}

func (a answered) ahead(blocks []int) error {
	if c, reads := a.criterion.(reader); reads {
		return c.ahead(blocks)
	}
	return nil
}

func allAhead(list []answered, blocks []int) error {
	for _, c := range list {
		if err := c.ahead(blocks); err != nil {
			return err
		}
	}
	return nil
}

// settle returns, of any customers of blocks that were answered, those that meet the criterion.
func (a answered) settle(ctx context.Context, s *searcher, ids []int64) ([]int64, error) {
	var doubted []int64
	out := map[int64]bool{}
	for _, id := range ids {
		switch all := a.met[blockOf(id)]; {
		case all.in == nil || !all.in.has(placeIn(id)):
			out[id] = true
		case all.doubt != nil && all.doubt.has(placeIn(id)):
			doubted, out[id] = append(doubted, id), true
		}
	}
	if len(doubted) > 0 {
		met, err := a.criterion.settle(ctx, s, doubted)
		if err != nil {
			return nil, err
		}
		for _, id := range met {
			delete(out, id)
		}
	}
	return without(ids, out), nil
}

// without returns customers but for some, in the same order.
func without(ids []int64, out map[int64]bool) []int64 {
	if len(out) == 0 {
		return ids
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return out[id] })
}

// either is met by the customers that meet any of some criteria.
type either []answered

func (e either) listings() []string { return listingsOf(e) }

func listingsOf(list []answered) []string {
	var all []string
	for _, c := range list {
		all = append(all, c.listings()...)
	}
	return all
}

func (e either) ahead(blocks []int) error { return allAhead(e, blocks) }

func (e either) bound(s *searcher, block int) int {
	sum := 0
	for _, c := range e {
		sum += c.bound(s, block)
	}
	return sum
}

func (e either) of(ctx context.Context, s *searcher, block int, among *members) (in, doubt *members, err error) {
	in, doubt = s.fresh(), s.fresh()
	sure := s.fresh()
	for _, c := range e {
		some, unsure, err := c.of(ctx, s, block, among)
		if err != nil {
			return nil, nil, err
		}
		in.join(some)
		if unsure != nil {
			doubt.join(unsure)
			some.drop(unsure)
		}
		sure.join(some)
		s.giveBack(some)
	}
	doubt.drop(sure)
	s.giveBack(sure)
	return in, doubt, nil
}

func (e either) settle(ctx context.Context, s *searcher, ids []int64) ([]int64, error) {
	left, out := ids, map[int64]bool{}
	for _, id := range ids {
		out[id] = true
	}
	for _, c := range e {
		met, err := c.settle(ctx, s, left)
		if err != nil {
			return nil, err
		}
		for _, id := range met {
			delete(out, id)
		}
		left = slices.DeleteFunc(slices.Clone(left), func(id int64) bool { return !out[id] })
	}
	return without(ids, out), nil
}

// every is met by the customers that meet all of some criteria.
type every []answered

func (e every) listings() []string { return listingsOf(e) }

func (e every) ahead(blocks []int) error { return allAhead(e, blocks) }

func (e every) bound(s *searcher, block int) int {
	least := blockSize
	for _, c := range e {
		least = min(least, c.bound(s, block))
	}
	return least
}

func (e every) of(ctx context.Context, s *searcher, block int, among *members) (in, doubt *members, err error) {
	doubt = s.fresh()
	for _, c := range e {
		some, unsure, err := c.of(ctx, s, block, among)
		if err != nil {
			return nil, nil, err
		}
		if in == nil {
			in = some
		} else {
			in.keep(some)
			s.giveBack(some)
		}
		if among = in; unsure != nil {
			doubt.join(unsure)
		}
	}
	if in == nil {
		return s.fresh(), nil, nil
	}
	doubt.keep(in)
	return in, doubt, nil
}

func (e every) settle(ctx context.Context, s *searcher, ids []int64) (left []int64, err error) {
	left = ids
	for _, c := range e {
		if left, err = c.settle(ctx, s, left); err != nil || len(left) == 0 {
			return nil, err
		}
	}
	return left, nil
}

// except is met by the customers that don't meet a criterion.
type except struct{ answered }

func (e except) listings() []string { return append(e.answered.listings(), listedAll) }

func (e except) bound(s *searcher, block int) int { return has(listedAll).bound(s, block) }

func (e except) of(ctx context.Context, s *searcher, block int, among *members) (in, doubt *members, err error) {
	out, doubt, err := e.answered.of(ctx, s, block, among)
	if err != nil {
		return nil, nil, err
	}
	if in = s.listed(listedAll, block); doubt != nil {
		out.drop(doubt)
	}
	in.drop(out)
	s.giveBack(out)
	return in, doubt, nil
}

func (e except) settle(ctx context.Context, s *searcher, ids []int64) ([]int64, error) {
	met, err := e.answered.settle(ctx, s, ids)
	out := map[int64]bool{}
	for _, id := range met {
		out[id] = true
	}
	return without(ids, out), err
}

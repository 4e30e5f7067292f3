package crm

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/guanxi-crm/guanxi/models"
)

// Bounds of what is looked up for the customer that a text begins with.
const (
	maxNamed   = 50 // customers with one of the names that the text may begin with
	minGlued   = 2  // characters of a name behind which the text goes on without a blank
	maxCodeLen = 24 // bytes of a text that may be a code
)

// ExactBeginning returns the customer that the longest of some beginnings of a text names by its code or whole name, and
// which of them that is; -1 when there is none. Beginnings are of one text, the shortest first. Where several customers
// have that name it returns *models.AmbiguousError.
func (s *Service) ExactBeginning(ctx context.Context, actor models.Actor, beginnings []models.Beginning) (models.Customer, int, error) {
	if err := permit(actor, models.MayView); err != nil {
		return models.Customer{}, -1, err
	}
	if c, at, err := s.coded(ctx, actor, beginnings); err != nil || at >= 0 {
		return c, at, err
	}
	named, at, err := s.exactly(ctx, actor, beginnings)
	if err != nil || at < 0 {
		return models.Customer{}, -1, err
	}
	c, err := one(beginnings, named, at)
	return c, at, err
}

// ResolveBeginning returns the customer that a text begins with, and which of its beginnings names it: by its code or its
// whole name, the longest that fits, else by what ResolveCustomer takes. Where two readings remain, as when one customer's
// name goes on as the text does and a shorter one is another customer's, it returns *models.AmbiguousError with both. What
// it looks up is bounded, however long the text is.
func (s *Service) ResolveBeginning(ctx context.Context, actor models.Actor, beginnings []models.Beginning) (models.Customer, int, error) {
	if err := permit(actor, models.MayView); err != nil {
		return models.Customer{}, -1, err
	}
	if len(beginnings) == 0 || strings.TrimSpace(beginnings[0].Text) == "" {
		return models.Customer{}, -1, customerNotFound("")
	}
	if c, at, err := s.coded(ctx, actor, beginnings); err != nil || at >= 0 {
		return c, at, err
	}
	for at := len(beginnings) - 1; at >= 0; at-- {
		if text := beginnings[at].Text; models.PhoneLike(text) || models.EmailLike(text) {
			return s.only(ctx, actor, beginnings, at)
		}
	}
	exact, at, err := s.exactly(ctx, actor, beginnings)
	if err != nil {
		return models.Customer{}, -1, err
	}
	marked := firstMark(beginnings)
	like, err := s.likely(ctx, actor, beginnings[:marked+1], at)
	if err != nil {
		return models.Customer{}, -1, err
	}
	if like.exact > at { // a company's name
		exact, at = like.companies, like.exact
	}
	told := beginnings[marked].Marked // the text says where the name ends
	switch {
	case told && like.at == marked && at < marked:
		c, err := one(beginnings, like.customers, marked)
		return c, marked, err
	case at >= 0 && like.at > at:
		return models.Customer{}, -1, both(beginnings, like, exact, at)
	case at >= 0:
		c, err := one(beginnings, exact, at)
		return c, at, err
	case told && marked > 0:
		if c, _, err := s.only(ctx, actor, beginnings, marked); !models.IsNotFound(err) {
			return c, marked, err
		}
	}
	switch {
	case like.at >= 0 && beginnings[like.at].Glued: // where its name ends is a guess
		return models.Customer{}, -1, both(beginnings, like, nil, -1)
	case like.at >= 0:
		c, err := one(beginnings, like.customers, like.at)
		return c, like.at, err
	}
	return s.only(ctx, actor, beginnings, firstWord(beginnings))
}

// firstWord returns the shortest beginning that ends where a word does.
func firstWord(beginnings []models.Beginning) int {
	return max(0, slices.IndexFunc(beginnings, func(b models.Beginning) bool { return !b.Glued }))
}

// only resolves one of the beginnings by itself.
func (s *Service) only(ctx context.Context, actor models.Actor, beginnings []models.Beginning, at int) (models.Customer, int, error) {
	c, err := s.ResolveCustomer(ctx, actor, beginnings[at].Text)
	if several, ok := err.(*models.AmbiguousError); ok { //nolint:errorlint // it comes from there as it is
		several.At = slices.Repeat([]int{at}, len(several.Candidates))
	}
	return c, at, err
}

// one returns the only customer of a list; of several a person picks one.
func one(beginnings []models.Beginning, list []models.Customer, at int) (models.Customer, error) {
	if len(list) == 1 {
		return list[0], nil
	}
	list = list[:min(len(list), maxCandidates)]
	return models.Customer{}, &models.AmbiguousError{Words: models.Shorten(beginnings[at].Text, 100), Candidates: list, At: slices.Repeat([]int{at}, len(list))}
}

// both are two readings: customers whose names go on as the text does, and those that a shorter piece names.
func both(beginnings []models.Beginning, like likeness, exact []models.Customer, at int) error {
	longer := like.customers[:min(len(like.customers), maxCandidates-min(len(exact), maxCandidates/2))]
	shorter := exact[:min(len(exact), maxCandidates-len(longer))]
	return &models.AmbiguousError{
		Words: models.Shorten(beginnings[like.at].Text, 100), Candidates: slices.Concat(longer, shorter),
		At: slices.Concat(slices.Repeat([]int{like.at}, len(longer)), slices.Repeat([]int{at}, len(shorter))),
	}
}

// coded returns the customer whose code the text begins with.
func (s *Service) coded(ctx context.Context, actor models.Actor, beginnings []models.Beginning) (models.Customer, int, error) {
	for at := len(beginnings) - 1; at >= 0; at-- {
		text := beginnings[at].Text
		if len(text) > maxCodeLen {
			continue
		}
		code, ok := models.ParseCode(text)
		if !ok {
			continue
		}
		found, err := s.byCode(ctx, code)
		found, err = s.listed(ctx)(seen(ctx, s.store.Queries, actor, found, err, text))
		if models.IsNotFound(err) {
			return models.Customer{}, -1, nil // a name may look like a code
		}
		return found, at, err
	}
	return models.Customer{}, -1, nil
}

// exactly returns the customers that the longest of the beginnings is the whole name of, with or without what says only
// what kind of company it is.
func (s *Service) exactly(ctx context.Context, actor models.Actor, beginnings []models.Beginning) (list []models.Customer, at int, err error) {
	var names []string
	for _, b := range beginnings {
		if tooShort(b) {
			continue
		}
		names = append(names, b.Text)
	}
	found, err := s.store.CustomersNamed(ctx, names, actor.Sees(), maxNamed)
	if err != nil {
		return nil, -1, err
	}
	marked := firstMark(beginnings)
	for at := len(beginnings) - 1; at >= 0; at-- {
		b := beginnings[at]
		if tooShort(b) {
			continue
		}
		// Beyond the sign that says where the name ends only a name that has one itself goes on, or what adds Ltd. to it.
		beyond := at > marked && models.NormaliseStem(b.Text) != models.NormaliseStem(beginnings[marked].Text)
		for _, same := range alike {
			list := having(found, func(c models.Customer) bool {
				return same(c.Name, b.Text) && (!beyond || hasMark(c.Name, b.Text, beginnings[marked].Text))
			})
			if len(list) > 0 {
				return list, at, nil
			}
		}
	}
	return nil, -1, nil
}

// tooShort reports a piece of a run without blanks that is no name by itself.
func tooShort(b models.Beginning) bool { return b.Glued && utf8.RuneCountInString(b.Text) < minGlued }

// hasMark reports a name that has the sign in it that follows the marked piece of a text.
func hasMark(name, text, marked string) bool {
	sign, _ := utf8.DecodeRuneInString(strings.TrimPrefix(text, marked))
	return strings.Contains(models.NormaliseText(name), models.NormaliseText(string(sign)))
}

// firstMark returns the beginning behind which a sign says that the name ends; the last where there is none.
func firstMark(beginnings []models.Beginning) int {
	if at := slices.IndexFunc(beginnings, func(b models.Beginning) bool { return b.Marked }); at >= 0 {
		return at
	}
	return len(beginnings) - 1
}

// alike are the ways in which two names are the same, the closest first: but for case, width and accents; but for signs and
// blanks; but for what says only what kind of company it is.
var alike = []func(name, text string) bool{
	func(name, text string) bool { return models.NormaliseText(name) == models.NormaliseText(text) },
	func(name, text string) bool { return models.NormaliseName(name) == models.NormaliseName(text) },
	func(name, text string) bool {
		stem := models.NormaliseStem(text)
		return stem != "" && models.NormaliseStem(name) == stem
	},
}

// closest are the customers of a list whose names are the most like a text, in one of the ways in which they may be alike.
func closest(list []models.Customer, text string) []models.Customer {
	for _, same := range alike {
		if those := having(list, func(c models.Customer) bool { return same(c.Name, text) }); len(those) > 0 {
			return those
		}
	}
	return nil
}

func having(list []models.Customer, is func(models.Customer) bool) []models.Customer {
	var those []models.Customer
	for _, c := range list {
		if is(c) {
			those = append(those, c)
		}
	}
	return those
}

package crm

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/guanxi-crm/guanxi/models"
)

// Who a sentence is about. Nothing here is an inquiry about personal data but a phone number or an address that somebody wrote: of people's
// names only those are known whose customers the actor sees anyway, since a sentence has many words that may be one.

// Bounds of what is looked up for a sentence.
const (
	maxMentionedCodes = 4
	maxMentionedNamed = 50
	maxMentioned      = 11 // one more than a person chooses among
)

// Mentioned returns, for each of some words of a sentence, the customers whose code or whole name it is, however it is written. It is one
// question for all names.
func (s *Service) Mentioned(ctx context.Context, actor models.Actor, words []string) ([][]models.Customer, error) {
	if err := permit(actor, models.MayView); err != nil {
		return nil, err
	}
	found := make([][]models.Customer, len(words))
	var names []string
	codes := 0
	for i, word := range words {
		code, isCode := models.ParseCode(word)
		if !isCode || len(word) > maxCodeLen || codes == maxMentionedCodes {
			names = append(names, word)
			continue
		}
		codes++
		c, err := s.byCode(ctx, code)
		c, err = s.listed(ctx)(seen(ctx, s.store.Queries, actor, c, err, word))
		switch {
		case err == nil:
			found[i] = []models.Customer{c}
		case models.AsErrors(err) == nil:
			return nil, err
		}
	}
	named, err := s.store.CustomersNamed(ctx, names, actor.Sees(), maxMentionedNamed)
	if err != nil {
		return nil, err
	}
	for i, word := range words {
		if found[i] == nil {
			found[i] = closest(named, word)
		}
	}
	return found, nil
}

// MentionedPart returns the customers in whose name or company some words of a sentence stand as they are, at most eleven, or else those one of whose people is
// called so: contact is true then.
func (s *Service) MentionedPart(ctx context.Context, actor models.Actor, zone, words string) (list []models.Customer, contact bool, err error) {
	page, err := s.SearchCustomers(ctx, actor, models.CustomerQuery{Words: words, Strictly: true, Limit: maxMentioned, Zone: zone})
	page.Customers = saying(page.Customers, words)
	if err != nil || len(page.Customers) > 0 || models.PhoneLike(words) || models.EmailLike(words) || models.NormaliseName(words) == "" {
		return page.Customers, false, err
	}
	page, err = s.store.SearchCustomers(ctx, models.CustomerQuery{
		Filters:   []models.Filter{models.FilterOf(models.FieldContactName, s.stored(models.FieldContactName, words))},
		Limit:     maxMentioned,
		VisibleTo: actor.Sees(), Location: s.zone(zone),
	})
	if err != nil {
		return nil, false, err
	}
	if s.bounded(actor) {
		page.Customers = slices.DeleteFunc(page.Customers, func(c models.Customer) bool { return !mayReveal(actor, c) })
	}
	return page.Customers, true, nil
}

// saying leaves of what a search found the customers whose name or company has the words in one piece, or are a phone number or an address: a search
// is content with words in any order, with pinyin and with initials, which many words of a sentence would be.
func saying(list []models.Customer, words string) []models.Customer {
	if models.PhoneLike(words) || models.EmailLike(words) {
		return list
	}
	said := strings.Join(nameWords(words), " ")
	return slices.DeleteFunc(list, func(c models.Customer) bool {
		return said == "" || !hasPiece(c.Name, said) && !hasPiece(c.Company, said)
	})
}

// hasPiece reports a name that has some words in it, which begin where one of its words does, or within a run of characters written without blanks.
func hasPiece(name, said string) bool {
	joined := " " + strings.Join(nameWords(name), " ")
	first, _ := utf8.DecodeRuneInString(said)
	if models.IsDense(first) {
		return strings.Contains(joined, said)
	}
	return strings.Contains(joined, " "+said)
}

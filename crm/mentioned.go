package crm

import (
	"context"
	"slices"

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

// MentionedPart returns the customers in whose names some words of a sentence stand, at most eleven, or else those one of whose people is
// called so: contact is true then.
func (s *Service) MentionedPart(ctx context.Context, actor models.Actor, zone, words string) (list []models.Customer, contact bool, err error) {
	page, err := s.SearchCustomers(ctx, actor, models.CustomerQuery{Words: words, Strictly: true, Limit: maxMentioned, Zone: zone})
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

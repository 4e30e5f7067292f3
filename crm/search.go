package crm

import (
	"context"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
)

// Customer returns a customer.
func (s *Service) Customer(ctx context.Context, actor models.Actor, id int64) (models.Customer, error) {
	if err := permit(actor, models.MayView); err != nil {
		return models.Customer{}, err
	}
	found, err := s.store.Customer(ctx, id)
	return seen(ctx, s.store.Queries, actor, found, err, "")
}

// maxCandidates is from how many customers a person picks when a name could be several.
const maxCandidates = 10

// ResolveCustomer returns the customer that a person means: by code in any case and with any zeros (C001, c1), by its
// whole name, with or without what says only what kind of company it is, or by a search that has one answer. Where there are several, or it is only like what was typed, it returns
// *models.AmbiguousError. One that is archived or whose data was erased is refused.
func (s *Service) ResolveCustomer(ctx context.Context, actor models.Actor, words string) (models.Customer, error) {
	return s.listed(ctx)(s.ResolveAny(ctx, actor, words))
}

// ResolveAny is ResolveCustomer for what may be asked of archived and erased customers too, which are named by their code.
func (s *Service) ResolveAny(ctx context.Context, actor models.Actor, words string) (models.Customer, error) {
	if err := permit(actor, models.MayView); err != nil {
		return models.Customer{}, err
	}
	words = strings.TrimSpace(words)
	if words == "" {
		return models.Customer{}, customerNotFound(words)
	}
	if code, ok := models.ParseCode(words); ok {
		found, err := s.byCode(ctx, code)
		found, err = seen(ctx, s.store.Queries, actor, found, err, words)
		if err == nil || models.AsErrors(err) == nil {
			return found, err
		}
	}
	var list []models.Customer
	if !models.PhoneLike(words) && !models.EmailLike(words) {
		named, err := s.store.CustomersNamed(ctx, []string{words}, actor.Sees(), maxNamed)
		if err != nil {
			return models.Customer{}, err
		}
		list = closest(named, words)
		list = list[:min(len(list), maxCandidates)]
	}
	near := false
	if len(list) == 0 {
		page, err := s.SearchCustomers(ctx, actor, models.CustomerQuery{Words: words, Limit: maxCandidates})
		if err != nil {
			return models.Customer{}, err
		}
		list, near = page.Customers, page.Near
	}
	switch {
	case len(list) == 0:
		return models.Customer{}, customerNotFound(words)
	case len(list) == 1 && !near:
		return list[0], nil
	default:
		return models.Customer{}, &models.AmbiguousError{Words: models.Shorten(words, 100), Candidates: list, Near: near}
	}
}

// SearchCustomers returns one page of a search. Exact personal data may be searched for without end by who sees it; others
// are refused after so many different values a day.
func (s *Service) SearchCustomers(ctx context.Context, actor models.Actor, q models.CustomerQuery) (models.CustomerPage, error) {
	if err := permit(actor, models.MayView); err != nil {
		return models.CustomerPage{}, err
	}
	q = s.asStored(q.Recognised())
	q.VisibleTo, q.Location = actor.Sees(), s.zone(q.Zone)
	page, err := s.store.SearchCustomers(ctx, q)
	if err == nil && (page.Near || len(page.Customers) == 0) {
		page, err = s.orPersonal(ctx, actor, q, page)
	}
	if err == nil {
		err = s.answerSearch(ctx, actor, q, page)
	}
	if err != nil {
		return models.CustomerPage{}, err
	}
	return page, nil
}

// asStored asks for contacts' names and WeChat IDs as they are kept.
func (s *Service) asStored(q models.CustomerQuery) models.CustomerQuery {
	q.Filters = slices.Clone(q.Filters)
	for i, f := range q.Filters {
		if f.Field != models.FieldContactName && f.Field != models.FieldWeChat {
			continue
		}
		q.Filters[i].Any = slices.Clone(f.Any)
		for j, m := range f.Any {
			q.Filters[i].Any[j].Value = s.stored(f.Field, m.Value)
		}
	}
	return q
}

// orPersonal returns, where no name has the words of a search, the customers of which they are the phone number or the contact's
// whole name; else the page. Whoever may not ask for these without end is answered among the customers whose personal data
// they see anyway: what was meant as a name is no question.
func (s *Service) orPersonal(ctx context.Context, actor models.Actor, q models.CustomerQuery, page models.CustomerPage) (models.CustomerPage, error) {
	if q.Strictly || q.After != "" || len(askedIn(q)) > 0 || models.NormaliseName(q.Words) == "" {
		return page, nil
	}
	personal := models.FilterOf(models.FieldContactName, s.stored(models.FieldContactName, q.Words))
	if number, ok := models.PhoneOf(q.Words); ok {
		personal = models.FilterOf(models.FieldPhone, number)
	}
	q.Words, q.Filters = "", append(slices.Clone(q.Filters), personal)
	found, err := s.store.SearchCustomers(ctx, q)
	if err != nil {
		return page, err
	}
	if s.bounded(actor) {
		found.Customers = slices.DeleteFunc(found.Customers, func(c models.Customer) bool { return !mayReveal(actor, c) })
		found.Total, found.Next = len(found.Customers), ""
	}
	if len(found.Customers) == 0 {
		return page, nil
	}
	return found, nil
}

const maxSuggestions = 50

// SuggestCustomers returns at most limit customers, and at most 50, for what was typed so far, best first; for nothing typed, those
// that were changed last.
func (s *Service) SuggestCustomers(ctx context.Context, actor models.Actor, words string, limit int) ([]models.Customer, error) {
	if err := permit(actor, models.MayView); err != nil {
		return nil, err
	}
	limit = max(1, min(limit, maxSuggestions))
	if strings.TrimSpace(words) == "" {
		return s.store.RecentCustomers(ctx, actor.Sees(), limit)
	}
	if s.bounded(actor) && (models.PhoneLike(words) || models.EmailLike(words)) {
		return nil, nil // every letter typed would be a question: /crm find answers it
	}
	page, err := s.SearchCustomers(ctx, actor, models.CustomerQuery{Words: words, Limit: limit})
	if err != nil {
		return nil, err
	}
	code, ok := models.ParseCode(words)
	if !ok {
		return page.Customers, nil
	}
	named, err := s.byCode(ctx, code)
	named, err = s.listed(ctx)(seen(ctx, s.store.Queries, actor, named, err, words))
	if models.AsErrors(err) != nil {
		return page.Customers, nil
	}
	if err != nil {
		return nil, err
	}
	list := []models.Customer{named}
	for _, other := range page.Customers {
		if other.ID != named.ID && len(list) < limit {
			list = append(list, other)
		}
	}
	return list, nil
}

// CustomerCard returns a customer, as it was just read or saved, with its open follow-ups and what happened last.
func (s *Service) CustomerCard(ctx context.Context, actor models.Actor, customer models.Customer) (card models.Card, err error) {
	if err := permit(actor, models.MayView); err != nil {
		return models.Card{}, err
	}
	card.Fields, card.Masked, card.MayReveal = s.Fields().Active(), s.Masks(), mayReveal(actor, customer)
	if card.Customer, err = s.WithFields(ctx, customer); err != nil {
		return models.Card{}, err
	}
	id := customer.ID
	if card.Contacts, card.ContactCount, err = s.store.Contacts(ctx, id, models.CardContacts); err != nil {
		return models.Card{}, err
	}
	if card.Deals, card.DealCount, err = s.store.OpenDeals(ctx, id, models.CardDeals); err != nil {
		return models.Card{}, err
	}
	tickets, err := s.store.Tickets(ctx, models.TicketQuery{CustomerID: id, Limit: models.CardTickets})
	if err != nil {
		return models.Card{}, err
	}
	card.Tickets, card.TicketCount, card.Now = tickets.Tickets, tickets.Total, s.clock.Now()
	if card.Memberships, card.MemberCount, err = s.store.Memberships(ctx, id, models.CardMemberships); err != nil {
		return models.Card{}, err
	}
	if card.FollowUps, err = s.store.OpenFollowUps(ctx, id, models.CardFollowUps); err != nil {
		return models.Card{}, err
	}
	page, err := s.timeline(ctx, models.TimelineQuery{CustomerID: id, Kinds: models.CardKinds(), Limit: models.CardEvents})
	if err != nil {
		return models.Card{}, err
	}
	card.Events = page.Events
	return card, nil
}

// NoCustomer is the key of the refusal of words that no customer fits; they are its argument Words.
const NoCustomer = "error.customer_not_found"

func customerNotFound(words string) error {
	return models.NotFound(NoCustomer, "Words", models.Shorten(words, 100))
}

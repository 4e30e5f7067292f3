package crm

import (
	"context"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/key"
	"github.com/guanxi-crm/guanxi/store"
)

// agreement is a customer, or an earlier row that becomes one, with the fields in which a row agrees with it.
type agreement struct {
	customer *models.Customer
	row      int64 // of the file, where it isn't saved yet; else 0
	same     []models.Field
}

// match is what a row is found to be.
type match struct {
	of      *agreement // the customer that it is; nil for none
	by      models.Field
	other   *agreement // another that it may be as well: nothing is guessed then
	like    *agreement // one that it is only like
	refused error      // why what it names itself can't be changed
}

// matcher finds which customers the rows of a batch are, by their own IDs first, else by what near-duplicates agree in.
type matcher struct {
	c         *change
	coded     map[string]models.Customer // by code, as the rows name them
	found     map[models.Field]map[string][]int64
	customers map[int64]*models.Customer
	untold    bool // what agrees in personal data mayn't be told, but of customers that the actor sees
	batch     map[likeKey][]*agreement
}

// likeKey is a value by which rows are compared.
type likeKey struct {
	field models.Field
	value string
}

// newMatcher looks up all that the rows of a batch may be. Without likes only IDs count.
func (s *Service) newMatcher(ctx context.Context, c *change, rows []*importedRow, likes bool) (*matcher, error) {
	m := &matcher{c: c, coded: map[string]models.Customer{}, customers: map[int64]*models.Customer{}, batch: map[likeKey][]*agreement{}}
	if err := m.byCodes(ctx, rows); err != nil {
		return nil, err
	}
	if !likes {
		return m, m.read(ctx)
	}
	wanted := store.Likenesses{}
	var list []models.Customer
	for _, row := range rows {
		if _, known := m.coded[row.code]; known || row.refused != nil {
			continue
		}
		for field, value := range row.like {
			wanted[field] = append(wanted[field], value)
		}
		list = append(list, row.fresh)
	}
	if err := c.LockLikeness(ctx, models.DuplicateFields(), list...); err != nil {
		return nil, err
	}
	var err error
	if m.found, err = c.CustomersLike(ctx, wanted); err != nil {
		return nil, err
	}
	if s.bounded(c.op.Actor) {
		if err := m.ask(ctx, wanted); err != nil {
			return nil, err
		}
	}
	return m, m.read(ctx)
}

// ask counts what the rows ask of others' personal data, as lookalikes does.
func (m *matcher) ask(ctx context.Context, wanted store.Likenesses) error {
	var asked []models.Question
	for field, values := range wanted {
		for _, value := range values {
			if models.IsPersonal(field) {
				asked = append(asked, models.Question{Field: field, Value: value})
			}
		}
	}
	if len(asked) == 0 {
		return nil
	}
	within, err := m.c.AskPersonal(ctx, m.c.op.Actor.ID, models.DateOf(m.c.at.In(m.c.zone)), asked, maxQuestions)
	m.untold = !within
	return err
}

// byCodes reads the customers that rows name by their IDs; one that was merged leads to the other.
func (m *matcher) byCodes(ctx context.Context, rows []*importedRow) error {
	var codes []string
	for _, row := range rows {
		if row.code != "" {
			codes = append(codes, row.code)
		}
	}
	if len(codes) == 0 {
		return nil
	}
	list, err := m.c.CustomersByCodes(ctx, codes)
	if err != nil {
		return err
	}
	for _, found := range list {
		code := found.Code
		for found.MergedInto != 0 {
			if found, err = m.c.Customer(ctx, found.MergedInto); err != nil {
				return err
			}
		}
		m.coded[code] = found
	}
	return nil
}

// read reads the customers that were found, with their custom values.
func (m *matcher) read(ctx context.Context) error {
	var ids []int64
	for _, found := range m.coded {
		ids = append(ids, found.ID)
	}
	for _, by := range m.found {
		for _, some := range by {
			ids = append(ids, some...)
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) == 0 {
		return nil
	}
	found, err := m.c.CustomersByID(ctx, ids)
	if err != nil {
		return err
	}
	list := make([]models.Customer, 0, len(found))
	for _, id := range ids {
		if c, there := found[id]; there {
			list = append(list, c)
		}
	}
	if len(m.c.rules.Custom.All()) > 0 {
		if err := m.c.WithCustomValues(ctx, list); err != nil {
			return err
		}
	}
	for i := range list {
		m.customers[list[i].ID] = &list[i]
	}
	return nil
}

// add lets later rows of the batch be compared with one that becomes a customer.
func (m *matcher) add(row *importedRow, customer *models.Customer) {
	added := &agreement{customer: customer, row: row.number}
	for field, value := range row.like {
		at := likeKey{field, value}
		m.batch[at] = append(m.batch[at], added)
	}
}

// of returns what a row is.
func (m *matcher) of(ctx context.Context, row *importedRow) (match, error) {
	if found, known := m.coded[row.code]; known && row.code != "" {
		return m.named(ctx, found)
	}
	var is []*agreement
	made := match{}
	for _, a := range m.agreements(row) {
		switch {
		case m.isSame(row, a):
			is = append(is, a)
		case made.like == nil:
			made.like = a
		}
	}
	switch best := fullest(is); {
	case best != nil:
		made.of, made.by = best, best.same[0]
	case len(is) > 1:
		made.of, made.other, made.by = is[0], is[1], is[0].same[0]
	}
	return made, nil
}

// named is a customer that a row names by its ID.
func (m *matcher) named(ctx context.Context, found models.Customer) (match, error) {
	made := match{of: &agreement{customer: m.customers[found.ID]}, by: models.FieldCode}
	if made.of.customer == nil {
		made.of.customer = &found
	}
	switch {
	case found.Erased():
		made.refused = erasedError(found, m.c.zone)
	case found.Archived():
		made.refused = goneError(ctx, m.c.Queries, found, m.c.zone)
	}
	if made.refused != nil && models.AsErrors(made.refused) == nil {
		return match{}, made.refused
	}
	return made, nil
}

// agreements are the customers with which a row agrees in something, and the rows of the batch.
func (m *matcher) agreements(row *importedRow) []*agreement {
	var list []*agreement
	at := map[int64]*agreement{}
	for _, field := range models.DuplicateFields() {
		value := row.like[field]
		if value == "" {
			continue
		}
		for _, id := range m.found[field][value] {
			customer := m.customers[id]
			if customer == nil || m.untold && models.IsPersonal(field) && !mayReveal(m.c.op.Actor, *customer) {
				continue
			}
			if at[id] == nil {
				at[id] = &agreement{customer: customer}
				list = append(list, at[id])
			}
			at[id].same = append(at[id].same, field)
		}
		for _, other := range m.batch[likeKey{field, value}] {
			i := slices.IndexFunc(list, func(a *agreement) bool { return a.row == other.row && a.row != 0 })
			if i < 0 {
				list, i = append(list, &agreement{customer: other.customer, row: other.row}), len(list)
			}
			list[i].same = append(list[i].same, field)
		}
	}
	return list
}

// isSame reports that a row and a customer are one, and not only like each other. An email tells; a name does unless phone or email say that
// it is somebody else who is called so; a phone does unless the emails differ, or two companies share it. A website alone tells nothing.
func (m *matcher) isSame(row *importedRow, a *agreement) bool {
	has := func(field models.Field) bool { return slices.Contains(a.same, field) }
	other := func(field models.Field) string { return store.LikenessOf(*a.customer, field) }
	differs := func(field models.Field) bool { return !has(field) && row.like[field] != "" && other(field) != "" }
	switch {
	case has(models.FieldEmail):
		return true
	case has(models.FieldName) && (has(models.FieldPhone) || has(models.FieldWebsite)):
		return true
	case has(models.FieldName):
		return isCompany(row.fresh.Name) && !row.standsIn || !differs(models.FieldEmail) && !differs(models.FieldPhone)
	case has(models.FieldPhone):
		return !differs(models.FieldEmail) && !(isCompany(row.fresh.Name) && isCompany(a.customer.Name))
	}
	return false
}

// isCompany reports a name that says itself what kind of company it is: no two are registered under one.
func isCompany(name string) bool { return key.Stem(name) != key.Name(name) }

// fullest is the one of several that agrees in all in which any does, and in more than every other; nil where there is none.
func fullest(list []*agreement) *agreement {
	for _, a := range list {
		if !slices.ContainsFunc(list, func(other *agreement) bool {
			return other != a && (len(other.same) >= len(a.same) || slices.ContainsFunc(other.same, func(field models.Field) bool { return !slices.Contains(a.same, field) }))
		}) {
			return a
		}
	}
	return nil
}

package crm

import (
	"context"
	"errors"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

// guard looks at a customer before it is saved, in the transaction that saves it; previous is the zero customer for a
// new one.
type guard func(ctx context.Context, c *change, previous, next models.Customer) error

// CreateUnlessDuplicate is CreateCustomer for a person who should first see which customers it may be the same as: a
// *models.DuplicateError names them. known are those that the person has seen. Of two that are created at the same instant
// the second is refused.
func (s *Service) CreateUnlessDuplicate(ctx context.Context, op models.Operation, draft models.Customer, known []int64) (models.Customer, error) {
	look := s.lookalikes(known)
	saved, err := s.create(ctx, op, draft, look.guard)
	return saved, look.settle(ctx, op, err)
}

// UpdateUnlessDuplicate is UpdateCustomer for a person who should first see which other customers this one may be the
// same as when its name, phone or email changes, as CreateUnlessDuplicate has it. seen may hold decisions about a conflict.
func (s *Service) UpdateUnlessDuplicate(ctx context.Context, op models.Operation, id int64, seen models.EditBase, set map[models.Field]string, known []int64) (models.Customer, error) {
	look := s.lookalikes(known)
	saved, err := s.updateCustomer(ctx, op, id, seen, set, look.guard)
	return saved, look.settle(ctx, op, err)
}

// lookalikes is one look for the near-duplicates of a customer that is to be saved. Whoever isn't shown the personal data
// of others could guess it by what is said to agree: so that is an inquiry too.
type lookalikes struct {
	service *Service
	known   []int64
	inquiry inquiry
}

func (s *Service) lookalikes(known []int64) *lookalikes { return &lookalikes{service: s, known: known} }

// settle counts what was asked where the question came back instead of a saved customer: the transaction that counted
// it was undone.
func (l *lookalikes) settle(ctx context.Context, op models.Operation, err error) error {
	var found *models.DuplicateError
	if !errors.As(err, &found) || len(l.inquiry.asked) == 0 {
		return err
	}
	for _, duplicate := range found.Duplicates {
		l.inquiry.answers(op.Actor, duplicate.Customer, personalOf(duplicate.Same))
	}
	if refused := l.service.answer(ctx, op, l.inquiry); refused != nil {
		return refused
	}
	return err
}

func personalOf(fields []models.Field) (personal []models.Field) {
	for _, field := range fields {
		if models.IsPersonal(field) {
			personal = append(personal, field)
		}
	}
	return personal
}

// ask counts what the fields of a customer that is to be saved ask of others. It reports whether what agrees may be told.
func (l *lookalikes) ask(ctx context.Context, c *change, next models.Customer, fields []models.Field) (tell bool, err error) {
	l.inquiry = inquiry{}
	for _, field := range personalOf(fields) {
		if value := next.Likeness(field); value != "" {
			l.inquiry.asked = append(l.inquiry.asked, models.Question{Field: field, Value: value})
		}
	}
	if len(l.inquiry.asked) == 0 || !l.service.bounded(c.op.Actor) {
		l.inquiry = inquiry{}
		return true, nil
	}
	tell, err = c.AskPersonal(ctx, c.op.Actor.ID, models.DateOf(c.at.In(c.zone)), l.inquiry.asked, maxQuestions)
	if !tell {
		l.inquiry = inquiry{}
	}
	return tell, err
}

// untold leaves of near-duplicates what the actor sees for themselves.
func untold(actor models.Actor, found []models.Duplicate) (left []models.Duplicate) {
	for _, duplicate := range found {
		if !mayReveal(actor, duplicate.Customer) {
			duplicate.Same = slices.DeleteFunc(slices.Clone(duplicate.Same), models.IsPersonal)
		}
		if len(duplicate.Same) > 0 {
			left = append(left, duplicate)
		}
	}
	return left
}

// guard refuses near-duplicates that aren't known, by what changes. It is part of the transaction so that a delivery that
// comes twice is known as such before it meets the customer that it made itself.
func (l *lookalikes) guard(ctx context.Context, c *change, previous, next models.Customer) error {
	var fields []models.Field
	for _, field := range models.DuplicateFields() {
		if next.Likeness(field) != previous.Likeness(field) {
			fields = append(fields, field)
		}
	}
	if err := c.LockLikeness(ctx, fields, next); err != nil {
		return err
	}
	found, err := c.Duplicates(ctx, next, fields)
	if err != nil {
		return err
	}
	tell, err := l.ask(ctx, c, next, fields)
	if err != nil {
		return err
	}
	if !tell {
		found = untold(c.op.Actor, found)
	}
	known := l.known
	after := slices.Clone(known)
	for i, duplicate := range found {
		if !slices.Contains(after, duplicate.Customer.ID) {
			after = append(after, duplicate.Customer.ID)
		}
		_, err := seen(ctx, c.Queries, c.op.Actor, duplicate.Customer, nil, "")
		if found[i].Hidden = models.AsErrors(err) != nil; err != nil && !found[i].Hidden {
			return err
		}
	}
	if len(after) == len(known) {
		return nil
	}
	slices.SortStableFunc(found, func(a, b models.Duplicate) int { // what is new comes first
		return rank(known, a) - rank(known, b)
	})
	return &models.DuplicateError{Duplicates: found[:min(len(found), models.MaxDuplicates)], Known: after}
}

func rank(known []int64, d models.Duplicate) int {
	if slices.Contains(known, d.Customer.ID) {
		return 1
	}
	return 0
}

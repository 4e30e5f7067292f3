package crm

import (
	"context"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

// guard looks at a customer before it is saved, in the transaction that saves it; previous is the zero customer for a
// new one.
type guard func(ctx context.Context, c *change, previous, next models.Customer) error

// CreateUnlessDuplicate is CreateCustomer for a person who should first see which customers it may be the same as: a
// *models.DuplicateError names them. known are those that the person has seen. Two that are created at the same instant
// may both pass.
func (s *Service) CreateUnlessDuplicate(ctx context.Context, op models.Operation, draft models.Customer, known []int64) (models.Customer, error) {
	return s.create(ctx, op, draft, unlessDuplicate(known))
}

// UpdateUnlessDuplicate is UpdateCustomer for a person who should first see which other customers this one may be the
// same as when its name, phone or email changes, as CreateUnlessDuplicate has it. seen may hold decisions about a conflict.
func (s *Service) UpdateUnlessDuplicate(ctx context.Context, op models.Operation, id int64, seen models.Seen, set map[models.Field]string, known []int64) (models.Customer, error) {
	return s.updateCustomer(ctx, op, id, seen, set, unlessDuplicate(known))
}

// unlessDuplicate refuses near-duplicates that aren't known, by what changes. It is part of the transaction so that a
// delivery that comes twice is known as such before it meets the customer that it made itself.
func unlessDuplicate(known []int64) guard {
	return func(ctx context.Context, c *change, previous, next models.Customer) error {
		var fields []models.Field
		for _, field := range models.DuplicateFields() {
			if next.Likeness(field) != previous.Likeness(field) {
				fields = append(fields, field)
			}
		}
		found, err := c.Duplicates(ctx, next, fields)
		if err != nil {
			return err
		}
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
}

func rank(known []int64, d models.Duplicate) int {
	if slices.Contains(known, d.Customer.ID) {
		return 1
	}
	return 0
}

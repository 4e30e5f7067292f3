package crm

import (
	"context"
	"errors"

	"github.com/guanxi-crm/guanxi/models"
)

// maxQuestions is how many different phones, emails and contact names a person may ask by their exact value in a day of
// theirs, beyond those of customers whose personal data they see anyway. What is shown masked is soon guessed by
// whoever may ask without end: a phone of which four digits are hidden has ten thousand forms.
const maxQuestions = 20

// errTooManyQuestions ends a transaction in which nothing was counted.
var errTooManyQuestions = errors.New("too many questions")

// inquiry is what somebody asks about personal data by its exact value, and what the answer gives away.
type inquiry struct {
	asked map[models.Field]string // normalised values
	hits  []models.Duplicate      // the customers that the actor may not reveal, with the fields in which they agree
}

// answers adds a customer that the answer shows to have what was asked.
func (q *inquiry) answers(actor models.Actor, c models.Customer, fields []models.Field) {
	if len(fields) > 0 && !mayReveal(actor, c) {
		q.hits = append(q.hits, models.Duplicate{Customer: c, Same: fields})
	}
}

// bounded reports whether what an actor asks by exact value is counted: not of who sees all of it anyway.
func (s *Service) bounded(actor models.Actor) bool { return s.Masks() && !actor.May(models.MayReveal) }

// answer counts an inquiry and notes in the audit log, in the same transaction, which customers were found by what. It
// refuses one that goes beyond what may be asked in a day: then nothing may be answered.
func (s *Service) answer(ctx context.Context, op models.Operation, q inquiry) error {
	op.Key, op.Also = "", "" // what is answered twice is one question
	err := s.change(ctx, op, func(c *change) error {
		within, err := c.AskPersonal(ctx, op.Actor.ID, models.DateOf(c.at.In(c.zone)), q.asked, maxQuestions)
		if err != nil {
			return err
		}
		if !within {
			return errTooManyQuestions
		}
		for _, hit := range q.hits {
			c.customer = hit.Customer.ID
			for _, field := range hit.Same {
				c.note(models.EntityCustomer, hit.Customer.ID, hit.Customer.Version, models.ActionSearch, field, "", "")
			}
		}
		return nil
	})
	if errors.Is(err, errTooManyQuestions) {
		return &models.Error{Kind: models.KindLimit, Key: "error.too_many_questions", Args: map[string]any{"Max": maxQuestions, "Date": s.Today(op.Zone).AddDays(1)}}
	}
	return err
}

// noteGuessed notes that somebody who doesn't see a customer's personal data gave a field the value that it has: that nothing
// changes tells them. A wrong guess changes the field, which stands in the audit log anyway.
func (c *change) noteGuessed(current models.Customer, wanted map[models.Field]string) {
	for _, field := range sortedFields(wanted) {
		if value := wanted[field]; c.rules.Custom.IsPersonal(field) && value != "" && value == current.Get(field) {
			c.note(models.EntityCustomer, current.ID, current.Version, models.ActionSearch, field, "", "")
		}
	}
}

// askedIn is what a search asks by exact value.
func askedIn(q models.CustomerQuery) (asked map[models.Field]string, fields []models.Field) {
	asked = map[models.Field]string{}
	for _, filter := range []struct {
		field models.Field
		value string
	}{
		{models.FieldContactName, models.NormaliseName(q.Contact)},
		{models.FieldPhone, models.NormalisePhone(q.Phone)},
		{models.FieldEmail, models.NormaliseEmail(q.Email)},
	} {
		if filter.value != "" {
			asked[filter.field], fields = filter.value, append(fields, filter.field)
		}
	}
	for _, filter := range q.Custom {
		if key := models.CustomFieldKey(filter.FieldID); filter.Personal {
			asked[key], fields = models.PersonalKey(filter.Key), append(fields, key)
		}
	}
	return asked, fields
}

// answerSearch answers a search for personal data by its exact value: freely where all that it finds is the actor's to
// see, else as an inquiry. That nobody has it is an answer, too.
func (s *Service) answerSearch(ctx context.Context, actor models.Actor, q models.CustomerQuery, page models.CustomerPage) error {
	asked, fields := askedIn(q)
	if len(asked) == 0 || !s.bounded(actor) {
		return nil
	}
	inquiry := inquiry{asked: asked}
	for _, c := range page.Customers {
		inquiry.answers(actor, c, fields)
	}
	if len(inquiry.hits) == 0 && len(page.Customers) > 0 && page.Next == "" && q.After == "" {
		return nil
	}
	return s.answer(ctx, models.Operation{Actor: actor, Source: "/crm find", Zone: q.Zone}, inquiry)
}

package crm

import (
	"context"
	"errors"
	"slices"

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
	asked []models.Question
	hits  []models.Duplicate // the customers that the actor may not reveal, with the fields in which they agree
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

// noteGuessed notes that somebody who doesn't see a record's personal data gave a field the value that it has: that nothing
// changes tells them. A wrong guess changes the field, which stands in the audit log anyway.
func (c *change) noteGuessed(of record, wanted map[models.Field]string) {
	for _, field := range sortedFields(wanted) {
		if value := wanted[field]; c.rules.Custom.IsPersonal(field) && value != "" && value == of.current.Get(field) {
			c.note(of.entity, of.id, of.version, models.ActionSearch, field, "", "")
		}
	}
}

// askedIn is what a search asks by exact value: to leave out those who have it is to ask as well.
func askedIn(q models.CustomerQuery) (asked []models.Question) {
	for _, f := range q.Filters {
		if !f.Personal {
			continue
		}
		for _, m := range f.Any {
			if m.By != models.MatchValue {
				continue
			}
			if key := questionKey(f.Field, m.Value); key != "" {
				asked = append(asked, models.Question{Field: f.Field, Value: key})
			}
		}
	}
	return asked
}

// questionKey is a value as it is compared with what others asked.
func questionKey(field models.Field, value string) string {
	switch field {
	case models.FieldContactName:
		return models.NormaliseName(value)
	case models.FieldPhone:
		return models.NormalisePhone(value)
	case models.FieldEmail:
		return models.NormaliseEmail(value)
	case models.FieldWeChat:
		return models.NormaliseWeChat(value)
	}
	return models.PersonalKey(value)
}

// answerSearch answers a search for personal data by its exact value: freely where all that it finds is the actor's to
// see, else as an inquiry. That nobody has it is an answer, too.
func (s *Service) answerSearch(ctx context.Context, actor models.Actor, q models.CustomerQuery, page models.CustomerPage) error {
	asked := askedIn(q)
	var fields []models.Field
	for _, question := range asked {
		if !slices.Contains(fields, question.Field) {
			fields = append(fields, question.Field)
		}
	}
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

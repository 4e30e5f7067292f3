package crm

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// A change is taken back as a whole: all that one operation did, by a new operation with audit entries of its own. Only
// a person's own last change can be, within models.UndoMaxAge, and only while nobody changed the same fields and records
// since. An undo isn't undone in turn: what was taken back stands in the history and is made again by hand.

// LastChange returns the person's own last change, as it can be taken back; else it says why it can't.
func (s *Service) LastChange(ctx context.Context, actor models.Actor) (models.Undo, error) {
	if err := permit(actor, models.MayUndo); err != nil {
		return models.Undo{}, err
	}
	last, err := s.store.LastOperation(ctx, actor.ID)
	if err != nil {
		return models.Undo{}, err
	}
	if t, found, err := s.store.TaskOf(ctx, last); err != nil || found && t.Mode == models.TaskDo {
		return models.Undo{Task: t}, err
	}
	entries, err := s.store.OperationEntries(ctx, actor.ID, last)
	if err != nil {
		return models.Undo{}, err
	}
	if last != "" && ofCampaign(entries) {
		return campaignUndo(ctx, s.store.Queries, entries, s.Now("").Sub(entries[0].At) > models.UndoMaxAge)
	}
	unfit, err := s.unfitBefore(ctx, actor, actor.ID, last)
	if err != nil {
		return models.Undo{}, err
	}
	undo, err := undoing{actor: actor, by: actor.ID, within: models.UndoMaxAge, unfit: unfit}.
		of(ctx, s.store.Queries, last, s.Now("").Truncate(time.Microsecond))
	s.define(undo.Entries)
	if err != nil {
		return undo, err
	}
	return undo, s.nameContacts(ctx, undo.Customer, undo.Entries)
}

// Undo takes a change back: the one that LastChange showed, by its Operation.
func (s *Service) Undo(ctx context.Context, op models.Operation, operation string) (models.Undo, error) {
	if err := permit(op.Actor, models.MayUndo); err != nil {
		return models.Undo{}, err
	}
	changed, err := s.store.OperationEntries(ctx, op.Actor.ID, operation)
	if err != nil {
		return models.Undo{}, err
	}
	if operation != "" && ofCampaign(changed) {
		return s.undoCampaign(ctx, op, operation)
	}
	unfit, err := s.unfitBefore(ctx, op.Actor, op.Actor.ID, operation)
	if err != nil {
		return models.Undo{}, err
	}
	var undone models.Undo
	err = s.change(ctx, op, func(c *change) error {
		entries, err := c.OperationEntries(ctx, op.Actor.ID, operation)
		if err != nil {
			return err
		}
		if operation == "" || len(entries) == 0 {
			return models.NotFound("error.undo_nothing")
		}
		if _, err := c.lockAny(ctx, entries[0].CustomerID); models.AsErrors(err) != nil { // undoable refuses an erased one
			return models.NotFound("error.undo_not_seen")
		} else if err != nil {
			return err
		}
		if err := c.isLast(ctx, operation, entries); err != nil {
			return err
		}
		undone, err = undoing{actor: op.Actor, by: op.Actor.ID, within: models.UndoMaxAge, unfit: unfit}.of(ctx, c.Queries, operation, c.at.In(c.zone))
		if err != nil {
			return err
		}
		s.define(undone.Entries)
		undone.Customer, err = c.takeBack(ctx, undone)
		return err
	})
	if err != nil {
		return models.Undo{}, err
	}
	return undone, nil
}

// isLast refuses what isn't the actor's last change any more, such as the one a button was pressed for twice.
func (c *change) isLast(ctx context.Context, operation string, entries []models.HistoryEntry) error {
	last, err := c.LastOperation(ctx, c.op.Actor.ID)
	if err != nil || last == operation {
		return err
	}
	since, err := c.OperationEntries(ctx, c.op.Actor.ID, last)
	if err != nil {
		return err
	}
	for _, entry := range since {
		if slices.ContainsFunc(entries, func(undone models.HistoryEntry) bool { return undone.ID == entry.Undoes }) {
			return models.Conflict("error.undo_twice")
		}
	}
	return models.Conflict("error.undo_not_last")
}

// undoing is who takes what back.
type undoing struct {
	actor  models.Actor
	by     string                  // who did it
	within time.Duration           // since it was done
	unfit  map[string]models.Unfit // the people to whom nothing goes back
}

// of returns an operation when it can be taken back, else why it can't. now is in the zone in which days are named.
func (u undoing) of(ctx context.Context, q store.Queries, operation string, now time.Time) (models.Undo, error) {
	if operation == "" {
		return models.Undo{}, models.NotFound("error.undo_nothing")
	}
	entries, err := q.OperationEntries(ctx, u.by, operation)
	if err != nil {
		return models.Undo{}, err
	}
	if len(entries) == 0 {
		return models.Undo{}, models.NotFound("error.undo_nothing")
	}
	customer, err := q.Customer(ctx, entries[0].CustomerID)
	if errors.Is(err, store.ErrNotFound) {
		return models.Undo{}, models.NotFound("error.undo_nothing")
	}
	if customer, err = seen(ctx, q, u.actor, customer, err, ""); models.AsErrors(err) != nil { // it was given away
		err = models.NotFound("error.undo_not_seen")
	}
	if err != nil {
		return models.Undo{}, err
	}
	if customer.Erased() {
		return models.Undo{}, erasedError(customer, now.Location())
	}
	if err := afterMerge(customer, entries); err != nil {
		return models.Undo{}, err
	}
	if _, found := archiving(entries); customer.Archived() && !found {
		return models.Undo{}, goneError(ctx, q, customer, now.Location())
	}
	for _, entry := range entries {
		switch {
		case entry.Action == models.ActionUndo:
			return models.Undo{}, models.Conflict("error.undo_of_undo", "Code", customer.Code)
		case entry.Action == models.ActionCreate && entry.Entity == models.EntityCustomer:
			return models.Undo{}, models.Conflict("error.undo_creation", "Code", customer.Code)
		case entry.Unreadable || customer.Unreadable && models.IsPersonal(models.Field(entry.Field)):
			return models.Undo{}, models.Conflict("error.undo_unreadable", "Code", customer.Code)
		case now.Sub(entry.At) > u.within:
			return models.Undo{}, models.Conflict("error.undo_too_old", "Code", customer.Code)
		}
	}
	if slices.ContainsFunc(entries, isCustomField) {
		if customer.Custom, err = q.CustomValues(ctx, customer.ID); err != nil {
			return models.Undo{}, err
		}
	}
	undo := models.Undo{Operation: operation, At: entries[0].At, Source: entries[0].Source, Customer: customer, Entries: entries}
	if err := keepFromUnfit(ctx, q, u.actor, &undo, u.unfit); err != nil {
		return models.Undo{}, err
	}
	return undo, untouched(ctx, q, undo)
}

// afterMerge refuses to take back a merge, which is taken back as one, and what was changed of a customer before it was merged into
// another.
func afterMerge(customer models.Customer, entries []models.HistoryEntry) error {
	for _, entry := range entries {
		switch {
		case entry.Action == models.ActionIgnore, entry.Action == models.ActionHeed:
			return models.Conflict("error.undo_ignored", "Code", customer.Code)
		case entry.Action == models.ActionTwo:
			return models.Conflict("error.undo_two", "Code", customer.Code)
		case models.Field(entry.Field) == models.FieldMergedInto:
			return models.Conflict("error.undo_merge", "Code", customer.Code)
		case entry.Entity == models.EntityCustomer && entry.EntityID != customer.ID:
			return models.Conflict("error.undo_merged", "Code", customer.Code)
		}
	}
	return nil
}

func isCustomField(entry models.HistoryEntry) bool {
	_, custom := models.Field(entry.Field).CustomID()
	return custom
}

// untouched refuses when something that the operation changed was changed since, by whomever.
func untouched(ctx context.Context, q store.Queries, undo models.Undo) error {
	fields, version := map[models.Field]bool{}, 0
	for _, entry := range undo.Entries {
		field := models.Field(entry.Field)
		switch {
		case isCustomerField(entry):
			fields[field], version = true, entry.Version
		case entry.Entity == models.EntityFollowUp:
			if err := sameFollowUp(ctx, q, entry); err != nil {
				return err
			}
		case entry.Entity == models.EntityInteraction:
			if err := noBasis(ctx, q, undo, entry); err != nil {
				return err
			}
		case entry.Entity == models.EntityContact:
			if err := sameContact(ctx, q, entry); err != nil {
				return err
			}
		case entry.Entity == models.EntityDeal:
			if err := sameDeal(ctx, q, entry); err != nil {
				return err
			}
		case entry.Entity == models.EntityTicket:
			if err := sameTicket(ctx, q, entry); err != nil {
				return err
			}
		case entry.Entity == models.EntityCampaignMember:
			if err := sameMember(ctx, q, entry); err != nil {
				return err
			}
		}
	}
	if len(fields) == 0 {
		return nil
	}
	since, err := q.AuditSince(ctx, models.EntityCustomer, undo.Customer.ID, version)
	if err != nil {
		return err
	}
	for _, entry := range standing(since) {
		if field := models.Field(entry.Field); fields[field] {
			return models.Conflict("error.undo_changed_since", "Field", field, "User", models.Person(entry.Actor))
		}
	}
	return nil
}

// standing leaves of entries, oldest first, those that were not taken back, and that take nothing back.
func standing(entries []models.AuditEntry) (list []models.AuditEntry) {
	undone := map[int64]bool{}
	for _, entry := range slices.Backward(entries) {
		if entry.Undoes != 0 {
			undone[entry.Undoes] = true
		} else if !undone[entry.ID] {
			list = append(list, entry)
		}
	}
	slices.Reverse(list)
	return list
}

// isCustomerField reports an entry of a field that is set on the customer itself. The next follow-up is not: it follows from
// the follow-ups, which have entries of their own; nor is the reason of a churn, which stands in the status history.
func isCustomerField(entry models.HistoryEntry) bool {
	spec, known := models.Customers.Find(models.Field(entry.Field))
	return entry.Entity == models.EntityCustomer && (known && !spec.Follows && !spec.Given || isCustomField(entry))
}

func sameFollowUp(ctx context.Context, q store.Queries, entry models.HistoryEntry) error {
	found, err := q.FollowUp(ctx, entry.EntityID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if err == nil && found.Version == entry.Version {
		return nil
	}
	return changedSince(ctx, q, entry, "error.undo_followup_since")
}

// changedSince is the refusal, of a key, to take back what was done to a record that was changed since: it names who changed it last. What was
// changed and taken back doesn't count.
func changedSince(ctx context.Context, q store.Queries, entry models.HistoryEntry, key string) error {
	since, err := q.ChangesSince(ctx, entry.CustomerID, entry.Operation)
	if err != nil {
		return err
	}
	of := slices.DeleteFunc(slices.Clone(since), func(e models.AuditEntry) bool { return e.Entity != entry.Entity || e.EntityID != entry.EntityID })
	rest := standing(of)
	switch {
	case len(rest) > 0:
		return models.Conflict(key, "User", models.Person(rest[len(rest)-1].Actor))
	case len(of) > 0: // all of it was taken back
		return nil
	}
	return models.Conflict(key, "User", models.Person(""))
}

// noBasis refuses to take an interaction away on which a status was changed since.
func noBasis(ctx context.Context, q store.Queries, undo models.Undo, entry models.HistoryEntry) error {
	rows, err := q.StatusChangesOn(ctx, undo.Customer.ID, entry.EntityID)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if !row.ChangedAt.Equal(entry.At) || row.ChangedBy != entry.Actor { // the operation's own row is taken back with it
			return models.Conflict("error.undo_basis_since", "User", models.Person(row.ChangedBy))
		}
	}
	return nil
}

package crm

import (
	"context"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

// takeBack reverses every entry of an operation and returns the customer as it then is. What stood there before was
// valid when it was saved, and today's rules don't apply to it: a follow-up may be overdue again.
func (c *change) takeBack(ctx context.Context, undo models.Undo) (models.Customer, error) {
	if archived, found := archiving(undo.Entries); found {
		next, err := c.archive(ctx, undo.Customer, !archived)
		c.noteArchived(models.ActionUndo, undo.Customer, next)
		c.nameUndone(undo.Entries)
		return next, err
	}
	next := undo.Customer
	followsUp, deals := false, false
	for _, entry := range undo.Entries {
		if isCustomerField(entry) {
			if err := c.takeFieldBack(ctx, &next, entry); err != nil {
				return next, err
			}
		}
	}
	for _, of := range byRecord(undo.Entries) {
		var err error
		switch first := of[0]; first.Entity {
		case models.EntityFollowUp:
			followsUp = true
			err = c.takeFollowUpBack(ctx, first.EntityID, of, heir(undo, first.EntityID))
		case models.EntityInteraction:
			err = c.takeInteractionBack(ctx, first)
		case models.EntityContact:
			err = c.takeContactBack(ctx, of)
		case models.EntityDeal:
			deals = true
			err = c.takeDealBack(ctx, of)
		case models.EntityTicket:
			err = c.takeTicketBack(ctx, of)
		case models.EntityCampaignMember:
			err = c.takeMemberBack(ctx, undo.Customer, of)
		}
		if err != nil {
			return next, err
		}
	}
	if followsUp {
		if err := c.readNext(ctx, &next); err != nil {
			return next, err
		}
	}
	if deals {
		if err := c.readOpportunity(ctx, &next); err != nil {
			return next, err
		}
	}
	if err := c.save(ctx, undo.Customer, &next, models.ActionUndo); err != nil {
		return next, err
	}
	c.nameUndone(undo.Entries)
	return next, nil
}

// byRecord puts together the entries of each record, deals and tickets first, since they name others, then in the order in which the first of each stands
// there.
func byRecord(entries []models.HistoryEntry) [][]models.HistoryEntry {
	type key struct {
		entity string
		id     int64
	}
	var records [][]models.HistoryEntry
	at := map[key]int{}
	for _, entry := range entries {
		k := key{entry.Entity, entry.EntityID}
		if _, known := at[k]; !known {
			at[k] = len(records)
			records = append(records, nil)
		}
		records[at[k]] = append(records[at[k]], entry)
	}
	slices.SortStableFunc(records, func(a, b []models.HistoryEntry) int {
		names := func(entity string) bool { return entity == models.EntityDeal || entity == models.EntityTicket }
		switch first := names(a[0].Entity); {
		case first == names(b[0].Entity):
			return 0
		case first:
			return -1
		}
		return 1
	})
	return records
}

// takeFieldBack puts a field back; a status gets a row in its history that tells of it.
func (c *change) takeFieldBack(ctx context.Context, next *models.Customer, entry models.HistoryEntry) error {
	field := models.Field(entry.Field)
	from := next.Status
	if err := next.Set(field, entry.OldValue); err != nil || field != models.FieldStatus {
		return err
	}
	return c.InsertStatusChange(ctx, &models.StatusChange{
		CustomerID: next.ID, FromStatus: from, ToStatus: next.Status, ChangedBy: c.op.Actor.ID, ChangedAt: c.at,
	})
}

// takeInteractionBack deletes an interaction; the audit log keeps what it said.
func (c *change) takeInteractionBack(ctx context.Context, entry models.HistoryEntry) error {
	c.note(models.EntityInteraction, entry.EntityID, entry.Version+1, models.ActionUndo, models.FieldText, entry.Subject, "")
	return c.DeleteInteraction(ctx, entry.EntityID)
}

// takeFollowUpBack reverses what an operation did to one follow-up. One that it planned is cancelled, since reminders
// may have named it already. heir is who has it then, where who has it now, or had it, can't; else "".
func (c *change) takeFollowUpBack(ctx context.Context, id int64, entries []models.HistoryEntry, heir string) error {
	found, err := c.FollowUp(ctx, id)
	if err != nil {
		return err
	}
	back := found
	back.Version, back.UpdatedAt = found.Version+1, c.at
	undone := func(field models.Field, before, after string) {
		c.note(models.EntityFollowUp, id, back.Version, models.ActionUndo, field, before, after)
	}
	for _, entry := range entries {
		switch entry.Action {
		case models.ActionCreate:
			c.close(&back, models.FollowUpCancelled)
			undone(models.FieldState, string(found.State), string(back.State))
			continue
		case models.ActionDone, models.ActionCancel:
			back.State, back.Outcome, back.ClosedAt, back.ClosedBy = models.FollowUpPlanned, "", nil, ""
			undone(models.FieldState, string(found.State), string(back.State))
			if found.Outcome != "" {
				undone(models.FieldOutcome, found.Outcome, "")
			}
			continue
		case models.ActionSnooze:
			if models.Field(entry.Field) == models.FieldDueOn {
				back.SnoozedCount = max(0, back.SnoozedCount-1)
			}
		}
		if err := models.FollowUps.Set(&back, models.Field(entry.Field), entry.OldValue); err != nil {
			return err
		}
		undone(models.Field(entry.Field), entry.NewValue, entry.OldValue)
	}
	if heir != "" && back.State == models.FollowUpPlanned && back.Assignee != heir {
		undone(models.FieldAssignee, back.Assignee, heir)
		back.Assignee = heir
	}
	if back.DueOn != found.DueOn || back.DueTime != found.DueTime || back.Zone != found.Zone {
		back.SetDue(models.NewDue(models.Moment{Day: back.DueOn, Time: back.DueTime}, c.named(back.Zone)))
	}
	return c.UpdateFollowUp(ctx, found, back)
}

// nameUndone lets each entry of this operation name the one it takes back: that of the same field, else of the same record,
// else the first.
func (c *change) nameUndone(undone []models.HistoryEntry) {
	for i := range c.audit {
		entry := &c.audit[i]
		if entry.Operation != c.id {
			continue
		}
		entry.Undoes = undone[0].ID
		for _, other := range undone {
			if other.Entity != entry.Entity || other.EntityID != entry.EntityID {
				continue
			}
			entry.Undoes = other.ID
			if other.Field == entry.Field {
				break
			}
		}
	}
}

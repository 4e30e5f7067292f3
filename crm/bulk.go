package crm

import (
	"context"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/workday"
)

// A bulk change is made to each of its customers by the same use cases, rules and audit as a person's edit of it, each as an
// operation of its own. First it is looked at: that freezes of which customers it is, and in which version somebody saw them.

// bulk is a bulk change as it is made to one customer after the other.
type bulk struct {
	models.BulkChange
	actor    models.Actor
	members  map[int64]models.MemberState // of customers that are members of the campaign, as far as they were looked up
	owner    candidate                    // who is to get the customers
	idle     map[string]bool              // owners of customers who can't be given work, as far as they were looked up
	calendar workday.Calendar
	days     []models.Date // that spread follow-ups get, as far as they were needed
}

// newBulk returns a change that keeps to the rules, or everything in which it doesn't.
func (s *Service) newBulk(ctx context.Context, op models.Operation, b models.BulkChange) (*bulk, error) {
	if b.Membership() {
		if err := permit(op.Actor, models.MayEdit); err != nil {
			return nil, err
		}
	} else if err := permit(op.Actor, models.MayBulkOwn); err != nil {
		return nil, err
	}
	b.Text, b.Reason, b.Source = clean(b.Text), clean(b.Reason), cleanValue(models.FieldSource, b.Source)
	if name, err := s.CampaignNamed(ctx, op.Actor, b.Source); err != nil {
		return nil, err
	} else if name != "" { // so that it is seen beforehand what stands there afterwards
		b.Source = name
	}
	if b.Status != models.StatusChurned && b.Status != "" {
		b.Reason = "" // only a churn has one
	}
	made := &bulk{BulkChange: b, actor: op.Actor, owner: s.candidate(ctx, op.Actor, b.Owner), idle: map[string]bool{}, calendar: s.team.Calendar.ByLaw()}
	errs := append(b.Validate(s.Rules(op.Zone)), checkUser(models.FieldOwner, b.Owner)...)
	errs = append(errs, checkWorker(models.FieldOwner, made.owner)...)
	if b.Status != "" && !op.Actor.May(models.MayChangeStatus) {
		errs = append(errs, forbiddenAt(models.FieldStatus, "error.status_not_permitted"))
	}
	unknown, err := made.nameTags(ctx, s)
	if err != nil {
		return nil, err
	}
	if b.Campaign != 0 {
		m, err := s.Campaign(ctx, op.Actor, b.Campaign)
		if err != nil {
			return nil, err
		}
		made.Campaign, made.Called = m.ID, m.Code+" "+m.Name
		if m.Archived() {
			errs = append(errs, models.Invalid(models.FieldMemberCampaign, "error.campaign_archived", "Code", m.Code))
		}
	}
	return made, append(errs, unknown...).Err()
}

// joins reports that a customer isn't a member yet, or not in the state that it is to be in, by what was looked up.
func (b *bulk) joins(id int64) bool {
	state, known := b.members[id]
	return b.Campaign != 0 && (!known || b.Member != "" && b.Member != state)
}

// nameTags puts what tags are called now in the place of what was chosen. A tag that the team hasn't can't be taken away.
func (b *bulk) nameTags(ctx context.Context, s *Service) (errs models.Errors, err error) {
	names, err := s.store.TagNames(ctx, models.TagKeys(slices.Concat(b.Add, b.Remove)))
	if err != nil {
		return nil, err
	}
	b.Add, b.Remove = slices.Clone(b.Add), slices.Clone(b.Remove)
	for i, tag := range b.Add {
		if name, known := names[models.TagKey(tag)]; known {
			b.Add[i] = name
		}
	}
	for i, tag := range b.Remove {
		name, known := names[models.TagKey(tag)]
		if !known {
			errs = append(errs, models.Invalid(models.InputTagsRemove, "error.unknown_tag", "Value", tag))
			continue
		}
		b.Remove[i] = name
	}
	return errs, nil
}

// lookUpIdle finds out which owners of customers can't be given work. It may ask Slack, and so comes before transactions.
func (b *bulk) lookUpIdle(ctx context.Context, s *Service, customers map[int64]models.Customer) {
	if b.Next.IsZero() || b.Owner != "" {
		return
	}
	for _, c := range customers {
		if _, known := b.idle[c.Owner]; !known {
			b.idle[c.Owner] = s.unfit(ctx, b.actor, c.Owner) != models.Fit
		}
	}
}

// permits refuses a customer that the actor may not change so.
func (b *bulk) permits(c *change, current models.Customer) error {
	switch {
	case !b.Membership() && !b.actor.May(models.MayBulk) && current.Owner != b.actor.ID:
		return models.Forbidden("error.bulk_not_own", "Code", current.Code)
	case (b.Archive || b.Restore) && !b.actor.MayArchive(current, c.at):
		return models.Forbidden("error.archive_not_permitted", "Code", current.Code)
	case b.Restore && !current.Archived():
		return models.Conflict("error.not_archived", "Code", current.Code)
	}
	return nil
}

// fields are the values that a customer is to have which isn't left out; slot counts those before it.
func (b *bulk) fields(current models.Customer, slot int) map[models.Field]string {
	apply := map[models.Field]string{}
	if b.Owner != "" {
		apply[models.FieldOwner] = b.Owner
	}
	if b.Source != "" {
		apply[models.FieldSource] = b.Source
	}
	if len(b.Add)+len(b.Remove) > 0 {
		apply[models.FieldTags] = models.JoinTags(models.WithTags(models.ParseTags(current.Tags), b.Add, b.Remove))
	}
	if !b.Next.IsZero() {
		apply[models.FieldNextFollowUp] = b.day(slot).String()
	}
	return apply
}

// day is the day of the next follow-up of the customer that has so many before it.
func (b *bulk) day(slot int) models.Date {
	if b.PerDay == 0 {
		return b.Next
	}
	for at := slot / b.PerDay; len(b.days) <= at; {
		next := b.Next
		if last := len(b.days) - 1; last >= 0 {
			next = b.days[last].AddDays(1)
		}
		b.days = append(b.days, b.calendar.Next(next))
	}
	return b.days[slot/b.PerDay]
}

// becomes says what a customer would become, or why it would be left out.
func (b *bulk) becomes(c *change, current models.Customer, slot int) (models.Customer, error) {
	if err := b.permits(c, current); err != nil {
		return current, err
	}
	if b.Archive || b.Restore {
		next := current
		if next.ArchivedAt = nil; b.Archive {
			next.ArchivedAt = &c.at
		}
		return next, nil
	}
	c.owner = b.owner
	next, err := c.altered(current, b.fields(current, slot))
	if err == nil && b.Status != "" {
		next.Status = b.Status
	}
	return next, err
}

// make changes a customer, of which somebody saw a version, or returns why it is left out: then nothing of it was written.
func (b *bulk) make(ctx context.Context, c *change, row models.TaskRow, slot int) (models.TaskOutcome, error) {
	lock := (*change).lockCustomer
	if b.Restore {
		lock = (*change).lockHeld
	}
	current, err := lock(c, ctx, row.CustomerID)
	if err == nil {
		err = b.permits(c, current)
	}
	if err == nil {
		err = b.untouched(ctx, c, current, row.Version, slot)
	}
	if err != nil {
		return models.RowRejected, err
	}
	if b.Archive || b.Restore {
		return models.RowUpdated, b.shelve(ctx, c, current)
	}
	if c.owner, c.idle = b.owner, ""; b.idle[current.Owner] {
		c.idle = current.Owner
	}
	saved, err := c.update(ctx, current, b.fields(current, slot), nil)
	if err == nil && b.Status != "" && b.Status != saved.Status {
		saved, err = c.changeStatus(ctx, saved, b.StatusInput())
	}
	joined := false
	if err == nil && b.Campaign != 0 {
		_, joined, err = c.join(ctx, b.Campaign, saved, 0, b.Member)
	}
	switch {
	case err != nil:
		return models.RowRejected, err
	case saved.Version == current.Version && !joined:
		return models.RowSame, nil
	}
	return models.RowUpdated, nil
}

// shelve archives or restores a customer that is locked.
func (b *bulk) shelve(ctx context.Context, c *change, current models.Customer) error {
	if current.MergedInto != 0 {
		return goneError(ctx, c.Queries, current, c.zone)
	}
	action := models.ActionArchive
	if b.Restore {
		action = models.ActionRestore
	}
	saved, err := c.archive(ctx, current, b.Archive)
	c.noteArchived(action, current, saved)
	return err
}

// untouched leaves out a customer of which somebody gave a field another value since it was looked at, and not the one that it is to
// get: nobody has seen what would be overwritten. Of tags only some are given or taken away, whatever others there are.
func (b *bulk) untouched(ctx context.Context, c *change, current models.Customer, version, slot int) error {
	if version == 0 || version >= current.Version {
		return nil
	}
	entries, err := c.AuditSince(ctx, models.EntityCustomer, current.ID, version)
	if err != nil {
		return err
	}
	wanted := b.fields(current, slot)
	if b.Status != "" {
		wanted[models.FieldStatus] = string(b.Status)
	}
	delete(wanted, models.FieldTags)
	for _, entry := range slices.Backward(entries) {
		field := models.Field(entry.Field)
		if value, changes := wanted[field]; changes && value != current.Get(field) {
			return models.Conflict("error.bulk_changed_since", "Field", field, "User", models.Person(entry.Actor))
		}
	}
	return nil
}

package crm

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

// CreateCustomer saves a new customer and returns it with its code. Of draft it takes the thirteen columns but the
// code, the next follow-up's time, and the owner; the status is potential and the owner the actor where none is given.
// A next follow-up becomes a planned follow-up.
func (s *Service) CreateCustomer(ctx context.Context, op models.Operation, draft models.Customer) (models.Customer, error) {
	return s.create(ctx, op, draft, nil)
}

func (s *Service) create(ctx context.Context, op models.Operation, draft models.Customer, check guard) (models.Customer, error) {
	if err := permit(op.Actor, models.MayCreate); err != nil {
		return models.Customer{}, err
	}
	fresh, errs := s.prepare(op, draft)
	errs = append(errs, checkWorker(models.FieldOwner, s.candidate(ctx, op.Actor, fresh.Owner))...)
	if err := append(errs, fresh.Validate(nil, s.Rules(op.Zone))...).Err(); err != nil {
		return models.Customer{}, err
	}
	var saved models.Customer
	err := s.change(ctx, op, func(c *change) error {
		if check != nil {
			if err := check(ctx, c, models.Customer{}, fresh); err != nil {
				return err
			}
		}
		added := newcomer{Customer: fresh}
		if err := c.insertNew(ctx, []*newcomer{&added}); err != nil {
			return err
		}
		saved = added.Customer
		return nil
	})
	if err != nil {
		return models.Customer{}, err
	}
	return saved, nil
}

// prepare takes from a draft what may be given, cleaned, and fills in what follows from the operation.
func (s *Service) prepare(op models.Operation, draft models.Customer) (models.Customer, models.Errors) {
	var (
		fresh models.Customer
		errs  models.Errors
	)
	for _, field := range models.EditableFields() {
		errs = append(errs, models.AsErrors(fresh.Set(field, s.stored(field, cleanValue(field, draft.Get(field)))))...)
	}
	if fresh.NextFollowUpZone = s.zone(op.Zone).String(); !fresh.NextFollowUp.IsZero() { // the time is meant where it was said
		fresh.SetNextDue(fresh.NextDue())
	}
	fresh.Custom = map[models.Field]string{}
	for field, value := range draft.Custom {
		_ = fresh.Set(field, s.canonical(field, clean(value))) // takes any text: the rules are Validate's
	}
	fresh.Status = cmp.Or(fresh.Status, models.StatusPotential)
	if fresh.Status != models.StatusPotential && !op.Actor.May(models.MayChangeStatus) {
		errs = append(errs, forbiddenAt(models.FieldStatus, "error.status_not_permitted"))
	}
	if fresh.Owner == "" && models.IsUser(op.Actor.ID) {
		fresh.Owner = op.Actor.ID
	}
	return fresh, append(errs, checkUser(models.FieldOwner, fresh.Owner)...)
}

// UpdateCustomer changes the named fields of a customer and returns it as it then is. Values are canonical text, as
// models.Customer.Set takes it. version is the one that the person saw, 0 for whatever is present: what was changed
// by others since is kept where the person left it alone, and refused with a *models.ConflictError where both changed
// the same field to different values. Where forms show personal data masked, its mask means that the field was left
// alone. The status has a use case of its own, and the code never changes.
//
// The next follow-up stands for the earliest open one: changing it moves that, or plans one; clearing it cancels that,
// and the next in line takes its place.
func (s *Service) UpdateCustomer(ctx context.Context, op models.Operation, id int64, version int, set map[models.Field]string) (models.Customer, error) {
	return s.updateCustomer(ctx, op, id, models.EditBase{Version: version}, set, nil)
}

func (s *Service) updateCustomer(ctx context.Context, op models.Operation, id int64, seen models.EditBase, set map[models.Field]string, check guard) (models.Customer, error) {
	if err := permit(op.Actor, models.MayEdit); err != nil {
		return models.Customer{}, err
	}
	if _, named := set[models.FieldStatus]; named {
		return models.Customer{}, models.Invalid(models.FieldStatus, "error.status_needs_basis")
	}
	wanted := make(map[models.Field]string, len(set))
	for field, value := range set {
		wanted[field] = s.stored(field, s.canonical(field, cleanValue(field, value)))
	}
	if _, named := wanted[models.FieldNextFollowUpTime]; !named && wanted[models.FieldNextFollowUp] == "" {
		if _, named := wanted[models.FieldNextFollowUp]; named {
			wanted[models.FieldNextFollowUpTime] = "" // a day that is taken away takes its time along
		}
	}
	owner := s.candidate(ctx, op.Actor, wanted[models.FieldOwner])
	idle := ""
	if wanted[models.FieldNextFollowUp] != "" {
		idle = s.idleOwner(ctx, op.Actor, id)
	}
	var saved models.Customer
	err := s.change(ctx, op, func(c *change) error {
		c.owner, c.idle = owner, idle
		current, err := c.lockCustomer(ctx, id)
		if err != nil {
			return err
		}
		if err := c.readCustom(ctx, &current); err != nil {
			return err
		}
		apply, err := c.merge(ctx, recordOf(current), seen, wanted)
		if err != nil {
			return err
		}
		if s.bounded(op.Actor) && !mayReveal(op.Actor, current) {
			c.noteGuessed(recordOf(current), wanted)
		}
		saved, err = c.update(ctx, current, apply, check)
		return err
	})
	if err != nil {
		return models.Customer{}, err
	}
	return saved, nil
}

// altered returns a customer with new values of fields, or every rule that they break. It looks nothing up, and writes nothing.
func (c *change) altered(current models.Customer, apply map[models.Field]string) (models.Customer, error) {
	next := current
	var errs models.Errors
	for _, field := range sortedFields(apply) {
		if current.Unreadable && models.IsPersonal(field) && apply[field] != "" { // what is kept may be readable again one day
			errs = append(errs, models.Invalid(field, "error.unreadable", "Code", current.Code))
			continue
		}
		errs = append(errs, models.AsErrors(next.Set(field, apply[field]))...)
	}
	c.setNext(current, &next, apply)
	errs = append(errs, next.Validate(&current, c.rules)...)
	if next.Owner != current.Owner {
		errs = append(errs, checkUser(models.FieldOwner, next.Owner)...)
		errs = append(errs, checkWorker(models.FieldOwner, c.owner)...)
		if current.Owner != "" && current.Owner != c.op.Actor.ID && !c.op.Actor.May(models.MayAssign) {
			errs = append(errs, forbiddenAt(models.FieldOwner, "error.not_yours"))
		}
	}
	return next, errs.Err()
}

// update checks and writes new values of fields.
func (c *change) update(ctx context.Context, current models.Customer, apply map[models.Field]string, check guard) (models.Customer, error) {
	next, err := c.altered(current, apply)
	if err != nil {
		return models.Customer{}, err
	}
	if check != nil {
		if err := check(ctx, c, current, next); err != nil {
			return models.Customer{}, err
		}
	}
	if err := c.followNext(ctx, current, &next); err != nil {
		return models.Customer{}, err
	}
	if err := c.followOpportunity(ctx, current, &next); err != nil {
		return models.Customer{}, err
	}
	if was, is := current.Primary(), next.Primary(); is.Empty() && !was.Empty() { // who comes next is somebody else
		if err := c.replaceContact(ctx, current.ID, models.PrimaryContact, 0); err != nil {
			return models.Customer{}, err
		}
	}
	err = c.save(ctx, current, &next, models.ActionUpdate)
	return next, err
}

// save writes a customer when a field changed, under a new version, with an audit entry for each changed field.
func (c *change) save(ctx context.Context, previous models.Customer, next *models.Customer, action string) error {
	if len(models.Customers.Changes(&previous, next)) == 0 {
		return nil
	}
	return c.write(ctx, previous, next, action)
}

// write is save whether a field changed or not.
func (c *change) write(ctx context.Context, previous models.Customer, next *models.Customer, action string) error {
	if next.Tags != previous.Tags { // also those that are taken back may be called otherwise by now
		if err := c.useTags(ctx, &next.Tags); err != nil {
			return err
		}
	}
	if next.Source != previous.Source {
		if err := c.useSources(ctx, &next.Source); err != nil {
			return err
		}
	}
	version := previous.Version + 1
	c.noteChanges(models.EntityCustomer, previous.ID, version, action, models.Customers.Changes(&previous, next))
	next.Version, next.UpdatedBy, next.UpdatedAt = version, c.op.Actor.ID, c.at
	if err := c.UpdateCustomer(ctx, previous, next); err != nil {
		return err
	}
	return c.saveCustom(ctx, &previous, next)
}

// record is what a change is made to.
type record struct {
	entity  string // as the audit log has it
	id      int64
	version int
	code    string // by which a refusal names it
	current models.Record
	// customer is a customer itself, or one of its contacts as if it were the primary one, with that contact's version; nil for every other record.
	customer *models.Customer
}

func recordOf(c models.Customer) record { return recordAt(models.EntityCustomer, c.ID, c) }

// recordAt is a customer, or one of its contacts, with the customer as if that were its primary one.
func recordAt(entity string, id int64, c models.Customer) record {
	return record{entity: entity, id: id, version: c.Version, code: c.Code, current: &c, customer: &c}
}

// merge returns the values to apply to a record of which somebody saw an older version.
func (c *change) merge(ctx context.Context, of record, seen models.EditBase, wanted map[models.Field]string) (map[models.Field]string, error) {
	if seen.Version == 0 {
		return c.withoutMasks(of, wanted), nil
	}
	if seen.Version < 0 || seen.Version > of.version || seen.At > of.version { // forged: what the person saw is not known
		return nil, conflictOf(of, wanted, wanted, nil)
	}
	then, last, err := c.since(ctx, of, seen.Version)
	if err != nil {
		return nil, err
	}
	if of.customer != nil { // as the person's form shows it
		onClock := of.customer.On(c.zone)
		of.current = &onClock
	}
	current := of.current
	apply, both := make(map[models.Field]string, len(wanted)), map[models.Field]string{}
	for field, value := range wanted {
		was, changed := then[field]
		decided := slices.Contains(seen.Decided, field) && last[field].Version <= seen.At
		switch {
		case of.customer != nil && c.masks && c.maskOf(field, value, current.Get(field), was): // nobody typed over it
		case !changed || decided:
			apply[field] = value
		case value == was || value == current.Get(field): // left alone, or the same thing meant
		default:
			both[field] = value
		}
	}
	if len(both) > 0 {
		maps.Copy(apply, both)
		return nil, conflictOf(of, both, apply, last)
	}
	return apply, nil
}

// since returns of the fields that changed since a version what they were then, and how each was changed last. The audit
// log tells.
func (c *change) since(ctx context.Context, of record, version int) (then map[models.Field]string, last map[models.Field]models.AuditEntry, err error) {
	if version == of.version {
		return nil, nil, nil
	}
	entries, err := c.AuditSince(ctx, of.entity, of.id, version)
	then, last = map[models.Field]string{}, map[models.Field]models.AuditEntry{}
	for _, entry := range entries {
		field := models.Field(entry.Field)
		if _, known := then[field]; !known {
			then[field] = entry.OldValue
		}
		last[field] = entry
	}
	if of.customer != nil {
		then = c.thenOnClock(*of.customer, then)
	}
	return then, last, err
}

// conflictOf is the conflict in some fields; last is by whom and when each was changed.
func conflictOf(of record, both, mine map[models.Field]string, last map[models.Field]models.AuditEntry) error {
	conflict := &models.ConflictError{Entity: of.entity, Current: of.current, Code: of.code, Version: of.version, Mine: mine}
	for _, field := range sortedFields(both) {
		conflict.Fields = append(conflict.Fields, models.FieldConflict{
			Field: field, Mine: both[field], Theirs: of.current.Get(field), By: last[field].Actor, At: last[field].At,
		})
	}
	return conflict
}

// canonical returns a value as the record gives it back, so that 9:00 isn't taken for another time than 09:00.
func (s *Service) canonical(field models.Field, value string) string {
	if custom, found := s.Fields().Find(field); found {
		return custom.Canonical(value)
	}
	var scratch models.Customer
	if scratch.Set(field, value) != nil {
		return value // refused later, where the form is answered
	}
	return scratch.Get(field)
}

// sortedFields returns fields of a customer in the order of the record.
func sortedFields[V any](set map[models.Field]V) []models.Field {
	fields := make([]models.Field, 0, len(set))
	for field := range set {
		fields = append(fields, field)
	}
	slices.SortFunc(fields, models.Customers.Compare)
	return fields
}

package crm

import (
	"context"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

// Fields returns the custom fields of customers as this process remembers them. What it returns never changes: after a change,
// here or in another process, it returns another.
func (s *Service) Fields() *models.CustomFields { return s.remembered().ofCustomers }

// AllFields is Fields of all kinds of records.
func (s *Service) AllFields() *models.CustomFields { return s.remembered().fields }

// AddField adds a field to a kind of record, after the others. Of draft it takes the kind of record, the kind, the labels and the
// options. Its labels, in both languages, must not be those of another field of that kind of record, retired or not.
func (s *Service) AddField(ctx context.Context, op models.Operation, draft models.CustomField) (models.CustomField, error) {
	fresh := models.CustomField{Entity: draft.Of(), Kind: draft.Kind, LabelEN: clean(draft.LabelEN), LabelZH: clean(draft.LabelZH), Personal: draft.Personal, Version: 1}
	fresh.AddOptions(draft.Options)
	var saved models.CustomField
	err := s.changeFields(ctx, op, func(c *change, all []models.CustomField) error {
		saved = fresh
		if err := checkDefinition(saved, all); err != nil {
			return err
		}
		if len(all) > 0 {
			saved.Position = all[len(all)-1].Position + 1
		}
		if err := c.InsertCustomField(ctx, &saved); err != nil {
			return err
		}
		c.noteLabels(models.ActionCreate, definition{}, ofField(&saved))
		if saved.Personal {
			c.noteInput(models.EntityField, saved.ID, saved.Version, models.ActionCreate, models.InputPersonal, "", models.CustomYes)
		}
		c.noteOptions(models.CustomField{}, saved)
		return nil
	})
	return saved, err
}

// EditField gives a field other labels and declares whether it is personal. Where personal data is sealed, the values that
// it has, and the log of them, are sealed then, or plain again, in batches: what an interruption leaves, the scheduler does.
func (s *Service) EditField(ctx context.Context, op models.Operation, id int64, en, zh string, personal bool) (models.CustomField, error) {
	saved, err := s.changeField(ctx, op, id, models.ActionUpdate, func(_ *change, f *models.CustomField) {
		f.LabelEN, f.LabelZH, f.Personal = clean(en), clean(zh), personal
	})
	if err == nil {
		_, err = s.store.ProtectFields(ctx)
	}
	return saved, err
}

// RetireField takes a field out of use. Its values are kept.
func (s *Service) RetireField(ctx context.Context, op models.Operation, id int64) (models.CustomField, error) {
	return s.changeField(ctx, op, id, models.ActionRetire, func(c *change, f *models.CustomField) {
		if !f.Retired() {
			f.RetiredAt = &c.at
		}
	})
}

// RestoreField takes a retired field into use again, with the values that it had.
func (s *Service) RestoreField(ctx context.Context, op models.Operation, id int64) (models.CustomField, error) {
	return s.changeField(ctx, op, id, models.ActionRestore, func(_ *change, f *models.CustomField) { f.RetiredAt = nil })
}

// ChangeOptions adds options to a choice, renames one, and says which are on offer. Options are never deleted: customers
// may have them, and the history tells of them.
func (s *Service) ChangeOptions(ctx context.Context, op models.Operation, id int64, in models.OptionsInput) (models.CustomField, error) {
	return s.changeField(ctx, op, id, models.ActionUpdate, func(_ *change, f *models.CustomField) { in.Apply(f) })
}

// MoveField puts a field before the one that it follows, or after the one that follows it, of those in use. At the end
// of the row it stays where it is.
func (s *Service) MoveField(ctx context.Context, op models.Operation, id int64, up bool) error {
	return s.changeFields(ctx, op, func(c *change, all []models.CustomField) error {
		fields := models.NewCustomFields(all)
		moved, known := fields.Find(models.CustomFieldKey(id))
		if !known {
			return fieldNotFound()
		}
		found, err := move(c, fields.Of(moved.Of()).Active(), ofField, id, up, func(before, after models.CustomField) error {
			return c.UpdateCustomField(ctx, before, after)
		})
		if !found {
			return fieldNotFound()
		}
		return err
	})
}

// changeFields runs a change of the fields, one at a time among all processes, and then knows of it.
func (s *Service) changeFields(ctx context.Context, op models.Operation, fn func(c *change, all []models.CustomField) error) error {
	return s.changeDefinitions(ctx, op, models.MayManageFields, func(c *change, _ stored) error {
		all, err := c.CustomFields(ctx)
		if err != nil {
			return err
		}
		return fn(c, all)
	})
}

// changeField changes one field, when it is changed at all and keeps to the rules.
func (s *Service) changeField(ctx context.Context, op models.Operation, id int64, action string, fn func(c *change, f *models.CustomField)) (models.CustomField, error) {
	var saved models.CustomField
	err := s.changeFields(ctx, op, func(c *change, all []models.CustomField) error {
		at := slices.IndexFunc(all, func(f models.CustomField) bool { return f.ID == id })
		if at < 0 {
			return fieldNotFound()
		}
		before := all[at]
		saved = before
		fn(c, &saved)
		if err := checkDefinition(saved, all); err != nil {
			return err
		}
		saved.Version++
		if !c.noteField(action, before, saved) {
			saved.Version = before.Version
			return nil
		}
		return c.UpdateCustomField(ctx, before, saved)
	})
	return saved, err
}

func fieldNotFound() error { return models.NotFound("error.no_such_field") }

// checkDefinition refuses what breaks a rule, or can't be told from another field.
func checkDefinition(f models.CustomField, all []models.CustomField) error {
	all = models.NewCustomFields(all).Of(f.Of()).All()
	taken, active := takenBy(ofField(&f), all, ofField)
	errs := append(f.Validate(), taken...)
	if !f.Retired() && active >= models.MaxCustomFields {
		errs = append(errs, &models.Error{Kind: models.KindLimit, Key: "error.too_many_fields", Args: map[string]any{"Max": models.MaxCustomFields}})
	}
	return errs.Err()
}

// noteField tells the audit log what changed of a field; false when nothing did.
func (c *change) noteField(action string, before, after models.CustomField) bool {
	noted := len(c.audit)
	c.noteDefinition(action, ofField(&before), ofField(&after))
	if before.Personal != after.Personal {
		c.noteInput(models.EntityField, after.ID, after.Version, action, models.InputPersonal, yesOrNo(before.Personal), yesOrNo(after.Personal))
	}
	c.noteOptions(before, after)
	return len(c.audit) > noted
}

func yesOrNo(yes bool) string {
	if yes {
		return models.CustomYes
	}
	return models.CustomNo
}

// noteOptions tells the audit log of the options that are new, have another name, or are offered no more or again.
func (c *change) noteOptions(before, after models.CustomField) {
	for _, option := range after.Options {
		known, _ := before.Option(option.Key)
		if was, is := optionText(known), optionText(option); was != is {
			c.noteInput(models.EntityField, after.ID, after.Version, models.ActionUpdate, models.InputOptions, was, is)
		}
	}
}

// optionText is an option on offer as people type it; "" for one that isn't.
func optionText(o models.Option) string {
	if o.Retired || o.Key == "" {
		return ""
	}
	return o.ZH + "=" + o.EN
}

// WithFields returns a customer with the values of the custom fields, where they weren't read yet.
func (s *Service) WithFields(ctx context.Context, customer models.Customer) (models.Customer, error) {
	if customer.Custom != nil || len(s.Fields().All()) == 0 {
		return customer, nil
	}
	var err error
	customer.Custom, err = s.store.CustomValues(ctx, customer.ID)
	return customer, err
}

// readCustom reads the values of the custom fields, where it has some.
func (c *change) readCustom(ctx context.Context, customer *models.Customer) (err error) {
	if len(c.rules.Custom.All()) > 0 {
		customer.Custom, err = c.CustomValues(ctx, customer.ID)
	}
	return err
}

// saveCustom writes the values that changed.
func (c *change) saveCustom(ctx context.Context, previous, next *models.Customer) error {
	var fields []int64
	var rows []models.CustomValue
	for _, key := range models.CustomKeys(previous, next) {
		field, known := c.rules.Custom.Find(key)
		if before, after := previous.Get(key), next.Get(key); known && before != after {
			if before != "" {
				fields = append(fields, field.ID)
			}
			rows = append(rows, field.Rows(next.ID, after)...)
		}
	}
	if len(fields)+len(rows) == 0 {
		return nil
	}
	return c.SaveCustomValues(ctx, next.ID, fields, rows)
}

// define lets the entries of custom fields say of which: the definition tells how their values read.
func (s *Service) define(entries []models.HistoryEntry) {
	for i := range entries {
		if field, found := s.AllFields().Find(models.Field(entries[i].Field)); found {
			entries[i].Custom = &field
		}
	}
}

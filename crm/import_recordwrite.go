package crm

import (
	"context"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

// readRecords looks up the records that the rows of a batch may be: those that they name, and all of the customers that they are found by.
func (w *importWriter) readRecords(ctx context.Context, rows []*importedRow, kind models.ImportKind) error {
	w.records = rowRecords{recordRows: rowsOf(kind), coded: map[string]held{}, of: map[int64][]held{}}
	var codes []string
	for _, row := range rows {
		if row.record != nil && row.record.code != "" {
			codes = append(codes, row.record.code)
		}
	}
	named, err := w.records.recordRows.coded(ctx, w.c.Queries, codes)
	if err != nil {
		return err
	}
	var ids []int64
	for _, r := range named {
		w.records.coded[r.code] = r
		if w.match.customers[r.customer] == nil {
			ids = append(ids, r.customer)
		}
	}
	customers, err := w.c.CustomersByID(ctx, ids)
	if err != nil {
		return err
	}
	for id, customer := range customers {
		w.match.customers[id] = &customer
	}
	ids = nil
	for id := range w.match.customers {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	list, err := w.records.ofCustomers(ctx, w.c.Queries, ids)
	if err != nil {
		return err
	}
	for _, r := range list {
		w.records.of[r.customer] = append(w.records.of[r.customer], r)
	}
	w.records.around, err = lookAround(ctx, w.c.Queries, rows, kind, ids)
	return err
}

// recordRow is a row that is a record of a customer.
func (w *importWriter) recordRow(ctx context.Context, row *importedRow) error {
	found, err := w.match.of(ctx, row)
	if err != nil {
		return err
	}
	if named, known := w.records.coded[row.record.code]; known {
		if said, is := w.match.coded[row.code]; is && said.ID != named.customer {
			w.add(row, models.RowRejected, said.ID, models.Conflict(w.records.words().of, "Deal", named.code, "Ticket", named.code, "Code", said.Code))
			return nil
		}
		if found, err = w.match.named(ctx, *w.match.customers[named.customer]); err != nil {
			return err
		}
	}
	if w.seen != nil {
		if number, _, is := w.seen.find(row); found.of == nil && is {
			return w.wouldAdd(row, 0, -number)
		}
	}
	switch missing := w.records.missing(row, w.records.around); {
	case found.of == nil && missing != nil:
		w.add(row, models.RowRejected, 0, w.at(models.Errors{missing})...)
		return nil
	case found.of == nil:
		if w.seen != nil {
			w.seen.record(row, -row.number, w.records.key(row, w.records.around))
		}
		return w.create(ctx, row, found.like)
	case found.of.row != 0: // it is saved before the next one is looked at
		if err := w.flush(ctx); err != nil {
			return err
		}
		id := found.of.customer.ID
		if w.records.of[id], err = w.records.ofCustomers(ctx, w.c.Queries, []int64{id}); err != nil {
			return err
		}
		around, err := lookAround(ctx, w.c.Queries, nil, row.record.of, []int64{id})
		if err != nil {
			return err
		}
		if w.records.contacts != nil {
			w.records.contacts[id] = around.contacts[id]
		}
	}
	why, err := w.mayGive(ctx, found, row.record.of)
	if err != nil {
		return err
	}
	if why != nil {
		w.noteTold(found)
		w.add(row, models.RowRejected, found.of.customer.ID, why...)
		return nil
	}
	return w.recordOfThere(ctx, row, *found.of.customer)
}

// wouldAdd is a row that a preview takes for a new record of a customer, unless an earlier row is the same one.
func (w *importWriter) wouldAdd(row *importedRow, customer, of int64, left ...*models.Error) error {
	earlier := w.seen.record(row, of, w.records.key(row, w.records.around))
	missing := w.records.missing(row, w.records.around)
	switch {
	case missing != nil:
		w.add(row, models.RowRejected, customer, w.at(models.Errors{missing})...)
	case earlier == 0 || w.args.Duplicates == models.DuplicatesCreate:
		w.add(row, models.RowCreated, customer, append(slices.Clone(row.left), left...)...)
	default:
		w.wouldRepeat(row, customer, models.Conflict(w.records.words().again, "Row", int(earlier)))
	}
	return nil
}

// wouldRepeat is a row that a preview takes for the same record as an earlier one, which again says.
func (w *importWriter) wouldRepeat(row *importedRow, customer int64, again *models.Error) {
	outcome := models.RowSkipped
	if w.args.Duplicates == models.DuplicatesUpdate {
		outcome = models.RowUpdated
	}
	w.add(row, outcome, customer, again)
}

// mayGive says why the customer that was found can't be given a record by the row; nil where it can.
func (w *importWriter) mayGive(ctx context.Context, found match, kind models.ImportKind) (models.Errors, error) {
	why, err := w.inTheWay(ctx, found)
	switch {
	case err != nil:
		return nil, err
	case why != nil:
		return models.Errors{why}, nil
	case found.refused != nil:
		return models.AsErrors(found.refused), nil
	}
	return models.AsErrors(w.mayUpdate(*found.of.customer, kind)), nil
}

// recordOfThere lets a row become a record of a customer that is there, or change the one that it is.
func (w *importWriter) recordOfThere(ctx context.Context, row *importedRow, customer models.Customer) error {
	current, several := w.records.find(w.c, row, customer)
	contact, known := w.records.contactOf(w.c, row, customer, contactIn(current))
	var left models.Errors
	if !known {
		left = w.at(models.Errors{models.Invalid(models.FieldContactName, "error.import_contact", "Code", customer.Code)})
	}
	policy := w.args.Duplicates
	switch {
	case several:
		w.add(row, models.RowRejected, customer.ID, models.Conflict(w.records.words().several, "Code", customer.Code))
		return nil
	case current.id == 0, policy == models.DuplicatesCreate && (current.code == "" || row.record.code != current.code) && row.record.of != models.ImportMembers:
		return w.newRecordOf(ctx, row, customer, contact, left)
	case policy != models.DuplicatesUpdate:
		w.add(row, models.RowSkipped, customer.ID, models.Conflict(w.records.words().there, "Code", current.code))
		return nil
	}
	want := w.records.as(w.c, row, current, w.records.around, contact)
	left = slices.Concat(row.left, left, w.at(want.left))
	if len(want.wrong) > 0 {
		w.add(row, models.RowRejected, customer.ID, w.at(want.wrong)...)
		return nil
	}
	if len(want.changes) == 0 {
		w.add(row, models.RowSame, customer.ID, left...)
		return nil
	}
	return w.writeRecord(ctx, row, customer, models.RowUpdated, left, func(models.Customer) error {
		next, err := w.records.save(ctx, w.c, row, current, w.records.around, contact)
		if err == nil {
			w.records.put(next)
		}
		return err
	})
}

// newRecordOf lets a row become a new record of a customer that is there.
func (w *importWriter) newRecordOf(ctx context.Context, row *importedRow, customer models.Customer, contact int64, left models.Errors) error {
	missing := w.records.missing(row, w.records.around)
	switch {
	case missing != nil:
		w.add(row, models.RowRejected, customer.ID, w.at(models.Errors{missing})...)
		return nil
	case !w.takeTags(row.record.set[models.FieldTags]):
		w.add(row, models.RowRejected, customer.ID, models.AsErrors(tooManyTags())...)
		return nil
	}
	if w.seen != nil {
		return w.wouldAdd(row, customer.ID, customer.ID, left...)
	}
	return w.writeRecord(ctx, row, customer, models.RowCreated, append(slices.Clone(row.left), left...), func(customer models.Customer) error {
		made, err := w.records.insert(ctx, w.c, customer, row, w.records.around, contact)
		w.records.put(made)
		return err
	})
}

// writeRecord does what a row makes of a record, in an attempt, with its customer locked; a preview only says so.
func (w *importWriter) writeRecord(ctx context.Context, row *importedRow, customer models.Customer, outcome models.TaskOutcome, left models.Errors, do func(models.Customer) error) error {
	if w.seen != nil {
		w.add(row, outcome, customer.ID, left...)
		return nil
	}
	var operation string
	err := w.c.attempt(ctx, func() error {
		operation = w.c.row(customer.ID)
		locked, err := w.c.lockCustomer(ctx, customer.ID)
		if err != nil {
			return err
		}
		if err := do(locked); err != nil {
			return err
		}
		return w.records.after(ctx, w.c, locked)
	})
	if refused := models.AsErrors(err); refused != nil {
		w.add(row, models.RowRejected, customer.ID, w.at(refused)...)
		return nil
	}
	if err != nil {
		return err
	}
	w.add(row, outcome, customer.ID, left...)
	w.ledger[len(w.ledger)-1].Operation = operation
	return nil
}

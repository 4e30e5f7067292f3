package crm

import (
	"context"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// held is a record that is there: a models.Deal, models.Ticket or models.CampaignMember.
type held struct {
	id       int64
	code     string // "" of one that has none of its own
	customer int64
	record   any
}

func heldAll[R any](list []R, as func(R) held) []held {
	made := make([]held, len(list))
	for i, r := range list {
		made[i] = as(r)
	}
	return made
}

// proposed is what a row makes of a record that is there.
type proposed struct {
	next    held
	left    models.Errors // what of the row isn't taken
	wrong   models.Errors // why it can't be so
	changes []models.FieldChange
}

// around is what is looked up for some rows besides their customers and records.
type around struct {
	contacts  map[int64][]models.Contact // beside the primary ones, by customer
	campaigns map[string]models.Campaign // by what rows call them
}

// recordRows is what an import knows of a kind of record that hangs on a customer. Everything else is done alike for all of them. contact is the
// customer's contact that a row names, 0 for none.
type recordRows interface {
	coded(ctx context.Context, q store.Queries, codes []string) ([]held, error)
	ofCustomers(ctx context.Context, q store.Queries, ids []int64) ([]held, error)
	// is the record of a customer, among all of it, that a row is; several is true where more than one may be it.
	is(row *importedRow, list []held, at around, contact int64) (_ held, several bool)
	// key is by what rows of one file are known for the same record of a customer; "" for none.
	key(row *importedRow, at around) string
	// missing says why a row can't become a new record.
	missing(row *importedRow, at around) *models.Error
	as(c *change, row *importedRow, current held, at around, contact int64) proposed
	// insert and save do what a row makes of a record, with its customer locked; after comes behind both.
	insert(ctx context.Context, c *change, customer models.Customer, row *importedRow, at around, contact int64) (held, error)
	save(ctx context.Context, c *change, row *importedRow, current held, at around, contact int64) (held, error)
	after(ctx context.Context, c *change, customer models.Customer) error
	// first inserts the records of customers that were just inserted.
	first(ctx context.Context, c *change, list []*newcomer, at around) error
	words() rowWords
}

// rowWords are the keys of what is said of a row.
type rowWords struct {
	of      string // it names a record of another customer than the one that it names
	several string // it may be more than one record
	there   string // it is a record that there is
	again   string // it is the same record as an earlier row
}

// rowsOf is what is known of rows of a kind; nil of those that hang on no customer.
func rowsOf(kind models.ImportKind) recordRows {
	switch kind {
	case models.ImportDeals:
		return dealRows{}
	case models.ImportTickets:
		return ticketRows{}
	case models.ImportMembers:
		return memberRows{}
	}
	return nil
}

// rowRecords are the records that the rows of a batch may be.
type rowRecords struct {
	recordRows
	coded map[string]held  // by code, as rows name them
	of    map[int64][]held // by customer
	around
}

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

// lookAround looks up what rows name besides customers and records.
func lookAround(ctx context.Context, q store.Queries, rows []*importedRow, kind models.ImportKind, customers []int64) (at around, err error) {
	if kind == models.ImportDeals {
		return at, nil
	}
	if at.contacts, err = q.ContactsOfAll(ctx, customers); err != nil || kind != models.ImportMembers {
		return at, err
	}
	var names []string
	for _, row := range rows {
		if row.record != nil {
			names = append(names, row.record.set[models.FieldMemberCampaign])
		}
	}
	at.campaigns, err = campaignsCalled(ctx, q, names)
	return at, err
}

// contactOf is the contact of a customer that a row names by what it says of it; known is false where it names one that the customer hasn't, or
// has several of. Where current is among those that fit, it is that.
func (at around) contactOf(c *change, row *importedRow, customer models.Customer, current int64) (contact int64, known bool) {
	var said models.Contact
	for _, field := range []models.Field{models.FieldContactName, models.FieldEmail, models.FieldPhone} {
		if value := row.set[field]; value != "" {
			_ = said.Set(field, value) // it was prepared
		}
	}
	if said.ContactName == "" && said.EmailKey == "" {
		return 0, true
	}
	var fit []int64
	primary := customer.Primary()
	if !primary.Empty() && sameContactAs(said, primary, c) {
		fit = append(fit, models.PrimaryContact)
	}
	for _, other := range at.contacts[customer.ID] {
		if sameContactAs(said, other, c) {
			fit = append(fit, other.ID)
		}
	}
	switch {
	case slices.Contains(fit, current):
		return current, true
	case len(fit) == 1:
		return fit[0], true
	}
	return 0, false
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
	why, err := w.mayGive(ctx, found)
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
	again := models.Conflict(w.records.words().again, "Row", int(earlier))
	switch {
	case missing != nil:
		w.add(row, models.RowRejected, customer, w.at(models.Errors{missing})...)
	case earlier == 0 || w.args.Duplicates == models.DuplicatesCreate:
		w.add(row, models.RowCreated, customer, append(slices.Clone(row.left), left...)...)
	case w.args.Duplicates == models.DuplicatesUpdate:
		w.add(row, models.RowUpdated, customer, again)
	default:
		w.add(row, models.RowSkipped, customer, again)
	}
	return nil
}

// mayGive says why the customer that was found can't be given a record by the row; nil where it can.
func (w *importWriter) mayGive(ctx context.Context, found match) (models.Errors, error) {
	why, err := w.inTheWay(ctx, found)
	switch {
	case err != nil:
		return nil, err
	case why != nil:
		return models.Errors{why}, nil
	case found.refused != nil:
		return models.AsErrors(found.refused), nil
	}
	return models.AsErrors(w.mayUpdate(*found.of.customer)), nil
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

// find is the record of a customer that a row is: by its code, else as its kind knows it.
func (r rowRecords) find(c *change, row *importedRow, customer models.Customer) (_ held, several bool) {
	if named, known := r.coded[row.record.code]; known {
		return named, false
	}
	contact, _ := r.contactOf(c, row, customer, 0)
	return r.is(row, r.of[customer.ID], r.around, contact)
}

// put remembers a record as a row has left it.
func (r rowRecords) put(record held) {
	if record.id == 0 {
		return
	}
	if _, known := r.coded[record.code]; known {
		r.coded[record.code] = record
	}
	list := r.of[record.customer]
	if at := slices.IndexFunc(list, func(other held) bool { return other.id == record.id }); at >= 0 {
		list[at] = record
		return
	}
	r.of[record.customer] = append(list, record)
}

// contactIn is the contact that a record names; 0 for none.
func contactIn(r held) int64 {
	switch record := r.record.(type) {
	case models.Ticket:
		return record.ContactID
	case models.CampaignMember:
		return record.ContactID
	}
	return 0
}

// firstContact is the contact of a new customer that its record is about: the one that the row names, which is the primary one then.
func firstContact(customer models.Customer) int64 {
	if primary := customer.Primary(); primary.Empty() || primary.ContactName == "" && primary.Email == "" {
		return 0
	}
	return models.PrimaryContact
}

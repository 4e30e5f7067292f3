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

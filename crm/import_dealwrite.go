package crm

import (
	"context"
	"maps"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

// rowDeals are the deals that the rows of a batch may be.
type rowDeals struct {
	coded map[string]models.Deal  // by code, as rows name them
	of    map[int64][]models.Deal // by customer
}

// readDeals looks up the deals that the rows of a batch may be: those that they name, and all of the customers that they are found by.
func (w *importWriter) readDeals(ctx context.Context, rows []*importedRow) error {
	w.deals = rowDeals{coded: map[string]models.Deal{}, of: map[int64][]models.Deal{}}
	var codes []string
	for _, row := range rows {
		if row.deal.row != nil && row.deal.row.code != "" {
			codes = append(codes, row.deal.row.code)
		}
	}
	named, err := w.c.DealsByCodes(ctx, codes)
	if err != nil {
		return err
	}
	var ids []int64
	for _, d := range named {
		w.deals.coded[d.Code] = d
		if w.match.customers[d.CustomerID] == nil {
			ids = append(ids, d.CustomerID)
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
	list, err := w.c.DealsOfAll(ctx, ids)
	for _, d := range list {
		w.deals.of[d.CustomerID] = append(w.deals.of[d.CustomerID], d)
	}
	return err
}

// dealRow is a row that is a deal.
func (w *importWriter) dealRow(ctx context.Context, row *importedRow) error {
	found, err := w.match.of(ctx, row)
	if err != nil {
		return err
	}
	if named, known := w.deals.coded[row.deal.row.code]; known {
		if said, is := w.match.coded[row.code]; is && said.ID != named.CustomerID {
			w.add(row, models.RowRejected, said.ID, models.Conflict("error.import_deal_of", "Deal", named.Code, "Code", said.Code))
			return nil
		}
		if found, err = w.match.named(ctx, *w.match.customers[named.CustomerID]); err != nil {
			return err
		}
	}
	if w.seen != nil {
		if number, _, is := w.seen.find(row); found.of == nil && is {
			return w.wouldAdd(row, 0, -number)
		}
	}
	switch {
	case found.of == nil && row.deal.row.undated():
		w.add(row, models.RowRejected, 0, w.undated())
		return nil
	case found.of == nil:
		if w.seen != nil {
			w.seen.deal(row, -row.number)
		}
		return w.create(ctx, row, found.like)
	case found.of.row != 0: // it is saved before the next one is looked at
		if err := w.flush(ctx); err != nil {
			return err
		}
		if w.deals.of[found.of.customer.ID], _, err = w.c.DealsOf(ctx, found.of.customer.ID, importBatch); err != nil {
			return err
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
	return w.dealOfThere(ctx, row, *found.of.customer)
}

// wouldAdd is a row that a preview takes for a new deal of a customer, unless an earlier row is the same one.
func (w *importWriter) wouldAdd(row *importedRow, customer, of int64) error {
	earlier := w.seen.deal(row, of)
	switch {
	case row.deal.row.undated():
		w.add(row, models.RowRejected, customer, w.undated())
	case earlier == 0 || w.args.Duplicates == models.DuplicatesCreate:
		w.add(row, models.RowCreated, customer, row.left...)
	case w.args.Duplicates == models.DuplicatesUpdate:
		w.add(row, models.RowUpdated, customer, models.Conflict("error.import_deal_again", "Row", int(earlier)))
	default:
		w.add(row, models.RowSkipped, customer, models.Conflict("error.import_deal_again", "Row", int(earlier)))
	}
	return nil
}

// undated refuses a deal that has ended, of which the file doesn't say from when until when it was open.
func (w *importWriter) undated() *models.Error {
	return w.at(models.Errors{models.Invalid(models.ImportDealStage, "error.import_deal_undated")})[0]
}

// mayGive says why the customer that was found can't be given a deal by the row; nil where it can.
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

// dealOfThere lets a row become a deal of a customer that is there, or change the one that it is.
func (w *importWriter) dealOfThere(ctx context.Context, row *importedRow, customer models.Customer) error {
	current, several := w.deals.is(row, customer.ID)
	policy := w.args.Duplicates
	switch {
	case several:
		w.add(row, models.RowRejected, customer.ID, models.Conflict("error.import_deals_several", "Code", customer.Code))
		return nil
	case current.ID == 0, policy == models.DuplicatesCreate && row.deal.row.code != current.Code:
		return w.newDealOf(ctx, row, customer)
	case policy != models.DuplicatesUpdate:
		w.add(row, models.RowSkipped, customer.ID, models.Conflict("error.import_deal_there", "Code", current.Code))
		return nil
	}
	next, left := dealAs(w.c, row, current)
	left = append(slices.Clone(row.left), w.at(left)...)
	if errs := next.Validate(&current, w.c.rules); len(errs) > 0 {
		w.add(row, models.RowRejected, customer.ID, w.at(errs)...)
		return nil
	}
	if len(models.Deals.Changes(&current, &next)) == 0 {
		w.add(row, models.RowSame, customer.ID, left...)
		return nil
	}
	return w.writeDeal(ctx, row, customer, models.RowUpdated, left, func(customer models.Customer) error {
		fresh, err := w.c.Deal(ctx, current.ID) // as it is now that its customer is locked
		if err != nil {
			return err
		}
		next, _ := dealAs(w.c, row, fresh)
		if err := next.Validate(&fresh, w.c.rules).Err(); err != nil {
			return err
		}
		if err := w.c.saveDeal(ctx, fresh, &next); err != nil {
			return err
		}
		w.deals.put(next)
		return nil
	})
}

// newDealOf opens the deal that a row is, for a customer that is there.
func (w *importWriter) newDealOf(ctx context.Context, row *importedRow, customer models.Customer) error {
	switch {
	case row.deal.row.undated():
		w.add(row, models.RowRejected, customer.ID, w.undated())
		return nil
	case !w.takeTags(row.deal.row.set[models.FieldTags]):
		w.add(row, models.RowRejected, customer.ID, models.AsErrors(tooManyTags())...)
		return nil
	}
	if w.seen != nil {
		return w.wouldAdd(row, customer.ID, customer.ID)
	}
	return w.writeDeal(ctx, row, customer, models.RowCreated, row.left, func(customer models.Customer) error {
		opened, err := w.c.insertImported(ctx, customer, row.deal)
		w.deals.put(opened)
		return err
	})
}

// writeDeal does what a row makes of a deal, in an attempt, with its customer locked; a preview only says so.
func (w *importWriter) writeDeal(ctx context.Context, row *importedRow, customer models.Customer, outcome models.TaskOutcome, left models.Errors, do func(models.Customer) error) error {
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
		_, err = w.c.refreshOpportunity(ctx, locked)
		return err
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

// dealAs is a deal as a row says that it is, and what of the row isn't taken: a deal is closed, and opened again, by who says why.
func dealAs(c *change, row *importedRow, current models.Deal) (next models.Deal, left models.Errors) {
	said, over := row.deal, row.deal.row.over()
	switch {
	case over && row.deal.row.ended.ID != current.StageID:
		left = append(left, models.Invalid(models.ImportDealStage, "error.import_deal_close", "Code", current.Code))
	case !over && !current.Open() && len(said.stages) > 0:
		left = append(left, models.Invalid(models.ImportDealStage, "error.deal_closed", "Code", current.Code))
	}
	if !current.Open() {
		said.stages = nil
	}
	next = current
	next.Custom = maps.Clone(current.Custom)
	said.put(c, &next)
	return next, left
}

// is the deal of a customer that a row is: by its code, else by its title, an open one before those that have ended; without a title the one
// that is open. several is true where more than one may be it.
func (d rowDeals) is(row *importedRow, customer int64) (_ models.Deal, several bool) {
	if named, known := d.coded[row.deal.row.code]; known {
		return named, false
	}
	var open, ended []models.Deal
	title := titleKey(row.deal.row.set[models.FieldDealTitle])
	for _, other := range d.of[customer] {
		switch {
		case title != "" && titleKey(other.Title) != title:
		case other.Open():
			open = append(open, other)
		default:
			ended = append(ended, other)
		}
	}
	if list := open; len(list) > 0 {
		return list[0], len(list) > 1
	}
	if row.deal.row.over() && len(ended) > 0 {
		return ended[0], len(ended) > 1
	}
	return models.Deal{}, false
}

// put remembers a deal as a row has left it.
func (d rowDeals) put(deal models.Deal) {
	if deal.ID == 0 {
		return
	}
	if _, known := d.coded[deal.Code]; known {
		d.coded[deal.Code] = deal
	}
	list := d.of[deal.CustomerID]
	if at := slices.IndexFunc(list, func(other models.Deal) bool { return other.ID == deal.ID }); at >= 0 {
		list[at] = deal
		return
	}
	d.of[deal.CustomerID] = append(list, deal)
}

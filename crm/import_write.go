package crm

import (
	"context"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

// importWriter does one batch in its transaction. It may be made anew for the same rows.
type importWriter struct {
	*importRun
	c               *change
	t               *models.Task
	match           *matcher
	pending         []pendingRow
	ledger          []models.TaskRow
	after           []func()                   // what is remembered once the transaction is done
	records         rowRecords                 // where rows are records of customers
	campaigns, made map[string]models.Campaign // where they are campaigns: by what rows call them, and those of this batch by what names are compared by
	tags            map[string]string
	room            int // for tags that the team hasn't yet
}

// pendingRow is a row that becomes a new customer, with its place in the ledger.
type pendingRow struct {
	at  int
	row *importedRow
	new *newcomer
}

func (w *importWriter) write(ctx context.Context, rows []*importedRow) (_ []models.TaskRow, err error) {
	kind := kindOf(rows)
	likes := w.args.Duplicates != models.DuplicatesCreate || w.seen != nil || kind.Records()
	if w.match, err = w.s.newMatcher(ctx, w.c, rows, likes); err != nil {
		return nil, err
	}
	if err := w.askOwners(rows); err != nil {
		return nil, err
	}
	if err := w.readTags(ctx, rows); err != nil {
		return nil, err
	}
	switch {
	case !kind.Records():
	case kind.OfCustomers():
		err = w.readRecords(ctx, rows, kind)
	default:
		err = w.readCampaigns(ctx, rows)
	}
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		if err := w.row(ctx, row); err != nil {
			return nil, err
		}
	}
	if err := w.flush(ctx); err != nil {
		return nil, err
	}
	if w.seen != nil {
		w.shorten()
	}
	return w.ledger, nil
}

// kindOf is what the rows of a file are.
func kindOf(rows []*importedRow) models.ImportKind {
	for _, row := range rows {
		if row.record != nil {
			return row.record.of
		}
	}
	return models.ImportCustomers
}

// add puts what became of a row into the ledger.
func (w *importWriter) add(row *importedRow, outcome models.TaskOutcome, customer int64, reasons ...*models.Error) {
	w.ledger = append(w.ledger, models.TaskRow{Number: row.number, Outcome: outcome, CustomerID: customer, Reason: models.Reasons(reasons)})
}

func (w *importWriter) row(ctx context.Context, row *importedRow) error {
	if row.refused != nil {
		w.add(row, models.RowRejected, 0, row.refused...)
		return nil
	}
	switch {
	case row.record == nil:
	case row.record.of.OfCustomers():
		return w.recordRow(ctx, row)
	default:
		return w.campaignRow(ctx, row)
	}
	found, err := w.match.of(ctx, row)
	if err != nil {
		return err
	}
	if found.of == nil && w.seen != nil { // rows of the file that aren't saved
		number, by, is := w.seen.find(row)
		if is {
			return w.again(row, number, by)
		}
		if number != 0 && found.like == nil {
			found.like = &agreement{row: number}
		}
	}
	switch {
	case found.of == nil:
		return w.create(ctx, row, found.like)
	case found.of.row != 0 && w.seen != nil:
		return w.again(row, found.of.row, found.by)
	case found.of.row != 0: // it is saved before the next one is looked at
		if err := w.flush(ctx); err != nil {
			return err
		}
	}
	return w.there(ctx, row, found)
}

// there is a row whose customer is there already.
func (w *importWriter) there(ctx context.Context, row *importedRow, found match) error {
	current := *found.of.customer
	policy := w.args.Duplicates
	if policy == models.DuplicatesCreate && found.by != models.FieldCode {
		return w.create(ctx, row, found.of)
	}
	why, err := w.inTheWay(ctx, found)
	if err != nil {
		return err
	}
	w.noteTold(found)
	switch {
	case why != nil:
	case found.refused != nil:
		w.add(row, models.RowRejected, current.ID, models.AsErrors(found.refused)...)
		return nil
	case policy == models.DuplicatesUpdate:
		return w.update(ctx, row, current, found.by)
	default:
		why = models.Conflict("error.import_there", "Code", current.Code, "Field", found.by)
	}
	outcome := models.RowSkipped
	if policy == models.DuplicatesUpdate {
		outcome = models.RowRejected
	}
	w.add(row, outcome, current.ID, why)
	return nil
}

// inTheWay says why it isn't known, or isn't told, which customer a row is; nil where it is. One that can't be changed is known (match.refused).
func (w *importWriter) inTheWay(ctx context.Context, found match) (*models.Error, error) {
	current := *found.of.customer
	_, err := seen(ctx, w.c.Queries, w.op.Actor, current, nil, "")
	switch {
	case models.AsErrors(err) != nil:
		return models.Conflict("error.import_hidden", "Field", found.by), nil
	case err != nil:
		return nil, err
	case found.refused != nil, found.other == nil:
		return nil, nil
	case found.other.row != 0 || found.of.row != 0:
		return models.Conflict("error.import_several_rows", "Code", current.Code), nil
	}
	return models.Conflict("error.import_several", "Code", current.Code, "Other", found.other.customer.Code), nil
}

// noteTold notes in the audit log that somebody learnt by which personal data a customer is found that they don't see.
func (w *importWriter) noteTold(found match) {
	current := *found.of.customer
	if !w.s.bounded(w.op.Actor) || mayReveal(w.op.Actor, current) || found.of.row != 0 {
		return
	}
	w.c.row(current.ID)
	for _, field := range personalOf(found.of.same) {
		w.c.note(models.EntityCustomer, current.ID, current.Version, models.ActionSearch, field, "", "")
	}
}

// again is a row that an earlier row of the file, which isn't saved, would already have become a customer by.
func (w *importWriter) again(row *importedRow, number int64, by models.Field) error {
	why := models.Conflict("error.import_row_again", "Row", int(number), "Field", by)
	switch w.args.Duplicates {
	case models.DuplicatesCreate:
		return w.createAs(row, why)
	case models.DuplicatesUpdate:
		w.add(row, models.RowUpdated, 0, why)
	default:
		w.add(row, models.RowSkipped, 0, why)
	}
	return nil
}

// create lets a row become a new customer. like is one that it is like.
func (w *importWriter) create(_ context.Context, row *importedRow, like *agreement) error {
	switch {
	case like == nil:
		return w.createAs(row)
	case like.row != 0:
		return w.createAs(row, models.Conflict("error.import_like_row", "Row", int(like.row)))
	}
	return w.createAs(row, models.Conflict("error.import_like", "Code", like.customer.Code))
}

func (w *importWriter) createAs(row *importedRow, reasons ...*models.Error) error {
	wrong := row.wrong
	if err := permit(w.op.Actor, models.MayCreate); err != nil {
		wrong = append(models.AsErrors(err), wrong...)
	}
	if len(wrong) == 0 && !w.takeTags(row.allTags()) {
		wrong = models.AsErrors(tooManyTags())
	}
	if len(wrong) > 0 {
		w.add(row, models.RowRejected, 0, wrong...)
		return nil
	}
	reasons = append(append(reasons, row.left...), row.full...)
	if row.over != nil {
		reasons = append(reasons, row.over)
	}
	w.add(row, models.RowCreated, 0, reasons...)
	if w.seen != nil {
		w.seen.add(row)
		return nil
	}
	added := &newcomer{Customer: row.fresh, deal: row.deal, record: row.record, around: w.records.around, apart: true}
	for _, contact := range row.further {
		if !toldBy(contact, row.fresh) && !slices.ContainsFunc(added.further, func(other *models.Contact) bool { return toldBy(contact, other.At(row.fresh)) }) {
			added.further = append(added.further, &contact)
		}
	}
	w.match.add(row, &added.Customer)
	w.pending = append(w.pending, pendingRow{len(w.ledger) - 1, row, added})
	return nil
}

// flush saves the rows that become new customers.
func (w *importWriter) flush(ctx context.Context) error {
	if len(w.pending) == 0 {
		return nil
	}
	list := make([]*newcomer, len(w.pending))
	for i, p := range w.pending {
		list[i] = p.new
	}
	if err := w.c.insertNew(ctx, list); err != nil {
		return err
	}
	for _, p := range w.pending {
		w.ledger[p.at].CustomerID, w.ledger[p.at].Operation = p.new.ID, p.new.operation
	}
	w.pending = nil
	return nil
}

// readTags looks up the tags of the rows, and for how many new ones there is room.
func (w *importWriter) readTags(ctx context.Context, rows []*importedRow) error {
	var keys []string
	for _, row := range rows {
		keys = append(keys, models.TagKeys(models.ParseTags(row.allTags()))...)
	}
	if len(keys) == 0 {
		return nil
	}
	names, err := w.c.tagNames(ctx, keys)
	if err != nil {
		return err
	}
	count, err := w.c.CountTags(ctx)
	w.tags, w.room = names, models.MaxTeamTags-count
	return err
}

// allTags are the tags of a row: of its customer, and of the record that it is.
func (r *importedRow) allTags() string {
	if r.record == nil {
		return r.fresh.Tags
	}
	return models.JoinTags(append(models.ParseTags(r.fresh.Tags), models.ParseTags(r.record.set[models.FieldTags])...))
}

// takeTags takes room for those of some tags that the team hasn't yet; false where there is too little.
func (w *importWriter) takeTags(tags string) bool {
	var fresh []string
	for _, tag := range models.ParseTags(tags) {
		if _, known := w.tags[models.TagKey(tag)]; !known {
			fresh = append(fresh, tag)
		}
	}
	if len(fresh) > w.room {
		return false
	}
	for _, tag := range fresh {
		w.tags[models.TagKey(tag)] = tag
	}
	w.room -= len(fresh)
	return true
}

// shorten leaves in the ledger of a preview the first rows of each sort that have something to say; the others are counted only.
func (w *importWriter) shorten() {
	var told []models.TaskRow
	kept := map[models.TaskOutcome]int{}
	for _, row := range w.ledger {
		at := row.Outcome
		if row.Outcome == models.RowCreated && row.Reason == "" || row.Outcome == models.RowSame || w.kept[at]+kept[at] >= models.MaxPreview {
			w.t.Counts.Add(row.Outcome)
			continue
		}
		kept[at]++
		told = append(told, row)
	}
	w.ledger = told
	w.after = append(w.after, func() {
		for outcome, count := range kept {
			w.kept[outcome] += count
		}
	})
}

package crm

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

// wantedUpdate is what a row changes of a customer that is there. Empty cells never erase, and what stands there already is no change.
type wantedUpdate struct {
	apply   map[models.Field]string
	status  models.Status    // "" stays
	further []models.Contact // whom the row names, where that is somebody else than the primary contact; they may be there already
	left    models.Errors    // cells that aren't taken
}

func (u wantedUpdate) empty() bool { return len(u.apply) == 0 && u.status == "" }

// wanted is what a row would change of a customer, which it was found by. It reads nothing.
func (c *change) wanted(row *importedRow, current models.Customer, by models.Field) wantedUpdate {
	u := wantedUpdate{further: slices.Clone(row.further), left: slices.Clone(row.left)}
	set := c.withoutMasks(recordOf(current), row.set)
	if name := set[models.FieldName]; by != models.FieldCode && (row.standsIn || models.NormaliseStem(name) == models.NormaliseStem(current.Name)) {
		delete(set, models.FieldName) // a name without its legal form says no more
	}
	if phone := models.NormalisePhone(set[models.FieldPhone]); phone != "" && phone == current.PhoneKey.Plain() {
		delete(set, models.FieldPhone) // spreadsheets write numbers otherwise
	}
	if by != models.FieldCode {
		u.otherContact(set, current)
	}
	if tags := models.WithTags(models.ParseTags(current.Tags), row.tags, nil); len(row.tags) > 0 {
		set[models.FieldTags] = models.JoinTags(tags)
	}
	texts := c.unmasked(row, current, &u)
	if c.sameNext(current, set) {
		delete(set, models.FieldNextFollowUp)
		delete(set, models.FieldNextFollowUpTime)
	} else if row.over != nil {
		u.left = append(u.left, row.over)
		texts = append(slices.Clone(texts), models.ImportText{Text: set[models.FieldNextFollowUp]})
		delete(set, models.FieldNextFollowUp)
		delete(set, models.FieldNextFollowUpTime)
	}
	if len(texts) > 0 {
		notes := set[models.FieldNotes]
		if notes == "" {
			notes = current.Notes
		}
		notes, full := withTexts(notes, texts, c.rules)
		set[models.FieldNotes], u.left = notes, append(u.left, full...)
	}
	for field, value := range set {
		if value == current.Get(field) && field != models.FieldNextFollowUp && field != models.FieldNextFollowUpTime {
			delete(set, field)
		}
	}
	u.apply = set
	if row.status != current.Status {
		u.status = row.status
	}
	return u
}

// unmasked are the texts of a row without those that are the mask of what stands in their field: a file in which it was masked says nothing of it.
func (c *change) unmasked(row *importedRow, current models.Customer, u *wantedUpdate) []models.ImportText {
	if !c.masks {
		return row.texts
	}
	return slices.DeleteFunc(slices.Clone(row.texts), func(t models.ImportText) bool {
		is := current.Get(t.Field)
		if t.Field == "" || !c.maskOf(t.Field, t.Text, is, is) {
			return false
		}
		u.left = slices.DeleteFunc(u.left, func(e *models.Error) bool {
			column, at := models.CellOf(e)
			return at && column == t.Column
		})
		return true
	})
}

// sameNext reports that the next follow-up which is set is the one that there is, as the actor's clock shows it.
func (c *change) sameNext(current models.Customer, set map[models.Field]string) bool {
	for _, shown := range []models.Customer{current.On(c.zone), current} { // files that were written earlier have the clock of who planned it
		if !slices.ContainsFunc([]models.Field{models.FieldNextFollowUp, models.FieldNextFollowUpTime}, func(field models.Field) bool {
			value, named := set[field]
			return named && value != shown.Get(field)
		}) {
			return true
		}
	}
	return false
}

// otherContact takes the contact that a row gives out of what it sets where that is somebody else than the customer's primary one: files have
// a row for each person of a company. Nobody is overwritten for being in another row.
func (u *wantedUpdate) otherContact(set map[models.Field]string, current models.Customer) {
	primary := current.Primary()
	name, given := set[models.FieldContactName]
	if !given || primary.ContactName == "" || models.NormaliseName(name) == models.NormaliseName(primary.ContactName.Plain()) {
		return
	}
	contact := models.Contact{}
	for _, field := range models.ContactFields() {
		if value, given := set[field]; given {
			_ = contact.Set(field, value) // it was prepared
		}
	}
	if contact.PhoneKey != "" && contact.PhoneKey == primary.PhoneKey || contact.EmailKey != "" && contact.EmailKey == primary.EmailKey {
		return // called otherwise now
	}
	for _, field := range models.ContactFields() {
		delete(set, field)
	}
	u.further = append([]models.Contact{contact}, u.further...)
}

// update lets a row change the customer that it is.
func (w *importWriter) update(ctx context.Context, row *importedRow, current models.Customer, by models.Field) error {
	if err := w.mayUpdate(current, models.ImportCustomers); err != nil {
		w.add(row, models.RowRejected, current.ID, models.AsErrors(err)...)
		return nil
	}
	if w.seen != nil {
		return w.wouldUpdate(ctx, row, current, by)
	}
	u := w.c.wanted(row, current, by)
	if u.empty() {
		fresh, err := w.c.freshOf(ctx, current, u.further)
		_, _, differs, dealErr := w.c.dealOf(ctx, current.ID, row.deal)
		if err = cmp.Or(err, dealErr); err != nil || len(fresh) == 0 && !differs {
			w.add(row, models.RowSame, current.ID, u.left...)
			return err
		}
	}
	var operation string
	changed := false
	err := w.c.attempt(ctx, func() (err error) {
		operation = w.c.row(current.ID)
		u, changed, err = w.apply(ctx, row, current.ID, by)
		return err
	})
	refused := models.AsErrors(err)
	switch {
	case err != nil && refused == nil:
		return err
	case refused != nil:
		w.add(row, models.RowRejected, current.ID, w.at(refused)...)
	case !changed:
		w.add(row, models.RowSame, current.ID, u.left...)
	default:
		w.add(row, models.RowUpdated, current.ID, u.left...)
		w.ledger[len(w.ledger)-1].Operation = operation
	}
	return nil
}

// mayUpdate refuses a customer that the actor may not change, or give such a record, by an import.
func (w *importWriter) mayUpdate(current models.Customer, kind models.ImportKind) error {
	if err := permit(w.op.Actor, models.MayEdit); err != nil {
		return err
	}
	if !kind.Open() && !w.op.Actor.May(models.MayImport) && current.Owner != "" && current.Owner != w.op.Actor.ID {
		return models.Forbidden("error.import_not_yours", "Code", current.Code)
	}
	return nil
}

// at says of refusals which cell they are about.
func (r *importRun) at(errs models.Errors) models.Errors {
	p := preparer{cells: cellsOf(r.source.Columns())}
	return p.at(errs)
}

// apply changes a customer by a row, in an attempt. It reports whether anything was to be changed.
func (w *importWriter) apply(ctx context.Context, row *importedRow, id int64, by models.Field) (u wantedUpdate, changed bool, err error) {
	c := w.c
	current, err := c.lockCustomer(ctx, id)
	if err == nil {
		err = c.readCustom(ctx, &current)
	}
	if err != nil {
		return u, false, err
	}
	u = c.wanted(row, current, by)
	c.owner, c.idle = row.owner, ""
	defer func() { c.owner, c.idle = candidate{}, "" }()
	if u.apply[models.FieldNextFollowUp] != "" {
		if c.idle, err = w.idleOwner(current.Owner); err != nil {
			return u, false, err
		}
	}
	before := current.Version
	if len(u.apply) > 0 {
		if tags, given := u.apply[models.FieldTags]; given && !w.takeTags(tags) {
			return u, false, tooManyTags()
		}
		if current, err = c.update(ctx, current, u.apply, nil); err != nil {
			return u, false, err
		}
	}
	changed = current.Version != before
	if u.status != "" {
		if current, err = w.changeStatus(ctx, current, u.status); err != nil {
			return u, false, err
		}
		changed = true
	}
	current, deals, err := c.importDeal(ctx, current, row.deal)
	if err != nil {
		return u, false, err
	}
	changed = changed || deals
	fresh, err := c.freshOf(ctx, current, u.further)
	for _, contact := range fresh {
		if err == nil {
			current, err = c.addFurther(ctx, current, contact)
		}
	}
	return u, changed || len(fresh) > 0, err
}

// askFirst says that a batch needs to know whether people can be given work. Slack is asked for that, which comes before the transaction.
type askFirst struct{ people []string }

func (askFirst) Error() string { return "it isn't known yet who can be given work" }

// idleOwner is a customer's owner where they can't be given work; else "".
func (w *importWriter) idleOwner(owner string) (string, error) {
	idle, asked := w.idle[owner]
	switch {
	case owner != "" && !asked:
		return "", askFirst{[]string{owner}}
	case idle:
		return owner, nil
	}
	return "", nil
}

// askOwners is askFirst for all owners of whom the rows of a batch may need to know it.
func (w *importWriter) askOwners(rows []*importedRow) error {
	plans := func(row *importedRow) bool { return row.set[models.FieldNextFollowUp] != "" }
	if w.seen != nil || w.args.Duplicates != models.DuplicatesUpdate || !slices.ContainsFunc(rows, plans) {
		return nil
	}
	unknown := map[string]bool{}
	for _, customer := range w.match.customers {
		if _, asked := w.idle[customer.Owner]; customer.Owner != "" && !asked {
			unknown[customer.Owner] = true
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	return askFirst{slices.Sorted(maps.Keys(unknown))}
}

// changeStatus changes where a customer stands, on the basis that the file says so, which is logged.
func (w *importWriter) changeStatus(ctx context.Context, current models.Customer, to models.Status) (models.Customer, error) {
	if !w.op.Actor.May(models.MayChangeStatus) {
		return current, models.Errors{forbiddenAt(models.FieldStatus, "error.status_not_permitted")}
	}
	words := w.args.Basis
	if words == "" {
		words = w.title
	}
	in := models.StatusInput{To: to, NewInteraction: &models.InteractionInput{Kind: models.InteractionOther, Text: words}, Reason: words}
	if err := in.Validate(w.c.rules).Err(); err != nil {
		return current, err
	}
	if to != models.StatusChurned {
		in.Reason = ""
	}
	return w.c.changeStatus(ctx, current, in)
}

// freshOf are those of some contacts that a customer hasn't yet, neither as the primary one nor as another.
func (c *change) freshOf(ctx context.Context, customer models.Customer, contacts []models.Contact) (fresh []models.Contact, err error) {
	if len(contacts) == 0 {
		return nil, nil
	}
	known, _, err := c.Contacts(ctx, customer.ID, models.MaxContacts)
	if err != nil {
		return nil, err
	}
	known = append(known, customer.Primary())
	for _, contact := range contacts {
		if !slices.ContainsFunc(known, func(other models.Contact) bool { return sameContactAs(contact, other, c) }) {
			fresh, known = append(fresh, contact), append(known, contact)
		}
	}
	return fresh, nil
}

// sameContactAs reports two contacts for one: they agree in phone, email or, where neither says otherwise, name.
func sameContactAs(a, b models.Contact, c *change) bool {
	agrees := func(x, y models.Personal) bool { return x != "" && x == y }
	name := func(p models.Personal) models.Personal { return models.Personal(models.NormaliseName(p.Plain())) }
	masked := c.masks && a.ContactName != "" && models.SameMask(a.ContactName.Plain(), models.Mask(models.FieldContactName, b.ContactName.Plain()))
	return agrees(a.PhoneKey, b.PhoneKey) || agrees(a.EmailKey, b.EmailKey) || agrees(a.WeChatKey, b.WeChatKey) || agrees(name(a.ContactName), name(b.ContactName)) || masked
}

// addFurther adds a contact: as the primary one where there is none. It returns the customer as it then is.
func (c *change) addFurther(ctx context.Context, customer models.Customer, contact models.Contact) (models.Customer, error) {
	if primary := customer.Primary(); primary.Empty() {
		return c.update(ctx, customer, contactText(contact), nil)
	}
	if err := c.roomForContact(ctx, customer); err != nil {
		return customer, err
	}
	return customer, c.addContact(ctx, customer.ID, &contact, models.ActionCreate)
}

// wouldUpdate is update for a preview.
func (w *importWriter) wouldUpdate(ctx context.Context, row *importedRow, current models.Customer, by models.Field) error {
	u := w.c.wanted(row, current, by)
	_, errs := w.c.updated(current, u)
	if u.status != "" && !w.op.Actor.May(models.MayChangeStatus) {
		errs = append(errs, forbiddenAt(models.FieldStatus, "error.status_not_permitted"))
	}
	if len(errs) > 0 {
		w.add(row, models.RowRejected, current.ID, w.at(errs)...)
		return nil
	}
	fresh, err := w.c.freshOf(ctx, current, u.further)
	_, _, differs, dealErr := w.c.dealOf(ctx, current.ID, row.deal)
	switch err = cmp.Or(err, dealErr); {
	case err != nil:
		return err
	case u.empty() && len(fresh) == 0 && !differs:
		w.add(row, models.RowSame, current.ID, u.left...)
	default:
		w.add(row, models.RowUpdated, current.ID, u.left...)
		w.ledger[len(w.ledger)-1].Operation = string(by) // by which the preview finds it again
	}
	return nil
}

// updated is a customer as an update would leave it, and what is wrong with that.
func (c *change) updated(current models.Customer, u wantedUpdate) (models.Customer, models.Errors) {
	next := current
	var errs models.Errors
	apply := maps.Clone(u.apply)
	for _, field := range sortedFields(apply) {
		errs = append(errs, models.AsErrors(next.Set(field, apply[field]))...)
	}
	c.setNext(current, &next, apply)
	if u.status != "" {
		next.Status = u.status
	}
	return next, append(errs, next.Validate(&current, c.rules)...)
}

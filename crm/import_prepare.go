package crm

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// importedRow is a row of a file as far as it can be understood without the database: it is made while the rows before are written, and
// never changes then.
type importedRow struct {
	number  int64
	refused models.Errors // why nothing can be made of it
	code    string        // of the customer that it names itself; "" for none

	set      map[models.Field]string // what it gives, as it is kept; none are empty
	standsIn bool                    // its name is that of its company or contact
	status   models.Status           // "" where it says none
	tags     []string
	further  []models.Contact // besides the record's own
	deal     importedDeal
	record   *rowRecord // what the row is, where that is no customer; else nil
	texts    []models.ImportText
	owner    candidate // whom it names; no ID where nobody

	fresh models.Customer // as a new customer
	wrong models.Errors   // why it can't be one
	left  models.Errors   // cells that aren't taken
	full  models.Errors   // texts that find no room in the notes of a new customer
	over  *models.Error   // why its next follow-up can't be taken, unless it is the one that there is
	like  map[models.Field]string
}

// preparer reads rows for one import. It asks who people are, and so comes before transactions.
type preparer struct {
	s      *Service
	op     models.Operation
	args   models.ImportArgs
	rules  models.Rules
	cells  map[models.Field]int       // the column that gives a field
	people map[string]candidate       // by what the file calls them; no ID for nobody
	fields map[int]models.CustomField // those that columns became

	audiences map[string]int64 // the team's saved searches by their names; nil until a row names one

	columns []models.ImportColumn
	failed  error // why somebody can't be looked up now: the import goes on later
}

func newPreparer(s *Service, op models.Operation, args models.ImportArgs, columns []models.ImportColumn) *preparer {
	p := &preparer{s: s, op: op, args: args, rules: s.Rules(op.Zone), cells: cellsOf(columns), people: map[string]candidate{}, fields: map[int]models.CustomField{}, columns: columns}
	for _, fresh := range args.NewFields {
		if field, known := p.rules.Custom.Find(models.CustomFieldKey(fresh.ID)); known {
			p.fields[fresh.Column], p.cells[field.Key()] = field, fresh.Column
		}
	}
	return p
}

// cellsOf are the columns that give fields, the first of each.
func cellsOf(columns []models.ImportColumn) map[models.Field]int {
	cells := map[models.Field]int{}
	for _, c := range slices.Backward(columns) {
		if c.Field != "" {
			cells[c.Field] = c.Index
		}
	}
	return cells
}

// at says of refusals which cell they are about.
func (p *preparer) at(errs models.Errors) models.Errors {
	said := make(models.Errors, len(errs))
	for i, e := range errs {
		if column, given := p.cells[models.Field(e.Input)]; given && e.Input != "" {
			e = models.AtCell(e, column)
		}
		said[i] = e
	}
	return said
}

// leave leaves a cell out; what stands there is kept in the notes.
func (r *importedRow) leave(e *models.Error, of models.ImportText) {
	r.left = append(r.left, models.AtCell(e, of.Column))
	if of.Text != "" {
		r.texts = append(r.texts, of)
	}
}

// cell is what stands in a column.
func (p *preparer) cell(column int, text string) models.ImportText {
	return models.ImportText{Column: column, Name: p.name(column), Text: text}
}

func (p *preparer) prepare(ctx context.Context, row models.ImportRow) (*importedRow, error) {
	r := &importedRow{number: row.Number, standsIn: row.StandsIn, tags: row.Tags, set: make(map[models.Field]string, len(row.Values)+len(row.New)), texts: slices.Clone(row.Left)}
	if code, is := models.ParseCode(row.Values[models.FieldCode]); is {
		r.code = code
	}
	if row.Refused != nil && (r.code == "" || row.Refused.Key != "error.row_name") { // an ID names a customer as well
		r.refused = p.at(models.Errors{row.Refused})
		return r, nil
	}
	for _, fault := range row.Faults {
		of := p.cell(fault.Column, fault.Text)
		if fault.Column < len(p.columns) {
			of.Field = p.columns[fault.Column].Field
		}
		r.leave(fault.Error, of)
	}
	p.values(ctx, r, row)
	p.further(r, row)
	if row.Of.Records() {
		p.recordRow(ctx, r, row)
	} else {
		p.deal(r, row)
	}
	if !row.Of.OfCustomers() {
		return r, cmp.Or(p.failed, ctx.Err())
	}
	p.asNew(ctx, r)
	if p.leaveMalformed(r) {
		p.asNew(ctx, r)
	}
	if row.Refused != nil {
		r.wrong = append(r.wrong, row.Refused)
	}
	return r, cmp.Or(p.failed, ctx.Err())
}

// leaveMalformed leaves cells out of which only saving a customer tells that they are no value of their field, such as a web address, and
// reports whether there are some. The row stays, as with every other bad cell.
func (p *preparer) leaveMalformed(r *importedRow) (some bool) {
	for _, e := range r.wrong {
		field := models.Field(e.Input)
		value, is := r.set[field]
		if !is || field == models.FieldName || !strings.HasPrefix(e.Key, "error.bad_") {
			continue
		}
		delete(r.set, field)
		r.leave(e, p.cell(p.cells[field], value))
		some = true
	}
	return some
}

// name is what a column is called.
func (p *preparer) name(column int) string {
	if column < len(p.columns) {
		return p.columns[column].Name
	}
	return ""
}

// values takes what a row gives for fields.
func (p *preparer) values(ctx context.Context, r *importedRow, row models.ImportRow) {
	for _, field := range slices.Sorted(maps.Keys(row.Values)) {
		value := row.Values[field]
		spec, known := models.Customers.Find(field)
		custom, isCustom := p.rules.Custom.Find(field)
		switch {
		case field == models.FieldCode:
		case field == models.FieldStatus:
			r.status = models.Status(value)
		case field == models.FieldTags:
			r.tags = append(models.ParseTags(value), r.tags...)
		case field == models.FieldOwner:
			p.named(ctx, r, value)
		case isCustom && custom.Kind == models.CustomUser:
			if who := p.person(ctx, value); who.ID != "" {
				r.set[field] = who.ID
			} else {
				r.leave(models.Invalid(field, "error.import_owner", "Value", value), p.cell(p.cells[field], value))
			}
		case known && !spec.Given || isCustom:
			p.put(r, field, value)
		}
	}
	for column, value := range row.New {
		field, made := p.fields[column]
		if !made {
			continue
		}
		if field.Chooses() {
			chosen, unknown := field.ChosenBy(value)
			if unknown != nil {
				r.leave(unknown, p.cell(column, value))
				continue
			}
			value = chosen
		}
		p.put(r, field.Key(), value)
	}
}

func (p *preparer) put(r *importedRow, field models.Field, value string) {
	if value = p.s.stored(field, p.s.canonical(field, cleanValue(field, value))); value != "" {
		r.set[field] = value
	}
}

// named takes the owner that a row names. Whom nobody knows is kept in the notes.
func (p *preparer) named(ctx context.Context, r *importedRow, text string) {
	column := p.cells[models.FieldOwner]
	r.owner = p.person(ctx, text)
	switch {
	case r.owner.ID == "":
		r.leave(models.Invalid(models.FieldOwner, "error.import_owner", "Value", text), p.cell(column, text))
	case r.owner.ID != p.op.Actor.ID && !p.op.Actor.May(models.MayImport):
		r.refused = append(r.refused, models.AtCell(forbiddenAt(models.FieldOwner, "error.import_not_own"), column))
	default:
		r.set[models.FieldOwner] = r.owner.ID
	}
}

// person is who is called so in the file: by ID, email, or a name that one person has.
func (p *preparer) person(ctx context.Context, text string) candidate {
	if known, asked := p.people[text]; asked {
		return known
	}
	id, err := p.s.PersonCalled(ctx, p.op.Actor, text)
	if err != nil {
		p.failed = err
		return candidate{}
	}
	found := candidate{}
	if id != "" {
		found = p.s.candidate(ctx, p.op.Actor, id)
	}
	p.people[text] = found
	return found
}

// further takes the contacts that a row gives besides the record's own. A value that can't be one goes into the notes, the contact stays.
func (p *preparer) further(r *importedRow, row models.ImportRow) {
	for n, given := range row.Further {
		if n+1 >= models.MaxContacts { // the primary one counts
			break
		}
		values := p.s.contactValues(given.Values)
		contact, errs := p.contactOf(values)
		for _, e := range errs {
			field := models.Field(e.Input)
			if value := values[field]; value != "" {
				delete(values, field)
				r.leave(e, p.cell(given.Columns[field], value))
			}
		}
		if len(errs) > 0 {
			contact, errs = p.contactOf(values)
		}
		if len(errs) == 0 {
			r.further = append(r.further, contact)
			continue
		}
		for _, field := range sortedFields(values) { // a title alone is nobody's
			r.texts = append(r.texts, p.cell(given.Columns[field], values[field]))
		}
	}
}

// contactOf is a contact with some values, and what is wrong with it.
func (p *preparer) contactOf(values map[models.Field]string) (contact models.Contact, errs models.Errors) {
	errs = setContact(&contact, values)
	return contact, append(errs, contact.Validate(nil, p.rules)...)
}

// asNew makes a new customer of a row, and says what is wrong with that.
func (p *preparer) asNew(ctx context.Context, r *importedRow) {
	set, texts := r.set, r.texts
	if r.over = p.pastFollowUp(r.set); r.over != nil {
		set = maps.Clone(set)
		delete(set, models.FieldNextFollowUp)
		delete(set, models.FieldNextFollowUpTime)
		column := p.cells[models.FieldNextFollowUp]
		texts = append(slices.Clone(texts), p.cell(column, r.set[models.FieldNextFollowUp]))
	}
	draft := models.Customer{Status: r.status, Tags: models.JoinTags(r.tags), Custom: map[models.Field]string{}}
	var wrong models.Errors
	for field, value := range set {
		wrong = append(wrong, models.AsErrors(draft.Set(field, value))...)
	}
	notes, full := withTexts(draft.Notes, texts, p.rules)
	draft.Notes, r.full = notes, full
	switch {
	case r.deal.row != nil && !r.deal.row.over():
		draft.Opportunity = cmp.Or(r.deal.row.set[models.FieldDealTitle], draft.Name)
	case r.record == nil && !r.deal.none() && draft.Opportunity == "":
		draft.Opportunity = draft.Name // a deal needs a title
	}
	owner := r.owner
	if owner.ID == "" && p.args.Owner != "" {
		owner = p.person(ctx, p.args.Owner)
	}
	draft.Owner = owner.ID
	if primary := draft.Primary(); primary.Empty() && len(r.further) > 0 {
		draft = r.further[0].At(draft)
	}
	fresh, errs := p.s.prepare(p.op, draft)
	errs = append(append(wrong, errs...), checkWorker(models.FieldOwner, owner)...)
	r.fresh, r.wrong = fresh, p.at(append(errs, fresh.Validate(nil, p.rules)...))
	r.like = make(map[models.Field]string, 4)
	for _, field := range models.DuplicateFields() {
		if key := store.LikenessOf(fresh, field); key != "" {
			r.like[field] = key
		}
	}
}

// pastFollowUp leaves out a next follow-up that is over or too far ahead for anybody to mean it: of a file of another system that is usual, and no
// reason to refuse the customer.
func (p *preparer) pastFollowUp(set map[models.Field]string) *models.Error {
	day, err := models.ParseDate(set[models.FieldNextFollowUp])
	if set[models.FieldNextFollowUp] == "" || err != nil {
		return nil
	}
	at, _ := models.ParseTimeOfDay(set[models.FieldNextFollowUpTime]) // what is none is refused where it is set
	scratch := models.Customer{NextFollowUp: day, NextFollowUpTime: at, NextFollowUpZone: p.s.zone(p.op.Zone).String()}
	scratch.SetNextDue(scratch.NextDue())
	errs := models.ValidateDue(models.FieldNextFollowUp, models.FieldNextFollowUpTime, scratch.NextDue(), p.rules)
	if len(errs) == 0 {
		return nil
	}
	return p.at(errs)[0]
}

// withTexts puts texts that have no field of their own under notes, each as "name: text", those that aren't there yet. What finds no room, or
// must not stand in notes, is refused at its cell.
func withTexts(notes string, texts []models.ImportText, rules models.Rules) (string, models.Errors) {
	var full models.Errors
	for _, t := range texts {
		line := strings.TrimSpace(clean(t.Text))
		if t.Name != "" {
			line = t.Name + ": " + line
		}
		if slices.Contains(strings.Split(notes, "\n"), line) || strings.Contains(notes, line) && strings.Contains(line, "\n") {
			continue
		}
		longer := strings.TrimPrefix(notes+"\n"+line, "\n")
		spec, _ := models.Customers.Find(models.FieldNotes)
		if errs := spec.Validate(longer, true, rules); len(errs) > 0 {
			e := models.Invalid(models.FieldNotes, "error.import_notes")
			full = append(full, models.AtCell(e, t.Column))
			continue
		}
		notes = longer
	}
	return notes, full
}

package crm

import (
	"context"
	"slices"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// rowRecord is what a row that is a record says of it: a deal, a ticket, a campaign, a member of one. Amount, close and stage of a deal are
// importedDeal's.
type rowRecord struct {
	of    models.ImportKind
	code  string                  // its own; "" where it names none
	set   map[models.Field]string // as it is kept; none are empty
	at    map[models.Field]rowTime
	ended models.Stage // of a deal, the stage in which it ended; none while it is open
}

// rowTime is an instant that a row gives, and how exactly: a day alone is its noon.
type rowTime struct {
	time.Time
	exact time.Duration
}

// same reports that a row's instant is one that is kept.
func (t rowTime) same(kept time.Time) bool {
	away := kept.Sub(t.Time).Abs()
	return away < time.Minute || t.exact > time.Hour && away <= t.exact/2
}

// over reports a record that has ended: a deal that is won or lost, a ticket of which nothing is left to do.
func (d *rowRecord) over() bool {
	state := models.TicketState(d.set[models.FieldTicketState])
	return d.ended.ID != 0 || state != "" && !state.Undone()
}

// titleKey is what titles of deals and subjects of tickets are compared by.
func titleKey(title string) string { return models.NormaliseText(title) }

// leaving leaves out what a row gives, with the reason.
type leaving func(given models.Field, e *models.Error)

// recordRow takes what a row that is a record says of it. A value that is none is left out with its reason: the notes of a customer that is there
// already are none of the record's.
func (p *preparer) recordRow(ctx context.Context, r *importedRow, row models.ImportRow) {
	r.record = &rowRecord{of: row.Of, set: map[models.Field]string{}, at: map[models.Field]rowTime{}}
	leave := func(given models.Field, e *models.Error) {
		r.left = append(r.left, models.AtCell(e, p.cells[given]))
	}
	for _, given := range sortedFields(row.Record) {
		_, field, _ := models.GivenBy(given)
		custom, isCustom := p.rules.Further.Find(field)
		switch value := row.Record[given]; {
		case isCustom:
			p.recordCustom(ctx, r, custom, value, given, leave)
		case field != "":
			p.recordValue(ctx, r, field, value, given, leave)
		}
	}
	switch row.Of {
	case models.ImportDeals:
		r.deal.row = r.record
		p.dealRow(r, row.Record, leave)
	case models.ImportTickets:
		p.ticketRow(r, leave)
	case models.ImportCampaigns:
		p.campaignRow(ctx, r, row.Record, leave)
	case models.ImportMembers:
		p.memberRow(r, leave)
	}
}

// recordValue takes what a row gives for a field that every record of its kind has.
func (p *preparer) recordValue(ctx context.Context, r *importedRow, field models.Field, value string, given models.Field, leave leaving) {
	of := r.record
	spec, _ := of.of.Kind().Find(field)
	code, coded := of.of.CodeField()
	switch {
	case coded && field == code:
		of.code, _ = of.of.Codes(value) // another system's number is none of ours
	case spec.Type == models.TypePerson:
		who := p.person(ctx, value)
		switch {
		case who.ID == "":
			leave(given, models.Invalid(field, "error.unknown_user", "Value", models.Shorten(value, 60)))
		case who.ID != p.op.Actor.ID && !p.op.Actor.May(models.MayImport):
			r.refused = append(r.refused, models.AtCell(forbiddenAt(field, "error.import_not_own"), p.cells[given]))
		default:
			if errs := checkWorker(field, who); len(errs) > 0 {
				leave(given, errs[0])
				return
			}
			of.set[field] = who.ID
		}
	case spec.Type == models.TypeInstant && of.of != models.ImportDeals:
		at, exact, ok := models.ParseImported(value, p.s.zone(p.op.Zone))
		now := p.s.clock.Now().UTC().Truncate(time.Microsecond)
		switch {
		case !ok:
		case at.After(now) && exact > time.Hour && models.DateOf(at.In(p.s.zone(p.op.Zone))) == p.rules.Today: // today, before noon
			of.at[field] = rowTime{now, exact}
		case at.After(now):
			leave(given, models.Invalid(field, "error.import_time"))
		default:
			of.at[field] = rowTime{at, exact}
		}
	case field == models.FieldLostReason:
		if reason, known := p.s.lostReasonCalled(value); known {
			of.set[field] = reason
		} else if before := of.set[models.FieldLostNote]; before == "" { // in their own words
			of.set[models.FieldLostNote] = value
		}
	case spec.Type == models.TypeMoney, spec.Type == models.TypeSearch, field == models.FieldStage, field == models.FieldExpectedClose, spec.Type == models.TypeInstant:
	default:
		of.set[field] = value
	}
}

// recordCustom takes what a row gives for a custom field of its record.
func (p *preparer) recordCustom(ctx context.Context, r *importedRow, custom models.CustomField, value string, given models.Field, leave leaving) {
	field := custom.Key()
	switch {
	case custom.Chooses():
		if chosen, unknown := custom.ChosenBy(value); unknown == nil {
			r.record.set[field] = chosen
		} else {
			leave(given, unknown)
		}
	case custom.Kind == models.CustomUser:
		if who := p.person(ctx, value); who.ID != "" {
			r.record.set[field] = who.ID
		} else {
			leave(given, models.Invalid(field, "error.unknown_user", "Value", models.Shorten(value, 60)))
		}
	default:
		r.record.set[field] = value
	}
}

// checkRecord leaves out what breaks a rule of the record's kind, of which scratch is a new one that keeps to them. title is the field without which
// a record is none: where it breaks a rule, the row is refused.
func checkRecord[R any](p *preparer, r *importedRow, kind *models.RecordKind[R], scratch *R, title models.Field, validate func() models.Errors, leave leaving) {
	of := r.record
	before := kind.Get(scratch, title)
	for _, field := range sortedFields(of.set) {
		value := p.s.kept(kind.Description, map[models.Field]string{field: of.set[field]})[field]
		if spec, known := kind.Find(field); known && spec.Given { // what only files say
			if slices.Contains(spec.Choices(p.rules), value) {
				continue
			}
			delete(of.set, field)
			continue
		}
		if errs := models.AsErrors(kind.Set(scratch, field, value)); len(errs) > 0 {
			leave(of.of.Gives(field), errs[0])
			delete(of.set, field)
			continue
		}
		if value = kind.Get(scratch, field); value == "" {
			delete(of.set, field)
			continue
		}
		of.set[field] = value
	}
	if kind.Get(scratch, title) == "" {
		_ = kind.Set(scratch, title, before) // it kept to the rules
	}
	for _, e := range validate() {
		field := models.Field(e.Input)
		switch _, given := of.set[field]; {
		case !given:
		case field == title:
			r.refused = append(r.refused, models.AtCell(e, p.cells[of.of.Gives(field)]))
		default:
			leave(of.of.Gives(field), e)
			delete(of.set, field)
		}
	}
}

// setRecord lets a record, new or there, be as a row says.
func setRecord[R any](kind *models.RecordKind[R], of *rowRecord, into *R) {
	for _, field := range sortedFields(of.set) {
		if spec, known := kind.Find(field); !known || !spec.Given && !spec.Apart {
			_ = kind.Set(into, field, of.set[field]) // it was prepared
		}
	}
}

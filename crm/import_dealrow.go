package crm

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// dealRow is what a row that is a deal says of it, besides amount, close and stage.
type dealRow struct {
	code            string                  // its own; "" where it names none
	set             map[models.Field]string // as it is kept; none are empty
	ended           models.Stage            // the stage in which it ended; none while it is open
	created, closed time.Time               // when, of one that has ended
}

// over reports a deal that has ended.
func (d *dealRow) over() bool { return d.ended.ID != 0 }

// titleKey is what titles of deals are compared by.
func titleKey(title string) string { return models.NormaliseText(title) }

// dealRow takes what a row that is a deal says of it. A value that is none is left out with its reason: the notes of a customer that is there
// already are none of the deal's.
func (p *preparer) dealRow(ctx context.Context, r *importedRow, row models.ImportRow) {
	of := &dealRow{set: map[models.Field]string{}}
	r.deal.row = of
	leave := func(given models.Field, e *models.Error) {
		r.left = append(r.left, models.AtCell(e, p.cells[given]))
	}
	for _, given := range sortedFields(row.Deal) {
		value := row.Deal[given]
		field, _ := models.DealFieldOf(given)
		custom, isCustom := p.rules.Further.Find(field)
		switch {
		case field == models.FieldDealCode:
			of.code, _ = models.ParseDealCode(value) // another system's number is none of ours
		case field == models.FieldOwner:
			who := p.person(ctx, value)
			switch {
			case who.ID == "":
				leave(given, models.Invalid(models.FieldOwner, "error.unknown_user", "Value", models.Shorten(value, 60)))
			case who.ID != p.op.Actor.ID && !p.op.Actor.May(models.MayImport):
				r.refused = append(r.refused, models.AtCell(forbiddenAt(models.FieldOwner, "error.import_not_own"), p.cells[given]))
			default:
				if errs := checkWorker(models.FieldOwner, who); len(errs) > 0 {
					leave(given, errs[0])
					continue
				}
				of.set[field] = who.ID
			}
		case field == models.FieldLostReason:
			if reason, known := p.s.lostReasonCalled(value); known {
				of.set[field] = reason
			} else if before := of.set[models.FieldLostNote]; before == "" { // in their own words
				of.set[models.FieldLostNote] = value
			}
		case isCustom && custom.Chooses():
			if chosen, unknown := custom.ChosenBy(value); unknown == nil {
				of.set[field] = chosen
			} else {
				leave(given, unknown)
			}
		case isCustom && custom.Kind == models.CustomUser:
			if who := p.person(ctx, value); who.ID != "" {
				of.set[field] = who.ID
			} else {
				leave(given, models.Invalid(field, "error.unknown_user", "Value", models.Shorten(value, 60)))
			}
		case isCustom, slices.Contains([]models.Field{models.FieldDealTitle, models.FieldProbability, models.FieldSource, models.FieldTags, models.FieldLostNote}, field):
			of.set[field] = value
		}
	}
	p.dealStage(r, row.Deal, leave)
	text := func(field models.Field) models.ImportText { return p.cell(p.cells[field], "") }
	p.amount(r, row.Deal, text)
	p.dealClose(r, row.Deal, text)
	p.dealEnd(r, row.Deal)
	p.checkDealRow(r, leave)
}

// dealStage takes the stage that a row names, in its pipeline where it names one.
func (p *preparer) dealStage(r *importedRow, given map[models.Field]string, leave func(models.Field, *models.Error)) {
	name, pipeline := given[models.ImportDealStage], given[models.ImportDealPipeline]
	if name == "" {
		return
	}
	within, named := p.rules.Pipelines.PipelineCalled(pipeline)
	stages := slices.DeleteFunc(p.rules.Pipelines.StagesCalled(name), func(s models.Stage) bool { return named && s.PipelineID != within.ID })
	for _, s := range stages {
		if s.Kind == models.StageOpen {
			r.deal.stages = append(r.deal.stages, s)
		} else if !r.deal.row.over() {
			r.deal.row.ended = s
		}
	}
	switch {
	case len(stages) == 0:
		leave(models.ImportDealStage, models.Invalid(models.ImportDealStage, "error.import_stage", "Value", models.Shorten(name, 60)))
	case len(r.deal.stages) > 0:
		r.deal.row.ended = models.Stage{}
	}
	slices.SortStableFunc(r.deal.stages, func(a, b models.Stage) int { return cmp.Compare(p.outOfUse(a), p.outOfUse(b)) })
}

// dealEnd takes when a deal that has ended was created and closed, by its days: on the last it expected to be, where nothing says when it was.
func (p *preparer) dealEnd(r *importedRow, given map[models.Field]string) {
	if !r.deal.row.over() {
		return
	}
	noon := func(field models.Field) time.Time {
		day, err := models.ParseDate(given[field])
		if err != nil || day.IsZero() || day.After(p.rules.Today) {
			return time.Time{}
		}
		return day.At("12:00", p.s.zone(p.op.Zone)).UTC()
	}
	of := r.deal.row
	of.created, of.closed = noon(models.ImportOfDeal(models.FieldCreatedAt)), noon(models.ImportOfDeal(models.FieldClosedAt))
	if of.closed.IsZero() {
		of.closed = noon(models.ImportDealClose)
	}
	if now := p.s.clock.Now().UTC().Truncate(time.Microsecond); of.closed.After(now) { // today, before noon
		of.closed = now
	}
	if of.created.After(of.closed) {
		of.created = time.Time{}
	}
}

// checkDealRow leaves out what breaks a rule of deals.
func (p *preparer) checkDealRow(r *importedRow, leave func(models.Field, *models.Error)) {
	scratch := models.Deal{Custom: map[models.Field]string{}}
	for _, field := range sortedFields(r.deal.row.set) {
		value := p.s.kept(models.Deals.Description, map[models.Field]string{field: r.deal.row.set[field]})[field]
		if errs := models.AsErrors(scratch.Set(field, value)); len(errs) > 0 {
			leave(models.ImportOfDeal(field), errs[0])
			delete(r.deal.row.set, field)
			continue
		}
		if value = scratch.Get(field); value == "" {
			delete(r.deal.row.set, field)
			continue
		}
		r.deal.row.set[field] = value
	}
	if scratch.Title == "" {
		scratch.Title = r.deal.row.code
	}
	if stage, known := p.rules.Pipelines.Entry(); known {
		scratch.StageID = stage.ID
	}
	for _, e := range scratch.Validate(nil, p.rules) {
		field := models.Field(e.Input)
		switch _, given := r.deal.row.set[field]; {
		case !given:
		case field == models.FieldDealTitle:
			r.refused = append(r.refused, models.AtCell(e, p.cells[models.ImportOfDeal(field)]))
		default:
			leave(models.ImportOfDeal(field), e)
			delete(r.deal.row.set, field)
		}
	}
}

// put lets a deal, new or there, be as a row says, but for its stage.
func (d *dealRow) put(into *models.Deal) {
	for _, field := range sortedFields(d.set) {
		why := field == models.FieldLostReason || field == models.FieldLostNote
		if why && into.State != models.DealLost && (into.ID != 0 || d.ended.Kind != models.StageLost) {
			continue // only of one that is lost
		}
		_ = into.Set(field, d.set[field]) // it was prepared
	}
}

// undated reports a new deal that has ended, of which a row doesn't say from when until when it was open.
func (d *dealRow) undated() bool { return d.over() && (d.created.IsZero() || d.closed.IsZero()) }

package crm

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// dealRow takes what a row that is a deal says of it besides its fields as they stand.
func (p *preparer) dealRow(r *importedRow, given map[models.Field]string, leave leaving) {
	p.dealStage(r, given, leave)
	text := func(field models.Field) models.ImportText { return p.cell(p.cells[field], "") }
	p.amount(r, given, text)
	p.dealClose(r, given, text)
	p.dealEnd(r, given)
	scratch := models.Deal{Title: cmp.Or(r.record.code, "x"), Custom: map[models.Field]string{}}
	if stage, known := p.rules.Pipelines.Entry(); known {
		scratch.StageID = stage.ID
	}
	checkRecord(p, r, models.Deals, &scratch, models.FieldDealTitle, func() models.Errors { return scratch.Validate(nil, p.rules) }, leave)
}

// dealStage takes the stage that a row names, in its pipeline where it names one.
func (p *preparer) dealStage(r *importedRow, given map[models.Field]string, leave leaving) {
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
	created, closed := noon(models.ImportOfDeal(models.FieldCreatedAt)), noon(models.ImportOfDeal(models.FieldClosedAt))
	if closed.IsZero() {
		closed = noon(models.ImportDealClose)
	}
	if now := p.s.clock.Now().UTC().Truncate(time.Microsecond); closed.After(now) { // today, before noon
		closed = now
	}
	if !closed.IsZero() {
		r.deal.row.at[models.FieldClosedAt] = rowTime{Time: closed}
	}
	if !created.IsZero() && !created.After(closed) {
		r.deal.row.at[models.FieldCreatedAt] = rowTime{Time: created}
	}
}

// putDeal lets a deal, new or there, be as a row says, but for its stage.
func (d *rowRecord) putDeal(into *models.Deal) {
	for _, field := range sortedFields(d.set) {
		why := field == models.FieldLostReason || field == models.FieldLostNote
		if why && into.State != models.DealLost && (into.ID != 0 || d.ended.Kind != models.StageLost) {
			continue // only of one that is lost
		}
		_ = into.Set(field, d.set[field]) // it was prepared
	}
}

// dealRows are rows that are deals. A deal is known again by its title, an open one before those that have ended; without a title it is the one that
// is open.
type dealRows struct{}

func (dealRows) words() rowWords {
	return rowWords{of: "error.import_deal_of", several: "error.import_deals_several", there: "error.import_deal_there", again: "error.import_deal_again"}
}

func (dealRows) coded(ctx context.Context, q store.Queries, codes []string) ([]held, error) {
	list, err := q.DealsByCodes(ctx, codes)
	return heldAll(list, heldDeal), err
}

func (dealRows) ofCustomers(ctx context.Context, q store.Queries, ids []int64) ([]held, error) {
	list, err := q.DealsOfAll(ctx, ids)
	return heldAll(list, heldDeal), err
}

func heldDeal(d models.Deal) held { return held{d.ID, d.Code, d.CustomerID, d} }

func (dealRows) key(row *importedRow, _ around) string {
	return titleKey(row.record.set[models.FieldDealTitle])
}

func (dealRows) is(row *importedRow, list []held, _ around, _ int64) (_ held, several bool) {
	var open, ended []held
	title := titleKey(row.record.set[models.FieldDealTitle])
	for _, other := range list {
		switch deal := other.record.(models.Deal); {
		case title != "" && titleKey(deal.Title) != title:
		case deal.Open():
			open = append(open, other)
		default:
			ended = append(ended, other)
		}
	}
	if len(open) > 0 {
		return open[0], len(open) > 1
	}
	if row.record.over() && len(ended) > 0 {
		return ended[0], len(ended) > 1
	}
	return held{}, false
}

// missing refuses a deal that has ended, of which the file doesn't say from when until when it was open.
func (dealRows) missing(row *importedRow, _ around) *models.Error {
	created, from := row.record.at[models.FieldCreatedAt]
	closed, until := row.record.at[models.FieldClosedAt]
	if row.record.over() && (!from || !until || created.IsZero() || closed.IsZero()) {
		return models.Invalid(models.ImportDealStage, "error.import_deal_undated")
	}
	return nil
}

// as is a deal as a row says that it is, and what of the row isn't taken: a deal is closed, and opened again, by who says why.
func (dealRows) as(c *change, row *importedRow, current held, _ around, _ int64) proposed {
	deal := current.record.(models.Deal)
	said, over := row.deal, row.record.over()
	var left models.Errors
	switch {
	case over && row.record.ended.ID != deal.StageID:
		left = append(left, models.Invalid(models.ImportDealStage, "error.import_deal_close", "Code", deal.Code))
	case !over && !deal.Open() && len(said.stages) > 0:
		left = append(left, models.Invalid(models.ImportDealStage, "error.deal_closed", "Code", deal.Code))
	}
	if !deal.Open() {
		said.stages = nil
	}
	next := deal
	next.Custom = maps.Clone(deal.Custom)
	said.put(c, &next)
	return proposed{heldDeal(next), left, next.Validate(&deal, c.rules), models.Deals.With(c.rules.Further).Changes(&deal, &next)}
}

func (dealRows) save(ctx context.Context, c *change, row *importedRow, current held, at around, contact int64) (held, error) {
	fresh, err := c.Deal(ctx, current.id) // as it is now that its customer is locked
	if err != nil {
		return held{}, err
	}
	want := dealRows{}.as(c, row, heldDeal(fresh), at, contact)
	if err := want.wrong.Err(); err != nil {
		return held{}, err
	}
	next := want.next.record.(models.Deal)
	err = c.saveDeal(ctx, fresh, &next)
	return heldDeal(next), err
}

func (dealRows) insert(ctx context.Context, c *change, customer models.Customer, row *importedRow, _ around, _ int64) (held, error) {
	opened, err := c.insertImported(ctx, customer, row.deal)
	return heldDeal(opened), err
}

// first does nothing: deals of new customers are opened with their opportunities (openFirst).
func (dealRows) first(context.Context, *change, []*newcomer, around) error { return nil }

func (dealRows) after(ctx context.Context, c *change, customer models.Customer) error {
	_, err := c.refreshOpportunity(ctx, customer)
	return err
}

package crm

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// importedDeal is what a row says of its customer's open deal: the one whose title the record's opportunity is.
type importedDeal struct {
	amount models.Money
	bare   string // the amount, where nothing says its currency: that of a deal that is there stays
	close  models.Date
	stages []models.Stage // open ones that are called so, those in use first
	row    *rowRecord     // what else is said of it where the row is the deal; nil where it is the customer
}

func (d importedDeal) none() bool {
	return d.amount.None() && d.close.IsZero() && len(d.stages) == 0 && d.row == nil
}

// deal takes what a row says of a deal. A value that is none goes into the notes; so does all of a deal that has ended already, with its title:
// when it was won, or why it was lost, no file tells.
func (p *preparer) deal(r *importedRow, row models.ImportRow) {
	given := row.Record
	if len(given) == 0 {
		return
	}
	text := func(field models.Field) models.ImportText { return p.cell(p.cells[field], given[field]) }
	if name := given[models.ImportDealStage]; name != "" {
		open, ended := p.stages(name)
		if len(open) == 0 && ended {
			r.leave(models.Invalid(models.ImportDealStage, "error.import_deal_closed", "Value", models.Shorten(name, 60)), text(models.ImportDealStage))
			for _, field := range []models.Field{models.ImportDealAmount, models.ImportDealCurrency, models.ImportDealClose} {
				if given[field] != "" {
					r.texts = append(r.texts, text(field))
				}
			}
			if title := r.set[models.FieldOpportunity]; title != "" {
				delete(r.set, models.FieldOpportunity)
				r.texts = append(r.texts, p.cell(p.cells[models.FieldOpportunity], title))
			}
			return
		}
		if r.deal.stages = open; len(open) == 0 {
			r.leave(models.Invalid(models.ImportDealStage, "error.import_stage", "Value", models.Shorten(name, 60)), text(models.ImportDealStage))
		}
	}
	p.amount(r, given, text)
	p.dealClose(r, given, text)
}

// dealClose takes the day on which a deal is expected to close.
func (p *preparer) dealClose(r *importedRow, given map[models.Field]string, text func(models.Field) models.ImportText) {
	day, err := models.ParseDate(given[models.ImportDealClose])
	if err != nil || day.IsZero() {
		return
	}
	scratch := models.Deal{Title: "x", ExpectedClose: day}
	errs := scratch.Validate(nil, p.rules)
	if at := slices.IndexFunc(errs, func(e *models.Error) bool { return e.Input == models.FieldExpectedClose.Input() }); at >= 0 {
		r.leave(errs[at], text(models.ImportDealClose))
		return
	}
	r.deal.close = day
}

// amount takes the amount of a deal: in the currency of its column, or that stands with it, else the team's.
func (p *preparer) amount(r *importedRow, given map[models.Field]string, text func(models.Field) models.ImportText) {
	number, code := given[models.ImportDealAmount], given[models.ImportDealCurrency]
	if number == "" {
		return // a currency alone is no amount
	}
	amount, bad, err := p.money(number, code)
	if bad {
		r.leave(models.Invalid(models.ImportDealCurrency, "error.bad_money", "Value", models.Shorten(code, 20)), text(models.ImportDealCurrency))
		r.texts = append(r.texts, text(models.ImportDealAmount))
		return
	}
	if err != nil {
		r.leave(err, text(models.ImportDealAmount))
		return
	}
	if r.deal.amount = amount; code == "" && models.IsBareAmount(number) {
		r.deal.bare = number
	}
}

// money is an amount in the currency of its column, or that stands with it, else the team's; bad says that the column names none.
func (p *preparer) money(number, code string) (amount models.Money, bad bool, refused *models.Error) {
	amount, refused = models.ParseMoney(number, p.s.team.Currency)
	if refused == nil && code != "" {
		if in, wrong := models.ParseMoney("1 "+code, p.s.team.Currency); wrong != nil || in.Currency != amount.Currency {
			if amount, refused = models.ParseMoney(number+" "+code, p.s.team.Currency); refused != nil && wrong != nil {
				return amount, true, nil
			}
		}
	}
	return amount, false, refused
}

// stages are the open stages that are called so, those in use first; ended reports that one is called so in which deals end.
func (p *preparer) stages(name string) (open []models.Stage, ended bool) {
	for _, s := range p.rules.Pipelines.StagesCalled(name) {
		if s.Kind == models.StageOpen {
			open = append(open, s)
		} else {
			ended = true
		}
	}
	slices.SortStableFunc(open, func(a, b models.Stage) int { return cmp.Compare(p.outOfUse(a), p.outOfUse(b)) })
	return open, ended
}

// outOfUse is 1 for a stage that is retired, or whose pipeline is, else 0.
func (p *preparer) outOfUse(s models.Stage) int {
	if pipeline, _ := p.rules.Pipelines.Find(s.PipelineID); s.Retired() || pipeline.Retired() {
		return 1
	}
	return 0
}

// stageOf is the stage that is meant of a deal in another, 0 for a new deal: its own where it is called so, one of its pipeline, else the first
// in use. known is false where the deal can't be moved there.
func (d importedDeal) stageOf(now models.Stage, pipelines *models.Pipelines) (stage models.Stage, known bool) {
	for _, fits := range []func(models.Stage) bool{
		func(s models.Stage) bool { return s.ID == now.ID },
		func(s models.Stage) bool { return s.PipelineID == now.PipelineID && !s.Retired() },
		func(s models.Stage) bool {
			pipeline, _ := pipelines.Find(s.PipelineID)
			return !s.Retired() && !pipeline.Retired()
		},
	} {
		if at := slices.IndexFunc(d.stages, fits); at >= 0 {
			return d.stages[at], true
		}
	}
	return models.Stage{}, false
}

// put lets a deal, new or there, be as a row says.
func (d importedDeal) put(c *change, into *models.Deal) {
	if d.row != nil {
		d.row.putDeal(into)
	}
	if !d.amount.None() {
		into.Amount = d.amountOf(into.Amount)
	}
	if !d.close.IsZero() {
		into.ExpectedClose = d.close
	}
	now, _ := c.rules.Pipelines.Stage(into.StageID)
	if into.ID == 0 {
		now = models.Stage{}
	}
	if stage, known := d.stageOf(now, c.rules.Pipelines); known && stage.ID != into.StageID {
		if into.StageID = stage.ID; into.ID != 0 {
			into.Enter(stage, c.at, c.op.Actor.ID)
		}
	}
}

// amountOf is the amount that is meant of a deal with another.
func (d importedDeal) amountOf(now models.Money) models.Money {
	if d.bare == "" || now.None() || now.Currency == d.amount.Currency {
		return d.amount
	}
	amount, err := models.ParseMoney(d.bare, now.Currency)
	if err != nil { // it has decimals that the currency hasn't
		return d.amount
	}
	return amount
}

// dealOf returns the open deal of a customer, and what a row makes of it; differs is false where that is nothing. Where none is open, the row
// opens one.
func (c *change) dealOf(ctx context.Context, customerID int64, said importedDeal) (current, next models.Deal, differs bool, err error) {
	if said.none() {
		return current, next, false, nil
	}
	current, err = c.NearestDeal(ctx, customerID)
	if errors.Is(err, store.ErrNotFound) {
		return models.Deal{}, models.Deal{}, true, nil
	}
	if err != nil {
		return current, next, false, err
	}
	next = current
	said.put(c, &next)
	return current, next, len(models.Deals.Changes(&current, &next)) > 0, nil
}

// importDeal lets the open deal of a customer that is locked be as a row says, or opens one: called as the record's opportunity, else as the
// customer. It reports whether anything was to be changed.
func (c *change) importDeal(ctx context.Context, customer models.Customer, said importedDeal) (models.Customer, bool, error) {
	current, next, differs, err := c.dealOf(ctx, customer.ID, said)
	if err != nil || !differs {
		return customer, false, err
	}
	if current.ID == 0 {
		_, err = c.insertImported(ctx, customer, said)
	} else {
		err = c.saveDeal(ctx, current, &next)
	}
	if err != nil {
		return customer, false, err
	}
	customer, err = c.refreshOpportunity(ctx, customer)
	return customer, true, err
}

// insertImported opens the deal that a row tells of, or puts down one that has ended.
func (c *change) insertImported(ctx context.Context, customer models.Customer, said importedDeal) (models.Deal, error) {
	deal, err := c.imported(ctx, customer, said)
	if err != nil {
		return models.Deal{}, err
	}
	if err := c.useTags(ctx, &deal.Tags); err != nil {
		return models.Deal{}, err
	}
	if err := c.useSources(ctx, &deal.Source); err != nil {
		return models.Deal{}, err
	}
	if err := c.InsertDeals(ctx, []*models.Deal{deal}); err != nil {
		return models.Deal{}, err
	}
	c.noteDeal(*deal)
	return *deal, nil
}

// imported is the new deal of a customer that a row tells of: called as the record's opportunity where the row doesn't say, else as the customer.
func (c *change) imported(ctx context.Context, customer models.Customer, said importedDeal) (*models.Deal, error) {
	stage, err := c.entry(ctx)
	if err != nil {
		return nil, err
	}
	deal := &models.Deal{Title: cmp.Or(customer.Opportunity, customer.Name), StageID: stage.ID, Custom: map[models.Field]string{}}
	said.put(c, deal)
	if said.row == nil || !said.row.over() {
		c.openDeal(deal, customer)
		return deal, nil
	}
	deal.StageID = said.row.ended.ID
	c.openDeal(deal, customer)
	closed := said.row.at[models.FieldClosedAt].Time
	deal.CreatedAt, deal.StageSince, deal.ClosedAt = said.row.at[models.FieldCreatedAt].Time, closed, &closed
	return deal, nil
}

package crm

import (
	"context"
	"errors"
	"strconv"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// Deals hang on a customer, which is locked before they are. Who sees the customer sees its deals.

// Pipelines returns the team's pipelines as this process remembers them. What it returns never changes.
func (s *Service) Pipelines() *models.Pipelines { return s.remembered().pipelines }

// Currency is the currency of amounts that name none, an ISO 4217 code.
func (s *Service) Currency() string { return s.team.Currency }

// Deals returns a customer with at most limit deals of it, open ones first, and how many there are.
func (s *Service) Deals(ctx context.Context, actor models.Actor, customerID int64, limit int) (models.Customer, []models.Deal, int, error) {
	customer, err := s.notErased(s.Customer(ctx, actor, customerID))
	if err != nil {
		return models.Customer{}, nil, 0, err
	}
	list, total, err := s.store.DealsOf(ctx, customerID, limit)
	return customer, list, total, err
}

// Deal returns a deal with its customer.
func (s *Service) Deal(ctx context.Context, actor models.Actor, id int64) (models.Customer, models.Deal, error) {
	found, err := s.store.Deal(ctx, id)
	return s.withCustomer(ctx, actor, found, err, "")
}

// DealByCode returns the deal with a code, with its customer.
func (s *Service) DealByCode(ctx context.Context, actor models.Actor, code string) (models.Customer, models.Deal, error) {
	found, err := s.store.DealByCode(ctx, code)
	return s.withCustomer(ctx, actor, found, err, code)
}

// withCustomer returns a deal that was just read with its customer. One of a customer that the actor doesn't see isn't there.
func (s *Service) withCustomer(ctx context.Context, actor models.Actor, found models.Deal, err error, words string) (models.Customer, models.Deal, error) {
	if errors.Is(err, store.ErrNotFound) {
		return models.Customer{}, models.Deal{}, dealNotFound(words)
	}
	if err != nil {
		return models.Customer{}, models.Deal{}, err
	}
	customer, err := s.notErased(s.Customer(ctx, actor, found.CustomerID))
	if models.IsNotFound(err) {
		err = dealNotFound(words)
	}
	if err != nil {
		return models.Customer{}, models.Deal{}, err
	}
	return customer, found, nil
}

func dealNotFound(words string) error {
	if words == "" {
		return models.NotFound("error.deal_gone")
	}
	return models.NotFound("error.deal_not_found", "Code", words)
}

// CreateDeal opens a deal of a customer. Values are canonical text; amounts may be as people write them. Without an owner it is the customer's owner's, who can be given
// work, else the actor's; without a stage it begins in the first.
func (s *Service) CreateDeal(ctx context.Context, op models.Operation, customerID int64, values map[models.Field]string) (customer models.Customer, made models.Deal, err error) {
	if err := permit(op.Actor, models.MayEdit); err != nil {
		return models.Customer{}, models.Deal{}, err
	}
	fresh, errs := s.newDeal(values)
	errs = append(errs, checkUser(models.FieldOwner, fresh.Owner)...)
	errs = append(errs, checkWorker(models.FieldOwner, s.candidate(ctx, op.Actor, fresh.Owner))...)
	if err := append(errs, fresh.Validate(nil, s.Rules(op.Zone))...).Err(); err != nil {
		return models.Customer{}, models.Deal{}, err
	}
	idle := s.idleOwner(ctx, op.Actor, customerID)
	err = s.change(ctx, op, func(c *change) error {
		c.idle = idle
		if customer, err = c.lockCustomer(ctx, customerID); err != nil {
			return err
		}
		made = fresh
		if err := c.checkContact(ctx, models.FieldDealContact, made.ContactID, customer); err != nil {
			return err
		}
		if err := c.insertDeal(ctx, &made, customer); err != nil {
			return err
		}
		customer, err = c.refreshOpportunity(ctx, customer)
		return err
	})
	return customer, made, err
}

// newDeal makes a deal of values. It is in the first stage where they name none.
func (s *Service) newDeal(values map[models.Field]string) (models.Deal, models.Errors) {
	var fresh models.Deal
	errs := setFields(models.Deals, &fresh, s.kept(models.Deals.Description, values))
	stage, known := s.Pipelines().Stage(fresh.StageID)
	if fresh.StageID == 0 {
		stage, known = s.Pipelines().Entry()
	}
	if known {
		fresh.StageID = stage.ID
	}
	return fresh, append(errs, s.mayEnter(0, stage, known)...)
}

// mayEnter refuses a stage that a deal of a pipeline, 0 for a new one, can't be moved to by itself: it is closed by CloseDeal, which asks why.
func (s *Service) mayEnter(from int64, stage models.Stage, known bool) models.Errors {
	pipeline, _ := s.Pipelines().Find(stage.PipelineID)
	switch {
	case !known:
		return nil // the rules refuse it
	case stage.Kind != models.StageOpen:
		return models.Errors{models.Invalid(models.FieldStage, "error.stage_closes")}
	case stage.Retired() || pipeline.Retired() && from != pipeline.ID: // those that are in it go on
		return models.Errors{models.Invalid(models.FieldStage, "error.stage_retired")}
	}
	return nil
}

// insertDeal inserts a new deal of a customer that keeps to the rules.
func (c *change) insertDeal(ctx context.Context, d *models.Deal, customer models.Customer) error {
	c.openDeal(d, customer)
	if err := c.useTags(ctx, &d.Tags); err != nil {
		return err
	}
	if err := c.useSources(ctx, &d.Source); err != nil {
		return err
	}
	if err := c.InsertDeals(ctx, []*models.Deal{d}); err != nil {
		return err
	}
	c.noteDeal(*d)
	return nil
}

// openDeal makes a deal a new one of a customer.
func (c *change) openDeal(d *models.Deal, customer models.Customer) {
	d.ID, d.CustomerID, d.Version = 0, customer.ID, 1
	if d.Owner == "" && customer.Owner != c.idle {
		d.Owner = customer.Owner
	}
	if d.Owner == "" && models.IsUser(c.op.Actor.ID) {
		d.Owner = c.op.Actor.ID
	}
	if d.Source == "" {
		d.Source = customer.Source
	}
	d.CreatedBy, d.UpdatedBy, d.CreatedAt, d.UpdatedAt = c.op.Actor.ID, c.op.Actor.ID, c.at, c.at
	stage, _ := c.rules.Pipelines.Stage(d.StageID)
	d.Enter(stage, c.at, c.op.Actor.ID)
}

// noteDeal tells the audit log of a new deal.
func (c *change) noteDeal(d models.Deal) {
	c.noteChanges(models.EntityDeal, d.ID, d.Version, models.ActionCreate, models.Deals.Changes(&models.Deal{}, &d))
}

// UpdateDeal changes the named fields of an open deal, as UpdateCustomer changes those of a customer; the Current of a
// *models.ConflictError is the deal.
func (s *Service) UpdateDeal(ctx context.Context, op models.Operation, id int64, base models.EditBase, set map[models.Field]string) (models.Customer, models.Deal, error) {
	wanted := s.kept(models.Deals.Description, set)
	var scratch models.Deal
	if errs := setFields(models.Deals, &scratch, wanted); len(errs) > 0 {
		return models.Customer{}, models.Deal{}, errs
	}
	if err := checkTogether(models.Deals.Description, wanted); err != nil {
		return models.Customer{}, models.Deal{}, err
	}
	for field := range wanted {
		wanted[field] = scratch.Get(field)
	}
	owner := s.candidate(ctx, op.Actor, wanted[models.FieldOwner])
	return s.changeDeal(ctx, op, id, func(c *change, customer *models.Customer, current models.Deal, next *models.Deal) error {
		apply, err := c.merge(ctx, recordOfDeal(current), base, wanted)
		if err != nil {
			return err
		}
		errs := setFields(models.Deals, next, apply)
		if next.Owner != current.Owner {
			errs = append(append(errs, checkUser(models.FieldOwner, next.Owner)...), checkWorker(models.FieldOwner, owner)...)
		}
		if next.StageID != current.StageID {
			stage, known := c.rules.Pipelines.Stage(next.StageID)
			if !current.Open() {
				errs = append(errs, models.Invalid(models.FieldStage, "error.deal_closed", "Code", current.Code))
			} else if errs = append(errs, s.mayEnter(current.PipelineID, stage, known)...); known {
				next.Enter(stage, c.at, c.op.Actor.ID)
			}
		}
		if next.ContactID != current.ContactID {
			err := c.checkContact(ctx, models.FieldDealContact, next.ContactID, *customer)
			if refused := models.AsErrors(err); refused == nil && err != nil {
				return err
			}
			errs = append(errs, models.AsErrors(err)...)
		}
		return append(errs, next.Validate(&current, c.rules)...).Err()
	})
}

func recordOfDeal(d models.Deal) record {
	return record{entity: models.EntityDeal, id: d.ID, version: d.Version, code: d.Code, current: &d}
}

// MoveDeal moves an open deal, of which somebody saw a version, to another open stage, or a closed one back to an open stage. Version 0
// is whatever is present.
func (s *Service) MoveDeal(ctx context.Context, op models.Operation, id int64, version int, stageID int64) (models.Customer, models.Deal, error) {
	return s.changeDeal(ctx, op, id, func(c *change, _ *models.Customer, current models.Deal, next *models.Deal) error {
		stage, known := c.rules.Pipelines.Stage(stageID)
		if !known {
			return models.Invalid(models.FieldStage, "error.unknown_stage", "Value", strconv.FormatInt(stageID, 10))
		}
		if errs := s.mayEnter(current.PipelineID, stage, known); len(errs) > 0 {
			return errs
		}
		if current.StageID == stageID {
			return models.Conflict("error.deal_there", "Code", current.Code)
		}
		if err := c.dealUnmoved(ctx, current, version); err != nil {
			return err
		}
		next.Enter(stage, c.at, c.op.Actor.ID)
		return nil
	})
}

// dealUnmoved refuses what is done to a deal whose stage isn't any more the one that the person saw.
func (c *change) dealUnmoved(ctx context.Context, current models.Deal, version int) error {
	if version == 0 {
		return nil
	}
	then, last, err := c.since(ctx, recordOfDeal(current), version)
	if _, moved := then[models.FieldStage]; err == nil && moved {
		return models.Conflict("error.deal_moved_since", "Code", current.Code, "User", models.Person(last[models.FieldStage].Actor))
	}
	return err
}

// changeDeal changes a deal, of which alter gets a copy under its next version, with its way through the stages, and brings its
// customer's opportunity up to date. after may go on with the customer.
func (s *Service) changeDeal(ctx context.Context, op models.Operation, id int64, alter func(c *change, customer *models.Customer, current models.Deal, next *models.Deal) error,
	after ...func(*change, models.Customer, models.Deal) (models.Customer, error),
) (models.Customer, models.Deal, error) {
	if err := permit(op.Actor, models.MayEdit); err != nil {
		return models.Customer{}, models.Deal{}, err
	}
	var customer models.Customer
	var changed models.Deal
	err := s.change(ctx, op, func(c *change) error {
		found, err := c.lockDeal(ctx, id, &customer)
		if err != nil {
			return err
		}
		changed = found
		if err := alter(c, &customer, found, &changed); err != nil {
			return err
		}
		if err := c.saveDeal(ctx, found, &changed); err != nil {
			return err
		}
		if customer, err = c.refreshOpportunity(ctx, customer); err != nil {
			return err
		}
		for _, then := range after {
			if customer, err = then(c, customer, changed); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return models.Customer{}, models.Deal{}, err
	}
	return customer, changed, nil
}

// lockDeal takes a deal's customer, which keeps the deal from changing as well, and the deal.
func (c *change) lockDeal(ctx context.Context, id int64, customer *models.Customer) (models.Deal, error) {
	found, err := c.Deal(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return models.Deal{}, dealNotFound("")
	}
	if err != nil {
		return models.Deal{}, err
	}
	if *customer, err = c.lockCustomer(ctx, found.CustomerID); err != nil {
		return models.Deal{}, err
	}
	found, err = c.Deal(ctx, id) // as it is now that it is locked
	if errors.Is(err, store.ErrNotFound) {
		err = dealNotFound("")
	}
	return found, err
}

// saveDeal writes a deal when a field changed, under a new version, with an audit entry for each, and where its stage did, a row of its
// way through them.
func (c *change) saveDeal(ctx context.Context, previous models.Deal, next *models.Deal) error {
	if next.StageID != previous.StageID {
		err := c.InsertStageMove(ctx, models.StageMove{
			DealID: previous.ID, CustomerID: previous.CustomerID, FromStage: previous.StageID, ToStage: next.StageID, MovedBy: c.op.Actor.ID, MovedAt: c.at,
		})
		if err != nil {
			return err
		}
		c.noteMoved(previous, *next)
	}
	return c.writeDeal(ctx, previous, next, models.ActionUpdate)
}

// writeDeal is saveDeal without the row of the way through the stages.
func (c *change) writeDeal(ctx context.Context, previous models.Deal, next *models.Deal, action string) error {
	if next.Tags != previous.Tags { // also those that are taken back may be called otherwise by now
		if err := c.useTags(ctx, &next.Tags); err != nil {
			return err
		}
	}
	if next.Source != previous.Source {
		if err := c.useSources(ctx, &next.Source); err != nil {
			return err
		}
	}
	changes := models.Deals.Changes(&previous, next)
	if len(changes) == 0 {
		return nil
	}
	next.Version, next.UpdatedBy, next.UpdatedAt = previous.Version+1, c.op.Actor.ID, c.at
	c.noteChanges(models.EntityDeal, previous.ID, next.Version, action, changes)
	return c.UpdateDeal(ctx, previous, *next)
}

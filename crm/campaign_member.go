package crm

import (
	"context"
	"errors"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// Members of campaigns hang on customers, which are locked before they are. Who may edit the customer says that it is one.

// CampaignMembers returns a page of the members of a campaign, of customers that the actor sees.
func (s *Service) CampaignMembers(ctx context.Context, actor models.Actor, query models.MemberQuery) (models.MemberPage, error) {
	if err := permit(actor, models.MayView); err != nil {
		return models.MemberPage{}, err
	}
	query.VisibleTo, query.Limit = actor.Sees(), max(1, min(query.Limit, maxMemberPage))
	return s.store.CampaignMembers(ctx, query)
}

// maxMemberPage is how many members are read at once.
const maxMemberPage = 500

// AddMember adds a customer to a campaign, or somebody of it, in a state, "" is invited. Who is a member already comes into that state, where one is said.
func (s *Service) AddMember(ctx context.Context, op models.Operation, campaignID, customerID int64, contact string, state models.MemberState) (models.Customer, models.CampaignMember, error) {
	wanted := models.CampaignMember{Code: "M", State: models.MemberInvited}
	errs := models.AsErrors(models.CampaignMembers.Set(&wanted, models.FieldMemberContact, contact))
	if state != "" {
		wanted.State = state
	}
	if err := append(errs, models.CampaignMembers.Validate(&wanted, nil, s.Rules(op.Zone))...).Err(); err != nil {
		return models.Customer{}, models.CampaignMember{}, err
	}
	var customer models.Customer
	var member models.CampaignMember
	err := s.changeMembers(ctx, op, customerID, &customer, func(c *change) (err error) {
		if err := c.checkContact(ctx, models.FieldMemberContact, wanted.ContactID, customer); err != nil {
			return err
		}
		member, _, err = c.join(ctx, campaignID, customer, wanted.ContactID, state)
		return err
	})
	return customer, member, err
}

// changeMembers changes what a customer is a member of.
func (s *Service) changeMembers(ctx context.Context, op models.Operation, customerID int64, customer *models.Customer, alter func(c *change) error) error {
	if err := permit(op.Actor, models.MayEdit); err != nil {
		return err
	}
	return s.change(ctx, op, func(c *change) (err error) {
		if *customer, err = c.lockCustomer(ctx, customerID); err != nil {
			return err
		}
		return alter(c)
	})
}

// openCampaign returns a campaign that takes members.
func (c *change) openCampaign(ctx context.Context, id int64) (models.Campaign, error) {
	m, err := c.Campaign(ctx, id)
	if err := campaignGone(err, ""); err != nil {
		return m, err
	}
	if m.Archived() {
		return m, models.Conflict("error.campaign_archived", "Code", m.Code)
	}
	return m, nil
}

// join makes a customer that is locked, or a contact of it, a member of a campaign that takes members, or lets it come into a state; changed is false where it is so
// already.
func (c *change) join(ctx context.Context, campaignID int64, customer models.Customer, contact int64, state models.MemberState) (member models.CampaignMember, changed bool, err error) {
	m, err := c.openCampaign(ctx, campaignID)
	if err != nil {
		return member, false, err
	}
	list, err := c.MembersOf(ctx, m.ID, customer.ID)
	if err != nil {
		return member, false, err
	}
	for _, known := range list {
		if contact != 0 && known.ContactID != contact {
			continue
		}
		if state == "" || state == known.State {
			return known, false, nil
		}
		member, err = c.moveMember(ctx, known, state, c.at)
		return member, true, err
	}
	if state == "" {
		state = models.MemberInvited
	}
	member = models.CampaignMember{
		CampaignID: m.ID, Code: m.Code, CustomerID: customer.ID, ContactID: contact, State: state, StateAt: c.at,
		CreatedBy: c.op.Actor.ID, CreatedAt: c.at, UpdatedBy: c.op.Actor.ID, UpdatedAt: c.at, Version: 1,
	}
	if err := c.InsertMember(ctx, &member); err != nil {
		return member, false, err
	}
	c.noteChanges(models.EntityCampaignMember, member.ID, member.Version, models.ActionCreate, models.CampaignMembers.Changes(&models.CampaignMember{}, &member))
	return member, true, nil
}

// moveMember lets a member come into a state at an instant, which is a row of its way.
func (c *change) moveMember(ctx context.Context, known models.CampaignMember, state models.MemberState, at time.Time) (models.CampaignMember, error) {
	next := known
	next.State, next.StateAt = state, at
	err := c.InsertTouch(ctx, models.Touch{
		MemberID: known.ID, CampaignID: known.CampaignID, CustomerID: known.CustomerID, FromState: known.State, ToState: state, MovedBy: c.op.Actor.ID, MovedAt: at,
	})
	if err == nil {
		err = c.writeMember(ctx, known, &next, models.ActionUpdate)
	}
	return next, err
}

// writeMember writes a member when a field changed, under a new version, with an audit entry for each.
func (c *change) writeMember(ctx context.Context, previous models.CampaignMember, next *models.CampaignMember, action string) error {
	changes := models.CampaignMembers.Changes(&previous, next)
	if len(changes) == 0 {
		return nil
	}
	next.Version, next.UpdatedBy, next.UpdatedAt = previous.Version+1, c.op.Actor.ID, c.at
	c.noteChanges(models.EntityCampaignMember, previous.ID, next.Version, action, changes)
	return c.UpdateMember(ctx, previous, *next)
}

// SetMember lets a member, of which somebody saw a version, come into a state. Version 0 is whatever is present.
func (s *Service) SetMember(ctx context.Context, op models.Operation, id int64, version int, state models.MemberState) (models.CampaignMember, error) {
	if errs := models.CampaignMembers.Validate(&models.CampaignMember{Code: "M", State: state}, nil, s.Rules(op.Zone)); len(errs) > 0 {
		return models.CampaignMember{}, errs
	}
	return s.changeMembership(ctx, op, id, version, func(c *change, known models.CampaignMember) (models.CampaignMember, error) {
		if known.State == state {
			return known, nil
		}
		return c.moveMember(ctx, known, state, c.at)
	})
}

// RemoveMember takes a member out of its campaign, with what it was counted for.
func (s *Service) RemoveMember(ctx context.Context, op models.Operation, id int64, version int) (models.CampaignMember, error) {
	return s.changeMembership(ctx, op, id, version, func(c *change, known models.CampaignMember) (models.CampaignMember, error) {
		c.noteChanges(models.EntityCampaignMember, known.ID, known.Version+1, models.ActionDelete, models.CampaignMembers.Changes(&known, &models.CampaignMember{}))
		return known, c.SetMemberAside(ctx, known.ID)
	})
}

func (s *Service) changeMembership(ctx context.Context, op models.Operation, id int64, version int, alter func(c *change, known models.CampaignMember) (models.CampaignMember, error)) (models.CampaignMember, error) {
	if err := permit(op.Actor, models.MayView); err != nil {
		return models.CampaignMember{}, err
	}
	found, err := s.store.CampaignMember(ctx, id)
	if err := memberGone(err); err != nil {
		return found, err
	}
	var customer models.Customer
	var saved models.CampaignMember
	err = s.changeMembers(ctx, op, found.CustomerID, &customer, func(c *change) error {
		known, err := c.CampaignMember(ctx, id)
		if err == nil && known.CustomerID != customer.ID { // it hangs on another since
			err = store.ErrNotFound
		}
		if err := memberGone(err); err != nil {
			return err
		}
		if version != 0 && version != known.Version {
			return models.Conflict("error.member_changed", "Code", customer.Code)
		}
		saved, err = alter(c, known)
		return err
	})
	return saved, err
}

func memberGone(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return models.NotFound("error.member_gone")
	}
	return err
}

// sameMember refuses to take back what was done to a member that was changed since.
func sameMember(ctx context.Context, q store.Queries, entry models.HistoryEntry) error {
	found, err := q.CampaignMember(ctx, entry.EntityID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	gone := errors.Is(err, store.ErrNotFound)
	if !gone && found.Version == entry.Version || gone && entry.Action == models.ActionDelete {
		return nil
	}
	return changedSince(ctx, q, entry, "error.undo_member_since")
}

// takeMemberBack reverses what an operation did to one member: one that it added is deleted, one that it took out is added again, in the state in which it
// was, and one whose state it changed never came into it.
func (c *change) takeMemberBack(ctx context.Context, customer models.Customer, entries []models.HistoryEntry) error {
	first := entries[0]
	if first.Action == models.ActionDelete {
		return c.restoreMember(ctx, customer, entries)
	}
	found, err := c.CampaignMember(ctx, first.EntityID)
	if err := memberGone(err); err != nil {
		return err
	}
	if first.Action == models.ActionCreate {
		c.noteChanges(models.EntityCampaignMember, found.ID, found.Version+1, models.ActionUndo, models.CampaignMembers.Changes(&found, &models.CampaignMember{}))
		return c.DeleteMember(ctx, found.ID)
	}
	back := found
	for _, entry := range entries {
		if err := models.CampaignMembers.Set(&back, models.Field(entry.Field), entry.OldValue); err != nil {
			return err
		}
		if models.Field(entry.Field) == models.FieldMemberState {
			before, err := c.TakeTouchBack(ctx, found.ID)
			if err != nil {
				return err
			}
			back.StateAt = before.MovedAt
		}
	}
	return c.writeMember(ctx, found, &back, models.ActionUndo)
}

// restoreMember adds a member again that was taken out, with its way through the states.
func (c *change) restoreMember(ctx context.Context, customer models.Customer, entries []models.HistoryEntry) error {
	back := models.CampaignMember{
		ID: entries[0].EntityID, CustomerID: customer.ID, StateAt: c.at, CreatedBy: c.op.Actor.ID, CreatedAt: c.at, UpdatedBy: c.op.Actor.ID, UpdatedAt: c.at, Version: entries[0].Version + 1,
	}
	for _, entry := range entries {
		if err := models.CampaignMembers.Set(&back, models.Field(entry.Field), entry.OldValue); err != nil {
			return err
		}
	}
	m, err := c.CampaignByCode(ctx, back.Code)
	if err == nil && m.MergedInto != 0 {
		m, err = c.Campaign(ctx, m.MergedInto)
	}
	if err := campaignGone(err, back.Code); err != nil {
		return err
	}
	back.CampaignID, back.Code = m.ID, m.Code
	if err := c.RestoreMember(ctx, &back); err != nil {
		return err
	}
	c.noteChanges(models.EntityCampaignMember, back.ID, back.Version, models.ActionUndo, models.CampaignMembers.Changes(&models.CampaignMember{}, &back))
	return nil
}

package crm

import (
	"context"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// belonging is a record that hangs on a customer, names one of its contacts and has tags: a deal, a ticket; a membership of a campaign, which
// has no tags. What becomes of contacts and tags is followed by all of them alike.
type belonging struct {
	contact int64
	tags    string
	point   func(ctx context.Context, contact int64) error // lets it name another contact, with its entry in the audit log
	retag   func(ctx context.Context, tags string) error   // gives it other tags, likewise
}

// belongings returns some of what hangs on a customer that is locked.
func (c *change) belongings(ctx context.Context, on store.Belongings) ([]belonging, error) {
	deals, err := c.DealsAmong(ctx, on)
	if err != nil {
		return nil, err
	}
	tickets, err := c.TicketsAmong(ctx, on)
	if err != nil {
		return nil, err
	}
	list := append(
		belongingsOf(deals, func(d *models.Deal) (*int64, *string) { return &d.ContactID, &d.Tags }, c.writeDeal),
		belongingsOf(tickets, func(t *models.Ticket) (*int64, *string) { return &t.ContactID, &t.Tags }, c.writeTicket)...)
	return c.membersAmong(ctx, on, list)
}

// belongingsOf are records of a kind as belongings: at says where one has its contact and tags, write writes one that was changed.
func belongingsOf[R any](records []R, at func(*R) (contact *int64, tags *string), write func(ctx context.Context, previous R, next *R, action string) error) []belonging {
	list := make([]belonging, len(records))
	for i, r := range records {
		contact, tags := at(&r)
		list[i] = belonging{
			*contact, *tags,
			func(ctx context.Context, to int64) error {
				next := r
				contact, _ := at(&next)
				*contact = to
				return write(ctx, r, &next, models.ActionUpdate)
			},
			func(ctx context.Context, to string) error {
				next := r
				_, tags := at(&next)
				*tags = to
				return write(ctx, r, &next, models.ActionUpdate)
			},
		}
	}
	return list
}

// membersAmong adds memberships of campaigns, which have no tags.
func (c *change) membersAmong(ctx context.Context, on store.Belongings, list []belonging) ([]belonging, error) {
	if on.Tagged {
		return list, nil
	}
	members, err := c.MembersAmongContacts(ctx, on)
	for _, m := range members {
		point := func(ctx context.Context, contact int64) error {
			next := m
			next.ContactID = contact
			return c.writeMember(ctx, m, &next, models.ActionUpdate)
		}
		list = append(list, belonging{contact: m.ContactID, point: point})
	}
	return list, err
}

func pointAll(ctx context.Context, list []belonging, contact int64) error {
	for _, one := range list {
		if err := one.point(ctx, contact); err != nil {
			return err
		}
	}
	return nil
}

package crm

import (
	"context"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// belonging is a record that hangs on a customer, names one of its contacts and has tags: a deal, a ticket; a membership of a campaign, which has no tags. What becomes of contacts and tags
// is followed by all of them alike.
type belonging struct {
	contact int64
	tags    string
	point   func(ctx context.Context, contact int64) error // lets it name another contact, with its entry in the audit log
	retag   func(ctx context.Context, tags string) error   // gives it other tags, likewise
}

// belongings returns some of what hangs on a customer that is locked.
func (c *change) belongings(ctx context.Context, on store.Belongings) (list []belonging, err error) {
	deals, err := c.DealsAmong(ctx, on)
	if err != nil {
		return nil, err
	}
	for _, d := range deals {
		alter := func(ctx context.Context, set func(*models.Deal)) error {
			next := d
			set(&next)
			return c.writeDeal(ctx, d, &next, models.ActionUpdate)
		}
		list = append(list, belonging{
			d.ContactID, d.Tags,
			func(ctx context.Context, contact int64) error {
				return alter(ctx, func(d *models.Deal) { d.ContactID = contact })
			},
			func(ctx context.Context, tags string) error {
				return alter(ctx, func(d *models.Deal) { d.Tags = tags })
			},
		})
	}
	tickets, err := c.TicketsAmong(ctx, on)
	if err != nil {
		return nil, err
	}
	for _, t := range tickets {
		alter := func(ctx context.Context, set func(*models.Ticket)) error {
			next := t
			set(&next)
			return c.writeTicket(ctx, t, &next, models.ActionUpdate)
		}
		list = append(list, belonging{
			t.ContactID, t.Tags,
			func(ctx context.Context, contact int64) error {
				return alter(ctx, func(t *models.Ticket) { t.ContactID = contact })
			},
			func(ctx context.Context, tags string) error {
				return alter(ctx, func(t *models.Ticket) { t.Tags = tags })
			},
		})
	}
	return c.membersAmong(ctx, on, list)
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

package store

import (
	"context"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

// Deals and tickets hang on a customer, name one of its contacts and have tags. What holds for both is asked here.

// Belongings says which of a customer's records are meant, by exactly one of its further fields.
type Belongings struct {
	CustomerID int64
	Contact    int64            // those that name this contact
	NotOf      []models.Contact // those that name a contact which is none of these, nor the primary one
	Others     bool             // NotOf is what is asked, also where it is empty
	Tagged     bool             // those that have tags
}

// DealsAmong returns some of a customer's deals, in the order of their IDs.
func (q Queries) DealsAmong(ctx context.Context, on Belongings) ([]models.Deal, error) {
	return among[models.Deal](ctx, q, on)
}

// TicketsAmong returns some of a customer's tickets, in the order of their IDs.
func (q Queries) TicketsAmong(ctx context.Context, on Belongings) ([]models.Ticket, error) {
	return among[models.Ticket](ctx, q, on)
}

// MembersAmongContacts returns some of a customer's memberships of campaigns, in the order of their IDs. They have no tags.
func (q Queries) MembersAmongContacts(ctx context.Context, on Belongings) ([]models.CampaignMember, error) {
	return among[models.CampaignMember](ctx, q, on)
}

func among[R any](ctx context.Context, q Queries, on Belongings) (list []R, err error) {
	db := q.session(ctx).Where("customer_id = ?", on.CustomerID)
	switch {
	case on.Tagged:
		db = db.Where("tags > ''")
	case on.Others:
		own := []int64{0}
		for _, contact := range on.NotOf {
			own = append(own, contact.ID)
		}
		db = db.Where("contact_id > 0 AND contact_id NOT IN ?", own)
	default:
		db = db.Where("contact_id = ?", on.Contact)
	}
	return list, wrap("list what hangs on a customer", db.Order("id").Find(&list).Error)
}

// taggedTables are the tables of records with tags that hang on a customer.
var taggedTables = []string{"deals", "tickets"}

// BelongingTags returns the different lists of tags that records have which hang on customers.
func (q Queries) BelongingTags(ctx context.Context) (lists []string, err error) {
	for _, name := range taggedTables {
		var some []string
		if err := q.session(ctx).Table(name).Where("tags > ''").Distinct().Order("tags").Pluck("tags", &some).Error; err != nil {
			return nil, wrap("list tags of "+name, err)
		}
		lists = append(lists, some...)
	}
	return lists, nil
}

// WithBelongingTags returns the IDs of the customers on which records hang that have one of these lists of tags.
func (q Queries) WithBelongingTags(ctx context.Context, lists []string) (ids []int64, err error) {
	for _, name := range taggedTables {
		for chunk := range slices.Chunk(lists, 500) {
			var some []int64
			err := q.session(ctx).Table(name).Where("tags IN ?", chunk).Distinct().Order("customer_id").Pluck("customer_id", &some).Error
			if err != nil {
				return nil, wrap("list customers by tags of "+name, err)
			}
			ids = append(ids, some...)
		}
	}
	return ids, nil
}

// customersOf returns the customers of records, by their IDs.
func customersOf[R any](ctx context.Context, q Queries, records []R, of func(R) int64) (map[int64]models.Customer, error) {
	ids := make([]int64, len(records))
	for i, r := range records {
		ids[i] = of(r)
	}
	return q.CustomersByID(ctx, ids)
}

package store

import (
	"context"

	"github.com/guanxi-crm/guanxi/models"
)

// CustomersAfter returns at most limit customers that are neither erased nor archived, by ascending ID, from the one behind an ID on. visibleTo limits them as
// in models.CustomerQuery. Values of custom fields are WithCustomValues's.
func (q Queries) CustomersAfter(ctx context.Context, after int64, visibleTo string, limit int) ([]models.Customer, error) {
	db := listed(visible(q.session(ctx), visibleTo)).Where("customers.id > ?", after).Order("customers.id").Limit(limit)
	list, err := q.findCustomers(db, limit)
	return list, wrap("list customers", err)
}

// WithCustomValues reads the values of custom fields of some customers at once, into the list. It is CustomValues for many.
func (q Queries) WithCustomValues(ctx context.Context, list []models.Customer) error {
	ids, at := make([]int64, len(list)), make(map[int64]int, len(list))
	for i := range list {
		ids[i], at[list[i].ID] = list[i].ID, i
		list[i].Custom = map[models.Field]string{}
	}
	var rows []customRow
	err := q.session(ctx).Select("customer_id", "field_id", "place", "value", "sealed").Where("customer_id IN ?", ids).Order("customer_id, field_id, place").Find(&rows).Error
	if err != nil {
		return wrap("read custom values", err)
	}
	for i := range rows {
		if err := q.privacy.addValue(list[at[rows[i].CustomerID]].Custom, &rows[i]); err != nil {
			return wrap("read custom values", err)
		}
	}
	return nil
}

// TicketsAfter returns at most limit tickets of a query behind an ID, with their customers, in the order of their IDs.
func (q Queries) TicketsAfter(ctx context.Context, query models.TicketQuery, after int64, limit int) (page models.TicketPage, err error) {
	if err := q.queue(ctx, query).Where("tickets.id > ?", after).Order("tickets.id").Limit(limit).Find(&page.Tickets).Error; err != nil {
		return page, wrap("list tickets", err)
	}
	page.Customers, err = customersOf(ctx, q, page.Tickets, func(t models.Ticket) int64 { return t.CustomerID })
	return page, err
}

// MembersAfter returns at most limit members of a campaign, 0 for all, behind an ID, of customers that somebody sees, "" for all, with these, in the order
// of their IDs.
func (q Queries) MembersAfter(ctx context.Context, campaign int64, visibleTo string, after int64, limit int) (page models.MemberPage, err error) {
	db := q.membersSeen(ctx, visibleTo)
	if campaign != 0 {
		db = db.Where("campaign_members.campaign_id = ?", campaign)
	}
	if err := db.Where("campaign_members.id > ?", after).Order("campaign_members.id").Limit(limit).Find(&page.Members).Error; err != nil {
		return page, wrap("list members of campaigns", err)
	}
	page.Customers, err = customersOf(ctx, q, page.Members, func(m models.CampaignMember) int64 { return m.CustomerID })
	return page, err
}

// CountMembers counts the members of some campaigns, of customers that somebody sees, "" for all.
func (q Queries) CountMembers(ctx context.Context, campaigns []int64, visibleTo string) (map[int64]int, error) {
	db := q.membersSeen(ctx, visibleTo).Where("campaign_members.campaign_id IN ?", campaigns)
	var rows []struct {
		CampaignID int64
		N          int
	}
	err := db.Select("campaign_members.campaign_id AS campaign_id, COUNT(*) AS n").Group("campaign_members.campaign_id").Find(&rows).Error
	counts := make(map[int64]int, len(rows))
	for _, row := range rows {
		counts[row.CampaignID] = row.N
	}
	return counts, wrap("count members of campaigns", err)
}

// CampaignsAfter returns at most limit campaigns in use behind an ID, in the order of their IDs.
func (q Queries) CampaignsAfter(ctx context.Context, after int64, limit int) (list []models.Campaign, err error) {
	err = q.session(ctx).Where("id > ? AND archived_at IS NULL", after).Order("id").Limit(limit).Find(&list).Error
	return list, wrap("list campaigns", err)
}

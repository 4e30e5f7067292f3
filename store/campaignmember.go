package store

import (
	"context"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

// takesMembers keeps a campaign from being merged until the transaction ends; ErrStale when it was since it was read.
func (tx *Tx) takesMembers(ctx context.Context, campaignID int64) error {
	var there []int64
	err := tx.session(ctx).Raw("SELECT id FROM campaigns WHERE id = ? AND merged_into = 0"+tx.dialect.share, campaignID).Scan(&there).Error
	if err == nil && len(there) == 0 {
		err = ErrStale
	}
	return wrap("hold campaign", err)
}

// InsertMember adds a member to a campaign, with the first row of its way through the states. ErrStale when the campaign was merged since it was read.
func (tx *Tx) InsertMember(ctx context.Context, m *models.CampaignMember) error {
	if err := tx.takesMembers(ctx, m.CampaignID); err != nil {
		return err
	}
	m.ID = 0
	if err := tx.session(ctx).Create(m).Error; err != nil {
		return wrap("insert member of a campaign", err)
	}
	return tx.InsertTouch(ctx, models.Touch{MemberID: m.ID, CampaignID: m.CampaignID, CustomerID: m.CustomerID, ToState: m.State, MovedBy: m.CreatedBy, MovedAt: m.StateAt})
}

// UpdateMember writes who of the customer is meant, and the state. ErrStale when the stored version isn't previous.Version any more; m.Version should be
// greater.
func (tx *Tx) UpdateMember(ctx context.Context, previous, m models.CampaignMember) error {
	result := tx.session(ctx).Where("id = ? AND version = ?", previous.ID, previous.Version).
		Select("ContactID", "State", "StateAt", "UpdatedBy", "UpdatedAt", "Version").UpdateColumns(&m)
	if result.Error == nil && result.RowsAffected == 0 {
		return wrap("update member of a campaign", ErrStale)
	}
	return wrap("update member of a campaign", result.Error)
}

// DeleteMember deletes a member with its way through the states. The audit log keeps that it was one.
func (tx *Tx) DeleteMember(ctx context.Context, id int64) error {
	if err := tx.session(ctx).Delete(&models.Touch{}, "member_id = ?", id).Error; err != nil {
		return wrap("delete touches of a member", err)
	}
	return wrap("delete member of a campaign", tx.session(ctx).Delete(&models.CampaignMember{}, "id = ?", id).Error)
}

// SetMemberAside deletes a member that is taken out of its campaign. Its way through the states is kept, as that of no campaign, until it comes back.
func (tx *Tx) SetMemberAside(ctx context.Context, id int64) error {
	if err := tx.session(ctx).Exec("UPDATE campaign_touches SET campaign_id = 0 WHERE member_id = ?", id).Error; err != nil {
		return wrap("set touches of a member aside", err)
	}
	return wrap("delete member of a campaign", tx.session(ctx).Delete(&models.CampaignMember{}, "id = ?", id).Error)
}

// RestoreMember inserts a member again that was set aside, under its ID and in the state that it came into last, with its way through the states.
// ErrStale as InsertMember.
func (tx *Tx) RestoreMember(ctx context.Context, m *models.CampaignMember) error {
	if err := tx.takesMembers(ctx, m.CampaignID); err != nil {
		return err
	}
	if err := tx.session(ctx).Exec("UPDATE campaign_touches SET campaign_id = ? WHERE member_id = ?", m.CampaignID, m.ID).Error; err != nil {
		return wrap("restore touches of a member", err)
	}
	way, err := tx.Touches(ctx, m.ID)
	if err != nil {
		return err
	}
	if len(way) > 0 {
		first, last := way[0], way[len(way)-1]
		m.CreatedBy, m.CreatedAt, m.StateAt = first.MovedBy, first.MovedAt, last.MovedAt
	}
	if err := tx.session(ctx).Create(m).Error; err != nil || len(way) > 0 {
		return wrap("restore member of a campaign", err)
	}
	return tx.InsertTouch(ctx, models.Touch{MemberID: m.ID, CampaignID: m.CampaignID, CustomerID: m.CustomerID, ToState: m.State, MovedBy: m.CreatedBy, MovedAt: m.StateAt})
}

// InsertTouch adds a row to a member's way through the states.
func (tx *Tx) InsertTouch(ctx context.Context, touch models.Touch) error {
	touch.ID = 0
	return wrap("insert state of a member", tx.session(ctx).Create(&touch).Error)
}

// TakeTouchBack deletes the last row of a member's way through the states, and returns the one before it.
func (tx *Tx) TakeTouchBack(ctx context.Context, memberID int64) (before models.Touch, err error) {
	var last []models.Touch
	err = tx.session(ctx).Where("member_id = ?", memberID).Order("moved_at DESC, id DESC").Limit(2).Find(&last).Error
	if err == nil && len(last) < 2 {
		err = ErrNotFound
	}
	if err != nil {
		return before, wrap("read the last states of a member", err)
	}
	return last[1], wrap("delete state of a member", tx.session(ctx).Delete(&models.Touch{}, "id = ?", last[0].ID).Error)
}

// CampaignMember returns a member of a campaign; ErrNotFound when there is none.
func (q Queries) CampaignMember(ctx context.Context, id int64) (models.CampaignMember, error) {
	var m models.CampaignMember
	err := q.session(ctx).Take(&m, "id = ?", id).Error
	return m, wrap("read member of a campaign", err)
}

// MembersOf returns the memberships of a customer in a campaign, oldest first.
func (q Queries) MembersOf(ctx context.Context, campaignID, customerID int64) (list []models.CampaignMember, err error) {
	err = q.session(ctx).Where("customer_id = ? AND campaign_id = ?", customerID, campaignID).Order("id").Find(&list).Error
	return list, wrap("read members of a customer", err)
}

// MembersOfAll returns all memberships of some customers, in the order of their IDs.
func (q Queries) MembersOfAll(ctx context.Context, customerIDs []int64) (list []models.CampaignMember, err error) {
	if len(customerIDs) == 0 {
		return nil, nil
	}
	err = q.session(ctx).Where("customer_id IN ?", customerIDs).Order("id").Find(&list).Error
	return list, wrap("list memberships of customers", err)
}

// Memberships returns at most limit memberships of a customer with their campaigns, the latest state first, and how many there are.
func (q Queries) Memberships(ctx context.Context, customerID int64, limit int) (list []models.Membership, total int, err error) {
	members := roomFor[models.CampaignMember](limit)
	if err := q.session(ctx).Where("customer_id = ?", customerID).Order("state_at DESC, id DESC").Limit(limit).Find(&members).Error; err != nil {
		return nil, 0, wrap("list memberships of a customer", err)
	}
	count := int64(len(members))
	if len(members) == limit {
		if err := q.session(ctx).Model(&models.CampaignMember{}).Where("customer_id = ?", customerID).Count(&count).Error; err != nil {
			return nil, 0, wrap("count memberships of a customer", err)
		}
	}
	ids := make([]int64, len(members))
	for i, m := range members {
		ids[i] = m.CampaignID
	}
	campaigns, err := q.CampaignsByID(ctx, ids)
	for _, m := range members {
		list = append(list, models.Membership{CampaignMember: m, Campaign: campaigns[m.CampaignID]})
	}
	return list, int(count), err
}

// membersSeen are the members whose customers somebody sees, "" for all; those of archived customers aren't among them, as in what campaigns
// have brought.
func (q Queries) membersSeen(ctx context.Context, visibleTo string) *gorm.DB {
	customers := q.session(ctx).Table("customers").Select("1").Where("customers.id = campaign_members.customer_id AND customers.archived_at IS NULL")
	return q.session(ctx).Model(&models.CampaignMember{}).Where("EXISTS (?)", visible(customers, visibleTo))
}

// membersOf are those of a campaign.
func (q Queries) membersOf(ctx context.Context, campaignID int64, visibleTo string) *gorm.DB {
	return q.membersSeen(ctx, visibleTo).Where("campaign_members.campaign_id = ?", campaignID)
}

// CampaignMembers returns a page of the members of a campaign, in the order in which they were added, with their customers.
func (q Queries) CampaignMembers(ctx context.Context, query models.MemberQuery) (page models.MemberPage, err error) {
	of := func() *gorm.DB {
		db := q.membersOf(ctx, query.CampaignID, query.VisibleTo)
		if query.State != "" {
			db = db.Where("campaign_members.state = ?", query.State)
		}
		return db
	}
	if err := of().Where("campaign_members.id > ?", query.After).Order("campaign_members.id").Limit(query.Limit + 1).Find(&page.Members).Error; err != nil {
		return page, wrap("list members of a campaign", err)
	}
	var total int64
	if err := of().Count(&total).Error; err != nil {
		return page, wrap("count members of a campaign", err)
	}
	page.Total = int(total)
	if len(page.Members) > query.Limit {
		page.Members = page.Members[:query.Limit]
		page.Next = page.Members[query.Limit-1].ID
	}
	page.Customers, err = customersOf(ctx, q, page.Members, func(m models.CampaignMember) int64 { return m.CustomerID })
	return page, err
}

// MemberStates counts the members of a campaign by their states.
func (q Queries) MemberStates(ctx context.Context, campaignID int64, visibleTo string) (map[models.MemberState]int, error) {
	var rows []struct {
		State models.MemberState
		N     int
	}
	err := q.membersOf(ctx, campaignID, visibleTo).Select("campaign_members.state AS state, COUNT(*) AS n").Group("campaign_members.state").Find(&rows).Error
	counts := make(map[models.MemberState]int, len(rows))
	for _, row := range rows {
		counts[row.State] = row.N
	}
	return counts, wrap("count members of a campaign", err)
}

// MemberCustomers returns the IDs of the customers that are members of a campaign in a state, "" for any, at most so many.
func (q Queries) MemberCustomers(ctx context.Context, campaignID int64, state models.MemberState, visibleTo string, limit int) (ids []int64, err error) {
	db := q.membersOf(ctx, campaignID, visibleTo)
	if state != "" {
		db = db.Where("campaign_members.state = ?", state)
	}
	err = db.Distinct("campaign_members.customer_id").Order("campaign_members.customer_id").Limit(limit).Pluck("campaign_members.customer_id", &ids).Error
	return ids, wrap("list customers of a campaign", err)
}

// Touches returns the way of a member through the states, oldest first.
func (q Queries) Touches(ctx context.Context, memberID int64) (list []models.Touch, err error) {
	err = q.session(ctx).Where("member_id = ?", memberID).Order("moved_at, id").Find(&list).Error
	return list, wrap("list states of a member", err)
}

// MembersAmong returns which of some customers are members of a campaign, with the state of the first membership of each.
func (q Queries) MembersAmong(ctx context.Context, campaignID int64, customerIDs []int64) (map[int64]models.MemberState, error) {
	var list []models.CampaignMember
	err := q.session(ctx).Where("customer_id IN ? AND campaign_id = ?", customerIDs, campaignID).Order("id DESC").Find(&list).Error
	of := make(map[int64]models.MemberState, len(list))
	for _, m := range list {
		of[m.CustomerID] = m.State
	}
	return of, wrap("look up members of a campaign", err)
}

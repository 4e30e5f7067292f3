package store

import (
	"context"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

// Campaign returns a campaign; ErrNotFound when there is none.
func (q Queries) Campaign(ctx context.Context, id int64) (models.Campaign, error) {
	var m models.Campaign
	err := q.session(ctx).Take(&m, "id = ?", id).Error
	return m, wrap("read campaign", err)
}

// CampaignByCode returns the campaign with a code; ErrNotFound when there is none.
func (q Queries) CampaignByCode(ctx context.Context, code string) (models.Campaign, error) {
	var m models.Campaign
	err := q.session(ctx).Take(&m, "code = ?", code).Error
	return m, wrap("read campaign", err)
}

// CampaignsByCodes returns the campaigns that there are of some codes, by these.
func (q Queries) CampaignsByCodes(ctx context.Context, codes []string) (map[string]models.Campaign, error) {
	of := map[string]models.Campaign{}
	if len(codes) == 0 {
		return of, nil
	}
	var list []models.Campaign
	err := q.session(ctx).Where("code IN ?", codes).Find(&list).Error
	for _, m := range list {
		of[m.Code] = m
	}
	return of, wrap("look up campaigns", err)
}

// CampaignsByID returns campaigns by their IDs; those that aren't there are missing.
func (q Queries) CampaignsByID(ctx context.Context, ids []int64) (map[int64]models.Campaign, error) {
	found := make(map[int64]models.Campaign, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	var list []models.Campaign
	err := q.session(ctx).Where("id IN ?", ids).Find(&list).Error
	for _, m := range list {
		found[m.ID] = m
	}
	return found, wrap("read campaigns", err)
}

// CampaignsNamed returns the campaigns that have, or had, one of some names, by SourceKey of these.
func (q Queries) CampaignsNamed(ctx context.Context, names []string) (map[string]models.Campaign, error) {
	keys := make([]string, len(names))
	for i, name := range names {
		keys[i] = SourceKey(name)
	}
	found := map[string]models.Campaign{}
	var rows []nameRow
	if err := q.session(ctx).Where("name_key IN ?", keys).Find(&rows).Error; err != nil || len(rows) == 0 {
		return found, wrap("look up campaigns", err)
	}
	ids := make([]int64, len(rows))
	for i, row := range rows {
		ids[i] = row.CampaignID
	}
	of, err := q.CampaignsByID(ctx, ids)
	for _, row := range rows {
		if m, known := of[row.CampaignID]; known {
			found[row.NameKey] = m
		}
	}
	return found, err
}

// CampaignsLike returns at most limit campaigns in use whose names begin so, as names are compared, and behind them those that have it further on
// in their names, both in the order of their keys. The latter are looked for in the whole index: a team has as many campaigns as it ran.
func (q Queries) CampaignsLike(ctx context.Context, part string, limit int) (list []models.Campaign, err error) {
	db := func() *gorm.DB { return q.session(ctx).Where("archived_at IS NULL").Order("name_key, id") }
	key := NameKey(part)
	if key == "" {
		err := db().Limit(limit).Find(&list).Error
		return list, wrap("look up campaigns", err)
	}
	if err := db().Where("name_key >= ? AND name_key < ?", key, key+"\U0010FFFF").Limit(limit).Find(&list).Error; err != nil || len(list) == limit {
		return list, wrap("look up campaigns", err)
	}
	var further []models.Campaign
	err = db().Where("INSTR(name_key, ?) > 1", key).Limit(limit - len(list)).Find(&further).Error
	return append(list, further...), wrap("look up campaigns", err)
}

// CampaignKeys are what the names that a campaign has or had are compared by, and those of campaigns that were merged into it.
func (q Queries) CampaignKeys(ctx context.Context, id int64) (keys []string, err error) {
	err = q.session(ctx).Model(&nameRow{}).Where("campaign_id = ?", id).Order("name_key").Pluck("name_key", &keys).Error
	return keys, wrap("read names of a campaign", err)
}

package store

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/guanxi-crm/guanxi/models"
)

// SourceKey is the form of a source, which is a campaign's name, that is compared by; "" is that of none.
func SourceKey(source string) string {
	return cmp.Or(NameKey(source), models.Shorten(source, maxNameKey))
}

// nameRow is a name that a campaign has or had.
type nameRow struct {
	NameKey    string `gorm:"primaryKey"`
	CampaignID int64
}

// TableName names the table.
func (nameRow) TableName() string { return "campaign_names" }

// InsertCampaigns gives new campaigns their IDs and codes, the next in the row, and inserts them with their names. The sequence stays locked until
// the transaction ends.
func (tx *Tx) InsertCampaigns(ctx context.Context, list []*models.Campaign) error {
	if len(list) == 0 {
		return nil
	}
	first, err := tx.next(ctx, "campaign", len(list))
	if err != nil {
		return err
	}
	rows, into := make([]models.Campaign, len(list)), make(map[string]*int64, len(list))
	for i, m := range list {
		m.ID, m.Code, m.NameKey = 0, models.CampaignCode(first+int64(i)), SourceKey(m.Name)
		rows[i], into[m.Code] = *m, &m.ID
	}
	if err := createAll(tx.session(ctx), rows); err != nil {
		return wrap("insert campaigns", err)
	}
	if err := tx.idsOf(ctx, "campaigns", into); err != nil {
		return wrap("look up inserted campaigns", err)
	}
	names := make([]nameRow, len(list))
	for i, m := range list {
		names[i] = nameRow{m.NameKey, m.ID}
	}
	return wrap("insert names of campaigns", createAll(tx.session(ctx), names))
}

// UpdateCampaign writes every field of a campaign but its code, who created it and when, and keeps a new name of it. ErrStale when the stored version
// isn't previous.Version any more; m.Version should be greater.
func (tx *Tx) UpdateCampaign(ctx context.Context, previous models.Campaign, m *models.Campaign) error {
	m.NameKey = SourceKey(m.Name)
	result := tx.session(ctx).Where("id = ? AND version = ?", previous.ID, previous.Version).
		Select("*").Omit("ID", "Code", "CreatedBy", "CreatedAt").UpdateColumns(m)
	if result.Error == nil && result.RowsAffected == 0 {
		return wrap("update campaign", ErrStale)
	}
	if result.Error != nil || m.NameKey == previous.NameKey {
		return wrap("update campaign", result.Error)
	}
	err := tx.session(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&nameRow{m.NameKey, m.ID}).Error
	return wrap("keep the name of a campaign", err)
}

// DeleteCampaign deletes a campaign with its names. The audit log keeps what it was; its code isn't given again.
func (tx *Tx) DeleteCampaign(ctx context.Context, id int64) error {
	if err := tx.session(ctx).Delete(&nameRow{}, "campaign_id = ?", id).Error; err != nil {
		return wrap("delete names of a campaign", err)
	}
	return wrap("delete campaign", tx.session(ctx).Delete(&models.Campaign{}, "id = ?", id).Error)
}

// ForgetCampaign is DeleteCampaign of which the audit log keeps nothing of what it was called.
func (tx *Tx) ForgetCampaign(ctx context.Context, id int64) error {
	err := tx.session(ctx).Exec("UPDATE audit_entries SET old_value = '', new_value = '' WHERE entity = ? AND entity_id = ?", models.EntityCampaign, id).Error
	if err != nil {
		return wrap("forget a campaign", err)
	}
	return tx.DeleteCampaign(ctx, id)
}

// LockCampaign reads a campaign and keeps others from changing it until the transaction ends; ErrNotFound when there is none.
func (tx *Tx) LockCampaign(ctx context.Context, id int64) (models.Campaign, error) {
	var m models.Campaign
	err := tx.session(ctx).Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate}).Take(&m, "id = ?", id).Error
	return m, wrap("lock campaign", err)
}

// TaggedCampaigns returns the campaigns that have tags.
func (q Queries) TaggedCampaigns(ctx context.Context) (list []models.Campaign, err error) {
	err = q.session(ctx).Where("tags <> ''").Order("id").Find(&list).Error
	return list, wrap("list campaigns with tags", err)
}

// WrittenOtherwise returns the IDs of the customers whose source, or whose deals' source, is one of a campaign by its keys but isn't written as its
// name, in their order.
func (q Queries) WrittenOtherwise(ctx context.Context, keys []string, name string) (ids []int64, err error) {
	if len(keys) == 0 {
		return nil, nil
	}
	err = q.session(ctx).Raw("SELECT id FROM customers WHERE source_key IN ? AND source <> ? UNION SELECT customer_id FROM deals WHERE source_key IN ? AND source <> ? ORDER BY 1",
		keys, name, keys, name).Scan(&ids).Error
	return ids, wrap("list customers of a campaign", err)
}

// DealsOfSource returns those of a customer's deals whose source is one of some by its key.
func (q Queries) DealsOfSource(ctx context.Context, customerID int64, keys []string) (list []models.Deal, err error) {
	err = q.session(ctx).Where("source_key IN ? AND customer_id = ?", keys, customerID).Order("id").Find(&list).Error
	return list, wrap("list deals of a source", err)
}

// phaseConditions limit campaigns to a phase on a day, which they have as often as the condition has question marks.
var phaseConditions = map[models.CampaignPhase]string{
	models.CampaignRuns:    "archived_at IS NULL AND begins_on <= ? AND (ends_on IS NULL OR ends_on >= ?)",
	models.CampaignPlanned: "archived_at IS NULL AND begins_on > ? AND (ends_on IS NULL OR ends_on >= ?)",
	models.CampaignUndated: "archived_at IS NULL AND begins_on IS NULL AND (ends_on IS NULL OR ends_on >= ?)",
	models.CampaignOver:    "archived_at IS NULL AND ends_on < ?",
	models.CampaignShelved: "archived_at IS NOT NULL AND merged_into = 0",
}

// inPhase limits a query of campaigns to a phase on a day.
func inPhase(db *gorm.DB, phase models.CampaignPhase, today models.Date) *gorm.DB {
	condition := phaseConditions[phase]
	var args []any
	for _, letter := range condition {
		if letter == '?' {
			args = append(args, today)
		}
	}
	return db.Where(condition, args...)
}

const orderCampaigns = "campaigns"

// Campaigns returns a page of campaigns of some phases on a day, phase by phase, in each the latest first. It asks for each phase by itself, since each
// has an index.
func (q Queries) Campaigns(ctx context.Context, phases []models.CampaignPhase, today models.Date, after string, limit int) (page models.CampaignPage, err error) {
	size, from, behind := pageSize(limit), 0, int64(0)
	if after != "" {
		at, err := decodeCursor(after, orderCampaigns)
		if err != nil {
			return page, err
		}
		if from, err = strconv.Atoi(at.Key); err != nil || from < 0 || from >= len(phases) {
			return page, models.Invalid("", "error.bad_page")
		}
		behind, page.Total = at.ID, at.Total
	}
	at := make([]int, 0, size+1)
	for place := from; place < len(phases) && len(page.Campaigns) <= size; place++ {
		db := inPhase(q.session(ctx), phases[place], today)
		if place == from && behind > 0 {
			db = db.Where("id < ?", behind)
		}
		var list []models.Campaign
		if err := db.Order("id DESC").Limit(size + 1 - len(page.Campaigns)).Find(&list).Error; err != nil {
			return page, wrap("list campaigns", err)
		}
		for range list {
			at = append(at, place)
		}
		page.Campaigns = append(page.Campaigns, list...)
	}
	if after == "" {
		for _, phase := range phases {
			var count int64
			if err := inPhase(q.session(ctx).Model(&models.Campaign{}), phase, today).Count(&count).Error; err != nil {
				return page, wrap("count campaigns", err)
			}
			page.Total += int(count)
		}
	}
	if len(page.Campaigns) > size {
		page.Campaigns = page.Campaigns[:size]
		last := page.Campaigns[size-1]
		page.Next = cursor{Order: orderCampaigns, Key: strconv.Itoa(at[size-1]), ID: last.ID, Total: page.Total}.encode()
	}
	return page, nil
}

// CampaignsBetween returns the campaigns that were under way on some of the days from one to another, also those that are archived since, which cost
// what they cost.
func (q Queries) CampaignsBetween(ctx context.Context, from, to models.Date) (list []models.Campaign, err error) {
	err = q.session(ctx).Where("merged_into = 0 AND begins_on <= ? AND (ends_on IS NULL OR ends_on >= ?)", to, from).Order("begins_on, id").Find(&list).Error // as its index has them
	slices.SortFunc(list, func(a, b models.Campaign) int { return cmp.Compare(a.ID, b.ID) })
	return list, wrap("list campaigns of some days", err)
}

// LockCampaigns lets no other transaction make a campaign, or give one another name, until this one ends.
func (tx *Tx) LockCampaigns(ctx context.Context) error {
	return wrap("lock the names of campaigns", tx.session(ctx).Exec("UPDATE sequences SET next = next WHERE name = 'campaign'").Error)
}

// CampaignUsed reports whether a campaign has members, or is the source of a customer or a deal.
func (q Queries) CampaignUsed(ctx context.Context, id int64) (bool, error) {
	keys, err := q.CampaignKeys(ctx, id)
	if err != nil {
		return false, err
	}
	for _, used := range []struct {
		statement string
		arg       any
	}{
		{"SELECT id FROM campaign_members WHERE campaign_id = ? LIMIT 1", id},
		{"SELECT id FROM customers WHERE source_key IN ? LIMIT 1", append(keys, "\x00")},
		{"SELECT id FROM deals WHERE source_key IN ? LIMIT 1", append(keys, "\x00")},
	} {
		var found []int64
		if err := q.session(ctx).Raw(used.statement, used.arg).Scan(&found).Error; err != nil || len(found) > 0 {
			return len(found) > 0, wrap("look for what names a campaign", err)
		}
	}
	return false, nil
}

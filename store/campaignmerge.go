package store

import (
	"context"
	"errors"
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

// came are the rows that come with a campaign that is merged into another, by the table in which they stand: what is remembered of them, and which they are.
var came = []struct{ table, rows string }{
	{"campaign_names", "SELECT ?, ?, 0, name_key, 0 FROM campaign_names WHERE campaign_id = ?"},
	{"campaign_members", "SELECT ?, ?, id, '', 0 FROM campaign_members WHERE campaign_id = ?"},
	{"campaigns", "SELECT ?, ?, id, '', 0 FROM campaigns WHERE merged_into = ?"},
	{"customers", "SELECT ?, ?, id, '', 0 FROM customers WHERE source_key IN (SELECT name_key FROM campaign_names WHERE campaign_id = ?)"},
	{"deals", "SELECT ?, ?, id, '', 0 FROM deals WHERE source_key IN (SELECT name_key FROM campaign_names WHERE campaign_id = ?)"},
}

// MergeCampaign lets the names, members and touches of one campaign be another's, and remembers them. Of who is a member of both, the other's row goes;
// its touches, and its state where that is later, are those of the row that stays.
func (tx *Tx) MergeCampaign(ctx context.Context, merge *models.CampaignMerge, kept, other models.Campaign) error {
	merge.ID, merge.KeptID, merge.OtherID, merge.Gone = 0, kept.ID, other.ID, []models.GoneMember{}
	if err := tx.bothMembers(ctx, merge, kept, other); err != nil {
		return err
	}
	const old = "DELETE FROM campaign_merge_rows WHERE merge_id IN (SELECT id FROM campaign_merges WHERE merged_at < ?)" // nobody can take those back any more
	if err := tx.session(ctx).Exec(old, merge.MergedAt.Add(-2*models.UndoMaxAge)).Error; err != nil {
		return wrap("forget rows of merges", err)
	}
	if err := tx.session(ctx).Create(merge).Error; err != nil {
		return wrap("insert merge of campaigns", err)
	}
	for _, gone := range merge.Gone {
		if err := tx.joinMembers(ctx, merge.ID, gone); err != nil {
			return wrap("merge members", err)
		}
	}
	for _, c := range came {
		if err := tx.session(ctx).Exec("INSERT INTO campaign_merge_rows (merge_id, kept_in, row_id, name_key, was) "+c.rows, merge.ID, c.table, other.ID).Error; err != nil {
			return wrap("remember what comes with a campaign", err)
		}
	}
	for _, statement := range []string{
		"UPDATE campaign_names SET campaign_id = ? WHERE campaign_id = ?",
		"UPDATE campaign_touches SET campaign_id = ? WHERE campaign_id = ?",
		"UPDATE campaigns SET merged_into = ? WHERE merged_into = ?",
	} {
		if err := tx.session(ctx).Exec(statement, kept.ID, other.ID).Error; err != nil {
			return wrap("merge campaigns", err)
		}
	}
	err := tx.session(ctx).Exec("UPDATE campaign_members SET campaign_id = ?, code = ?, version = version + 1 WHERE campaign_id = ?", kept.ID, kept.Code, other.ID).Error
	return wrap("merge campaigns", err)
}

// bothMembers notes who is a member of both campaigns.
func (tx *Tx) bothMembers(ctx context.Context, merge *models.CampaignMerge, kept, other models.Campaign) error {
	const both = "SELECT o.id AS gone, MIN(k.id) AS stays FROM campaign_members AS o JOIN campaign_members AS k ON k.campaign_id = ? " +
		"AND k.customer_id = o.customer_id AND k.contact_id = o.contact_id WHERE o.campaign_id = ? GROUP BY o.id ORDER BY o.id"
	var pairs []struct{ Gone, Stays int64 }
	if err := tx.session(ctx).Raw(both, kept.ID, other.ID).Scan(&pairs).Error; err != nil {
		return wrap("compare members of campaigns", err)
	}
	for _, pair := range pairs {
		gone, err := tx.CampaignMember(ctx, pair.Gone)
		if err != nil {
			return err
		}
		stays, err := tx.CampaignMember(ctx, pair.Stays)
		if err != nil {
			return err
		}
		merge.Gone = append(merge.Gone, models.GoneMember{Member: gone, Stays: stays.ID, Version: stays.Version + 1, State: stays.State, StateAt: stays.StateAt})
	}
	return nil
}

// joinMembers lets a member of the kept campaign stand for one of the other's as well.
func (tx *Tx) joinMembers(ctx context.Context, merge int64, gone models.GoneMember) error {
	set := map[string]any{"version": gone.Version}
	if at := gone.Member.StateAt; at.After(gone.StateAt) || at.Equal(gone.StateAt) && gone.State == models.MemberInvited {
		set["state"], set["state_at"] = gone.Member.State, gone.Member.StateAt
	}
	return errors.Join(
		tx.session(ctx).Exec("INSERT INTO campaign_merge_rows (merge_id, kept_in, row_id, name_key, was) SELECT ?, 'campaign_touches', id, '', member_id FROM campaign_touches WHERE member_id = ?",
			merge, gone.Member.ID).Error,
		tx.session(ctx).Exec("UPDATE campaign_touches SET member_id = ? WHERE member_id = ?", gone.Stays, gone.Member.ID).Error,
		tx.session(ctx).Model(&models.CampaignMember{}).Where("id = ?", gone.Stays).UpdateColumns(set).Error,
		tx.session(ctx).Exec("DELETE FROM campaign_members WHERE id = ?", gone.Member.ID).Error)
}

// CampaignMergeOf returns the merge that an operation was and that holds; ErrNotFound when there is none.
func (q Queries) CampaignMergeOf(ctx context.Context, operation string) (models.CampaignMerge, error) {
	var merge models.CampaignMerge
	err := q.session(ctx).Where("operation = ? AND undone_at IS NULL", operation).Take(&merge).Error
	return merge, wrap("read merge of campaigns", err)
}

// CampaignMerge returns a merge; ErrNotFound when there is none.
func (q Queries) CampaignMerge(ctx context.Context, id int64) (models.CampaignMerge, error) {
	var merge models.CampaignMerge
	err := q.session(ctx).Take(&merge, "id = ?", id).Error
	return merge, wrap("read merge of campaigns", err)
}

// UnmergeCampaign gives back what a merge of campaigns took, as far as it is still the kept one's: what became of members since stays with them.
func (tx *Tx) UnmergeCampaign(ctx context.Context, merge models.CampaignMerge, other models.Campaign, at time.Time) error {
	const rows = " IN (SELECT row_id FROM campaign_merge_rows WHERE merge_id = ? AND kept_in = ?)"
	for _, s := range []struct {
		statement string
		args      []any
	}{
		{"UPDATE campaign_names SET campaign_id = ? WHERE campaign_id = ? AND name_key IN (SELECT name_key FROM campaign_merge_rows WHERE merge_id = ? AND kept_in = ?)", []any{other.ID, merge.KeptID, merge.ID, "campaign_names"}},
		{"UPDATE campaigns SET merged_into = ? WHERE merged_into = ? AND id" + rows, []any{other.ID, merge.KeptID, merge.ID, "campaigns"}},
		{"UPDATE campaign_touches SET campaign_id = ? WHERE campaign_id = ? AND member_id" + rows, []any{other.ID, merge.KeptID, merge.ID, "campaign_members"}},
		{"UPDATE campaign_members SET campaign_id = ?, code = ?, version = version + 1 WHERE campaign_id = ? AND id" + rows, []any{other.ID, other.Code, merge.KeptID, merge.ID, "campaign_members"}},
	} {
		if err := tx.session(ctx).Exec(s.statement, s.args...).Error; err != nil {
			return wrap("give back what came with a campaign", err)
		}
	}
	for _, gone := range merge.Gone {
		if err := tx.partMembers(ctx, merge, gone); err != nil {
			return err
		}
	}
	result := tx.session(ctx).Model(&models.CampaignMerge{}).Where("id = ? AND undone_at IS NULL", merge.ID).UpdateColumn("undone_at", at)
	if result.Error == nil && result.RowsAffected == 0 {
		return wrap("end merge of campaigns", ErrStale)
	}
	return wrap("end merge of campaigns", result.Error)
}

// partMembers gives the other campaign back a member that both had. Who was taken out of the kept one since stays out of both.
func (tx *Tx) partMembers(ctx context.Context, merge models.CampaignMerge, gone models.GoneMember) error {
	stays, err := tx.CampaignMember(ctx, gone.Stays)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	back := gone.Member
	back.CustomerID, back.ContactID, back.Version = stays.CustomerID, stays.ContactID, back.Version+1 // as they are followed since
	err = errors.Join(
		tx.session(ctx).Create(&back).Error,
		tx.session(ctx).Exec("UPDATE campaign_touches SET campaign_id = ?, member_id = ? WHERE member_id = ? AND id IN (SELECT row_id FROM campaign_merge_rows WHERE merge_id = ? AND kept_in = 'campaign_touches' AND was = ?)",
			merge.OtherID, back.ID, stays.ID, merge.ID, back.ID).Error)
	set := map[string]any{"version": gorm.Expr("version + 1")}
	if stays.Version == gone.Version {
		set["state"], set["state_at"] = gone.State, gone.StateAt
	}
	return wrap("give a member back", errors.Join(err, tx.session(ctx).Model(&models.CampaignMember{}).Where("id = ?", stays.ID).UpdateColumns(set).Error))
}

// NamedOtherwise returns the IDs of the customers that came with a campaign, or whose deals did, and whose source is one of some by its key now.
func (q Queries) NamedOtherwise(ctx context.Context, merge int64, keys []string) (ids []int64, err error) {
	err = q.session(ctx).Raw("SELECT c.id FROM campaign_merge_rows AS r JOIN customers AS c ON c.id = r.row_id WHERE r.merge_id = ? AND r.kept_in = 'customers' AND c.source_key IN ? "+
		"UNION SELECT d.customer_id FROM campaign_merge_rows AS r JOIN deals AS d ON d.id = r.row_id WHERE r.merge_id = ? AND r.kept_in = 'deals' AND d.source_key IN ? ORDER BY 1",
		merge, append(keys, "\x00"), merge, append(keys, "\x00")).Scan(&ids).Error
	return ids, wrap("list customers of a merge", err)
}

// CameWith returns which of some rows of a table came with a campaign that was merged.
func (q Queries) CameWith(ctx context.Context, merge int64, table string, ids []int64) ([]int64, error) {
	var found []int64
	err := q.session(ctx).Table("campaign_merge_rows").Where("merge_id = ? AND kept_in = ? AND row_id IN ?", merge, table, append(slices.Clone(ids), 0)).Pluck("row_id", &found).Error
	return found, wrap("look up what came with a campaign", err)
}

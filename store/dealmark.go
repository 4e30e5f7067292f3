package store

import (
	"context"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

// marked leaves the open deals that have a mark.
func (q Queries) marked(db *gorm.DB, query models.DealQuery, mark models.DealMark) *gorm.DB {
	switch mark {
	case models.MarkSlipped:
		return db.Where("deals.expected_close < ?", query.Today)
	case models.MarkStuck:
		return db.Where("deals.stage_since < ?", query.Cut[models.ColdStuck])
	case models.MarkCold:
		condition, args := coldCondition(query.Cut)
		return db.Where("EXISTS (SELECT 1 FROM silences AS s WHERE s.customer_id = deals.customer_id AND "+condition+")", args...)
	}
	return db
}

// coldCondition is met by a silence s of a customer that is too long.
func coldCondition(cut models.ColdCut) (condition string, args []any) {
	condition = "1 = 0"
	for _, rule := range models.ColdRuleNames() {
		if before, on := cut[rule]; on {
			condition += " OR s.rule = ? AND s.since < ?"
			args = append(args, rule, before)
		}
	}
	return "(" + condition + ")", args
}

// CountMarks counts, up to models.MaxCounted, the open deals that a query asks for by their marks; those that no rule gives are left out.
func (q Queries) CountMarks(ctx context.Context, query models.DealQuery) (map[models.DealMark]int, error) {
	query.Mark = ""
	counts := map[models.DealMark]int{}
	for _, mark := range models.DealMarks() {
		if !query.Marking(mark) {
			continue
		}
		var n int64
		few := q.marked(q.openDealsOf(ctx, query), query, mark).Select("1").Limit(models.MaxCounted)
		if err := q.session(ctx).Table("(?) AS few", few).Count(&n).Error; err != nil {
			return nil, wrap("count deals by their marks", err)
		}
		counts[mark] = int(n)
	}
	return counts, nil
}

// ColdAmong returns which of some customers are cold by a cut.
func (q Queries) ColdAmong(ctx context.Context, cut models.ColdCut, customers []int64) (map[int64]bool, error) {
	cold := map[int64]bool{}
	condition, args := coldCondition(cut)
	if len(customers) == 0 || len(args) == 0 {
		return cold, nil
	}
	var ids []int64
	err := q.session(ctx).Raw("SELECT DISTINCT s.customer_id FROM silences AS s WHERE s.customer_id IN ? AND "+condition, append([]any{customers}, args...)...).Scan(&ids).Error
	for _, id := range ids {
		cold[id] = true
	}
	return cold, wrap("look which customers are cold", err)
}

package store

import (
	"context"

	"gorm.io/gorm/clause"

	"github.com/guanxi-crm/guanxi/models"
)

// maxTargets is how many targets of a span of time are read: more than anybody sets.
const maxTargets = 2000

// Targets returns the targets whose span begins within days, both included: the team's first, then by person.
func (q Queries) Targets(ctx context.Context, from, to models.Date) ([]models.Target, error) {
	var list []models.Target
	err := q.session(ctx).Where("begins >= ? AND begins <= ?", from, to).Order("begins, span, person").Limit(maxTargets).Find(&list).Error
	return list, wrap("list targets", err)
}

// Target returns the target of a person, "" being the team, for a span that begins on a day; the zero Target where there is none.
func (q Queries) Target(ctx context.Context, person string, span models.TargetSpan, begins models.Date) (models.Target, error) {
	var list []models.Target
	err := q.session(ctx).Where("begins = ? AND span = ? AND person = ?", begins, span, person).Limit(1).Find(&list).Error
	if err != nil || len(list) == 0 {
		return models.Target{}, wrap("read target", err)
	}
	return list[0], nil
}

// SaveTarget writes a target in the place of the one before of the same person and span.
func (tx *Tx) SaveTarget(ctx context.Context, t models.Target) error {
	t.ID = 0
	err := tx.session(ctx).Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "begins"}, {Name: "span"}, {Name: "person"}},
		DoUpdates: clause.AssignmentColumns([]string{"amount", "currency", "customers", "set_by", "set_at"}),
	}).Create(&t).Error
	return wrap("save target", err)
}

// DeleteTarget deletes a target.
func (tx *Tx) DeleteTarget(ctx context.Context, id int64) error {
	return wrap("delete target", tx.session(ctx).Delete(&models.Target{}, "id = ?", id).Error)
}

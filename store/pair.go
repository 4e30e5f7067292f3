package store

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/guanxi-crm/guanxi/models"
)

// pairColumn is the column of what near-duplicates agree in, in a field; indexes lead to all of them.
func pairColumn(field models.Field) string {
	if field == models.FieldSound {
		return "sound_key"
	}
	return fieldSpec(field).Alike
}

// differing is what several customers that agree in a field have to be, for a pair of it to be among them: those of the same name are found
// by that, and sound alike anyway.
func differing(field models.Field) string {
	if field == models.FieldSound {
		return "COUNT(DISTINCT stem_key) > 1"
	}
	return "COUNT(*) > 1"
}

// PairKey returns what a customer agrees with others in, in a field of models.PairFields, as it is kept; "" for a customer that
// isn't there.
func (q Queries) PairKey(ctx context.Context, place models.PairPlace) (string, error) {
	var keys []string
	err := q.session(ctx).Table("customers").Where("id = ?", place.ID).Pluck(pairColumn(place.Field), &keys).Error
	if err != nil || len(keys) == 0 {
		return "", wrap("read what pairs agree in", err)
	}
	return keys[0], nil
}

// SharedKeys returns what several customers agree in, in a field, in its order from one on, or behind it: at most limit, read from
// its index alone.
func (q Queries) SharedKeys(ctx context.Context, field models.Field, from string, behind bool, limit int) ([]string, error) {
	column, than := pairColumn(field), " >= ? AND "
	if behind {
		than = " > ? AND "
	}
	var keys []string
	err := q.session(ctx).Table("customers").Where(column+than+column+" <> ''", from).
		Group(column).Having(differing(field)).Order(column).Limit(limit).Pluck(column, &keys).Error
	return keys, wrap("look what customers agree in", err)
}

// CustomersAlike returns at most limit customers that agree in something, oldest first.
func (q Queries) CustomersAlike(ctx context.Context, field models.Field, key string, limit int) ([]models.Customer, error) {
	list, err := q.findCustomers(listed(q.session(ctx)).Where("customers."+pairColumn(field)+" = ?", key).Order("id").Limit(limit), limit)
	return list, wrap("list customers that agree", err)
}

// Decided reports whether a pair isn't to be shown at an instant; low is the lesser ID.
func (q Queries) Decided(ctx context.Context, low, high int64, at time.Time) (bool, error) {
	found, known, err := q.PairDecision(ctx, low, high)
	return known && (found.LaterAt == nil || found.LaterAt.After(at)), err
}

// PairDecision returns what was decided of a pair; known is false where nothing was. low is the lesser ID.
func (q Queries) PairDecision(ctx context.Context, low, high int64) (found models.PairDecision, known bool, err error) {
	err = q.session(ctx).Where("low_id = ? AND high_id = ?", low, high).Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return found, false, nil
	}
	return found, err == nil, wrap("read what was decided of a pair", err)
}

// ForgetPairDecision forgets what was decided of a pair.
func (tx *Tx) ForgetPairDecision(ctx context.Context, low, high int64) error {
	return wrap("forget what was decided of a pair", tx.session(ctx).Where("low_id = ? AND high_id = ?", low, high).Delete(&models.PairDecision{}).Error)
}

// SavePairDecision keeps what was decided of a pair, in the place of what was decided before.
func (tx *Tx) SavePairDecision(ctx context.Context, decision models.PairDecision) error {
	change := clause.OnConflict{
		Columns:   []clause.Column{{Name: "low_id"}, {Name: "high_id"}},
		DoUpdates: clause.AssignmentColumns([]string{"decided_by", "decided_at", "later_at"}),
	}
	return wrap("keep what was decided of a pair", tx.session(ctx).Clauses(change).Create(&decision).Error)
}

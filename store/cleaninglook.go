package store

import (
	"context"

	"gorm.io/gorm/clause"

	"github.com/guanxi-crm/guanxi/models"
)

// lookRow is how many findings of a kind there were on the day of a look.
type lookRow struct {
	Day   models.Date
	Kind  models.FindingKind
	Count int
}

// TableName names the table.
func (lookRow) TableName() string { return "cleaning_looks" }

// NoteLook keeps how many findings there are on the day of a monthly look. Noting a day again changes nothing.
func (s *Store) NoteLook(ctx context.Context, look models.CleaningLook) error {
	rows := make([]lookRow, 0, len(look.Counts))
	for _, rule := range models.FindingRules() {
		rows = append(rows, lookRow{look.Day, rule.Kind, look.Counts[rule.Kind]})
	}
	err := s.retry(ctx, func() error {
		return s.write.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&rows).Error
	})
	return wrap("note a look", err)
}

// Looks returns the latest looks until a day, at most limit, oldest first.
func (q Queries) Looks(ctx context.Context, until models.Date, limit int) ([]models.CleaningLook, error) {
	var rows []lookRow
	err := q.session(ctx).Where("day <= ?", until).Order("day DESC, kind").Limit(limit * len(models.FindingRules())).Find(&rows).Error
	if err != nil {
		return nil, wrap("list looks", err)
	}
	var looks []models.CleaningLook
	for i := len(rows) - 1; i >= 0; i-- {
		if len(looks) == 0 || looks[len(looks)-1].Day != rows[i].Day {
			looks = append(looks, models.CleaningLook{Day: rows[i].Day, Counts: map[models.FindingKind]int{}})
		}
		looks[len(looks)-1].Counts[rows[i].Kind] = rows[i].Count
	}
	return looks, nil
}

// Owners returns who has customers, open deals or open follow-ups, by user ID, and CountLeft what one of them has.
func (q Queries) Owners(ctx context.Context) (people []string, err error) {
	err = q.session(ctx).Raw("SELECT owner FROM customers WHERE owner <> '' GROUP BY owner UNION SELECT owner FROM deals WHERE state = 'open' AND owner <> '' GROUP BY owner " +
		"UNION SELECT assignee FROM followups WHERE state = 'planned' AND assignee <> '' GROUP BY assignee ORDER BY 1").Scan(&people).Error
	return people, wrap("list who has work", err)
}

// CountLeft counts what somebody has.
func (q Queries) CountLeft(ctx context.Context, person string) (left models.LeftBehind, err error) {
	for _, count := range []struct {
		into *int
		text string
	}{
		{&left.Customers, "SELECT COUNT(*) FROM customers WHERE owner = ? AND archived_at IS NULL AND erased_at IS NULL"},
		{&left.Deals, "SELECT COUNT(*) FROM deals WHERE owner = ? AND state = 'open'"},
		{&left.FollowUps, "SELECT COUNT(*) FROM followups WHERE assignee = ? AND state = 'planned'"},
	} {
		if err := q.session(ctx).Raw(count.text, person).Scan(count.into).Error; err != nil {
			return left, wrap("count what somebody has", err)
		}
	}
	return left, nil
}

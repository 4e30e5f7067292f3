package store

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/guanxi-crm/guanxi/models"
)

// Member returns what is stored of a person, and the version of the team's settings. A person of whom nothing is
// stored is the zero Member with the ID. It is one query, since it precedes everything a person does.
func (s *Store) Member(ctx context.Context, userID string) (models.Member, int, error) {
	var row struct {
		models.Member
		Settings int
	}
	err := s.session(ctx).Raw(standingQuery, userID).Scan(&row).Error
	s.outage.note(err)
	row.UserID = userID
	return row.Member, row.Settings, wrap("look up person", err)
}

const standingQuery = "SELECT s.version AS settings, COALESCE(m.id, 0) AS id, COALESCE(m.role, '') AS role, " +
	"COALESCE(m.language, '') AS language, COALESCE(m.zone, '') AS zone, COALESCE(m.digest_time, '') AS digest_time, " +
	"COALESCE(m.reminders_off, FALSE) AS reminders_off, COALESCE(m.deals_untold, FALSE) AS deals_untold, COALESCE(m.tickets_untold, FALSE) AS tickets_untold, COALESCE(m.quiet_from, '') AS quiet_from, " +
	"COALESCE(m.quiet_to, '') AS quiet_to, m.muted_until, COALESCE(m.version, 0) AS version " +
	"FROM settings s LEFT JOIN members m ON m.user_id = ? WHERE s.name = 'team'"

// Members returns everybody who was given a role, by user ID, at most limit.
func (q Queries) Members(ctx context.Context, limit int) ([]models.Member, error) {
	var list []models.Member
	err := q.session(ctx).Where("role <> ''").Order("user_id").Limit(limit).Find(&list).Error
	return list, wrap("list people", err)
}

// KnownPeople returns the user IDs of people who have a role or own customers: of each, at most limit.
func (q Queries) KnownPeople(ctx context.Context, limit int) ([]string, error) {
	var people, listings []string
	if err := q.session(ctx).Raw("SELECT user_id FROM members WHERE role <> '' ORDER BY user_id LIMIT ?", limit).Scan(&people).Error; err != nil {
		return nil, wrap("list people", err)
	}
	after := listedOwner[:len(listedOwner)-1] + ";" // what sorts behind all that begins so
	err := q.session(ctx).Raw("SELECT DISTINCT listing FROM search_lists WHERE listing > ? AND listing < ? ORDER BY listing LIMIT ?", listedOwner, after, limit).
		Scan(&listings).Error
	if err != nil {
		return nil, wrap("list people", err)
	}
	var noted []string
	if err := q.session(ctx).Raw("SELECT listings FROM search_pending WHERE part = ?", partFields).Scan(&noted).Error; err != nil {
		return nil, wrap("list people", err)
	}
	for _, note := range noted {
		listings = append(listings, splitListings(note)...)
	}
	for _, listing := range listings {
		if owner, found := strings.CutPrefix(listing, listedOwner); found && owner != "" {
			people = append(people, owner)
		}
	}
	slices.Sort(people)
	return slices.Compact(people), nil
}

// Zones returns the time zones that people have chosen, by user ID. People who have chosen none are left out.
func (q Queries) Zones(ctx context.Context, userIDs []string) (map[string]string, error) {
	var rows []models.Member
	if len(userIDs) > 0 {
		err := q.session(ctx).Select("user_id, zone").Where("user_id IN ? AND zone <> ''", userIDs).Find(&rows).Error
		if err != nil {
			return nil, wrap("list zones of people", err)
		}
	}
	zones := make(map[string]string, len(rows))
	for _, row := range rows {
		zones[row.UserID] = row.Zone
	}
	return zones, nil
}

// LockMember reads what is stored of a person, and keeps others from changing it until the transaction ends. When
// nothing is stored it returns the zero Member, and SaveMember fails with ErrStale if somebody else saves one first.
func (tx *Tx) LockMember(ctx context.Context, userID string) (models.Member, error) {
	var m models.Member
	err := tx.session(ctx).Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate}).Take(&m, "user_id = ?", userID).Error
	if err = wrap("lock person", err); errors.Is(err, ErrNotFound) {
		return models.Member{UserID: userID}, nil
	}
	return m, err
}

// SaveMember writes what LockMember read. It raises m.Version, and sets m.ID of a new one.
func (tx *Tx) SaveMember(ctx context.Context, m *models.Member) error {
	previous := m.Version
	m.Version++
	if m.ID == 0 {
		err := tx.session(ctx).Create(m).Error
		if duplicate(err) {
			return wrap("insert person", ErrStale)
		}
		return wrap("insert person", err)
	}
	result := tx.session(ctx).Where("id = ? AND version = ?", m.ID, previous).Select("*").Omit("ID", "UserID").UpdateColumns(m)
	if result.Error == nil && result.RowsAffected == 0 {
		return wrap("update person", ErrStale)
	}
	return wrap("update person", result.Error)
}

// NoteSighting remembers that a person looked at a customer.
func (s *Store) NoteSighting(ctx context.Context, userID string, customerID int64, at time.Time) error {
	err := s.retry(ctx, func() error {
		row := map[string]any{"user_id": userID, "customer_id": customerID, "seen_at": at}
		return s.lightly(ctx, func(db *gorm.DB) error {
			return db.Table("sightings").Clauses(clause.OnConflict{
				Columns:   []clause.Column{{Name: "user_id"}, {Name: "customer_id"}},
				DoUpdates: clause.AssignmentColumns([]string{"seen_at"}),
			}).Create(row).Error
		})
	})
	return wrap("remember what was seen", err)
}

// RecentlySeen returns at most limit customers a person looked at, the last first.
func (q Queries) RecentlySeen(ctx context.Context, userID, visibleTo string, limit int) ([]models.Customer, error) {
	db := q.session(ctx).Joins("JOIN sightings ON sightings.customer_id = customers.id").
		Where("sightings.user_id = ?", userID)
	list, err := q.findCustomers(listed(visible(db, visibleTo)).Order("sightings.seen_at DESC").Limit(limit), limit)
	return list, wrap("list what was seen", err)
}

// PruneSightings deletes the sightings before an instant.
func (s *Store) PruneSightings(ctx context.Context, before time.Time) error {
	err := s.retry(ctx, func() error {
		return s.lightly(ctx, func(db *gorm.DB) error { return db.Exec("DELETE FROM sightings WHERE seen_at < ?", before).Error })
	})
	return wrap("forget what was seen", err)
}

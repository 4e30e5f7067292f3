package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

// InsertFollowUp inserts a follow-up and gives it its ID.
func (tx *Tx) InsertFollowUp(ctx context.Context, f *models.FollowUp) error {
	f.ID = 0
	return wrap("insert follow-up", tx.session(ctx).Create(f).Error)
}

// InsertFirstFollowUps inserts the first follow-up of each of some customers, and gives them their IDs.
func (tx *Tx) InsertFirstFollowUps(ctx context.Context, list []models.FollowUp) error {
	if len(list) == 1 {
		return tx.InsertFollowUp(ctx, &list[0])
	}
	at := make(map[int64]*models.FollowUp, len(list))
	customers := make([]int64, len(list))
	for i := range list {
		list[i].ID, customers[i], at[list[i].CustomerID] = 0, list[i].CustomerID, &list[i]
	}
	if err := createAll(tx.session(ctx), list); err != nil {
		return wrap("insert follow-ups", err)
	}
	for chunk := range slices.Chunk(customers, rowsAtOnce) {
		err := tx.eachRow(ctx, func(found *sql.Rows) error {
			var id, customer int64
			err := found.Scan(&id, &customer)
			if f := at[customer]; err == nil && f != nil {
				f.ID = id
			}
			return err
		}, "SELECT id, customer_id FROM followups WHERE customer_id IN ?", chunk)
		if err != nil {
			return wrap("look up inserted follow-ups", err)
		}
	}
	return nil
}

// UpdateFollowUp writes every field of a follow-up but who planned it and when. It returns ErrStale when the stored
// version isn't previous.Version any more; f.Version should be greater.
func (tx *Tx) UpdateFollowUp(ctx context.Context, previous models.FollowUp, f models.FollowUp) error {
	result := tx.session(ctx).Where("id = ? AND version = ?", previous.ID, previous.Version).
		Select("*").Omit("ID", "CustomerID", "CreatedBy", "CreatedAt").UpdateColumns(&f)
	if result.Error == nil && result.RowsAffected == 0 {
		return wrap("update follow-up", ErrStale)
	}
	return wrap("update follow-up", result.Error)
}

// FollowUp returns a follow-up; ErrNotFound when there is none.
func (q Queries) FollowUp(ctx context.Context, id int64) (models.FollowUp, error) {
	var f models.FollowUp
	err := q.session(ctx).Take(&f, "id = ?", id).Error
	return f, wrap("read follow-up", err)
}

// OpenFollowUps returns at most limit open follow-ups of a customer, earliest first. Of one day, those without a time
// come first.
func (q Queries) OpenFollowUps(ctx context.Context, customerID int64, limit int) ([]models.FollowUp, error) {
	list := roomFor[models.FollowUp](limit)
	err := q.session(ctx).Where("customer_id = ? AND state = ?", customerID, models.FollowUpPlanned).
		Order("due_on, due_time, id").Limit(limit).Find(&list).Error
	return list, wrap("list open follow-ups", err)
}

// DueAssignees returns the people with open follow-ups due on or before a day in a zone, in the order of their IDs.
func (s *Store) DueAssignees(ctx context.Context, through models.Date, zone *time.Location) ([]string, error) {
	var list []string
	open := s.session(ctx).Model(&models.FollowUp{}).Where("followups.state = ? AND followups.assignee <> ''", models.FollowUpPlanned)
	err := dueThrough(open, through, zone).Distinct("assignee").Order("assignee").Pluck("assignee", &list).Error
	return list, wrap("list people with due follow-ups", err)
}

// TimedFollowUps returns at most limit open follow-ups with a time that comes after from and not after to, earliest
// first.
func (s *Store) TimedFollowUps(ctx context.Context, from, to time.Time, limit int) ([]models.FollowUp, error) {
	var list []models.FollowUp
	err := s.session(ctx).Where("state = ? AND due_at > ? AND due_at <= ?", models.FollowUpPlanned, from, to).
		Order("due_at, id").Limit(limit).Find(&list).Error
	return list, wrap("list timed follow-ups", err)
}

const orderFollowUps = "followups"

// DueFollowUps returns one page of open follow-ups, earliest first.
func (q Queries) DueFollowUps(ctx context.Context, query models.DueQuery) (models.DuePage, error) {
	at, total := cursor{}, -1
	if query.After != "" {
		var err error
		if at, err = decodeCursor(query.After, orderFollowUps); err != nil {
			return models.DuePage{}, err
		}
		total = at.Total
	}
	size := pageSize(query.Limit)
	list, err := q.readDue(ctx, query, at, size+1)
	if err != nil {
		return models.DuePage{}, err
	}
	switch {
	case total >= 0:
	case len(list) <= size:
		total = len(list)
	default:
		if total, err = q.countDue(ctx, query); err != nil {
			return models.DuePage{}, err
		}
	}
	page := models.DuePage{FollowUps: list, Total: total}
	if len(list) > size {
		page.FollowUps = list[:size]
		last := list[size-1]
		page.Next = cursor{Order: orderFollowUps, Key: last.DueOn.String(), More: string(last.DueTime), ID: last.ID, Total: total}.encode()
	}
	return page, nil
}

func (q Queries) readDue(ctx context.Context, query models.DueQuery, at cursor, limit int) ([]models.DueFollowUp, error) {
	db := q.due(ctx, query).Select("followups.*, customers.code AS customer_code, customers.name AS customer_name, customers.kind AS customer_kind").
		Joins("JOIN customers ON customers.id = followups.customer_id").
		Order("followups.due_on, followups.due_time, followups.id").Limit(limit)
	if at.ID > 0 {
		db = db.Where("followups.due_on >= ? AND (followups.due_on > ? OR followups.due_time > ? OR (followups.due_time = ? AND followups.id > ?))",
			at.Key, at.Key, at.More, at.More, at.ID)
	}
	list := roomFor[models.DueFollowUp](limit)
	err := db.Find(&list).Error
	return list, wrap("list due follow-ups", err)
}

// countDue counts up to models.MaxCounted.
func (q Queries) countDue(ctx context.Context, query models.DueQuery) (int, error) {
	var total int64
	few := q.due(ctx, query).Select("1").Limit(models.MaxCounted + 1)
	err := q.session(ctx).Table("(?) AS few", few).Count(&total).Error
	return int(min(total, models.MaxCounted)), wrap("count due follow-ups", err)
}

// due adds the conditions of a list of due follow-ups. A person who sees only their own customers sees the follow-ups
// assigned to them, and other people's follow-ups with customers that they see.
func (q Queries) due(ctx context.Context, query models.DueQuery) *gorm.DB {
	db := q.session(ctx).Model(&models.FollowUp{}).Where("followups.state = ?", models.FollowUpPlanned)
	if query.Assignee != "" {
		db = db.Where("followups.assignee = ?", query.Assignee)
	}
	if len(query.People) > 0 {
		db = db.Where("followups.assignee IN ?", query.People)
	}
	if query.VisibleTo != "" && query.VisibleTo != query.Assignee {
		few := visible(q.session(ctx).Table("customers").Select("1").Where("customers.id = followups.customer_id"), query.VisibleTo)
		db = db.Where("EXISTS (?)", few)
	}
	zone := query.Zone
	if zone == nil {
		zone = time.UTC
	}
	switch query.Range {
	case models.DueOverdue:
		db = dueThrough(db, query.Today.AddDays(-1), zone)
	case models.DueWeek:
		db = dueThrough(db, query.To, zone)
	case models.DueAll:
	case models.DueSpan:
		db = dueThrough(db, query.To, zone)
		if !query.From.IsZero() {
			db = dueFrom(db, query.From, zone, query.Assignee != "")
		}
	default:
		db = dueThrough(db, query.Today, zone)
	}
	return db
}

// zonesApart is by how many days the date of a moment can differ between a zone and another. The indexes by day are
// searched so much further, for follow-ups with a time that were planned in another zone. Clocks are between 12 hours
// behind UTC and 14 ahead of it; one hour more is for daylight saving.
func zonesApart(day models.Date, zone *time.Location) int {
	if _, seconds := day.In(zone).Zone(); seconds >= -9*3600 && seconds <= 11*3600 {
		return 1
	}
	return 2
}

// dueThrough selects what is due on or before a day: days by their date, moments by the clock of a zone.
func dueThrough(db *gorm.DB, day models.Date, zone *time.Location) *gorm.DB {
	return db.Where("followups.due_on <= ? AND (followups.due_on <= ? AND followups.due_at IS NULL OR followups.due_at < ?)",
		day.AddDays(zonesApart(day, zone)), day, day.AddDays(1).In(zone).UTC())
}

// dueFrom selects what is due on or after a day, in the same way. For one person the index is not bounded at this end:
// with two bounds SQLite would walk everybody's follow-ups of these days.
func dueFrom(db *gorm.DB, day models.Date, zone *time.Location, ofOne bool) *gorm.DB {
	bound := "followups.due_on >= ?"
	if ofOne {
		bound = "NOT (followups.due_on < ?)"
	}
	return db.Where(bound+" AND (followups.due_on >= ? AND followups.due_at IS NULL OR followups.due_at >= ?)",
		day.AddDays(-zonesApart(day, zone)), day, day.In(zone).UTC())
}

package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// CleaningState is how far looks at the team's data have come.
type CleaningState struct {
	ID           int
	LookedAt     *time.Time // when the last look at everything began; nil before the first has ended
	Through      int64      // the last customer that a look which isn't done has looked at; 0 where none is under way
	ChangedUntil *time.Time // customers that changed after this are still to be looked at
}

// TableName names the table of the one row.
func (CleaningState) TableName() string { return "cleaning_state" }

// CleaningState returns how far looks have come.
func (q Queries) CleaningState(ctx context.Context) (state CleaningState, err error) {
	err = q.session(ctx).Take(&state, "id = 1").Error
	return state, wrap("read how far looks have come", err)
}

// SaveCleaningState says how far looks have come.
func (s *Store) SaveCleaningState(ctx context.Context, state CleaningState) error {
	state.ID = 1
	err := s.retry(ctx, func() error { return s.write.WithContext(ctx).Select("*").Omit("ID").Updates(&state).Error })
	return wrap("note how far looks have come", err)
}

// ToLookAt returns at most limit customers to look at behind an ID, and those behind it of which something was found that are gone: archived, merged.
// last is the last of the former; 0 says that there are none left.
func (q Queries) ToLookAt(ctx context.Context, after int64, limit int) (ids []int64, last int64, err error) {
	if err := listed(q.session(ctx).Table("customers")).Where("id > ?", after).Order("id").Limit(limit).Pluck("id", &ids).Error; err != nil {
		return nil, 0, wrap("list customers to look at", err)
	}
	found := q.session(ctx).Table("findings").Where("customer_id > ?", after)
	if len(ids) > 0 {
		last = ids[len(ids)-1]
		found = found.Where("customer_id <= ?", last)
	}
	var gone []int64
	if err := found.Distinct("customer_id").Pluck("customer_id", &gone).Error; err != nil {
		return nil, 0, wrap("list findings of customers", err)
	}
	ids = append(ids, gone...)
	slices.Sort(ids)
	return slices.Compact(ids), last, nil
}

// CustomersListed counts the customers that there are to look at, up to an ID; 0 is all.
func (q Queries) CustomersListed(ctx context.Context, through int64) (n int, err error) {
	var count int64
	db := listed(q.session(ctx).Table("customers"))
	if through > 0 {
		db = db.Where("id <= ?", through)
	}
	err = db.Count(&count).Error
	return int(count), wrap("count customers to look at", err)
}

// ChangedCustomers returns the customers to which something happened from an instant on, ascending, from the one behind an ID on.
func (q Queries) ChangedCustomers(ctx context.Context, from time.Time, after int64) (ids []int64, err error) {
	err = q.session(ctx).Table("audit_entries").Where("at >= ? AND customer_id > ?", from, after).Distinct("customer_id").Order("customer_id").Pluck("customer_id", &ids).Error
	return ids, wrap("list customers that changed", err)
}

// LookQuery says by which day and since when customers are looked at.
type LookQuery struct {
	Today       models.Date
	Zone        *time.Location
	StaleBefore time.Time
}

// LookedAt reads all that a look needs to know of some customers, but whether others have fuller names. Those that are gone are there too.
func (q Queries) LookedAt(ctx context.Context, ids []int64, query LookQuery) ([]models.LookedAt, error) {
	customers, err := q.CustomersByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	contacts, err := q.ContactsOfAll(ctx, ids)
	if err != nil {
		return nil, wrap("read contacts to look at", err)
	}
	list, at := make([]models.LookedAt, 0, len(ids)), make(map[int64]int, len(ids))
	for _, id := range ids {
		if c, there := customers[id]; there {
			at[id] = len(list)
			list = append(list, models.LookedAt{Customer: c, Contacts: contacts[id]})
		}
	}
	of := func(id int64) *models.LookedAt {
		if place, there := at[id]; there {
			return &list[place]
		}
		return &models.LookedAt{} // of a customer that came meanwhile
	}
	var overdue []models.FollowUp
	err = dueThrough(q.session(ctx).Model(&models.FollowUp{}).Where("followups.customer_id IN ? AND followups.state = ?", ids, models.FollowUpPlanned), query.Today.AddDays(-1), query.Zone).
		Order("followups.id").Find(&overdue).Error
	if err != nil {
		return nil, wrap("read overdue follow-ups to look at", err)
	}
	for _, f := range overdue {
		of(f.CustomerID).Overdue = append(of(f.CustomerID).Overdue, f)
	}
	var slipped []models.Deal
	err = q.session(ctx).Where("customer_id IN ? AND state = ? AND expected_close < ?", ids, models.DealOpen, query.Today).Order("id").Find(&slipped).Error
	if err != nil {
		return nil, wrap("read slipped deals to look at", err)
	}
	for _, d := range slipped {
		of(d.CustomerID).Slipped = append(of(d.CustomerID).Slipped, d)
	}
	if query.StaleBefore.IsZero() {
		return list, nil
	}
	return list, q.heardOf(ctx, ids, query.StaleBefore, of)
}

// signs are where a customer shows that it is alive, besides interactions, and when.
var signs = []struct{ table, at, also string }{
	{"followups", "closed_at", " AND state = 'done'"},
	{"stage_moves", "moved_at", ""},
	{"ticket_moves", "moved_at", ""},
}

// heardOf reads since when customers are silent, and which of those that are for long were heard of otherwise.
func (q Queries) heardOf(ctx context.Context, ids []int64, before time.Time, of func(int64) *models.LookedAt) error {
	var silent []models.Silence
	err := q.session(ctx).Table("silences").Where("rule = ? AND customer_id IN ? AND since < ?", models.ColdContact, ids, before).Find(&silent).Error
	if err != nil {
		return wrap("read since when customers are silent", err)
	}
	var long []int64
	for _, s := range silent {
		of(s.CustomerID).Silent = s.Since
		long = append(long, s.CustomerID)
	}
	if len(long) == 0 {
		return nil
	}
	for _, sign := range signs {
		err := q.eachRow(ctx, func(rows *sql.Rows) error {
			var id int64
			err := rows.Scan(&id)
			if err == nil {
				of(id).Heard = true
			}
			return err
		}, "SELECT DISTINCT customer_id FROM "+sign.table+" WHERE customer_id IN ? AND "+sign.at+" >= ?"+sign.also, long, before)
		if err != nil {
			return wrap("look who was heard of", err)
		}
	}
	return nil
}

// SharedAmong returns what some customers agree with others in, in a field of models.PairFields, as it is kept.
func (q Queries) SharedAmong(ctx context.Context, field models.Field, ids []int64) (keys []string, err error) {
	column := pairColumn(field)
	var theirs []string
	if err := q.session(ctx).Table("customers").Where("id IN ? AND "+column+" <> ''", ids).Distinct(column).Pluck(column, &theirs).Error; err != nil {
		return nil, wrap("read what customers agree in", err)
	}
	for chunk := range slices.Chunk(theirs, rowsAtOnce) {
		var shared []string
		err := q.session(ctx).Table("customers").Where(column+" IN ?", chunk).Group(column).Having(differing(field)).Order(column).Pluck(column, &shared).Error
		if err != nil {
			return nil, wrap("look what customers agree in", err)
		}
		keys = append(keys, shared...)
	}
	return keys, nil
}

// Likes returns the customers that some others may be the same as, as findings have it.
func (q Queries) Likes(ctx context.Context, ids []int64) (others []int64, err error) {
	for chunk := range slices.Chunk(ids, rowsAtOnce) {
		for column, of := range map[string]string{"other_id": "customer_id", "customer_id": "other_id"} {
			var some []int64
			err := q.session(ctx).Model(&models.Finding{}).Where("kind = ? AND "+of+" IN ?", models.FindingDuplicate, chunk).Pluck(column, &some).Error
			if err != nil {
				return nil, wrap("list who is like others", err)
			}
			others = append(others, some...)
		}
	}
	return others, nil
}

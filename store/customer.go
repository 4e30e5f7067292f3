package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"golang.org/x/sync/errgroup"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/guanxi-crm/guanxi/models"
)

const maxNameKey = 200 // characters the column takes: compatibility forms can make a name many times as long

// NameKey is the form of a name that is compared by.
func NameKey(name string) string { return models.Shorten(models.NormaliseName(name), maxNameKey) }

// InsertCustomer is InsertCustomers for one.
func (tx *Tx) InsertCustomer(ctx context.Context, c *models.Customer) error {
	return tx.InsertCustomers(ctx, []*models.Customer{c})
}

// InsertCustomers gives new customers their IDs and codes, the next in the row, inserts them and notes what they are searched for by. The
// sequence stays locked until the transaction ends, so that codes are unique and a code of a transaction that failed is given again.
func (tx *Tx) InsertCustomers(ctx context.Context, list []*models.Customer) error {
	if len(list) == 0 {
		return nil
	}
	first, err := tx.next(ctx, "customer", len(list))
	if err != nil {
		return err
	}
	for i, c := range list {
		c.ID, c.Code, c.NameKey = 0, models.CustomerCode(first+int64(i)), NameKey(c.Name)
	}
	made, err := tx.manyTerms(ctx, list)
	if err != nil {
		return wrap("insert customer", err)
	}
	rows := make([]customerRow, len(made))
	for i := range made {
		rows[i] = made[i].row
	}
	if err := createAll(tx.session(ctx), rows); err != nil {
		return wrap("insert customer", err)
	}
	if err := tx.knowIDs(ctx, list, rows); err != nil {
		return wrap("look up inserted customers", err)
	}
	parts := make([]pendingPart, 0, 3*len(list))
	for i, c := range list {
		for _, part := range made[i].parts {
			part.CustomerID = c.ID
			parts = append(parts, part)
		}
	}
	return tx.note(ctx, parts)
}

// madeCustomer is all that is written of a new customer, but for its ID.
type madeCustomer struct {
	row   customerRow
	parts []pendingPart
}

// manyTerms makes what is written of new customers. It doesn't ask the database, and so is done by two at once.
func (tx *Tx) manyTerms(ctx context.Context, list []*models.Customer) ([]madeCustomer, error) {
	if _, err := tx.sealWith(ctx); err != nil { // it is known from here on
		return nil, err
	}
	made := make([]madeCustomer, len(list))
	var both errgroup.Group
	for half := range 2 {
		both.Go(func() error {
			for i := half; i < len(list); i += 2 {
				row, grams, err := tx.customerTerms(ctx, *list[i])
				if err != nil {
					return err
				}
				made[i] = madeCustomer{row, newParts(*list[i], append(grams, keyListing(sortedName, row.SortKey)))}
			}
			return nil
		})
	}
	return made, both.Wait()
}

// knowIDs gives customers the IDs that they were inserted under. Of several rows of one statement the drivers don't tell all, and not
// every server numbers them without a gap.
func (tx *Tx) knowIDs(ctx context.Context, list []*models.Customer, rows []customerRow) error {
	if len(list) == 1 {
		list[0].ID = rows[0].ID
		return nil
	}
	into := make(map[string]*int64, len(list))
	for _, c := range list {
		into[c.Code] = &c.ID
	}
	return tx.idsOf(ctx, "customers", into)
}

// idsOf looks up the IDs of rows of a table by their codes.
func (tx *Tx) idsOf(ctx context.Context, table string, into map[string]*int64) error {
	for chunk := range slices.Chunk(slices.Sorted(maps.Keys(into)), rowsAtOnce) {
		err := tx.eachRow(ctx, func(found *sql.Rows) error {
			var id int64
			var code string
			err := found.Scan(&id, &code)
			if at := into[code]; err == nil && at != nil {
				*at = id
			}
			return err
		}, "SELECT id, code FROM "+table+" WHERE code IN ?", chunk)
		if err != nil {
			return err
		}
	}
	return nil
}

// rowsAtOnce is how many rows one statement looks up.
const rowsAtOnce = 200

// UpdateCustomer writes the fields of a customer, but its code and who created it, and the personal ones of one that is Unreadable, which stay
// as they are kept. Of one that this transaction locked, it writes those that changed since. ErrStale when the stored version
// isn't previous.Version any more; c.Version should be greater.
func (tx *Tx) UpdateCustomer(ctx context.Context, previous models.Customer, c *models.Customer) error {
	c.NameKey = NameKey(c.Name)
	row, columns, err := tx.changedRow(ctx, previous, *c)
	if err != nil {
		return wrap("update customer", err)
	}
	result := tx.session(ctx).Where("id = ? AND version = ?", previous.ID, previous.Version).Select(columns).UpdateColumns(&row)
	switch {
	case result.Error != nil:
		return wrap("update customer", result.Error)
	case result.RowsAffected == 0:
		return wrap("update customer", ErrStale)
	}
	tx.remember(*c)
	return tx.noteCustomer(ctx, &previous, *c)
}

// changedRow is the row of a customer as far as it is to be written, and its columns. What can be left is left: what names are found by takes
// long to make, and each column that is written has its indexes written. What is stored is known where this transaction locked it; an
// attempt that was taken back left another version behind.
func (tx *Tx) changedRow(ctx context.Context, previous, c models.Customer) (row customerRow, columns []string, err error) {
	stored, known := tx.locked[c.ID]
	known = known && stored.Version == previous.Version
	statement := gorm.Statement{DB: tx.db}
	if err := statement.Parse(&stored); err != nil {
		return row, nil, err
	}
	was, is, personal := reflect.ValueOf(&stored), reflect.ValueOf(&c), !known
	for _, field := range statement.Schema.Fields {
		before, _ := field.ValueOf(ctx, was)
		now, _ := field.ValueOf(ctx, is)
		switch {
		case field.DBName == "" || slices.Contains(givenColumns, field.DBName) || known && reflect.DeepEqual(before, now):
		case slices.Contains(personalColumns, field.DBName):
			personal = true
		default:
			columns = append(columns, field.DBName)
		}
	}
	row = customerRow{Customer: c}
	if !known || stored.Name != c.Name || stored.Company != c.Company {
		row, _ = termsOf(c)
		columns = append(columns, "stem_key", "sound_key", "sort_key", "search_text")
	}
	if !known || stored.Source != c.Source {
		row.SourceKey = SourceKey(c.Source)
		columns = append(columns, "source_key")
	}
	if !personal || c.Unreadable {
		return row, columns, nil
	}
	row.ContactKey = contactKey(c.ContactName)
	keys, err := tx.sealWith(ctx)
	if err == nil && keys != nil {
		err = sealRow(keys, &row)
	}
	return row, append(columns, personalColumns...), err
}

// givenColumns are the columns of a customer that never change.
var givenColumns = []string{"id", "code", "created_by", "created_at"}

// LockCustomer reads a customer and keeps others from changing it until the transaction ends, which makes changes of
// one customer and of all that belongs to it happen one after the other. ErrNotFound when there is none.
func (tx *Tx) LockCustomer(ctx context.Context, id int64) (models.Customer, error) {
	locking := tx.session(ctx).Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate})
	c, err := tx.takeCustomer(locking.Where("id = ?", id))
	if err == nil {
		tx.remember(c)
	}
	return c, wrap("lock customer", err)
}

// LockCustomers is LockCustomer for several, which are locked in the order of their IDs; those that aren't there are missing.
func (tx *Tx) LockCustomers(ctx context.Context, ids []int64) (map[int64]models.Customer, error) {
	locking := tx.session(ctx).Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate})
	list, err := tx.findCustomers(locking.Where("id IN ?", ids).Order("id"), len(ids))
	tx.remember(list...)
	return byID(list), wrap("lock customers", err)
}

// remember notes how customers are stored that nobody else can change now.
func (tx *Tx) remember(list ...models.Customer) {
	if tx.locked == nil {
		tx.locked = make(map[int64]models.Customer, len(list))
	}
	for _, c := range list {
		tx.locked[c.ID] = c
	}
}

func byID(list []models.Customer) map[int64]models.Customer {
	found := make(map[int64]models.Customer, len(list))
	for _, c := range list {
		found[c.ID] = c
	}
	return found
}

// Customer returns a customer; ErrNotFound when there is none.
func (q Queries) Customer(ctx context.Context, id int64) (models.Customer, error) {
	c, err := q.takeCustomer(q.session(ctx).Where("id = ?", id))
	return c, wrap("read customer", err)
}

// CustomersByID returns customers by their IDs; those that aren't there are missing.
func (q Queries) CustomersByID(ctx context.Context, ids []int64) (map[int64]models.Customer, error) {
	list, err := q.findCustomers(q.session(ctx).Where("id IN ?", ids), len(ids))
	return byID(list), wrap("read customers", err)
}

// CustomerByCode returns the customer with a code as CustomerCode writes it; ErrNotFound when there is none.
func (q Queries) CustomerByCode(ctx context.Context, code string) (models.Customer, error) {
	c, err := q.takeCustomer(q.session(ctx).Where("code = ?", code))
	return c, wrap("read customer by code", err)
}

// CustomersByCodes returns the customers with some codes, archived and erased ones too; those that aren't there are missing.
func (q Queries) CustomersByCodes(ctx context.Context, codes []string) ([]models.Customer, error) {
	var all []models.Customer
	for chunk := range slices.Chunk(codes, rowsAtOnce) {
		list, err := q.findCustomers(q.session(ctx).Where("code IN ?", chunk), len(chunk))
		if err != nil {
			return nil, wrap("read customers by code", err)
		}
		all = append(all, list...)
	}
	return all, nil
}

// CustomersByName returns at most limit customers of exactly this name, as NameKey compares names, oldest first.
// visibleTo limits them as in models.CustomerQuery.
func (q Queries) CustomersByName(ctx context.Context, name, visibleTo string, limit int) ([]models.Customer, error) {
	db := listed(visible(q.session(ctx), visibleTo)).Where("name_key = ?", NameKey(name)).Order("id").Limit(limit)
	list, err := q.findCustomers(db, limit)
	return list, wrap("list customers by name", err)
}

// CustomersNamed returns at most limit customers that have one of some names, as NameKey compares names or as
// models.NormaliseStem does, those with the longest names first. visibleTo limits them as in models.CustomerQuery.
func (q Queries) CustomersNamed(ctx context.Context, names []string, visibleTo string, limit int) ([]models.Customer, error) {
	var keys, stems []string
	for _, name := range names {
		keys = append(keys, NameKey(name))
		if stem := stemKey(name); stem != "" {
			stems = append(stems, stem)
		}
	}
	var list []models.Customer
	for _, by := range []struct {
		column string
		keys   []string
	}{{"name_key", keys}, {"stem_key", stems}} {
		if len(by.keys) == 0 {
			continue
		}
		db := listed(visible(q.session(ctx), visibleTo)).Where("customers."+by.column+" IN ?", by.keys).
			Order("LENGTH(customers.name_key) DESC, customers.id").Limit(limit)
		found, err := q.findCustomers(db, 1)
		if err != nil {
			return nil, wrap("list customers by names", err)
		}
		for _, c := range found {
			if !slices.ContainsFunc(list, func(other models.Customer) bool { return other.ID == c.ID }) {
				list = append(list, c)
			}
		}
	}
	return list, nil
}

// RecentCustomers returns at most limit customers, the one changed last first. visibleTo limits them as in
// models.CustomerQuery.
func (q Queries) RecentCustomers(ctx context.Context, visibleTo string, limit int) ([]models.Customer, error) {
	db := listed(visible(q.session(ctx), visibleTo)).Order("updated_at DESC, id DESC").Limit(limit)
	list, err := q.findCustomers(db, limit)
	return list, wrap("list recent customers", err)
}

// takeCustomer reads the customer that a query is for. Together with findCustomers it is the only way by which
// customers come out of the database, since their personal data has to be opened.
func (q Queries) takeCustomer(db *gorm.DB) (models.Customer, error) {
	var kept keptCustomer
	if err := db.Take(&kept).Error; err != nil {
		return models.Customer{}, err
	}
	c, err := q.privacy.open(&kept)
	if err != nil {
		return c, err
	}
	list := []models.Customer{c}
	err = q.zoneNext(db.Statement.Context, list)
	return list[0], err
}

// findCustomers reads the customers that a query is for; expected is how many there may be.
func (q Queries) findCustomers(db *gorm.DB, expected int) ([]models.Customer, error) {
	kept := roomFor[keptCustomer](expected)
	if err := db.Find(&kept).Error; err != nil {
		return nil, err
	}
	list, err := q.privacy.openAll(kept)
	if err != nil {
		return list, err
	}
	return list, q.zoneNext(db.Statement.Context, list)
}

// zoneNext finds out of customers whose next follow-up has a time of day by which clock that is meant: the follow-up knows.
// It costs nothing where none has.
func (q Queries) zoneNext(ctx context.Context, list []models.Customer) error {
	var timed []int64
	for _, c := range list {
		if c.NextFollowUpTime != "" {
			timed = append(timed, c.ID)
		}
	}
	if len(timed) == 0 {
		return nil
	}
	var next []models.FollowUp
	err := q.session(ctx).Select("customer_id, due_on, due_time, zone, due_at").
		Where("customer_id IN ? AND state = ? AND due_time <> ''", timed, models.FollowUpPlanned).Order("id").Find(&next).Error
	if err != nil {
		return err
	}
	for i := range list {
		c := &list[i]
		at := slices.IndexFunc(next, func(f models.FollowUp) bool {
			return f.CustomerID == c.ID && f.DueOn == c.NextFollowUp && f.DueTime == c.NextFollowUpTime
		})
		if at >= 0 {
			c.NextFollowUpZone, c.NextFollowUpAt = next[at].Zone, next[at].DueAt
		}
	}
	return nil
}

// next takes the next numbers of a sequence, which a migration has made, and returns the first of them; the very first is 1.
func (tx *Tx) next(ctx context.Context, name string, count int) (first int64, err error) {
	db := tx.session(ctx)
	result := db.Exec("UPDATE sequences SET next = next + ? WHERE name = ?", count, name)
	if result.Error != nil {
		return 0, wrap("take the next number", result.Error)
	}
	if result.RowsAffected != 1 {
		return 0, fmt.Errorf("take the next number: no sequence %q", name)
	}
	var next int64
	err = db.Raw("SELECT next FROM sequences WHERE name = ?", name).Scan(&next).Error
	return next - int64(count), wrap("take the next number", err)
}

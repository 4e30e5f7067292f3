package store

import (
	"context"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

// ArchiveCustomer writes a customer that is archived or restored, takes it out of the lists or puts it back, and shelves its
// open follow-ups and deals, and its tickets, or takes them off the shelf. ErrStale as UpdateCustomer has it.
func (tx *Tx) ArchiveCustomer(ctx context.Context, previous models.Customer, next *models.Customer) error {
	if err := tx.UpdateCustomer(ctx, previous, next); err != nil {
		return err
	}
	from, to := models.FollowUpPlanned, models.FollowUpShelved
	if !next.Archived() {
		from, to = to, from
	}
	err := tx.session(ctx).Exec("UPDATE followups SET state = ? WHERE customer_id = ? AND state = ?", to, next.ID, from).Error
	if err != nil {
		return wrap("shelve follow-ups", err)
	}
	open, shelved := models.DealOpen, models.DealShelved
	if !next.Archived() {
		open, shelved = shelved, open
	}
	if err := tx.session(ctx).Exec("UPDATE deals SET state = ? WHERE customer_id = ? AND state = ?", shelved, next.ID, open).Error; err != nil {
		return wrap("shelve deals", err)
	}
	if err := tx.session(ctx).Exec("UPDATE tickets SET shelved = ? WHERE customer_id = ?", next.Archived(), next.ID).Error; err != nil {
		return wrap("shelve tickets", err)
	}
	var rows []customRow
	if err := tx.session(ctx).Where("customer_id = ?", next.ID).Order("field_id, place").Find(&rows).Error; err != nil {
		return wrap("read custom values", err)
	}
	values := valuesAt{}
	values.add(rows)
	if next.Archived() {
		return tx.noteAllValues(ctx, values, valuesAt{})
	}
	return tx.noteAllValues(ctx, valuesAt{}, values)
}

// ArchivedCustomers returns at most limit archived customers, the one archived last first. visibleTo limits them as in
// models.CustomerQuery.
func (q Queries) ArchivedCustomers(ctx context.Context, visibleTo string, limit int) ([]models.Customer, error) {
	db := notErased(visible(q.session(ctx), visibleTo)).Where("customers.archived_at IS NOT NULL AND customers.merged_into = 0").
		Order("customers.archived_at DESC, customers.id DESC").Limit(limit)
	list, err := q.findCustomers(db, limit)
	return list, wrap("list archived customers", err)
}

// listed leaves out the customers to which nothing leads but their code: those that are archived, and those whose data was
// erased.
func listed(db *gorm.DB) *gorm.DB { return notErased(db).Where("customers.archived_at IS NULL") }

// notOfArchived leaves out the custom values of archived customers. There are few of those.
const notOfArchived = "custom_values.customer_id NOT IN (SELECT id FROM customers WHERE archived_at IS NOT NULL)"

// ofListed leaves out few rows, of which a column names the customer, where that is archived: one look-up for each, which MySQL makes
// of NOT EXISTS only at times.
func ofListed(column string) string {
	return "(SELECT archived.archived_at FROM customers AS archived WHERE archived.id = " + column + ") IS NULL"
}

// leaveArchived takes out the values of archived customers.
func (tx *Tx) leaveArchived(ctx context.Context, values ...valuesAt) error {
	var ids []int64
	for _, of := range values {
		for at := range of {
			ids = append(ids, at[0])
		}
	}
	if len(ids) == 0 {
		return nil
	}
	var archived []int64
	err := tx.session(ctx).Table("customers").Where("id IN ? AND archived_at IS NOT NULL", ids).Pluck("id", &archived).Error
	if err != nil {
		return wrap("look which customers are archived", err)
	}
	for _, id := range archived {
		for _, of := range values {
			for at := range of {
				if at[0] == id {
					delete(of, at)
				}
			}
		}
	}
	return nil
}

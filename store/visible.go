package store

import (
	"context"

	"gorm.io/gorm"
)

// visibleCondition is what a person limited to their own sees of the customers: their own, those that are nobody's, and
// those of which an open follow-up, a deal or a ticket with something left to do is theirs.
const visibleCondition = "(customers.owner IN (?, '') OR EXISTS (SELECT 1 FROM followups AS mine " +
	"WHERE mine.customer_id = customers.id AND mine.state = 'planned' AND mine.assignee = ?) OR EXISTS (SELECT 1 FROM deals AS sold " +
	"WHERE sold.customer_id = customers.id AND sold.owner = ?) OR EXISTS (SELECT 1 FROM tickets AS served " +
	"WHERE served.customer_id = customers.id AND served.state IN ('open', 'waiting') AND served.assignee = ?))"

// visible limits a query of customers to what a person sees; "" limits nothing.
func visible(db *gorm.DB, person string) *gorm.DB {
	if person == "" {
		return db
	}
	return db.Where(visibleCondition, person, person, person, person)
}

// soldBy limits a query of deals to an owner's, and to those whose customers a person sees; "" limits nothing. Everybody sees their own.
func (q Queries) soldBy(ctx context.Context, db *gorm.DB, owner, person string) *gorm.DB {
	if owner != "" {
		db = db.Where("deals.owner = ?", owner)
	}
	if person != "" && person != owner {
		db = db.Where("EXISTS (?)", visible(q.session(ctx).Table("customers").Select("1").Where("customers.id = deals.customer_id"), person))
	}
	return db
}

// Assigned reports whether a person has an open follow-up of a customer, a deal, or a ticket with something left to do.
func (q Queries) Assigned(ctx context.Context, customerID int64, person string) (bool, error) {
	for _, query := range []string{
		"SELECT id FROM followups WHERE customer_id = ? AND state = 'planned' AND assignee = ? LIMIT 1",
		"SELECT id FROM deals WHERE customer_id = ? AND owner = ? LIMIT 1",
		"SELECT id FROM tickets WHERE customer_id = ? AND state IN ('open', 'waiting') AND assignee = ? LIMIT 1",
	} {
		var found []int64
		if err := q.session(ctx).Raw(query, customerID, person).Scan(&found).Error; err != nil || len(found) > 0 {
			return len(found) > 0, wrap("look for what is somebody's of a customer", err)
		}
	}
	return false, nil
}

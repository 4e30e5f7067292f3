package store

import (
	"context"

	"gorm.io/gorm"
)

// visibleCondition is what a person limited to their own sees of the customers: their own, those that are nobody's, and
// those of which an open follow-up is theirs.
const visibleCondition = "(customers.owner IN (?, '') OR EXISTS (SELECT 1 FROM followups AS mine " +
	"WHERE mine.customer_id = customers.id AND mine.state = 'planned' AND mine.assignee = ?))"

// visible limits a query of customers to what a person sees; "" limits nothing.
func visible(db *gorm.DB, person string) *gorm.DB {
	if person == "" {
		return db
	}
	return db.Where(visibleCondition, person, person)
}

// Assigned reports whether a person has an open follow-up of a customer.
func (q Queries) Assigned(ctx context.Context, customerID int64, person string) (bool, error) {
	var found []int64
	err := q.session(ctx).Raw("SELECT id FROM followups WHERE customer_id = ? AND state = 'planned' AND assignee = ? LIMIT 1",
		customerID, person).Scan(&found).Error
	return len(found) > 0, wrap("look for a follow-up", err)
}

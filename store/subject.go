package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

// subjectPage is how many rows of a customer's data are read at once.
const subjectPage = 500

// Subject returns all that the database has of a customer but the customer itself. It reads page by page: a long history makes
// no long query.
func (q Queries) Subject(ctx context.Context, customerID int64) (all models.Subject, err error) {
	contacts, err := belongings(ctx, q, customerID, func(row contactRow) int64 { return row.ID })
	if err != nil {
		return all, wrap("read contacts of a customer", err)
	}
	if all.Contacts, err = q.privacy.openContacts(contacts); err != nil {
		return all, wrap("read contacts of a customer", err)
	}
	if all.Interactions, err = belongings(ctx, q, customerID, func(row models.Interaction) int64 { return row.ID }); err != nil {
		return all, wrap("read interactions of a customer", err)
	}
	if all.FollowUps, err = belongings(ctx, q, customerID, func(row models.FollowUp) int64 { return row.ID }); err != nil {
		return all, wrap("read follow-ups of a customer", err)
	}
	if all.Changes, err = belongings(ctx, q, customerID, func(row models.StatusChange) int64 { return row.ID }); err != nil {
		return all, wrap("read status history of a customer", err)
	}
	if all.Deals, err = belongings(ctx, q, customerID, func(row models.Deal) int64 { return row.ID }); err != nil {
		return all, wrap("read deals of a customer", err)
	}
	if all.Tickets, err = belongings(ctx, q, customerID, func(row models.Ticket) int64 { return row.ID }); err != nil {
		return all, wrap("read tickets of a customer", err)
	}
	if all.Memberships, err = belongings(ctx, q, customerID, func(row models.CampaignMember) int64 { return row.ID }); err != nil {
		return all, wrap("read memberships of a customer", err)
	}
	rows, err := belongings(ctx, q, customerID, func(row auditRow) int64 { return row.ID })
	if err != nil {
		return all, wrap("read audit log of a customer", err)
	}
	if all.Audit, err = q.privacy.openEntries(rows); err != nil {
		return all, wrap("read audit log of a customer", err)
	}
	err = q.session(ctx).Where("customer_id = ?", customerID).Order("seen_at, user_id").Find(&all.Sightings).Error
	return all, wrap("read who saw a customer", err)
}

// belongings reads all rows of a table that belong to a customer, oldest first.
func belongings[T any](ctx context.Context, q Queries, customerID int64, id func(T) int64) ([]T, error) {
	var all []T
	for after := int64(0); ; after = id(all[len(all)-1]) {
		var page []T
		err := q.session(ctx).Where("customer_id = ? AND id > ?", customerID, after).Order("id").Limit(subjectPage).Find(&page).Error
		if err != nil {
			return nil, err
		}
		if all = append(all, page...); len(page) < subjectPage {
			return all, nil
		}
	}
}

// SubjectCounts counts what the database has of a customer.
func (q Queries) SubjectCounts(ctx context.Context, customerID int64) (models.SubjectCounts, error) {
	var counts models.SubjectCounts
	err := q.session(ctx).Raw(subjectCountsQuery, customerID, customerID, customerID, customerID, customerID, customerID, customerID, customerID, customerID).Scan(&counts).Error
	return counts, wrap("count the data of a customer", err)
}

const subjectCountsQuery = "SELECT (SELECT COUNT(*) FROM contacts WHERE customer_id = ?) AS contacts, " +
	"(SELECT COUNT(*) FROM interactions WHERE customer_id = ?) AS interactions, " +
	"(SELECT COUNT(*) FROM followups WHERE customer_id = ?) AS follow_ups, " +
	"(SELECT COUNT(*) FROM followups WHERE customer_id = ? AND state = 'planned') AS `open`, " +
	"(SELECT COUNT(*) FROM deals WHERE customer_id = ?) AS deals, " +
	"(SELECT COUNT(*) FROM tickets WHERE customer_id = ?) AS tickets, " +
	"(SELECT COUNT(*) FROM campaign_members WHERE customer_id = ?) AS memberships, " +
	"(SELECT COUNT(*) FROM status_changes WHERE customer_id = ?) AS changes, " +
	"(SELECT COUNT(*) FROM audit_entries WHERE customer_id = ?) AS audit"

// EraseCustomer writes a customer whose data was erased (models.Customer.Erase), so that no search leads to it, and
// does to all that belongs to it what the tables say. Rows, days, kinds and people stay, since they are counted; open
// follow-ups are cancelled by a person. What was erased also stands in free parts of an SQLite file until Scrub was
// there, which is remembered. ErrStale as UpdateCustomer has it.
func (tx *Tx) EraseCustomer(ctx context.Context, previous models.Customer, erased *models.Customer, by string) error {
	erased.NameKey = NameKey(erased.Name)
	row, err := tx.customerRow(ctx, *erased)
	if err != nil {
		return wrap("erase customer", err)
	}
	row.StemKey, row.SoundKey, row.SearchText, row.SortKey = "", "", "", "" // it is nobody's duplicate, and found by no word
	result := tx.session(ctx).Where("id = ? AND version = ?", previous.ID, previous.Version).
		Select("*").Omit("ID", "Code", "CreatedBy", "CreatedAt").UpdateColumns(&row)
	if result.Error == nil && result.RowsAffected == 0 {
		return wrap("erase customer", ErrStale)
	}
	if result.Error != nil {
		return wrap("erase customer", result.Error)
	}
	open := []models.FollowUpState{models.FollowUpPlanned, models.FollowUpShelved}
	err = tx.session(ctx).Exec("UPDATE followups SET closed_at = ?, closed_by = ?, state = ? WHERE state IN ? AND customer_id = ?",
		*erased.ErasedAt, by, models.FollowUpCancelled, open, erased.ID).Error
	if err != nil {
		return wrap("cancel the follow-ups of an erased customer", err)
	}
	err = tx.session(ctx).Exec("UPDATE deals SET state = ? WHERE customer_id = ? AND state = ?", models.DealShelved, erased.ID, models.DealOpen).Error
	if err != nil {
		return wrap("shelve the deals of an erased customer", err)
	}
	if err := tx.session(ctx).Exec("UPDATE tickets SET shelved = ? WHERE customer_id = ?", true, erased.ID).Error; err != nil {
		return wrap("shelve the tickets of an erased customer", err)
	}
	if err := tx.unlist(ctx, previous); err != nil {
		return err
	}
	if err := tx.eraseBelongings(ctx, *erased); err != nil {
		return err
	}
	if err := tx.textsOf(ctx, erased.ID, *erased.ErasedAt); err != nil {
		return err
	}
	return tx.wantScrub(ctx, erased)
}

// SilentCustomers looks at the next churned customers after one by ID, at most limit, and returns those that nothing
// has happened with since an instant: no change of their status, no interaction, no deal that was closed, no ticket that was solved, and no follow-up, no deal and no ticket is open or shelved. One that was
// merged into another lives on in that one. last is the last one it looked at; 0 when there are no more.
func (q Queries) SilentCustomers(ctx context.Context, since time.Time, after int64, limit int) (silent []int64, last int64, err error) {
	var looked []int64
	err = notErased(q.session(ctx).Table("customers")).Where("customers.status = ? AND customers.id > ? AND customers.merged_into = 0", models.StatusChurned, after).
		Order("customers.id").Limit(limit).Pluck("id", &looked).Error
	if err != nil || len(looked) == 0 {
		return nil, 0, wrap("list churned customers", err)
	}
	last = looked[len(looked)-1]
	silent, err = q.silentOf(ctx, since, looked)
	return silent, last, err
}

// SilentSince reports whether a customer is one of those that SilentCustomers finds.
func (q Queries) SilentSince(ctx context.Context, customer models.Customer, since time.Time) (bool, error) {
	if customer.Status != models.StatusChurned || customer.Erased() || customer.MergedInto != 0 {
		return false, nil
	}
	found, err := q.silentOf(ctx, since, []int64{customer.ID})
	return len(found) > 0, err
}

// silentOf leaves of some churned customers those that nothing has happened with since an instant. One without any
// history isn't known to have churned then, and isn't among them. Neither is one of which something was recorded after the
// first that has happened since then: if it is dated before, the clock was behind.
func (q Queries) silentOf(ctx context.Context, since time.Time, ids []int64) ([]int64, error) {
	var churned, stirred []int64
	err := q.session(ctx).Model(&models.StatusChange{}).Where("customer_id IN ? AND to_status = ?", ids, models.StatusChurned).
		Distinct("customer_id").Pluck("customer_id", &churned).Error
	if err != nil {
		return nil, wrap("read when customers churned", err)
	}
	err = q.session(ctx).Raw("SELECT customer_id FROM status_changes WHERE customer_id IN ? AND changed_at >= ? "+
		"UNION SELECT customer_id FROM interactions WHERE customer_id IN ? AND happened_at >= ? "+
		"UNION SELECT customer_id FROM followups WHERE customer_id IN ? AND state IN ('planned', 'shelved') "+
		"UNION SELECT customer_id FROM deals WHERE customer_id IN ? AND (state IN ('open', 'shelved') OR closed_at >= ?) "+
		"UNION SELECT customer_id FROM tickets WHERE customer_id IN ? AND (state IN ('open', 'waiting') OR solved_at >= ?) "+
		"UNION SELECT customer_id FROM status_changes WHERE customer_id IN ? AND id > (SELECT id FROM status_changes WHERE changed_at >= ? ORDER BY changed_at LIMIT 1) "+
		"UNION SELECT customer_id FROM interactions WHERE customer_id IN ? AND id > (SELECT id FROM interactions WHERE happened_at >= ? ORDER BY happened_at LIMIT 1)",
		ids, since, ids, since, ids, ids, since, ids, since, ids, since, ids, since).Scan(&stirred).Error
	if err != nil {
		return nil, wrap("look what happened with churned customers", err)
	}
	return slices.DeleteFunc(ids, func(id int64) bool {
		return !slices.Contains(churned, id) || slices.Contains(stirred, id)
	}), nil
}

// notErased leaves out the customers whose data was erased: nothing leads to them but their code.
func notErased(db *gorm.DB) *gorm.DB { return db.Where("customers.erased_at IS NULL") }

// scrubWanted is the setting that says that something was erased and may still stand in free parts of the file: the ID
// and version of the customer that was erased last, "" when there is nothing.
const scrubWanted = "scrub"

// wantScrub remembers, in the transaction that erases, that the file has to be rewritten: whichever process is there
// next does it, also after a crash. It is no setting of the team's that anybody remembers: LockSettings isn't needed.
func (tx *Tx) wantScrub(ctx context.Context, erased *models.Customer) error {
	if tx.dialect.name != sqliteDialect.name {
		return nil
	}
	return tx.SaveSetting(ctx, scrubWanted, fmt.Sprintf("%d.%d", erased.ID, erased.Version))
}

// Scrub rewrites an SQLite file in whose free parts something stands that was erased; done is false while other
// processes keep it from that. It costs one point read when there is nothing to do. Servers keep no such file of ours.
func (s *Store) Scrub(ctx context.Context) (done bool, err error) {
	if s.dialect.name != sqliteDialect.name {
		return true, nil
	}
	wanted, err := s.Setting(ctx, scrubWanted)
	if err != nil || wanted == "" {
		return err == nil, err
	}
	if !s.scrub(ctx) {
		return false, nil
	}
	// What was erased meanwhile has another value, and stays wanted.
	err = s.Tx(ctx, func(tx *Tx) error {
		return tx.session(ctx).Exec("UPDATE settings SET value = '' WHERE name = ? AND value = ?", scrubWanted, wanted).Error
	})
	return err == nil, wrap("rewrite the file", err)
}

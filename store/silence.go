package store

import (
	"context"
	"database/sql"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

// The audiences of silences_told.
const (
	audienceOwner = "owner"
	audienceLead  = "lead"
)

// sinceOf are, for each rule, since when a customer c has been without what it asks for, and for which customers it asks.
var sinceOf = map[models.ColdRule]struct{ since, asks string }{
	models.ColdContact: {since: "(SELECT MAX(i.happened_at) FROM interactions i WHERE i.customer_id = c.id)"},
	models.ColdStep: {
		since: "(SELECT MAX(f.closed_at) FROM followups f WHERE f.customer_id = c.id)",
		asks:  " AND NOT EXISTS (SELECT 1 FROM followups p WHERE p.customer_id = c.id AND p.state = 'planned')",
	},
}

// insertSilences are statements that make the rows of some customers, where they have none. Nobody is told of a customer that churned, is
// archived or was erased.
func insertSilences(which string) (statements []string) {
	told := func(audience, what string) string {
		return "(SELECT " + what + " FROM silences_told t WHERE t.customer_id = w.customer_id AND t.rule = w.rule AND t.since = w.since AND t.audience = '" + audience + "')"
	}
	for _, rule := range models.ColdRuleNames() {
		of := sinceOf[rule]
		statements = append(statements, "INSERT INTO silences (customer_id, rule, owner, since, stage, waits) "+
			"SELECT w.customer_id, w.rule, w.owner, w.since, CASE WHEN EXISTS "+told(audienceLead, "1")+" THEN 2 WHEN EXISTS "+told(audienceOwner, "1")+" THEN 1 ELSE 0 END, "+
			"COALESCE("+told(audienceOwner, "t.told_at")+", w.since) FROM (SELECT c.id AS customer_id, '"+string(rule)+"' AS rule, c.owner, COALESCE("+of.since+", c.created_at) AS since "+
			"FROM customers c WHERE "+which+" AND c.status IN ('potential', 'active') AND c.archived_at IS NULL AND c.erased_at IS NULL"+of.asks+") AS w")
	}
	return statements
}

// silenced are the customers whose silences may be others after what entries of the audit log tell of.
func silenced(entries []models.AuditEntry) (ids []int64) {
	for _, e := range entries {
		if e.CustomerID != 0 && endsSilence(e) && !slices.Contains(ids, e.CustomerID) {
			ids = append(ids, e.CustomerID)
		}
	}
	return ids
}

func endsSilence(e models.AuditEntry) bool {
	switch {
	case e.Looked():
		return false
	case e.Entity == models.EntityInteraction || e.Entity == models.EntityFollowUp:
		return true
	case e.Entity != models.EntityCustomer:
		return false
	}
	switch models.Field(e.Field) {
	case "", models.FieldStatus, models.FieldOwner, models.FieldArchivedAt, models.FieldMergedInto:
		return true
	}
	return false
}

// refreshSilences makes the silences of some customers anew from what is there.
func (tx *Tx) refreshSilences(ctx context.Context, ids []int64) error {
	for some := range slices.Chunk(ids, rowsAtOnce) {
		if err := tx.session(ctx).Exec("DELETE FROM silences WHERE customer_id IN ?", some).Error; err != nil {
			return wrap("forget silences", err)
		}
		for _, statement := range insertSilences("c.id IN ?") {
			if err := tx.session(ctx).Exec(statement, some).Error; err != nil {
				return wrap("note since when a customer is silent", err)
			}
		}
	}
	return nil
}

// fillSilences notes since when each customer is silent.
func fillSilences(ctx context.Context, tx *sql.Tx) error {
	return inBatches(ctx, tx, "customers", func(after, through int64) error {
		statements := append([]string{"DELETE FROM silences WHERE customer_id > ? AND customer_id <= ?"}, insertSilences("c.id > ? AND c.id <= ?")...)
		for _, statement := range statements {
			if _, err := tx.ExecContext(ctx, statement, after, through); err != nil {
				return err
			}
		}
		return nil
	})
}

// noteCold notes, with messages that are decided, which silences they tell of. A message that stands in the outbox already tells of nothing
// new.
func (tx *Tx) noteCold(ctx context.Context, messages []models.OutboxMessage) error {
	for _, m := range messages {
		if m.Cold == nil {
			continue
		}
		var stands []int64
		if err := tx.session(ctx).Model(&models.OutboxMessage{}).Where("dedupe_key = ?", m.DedupeKey).Pluck("id", &stands).Error; err != nil {
			return wrap("look for a message", err)
		}
		if len(stands) > 0 {
			continue
		}
		for rule := range m.Cold.Cut {
			if err := tx.noteTold(ctx, rule, *m.Cold); err != nil {
				return wrap("note which silences are told", err)
			}
		}
	}
	return nil
}

// noteTold notes the silences of a rule that are told now.
func (tx *Tx) noteTold(ctx context.Context, rule models.ColdRule, t models.ColdTelling) error {
	audience, stage := audienceOwner, models.SilenceOwnerTold
	if t.Lead {
		audience, stage = audienceLead, models.SilenceLeadTold
	}
	for _, which := range tellable(rule, t) {
		insert := "INSERT INTO silences_told (customer_id, rule, since, audience, told_at, batch) SELECT s.customer_id, s.rule, s.since, ?, ?, ? FROM silences s WHERE " + which.condition +
			" AND NOT EXISTS (SELECT 1 FROM silences_told o WHERE o.customer_id = s.customer_id AND o.rule = s.rule AND o.since = s.since AND o.audience = ?)"
		if err := tx.session(ctx).Exec(insert, append(append([]any{audience, instant(t.At), t.Batch}, which.args...), audience)...).Error; err != nil {
			return err
		}
	}
	waits := ", waits = ?"
	set := []any{stage, instant(t.At)}
	if t.Lead {
		waits, set = "", set[:1]
	}
	update := "UPDATE silences SET stage = ?" + waits + " WHERE rule = ? AND EXISTS (SELECT 1 FROM silences_told t WHERE t.batch = ? AND t.audience = ? AND t.customer_id = silences.customer_id" +
		" AND t.rule = silences.rule AND t.since = silences.since) AND customer_id IN (SELECT b.customer_id FROM silences_told b WHERE b.batch = ?)"
	return tx.session(ctx).Exec(update, append(set, rule, t.Batch, audience, t.Batch)...).Error
}

// silent is a condition of silences s that an index answers.
type silent struct {
	condition string
	args      []any
}

// tellable are the conditions under which a silence s of a rule is told now: too long, and not told before. They stand apart since servers
// read all silences of the rule where one is joined to the other by OR.
func tellable(rule models.ColdRule, t models.ColdTelling) []silent {
	if !t.Lead {
		return []silent{{"s.rule = ? AND s.stage = 0 AND s.waits < ? AND s.owner = ?", []any{rule, t.Cut[rule], t.Owner}}}
	}
	told := []silent{{"s.rule = ? AND s.stage = 1 AND s.waits < ? AND s.since < ?", []any{rule, t.ToldBy, t.Cut[rule]}}}
	if len(t.Untold) == 0 {
		return told
	}
	return append(told, silent{"s.rule = ? AND s.stage = 0 AND s.waits < ? AND s.owner IN ?", []any{rule, t.LeadCut[rule], t.Untold}})
}

// UntoldSilences returns whose silences are too long and were told to nobody yet: the owners' IDs, "" among them for customers that nobody
// owns.
func (q Queries) UntoldSilences(ctx context.Context, cut models.ColdCut) (owners []string, err error) {
	for rule, before := range cut {
		var some []string
		err := q.session(ctx).Raw("SELECT DISTINCT owner FROM silences WHERE rule = ? AND stage = 0 AND waits < ?", rule, before).Scan(&some).Error
		if err != nil {
			return nil, wrap("look who has cold customers", err)
		}
		owners = append(owners, some...)
	}
	slices.Sort(owners)
	return slices.Compact(owners), nil
}

// Tellable reports whether there is a silence to tell of.
func (q Queries) Tellable(ctx context.Context, t models.ColdTelling) (bool, error) {
	for rule := range t.Cut {
		for _, which := range tellable(rule, t) {
			var found []int64
			if err := q.session(ctx).Raw("SELECT s.customer_id FROM silences s WHERE "+which.condition+" LIMIT 1", which.args...).Scan(&found).Error; err != nil {
				return false, wrap("look for silences to tell of", err)
			}
			if len(found) > 0 {
				return true, nil
			}
		}
	}
	return false, nil
}

// Untell forgets that the silences of a batch were told, since its message says nothing: the next one tells of them.
func (s *Store) Untell(ctx context.Context, batch string) error {
	return s.Tx(ctx, func(tx *Tx) error {
		var ids []int64
		if err := tx.session(ctx).Raw("SELECT DISTINCT customer_id FROM silences_told WHERE batch = ?", batch).Scan(&ids).Error; err != nil || len(ids) == 0 {
			return wrap("look what a message told", err)
		}
		if err := tx.session(ctx).Exec("DELETE FROM silences_told WHERE batch = ?", batch).Error; err != nil {
			return wrap("forget what a message told", err)
		}
		return tx.refreshSilences(ctx, ids)
	})
}

package store

import (
	"context"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

// The audiences of what was told.
const (
	audienceOwner = "owner"
	audienceLead  = "lead"
)

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
	audience, stage, kind := audienceOwner, models.SilenceOwnerTold, tx.dialect.silentBy(rule)
	if t.Lead {
		audience, stage = audienceLead, models.SilenceLeadTold
	}
	into, of := kind.key, "s."+kind.key
	if kind.key != "customer_id" {
		into, of = into+", customer_id", of+", s.customer_id"
	}
	for _, which := range tellable(rule, t) {
		insert := "INSERT INTO " + kind.told + " (" + into + ", rule, since, audience, told_at, batch) SELECT " + of + ", s.rule, s.since, ?, ?, ? FROM " + kind.table + " s WHERE " + which.condition +
			" AND NOT EXISTS (SELECT 1 FROM " + kind.told + " o WHERE o." + kind.key + " = s." + kind.key + " AND o.rule = s.rule AND o.since = s.since AND o.audience = ?)"
		if err := tx.session(ctx).Exec(insert, append(append([]any{audience, instant(t.At), t.Batch}, which.args...), audience)...).Error; err != nil {
			return err
		}
	}
	waits := ", waits = ?"
	set := []any{stage, instant(t.At)}
	if t.Lead {
		waits, set = "", set[:1]
	}
	update := "UPDATE " + kind.table + " SET stage = ?" + waits + " WHERE rule = ? AND EXISTS (SELECT 1 FROM " + kind.told + " t WHERE t.batch = ? AND t.audience = ? AND t." + kind.key + " = " + kind.table + "." + kind.key +
		" AND t.rule = " + kind.table + ".rule AND t.since = " + kind.table + ".since) AND " + kind.key + " IN (SELECT b." + kind.key + " FROM " + kind.told + " b WHERE b.batch = ?)"
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

// UntoldSilences returns whose silences are too long and were told to nobody yet: the owners' IDs, "" among them for what nobody owns.
func (q Queries) UntoldSilences(ctx context.Context, cut models.ColdCut) (owners []string, err error) {
	for rule, before := range cut {
		var some []string
		err := q.session(ctx).Raw("SELECT DISTINCT owner FROM "+q.dialect.silentBy(rule).table+" WHERE rule = ? AND stage = 0 AND waits < ?", rule, before).Scan(&some).Error
		if err != nil {
			return nil, wrap("look who has something cold", err)
		}
		owners = append(owners, some...)
	}
	slices.Sort(owners)
	return slices.Compact(owners), nil
}

// Tellable reports whether there is a silence to tell of.
func (q Queries) Tellable(ctx context.Context, t models.ColdTelling) (bool, error) {
	for rule := range t.Cut {
		from := q.dialect.silentBy(rule).table
		for _, which := range tellable(rule, t) {
			var found []int64
			if err := q.session(ctx).Raw("SELECT s.customer_id FROM "+from+" s WHERE "+which.condition+" LIMIT 1", which.args...).Scan(&found).Error; err != nil {
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
		for _, kind := range tx.dialect.silentKinds() {
			customers := "SELECT DISTINCT customer_id FROM silences_told WHERE batch = ?"
			if kind.key != "customer_id" { // whose deals they are by now
				customers = "SELECT DISTINCT d.customer_id FROM " + kind.told + " t JOIN deals d ON d.id = t.deal_id WHERE t.batch = ?"
			}
			var ids []int64
			if err := tx.session(ctx).Raw(customers, batch).Scan(&ids).Error; err != nil {
				return wrap("look what a message told", err)
			}
			if err := tx.session(ctx).Exec("DELETE FROM "+kind.told+" WHERE batch = ?", batch).Error; err != nil {
				return wrap("forget what a message told", err)
			}
			if err := tx.refreshSilences(ctx, kind, ids); err != nil {
				return err
			}
		}
		return nil
	})
}

// PassCold lets another message, which waits, tell the silences of a batch in the place of its own message. passed is false where none of
// that key waits: the batch stays as it is.
func (s *Store) PassCold(ctx context.Context, batch, key string) (passed bool, err error) {
	err = s.Tx(ctx, func(tx *Tx) error {
		var waits []int64
		err := tx.session(ctx).Raw("SELECT id FROM outbox WHERE dedupe_key = ? AND state = ?"+tx.dialect.share, key, models.OutboxPending).Scan(&waits).Error
		if passed = len(waits) > 0; err != nil || !passed {
			return wrap("look for the message that tells next", err)
		}
		for _, kind := range tx.dialect.silentKinds() {
			if err := tx.session(ctx).Exec("UPDATE "+kind.told+" SET batch = ? WHERE batch = ?", key, batch).Error; err != nil {
				return wrap("pass on what a message tells", err)
			}
		}
		return nil
	})
	return passed, err
}

package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
)

// silentKind is where the silences of a kind of record are kept, and who was told of them.
type silentKind struct {
	table, told string
	key         string // the column that names the record of a silence
	rules       []models.ColdRule
	columns     string // of the record r that stand in a silence as they are
	from        string // the records r of which somebody is told
	since       map[models.ColdRule]sinceWhen
}

// sinceWhen is, for a rule, since when a record r has been without what it asks for, and for which records it asks.
type sinceWhen struct{ since, asks string }

// customerSilences are those of customers. Nobody is told of one that churned, is archived or was erased.
func customerSilences() silentKind {
	return silentKind{
		table: "silences", told: "silences_told", key: "customer_id", rules: models.ColdRuleNames(), columns: "r.id AS customer_id, r.owner",
		from: "customers r WHERE {which} AND r.status IN ('potential', 'active') AND r.archived_at IS NULL AND r.erased_at IS NULL",
		since: map[models.ColdRule]sinceWhen{
			models.ColdContact: {since: "COALESCE((SELECT MAX(i.happened_at) FROM interactions i WHERE i.customer_id = r.id), r.created_at)"},
			models.ColdStep: {
				since: "COALESCE((SELECT MAX(f.closed_at) FROM followups f WHERE f.customer_id = r.id), r.created_at)",
				asks:  " AND NOT EXISTS (SELECT 1 FROM followups p WHERE p.customer_id = r.id AND p.state = 'planned')",
			},
		},
	}
}

// dealSilences are those of deals. Nobody is told of one that is closed, or shelved with its customer. What was told goes by the deal
// alone: it keeps that when its customer is merged into another.
func (d dialect) dealSilences() silentKind {
	return silentKind{
		table: "deal_silences", told: "deal_silences_told", key: "deal_id", rules: models.ColdDealRules(), columns: "r.id AS deal_id, r.customer_id, r.owner",
		from: "deals r WHERE {which} AND r.state = 'open'",
		since: map[models.ColdRule]sinceWhen{
			models.ColdStuck: {since: "r.stage_since"},
			models.ColdClose: {since: d.midnight("r.expected_close"), asks: " AND r.expected_close IS NOT NULL"},
		},
	}
}

// silentKinds are all kinds of records that have silences.
func (d dialect) silentKinds() []silentKind {
	return []silentKind{customerSilences(), d.dealSilences()}
}

// silentBy is the kind that a rule is of.
func (d dialect) silentBy(rule models.ColdRule) silentKind {
	if slices.Contains(models.ColdDealRules(), rule) {
		return d.dealSilences()
	}
	return customerSilences()
}

// insert are statements that make the rows of some records r, where they have none.
func (k silentKind) insert(which string) (statements []string) {
	told := func(audience, what string) string {
		return "(SELECT " + what + " FROM " + k.told + " t WHERE t." + k.key + " = w." + k.key + " AND t.rule = w.rule AND t.since = w.since AND t.audience = '" + audience + "')"
	}
	columns := "owner, since"
	if k.key != "customer_id" {
		columns = "customer_id, " + columns
	}
	for _, rule := range k.rules {
		of := k.since[rule]
		statements = append(statements, "INSERT INTO "+k.table+" ("+k.key+", rule, "+columns+", stage, waits) SELECT w."+k.key+", w.rule, w."+strings.ReplaceAll(columns, ", ", ", w.")+
			", CASE WHEN EXISTS "+told(audienceLead, "1")+" THEN 2 WHEN EXISTS "+told(audienceOwner, "1")+" THEN 1 ELSE 0 END, COALESCE("+told(audienceOwner, "t.told_at")+", w.since)"+
			" FROM (SELECT "+k.columns+", '"+string(rule)+"' AS rule, "+of.since+" AS since FROM "+strings.Replace(k.from, "{which}", which, 1)+of.asks+") AS w")
	}
	return statements
}

// silenced are the customers whose silences, or those of whose deals, may be others after what entries of the audit log tell of.
func silenced(entries []models.AuditEntry, ends func(models.AuditEntry) bool) (ids []int64) {
	for _, e := range entries {
		if e.CustomerID != 0 && !e.Looked() && ends(e) && !slices.Contains(ids, e.CustomerID) {
			ids = append(ids, e.CustomerID)
		}
	}
	return ids
}

func endsSilence(e models.AuditEntry) bool {
	switch e.Entity {
	case models.EntityInteraction, models.EntityFollowUp:
		return true
	case models.EntityCustomer:
		switch models.Field(e.Field) {
		case "", models.FieldStatus, models.FieldOwner, models.FieldArchivedAt, models.FieldMergedInto:
			return true
		}
	}
	return false
}

func endsDealSilence(e models.AuditEntry) bool {
	switch models.Field(e.Field) {
	case models.FieldArchivedAt, models.FieldMergedInto:
		return e.Entity == models.EntityCustomer
	case "", models.FieldStage, models.FieldStageSince, models.FieldDealState, models.FieldExpectedClose, models.FieldOwner:
		return e.Entity == models.EntityDeal
	}
	return false
}

// refreshSilences makes the silences of some customers, or of their deals, anew from what is there.
func (tx *Tx) refreshSilences(ctx context.Context, kind silentKind, customers []int64) error {
	which := "r.customer_id IN ?"
	if kind.key == "customer_id" {
		which = "r.id IN ?"
	}
	for some := range slices.Chunk(customers, rowsAtOnce) {
		if err := tx.session(ctx).Exec("DELETE FROM "+kind.table+" WHERE customer_id IN ?", some).Error; err != nil {
			return wrap("forget silences", err)
		}
		for _, statement := range kind.insert(which) {
			if err := tx.session(ctx).Exec(statement, some).Error; err != nil {
				return wrap("note since when something is silent", err)
			}
		}
	}
	return nil
}

// fillSilences notes since when each customer is silent.
func fillSilences(ctx context.Context, tx *sql.Tx) error {
	return inBatches(ctx, tx, "customers", func(after, through int64) error {
		statements := append([]string{"DELETE FROM silences WHERE customer_id > ? AND customer_id <= ?"}, customerSilences().insert("r.id > ? AND r.id <= ?")...)
		for _, statement := range statements {
			if _, err := tx.ExecContext(ctx, statement, after, through); err != nil {
				return err
			}
		}
		return nil
	})
}

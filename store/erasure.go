package store

import (
	"context"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
)

// table is a table of the database, with what becomes of its columns when a customer's data is erased. A text column that it
// doesn't name fails a test: nothing is forgotten because nobody thought of it.
type table struct {
	name    string
	kind    *models.Description // whose fields stand in its columns; nil for a table that is no kind's
	deletes bool                // its rows of the customer are deleted
	moves   bool                // its rows hang on the customer that this one is merged into
	empties []string            // further text columns, which are emptied
	keeps   []string            // further text columns, which stay
	sets    string              // what else an erasure changes of the customer's rows
}

// tables are all tables. Those up to the audit log have rows of a customer, which they name in customer_id, and are erased in
// this order; the customer's own row is written by EraseCustomer.
var tables = []table{
	{name: "customers", kind: &models.Customers.Description, empties: []string{"stem_key", "sound_key", "search_text", "sort_key", "sealed"}, keeps: []string{"sealed_key"}},
	{name: "search_pending", deletes: true},
	{name: "custom_values", deletes: true},
	{name: "sightings", deletes: true},
	{name: "silences", deletes: true},
	{name: "silences_told", deletes: true},
	{name: "deal_silences", deletes: true},
	{name: "deal_news", deletes: true},
	{name: "deal_silences_told", deletes: true},
	{name: "findings", deletes: true},
	{name: "contacts", kind: &models.Contacts.Description, empties: []string{"sealed"}, keeps: []string{"sealed_key"}, moves: true},
	{name: "interactions", kind: &models.Interactions.Description, moves: true},
	{name: "followups", kind: &models.FollowUps.Description, sets: "updated_at = ?, version = version + 1", moves: true},
	{name: "status_changes", kind: &models.StatusChanges.Description, moves: true},
	{name: "deals", kind: &models.Deals.Description, empties: []string{"custom"}, moves: true},
	{name: "stage_moves", keeps: []string{"moved_by"}, moves: true},
	{name: "tickets", kind: &models.Tickets.Description, empties: []string{"custom"}, keeps: []string{"channel", "thread", "answer"}, moves: true},
	{name: "ticket_messages", empties: []string{"author", "text", "files"}, keeps: []string{"channel", "ts", "side"}, moves: true},
	{name: "ticket_moves", empties: []string{"moved_by"}, keeps: []string{"from_state", "to_state"}, moves: true},
	{name: "campaign_members", kind: &models.CampaignMembers.Description, moves: true},
	{name: "campaign_touches", keeps: []string{"from_state", "to_state", "moved_by"}, moves: true},
	{name: "audit_entries", empties: []string{"old_value", "new_value", "sealed_key"}, keeps: []string{"actor", "entity", "action", "field", "source", "operation", "event"}, moves: true},

	// Of what follows nothing is a customer's: deliveries and messages name it by its ID at most, and are forgotten with time.
	{name: "custom_fields", keeps: []string{"entity", "kind", "label_en", "label_zh", "options"}},
	{name: "members", keeps: []string{"user_id", "role", "language", "zone", "updated_by", "digest_time", "quiet_from", "quiet_to"}},
	{name: "cleaning_looks", keeps: []string{"kind"}},
	{name: "pipelines", keeps: []string{"label_en", "label_zh"}},
	{name: "stages", keeps: []string{"kind", "label_en", "label_zh"}},
	{name: "targets", keeps: []string{"person", "span", "currency", "set_by"}},
	{name: "intakes", keeps: []string{"channel", "ts", "author", "subject", "set_aside_by"}}, // until somebody says whose they are, and then no subject
	{name: "campaigns", kind: &models.Campaigns.Description},
	{name: "campaign_names", keeps: []string{"name_key"}},
	{name: "campaign_merges", keeps: []string{"operation", "gone"}}, // states of members, by IDs
	{name: "campaign_merge_rows", keeps: []string{"kept_in", "name_key"}},
	{name: "tags", keeps: []string{"name_key", "name", "created_by"}},
	{name: "settings", keeps: []string{"name", "value"}},
	{name: "personal_questions", keeps: []string{"user_id", "question"}},            // blind indexes, for a day
	{name: "saved_searches", keeps: []string{"name", "name_key", "query", "owner"}}, // none asks for personal data
	{name: "merges", keeps: []string{"merged_by", "operation"}},
	{name: "pair_decisions", keeps: []string{"decided_by"}},
	{name: "merge_rows", keeps: []string{"kept_in"}},
	{name: "tasks", keeps: []string{"kind", "mode", "by_user", "place", "state", "title", "args", "locale", "zone", "counts", "failure", "claimed_by"}},
	{name: "task_rows", keeps: []string{"outcome", "operation", "reason"}},       // reasons hold nothing that somebody typed (models.Reasons)
	{name: "import_mappings", keeps: []string{"shape", "mapping", "updated_by"}}, // names of columns, words of choices
	{name: "outbox", keeps: []string{"dedupe_key", "kind", "recipient", "payload", "claimed_by", "state", "channel", "ts", "last_error"}},
	{name: "canned_replies", keeps: []string{"name", "name_key", "text", "updated_by"}}, // about no customer
	{name: "ticket_turns", keeps: []string{"user_id"}},
	{name: "ticket_alerts", keeps: []string{"receiver", "message", "target", "assignee"}},
	{name: "envelopes", keeps: []string{"key", "owner"}},
	{name: "job_runs", keeps: []string{"job", "claimed_by"}},
	{name: "processes", keeps: []string{"owner"}},
	{name: "sequences", keeps: []string{"name"}},
	{name: "search_lists", keeps: []string{"listing", "members"}},        // unlist takes the customer out of each
	{name: "search_marks", keeps: []string{"sorted", "mark", "members"}}, // likewise; and a mark away that is its text
	{name: "search_fence", keeps: []string{"name"}},
	{name: "vault_keys", keeps: []string{"id", "proof"}},
}

// emptied are the columns of a table that an erasure empties, whatever the customer's name.
func (t table) emptied() []string {
	var columns []string
	if t.kind != nil {
		for _, field := range t.kind.Fields {
			if field.Erasure == models.Erased {
				columns = append(columns, field.Columns()...)
			}
		}
	}
	return append(columns, t.empties...)
}

// fate is what an erasure does to a column; "" where the table says nothing of it.
func (t table) fate(column string) models.Erasure {
	if t.deletes || slices.Contains(t.emptied(), column) {
		return models.Erased
	}
	if slices.Contains(t.keeps, column) {
		return models.Kept
	}
	if t.kind != nil {
		at := slices.IndexFunc(t.kind.Fields, func(f models.FieldSpec) bool { return slices.Contains(f.Columns(), column) })
		if at >= 0 {
			return t.kind.Fields[at].Erasure
		}
	}
	return ""
}

// eraseBelongings does to all that belongs to a customer what the tables say.
func (tx *Tx) eraseBelongings(ctx context.Context, erased models.Customer) error {
	for _, t := range tables[1:] {
		if !t.deletes && len(t.emptied()) == 0 {
			continue
		}
		statement, args := "DELETE FROM "+t.name, []any{}
		if !t.deletes {
			statement = "UPDATE " + t.name + " SET " + strings.Join(t.emptied(), " = '', ") + " = ''"
		}
		if t.sets != "" {
			statement, args = statement+", "+t.sets, append(args, *erased.ErasedAt)
		}
		statement += " WHERE customer_id = ?"
		args = append(args, erased.ID)
		if err := tx.session(ctx).Exec(statement, args...).Error; err != nil {
			return wrap("erase what belongs to a customer", err)
		}
	}
	return nil
}

package main

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/models"
)

// The writes of a new customer, as the bot makes them.
const (
	insertEnvelope = "INSERT INTO envelopes (`key`, received_at) VALUES (?, ?)"
	takeNumber     = "UPDATE sequences SET next = next + 1 WHERE name = ?"
	readNumber     = "SELECT next FROM sequences WHERE name = ?"
	insertCustomer = "INSERT INTO customers (code, name, name_key, contact_name, contact_title, company, industry, phone, phone_key, email, email_key, address, " +
		"status, opportunity, next_follow_up, next_follow_up_time, notes, owner, created_by, created_at, updated_by, updated_at, version, search_text) " +
		"VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
	insertGrams    = "INSERT INTO customer_grams (gram, customer_id) VALUES "
	insertChange   = "INSERT INTO status_changes (customer_id, from_status, to_status, interaction_id, reason, changed_by, changed_at) VALUES (?,?,?,?,?,?,?)"
	insertFollowUp = "INSERT INTO followups (customer_id, title, due_on, due_time, zone, due_at, assignee, state, outcome, snoozed_count, closed_at, closed_by, " +
		"created_by, created_at, updated_at, version) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
	insertAudit = "INSERT INTO audit_entries (at, actor, entity, entity_id, version, action, field, old_value, new_value, source) VALUES "
	auditRow    = "(?,?,?,?,?,?,?,?,?,?)"
)

// source is who creates, by which way, and what is remembered of the delivery.
type source struct{ user, way, trigger string }

// create saves a customer in one transaction, and reads and shows its card.
func (h *handler) create(ctx context.Context, c models.Customer, by source) (*slack.WebhookMessage, error) {
	id, err := h.save(ctx, c, by)
	if err != nil {
		return nil, err
	}
	return h.card(ctx, id, "✅ created")
}

func (h *handler) save(ctx context.Context, c models.Customer, by source) (id int64, err error) {
	tx, err := h.db.write.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback() }()
	at := now()
	if _, err := h.db.exec(ctx, tx, insertEnvelope, "trg:"+by.trigger, at.Unix()); err != nil {
		return 0, err
	}
	if c.Code, err = h.nextCode(ctx, tx); err != nil {
		return 0, err
	}
	if id, err = h.insert(ctx, tx, c, by, at); err != nil {
		return 0, err
	}
	if _, err := h.db.exec(ctx, tx, insertChange, id, "", c.Status, 0, "", by.user, h.db.instant(at)); err != nil {
		return 0, err
	}
	audit := []any{h.db.instant(at), by.user, "customer", id, 1, "create", "", "", c.Code, by.way}
	rows := auditRow
	if !c.NextFollowUp.IsZero() {
		planned, err := h.plan(ctx, tx, id, c, by, at)
		if err != nil {
			return 0, err
		}
		rows += "," + auditRow
		audit = append(audit, h.db.instant(at), by.user, "followup", planned, 1, "create", "due_on", "", c.NextFollowUp.String(), by.way)
	}
	if _, err := h.db.exec(ctx, tx, insertAudit+rows, audit...); err != nil {
		return 0, err
	}
	return id, tx.Commit()
}

func (h *handler) nextCode(ctx context.Context, tx *sql.Tx) (string, error) {
	if _, err := h.db.exec(ctx, tx, takeNumber, "customer"); err != nil {
		return "", err
	}
	var next int64
	err := tx.StmtContext(ctx, h.db.writing[readNumber]).QueryRowContext(ctx, "customer").Scan(&next) //nolint:sqlclosecheck // prepared once, used to the end
	return models.CustomerCode(next - 1), err
}

// insert writes the customer and its grams.
func (h *handler) insert(ctx context.Context, tx *sql.Tx, c models.Customer, by source, at time.Time) (int64, error) {
	grams, text := searchTerms(c.Code, c.Name, c.Company)
	result, err := h.db.exec(ctx, tx, insertCustomer, c.Code, c.Name, c.NameKey, c.ContactName.Plain(), c.ContactTitle, c.Company, c.Industry,
		c.Phone.Plain(), c.PhoneKey.Plain(), c.Email.Plain(), c.EmailKey.Plain(), c.Address.Plain(), string(c.Status), c.Opportunity,
		day(c.NextFollowUp), string(c.NextFollowUpTime), c.Notes, c.Owner, by.user, h.db.instant(at), by.user, h.db.instant(at), 1, text)
	if err != nil {
		return 0, err
	}
	id, err := result.LastInsertId()
	if err != nil {
		return 0, err
	}
	args := make([]any, 0, 2*len(grams))
	for _, gram := range grams {
		args = append(args, gram, id)
	}
	_, err = h.db.exec(ctx, tx, insertGrams+strings.TrimSuffix(strings.Repeat("(?,?),", len(grams)), ","), args...)
	return id, err
}

// plan writes the follow-up.
func (h *handler) plan(ctx context.Context, tx *sql.Tx, id int64, c models.Customer, by source, at time.Time) (int64, error) {
	var due any
	if c.NextFollowUpTime != "" {
		due = h.db.instant(c.NextFollowUp.At(c.NextFollowUpTime, time.UTC))
	}
	result, err := h.db.exec(ctx, tx, insertFollowUp, id, "", day(c.NextFollowUp), string(c.NextFollowUpTime), "UTC", due, c.Owner,
		string(models.FollowUpPlanned), "", 0, nil, "", by.user, h.db.instant(at), h.db.instant(at), 1)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

func day(d models.Date) any {
	if d.IsZero() {
		return nil
	}
	return d.String()
}

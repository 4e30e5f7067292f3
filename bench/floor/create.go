package main

import (
	"context"
	"database/sql"
	"errors"
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
		"status, opportunity, next_follow_up, next_follow_up_time, notes, owner, kind, source, created_by, created_at, updated_by, updated_at, version, search_text, stem_key, source_key, contact_key, sealed, " +
		"sealed_key) " +
		"VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
	insertGrams    = "INSERT INTO customer_grams (gram, customer_id) VALUES "
	insertChange   = "INSERT INTO status_changes (customer_id, from_status, to_status, interaction_id, reason, changed_by, changed_at) VALUES (?,?,?,?,?,?,?)"
	insertFollowUp = "INSERT INTO followups (customer_id, title, due_on, due_time, zone, due_at, assignee, state, outcome, snoozed_count, closed_at, closed_by, " +
		"created_by, created_at, updated_at, version) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
	insertAudit = "INSERT INTO audit_entries (at, actor, entity, entity_id, version, action, field, old_value, new_value, source, customer_id, operation, undoes) VALUES "
	auditRow    = "(?,?,?,?,?,?,?,?,?,?,?,?,0)"
)

// lookups find who a new customer may be the same as: by name without legal suffix, phone and email.
var lookups = map[models.Field]string{
	models.FieldName:  "SELECT id FROM (SELECT id FROM customers WHERE stem_key = ? ORDER BY id LIMIT 4) AS few_names",
	models.FieldPhone: "SELECT id FROM (SELECT id FROM customers WHERE phone_key IN (?, ?) ORDER BY id LIMIT 4) AS few_phones",
	models.FieldEmail: "SELECT id FROM (SELECT id FROM customers WHERE email_key IN (?, ?) ORDER BY id LIMIT 4) AS few_emails",
}

// source is who creates, by which way, and what is remembered of the delivery.
type source struct{ user, way, trigger string }

// create saves a customer in one transaction, and reads and shows its card.
func (h *handler) create(ctx context.Context, c models.Customer, by source) (*slack.WebhookMessage, error) {
	c.CreatedBy, c.UpdatedBy, c.CreatedAt, c.UpdatedAt, c.Version = by.user, by.user, now(), now(), 1
	if err := h.save(ctx, &c, by); err != nil {
		return nil, err
	}
	return h.card(ctx, c, "✅ created")
}

func (h *handler) save(ctx context.Context, c *models.Customer, by source) error {
	tx, err := h.db.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	at := now()
	if _, err := h.db.exec(ctx, tx, insertEnvelope, "trg:"+by.trigger, at.Unix()); err != nil {
		return err
	}
	if err := h.duplicates(ctx, tx, *c); err != nil {
		return err
	}
	if c.Code, err = h.nextCode(ctx, tx); err != nil {
		return err
	}
	if c.ID, err = h.insert(ctx, tx, *c, by, at); err != nil {
		return err
	}
	if _, err := h.db.exec(ctx, tx, insertChange, c.ID, "", c.Status, 0, "", by.user, h.db.instant(at)); err != nil {
		return err
	}
	audit := []any{h.db.instant(at), by.user, "customer", c.ID, 1, "create", "", "", c.Code, by.way, c.ID, by.trigger[:min(len(by.trigger), 32)]}
	rows := auditRow
	if !c.NextFollowUp.IsZero() {
		planned, err := h.plan(ctx, tx, c.ID, *c, by, at)
		if err != nil {
			return err
		}
		rows += "," + auditRow
		audit = append(audit, h.db.instant(at), by.user, "followup", planned, 1, "create", "due_on", "", c.NextFollowUp.String(), by.way, c.ID, by.trigger[:min(len(by.trigger), 32)])
	}
	if _, err := h.db.exec(ctx, tx, insertAudit+rows, audit...); err != nil {
		return err
	}
	return tx.Commit()
}

// duplicates looks for customers that agree with a new one; the load makes none.
func (h *handler) duplicates(ctx context.Context, tx *sql.Tx, c models.Customer) error {
	var selects []string
	var args []any
	for _, field := range models.DuplicateFields() {
		if key := c.Likeness(field); key != "" {
			selects, args = append(selects, lookups[field]), append(args, key)
			if kind := kinds[field]; kind != "" {
				blind, err := h.db.keys.Index(kind, key)
				if err != nil {
					return err
				}
				args = append(args, blind)
			}
		}
	}
	rows, err := tx.QueryContext(ctx, strings.Join(selects, " UNION "), args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	if rows.Next() {
		return errors.New("the load has made a duplicate")
	}
	return rows.Err()
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
	s, err := seal(h.db.keys, c)
	if err != nil {
		return 0, err
	}
	result, err := h.db.exec(ctx, tx, insertCustomer, c.Code, c.Name, c.NameKey, "", c.ContactTitle, c.Company, c.Industry,
		"", s.phone, "", s.email, "", string(c.Status), c.Opportunity,
		day(c.NextFollowUp), string(c.NextFollowUpTime), c.Notes, c.Owner, string(c.Kind), c.Source, by.user, h.db.instant(at), by.user, h.db.instant(at), 1, text, models.NormaliseName(c.Name), models.NormaliseText(c.Source), s.contact, s.sealed, h.db.keys.Primary())
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

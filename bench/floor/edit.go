package main

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/models"
)

// What precedes and follows everything a person does with the bot: who they are, and what they looked at.
const (
	preferences = "SELECT s.version AS settings, COALESCE(m.id, 0) AS id, COALESCE(m.role, '') AS role, COALESCE(m.language, '') AS language, " +
		"COALESCE(m.zone, '') AS zone, COALESCE(m.digest_time, '') AS digest_time, COALESCE(m.reminders_off, FALSE) AS reminders_off, COALESCE(m.deals_untold, FALSE) AS deals_untold, COALESCE(m.tickets_untold, FALSE) AS tickets_untold, " +
		"COALESCE(m.quiet_from, '') AS quiet_from, COALESCE(m.quiet_to, '') AS quiet_to, m.muted_until, COALESCE(m.version, 0) AS version " +
		"FROM settings s LEFT JOIN members m ON m.user_id = ? WHERE s.name = 'team'"
	sawSQLite = "INSERT INTO sightings (customer_id, seen_at, user_id) VALUES (?,?,?) ON CONFLICT (user_id, customer_id) DO UPDATE SET seen_at = excluded.seen_at"
	sawMySQL  = "INSERT INTO sightings (customer_id, seen_at, user_id) VALUES (?,?,?) ON DUPLICATE KEY UPDATE seen_at = VALUES(seen_at)"
)

// The reads and writes of a changed field.
const (
	insertEnvelope = "INSERT INTO envelopes (`key`, received_at) VALUES (?, ?)"
	lockCustomer   = "SELECT * FROM customers WHERE id = ? LIMIT 1"
	updateCustomer = "UPDATE customers SET notes = ?, updated_by = ?, updated_at = ?, version = ? WHERE id = ? AND version = ?"
	insertAudit    = "INSERT INTO audit_entries (at, actor, entity, entity_id, version, action, field, old_value, new_value, source, customer_id, operation, undoes) " +
		"VALUES (?,?,?,?,?,?,?,?,?,?,?,?,0)"
)

// source is who changes, by which way, and what is remembered of the delivery.
type source struct{ user, way, trigger string }

// enter looks a person up.
func (h *handler) enter(ctx context.Context, user string) error {
	return h.db.query(ctx, preferences, func(rows *sql.Rows) error {
		var version, id, member int
		var role, language, zone, digest, from, to string
		var off bool
		var muted models.Date
		return rows.Scan(&version, &id, &role, &language, &zone, &digest, &off, &from, &to, &muted, &member)
	}, user)
}

// saw remembers what was looked at, once the answer is out.
func (h *handler) saw(ctx context.Context, user string, customer int64) error {
	_, err := h.db.write.ExecContext(ctx, h.db.saw, customer, h.db.instant(now()), user)
	return err
}

// edit changes a customer's notes: "C001 notes=…".
func (h *handler) edit(ctx context.Context, rest string, by source) (*slack.WebhookMessage, error) {
	code, notes, ok := strings.Cut(rest, " notes=")
	if !ok {
		return nil, fmt.Errorf("edit %q", rest)
	}
	found, err := h.customer(ctx, code)
	if err != nil {
		return nil, err
	}
	saved, err := h.change(ctx, found.ID, notes, by)
	if err != nil {
		return nil, err
	}
	return h.card(ctx, saved, "✅ saved")
}

func (h *handler) change(ctx context.Context, id int64, notes string, by source) (models.Customer, error) {
	tx, err := h.db.write.BeginTx(ctx, nil)
	if err != nil {
		return models.Customer{}, err
	}
	defer func() { _ = tx.Rollback() }()
	at := now()
	if err := h.db.exec(ctx, tx, insertEnvelope, "trg:"+by.trigger, at.Unix()); err != nil {
		return models.Customer{}, err
	}
	c, err := h.lock(ctx, tx, id)
	if err != nil {
		return c, err
	}
	before := c
	c.Notes, c.UpdatedBy, c.UpdatedAt, c.Version = notes, by.user, at, c.Version+1
	if err := h.db.exec(ctx, tx, updateCustomer, c.Notes, c.UpdatedBy, h.db.instant(at), c.Version, id, before.Version); err != nil {
		return c, err
	}
	if err := h.db.exec(ctx, tx, insertAudit, h.db.instant(at), by.user, "customer", id, c.Version, "update", "notes", before.Notes, c.Notes, by.way, id,
		by.trigger[:min(len(by.trigger), 32)]); err != nil {
		return c, err
	}
	return c, tx.Commit()
}

func (h *handler) lock(ctx context.Context, tx *sql.Tx, id int64) (c models.Customer, err error) {
	rows, err := tx.QueryContext(ctx, lockCustomer+h.db.forUpdate, id)
	if err != nil {
		return c, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := h.db.scanCustomer(rows, &c); err != nil {
			return c, err
		}
	}
	return c, rows.Err()
}

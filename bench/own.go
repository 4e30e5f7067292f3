package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
	"github.com/guanxi-crm/guanxi/store"
)

// How much the customer has whose card "show own" looks at.
const (
	ownFields  = 30
	ownHistory = 1000
	ownSource  = "bench" // of its audit entries
)

// showOwn looks at the card of a customer with values of the team's own fields. The command is another name of show, by
// which the floor knows that there are such fields: the bot is told by the settings' version.
func (a *acts) showOwn(ctx context.Context, p *person, _ int) (time.Duration, error) {
	message, took, err := p.command(ctx, "view C001")
	if last := fmt.Sprint("value ", ownFields-1); err == nil && !strings.Contains(blockkit.Readable(message.Blocks), last) {
		err = fmt.Errorf("view C001 doesn't show %q: %q", last, message.Text)
	}
	return took, err
}

// withEdits takes the audit entries of edits out again: what is counted is a created customer's.
func (d *database) withEdits(ctx context.Context, use func() error) error {
	var last int64
	err := d.pool.QueryRowContext(ctx, "SELECT COALESCE(MAX(id), 0) FROM audit_entries").Scan(&last)
	if err == nil {
		err = use()
	}
	if _, gone := d.pool.ExecContext(ctx, "DELETE FROM audit_entries WHERE id > ?", last); err == nil && gone != nil {
		err = fmt.Errorf("take the edits out: %w", gone)
	}
	return err
}

// withOwnFields gives the first customer values of 30 fields and a long history, while use runs.
func (d *database) withOwnFields(ctx context.Context, use func() error) error {
	st, err := store.Open(ctx, d.driver, d.dsn)
	if err != nil {
		return err
	}
	err = st.Tx(ctx, addOwnFields(ctx))
	_ = st.Close()
	if err != nil {
		return fmt.Errorf("add fields: %w", err)
	}
	err = use()
	for _, statement := range []string{
		"DELETE FROM custom_values", "DELETE FROM custom_fields", "DELETE FROM audit_entries WHERE source = '" + ownSource + "'", "UPDATE settings SET version = version + 1",
	} {
		if _, gone := d.pool.ExecContext(ctx, statement); err == nil && gone != nil {
			err = fmt.Errorf("take the fields out: %w", gone)
		}
	}
	return err
}

func addOwnFields(ctx context.Context) func(tx *store.Tx) error {
	return func(tx *store.Tx) error {
		if err := tx.LockSettings(ctx); err != nil {
			return err
		}
		var values []models.CustomValue
		for i := range ownFields {
			label := fmt.Sprint("Field ", i)
			f := models.CustomField{Kind: models.CustomText, LabelEN: label, LabelZH: label, Position: i, Version: 1}
			if err := tx.InsertCustomField(ctx, &f); err != nil {
				return err
			}
			values = append(values, f.Rows(1, fmt.Sprint("value ", i))...)
		}
		if err := tx.SaveCustomValues(ctx, 1, nil, values); err != nil {
			return err
		}
		entries := make([]models.AuditEntry, ownHistory)
		for i := range entries {
			entries[i] = models.AuditEntry{
				At: time.Now().UTC(), Actor: userID(0), Entity: models.EntityCustomer, EntityID: 1, CustomerID: 1, Version: i + 2, Action: models.ActionUpdate,
				Field: string(models.FieldNotes), OldValue: fmt.Sprint("note ", i), NewValue: fmt.Sprint("note ", i+1), Source: ownSource,
			}
		}
		return tx.AppendAudit(ctx, entries)
	}
}

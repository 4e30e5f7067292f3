package models

import "time"

// AuditEntry is one changed field of one record, written in the transaction that changed it. Entries are only ever
// added.
type AuditEntry struct {
	ID       int64
	At       time.Time
	Actor    string
	Entity   string // "customer", "followup", "interaction"
	EntityID int64
	Version  int    // of the record after the change
	Action   string // "create", "update", "status", "done", "snooze", "cancel", "log"
	Field    string // "" when the whole record is meant
	OldValue string
	NewValue string
	Source   string // Operation.Source
}

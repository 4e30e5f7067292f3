package models

import "time"

// HistoryEntry is an audit entry with what a reader wants to know of the record it is about.
type HistoryEntry struct {
	AuditEntry
	Subject string            // a follow-up's title or an interaction's text; "" when there is none, or the record is gone
	Custom  *CustomField      `gorm:"-"` // the custom field that changed; nil for every other entry
	Names   map[string]string `gorm:"-"` // FieldSpec.Names
}

// Spec describes the field that changed. Of an entry about no field of a record it only has the key.
func (e HistoryEntry) Spec() FieldSpec {
	if e.Custom != nil {
		return e.Custom.Spec()
	}
	if spec, known := Describe(e.Entity, Field(e.Field)); known {
		spec.Names = e.Names
		return spec
	}
	return FieldSpec{Key: Field(e.Field)}
}

// HistoryPage is one page of what happened to a customer, newest first.
type HistoryPage struct {
	Entries []HistoryEntry
	Next    string // where the next page begins; "" when this is the last
}

// UndoMaxAge is how old a change may be to be taken back.
const UndoMaxAge = 24 * time.Hour

// Undo is a change that can be taken back, or was.
type Undo struct {
	Operation string // AuditEntry.Operation of the change
	At        time.Time
	Source    string
	Customer  Customer       // as it is; once taken back, as it then is
	Entries   []HistoryEntry // what the change did, in its order, as far as it can be taken back
	Kept      []UndoKept     // what stays
	// Task is the task that made the change, which is taken back as a whole; nothing else is set then. Its ID is 0 for every other change.
	Task Task
	// Campaign is, of a change of a campaign, that one: it is no customer's. Its ID is 0 for every other change.
	Campaign Campaign
}

// UndoKept is who goes on having a customer or a follow-up, since who had it before can't be given it any more.
type UndoKept struct {
	Field    Field  // FieldOwner or FieldAssignee
	FollowUp int64  // ID, of an assignee
	Before   string // Slack user ID
	Present  string // "" is nobody
	Why      Unfit
}

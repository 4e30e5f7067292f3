package models

import (
	"slices"
	"time"
)

// AuditEntry is one changed field of one record, written in the transaction that changed it. Entries are only ever
// added.
type AuditEntry struct {
	ID         int64
	At         time.Time
	Actor      string
	Entity     string // one of the Entity constants
	EntityID   int64
	CustomerID int64  // whose history it belongs to; 0 for what is no customer's
	Version    int    // of the record after the change
	Action     string // one of the Action constants
	Field      string // "" when the whole record is meant
	OldValue   string
	NewValue   string
	Source     string    // Operation.Source
	Operation  string    // the same for all that was changed at once; "" for entries older than the column
	Undoes     int64     // the entry that this one takes back; 0 for every other
	Leads      EventKind `gorm:"column:event"` // the event of the customer's timeline that begins with this entry; "" where none does. The store sets it
	Unreadable bool      `gorm:"-"`            // a value is kept and can't be read: it looks empty
}

// The entities of the audit log.
const (
	EntityCustomer    = "customer"
	EntityFollowUp    = "followup"
	EntityInteraction = "interaction"
	EntityField       = "field"    // a custom field's definition; it belongs to no customer
	EntityMember      = "member"   // a person of the team: who gave them which role
	EntitySettings    = "settings" // what holds for the team
	EntityMessage     = "message"  // one on its way to Slack
	EntityReply       = "reply"    // a canned reply
	EntityIntake      = "intake"   // a message of a support channel that is nobody's ticket yet
	EntitySearch      = "search"   // a saved search
	EntityTag         = "tag"      // one of the team's, which belongs to no customer
	EntityContact     = "contact"  // of a customer, beside its primary one
	EntityDeal        = "deal"     // of a customer
	EntityTicket      = "ticket"   // of a customer
	EntityPipeline    = "pipeline" // one of the team's
	EntityStage       = "stage"    // of a pipeline
	EntityCampaign    = "campaign" // one of the team's
	// EntityCampaignMember is that a customer is among those whom a campaign addresses.
	EntityCampaignMember = "campaign_member"
	EntityTask           = "task" // an import, a bulk change; what it does to a customer belongs to that
)

// The actions of the audit log.
const (
	ActionCreate  = "create"
	ActionUpdate  = "update"
	ActionStatus  = "status"
	ActionDone    = "done"
	ActionSnooze  = "snooze"
	ActionCancel  = "cancel"
	ActionLog     = "log"
	ActionUndo    = "undo"
	ActionArchive = "archive"
	ActionMerge   = "merge"
	ActionReply   = "reply"  // something was said in a ticket's conversation, of which the record has what; with a field, what followed from that
	ActionTwo     = "two"    // somebody said that it isn't the same as another; nothing changed
	ActionIgnore  = "ignore" // somebody said that what was found of it is right; nothing changed
	ActionHeed    = "heed"   // somebody took that back
	ActionReveal  = "reveal" // somebody looked at personal data; nothing changed
	ActionExport  = "export" // somebody took a copy of all data of the customer; nothing changed
	ActionErase   = "erase"  // the entries before it lost their values
	ActionSearch  = "search" // somebody found the customer by the exact value of a personal field; nothing changed
	ActionMove    = "move"
	ActionRetire  = "retire"
	ActionRestore = "restore"

	ActionDelete    = "delete"
	ActionPromote   = "promote" // a contact was made the primary one: it stands in the customer's record and is no record of its own any more
	ActionDemote    = "demote"  // the primary contact was made one of the others: it is a record of its own
	ActionRedeliver = "redeliver"
	ActionDismiss   = "dismiss"
)

// Judges reports an entry that tells what somebody thinks of a record, and of no change of it.
func (e AuditEntry) Judges() bool {
	return e.Action == ActionTwo || e.Action == ActionIgnore || e.Action == ActionHeed
}

// Looked reports an entry of somebody who learnt something of personal data, and changed nothing.
func (e AuditEntry) Looked() bool { return slices.Contains(LookActions(), e.Action) }

// LookActions are the actions of entries that tell who learnt something: undo passes over them.
func LookActions() []string { return []string{ActionReveal, ActionExport, ActionSearch} }

// PassedOver are the actions of entries that nobody takes back: who learnt something, and what was said elsewhere.
func PassedOver() []string { return append(LookActions(), ActionReply) }

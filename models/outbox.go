package models

import "time"

// OutboxState is where a message on its way to Slack stands.
type OutboxState string

// The states of an outbox message.
const (
	OutboxPending OutboxState = "pending"
	OutboxSent    OutboxState = "sent"
	OutboxDead    OutboxState = "dead"    // refused for good, or tried too often; LastError says why
	OutboxDropped OutboxState = "dropped" // an admin has seen that it was not delivered, and let it go
)

// OutboxMessage is a message decided upon but maybe not yet posted. It is written in the transaction that decided it
// and holds identifiers, not personal data: the text is rendered when it is sent.
type OutboxMessage struct {
	ID           int64
	DedupeKey    string // unique; also stands in the posted message's metadata
	Kind         string // "digest", "summary", "report", "reminder", "escalation"
	Recipient    string // Slack user or channel ID, or a channel name
	Payload      string // JSON, understood by the kind's renderer
	NotBefore    time.Time
	Attempts     int
	ClaimedBy    string
	ClaimedUntil *time.Time
	State        OutboxState
	Channel      string // where it was posted
	TS           string // Slack's timestamp of the posted message
	LastError    string
	CreatedAt    time.Time
	SentAt       *time.Time
}

// TableName keeps the pattern's own name.
func (OutboxMessage) TableName() string { return "outbox" }

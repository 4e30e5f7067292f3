package models

import "time"

// OutboxState is where a message on its way to Slack stands.
type OutboxState string

// The states of an outbox message.
const (
	OutboxPending OutboxState = "pending"
	OutboxSent    OutboxState = "sent"
	OutboxPosted  OutboxState = "posted"  // as sent, but an earlier attempt may have posted it too: looked for again at NotBefore
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
	Attempts     int // how often it was claimed, but for claims that were given back
	Untried      int // how many of these certainly sent no request to Slack
	ClaimedBy    string
	ClaimedUntil *time.Time
	State        OutboxState
	Channel      string // where it was posted
	TS           string // Slack's timestamp of the posted message
	LastError    string
	CreatedAt    time.Time
	SentAt       *time.Time

	// Anew says of a message that is put into the outbox: what stands there under its key and was decided so much later was
	// decided by a clock that was ahead, and is replaced. 0 is 26 hours.
	Anew time.Duration `gorm:"-"`
	// Cold are the silences that a message tells of which is put into the outbox; nil where it tells of none.
	Cold *ColdTelling `gorm:"-"`
}

// TableName keeps the pattern's own name.
func (OutboxMessage) TableName() string { return "outbox" }

// MayStand reports whether an attempt before may have posted the message.
func (m OutboxMessage) MayStand() bool { return m.Attempts > m.Untried }

// OutboxClaim says what a process takes out of the outbox.
type OutboxClaim struct {
	Owner string
	Now   time.Time
	Lease time.Duration // how long it holds a message at most
	Kinds []string      // only messages of these kinds; empty is any
	First string        // messages of this kind come before all others; "" is none
	Limit int
}

// OutboxBacklog is what has not come to its end in the outbox.
type OutboxBacklog struct {
	Pending, Posted, Dead int
	// Oldest is when the oldest pending message was decided that is due or was tried already; zero when there is none.
	Oldest time.Time
}

package models

import "time"

// Operation is who changes something, by which way, and under which key it happens at most once.
type Operation struct {
	Actor  Actor
	Source string        // what caused it, such as "/crm edit" or "modal customer.edit"; at most 64 characters; kept in the audit log
	Key    string        // idempotency key of the delivery; "" when it can't come twice
	Also   string        // another key that is remembered with Key, and is as new; "" when there is none
	Keep   time.Duration // how much longer than others Key is remembered
	Saved  *bool         // set to true once something was changed under the operation; nil when nobody asks
	Zone   string        // IANA zone of the actor, in which "today" is decided; "" is the team's zone
}

// QuestionKept is how much longer than other deliveries answered questions are remembered: their messages stay.
const QuestionKept = 90 * 24 * time.Hour

// Envelope remembers that a delivery was handled, so that a redelivery or a second replica does nothing twice.
type Envelope struct {
	Key        string `gorm:"primaryKey"`
	ReceivedAt int64  // Unix seconds UTC; the scheduler drops old rows
	Owner      string // the call that handled it; of a change, its operation in the audit log
}

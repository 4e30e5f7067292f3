package models

import (
	"encoding/json"
	"fmt"
)

// AssignedTold is a ticket that was given to who reads it.
type AssignedTold struct {
	Ticket   Ticket
	Customer Customer
}

// TicketAssigned is the message that tells who has a ticket that they do. Whoever decides dates it.
func TicketAssigned(t Ticket) OutboxMessage {
	payload, _ := json.Marshal(map[string]any{"ticket": t.ID}) // numbers
	return OutboxMessage{DedupeKey: fmt.Sprintf("%s:%d:%d:%s", ToldAssigned, t.ID, t.Version, t.Assignee), Kind: ToldAssigned, Recipient: t.Assignee, Payload: string(payload)}
}

package models

import (
	"encoding/json"
	"fmt"
	"time"
)

// AskedHold is how long after a ticket was solved who asked is asked how it was: what is taken back meanwhile, or opened again, isn't asked.
const AskedHold = time.Minute

// askedDirectly begins the key of the question that goes to somebody by direct message.
const askedDirectly = ToldAsked + "_dm"

// Ask lets who asked be asked how it was, once, as somebody solves a ticket; none where nobody in Slack did, where they have served themselves,
// or were asked already. One that is opened again before that was asked is asked the next time.
func (t *Ticket) Ask(at time.Time, by string) []OutboxMessage {
	t.Unask(at)
	if t.Requester == t.Assignee || t.Requester == by || t.State != TicketSolved || t.AskedAt != nil || t.Requester == "" || t.Satisfaction != "" || t.Channel != "" && t.Thread == "" {
		return nil
	}
	t.AskedAt = &at
	payload, _ := json.Marshal(map[string]any{"ticket": t.ID, "thread": t.Thread}) // numbers and texts
	to := t.Channel
	if to == "" {
		to = t.Requester
	}
	return []OutboxMessage{{DedupeKey: t.askedKey(), Kind: ToldAsked, Recipient: to, Payload: string(payload), CreatedAt: at, NotBefore: at.Add(AskedHold)}}
}

// Unask takes back that who asked is asked, where something is left to do again before they were.
func (t *Ticket) Unask(at time.Time) {
	if t.AskedAt != nil && t.State.Undone() && at.Before(t.AskedAt.Add(AskedHold)) {
		t.AskedAt = nil
	}
}

func (t *Ticket) askedKey() string {
	if t.Channel == "" {
		return fmt.Sprintf("%s:%d:%d", askedDirectly, t.ID, t.AskedAt.UnixMicro())
	}
	return fmt.Sprintf("%s:%d:%d:%s", ToldAsked, t.ID, t.AskedAt.UnixMicro(), t.Thread)
}

// Asks reports whether the message with a key still asks how it was.
func (t *Ticket) Asks(key string) bool {
	return t.AskedAt != nil && !t.State.Undone() && t.Satisfaction == "" && t.askedKey() == key
}

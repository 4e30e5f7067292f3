package models

import (
	"encoding/json"
	"fmt"
	"time"
)

// Intake is a message of a support channel of which nobody could tell whose request it is. It is decided when it is somebody's ticket, when
// somebody says that it is no request, or when it is deleted in Slack.
type Intake struct {
	ID         int64
	Channel    string
	TS         string // names the message in the channel
	Author     string // Slack user ID; "" is a bot
	Subject    string // what it is about; forgotten when it is decided
	SaidAt     time.Time
	Undecided  bool
	SetAsideBy string // who said that it is no request; "" is nobody
	Version    int    // grows by one whenever it is decided or not any more
}

// IntakeTold is what the question in the thread of an intake has come to.
type IntakeTold struct {
	Intake
	Ticket string // the code of the ticket that was made of it; "" is none
}

// IntakeKey is the key of the question whose request a message is.
func IntakeKey(channel, ts string) string { return ToldIntake + ":" + channel + ":" + ts }

// IntakeQuestion is the message that asks in the thread of an intake whose request it is, and later what takes its place. Whoever decides
// dates it.
func IntakeQuestion(i Intake) OutboxMessage {
	payload, _ := json.Marshal(map[string]string{"thread": i.TS}) // a text
	if i.Version == 1 {
		return OutboxMessage{DedupeKey: IntakeKey(i.Channel, i.TS), Kind: ToldIntake, Recipient: i.Channel, Payload: string(payload)}
	}
	return OutboxMessage{DedupeKey: fmt.Sprintf("%s:%s:%s:%d", ToldIntakeNow, i.Channel, i.TS, i.Version), Kind: ToldIntakeNow, Recipient: i.Channel, Payload: string(payload)}
}

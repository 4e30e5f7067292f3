package models

import (
	"encoding/json"
	"fmt"
	"strings"
)

// The kinds of messages that are told by the clock. A feature puts each into words, from a value of the type named beside it.
const (
	ToldDigest     = "digest"       // Digest
	ToldSummary    = "summary"      // Summary
	ToldReminder   = "reminder"     // Reminder
	ToldEscalation = "escalation"   // Escalation
	ToldReport     = "report"       // reports.Posted, of a week
	ToldMonthly    = "monthly"      // reports.Posted
	ToldQuarterly  = "quarterly"    // reports.Posted
	ToldCleaning   = "cleaning"     // CleaningTold
	ToldReportBook = "report_book"  // reports.Posted: its workbook, in the thread of the report
	ToldDeals      = "deals"        // DealsTold
	ToldTicket     = "ticket"       // TicketTold: the first answer in a ticket's conversation, which shows its state
	ToldTicketNow  = "ticket_now"   // TicketTold: the state has changed, which takes that answer's place
	ToldIntake     = "intake"       // IntakeTold: a message of a support channel of which nobody knows whose request it is
	ToldIntakeNow  = "intake_now"   // IntakeTold: that was decided, which takes the question's place
	ToldBreach     = "breach"       // AlertsTold: targets of tickets that are over, or will be soon
	ToldOutside    = "outside"      // ReportChannel: it came to be shared with another company
	ToldReply      = "ticket_reply" // ReplyTold: an answer of the team in a ticket's conversation
	ToldAsked      = "satisfaction" // TicketTold: who asked is asked how it was
	ToldAssigned   = "assigned"     // AssignedTold: a ticket was given to somebody

	ToldImport = string(TaskImport) // TaskNews
	ToldBulk   = string(TaskBulk)   // TaskNews

	ToldUnreachable = "unreachable" // ReportChannel: a message to it was given up

	// ToldFurther is a page after the first of a message of another kind, which no feature words.
	ToldFurther = "further"
)

// BookKey is the key of the workbook of a report that stands in a channel.
func BookKey(channel, ts string) string { return ToldReportBook + ":" + channel + ":" + ts }

// ThreadOfBook is the ts of the report in whose thread the workbook with a key stands.
func ThreadOfBook(key string) (ts string, is bool) {
	rest, is := strings.CutPrefix(key, ToldReportBook+":")
	return rest[strings.LastIndexByte(rest, ':')+1:], is
}

// TicketKey is the key of the first answer in a ticket's conversation, which stands in a thread; "" is none yet: it begins the conversation.
func TicketKey(id int64, thread string) string {
	return fmt.Sprintf("%s:%d:%s", ToldTicket, id, thread)
}

// ThreadOfAnswer is the thread in which the message with a key stands that answers in a conversation; "" is none.
func ThreadOfAnswer(key string) (thread string, is bool) {
	kind, rest, _ := strings.Cut(key, ":")
	if kind != ToldTicket && kind != ToldIntake && kind != ToldReply && kind != ToldAsked {
		return "", false
	}
	return rest[strings.LastIndexByte(rest, ':')+1:], true
}

// TicketReply is the message that tells an answer, which is kept with its ticket. Whoever decides dates it.
func TicketReply(t Ticket, messageID int64) OutboxMessage {
	payload, _ := json.Marshal(map[string]any{"ticket": t.ID, "thread": t.Thread, "message": messageID}) // numbers and texts
	return OutboxMessage{DedupeKey: fmt.Sprintf("%s:%d:%d:%s", ToldReply, t.ID, messageID, t.Thread), Kind: ToldReply, Recipient: t.Channel, Payload: string(payload)}
}

// TicketTold is what everybody in a ticket's conversation may see of it, also people of another company: nothing of the customer, and nothing
// that was written elsewhere.
type TicketTold struct {
	Ticket  Ticket
	Subject string // where the answer begins the conversation, and nobody of another company reads it; "" elsewhere
	Outside bool   // people of another company read it, who can open nothing
	Gone    bool   // it was raised by mistake and isn't there any more; of the ticket nothing but the code is known
}

// Digest is one person's day: their open follow-ups, overdue first.
type Digest struct {
	Today Date
	Due   DueDay
	Late  bool // it is posted later than it should have been
	// Unattended is what others have to do who can't be told of it, for who can give it to somebody else.
	Unattended DuePage
	// Tickets are theirs that are late or due today.
	Tickets TicketsDue
	// Cold are their customers and deals that went cold since they were told last.
	Cold ColdPage
}

// Summary is a team's day, for a channel.
type Summary struct {
	Today   Date
	Due     DueDay
	Tickets TicketsLeft
	Late    bool // as of a Digest
}

// Reminder is about one follow-up whose time has come.
type Reminder struct {
	Item    DueFollowUp
	Late    bool   // as of a Digest
	Instead string // whose it is, where they can't be reminded themselves; "" otherwise
}

// Escalation is what others have left undone for so many days, for a lead.
type Escalation struct {
	Today Date
	Items []DueFollowUp // the first of them
	Total int
	Days  int
	Cold  ColdPage // customers and deals that went cold, of which their owners were told before, or couldn't be
}

// TicketAnswers are the messages that tell a ticket's conversation of its state as of a version: where it has none yet the answer that begins
// or stands in it, later what takes its place. Whoever decides dates them.
func TicketAnswers(t Ticket) []OutboxMessage {
	if t.Channel == "" {
		return nil
	}
	payload, _ := json.Marshal(map[string]any{"ticket": t.ID, "thread": t.Thread}) // numbers and texts
	answer := OutboxMessage{DedupeKey: TicketKey(t.ID, t.Thread), Kind: ToldTicket, Recipient: t.Channel, Payload: string(payload)}
	if t.Version > 1 {
		answer.DedupeKey, answer.Kind = fmt.Sprintf("%s:%d:%d", ToldTicketNow, t.ID, t.Version), ToldTicketNow
	}
	return []OutboxMessage{answer}
}

// TicketGone are the messages that tell the conversation of a ticket which is deleted that it is no more.
func TicketGone(t Ticket) []OutboxMessage {
	if t.Channel == "" {
		return nil
	}
	payload, _ := json.Marshal(map[string]any{"ticket": t.ID, "thread": t.Thread, "gone": t.Code}) // numbers and texts
	return []OutboxMessage{{DedupeKey: fmt.Sprintf("%s:%d:gone", ToldTicketNow, t.ID), Kind: ToldTicketNow, Recipient: t.Channel, Payload: string(payload)}}
}

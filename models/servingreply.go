package models

import (
	"slices"
	"strings"
	"time"
)

// Limits of canned replies. The menu of them takes a hundred choices (docs.slack.dev/reference/block-kit/block-elements/select-menu-element).
const (
	MaxReplyName     = 60   // characters
	MaxReplyText     = 3000 // characters, which an input takes
	MaxCannedReplies = 100
)

// CannedReply is an answer to tickets that is written once and used often. It is the team's, and about no customer: what is of one stands in
// it as a placeholder.
type CannedReply struct {
	ID        int64
	Name      string
	NameKey   string // NormaliseText(Name)
	Text      string
	UpdatedBy string
	CreatedAt time.Time
	UpdatedAt time.Time
	Version   int // grows by one with every change
}

// CannedInput is what a person says of a canned reply.
type CannedInput struct{ Name, Text string }

// Validate returns every broken rule at its input.
func (in CannedInput) Validate(rules Rules) Errors {
	errs := validateText(InputReplyName, in.Name, textRule{max: MaxReplyName, required: true, sensitive: true}, rules)
	return append(errs, ValidateReply(in.Text, rules)...)
}

// ValidateReply returns what is wrong with the text of an answer.
func ValidateReply(text string, rules Rules) Errors {
	return validateText(InputReplyText, text, textRule{max: MaxReplyText, required: true, multiline: true, sensitive: true}, rules)
}

// ReplyWords are what the placeholders of a canned reply stand for.
type ReplyWords struct{ Customer, Contact, Ticket, Me string }

// placeholders are what may stand in a canned reply for something of a ticket.
var placeholders = [][]string{{"{customer}", "{客户}"}, {"{contact}", "{联系人}"}, {"{ticket}", "{工单}"}, {"{me}", "{我}"}}

// Unfilled is the first placeholder in a text that stands for nothing; "" is none.
func Unfilled(text string) (first string) {
	at := len(text)
	for _, name := range slices.Concat(placeholders...) {
		if found := strings.Index(text, name); found >= 0 && found < at {
			first, at = name, found
		}
	}
	return first
}

// Fill puts words in the place of the placeholders of a canned reply. Each is replaced once: a customer that is called {me} stays so. What
// nothing is known for, and what is no placeholder, stays as it is written.
func (r CannedReply) Fill(words ReplyWords) string {
	var pairs []string
	for i, value := range []string{words.Customer, words.Contact, words.Ticket, words.Me} {
		for _, name := range placeholders[i] {
			if value := strings.TrimSpace(value); value != "" {
				pairs = append(pairs, name, value)
			}
		}
	}
	return strings.NewReplacer(pairs...).Replace(r.Text)
}

// ReplyInput is an answer to a ticket, and the state that the ticket is in then; "" is the one that it has.
type ReplyInput struct {
	Text  string
	State TicketState
}

// ReplyTold is an answer of the team as it stands in a ticket's conversation.
type ReplyTold struct {
	Text string
	By   string // what who answers is called; "" is not known
}

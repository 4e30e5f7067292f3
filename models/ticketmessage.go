package models

import (
	"slices"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/models/key"
)

// Side is for whom somebody speaks in a ticket's conversation.
type Side string

// The sides.
const (
	SideRequester Side = "requester" // who asked, or anybody of another company
	SideTeam      Side = "team"      // who serves
	SideOther     Side = "other"     // a colleague who may not serve, a bot
)

// Sides lists the sides.
func Sides() []Side { return []Side{SideRequester, SideTeam, SideOther} }

// TicketMessage is a message of a ticket's conversation as it is now. An edit takes the place of what was said, and a deletion leaves nothing
// but that something was: what somebody takes back isn't kept behind their back.
type TicketMessage struct {
	ID         int64
	TicketID   int64
	CustomerID int64
	Channel    string
	TS         string // names it in the channel
	Side       Side
	Author     string // Slack user ID; "" is a bot
	Text       string
	Files      []SaidFile `gorm:"serializer:json"`
	SaidAt     time.Time
	ChangedAt  time.Time // when that happened which it shows: Said.At
	Edited     bool
	Deleted    bool
}

// Take brings a message up to date with what Slack tells of it, and reports whether that is news: what is older than what is known isn't.
// A deletion is the last.
func (m *TicketMessage) Take(said Said) bool {
	if m.TS != "" && (m.Deleted || said.Change != SaidDeleted && !said.At.After(m.ChangedAt)) {
		return false
	}
	known := m.TS != ""
	m.Channel, m.TS, m.ChangedAt = said.Channel, said.TS, said.At
	if said.User != "" || !known {
		m.Author = said.User
	}
	if m.SaidAt = TimeOfTS(said.TS); m.SaidAt.IsZero() {
		m.SaidAt = said.At
	}
	m.Edited = m.Edited || said.Change == SaidEdited
	if m.Deleted = said.Change == SaidDeleted; m.Deleted {
		m.Text, m.Files = "", nil
		return true
	}
	m.Text, m.Files = Shorten(said.Text, MaxSaid), slices.Clone(said.Files)
	return true
}

// MaxSaid is how much of a message is kept, in characters: Slack takes 40,000 (docs.slack.dev/reference/methods/chat.postMessage).
const MaxSaid = 40_000

// SubjectOfText is the subject of a ticket that a message raises: its first line with something in it, as it is read, cut at a word.
func SubjectOfText(text string) string {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			return Shorten(line, MaxTicketSubject)
		}
	}
	return ""
}

// SubjectOfMessage is the subject of a ticket that a message with some files raises: that of its text, else what its first file is called. ""
// is of one that says nothing.
func SubjectOfMessage(text string, files []SaidFile) string {
	subject := SubjectOfText(text)
	for _, file := range files {
		if subject == "" {
			subject = Shorten(file.Name, MaxTicketSubject)
		}
	}
	return subject
}

// Says is what a ticket that a message raises has in one of its texts, as it is kept there.
func (m TicketMessage) Says(field Field) string {
	switch {
	case field == FieldTicketText:
		return key.Clean(Shorten(m.Text, MaxTicketText))
	case m.Deleted:
		return SubjectGone
	}
	return key.Clean(SubjectOfMessage(m.Text, m.Files))
}

// Subject is that of a ticket that the message raises.
func (s Said) Subject() string { return SubjectOfMessage(s.Text, s.Files) }

// TicketTexts are the texts of a ticket that the message raises.
func (s Said) TicketTexts() map[Field]string {
	return map[Field]string{FieldTicketSubject: s.Subject(), FieldTicketText: Shorten(s.Text, MaxTicketText)}
}

// SubjectGone is the subject of a ticket whose request was deleted in Slack: one has to be there, and none can be kept.
const SubjectGone = "🗑️"

// KeepUp brings a ticket up to date with a message that was edited or deleted, where that is the one that it was raised from: the one that begins
// its thread, or says what it says. What somebody has written for the ticket itself stays.
func (t *Ticket) KeepUp(before, after TicketMessage) {
	says := t.Text == before.Says(FieldTicketText)
	if t.Thread != after.TS && (!says || before.Text == "") {
		return
	}
	if says {
		t.Text = after.Says(FieldTicketText)
	}
	if subject := after.Says(FieldTicketSubject); t.Subject == before.Says(FieldTicketSubject) && subject != "" {
		t.Subject = subject
	}
}

// Tells reports whether a change of a ticket is one that its conversation is told of.
func Tells(before, after Ticket) bool {
	return before.State != after.State || before.Priority != after.Priority || before.Assignee != after.Assignee
}

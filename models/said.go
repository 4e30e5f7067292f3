package models

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Said is what Slack tells of a message in a channel that the bot is in: that it was written, edited or deleted. A reply in a
// thread is a message with its Thread.
//
// What is told may come twice, late, and in another order than it happened in: an edit before the message itself, a reply before
// the message that it replies to. What holds is this. Channel and TS name a message, and never change; TS orders the messages of
// a channel. At orders what happened to one message: of two that are told, that with the later At is how the message is now, and a
// deletion is the last. Key is the same whenever the same is told again, and belongs into the transaction of what it changes.
//
// A message that mentions the bot is a command, which comes as a request as well. It is part of what was said nevertheless, and is told
// here with Mentions: who answers what is said leaves it to the command.
type Said struct {
	Key     string
	Change  SaidChange
	Channel string
	TS      string
	Thread  string // TS of the message that began the thread; "" for a message that is no reply
	User    string // who wrote it; "" for a bot that is no user
	Bot     bool   // a bot or a workflow wrote it; never our own
	Team    string // the workspace of who wrote it; "" where Slack doesn't say, which is within a company
	// External says that somebody of another company wrote it, in a channel that is shared with them (Slack Connect). They are never
	// answered by what is heard, and may do nothing.
	External bool
	Mentions bool   // it mentions the bot
	Text     string // as Slack writes it: escaped, people as <@U…>; after an edit the new text, of a deletion the last that is known
	Files    []SaidFile
	At       time.Time // when this happened
}

// SaidChange is what happened to a message.
type SaidChange string

// The changes there are.
const (
	SaidNew     SaidChange = "new"
	SaidEdited  SaidChange = "edited"
	SaidDeleted SaidChange = "deleted"
)

// SaidFile is a file that stands with a message. Of one that is shared from another company, Slack tells more only to who asks
// (files.info): name and size may be empty.
type SaidFile struct {
	ID        string
	Name      string // with its ending
	Size      int64  // in bytes; 0 where it isn't known
	Permalink string
}

// IsReply reports whether a message stands in another's thread.
func (s Said) IsReply() bool { return s.Thread != "" }

// Asker is who asks by a message; "" where nobody in Slack does: a bot isn't asked how it was.
func (s Said) Asker() string {
	if s.Bot {
		return ""
	}
	return s.User
}

// TakingKey is the key of making something of a message, whoever does so: it is the Key of a message that is told as new.
func (s Said) TakingKey() string { return "heard:" + s.Channel + ":" + s.TS }

// Root is the TS of the message that begins the thread, be it the message itself.
func (s Said) Root() string { return cmp.Or(s.Thread, s.TS) }

// IndexOfTS returns where the message of a TS stands in a thread; -1 where it doesn't.
func IndexOfTS(thread []Said, ts string) int {
	return slices.IndexFunc(thread, func(m Said) bool { return m.TS == ts })
}

// Between returns what happened in a thread between two readings of it, as if it had been told: what was said, edited and deleted meanwhile.
func Between(before, after []Said) []Said {
	changed := func(said Said, change SaidChange) Said {
		said.Change, said.Key = change, said.Key+":between"
		said.At = said.At.Add(time.Microsecond) // behind what was read, and before whatever is told by itself
		return said
	}
	var told []Said
	for _, said := range after {
		switch at := IndexOfTS(before, said.TS); {
		case at < 0:
			told = append(told, said)
		case said.Text != before[at].Text || !slices.Equal(said.Files, before[at].Files):
			told = append(told, changed(said, SaidEdited))
		}
	}
	for _, said := range before {
		if IndexOfTS(after, said.TS) < 0 {
			told = append(told, changed(said, SaidDeleted))
		}
	}
	return told
}

// Reaction is an emoji that somebody has put at a message in a channel that the bot is in. People of other companies, bots and who is
// no member any more are left out.
type Reaction struct {
	Key      string // as of Said
	Emoji    string // its name without colons and skin tone
	Channel  string
	TS       string // of the message
	User     string // who put it there
	ItemUser string // who wrote the message; "" where Slack doesn't say
	At       time.Time
}

// TimeOfTS returns when a message was written: its TS is seconds since 1970, with six digits behind the dot. The zero time is of what
// is no TS.
func TimeOfTS(ts string) time.Time {
	seconds, rest, _ := strings.Cut(ts, ".")
	whole, err := strconv.ParseInt(seconds, 10, 64)
	micros, wrong := strconv.ParseInt((rest + "000000")[:6], 10, 64)
	if err != nil || wrong != nil || whole <= 0 || whole > 1<<36 || micros < 0 {
		return time.Time{}
	}
	return time.Unix(whole, micros*1000).UTC()
}

// Presence says whether a person is there to be given something to do at once.
type Presence struct {
	There bool
	Why   Absence        // "" where they are there
	Until time.Time      // when they are back, as far as Slack says it; zero elsewhere
	Zone  *time.Location // where they are; never nil
}

// Absence is why somebody isn't there.
type Absence string

// The reasons there are.
const (
	AbsentGone      Absence = "gone"    // no member any more, no person, or of another company
	AbsentDisturb   Absence = "disturb" // doesn't want to be disturbed now
	AbsentOnHoliday Absence = "holiday" // says so in their status
	AbsentSick      Absence = "sick"    // likewise
	AbsentAway      Absence = "away"    // likewise: travelling, in a meeting, out of office
)

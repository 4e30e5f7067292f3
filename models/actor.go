package models

import (
	"cmp"
	"time"
)

// Actor is who does or asks something, with what they are allowed. The zero Actor may nothing.
type Actor struct {
	ID   string // Slack user ID, or SystemID
	Role Role
	// OwnOnly limits what is seen to the actor's own customers, unassigned ones, and those of which they have an open
	// follow-up.
	OwnOnly bool
}

// SystemID is the actor of what happens by the clock.
const SystemID = "system"

// System is who does what happens by the clock: it may everything.
func System() Actor { return Actor{ID: SystemID, Role: RoleAdmin} }

// May reports whether the actor has a permission.
func (a Actor) May(p Permission) bool { return a.Role.May(p) }

// Sees returns whose customers the actor is limited to; "" is everybody's.
func (a Actor) Sees() string {
	if a.OwnOnly {
		return a.ID
	}
	return ""
}

// Identity is what Slack says of a person.
type Identity struct {
	ID       string
	Admin    bool // workspace admin or owner
	Bot      bool
	Guest    bool
	Stranger bool // of another company
	Gone     bool // deactivated: gets nothing
	Unknown  bool // Slack knows no such person, or doesn't tell the bot of them
}

// Outsider reports whether somebody gets nothing unless they were given a role by name.
func (i Identity) Outsider() bool { return i.Bot || i.Guest || i.Stranger }

// Preferences are what a person chose for themselves. An empty field means the default.
type Preferences struct {
	Language      string    // "zh" or "en"; "" is Slack's
	Zone          string    // IANA name; "" is Slack's
	DigestTime    TimeOfDay // when the daily digest comes; "" is the team's time, DigestOff never
	RemindersOff  bool      // no reminders of single follow-ups at their time
	DealsUntold   bool      // channels don't hear what becomes of their deals
	TicketsUntold bool      // nothing by itself of tickets that they have, or lead
	QuietFrom     TimeOfDay // between these, in the person's zone, reminders wait; "" for none
	QuietTo       TimeOfDay
	MutedUntil    Date // before this day nothing is sent
}

// DigestOff is the DigestTime of who wants no digest.
const DigestOff TimeOfDay = "off"

// QuietUntil returns when the quiet hours end that an instant lies in; the zero time when it lies in none. The hours may
// go past midnight.
func (p Preferences) QuietUntil(at time.Time, zone *time.Location) time.Time {
	if p.QuietFrom == "" || p.QuietTo == "" || p.QuietFrom == p.QuietTo {
		return time.Time{}
	}
	today := DateOf(at.In(zone))
	for _, day := range []Date{today.AddDays(-1), today} {
		from, to := day.At(p.QuietFrom, zone), day.At(p.QuietTo, zone)
		if p.QuietTo < p.QuietFrom {
			to = day.AddDays(1).At(p.QuietTo, zone)
		}
		if !at.Before(from) && at.Before(to) {
			return to
		}
	}
	return time.Time{}
}

// Member is what is kept of a person: the role they were given, and their preferences.
type Member struct {
	ID     int64
	UserID string
	Role   Role // "" where none was given
	Preferences
	UpdatedBy string
	UpdatedAt time.Time
	Version   int
}

// Profile is a person at this moment: what they may do, and what they prefer.
type Profile struct {
	Actor       Actor
	Preferences Preferences
	Zone        *time.Location // nil where the person has not chosen
}

// Over returns the language and the zone that a person has chosen, or what Slack says where they haven't.
func (p Profile) Over(locale string, zone *time.Location) (string, *time.Location) {
	if p.Zone != nil {
		zone = p.Zone
	}
	return cmp.Or(p.Preferences.Language, locale), zone
}

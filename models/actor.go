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

// Preferences are what a person has chosen. An empty field means the default.
type Preferences struct {
	Language     string    // "zh" or "en"; "" is Slack's
	Zone         string    // IANA name; "" is Slack's
	DigestTime   TimeOfDay // time of the daily digest; "" is the team's time, DigestOff is never
	RemindersOff bool      // no reminders of single follow-ups at their time
	QuietFrom    TimeOfDay // reminders wait between these times, in the person's zone; "" for none
	QuietTo      TimeOfDay
	MutedUntil   Date // before this day nothing is sent
}

// DigestOff is the DigestTime of who wants no digest.
const DigestOff TimeOfDay = "off"

// QuietUntil returns when the quiet hours end that an instant is in; the zero time when it is in none. Quiet hours may
// go past midnight.
func (l Preferences) QuietUntil(at time.Time, zone *time.Location) time.Time {
	if l.QuietFrom == "" || l.QuietTo == "" || l.QuietFrom == l.QuietTo {
		return time.Time{}
	}
	today := DateOf(at.In(zone))
	for _, day := range []Date{today.AddDays(-1), today} {
		from, to := day.At(l.QuietFrom, zone), day.At(l.QuietTo, zone)
		if l.QuietTo < l.QuietFrom {
			to = day.AddDays(1).At(l.QuietTo, zone)
		}
		if !at.Before(from) && at.Before(to) {
			return to
		}
	}
	return time.Time{}
}

// Member is what is stored of a person: the role they were given, and their preferences.
type Member struct {
	ID     int64
	UserID string
	Role   Role // "" where none was given
	Preferences
	UpdatedBy string
	UpdatedAt time.Time
	Version   int
}

// CurrentUser is a person with the role and the preferences that they have now.
type CurrentUser struct {
	Actor       Actor
	Preferences Preferences
	Zone        *time.Location // nil when the person has chosen none
}

// Over returns the language and the zone that a person has chosen, or what Slack says where they haven't.
func (s CurrentUser) Over(locale string, zone *time.Location) (string, *time.Location) {
	if s.Zone != nil {
		zone = s.Zone
	}
	return cmp.Or(s.Preferences.Language, locale), zone
}

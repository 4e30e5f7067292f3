package models

import "time"

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
	Outsider bool // guest, bot, or of another workspace: gets nothing unless granted by name
	Gone     bool // deactivated: gets nothing
}

// Member is what is kept of a person: the role they were given, and how they like it. Empty is: not said.
type Member struct {
	ID        int64
	UserID    string
	Role      Role
	Language  string // "zh" or "en"
	Zone      string // IANA name
	UpdatedBy string
	UpdatedAt time.Time
	Version   int
}

// Standing is a person as the team knows them at this moment.
type Standing struct {
	Actor    Actor
	Language string         // "zh" or "en"; "" where the person has not chosen
	Zone     *time.Location // nil where the person has not chosen
}

package models

import (
	"errors"
	"regexp"
	"time"
)

// ReportChannel is a channel that gets the daily summary, reports, or news of deals, or whose messages are tickets.
type ReportChannel struct {
	ID        string         // as Slack has it, or "#name" as it is configured
	Name      string         // without #, as it was when it was chosen in Slack; "" for a configured one
	Language  string         // "zh" or "en"; "" is the team's
	Zone      *time.Location // nil is the team's
	Summary   bool
	Report    bool       // of each week
	Monthly   bool       // the report of each month
	Quarterly bool       // and of each quarter
	Cleaning  bool       // what the monthly look at the data found
	Deals     NewsFilter // of which deals it hears what
	Queue     bool       // each day, which tickets are late or nobody's
	Tickets   bool       // each new message there is a ticket

	Configured bool // it stands in the configuration; what it gets may have been switched off in Slack
}

// ByClock reports whether the channel gets anything by the clock.
func (c ReportChannel) ByClock() bool {
	return c.Summary || c.Report || c.Monthly || c.Quarterly || c.Cleaning || c.Queue
}

// Gets reports whether the channel gets anything.
func (c ReportChannel) Gets() bool { return c.ByClock() || c.Deals.Any() }

// Place is a channel as the bot sees it.
type Place struct {
	ID   string // "" when there is none, or none that the bot may know of
	Name string // without #
	In   bool   // the bot is a member

	Archived bool
	// Outside: people of another company are in it, or invited to it (Slack Connect). Nothing of customers is posted there.
	Outside bool
}

// Why nothing of customers can be posted to a channel, with the catalogue's key channel.<why>.
const (
	PlaceMissing  = "missing"  // there is none, or none that the bot may know of
	PlaceArchived = "archived" // nobody can post there
	PlaceOutside  = "outside"  // people of another company read it
	PlaceNotIn    = "not_in"   // the bot isn't a member
)

// Unfit is why nothing of customers can be posted to a channel; "" where something can.
func (p Place) Unfit() string {
	switch {
	case p.ID == "":
		return PlaceMissing
	case p.Archived:
		return PlaceArchived
	case p.Outside:
		return PlaceOutside
	case !p.In:
		return PlaceNotIn
	}
	return ""
}

// ErrThreadGone is why nothing is posted to a thread: the message that begins it was deleted.
var ErrThreadGone = errors.New("the message that begins the thread was deleted")

// ErrOutside is why nothing of customers is posted to a channel: people of another company are in it.
var ErrOutside = errors.New("the channel is shared with another company")

// channelForm are IDs of public and private channels; DMs get no reports.
var channelForm = regexp.MustCompile(`^[CG][A-Z0-9]{2,}$`)

// IsChannel reports whether an ID is one of a channel, as Slack gives them.
func IsChannel(id string) bool { return channelForm.MatchString(id) }

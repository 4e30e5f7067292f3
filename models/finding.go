package models

// FindingQuery asks for a page of findings.
type FindingQuery struct {
	Kind    FindingKind // "" is any
	Ignored bool        // those that are ignored, else those that aren't
	Owner   string      // whose work they are; "" is everybody's
	Kinds   []FindingKind
	After   string // FindingPage.Next of the page before; "" is the first
	Limit   int
}

// FindingEntry is a finding with the records that it is about; a record that isn't there any more is the zero one.
type FindingEntry struct {
	Finding
	Customer, Other Customer // Other of a pair
	Deal            Deal
	FollowUp        FollowUp
	Why             Unfit // of a person: why they can't be given work
}

// FindingPage is a page of findings, those that have lasted longest first.
type FindingPage struct {
	Entries []FindingEntry
	Total   int
	Next    string
}

// FindingCount is how many findings of a kind there are.
type FindingCount struct {
	Kind    FindingKind
	Count   int
	Before  int  // at the monthly look before; of a look itself, at the one before that
	Known   bool // there was a look before
	Repairs bool // who asks may repair them
}

// CleaningLook is how many findings of each kind there were on the day of a monthly look.
type CleaningLook struct {
	Day    Date
	Counts map[FindingKind]int
}

// Total is how many findings there were.
func (l CleaningLook) Total() (n int) {
	for _, count := range l.Counts {
		n += count
	}
	return n
}

// CleaningSummary says how a team's data is.
type CleaningSummary struct {
	Counts  []FindingCount // what hurts most first; kinds without findings among them
	Ignored int
	Looks   []CleaningLook // the latest, at most MaxCleaningLooks, oldest first
	Own     bool           // only the reader's own work is counted
	// Through is of how many customers something is known while the first look is under way, of how many; both 0 once it is done.
	Through, Of int
	StaleAfter  int // days
}

// MaxCleaningLooks is how many monthly looks are shown.
const MaxCleaningLooks = 12

// Total is how many findings there are.
func (s CleaningSummary) Total() (n int) {
	for _, c := range s.Counts {
		n += c.Count
	}
	return n
}

// CleaningTold is what a channel is told of a monthly look.
type CleaningTold struct {
	Day     Date
	Summary CleaningSummary
	Late    bool // as of a Digest
}

package models

import (
	"slices"
	"strings"
	"time"
)

// CustomerQuery is a search: words and filters, one page of it.
type CustomerQuery struct {
	Words    string         // matched against name, company, code, pinyin and initials
	Strictly bool           // where nothing has the words, what is only like them isn't looked for
	Filters  []Filter       // all of which are met
	Location *time.Location // where who asks is, which decides on which day a moment lies; nil is UTC
	// VisibleTo limits the answer to what a person sees, as Actor.OwnOnly has it; "" is everything.
	VisibleTo string
	Zone      string // IANA name, of who asks: their day bounds what they may ask
	Sort      CustomerSort
	After     string // Next of the page before; "" for the first
	Limit     int    // 1-50; 0 is 10
}

// Beginning is a piece of a text, from its first character on, that may name a customer.
type Beginning struct {
	Text   string
	Glued  bool // what follows belongs to the same run of characters, which is written without blanks
	Marked bool // one of NameMarks follows: whoever wrote it says that the name ends here
}

// NameMarks are the signs that end a name in a text. Few names have one in them.
const NameMarks = ":：,，、;；。"

// Recognised returns the query with words that are nothing but a phone number or an address as the filter that they
// mean: names are searched for word by word, personal data never is.
func (q CustomerQuery) Recognised() CustomerQuery {
	words := strings.TrimSpace(q.Words)
	asks := func(field Field, value string) {
		if !q.Asks(field) {
			q.Filters, q.Words = append(slices.Clone(q.Filters), FilterOf(field, value)), ""
		}
	}
	switch {
	case PhoneLike(words):
		asks(FieldPhone, NormalisePhone(words))
	case EmailLike(words):
		asks(FieldEmail, NormaliseEmail(words))
	}
	return q
}

// CustomerSort is the order of a search's answer.
type CustomerSort string

// The orders; the zero value ranks by match when there are words, else by newest.
const (
	SortDefault CustomerSort = ""
	SortName    CustomerSort = "name"
	SortNewest  CustomerSort = "newest"
	SortDue     CustomerSort = "due"
)

// CustomerPage is one page of a search.
type CustomerPage struct {
	Customers []Customer
	Total     int    // how many there are in all, counted up to MaxCounted
	AtLeast   bool   // there may be more: beyond MaxCounted, or beyond those that were looked at one by one
	Next      string // where the next page begins; "" when this is the last
	Near      bool   // nobody has the words that were searched for; these are like them
}

// MaxCounted bounds the counting of a search's answer: more is shown as "1000+". Where customers have to be looked at one by
// one to know whether they match, fewer are counted: "200+".
const MaxCounted = 1000

// DueRange chooses follow-ups by their day.
type DueRange string

// The ranges of /crm due.
const (
	DueToday   DueRange = "today"   // today and what is overdue
	DueOverdue DueRange = "overdue" // before today
	DueWeek    DueRange = "week"    // through DueQuery.To, where the week ends, and what is overdue
	DueAll     DueRange = "all"     // every open one
	DueSpan    DueRange = "span"    // from DueQuery.From to DueQuery.To
)

// DueQuery is a list of open follow-ups, earliest first, one page of it.
type DueQuery struct {
	Range    DueRange
	Assignee string         // Slack user ID; "" is everybody
	People   []string       // only of these, where there are any
	From, To Date           // of DueSpan; no From is from the beginning. To is also the end of DueWeek
	Zone     *time.Location // of the reader, which decides on which day a moment lies; nil is UTC
	// VisibleTo limits the answer as in CustomerQuery.
	VisibleTo string
	Today     Date
	After     string // Next of the page before; "" for the first
	Limit     int    // 1-50; 0 is 10
}

// DueDay is what is to be done on a day: what has been left from before, and what is due on it. Each is the first page.
type DueDay struct {
	Overdue, Today DuePage
}

// Total is how many there are in all.
func (d DueDay) Total() int { return d.Overdue.Total + d.Today.Total }

// DuePage is one page of open follow-ups.
type DuePage struct {
	FollowUps []DueFollowUp
	Total     int
	Next      string
}

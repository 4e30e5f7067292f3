package models

import "strings"

// The kinds of messages that are told by the clock. A feature puts each into words, from a value of the type named beside it.
const (
	ToldDigest     = "digest"      // Digest
	ToldSummary    = "summary"     // Summary
	ToldReminder   = "reminder"    // Reminder
	ToldEscalation = "escalation"  // Escalation
	ToldReport     = "report"      // reports.Posted, of a week
	ToldMonthly    = "monthly"     // reports.Posted
	ToldQuarterly  = "quarterly"   // reports.Posted
	ToldReportBook = "report_book" // reports.Posted: its workbook, in the thread of the report
	ToldDeals      = "deals"       // DealsTold
	ToldOutside    = "outside"     // ReportChannel: it came to be shared with another company

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

// Digest is one person's day: their open follow-ups, overdue first.
type Digest struct {
	Today Date
	Due   DueDay
	Late  bool // it is posted later than it should have been
	// Unattended is what others have to do who can't be told of it, for who can give it to somebody else.
	Unattended DuePage
	// Cold are their customers and deals that went cold since they were told last.
	Cold ColdPage
}

// Summary is a team's day, for a channel.
type Summary struct {
	Today Date
	Due   DueDay
	Late  bool // as of a Digest
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

package scheduler

import (
	"context"
	"errors"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
)

// Message is what somebody is to be told: a value of the type that belongs to the kind (models.ToldDigest and the
// others). It is put into the reader's words when it is posted.
type Message struct {
	Kind  string
	Value any
	To    Reader
	// Page is which page of the message it is, from 2; 0 is the first. Before names what the pages before it have told.
	Page   int
	Before []string
	// Thread is the ts of the message in whose thread it stands; "" is none.
	Thread string
	// Open says that it holds nothing of customers: it may stand where people of another company read it.
	Open bool
}

// Posted is a message as it stands in Slack.
type Posted struct {
	Channel, TS string
	// Told names what it tells, where it is a page that another follows; else it is empty.
	Told []string
}

// Reader is a person, or the people of a channel, who read a message.
type Reader struct {
	Locale string         // IETF tag
	Zone   *time.Location // never nil
}

// Poster posts to Slack. Its errors may implement Refusal, which says what to do next.
type Poster interface {
	// Post puts a message into words and posts a page of it to a channel ID, "#name" or user ID, marked with a key. Right
	// before the request leaves, after all waiting, it calls stillClaimed. An error of that is returned as it is, and nothing
	// is posted. It returns the zero Posted when the pages before have told everything.
	Post(ctx context.Context, to string, m Message, key string, stillClaimed func() error) (Posted, error)
	// FindPosted returns every message that was posted under a key since a time, the earliest first.
	FindPosted(ctx context.Context, to, key string, since time.Time) ([]Posted, error)
	// Replace puts a message in the place of one that Post has posted. It is no error when that is gone already.
	Replace(ctx context.Context, channel, ts string, m Message) error
	// Remove deletes a message that Post has posted. It is no error when the message is gone already.
	Remove(ctx context.Context, channel, ts string) error
}

// Refusal is what an error of a Poster or a Directory may say of itself.
type Refusal interface {
	error
	Permanent() bool           // it will never work
	RetryAfter() time.Duration // it will not work before; 0 when unknown
	Ambiguous() bool           // it may have worked
}

// Directory looks people up.
type Directory interface {
	Person(ctx context.Context, id string) (Person, error)
	// Disturb returns until when people don't want to be disturbed, by user ID. People who may be disturbed now are left
	// out.
	Disturb(ctx context.Context, ids []string) (map[string]time.Time, error)
}

// Person is someone who gets messages.
type Person struct {
	Zone        *time.Location // nil when unknown
	Locale      string         // IETF tag; "" when unknown
	Gone        bool           // is no member any more, here or of their own company
	Active      bool           // false for who can't be given work (models.Unfit): they are told of nothing
	Preferences models.Preferences
}

// muted reports whether a person wants nothing on a day.
func (p Person) muted(day models.Date) bool { return day.Before(p.Preferences.MutedUntil) }

// FollowUps is what the scheduler asks the CRM.
type FollowUps interface {
	DueFollowUps(ctx context.Context, actor models.Actor, q models.DueQuery) (models.DuePage, error)
	DueDay(ctx context.Context, actor models.Actor, assignee string, today models.Date, zone *time.Location, limit int) (models.DueDay, error)
	Unattended(ctx context.Context, actor models.Actor, today models.Date, zone *time.Location, limit int) (models.DuePage, error)
	FollowUp(ctx context.Context, actor models.Actor, id int64) (models.DueFollowUp, error)
	// TicketsDue returns a person's open tickets of which a target is over by an instant.
	TicketsDue(ctx context.Context, actor models.Actor, person string, until time.Time, limit int) (models.TicketsDue, error)
	// TicketsLeft returns the tickets that are late, and those that nobody has.
	TicketsLeft(ctx context.Context, actor models.Actor, limit int) (models.TicketsLeft, error)
	// ReportChannels returns the channels that summaries and reports go to.
	ReportChannels(ctx context.Context, actor models.Actor) ([]models.ReportChannel, error)
	// Leads returns the people who are told of what is left undone, in tiers: the first tier in which somebody can be
	// told is told.
	Leads(ctx context.Context) ([][]string, error)
	// ReportOn asks for a report, with the targets of the month and quarter of a day.
	ReportOn(ctx context.Context, actor models.Actor, scope models.CountScope, until models.Date) (models.ReportQuestion, error)
	// NameOf returns what somebody is called; "" where nobody knows.
	NameOf(ctx context.Context, id string) string
	// ColdToTell returns which silences are told at an instant, and whether the leads are told of any.
	ColdToTell(ctx context.Context, at time.Time) (t models.ColdTelling, leads bool, err error)
	// DealNews returns what a message tells a channel of deals, as far as it is still so.
	DealNews(ctx context.Context, channel models.ReportChannel, message string) (models.DealsTold, error)
	// TicketOfThread returns the ticket whose conversation a thread is.
	TicketOfThread(ctx context.Context, channel, root string) (models.Ticket, bool, error)
	// IntakeTold returns what the question in the thread of a message of a support channel has come to.
	IntakeTold(ctx context.Context, channel, ts string) (models.IntakeTold, error)
	// TicketTold returns what a ticket's conversation is told of it; false where nothing is, since it is gone.
	TicketTold(ctx context.Context, id int64) (models.TicketTold, bool, error)
	// CheckServiceTimes lets open tickets be looked at anew when targets or hours have changed.
	CheckServiceTimes(ctx context.Context) error
	// TicketsToAlert returns the first tickets of which something may have to be told by an instant.
	TicketsToAlert(ctx context.Context, until time.Time, limit int) ([]models.Ticket, error)
	// AlertTickets decides what is told of tickets at an instant, each alert once. The messages are sent at notBefore.
	AlertTickets(ctx context.Context, found []models.Ticket, to models.AlertReceivers, at, notBefore time.Time) error
	// AlertsTold returns what a message tells of tickets, as far as it is still so.
	AlertsTold(ctx context.Context, message string) (models.AlertsTold, error)
	// ReplyTold returns an answer to a ticket that is to be told; false where it was erased meanwhile.
	ReplyTold(ctx context.Context, messageID int64) (models.ReplyTold, bool, error)
	// AssignedTold returns what somebody is told of a ticket that was given to them; false where it isn't theirs any more.
	AssignedTold(ctx context.Context, id int64, to string) (models.AssignedTold, bool, error)
	// EraseSilent erases the churned customers with whom nothing has happened since an instant. It returns how many it
	// has erased, also with an error. It calls goOn again and again, and stops when that returns an error.
	EraseSilent(ctx context.Context, since time.Time, goOn func(context.Context) error) (int, error)
}

// Reports counts what happened in a period.
type Reports interface {
	Report(ctx context.Context, q models.ReportQuestion, p reports.Period, at time.Time) (reports.Report, error)
}

// Store is what the scheduler keeps in the database.
type Store interface {
	Processes
	JobRuns
	Outbox
	Due
	Days
	Lists
	Silences
}

// Lists are what searches go by.
type Lists interface {
	// FoldSearch brings what has changed into the lists, if it is at least so much.
	FoldSearch(ctx context.Context, clock models.Clock, least int) (folded int, err error)
}

// Days says how much time has passed by the days on which the database has seen a process at work.
type Days interface {
	LivedUntil(ctx context.Context, now time.Time) (until time.Time, lived bool, err error)
	LastDay(ctx context.Context) (models.Date, error)
	FreeAhead(ctx context.Context, now time.Time, furthest models.Furthest) (freed int, err error)
	PutOffUntilAfter(ctx context.Context, after time.Time, limit int) ([]models.OutboxMessage, error)
	BringForward(ctx context.Context, m models.OutboxMessage, to time.Time) error
	RedateEnvelopes(ctx context.Context, before, after, now time.Time, limit int) (redated int, err error)
}

// Processes keeps a row for each process that works on the database.
type Processes interface {
	BeginProcess(ctx context.Context, owner string, now time.Time) error
	BeatProcess(ctx context.Context, owner string, now time.Time) (alive bool, err error)
	EndProcess(ctx context.Context, owner string, now time.Time) error
	ReapProcesses(ctx context.Context, silentSince, now time.Time) (dead []string, err error)
}

// JobRuns remembers which runs of which jobs were claimed and finished, so that each happens once.
type JobRuns interface {
	LastJobRun(ctx context.Context, job string, until time.Time) (models.JobRun, bool, error)
	JobRunsAfter(ctx context.Context, after time.Time, limit int) ([]models.JobRun, error)
	JobRunBefore(ctx context.Context, job string, before time.Time) (models.JobRun, bool, error)
	ClaimJobRun(ctx context.Context, job string, scheduledAt, now time.Time, lease time.Duration, owner string) (models.JobRun, bool, error)
	RenewJobRun(ctx context.Context, run models.JobRun, until time.Time) (bool, error)
	FinishJobRun(ctx context.Context, run models.JobRun, at time.Time, messages []models.OutboxMessage) error
	BaselineJob(ctx context.Context, job string, at time.Time) error
}

// Outbox holds what is to be posted.
type Outbox interface {
	Enqueue(ctx context.Context, messages ...models.OutboxMessage) error
	ClaimOutbox(ctx context.Context, c models.OutboxClaim) ([]models.OutboxMessage, error)
	NextRecipients(ctx context.Context, now time.Time, limit int) ([]string, error)
	// OutboxByKeys returns the messages that have one of these dedupe keys, in no order.
	OutboxByKeys(ctx context.Context, keys ...string) ([]models.OutboxMessage, error)
	// WaitsInOutbox reports whether a message of a kind waits for somebody, and nobody has claimed it yet.
	WaitsInOutbox(ctx context.Context, kind, recipient string, now time.Time) (bool, error)
	HoldRecipient(ctx context.Context, recipient string, now, until time.Time) error
	MarkTrying(ctx context.Context, m models.OutboxMessage, now time.Time) (ours bool, err error)
	// MarkSent puts the next page of a message into the outbox with the record of this one.
	MarkSent(ctx context.Context, m models.OutboxMessage, at, lookAgain time.Time, next ...models.OutboxMessage) (channel, ts string, err error)
	MarkNothingToSay(ctx context.Context, m models.OutboxMessage, at, lookAgain time.Time) error
	MarkRetry(ctx context.Context, m models.OutboxMessage, notBefore time.Time, lastError string) error
	MarkDead(ctx context.Context, m models.OutboxMessage, at time.Time, lastError string) error
	ReleaseOutbox(ctx context.Context, m models.OutboxMessage) error
	PostponeOutbox(ctx context.Context, m models.OutboxMessage, notBefore time.Time, payload string) error
	ClaimPosted(ctx context.Context, now, until time.Time, limit int) ([]models.OutboxMessage, error)
	OutboxBacklog(ctx context.Context, now time.Time) (models.OutboxBacklog, error)
	SettlePosted(ctx context.Context, m models.OutboxMessage, next time.Time) error
}

// Due returns what people have to be reminded of, and forgets what is old.
type Due interface {
	DueAssignees(ctx context.Context, through models.Date, zone *time.Location) ([]string, error)
	// TicketAssignees returns the people who have an open ticket of which a target is over before an instant.
	TicketAssignees(ctx context.Context, before time.Time) ([]string, error)
	TimedFollowUps(ctx context.Context, from, to time.Time, limit int) ([]models.FollowUp, error)
	RemindersLookedUntil(ctx context.Context, now time.Time) (until time.Time, known bool, err error)
	NoteReminderLook(ctx context.Context, until time.Time) error
	PruneReminderLooks(ctx context.Context, before time.Time, limit int) (int, error)
	PruneEnvelopes(ctx context.Context, before time.Time, limit int) (int, error)
	PruneOutbox(ctx context.Context, before time.Time, limit int) (int, error)
	// PruneIntakes forgets at most limit messages of support channels that were said before an instant, and returns how many.
	PruneIntakes(ctx context.Context, before time.Time, limit int) (int, error)
	PruneJobRuns(ctx context.Context, before time.Time, limit int) (int, error)
	PruneTasks(ctx context.Context, before time.Time, limit int) (int, error)
	// ForgetTaskTexts takes what somebody typed out of tasks that ended before an instant.
	ForgetTaskTexts(ctx context.Context, before time.Time, limit int) (int, error)
	PruneAudit(ctx context.Context, before time.Time, limit int) (int, error)
	ExpireOutbox(ctx context.Context, before, at time.Time, reason string) (int, error)
	ProtectFields(ctx context.Context) (changed int, err error)
	PruneSightings(ctx context.Context, before time.Time) error
	// Scrub rewrites the database's file without what was erased. done is false while other processes keep it from that.
	Scrub(ctx context.Context) (done bool, err error)
}

// reader returns how a person reads.
func (p Person) reader() Reader { return Reader{p.Locale, p.Zone} }

// person looks a person up. One who does not exist any more is not active.
func (s *Scheduler) person(ctx context.Context, id string) (Person, error) {
	p, err := s.Directory.Person(ctx, id)
	var refusal Refusal
	if errors.As(err, &refusal) && refusal.Permanent() {
		return Person{Zone: s.Schedule.Zone}, nil
	}
	if p.Zone == nil {
		p.Zone = s.Schedule.Zone
	}
	if p.Locale == "" {
		p.Locale = s.Schedule.Language
	}
	return p, err
}

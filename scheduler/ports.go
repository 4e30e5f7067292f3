package scheduler

import (
	"context"
	"errors"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
)

// Message is what is to be said: a value of the type that belongs to the kind (models.ToldDigest and the others), which is put
// into the reader's words when it is posted.
type Message struct {
	Kind  string
	Value any
	To    Reader
}

// Reader is who reads a message: a person, or those of a channel.
type Reader struct {
	Locale string         // IETF tag
	Zone   *time.Location // never nil
}

// Poster posts to Slack. Its errors may tell, by the methods of Refusal, what to do next.
type Poster interface {
	// Post puts a message into words and posts it to a channel ID, "#name" or user ID, marked with a key. Right before the request leaves, after
	// whatever had to be waited for, it asks still; an error of that is returned as it is, with nothing posted.
	Post(ctx context.Context, to string, m Message, key string, stillClaimed func() error) (channel, ts string, err error)
	// FindPosted looks for what was posted under a key since a time: the ts of every such message, the earliest first.
	FindPosted(ctx context.Context, to, key string, since time.Time) (channel string, posted []string, err error)
	// Remove deletes what Post has posted; a message that is gone already is fine.
	Remove(ctx context.Context, channel, ts string) error
}

// Refusal is what an error of a Poster or a Directory may know about itself.
type Refusal interface {
	error
	Permanent() bool           // it will never work
	RetryAfter() time.Duration // it will not work before; 0 when unknown
	Ambiguous() bool           // it may have worked
}

// Directory knows people.
type Directory interface {
	Person(ctx context.Context, id string) (Person, error)
	// Disturb returns until when people don't want to be disturbed now, by user ID; those who don't mind are left out.
	Disturb(ctx context.Context, ids []string) (map[string]time.Time, error)
}

// Person is someone who gets messages.
type Person struct {
	Zone   *time.Location // nil when unknown
	Locale string         // IETF tag; "" when unknown
	Active bool           // false for who can't be given work (models.Unfit): they are told of nothing
	Liking models.Liking
}

// muted reports whether a person wants nothing on a day.
func (p Person) muted(day models.Date) bool { return day.Before(p.Liking.MutedUntil) }

// FollowUps is what the scheduler asks the CRM.
type FollowUps interface {
	DueFollowUps(ctx context.Context, actor models.Actor, q models.DueQuery) (models.DuePage, error)
	DueDay(ctx context.Context, actor models.Actor, assignee string, today models.Date, zone *time.Location, limit int) (models.DueDay, error)
	Unattended(ctx context.Context, actor models.Actor, today models.Date, zone *time.Location, limit int) (models.DuePage, error)
	FollowUp(ctx context.Context, actor models.Actor, id int64) (models.DueFollowUp, error)
	// ReportChannels are where summaries and reports go.
	ReportChannels(ctx context.Context, actor models.Actor) ([]models.ReportChannel, error)
	// Leads are told of what is left undone: those in the first place who can be told, else those in the next.
	Leads(ctx context.Context) ([][]string, error)
	// EraseSilent erases the churned customers that nothing has happened with since an instant, and says how many, also
	// when it fails. goOn is asked again and again whether to go on.
	EraseSilent(ctx context.Context, since time.Time, goOn func(context.Context) error) (int, error)
}

// Reports counts what happened in a period.
type Reports interface {
	Report(ctx context.Context, p reports.Period, today models.Date) (reports.Report, error)
}

// Store is what the scheduler keeps in the database.
type Store interface {
	Processes
	JobRuns
	Outbox
	Due
	Days
}

// Days tells how time has passed, by what the database has seen of it.
type Days interface {
	LivedUntil(ctx context.Context, now time.Time) (until time.Time, lived bool, err error)
	LastDay(ctx context.Context) (models.Date, error)
	FreeAhead(ctx context.Context, now time.Time, furthest models.Furthest) (freed int, err error)
	PutOffUntilAfter(ctx context.Context, after time.Time, limit int) ([]models.OutboxMessage, error)
	BringForward(ctx context.Context, m models.OutboxMessage, to time.Time) error
	RedateEnvelopes(ctx context.Context, before, after, now time.Time, limit int) (redated int, err error)
}

// Processes are those that work on one database.
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
	// OutboxByKeys returns those messages that have one of some dedupe keys, in no order.
	OutboxByKeys(ctx context.Context, keys ...string) ([]models.OutboxMessage, error)
	// WaitsInOutbox reports whether a message of a kind waits for somebody that nobody has taken yet.
	WaitsInOutbox(ctx context.Context, kind, recipient string, now time.Time) (bool, error)
	HoldRecipient(ctx context.Context, recipient string, now, until time.Time) error
	MarkTrying(ctx context.Context, m models.OutboxMessage, now time.Time) (ours bool, err error)
	MarkSent(ctx context.Context, m models.OutboxMessage, at, lookAgain time.Time) (channel, ts string, err error)
	MarkNothingToSay(ctx context.Context, m models.OutboxMessage, at, lookAgain time.Time) error
	MarkRetry(ctx context.Context, m models.OutboxMessage, notBefore time.Time, lastError string) error
	MarkDead(ctx context.Context, m models.OutboxMessage, at time.Time, lastError string) error
	ReleaseOutbox(ctx context.Context, m models.OutboxMessage) error
	PostponeOutbox(ctx context.Context, m models.OutboxMessage, notBefore time.Time, payload string) error
	ClaimPosted(ctx context.Context, now, until time.Time, limit int) ([]models.OutboxMessage, error)
	OutboxBacklog(ctx context.Context, now time.Time) (models.OutboxBacklog, error)
	SettlePosted(ctx context.Context, m models.OutboxMessage, next time.Time) error
}

// Due is who and what has to be reminded, and the forgetting of old deliveries.
type Due interface {
	DueAssignees(ctx context.Context, through models.Date, zone *time.Location) ([]string, error)
	TimedFollowUps(ctx context.Context, from, to time.Time, limit int) ([]models.FollowUp, error)
	RemindersLookedUntil(ctx context.Context, now time.Time) (until time.Time, known bool, err error)
	NoteReminderLook(ctx context.Context, until time.Time) error
	PruneReminderLooks(ctx context.Context, before time.Time, limit int) (int, error)
	PruneEnvelopes(ctx context.Context, before time.Time, limit int) (int, error)
	PruneOutbox(ctx context.Context, before time.Time, limit int) (int, error)
	PruneJobRuns(ctx context.Context, before time.Time, limit int) (int, error)
	PruneAudit(ctx context.Context, before time.Time, limit int) (int, error)
	ExpireOutbox(ctx context.Context, before, at time.Time, reason string) (int, error)
	ProtectFields(ctx context.Context) (changed int, err error)
	PruneSightings(ctx context.Context, before time.Time) error
	// Scrub takes what was erased out of the free parts of the database's file; done is false while others keep it from that.
	Scrub(ctx context.Context) (done bool, err error)
}

// reader is a person as they read.
func (p Person) reader() Reader { return Reader{p.Locale, p.Zone} }

// person looks a person up. Someone who does not exist any more is not active.
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

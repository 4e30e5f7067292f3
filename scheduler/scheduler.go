package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/guanxi-crm/guanxi/models"
)

// Options is what New takes.
type Options struct {
	Store     Store
	CRM       FollowUps
	Reports   Reports
	Tasks     Tasks    // nil does none
	Cleaning  Cleaning // nil looks at no data
	Poster    Poster
	Workbooks bool // a report that was posted gets its workbook in its thread
	Directory Directory
	// Admins returns who is told when a channel is shared with another company; nil tells nobody.
	Admins func(ctx context.Context) ([]string, error)
	Clock  models.Clock
	// Reference is the clock that Clock is compared with before anything is decided; nil compares it with none.
	Reference Reference
	// Settle is how long the clock must run after a leap before it is believed. 0 believes it at once, where time is
	// simulated.
	Settle   time.Duration
	Schedule Schedule
	Owner    string                // names this process among those on the database; at most 128 characters
	Log      *slog.Logger          // nil discards
	Metrics  prometheus.Registerer // nil registers none
}

// Schedule says when each message is sent. Specs are cron's five fields; "" is never.
type Schedule struct {
	Digest    string         // in each person's own zone, and at their own time of day where they have one
	Summary   string         // in the channel's zone, or that of a leading CRON_TZ=
	Report    string         // of the week before, as Summary
	Monthly   string         // the report of the month before, likewise
	Quarterly string         // and of the quarter before
	Cleaning  string         // what the monthly look at the team's data found, likewise
	Grace     time.Duration  // a message that is sent later than this after its time says that it is late
	Zone      *time.Location // of people and channels whose zone is unknown; nil is UTC
	Language  string         // of people and channels whose language is unknown: "zh" or "en"
	// DayOff reports a day on which nobody gets a list: a weekend or a holiday. A report waits for the next workday. nil
	// means that every day is a workday.
	DayOff func(models.Date) bool
	// RetentionMonths is after how many months without any event churned customers are erased; 0 is never.
	RetentionMonths int
	// AuditMonths is how many months the audit log is kept; 0 is for ever.
	AuditMonths int
	// EscalateAfter is how many days a follow-up is overdue when the leads are told of it, once; 0 is never.
	EscalateAfter int
}

// Scheduler decides messages and delivers them. Any number of schedulers may work on one database.
type Scheduler struct {
	Options
	log     *slog.Logger
	metrics *metrics
	specs   specs
	tellers map[string]teller        // by kind of message
	wakes   map[string]chan struct{} // one for each of the loops, by its name

	watch    watch
	self     self
	owed     debts
	rests    rests
	line     line
	bulk     int        // workers that take every message
	urgent   int        // workers that take only reminders
	claiming sync.Mutex // one worker at a time looks for what is next

	reminding   sync.Mutex // guards the next two fields: one look for timed follow-ups at a time
	lookedUntil time.Time  // until when this process has looked
	lookNoted   time.Time  // the last such time that was noted in the database

	serving serving

	verifying sync.Mutex // one look for doubled messages at a time

	ticking    sync.Mutex // guards the fields below: one tick at a time
	lastTick   time.Time
	groups     map[string]digestGroup // the groups in which people get digests, by the job's name
	groupsAt   time.Time
	dueGroups  map[string]digestGroup // the groups at the last look, of the people with something due
	coldLeads  bool                   // the leads are told of customers that went cold, at the last look
	quietUntil map[string]time.Time   // until when a job has nothing to do, by its name
	prunedAt   time.Time
	aheadAt    time.Time
	toldAhead  map[int64]bool // the runs in the future that were logged, by ID
}

// New returns a scheduler that has not started. It refuses specs that cron does not understand.
func New(o Options) (*Scheduler, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Schedule.Zone == nil {
		o.Schedule.Zone = time.UTC
	}
	if o.Schedule.DayOff == nil {
		o.Schedule.DayOff = func(models.Date) bool { return false }
	}
	parsed, err := parseSpecs(o.Schedule)
	if err != nil {
		return nil, err
	}
	s := &Scheduler{
		Options: o,
		log:     o.Log,
		metrics: newMetrics(o.Metrics),
		specs:   parsed,
		wakes:   map[string]chan struct{}{},
		self:    self{base: o.Owner},
		bulk:    bulkWorkers,
		urgent:  urgentWorkers,
		rests:   rests{known: map[string]rest{}},
		groups:  map[string]digestGroup{},

		quietUntil: map[string]time.Time{},
	}
	for _, l := range s.loops(nil) {
		s.wakes[l.name] = make(chan struct{}, 1)
	}
	if o.Metrics != nil {
		o.Metrics.MustRegister(newBacklog(o))
	}
	s.tellers = map[string]teller{
		models.ToldDigest:     s.tellDigest,
		models.ToldSummary:    s.tellSummary,
		models.ToldReport:     s.tellReport,
		models.ToldMonthly:    s.tellReport,
		models.ToldQuarterly:  s.tellReport,
		models.ToldReportBook: s.tellReportBook,
		models.ToldReminder:   s.tellReminder,
		models.ToldEscalation: s.tellEscalation,
		models.ToldDeals:      s.tellDeals,
		models.ToldTicket:     s.tellTicket,
		models.ToldTicketNow:  s.tellTicketNow,
		models.ToldIntake:     s.tellIntake,
		models.ToldIntakeNow:  s.tellIntakeNow,
		models.ToldBreach:     s.tellBreach,
		models.ToldReply:      s.tellReply,
		models.ToldAssigned:   s.tellAssigned,
		models.ToldAsked:      s.tellAsked,
		models.ToldOutside:    s.sayGivenUp,

		models.ToldUnreachable: s.sayGivenUp,
	}
	if o.Cleaning != nil {
		s.tellers[models.ToldCleaning] = s.tellCleaning
	}
	if o.Tasks != nil {
		s.tellers[models.ToldImport], s.tellers[models.ToldBulk] = s.tellTask, s.tellTask
	}
	s.tellers[models.ToldFurther] = s.tellFurther
	return s, nil
}

// Tick does everything that Run does, once and in order: it decides what is due now, and delivers what the outbox holds.
// It returns all errors together; a failed step doesn't stop the others.
func (s *Scheduler) Tick(ctx context.Context) error {
	var failed []error
	for _, step := range []func(context.Context) error{s.renewProcess, s.decide, s.remind, s.breaches, s.work, s.deliver, s.verify, s.fold} {
		failed = append(failed, step(ctx))
	}
	return errors.Join(failed...)
}

// decide decides what is due now, and deletes what is old.
func (s *Scheduler) decide(ctx context.Context) error {
	s.ticking.Lock()
	defer s.ticking.Unlock()
	now, err := s.now(ctx)
	if err != nil {
		return idle(err)
	}
	if s.lastTick.After(now) {
		s.lastTick = time.Time{} // the clock was set back
		clear(s.quietUntil)
	}
	failed := []error{s.behindAhead(ctx, now)}
	jobs, err := s.jobs(ctx, now)
	failed = append(failed, err)
	for _, j := range jobs {
		if s.quiet(j.name, now) {
			continue
		}
		err := s.runDue(ctx, j, now)
		var unsure doubt
		if errors.As(err, &unsure) {
			return errors.Join(failed...) // the other jobs run when the clock is right
		}
		if err != nil {
			s.metrics.jobs.WithLabelValues(j.kind, "failed").Inc()
			failed = append(failed, fmt.Errorf("%s: %w", j.name, err))
		}
	}
	failed = append(failed, s.prune(ctx, now))
	s.lastTick = now
	return errors.Join(failed...)
}

// since returns where a job begins that was never seen before: at the last tick, so that nothing is left out when the
// clock was moved in between, or now.
func (s *Scheduler) since(now time.Time) time.Time {
	if s.lastTick.IsZero() {
		return now
	}
	return s.lastTick
}

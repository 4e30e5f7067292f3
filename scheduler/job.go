package scheduler

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// lease is how long a process may be silent before another takes its run or its messages over.
const lease = 2 * time.Minute

// job is something that happens at the times of a spec, once for each time across all processes.
type job struct {
	name   string // its key in the database
	kind   string
	spec   spec
	zone   *time.Location
	decide func(ctx context.Context, at time.Time, keepRun heartbeat) ([]models.OutboxMessage, error)
}

// heartbeat extends the lease of a run for the process that decides it. A long decision calls it again and again. An
// error says that another process has the run, or that the lease can't be extended.
type heartbeat func(ctx context.Context) error

// errRunLost says that another process has taken a run over.
var errRunLost = errors.New("the run was taken over by another process")

// beat returns the heartbeat of a run that was claimed at an instant. It extends the lease when a quarter of it is over.
func (s *Scheduler) beat(run models.JobRun, at time.Time) heartbeat {
	return func(ctx context.Context) error {
		if passed := s.Clock.Now().Sub(at); passed >= 0 && passed < lease/4 {
			return nil
		}
		now, err := s.now(ctx)
		if err != nil {
			return err
		}
		kept, err := s.Store.RenewJobRun(ctx, run, now.Add(lease))
		if err == nil && !kept {
			err = errRunLost
		}
		at = now
		return err
	}
}

// quiet reports that a job's next time has not come by what the database has said before, so that the database need not
// be asked again.
func (s *Scheduler) quiet(job string, now time.Time) bool { return now.Before(s.quietUntil[job]) }

// jobs returns the jobs that there are now. When the error is not nil, the jobs that could be determined are returned
// with it.
func (s *Scheduler) jobs(ctx context.Context, now time.Time) ([]job, error) {
	jobs, failed := s.digestJobs(ctx, now)
	channels, err := s.channels(ctx)
	for _, channel := range channels {
		if channel.Summary || channel.Queue {
			jobs = append(jobs, s.summaryJob(channel))
		}
		jobs = append(jobs, s.reportJobs(channel)...)
	}
	if (s.Schedule.EscalateAfter > 0 || s.coldLeads) && s.specs.digest.cron != nil {
		jobs = append(jobs, s.escalationJob())
	}
	if s.Schedule.RetentionMonths > 0 {
		jobs = append(jobs, s.retentionJob())
	}
	return append(jobs, s.lookJobs(channels)...), errors.Join(failed, err)
}

// runDue runs a job for the latest of its times since its last run, if there is one.
func (s *Scheduler) runDue(ctx context.Context, j job, now time.Time) error {
	if j.spec.cron == nil {
		return nil
	}
	last, known, err := s.Store.LastJobRun(ctx, j.name, now.Add(aheadBy))
	if err != nil {
		return err
	}
	begin := last.ScheduledAt
	if !known {
		begin = s.since(now)
		if err := s.Store.BaselineJob(ctx, j.name, begin); err != nil {
			return err
		}
	}
	at, due := j.spec.latest(begin, now, j.zone)
	if !due {
		abandoned := known && last.FinishedAt == nil && !last.LeaseUntil.After(now)
		if !abandoned {
			if !known || last.FinishedAt != nil {
				s.quietUntil[j.name] = j.spec.next(begin, j.zone)
			}
			return nil
		}
		at = last.ScheduledAt
	}
	return s.runAt(ctx, j, at, now)
}

// runAt claims the run of a job at a time, decides its messages, and finishes it together with them.
func (s *Scheduler) runAt(ctx context.Context, j job, at, now time.Time) error {
	run, claimed, err := s.Store.ClaimJobRun(ctx, j.name, at, now, lease, s.Owner)
	if err != nil || !claimed {
		return err
	}
	messages, err := s.decided(ctx, j, at.In(j.spec.in(j.zone)), s.beat(run, now))
	if err != nil {
		return errors.Join(err, s.putOff(ctx, j, run, now, err))
	}
	if err := s.Store.FinishJobRun(ctx, run, now, dated(now, messages)); err != nil {
		return err
	}
	s.metrics.jobs.WithLabelValues(j.kind, "done").Inc()
	s.log.Info("job done", "job", j.name, "at", at, "late", now.Sub(at).Round(time.Second), "messages", len(messages))
	return nil
}

// decided calls a job's decide. A panic in it becomes an error with a reference: no job ends the process.
func (s *Scheduler) decided(ctx context.Context, j job, at time.Time, keepRun heartbeat) (messages []models.OutboxMessage, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = s.panicked(p, "job", j.name)
		}
	}()
	return j.decide(ctx, at, keepRun)
}

// putOff lets a failed run wait, twice as long with every attempt, so that it is neither lost nor tried all the time. A
// run that has panicked in all its attempts is given up: the job's next run may succeed.
func (s *Scheduler) putOff(ctx context.Context, j job, run models.JobRun, now time.Time, why error) error {
	if errors.Is(why, errRunLost) {
		return nil
	}
	var panicked panicError
	if errors.As(why, &panicked) && run.Attempts >= maxAttempts {
		s.metrics.jobs.WithLabelValues(j.kind, "given up").Inc()
		s.log.Error("job given up", "job", j.name, "at", run.ScheduledAt, "attempts", run.Attempts, "error", why)
		return s.Store.FinishJobRun(ctx, run, now, nil)
	}
	_, err := s.Store.RenewJobRun(ctx, run, now.Add(min(lease<<min(run.Attempts-1, 16), longestOff)))
	return err
}

// payload is what an outbox message keeps. The words are found when it is sent.
type payload struct {
	At       int64  `json:"at"`                 // Unix seconds of the time it was due
	FollowUp int64  `json:"followup,omitempty"` // ID
	Waited   int64  `json:"waited,omitempty"`   // Unix seconds until when it was held back on purpose
	From     string `json:"from,omitempty"`     // first day of what it tells of, YYYY-MM-DD
	To       string `json:"to,omitempty"`       // and the last
	Channel  string `json:"channel,omitempty"`  // the channel that it tells of
	Task     int64  `json:"task,omitempty"`     // the task that it tells of
	Cold     string `json:"cold,omitempty"`     // the batch of silences that it tells of, of a message to the leads
	Ticket   int64  `json:"ticket,omitempty"`   // the ticket that it tells of
	Gone     string `json:"gone,omitempty"`     // its code, where it was deleted
	Message  int64  `json:"message,omitempty"`  // and which of its messages
	Ended    bool   `json:"ended,omitempty"`    // it tells of the task's end
	Thread   string `json:"thread,omitempty"`   // the ts of the message in whose thread it stands
	Instead  string `json:"instead,omitempty"`  // the user ID of the person whose follow-up this is, when somebody else is told

	// Told lists the moments that a posted digest told of. Nobody is reminded of them right after it.
	Told []told `json:"told,omitempty"`

	// Of a page after the first: the kind of the message, which page it is, and what the pages before it have told.
	Of     string   `json:"of,omitempty"`
	Page   int      `json:"page,omitempty"`
	Before []string `json:"before,omitempty"`
}

// told is when a follow-up is due that has a time of day.
type told struct {
	FollowUp int64 `json:"f"` // ID
	At       int64 `json:"t"` // Unix seconds
}

func (p payload) time() time.Time { return time.Unix(p.At, 0) }

// payloadOf reads a message's payload.
func payloadOf(m models.OutboxMessage) (payload, error) {
	var p payload
	if err := json.Unmarshal([]byte(m.Payload), &p); err != nil {
		return payload{}, fmt.Errorf("payload of message %d: %w", m.ID, err)
	}
	return p, nil
}

func (p payload) encode() string {
	text, _ := json.Marshal(p) // numbers and dates
	return string(text)
}

// superseded reports whether the next day's time of the same spec has come since a message was decided. A list of what
// is due is then told by the next message, and twice would be noise. Another time on the same day doesn't count, since a
// list is for a day.
func (s *Scheduler) superseded(sp spec, zone *time.Location, p payload) bool {
	if sp.cron == nil {
		return false
	}
	now := s.Clock.Now()
	decided := models.DateOf(p.time().In(sp.in(zone)))
	next := sp.next(p.time(), zone)
	for !next.IsZero() && !next.After(now) {
		if day := models.DateOf(next.In(sp.in(zone))); decided.Before(day) && !s.Schedule.DayOff(day) {
			return true
		}
		next = sp.next(next, zone)
	}
	return false
}

// message makes an outbox message. Where the time of the decision is known, dated sets it: the clock may have leapt
// since.
func (s *Scheduler) message(kind, to, key string, p payload) models.OutboxMessage {
	m := models.OutboxMessage{DedupeKey: key, Kind: kind, Recipient: to, Payload: p.encode(), State: models.OutboxPending}
	return dated(s.Clock.Now(), []models.OutboxMessage{m})[0]
}

// dayKey is the key of what comes once a day to a recipient.
func dayKey(kind, to string, at time.Time) string {
	return fmt.Sprintf("%s:%s:%s", kind, to, models.DateOf(at))
}

// isLate reports whether something goes out later than the grace after its time, or after it was held back on purpose.
func (s *Scheduler) isLate(p payload) bool {
	return s.Clock.Now().Sub(time.Unix(max(p.At, p.Waited), 0)) > s.Schedule.Grace
}

package scheduler

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// shown is how many follow-ups of a kind a message is given to show.
const shown = 20

// ticketsShown is how many tickets of a kind a message is given to show.
const ticketsShown = 5

// digestGroup is all people who get the digest at the same moment.
type digestGroup struct {
	zone *time.Location
	at   models.TimeOfDay // "" is the team's spec
}

func (g digestGroup) job() string {
	if g.at == "" {
		return models.ToldDigest + ":" + g.zone.String()
	}
	return models.ToldDigest + ":" + g.zone.String() + ":" + string(g.at)
}

// group returns the group in which a person gets the digest; false when they want none.
func (s *Scheduler) group(p Person) (digestGroup, bool) {
	g := digestGroup{zone: p.Zone, at: p.Preferences.DigestTime}
	return g, p.Active && g.at != models.DigestOff
}

// digestSpec returns when a group gets the digest.
func (s *Scheduler) digestSpec(g digestGroup) spec {
	if g.at == "" {
		return s.specs.digest
	}
	return s.specs.digestAt(g.at)
}

// digestJobs returns one job for each group of people who get digests.
func (s *Scheduler) digestJobs(ctx context.Context, now time.Time) ([]job, error) {
	if s.specs.digest.cron == nil {
		return nil, nil
	}
	err := s.refreshGroups(ctx, now)
	jobs := make([]job, 0, len(s.groups))
	for name, group := range s.groups {
		jobs = append(jobs, job{
			name: name, kind: models.ToldDigest, spec: s.digestSpec(group), zone: group.zone,
			decide: func(ctx context.Context, at time.Time, keepRun heartbeat) ([]models.OutboxMessage, error) {
				return s.decideDigests(ctx, at, group, keepRun)
			},
		})
	}
	return jobs, err
}

// refreshGroups looks, once a minute, for groups in which someone has something due. A group stays once it is known, so
// that its job keeps running.
func (s *Scheduler) refreshGroups(ctx context.Context, now time.Time) error {
	if age := now.Sub(s.groupsAt); age >= 0 && age < time.Minute {
		return nil
	}
	const easternmost = 14 * time.Hour // the zone where a day begins first
	people, err := s.Store.DueAssignees(ctx, models.DateOf(now.UTC().Add(easternmost)).AddDays(1), time.UTC)
	if err != nil {
		return err
	}
	serving, err := s.Store.TicketAssignees(ctx, now.Add(longestDay))
	if err != nil {
		return err
	}
	people = merged(people, serving)
	cold, err := s.coldDigests(ctx, now)
	if err != nil {
		return err
	}
	s.groupsAt = now
	previous := s.dueGroups
	s.dueGroups = make(map[string]digestGroup, len(people))
	var failed []error
	idle := false
	refresh := func(people []string) {
		for _, id := range people {
			active, err := s.refreshGroup(ctx, id, previous, now)
			if err != nil {
				failed = append(failed, err)
				s.groupsAt = time.Time{}
			}
			idle = idle || err == nil && !active
		}
	}
	others := func(more []string) []string {
		return slices.DeleteFunc(slices.Clone(more), func(id string) bool { return slices.Contains(people, id) })
	}
	refresh(people)
	alone := idle
	if refresh(others(cold.owners)); alone { // the leads are told of what these people have to do
		found, err := s.leads(ctx, now)
		failed = append(failed, err)
		refresh(others(found.now))
	}
	return errors.Join(failed...)
}

// refreshGroup looks which group a person is in, and notices a change since the last look. After an error the next look
// starts as if this one had not been. active is false for a person who can't be told of anything.
func (s *Scheduler) refreshGroup(ctx context.Context, id string, previous map[string]digestGroup, now time.Time) (active bool, err error) {
	before, known := previous[id]
	if known {
		s.dueGroups[id] = before
	}
	p, err := s.person(ctx, id)
	if err != nil {
		return false, err
	}
	group, wanted := s.group(p)
	if !wanted {
		delete(s.dueGroups, id)
		return p.Active, nil
	}
	if known && before.job() != group.job() {
		if err := s.makeUp(ctx, id, p, before, group, now); err != nil {
			return false, err
		}
	}
	if _, known := s.groups[group.job()]; !known {
		if err := s.begin(ctx, group.job(), now); err != nil {
			return false, err
		}
		s.groups[group.job()] = group
	}
	s.dueGroups[id] = group
	return true, nil
}

// makeUp gives today's digest to a person who has changed from one group to another when the new group's time is over
// and the old group's time has not come: otherwise neither would bring it. Nobody gets a second one, since the key is
// the day's. A person for whom it has become yesterday again on their clock has had yesterday's.
func (s *Scheduler) makeUp(ctx context.Context, id string, p Person, before, group digestGroup, now time.Time) error {
	spec := s.digestSpec(group)
	zone := spec.in(group.zone)
	day := models.DateOf(now.In(zone))
	at, over := spec.latest(day.At("00:00", zone).Add(-time.Second), now, zone)
	if !over || p.muted(day) || s.Schedule.DayOff(day) || day.Before(models.DateOf(now.In(before.zone))) {
		return nil
	}
	digest := s.message(models.ToldDigest, id, dayKey(models.ToldDigest, id, at.In(zone)), payload{At: at.Unix(), Waited: now.Unix()})
	return s.Store.Enqueue(ctx, dated(now, []models.OutboxMessage{digest})...)
}

// begin lets a job that turns up while the scheduler runs start at the last tick: before that there was nobody to do it
// for. At the first tick the database decides, since what was missed meanwhile is caught up.
func (s *Scheduler) begin(ctx context.Context, job string, now time.Time) error {
	if s.lastTick.IsZero() {
		return nil
	}
	last, known, err := s.Store.LastJobRun(ctx, job, now.Add(aheadBy))
	if err != nil || (known && !last.ScheduledAt.Before(s.lastTick)) {
		return err
	}
	return s.Store.BaselineJob(ctx, job, s.since(now))
}

// decideDigests gives a digest to everyone in a group who has something due on the day, unless it is a day off or they
// are not to be disturbed.
func (s *Scheduler) decideDigests(ctx context.Context, at time.Time, group digestGroup, keepRun heartbeat) ([]models.OutboxMessage, error) {
	day := models.DateOf(at)
	if s.Schedule.DayOff(day) {
		return nil, nil
	}
	people, err := s.Store.DueAssignees(ctx, day, at.Location())
	if err != nil {
		return nil, err
	}
	serving, err := s.Store.TicketAssignees(ctx, endOf(day, at.Location()))
	if err != nil {
		return nil, err
	}
	people = merged(people, serving)
	cold, err := s.coldDigests(ctx, at)
	if err != nil {
		return nil, err
	}
	job := group.job()
	var messages []models.OutboxMessage
	idle := false
	decide := func(people []string) error {
		for _, id := range people {
			if err := keepRun(ctx); err != nil {
				return err
			}
			p, err := s.person(ctx, id)
			if err != nil {
				return err
			}
			idle = idle || !p.Active
			if own, wanted := s.group(p); wanted && own.job() == job && !p.muted(day) {
				messages = append(messages, cold.with(s.message(models.ToldDigest, id, dayKey(models.ToldDigest, id, at), payload{At: at.Unix()})))
			}
		}
		return nil
	}
	if err := decide(people); err != nil {
		return nil, err
	}
	alone := idle
	silent := slices.DeleteFunc(slices.Clone(cold.owners), func(id string) bool { return slices.Contains(people, id) })
	if err := decide(silent); err != nil || !alone {
		return messages, err
	}
	found, err := s.leads(ctx, at) // the leads are told of what people have to do who can't be told themselves
	if err != nil {
		return nil, err
	}
	err = decide(slices.DeleteFunc(found.now, func(id string) bool { return slices.Contains(people, id) || slices.Contains(silent, id) }))
	return messages, err
}

// tellDigest tells what is due now: what was done since the digest was decided isn't in it.
func (s *Scheduler) tellDigest(ctx context.Context, m *models.OutboxMessage, p payload) (Message, bool, error) {
	person, err := s.person(ctx, m.Recipient)
	if err != nil {
		return Message{}, false, err
	}
	today := models.DateOf(s.Clock.Now().In(person.Zone))
	group, wanted := s.group(person)
	superseded := s.superseded(s.digestSpec(group), person.Zone, p)
	if p.Page > 1 && (!wanted || person.muted(today) || superseded) {
		return Message{}, false, nil // the page before has told
	}
	if !wanted || person.muted(today) {
		return Message{}, false, s.Store.Untell(ctx, m.DedupeKey) // the next digest tells of what went cold
	}
	if superseded {
		return s.tellLateCold(ctx, m, person, group, p)
	}
	due, err := s.CRM.DueDay(ctx, models.System(), m.Recipient, today, person.Zone, shown)
	if err != nil {
		return Message{}, false, err
	}
	unattended, err := s.unattended(ctx, m.Recipient, today, person.Zone)
	if err != nil {
		return Message{}, false, err
	}
	tickets, err := s.ticketsOf(ctx, m.Recipient, person, today)
	if err != nil {
		return Message{}, false, err
	}
	cold, err := s.Store.ToldCold(ctx, m.DedupeKey, m.Recipient, time.Time{}, coldShown)
	if err != nil || due.Total()+unattended.Total+tickets.Total == 0 && !cold.Any() {
		return Message{}, false, err
	}
	p.Told = toldOf(due, s.Clock.Now())
	m.Payload = p.encode()
	return Message{Kind: m.Kind, Value: models.Digest{Today: today, Due: due, Unattended: unattended, Tickets: tickets, Cold: cold, Late: s.isLate(p)}, To: person.reader()}, true, nil
}

// longestDay is longer than from now until the end of the day in any zone.
const longestDay = 40 * time.Hour

// endOf is the instant at which a day is over in a zone.
func endOf(day models.Date, zone *time.Location) time.Time { return day.AddDays(1).In(zone).UTC() }

// merged are the people of two lists, each once, in the order of their IDs.
func merged(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// ticketsOf are a person's tickets that are late or due on a day; none where they don't want to hear of tickets.
func (s *Scheduler) ticketsOf(ctx context.Context, id string, p Person, day models.Date) (models.TicketsDue, error) {
	if p.Preferences.TicketsUntold {
		return models.TicketsDue{}, nil
	}
	return s.CRM.TicketsDue(ctx, models.System(), id, endOf(day, p.Zone).Add(-time.Microsecond), ticketsShown)
}

package scheduler

import (
	"context"
	"slices"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// escalationJob tells the leads, with the team's digest, which follow-ups have become EscalateAfter days overdue since
// the job ran last. Each follow-up is told once, all of them in one message.
func (s *Scheduler) escalationJob() job {
	return job{name: models.ToldEscalation, kind: models.ToldEscalation, spec: s.specs.digest, zone: s.Schedule.Zone, decide: s.decideEscalations}
}

func (s *Scheduler) decideEscalations(ctx context.Context, at time.Time, _ heartbeat) ([]models.OutboxMessage, error) {
	day := models.DateOf(at)
	if s.Schedule.DayOff(day) {
		return nil, nil
	}
	// On a day off the run is finished without a message. So the first day to tell of is found from the run before.
	last, known, err := s.Store.JobRunBefore(ctx, models.ToldEscalation, at)
	for known && err == nil && s.Schedule.DayOff(models.DateOf(last.ScheduledAt.In(s.Schedule.Zone))) {
		last, known, err = s.Store.JobRunBefore(ctx, models.ToldEscalation, last.ScheduledAt)
	}
	if err != nil {
		return nil, err
	}
	known = known && last.ClaimedBy != models.SystemID // the first run tells of everything
	p := payload{At: at.Unix(), To: day.AddDays(-s.Schedule.EscalateAfter).String()}
	cold, err := s.coldForLeads(ctx, at)
	if err != nil || cold == nil && s.Schedule.EscalateAfter == 0 {
		return nil, err
	}
	if cold != nil {
		p.Cold = cold.Batch
	}
	if known {
		p.From = models.DateOf(last.ScheduledAt.In(s.Schedule.Zone)).AddDays(1 - s.Schedule.EscalateAfter).String()
	}
	now := s.Clock.Now()
	found, err := s.leads(ctx, now)
	if err != nil {
		return nil, err
	}
	var messages []models.OutboxMessage
	for _, id := range slices.Concat(found.now, found.muted) {
		// A message that waits, for the end of a mute perhaps, tells of everything when its turn comes.
		waits, err := s.Store.WaitsInOutbox(ctx, models.ToldEscalation, id, now)
		if err != nil {
			return nil, err
		}
		if waits {
			continue
		}
		told := p
		if until := s.afterMute(ctx, id); until.After(now) {
			told.Waited = until.Unix()
		}
		message := s.message(models.ToldEscalation, id, dayKey(models.ToldEscalation, id, at), told)
		message.Cold = cold
		messages = append(messages, message)
	}
	return messages, nil
}

// afterMute returns when a muted lead is told: with the team's digest on the first workday after the mute. It returns
// the zero time for a lead who isn't muted.
func (s *Scheduler) afterMute(ctx context.Context, id string) time.Time {
	person, err := s.person(ctx, id)
	if err != nil || s.specs.digest.cron == nil || !person.muted(models.DateOf(s.Clock.Now().In(person.Zone))) {
		return time.Time{} // the error is reported when the message is sent
	}
	at := person.Preferences.MutedUntil.In(person.Zone).Add(-time.Second)
	for range daysOffAtMost {
		if at = s.specs.digest.next(at, s.Schedule.Zone); at.IsZero() || !s.Schedule.DayOff(models.DateOf(at.In(s.specs.digest.in(s.Schedule.Zone)))) {
			break
		}
	}
	return at
}

// toldThrough returns the last day of which a lead is told when the message is sent: that of the latest run, since no
// other message was decided for them while this one waited.
func (s *Scheduler) toldThrough(p payload) (models.Date, error) {
	to, err := models.ParseDate(p.To)
	if at, due := s.specs.digest.latest(p.time(), s.Clock.Now(), s.Schedule.Zone); err == nil && due {
		to = models.DateOf(at.In(s.specs.digest.in(s.Schedule.Zone))).AddDays(-s.Schedule.EscalateAfter)
	}
	return to, err
}

// tellEscalation tells of what is still open. A message for a lead who can't be told any more is passed on to the next
// leads in line.
func (s *Scheduler) tellEscalation(ctx context.Context, m *models.OutboxMessage, p payload) (Message, bool, error) {
	person, err := s.person(ctx, m.Recipient)
	if err == nil && !person.Active {
		err = s.passOn(ctx, *m, p)
	}
	if err != nil || !person.Active {
		return Message{}, false, err
	}
	today := models.DateOf(s.Clock.Now().In(s.Schedule.Zone))
	told := models.Escalation{Today: today, Days: s.Schedule.EscalateAfter}
	if p.Cold != "" {
		if told.Cold, err = s.Store.ToldCold(ctx, p.Cold, "", time.Time{}, shown); err != nil {
			return Message{}, false, err
		}
	}
	if s.Schedule.EscalateAfter > 0 {
		if err := s.overdueFor(ctx, &told, p); err != nil {
			return Message{}, false, err
		}
	}
	return Message{Kind: m.Kind, Value: told, To: person.reader()}, told.Total > 0 || told.Cold.Any(), nil
}

// overdueFor reads what of follow-ups an escalation tells.
func (s *Scheduler) overdueFor(ctx context.Context, told *models.Escalation, p payload) error {
	from, _ := models.ParseDate(p.From) // without a date it begins with the first follow-up
	to, err := s.toldThrough(p)
	if err != nil {
		return unsayable{err}
	}
	page, err := s.CRM.DueFollowUps(ctx, models.System(), models.DueQuery{Range: models.DueSpan, From: from, To: to, Today: told.Today, Zone: s.Schedule.Zone, Limit: shown})
	told.Items, told.Total = page.FollowUps, page.Total
	return err
}

// passOn gives a message to the next leads in line when its recipient can't be told any more, unless they have that
// day's message already.
func (s *Scheduler) passOn(ctx context.Context, m models.OutboxMessage, p payload) error {
	now, err := s.now(ctx)
	if err != nil {
		return err
	}
	found, err := s.leads(ctx, now)
	if err != nil {
		return err
	}
	var messages []models.OutboxMessage
	for _, id := range slices.Concat(found.now, found.muted) {
		if id != m.Recipient {
			messages = append(messages, s.message(m.Kind, id, dayKey(m.Kind, id, p.time().In(s.specs.digest.in(s.Schedule.Zone))), p))
		}
	}
	return s.Store.Enqueue(ctx, dated(now, messages)...)
}

package scheduler

import (
	"context"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

const kindEscalate = "escalation"

// escalationJob tells the leads, with the team's digest, which follow-ups have come to be EscalateAfter days overdue
// since it ran last: of each once, in one message.
func (s *Scheduler) escalationJob() job {
	return job{name: kindEscalate, kind: kindEscalate, spec: s.specs.digest, zone: s.Schedule.Zone, decide: s.decideEscalations}
}

func (s *Scheduler) decideEscalations(ctx context.Context, at time.Time, _ heartbeat) ([]models.OutboxMessage, error) {
	day := models.DateOf(at)
	if s.Schedule.DayOff(day) {
		return nil, nil
	}
	// A day off has finished its run with nothing: so the first day to tell of is looked for before it.
	last, known, err := s.Store.JobRunBefore(ctx, kindEscalate, at)
	for known && err == nil && s.Schedule.DayOff(models.DateOf(last.ScheduledAt.In(s.Schedule.Zone))) {
		last, known, err = s.Store.JobRunBefore(ctx, kindEscalate, last.ScheduledAt)
	}
	if err != nil {
		return nil, err
	}
	known = known && last.ClaimedBy != models.SystemID // the first time it tells of all there is
	p := payload{At: at.Unix(), To: day.AddDays(-s.Schedule.EscalateAfter).String()}
	if known {
		p.From = models.DateOf(last.ScheduledAt.In(s.Schedule.Zone)).AddDays(1 - s.Schedule.EscalateAfter).String()
	}
	leads, err := s.CRM.Leads(ctx)
	if err != nil {
		return nil, err
	}
	messages := make([]models.OutboxMessage, len(leads))
	for i, id := range leads {
		messages[i] = s.message(kindEscalate, id, dayKey(kindEscalate, id, at), p)
	}
	return messages, nil
}

// renderEscalation tells of what is still open.
func (s *Scheduler) renderEscalation(ctx context.Context, m models.OutboxMessage, p payload) (views.Message, bool, error) {
	person, err := s.person(ctx, m.Recipient)
	if err != nil || !person.Active || person.muted(models.DateOf(s.Clock.Now().In(person.Zone))) {
		return views.Message{}, false, err
	}
	from, _ := models.ParseDate(p.From) // none: from the beginning
	to, err := models.ParseDate(p.To)
	if err != nil {
		return views.Message{}, false, unsayable{err}
	}
	today := models.DateOf(s.Clock.Now().In(s.Schedule.Zone))
	page, err := s.CRM.DueFollowUps(ctx, models.System(), models.DueQuery{Range: models.DueSpan, From: from, To: to, Today: today, Limit: shown})
	if err != nil || page.Total == 0 {
		return views.Message{}, false, err
	}
	return views.Escalation(s.Catalogues.For(person.Locale), views.EscalationData{
		Today: today, Items: page.FollowUps, Total: page.Total, Days: s.Schedule.EscalateAfter,
	}), true, nil
}

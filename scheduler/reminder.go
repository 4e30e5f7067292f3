package scheduler

import (
	"context"
	"fmt"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

const (
	// overlap is how far behind the end of the last look the next one begins: a follow-up may be saved a moment after
	// its time was looked at. Keys prevent a second reminder of what is looked at twice.
	overlap = time.Minute
	// noteLookEvery is how often the database is told until when this process has looked, when nothing was due.
	noteLookEvery   = time.Hour
	remindersAtOnce = 200
)

// remind puts a reminder into the outbox for every follow-up whose time has come since the last look. It needs no
// claim: two processes that look at the same time write the same keys.
func (s *Scheduler) remind(ctx context.Context) error {
	s.reminding.Lock()
	defer s.reminding.Unlock()
	now, err := s.now(ctx)
	if err != nil {
		return idle(err)
	}
	from, err := s.lookedThrough(ctx, now)
	if err != nil {
		return fmt.Errorf("reminders: %w", err)
	}
	found := false
	for after := from.Add(-overlap); ; {
		due, err := s.Store.TimedFollowUps(ctx, after, now, remindersAtOnce)
		if err != nil {
			return fmt.Errorf("reminders: %w", err)
		}
		messages := dated(now, s.reminders(due))
		found = found || len(messages) > 0
		if err := s.Store.Enqueue(ctx, messages...); err != nil {
			return fmt.Errorf("reminders: %w", err)
		}
		if len(due) < remindersAtOnce {
			break
		}
		last := *due[len(due)-1].DueAt
		if next := last.Add(-time.Microsecond); next.After(after) {
			after = next // the batch may have cut off others of the same instant
		} else {
			after = last
		}
	}
	if found || now.Sub(s.lookNoted).Abs() >= noteLookEvery {
		if err := s.Store.NoteReminderLook(ctx, now); err != nil {
			return fmt.Errorf("reminders: %w", err)
		}
		s.lookNoted = now
	}
	s.lookedUntil = now
	return nil
}

// lookedThrough returns until when follow-ups were looked at: by this process, or by earlier ones, as the database says.
func (s *Scheduler) lookedThrough(ctx context.Context, now time.Time) (time.Time, error) {
	if !s.lookedUntil.IsZero() && !s.lookedUntil.After(now) {
		return s.lookedUntil, nil
	}
	until, known, err := s.Store.RemindersLookedUntil(ctx, now)
	if err != nil || !known {
		return now, err
	}
	s.lookNoted = until
	return until, nil
}

func (s *Scheduler) reminders(due []models.FollowUp) []models.OutboxMessage {
	var messages []models.OutboxMessage
	for _, f := range due {
		if f.Assignee == "" || f.DueAt == nil {
			continue
		}
		key := fmt.Sprintf("%s:%d:%d", models.ToldReminder, f.ID, f.DueAt.Unix())
		m := s.message(models.ToldReminder, f.Assignee, key, payload{At: f.DueAt.Unix(), FollowUp: f.ID})
		m.Anew = saidAhead
		messages = append(messages, m)
	}
	return messages
}

// tellReminder says nothing when the follow-up was done or moved since, or when it is so late that a digest has told of
// it. When the follow-up was given to somebody else, that person is reminded instead. When its assignee can't be
// reminded, the leads are.
func (s *Scheduler) tellReminder(ctx context.Context, m *models.OutboxMessage, p payload) (Message, bool, error) {
	item, err := s.CRM.FollowUp(ctx, models.System(), p.FollowUp)
	if models.AsErrors(err) != nil {
		return Message{}, false, nil // the follow-up is gone
	}
	if err != nil {
		return Message{}, false, err
	}
	stands := item.State == models.FollowUpPlanned && item.DueAt != nil && item.DueAt.Unix() == p.At
	switch {
	case !stands:
		return Message{}, false, nil
	case item.Assignee != m.Recipient && item.Assignee != p.Instead:
		p.Instead = ""
		return Message{}, false, s.handOver(ctx, item.Assignee, p)
	}
	person, err := s.person(ctx, m.Recipient)
	switch {
	case err != nil:
		return Message{}, false, err
	case !person.Active && p.Instead == "":
		return Message{}, false, s.remindLeads(ctx, item.Assignee, p)
	case !person.Active, s.unwanted(person, p):
		return Message{}, false, nil
	}
	if told, err := s.toldLately(ctx, m.Recipient, person, p); told || err != nil {
		return Message{}, false, err
	}
	return Message{Kind: m.Kind, Value: models.Reminder{Item: item, Late: s.isLate(p), Instead: p.Instead}, To: person.reader()}, true, nil
}

// unwanted reports whether a person gets no message of a reminder: a digest has told them of it, or they want no reminders,
// or nothing at all today.
func (s *Scheduler) unwanted(person Person, p payload) bool {
	if person.Preferences.RemindersOff || person.muted(models.DateOf(s.Clock.Now().In(person.Zone))) {
		return true
	}
	_, hasDigest := s.group(person)
	return hasDigest && s.toldByDigest(p)
}

// remindLeads reminds the leads of a follow-up whose assignee can't be reminded. They can give it to somebody else.
func (s *Scheduler) remindLeads(ctx context.Context, assignee string, p payload) error {
	found, err := s.leads(ctx, s.Clock.Now())
	if err != nil {
		return err
	}
	p.Instead = assignee
	for _, id := range found.now {
		if err := s.handOver(ctx, id, p); err != nil {
			return err
		}
	}
	return nil
}

// handOver reminds a person of a follow-up that was given to them after its time and before anybody was reminded of it.
func (s *Scheduler) handOver(ctx context.Context, assignee string, p payload) error {
	if assignee == "" {
		return nil
	}
	key := fmt.Sprintf("%s:%d:%d:%s", models.ToldReminder, p.FollowUp, p.At, assignee)
	now, err := s.now(ctx)
	if err != nil {
		return err
	}
	given := s.message(models.ToldReminder, assignee, key, payload{At: p.At, FollowUp: p.FollowUp, Instead: p.Instead})
	return s.Store.Enqueue(ctx, dated(now, []models.OutboxMessage{given})...)
}

// foldedAfter is how late a reminder may be to get a message of its own; after that the next digest tells of it. A
// message that was decided more than saidAhead after now was decided by a clock that was ahead, and its reminder can't
// have been sent: it is due now.
const (
	foldedAfter = 12 * time.Hour
	saidAhead   = foldedAfter + time.Hour
)

func (s *Scheduler) toldByDigest(p payload) bool {
	return s.specs.digest.cron != nil && s.Clock.Now().Sub(time.Unix(max(p.At, p.Waited), 0)) > foldedAfter
}

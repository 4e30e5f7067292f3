package scheduler

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

const (
	// workEvery is how often tasks are looked for that nobody told of, such as those of a process that was killed.
	workEvery = 2 * time.Second
	// progressEvery is how often the message that shows how far a task is changes at most. Slack takes about fifty changes a minute
	// of an app (docs.slack.dev/apis/web-api/rate-limits, tier 3).
	progressEvery = 3 * time.Second
)

// Tasks does what changes many records at one person's wish.
type Tasks interface {
	// Work does the first task in line that can be done in one of some places to its end, if there is one.
	Work(ctx context.Context, owner string, places []models.TaskPlace, report func(context.Context, models.Task)) (worked bool, err error)
	// TaskNews returns what a task's person is told of it.
	TaskNews(ctx context.Context, id int64, ended bool) (models.TaskNews, error)
}

// work does the tasks that are in line.
func (s *Scheduler) work(ctx context.Context) error {
	if s.Tasks == nil {
		return nil
	}
	for {
		shown := progress{scheduler: s, last: s.Clock.Now()}
		worked, err := s.Tasks.Work(ctx, s.self.name(), []models.TaskPlace{models.TaskInSlack}, shown.report)
		if err != nil {
			return fmt.Errorf("do a task: %w", err)
		}
		if !worked || ctx.Err() != nil {
			return nil
		}
		s.wake("delivery") // its end is to be told
	}
}

// progress shows how far a task is.
type progress struct {
	scheduler *Scheduler
	last      time.Time
}

// report changes the message that shows how far a task is. That it can't be changed stops nothing: the end is told by another.
func (p *progress) report(ctx context.Context, t models.Task) {
	s := p.scheduler
	now := s.Clock.Now()
	if passed := now.Sub(p.last); !t.Ended() && passed >= 0 && passed < progressEvery {
		return
	}
	p.last = now
	if err := s.showProgress(ctx, t); err != nil && ctx.Err() == nil {
		s.log.Warn("progress not shown", "task", t.ID, "error", err)
	}
}

// showProgress changes the message that shows how far a task is. Once the task has ended it goes: the end is told by another.
func (s *Scheduler) showProgress(ctx context.Context, t models.Task) error {
	posted, err := s.Store.OutboxByKeys(ctx, models.TaskMessageKey(t.ID))
	if err != nil || len(posted) == 0 || posted[0].TS == "" {
		return err
	}
	if t.Ended() {
		return s.Poster.Remove(ctx, posted[0].Channel, posted[0].TS)
	}
	m, say, err := s.taskMessage(ctx, t.ID, false, t.By)
	if err != nil || !say {
		return err
	}
	return s.Poster.Replace(ctx, posted[0].Channel, posted[0].TS, m)
}

// tellTask makes what a task's person is told of it. While it waited to be posted, the task may have ended: that is told by itself.
func (s *Scheduler) tellTask(ctx context.Context, m *models.OutboxMessage, p payload) (Message, bool, error) {
	message, say, err := s.taskMessage(ctx, p.Task, p.Ended, m.Recipient)
	if news, is := message.Value.(models.TaskNews); is && p.Ended { // it may have been posted just as the task ended
		if err := s.showProgress(ctx, news.Task); err != nil && ctx.Err() == nil {
			s.log.Warn("progress not shown", "task", p.Task, "error", err)
		}
	}
	if news, is := message.Value.(models.TaskNews); is && !p.Ended && news.Task.Ended() {
		return Message{}, false, err
	}
	return message, say, err
}

func (s *Scheduler) taskMessage(ctx context.Context, id int64, ended bool, to string) (Message, bool, error) {
	if s.Tasks == nil {
		return Message{}, false, errors.New("nobody does tasks here")
	}
	person, err := s.person(ctx, to)
	if err != nil {
		return Message{}, false, err
	}
	news, err := s.Tasks.TaskNews(ctx, id, ended)
	if err != nil {
		return Message{}, false, err
	}
	return Message{Kind: string(news.Task.Kind), Value: news, To: person.reader()}, true, nil
}

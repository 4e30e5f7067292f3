package crm

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// A task is done in batches, each of which is one transaction together with how far the task is. So it happens once, whatever
// process is killed when: docs/decisions/028 says more.

// taskLease is how long a process may be silent before another takes its task over. Each batch extends it.
const taskLease = 2 * time.Minute

// taskWorker does the tasks of a kind.
type taskWorker interface {
	// begin opens what a task needs. Its actor has the rights that they have now.
	begin(ctx context.Context, op models.Operation, t models.Task) (taskRun, error)
}

// taskRun is a task under way.
type taskRun interface {
	// next does the next batch (Service.batch) and reports whether nothing is left.
	next(ctx context.Context, t *models.Task) (done bool, err error)
	close() error
}

// worker returns who does a task.
func (s *Service) worker(t models.Task) (taskWorker, error) {
	if t.Mode == models.TaskUndo {
		return undoWorker{s}, nil
	}
	worker, known := s.workers[t.Kind]
	if !known {
		return nil, fmt.Errorf("nobody does tasks of the kind %q", t.Kind)
	}
	return worker, nil
}

// Work claims the first task in line that can be done in one of some places and does it to its end. It calls report whenever the task got
// further, and at its end. It reports whether there was one: then there may be another. owner names this process, at most 128 characters.
func (s *Service) Work(ctx context.Context, owner string, places []models.TaskPlace, report func(context.Context, models.Task)) (worked bool, err error) {
	t, claimed, err := s.store.ClaimTask(ctx, owner, places, s.clock.Now(), taskLease)
	if err != nil || !claimed {
		return false, err
	}
	err = s.work(ctx, &t, report)
	if err == nil || errors.Is(err, models.ErrLeaseLost) {
		return true, nil // who has it now goes on with it
	}
	pause := min(time.Second<<t.Tries, taskLease)
	if ctx.Err() != nil { // this process ends: the next one may begin at once
		pause = 0
	}
	return true, errors.Join(err, s.store.LeaveTask(context.WithoutCancel(ctx), t, s.clock.Now().Add(pause)))
}

func (s *Service) work(ctx context.Context, t *models.Task, report func(context.Context, models.Task)) error {
	err := s.batches(ctx, t, report)
	refused := models.AsErrors(err)
	switch {
	case t.Hopeless() && err != nil && !Unavailable(err):
		refused = models.Errors{models.Conflict("error.task_hopeless")}
	case err != nil && refused == nil:
		return err
	}
	state := models.TaskDone
	switch {
	case refused != nil:
		state = models.TaskFailed
	case t.Stops:
		state = models.TaskStopped
	}
	err = s.store.Tx(ctx, func(tx *store.Tx) error {
		return s.endTask(ctx, tx, t, state, refused)
	})
	if err == nil {
		report(ctx, *t)
	}
	return err
}

// endTask ends a task and tells its person.
func (s *Service) endTask(ctx context.Context, tx *store.Tx, t *models.Task, state models.TaskState, refused models.Errors) error {
	at := s.clock.Now().UTC().Truncate(time.Microsecond)
	if err := tx.FinishTask(ctx, t, state, refused, at); err != nil || t.Place != models.TaskInSlack {
		return err
	}
	return tx.Enqueue(ctx, models.TaskMessage(*t, true, at))
}

// batches does one batch after the other, until nothing is left or the task is to stop.
func (s *Service) batches(ctx context.Context, t *models.Task, report func(context.Context, models.Task)) (err error) {
	worker, err := s.worker(*t)
	if err != nil {
		return err
	}
	actor, err := s.taskActor(ctx, *t)
	if err != nil {
		return err
	}
	run, err := worker.begin(ctx, models.Operation{Actor: actor, Source: taskSource(*t), Zone: t.Zone}, *t)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, run.close()) }()
	for done := false; !done && !t.Stops; {
		if done, err = run.next(ctx, t); err != nil {
			return err
		}
		report(ctx, *t)
	}
	return nil
}

// taskActor is the person of a task with the rights that they have now.
func (s *Service) taskActor(ctx context.Context, t models.Task) (models.Actor, error) {
	if !models.IsUser(t.By) {
		return models.System(), nil
	}
	who := Colleague{Identity: models.Identity{ID: t.By}}
	if s.team.Person != nil {
		var err error
		if who, err = s.team.Person(ctx, t.By); err != nil {
			return models.Actor{}, err
		}
	}
	profile, err := s.Enter(ctx, who.Identity)
	return profile.Actor, err
}

// taskSource is what the audit log says of where a task's changes come from.
func taskSource(t models.Task) string {
	if t.Mode == models.TaskUndo {
		return "undo " + string(t.Kind)
	}
	return string(t.Kind)
}

// batch is one batch of a task, in one transaction. fn does it and returns what became of each row; it is handed a copy of the task, of
// which it may set Total, and Through where that isn't the number of the last row. It may run several times.
func (s *Service) batch(ctx context.Context, op models.Operation, t *models.Task, fn func(c *change, t *models.Task) ([]models.TaskRow, error)) error {
	after := *t
	err := s.change(ctx, op, func(c *change) error {
		after = *t
		rows, err := fn(c, &after)
		if err != nil {
			return err
		}
		for _, row := range rows {
			after.Counts.Add(row.Outcome)
		}
		if len(rows) > 0 && after.Through == t.Through {
			after.Through = rows[len(rows)-1].Number
		}
		return c.AdvanceTask(ctx, &after, rows, s.clock.Now().Add(taskLease))
	})
	if err == nil {
		*t = after
	}
	return err
}

// row makes what follows an operation of its own in the audit log, which belongs to a customer. It returns its name.
func (c *change) row(customer int64) (operation string) {
	c.id, c.customer = operationID(c.at), customer
	return c.id
}

// customersOf are the customers of rows, in their order.
func customersOf(rows []models.TaskRow) []int64 {
	ids := make([]int64, len(rows))
	for i, row := range rows {
		ids[i] = row.CustomerID
	}
	return ids
}

// attempt does something of which, when it is refused, nothing remains: neither records nor entries of the audit log.
func (c *change) attempt(ctx context.Context, fn func() error) error {
	noted := len(c.audit)
	err := c.Attempt(ctx, fn)
	if err != nil {
		c.audit = c.audit[:noted]
	}
	return err
}

// startTask puts a task in line, for the actor of a change, and in Slack decides the message that shows how far it is.
func (c *change) startTask(ctx context.Context, t *models.Task) error {
	t.By, t.Zone, t.CreatedAt = c.op.Actor.ID, c.op.Zone, c.at
	if err := c.InsertTask(ctx, t); err != nil {
		return err
	}
	c.note(models.EntityTask, t.ID, 1, models.ActionCreate, "", "", string(t.Kind)+" "+string(t.Mode))
	if t.Place != models.TaskInSlack {
		return nil
	}
	return c.tell(ctx, models.TaskMessage(*t, false, c.at))
}

// Task returns a task of the actor's, or anybody's for who operates.
func (s *Service) Task(ctx context.Context, actor models.Actor, id int64) (models.Task, error) {
	t, err := s.store.Task(ctx, id)
	return t, seenTask(actor, t, err)
}

func seenTask(actor models.Actor, t models.Task, err error) error {
	if errors.Is(err, store.ErrNotFound) || err == nil && t.By != actor.ID && !actor.May(models.MayOperate) {
		return models.NotFound("error.task_gone")
	}
	return err
}

// TaskNews returns what a task's person is told of it; ended says of its end.
func (s *Service) TaskNews(ctx context.Context, id int64, ended bool) (models.TaskNews, error) {
	t, err := s.store.Task(ctx, id)
	if err != nil {
		return models.TaskNews{}, err
	}
	news := models.TaskNews{Task: t, Ended: ended, MayStop: !t.Ended() && !t.Stops}
	if ended && t.Kind == models.TaskBulk {
		if news.LeftOut, err = s.LeftOut(ctx, t); err != nil {
			return news, err
		}
	}
	if t.MayUndo(s.clock.Now()) {
		_, taken, err := s.store.TaskFollowing(ctx, id, models.TaskUndo)
		news.MayUndo = !taken
		return news, err
	}
	if ended && t.Kind == models.TaskImport && t.Mode == models.TaskPreview && t.State == models.TaskDone {
		news.Preview, err = s.previewNews(ctx, t)
	}
	return news, err
}

// StopTask lets a task end behind the batch under way. What it has done until then stands, and may be taken back.
func (s *Service) StopTask(ctx context.Context, op models.Operation, id int64) (models.Task, error) {
	var stopped models.Task
	err := s.change(ctx, op, func(c *change) error {
		t, err := c.LockTask(ctx, id)
		if err := seenTask(op.Actor, t, err); err != nil {
			return err
		}
		if t.Ended() {
			return models.Conflict("error.task_ended")
		}
		c.note(models.EntityTask, t.ID, 1, models.ActionCancel, "", "", "")
		if stopped, err = c.StopTask(ctx, t, c.at); err != nil || !stopped.Ended() || t.Place != models.TaskInSlack {
			return err
		}
		return c.tell(ctx, models.TaskMessage(stopped, true, c.at))
	})
	return stopped, err
}

package scheduler

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// fakeTasks does one task in batches, each of which takes a second.
type fakeTasks struct {
	clock *fakeClock
	store *store.Store
	task  models.Task
	begun bool
	batch func() // after each batch
}

func (f *fakeTasks) Work(ctx context.Context, _ string, places []models.TaskPlace, report func(context.Context, models.Task)) (bool, error) {
	if f.begun || !slices.Contains(places, models.TaskInSlack) {
		return false, nil
	}
	f.begun = true
	for f.task.State = models.TaskRunning; f.task.Through < f.task.Total; {
		f.clock.advance(time.Second)
		f.task.Through++
		f.batch()
		report(ctx, f.task)
	}
	f.task.State = models.TaskDone
	if err := f.store.Enqueue(ctx, models.TaskMessage(f.task, true, f.clock.Now())); err != nil {
		return true, err
	}
	report(ctx, f.task)
	return true, nil
}

func (f *fakeTasks) TaskNews(_ context.Context, _ int64, ended bool) (models.TaskNews, error) {
	return models.TaskNews{Task: f.task, Ended: ended}, nil
}

// tasksFeature words what is told of a task in a line.
func tasksFeature(*commands.Frame) commands.Feature {
	say := commands.Words(func(_ views.Reader, n models.TaskNews) surface.Message {
		return surface.Message{Text: taskLine(n)}
	})
	return commands.Feature{Messages: map[string]commands.Wording{models.ToldImport: say, models.ToldBulk: say}}
}

func taskLine(n models.TaskNews) string {
	return fmt.Sprint(n.Task.State, " ", n.Task.Through, " ended=", n.Ended)
}

func TestTheMessageOfATaskChangesAsItGetsFurther(t *testing.T) {
	each(t, "2026-11-24T01:00:00Z", func(t *testing.T, w *world) {
		tasks := &fakeTasks{clock: w.clock, store: w.store, task: models.Task{ID: 7, Kind: models.TaskImport, By: "UWANG", Total: 10}}
		s := w.scheduler("a", Schedule{Zone: zone(t, "Asia/Shanghai")}, func(o *Options) { o.Tasks = tasks })
		if err := w.store.Enqueue(w.ctx, models.TaskMessage(tasks.task, false, w.clock.Now())); err != nil {
			t.Fatal(err)
		}
		tasks.batch = func() {
			if err := s.deliver(w.ctx); err != nil {
				t.Error(err)
			}
		}
		if err := s.Tick(w.ctx); err != nil {
			t.Fatal(err)
		}
		var at []int64
		for _, m := range w.slack.replaced {
			at = append(at, m.Value.(models.TaskNews).Task.Through)
		}
		if !slices.Equal(at, []int64{3, 6, 9}) || !w.slack.posts[0].removed { // every three seconds; at the end it goes
			t.Errorf("the message was changed at %v", at)
		}
		var posted []string
		for _, p := range w.slack.posts {
			posted = append(posted, p.message.Text)
		}
		if !slices.Equal(posted, []string{"running 1 ended=false", "done 10 ended=true"}) {
			t.Errorf("posted %q", posted)
		}
	})
}

func TestATaskThatIsOverAtOnceIsToldOfOnce(t *testing.T) {
	each(t, "2026-11-24T01:00:00Z", func(t *testing.T, w *world) {
		tasks := &fakeTasks{clock: w.clock, store: w.store, task: models.Task{ID: 7, Kind: models.TaskBulk, By: "UWANG", Total: 2}, batch: func() {}}
		s := w.scheduler("a", Schedule{Zone: zone(t, "Asia/Shanghai")}, func(o *Options) { o.Tasks = tasks })
		if err := w.store.Enqueue(w.ctx, models.TaskMessage(tasks.task, false, w.clock.Now())); err != nil {
			t.Fatal(err)
		}
		if err := s.Tick(w.ctx); err != nil {
			t.Fatal(err)
		}
		if len(w.slack.posts) != 1 || len(w.slack.replaced) != 0 {
			t.Errorf("%d messages were posted, %d changed", len(w.slack.posts), len(w.slack.replaced))
		}
	})
}

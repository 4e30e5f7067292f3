package crm_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
)

var inSlack = []models.TaskPlace{models.TaskInSlack}

// start puts a task of rows in line.
func (w *world) start(rows ...crm.Trial) models.Task {
	w.t.Helper()
	t, err := w.StartTrials(w.ctx, by(alice), models.TaskInSlack, rows...)
	if err != nil {
		w.t.Fatal(err)
	}
	return t
}

// work does what is in line.
func (w *world) work() {
	w.t.Helper()
	for worked := true; worked; {
		var err error
		if worked, err = w.Work(w.ctx, "one", inSlack, func(context.Context, models.Task) {}); err != nil {
			w.t.Fatal(err)
		}
	}
}

func (w *world) task(id int64) models.Task {
	w.t.Helper()
	t, err := w.Task(w.ctx, as(alice), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return t
}

// outcomes are what became of a task's rows, with the first reason.
func (w *world) outcomes(id int64) (list []string) {
	w.t.Helper()
	rows, err := w.store.TaskRows(w.ctx, id, 0, nil, 1000)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, row := range rows {
		text := fmt.Sprint(row.Number, " ", row.Outcome)
		errs, err := models.ReadReasons(row.Reason)
		if err != nil {
			w.t.Fatal(err)
		}
		if len(errs) > 0 {
			text += " " + errs[0].Key
		}
		list = append(list, text)
	}
	return list
}

func notes(code, text string) crm.Trial {
	return crm.Trial{Code: code, Set: map[models.Field]string{models.FieldNotes: text}}
}

func TestATaskIsDoneInBatchesAndTakenBack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.Trials(2, nil)
		first := w.create("First")
		before := w.state(first.ID)
		task := w.start(crm.Trial{Create: "Second"}, notes(first.Code, "one"), notes("C999", "none"), notes(first.Code, "two"), crm.Trial{Create: "Third"})
		w.work()
		want := []string{"1 created", "2 updated", "3 rejected error.customer_gone", "4 updated", "5 created"}
		if diff := cmp.Diff(want, w.outcomes(task.ID)); diff != "" {
			t.Fatal(diff)
		}
		task = w.task(task.ID)
		if task.State != models.TaskDone || task.Counts != (models.TaskCounts{Rows: 5, Created: 2, Updated: 2, Rejected: 1}) {
			t.Fatalf("the task is %+v", task)
		}
		if got := w.read(first.ID).Notes; got != "two" {
			t.Fatalf("notes are %q", got)
		}
		w.now = w.now.Add(6 * 24 * time.Hour)
		undo, err := w.UndoTask(w.ctx, by(alice), task.ID)
		if err != nil {
			t.Fatal(err)
		}
		w.work()
		want = []string{"1 undone", "2 undone", "4 undone", "5 undone"}
		if diff := cmp.Diff(want, w.outcomes(undo.ID)); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(before, w.state(first.ID)); diff != "" {
			t.Error(diff)
		}
		found, err := w.SearchCustomers(w.ctx, as(alice), models.CustomerQuery{Limit: 10})
		if err != nil || found.Total != 1 {
			t.Errorf("%d customers are found: %v", found.Total, err)
		}
		if _, err := w.UndoTask(w.ctx, by(alice), task.ID); err == nil || models.AsErrors(err)[0].Key != "error.task_undone" {
			t.Errorf("taken back twice: %v", err)
		}
	})
}

func TestWhatChangedSinceStaysWhenATaskIsTakenBack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.Trials(10, nil)
		one, other := w.create("One"), w.create("Other")
		task := w.start(crm.Trial{Create: "Made"}, notes(one.Code, "by the task"), notes(other.Code, "by the task"), crm.Trial{Create: "Used"})
		w.work()
		rows, err := w.store.TaskRows(w.ctx, task.ID, 0, nil, 10)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.UpdateCustomer(w.ctx, by(bob), one.ID, 0, map[models.Field]string{models.FieldNotes: "by Bob"}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.LogInteraction(w.ctx, by(bob), rows[3].CustomerID, models.InteractionInput{Kind: models.InteractionCall, Text: "called"}); err != nil {
			t.Fatal(err)
		}
		undo, err := w.UndoTask(w.ctx, by(alice), task.ID)
		if err != nil {
			t.Fatal(err)
		}
		w.work()
		want := []string{"1 undone", "2 kept error.undo_changed_since", "3 undone", "4 kept error.undo_touched"}
		if diff := cmp.Diff(want, w.outcomes(undo.ID)); diff != "" {
			t.Fatal(diff)
		}
		if got := w.task(undo.ID).Counts; got.Undone != 2 || got.Kept != 2 {
			t.Errorf("counted %+v", got)
		}
		if w.read(one.ID).Notes != "by Bob" || w.read(other.ID).Notes != "" || w.read(rows[3].CustomerID).Archived() {
			t.Error("something else was taken back than the ledger says")
		}
	})
}

// A process that dies between two batches leaves the task to the next one; one that only seems dead can't write any more.
func TestATaskGoesOnWhereAProcessFellSilent(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		batches := 0
		died := errors.New("died")
		w.Trials(1, func() error {
			if batches++; batches == 3 {
				panic(died)
			}
			return nil
		})
		task := w.start(crm.Trial{Create: "A1"}, crm.Trial{Create: "A2"}, crm.Trial{Create: "A3"}, crm.Trial{Create: "A4"})
		func() {
			defer func() {
				if recover() != died { //nolint:errorlint,err113 // the very one
					t.Error("it went on")
				}
			}()
			_, _ = w.Work(w.ctx, "one", inSlack, func(context.Context, models.Task) {})
		}()
		if worked, err := w.Work(w.ctx, "two", inSlack, nil); worked || err != nil {
			t.Fatalf("a second process has it at once: %v", err)
		}
		w.now = w.now.Add(3 * time.Minute)
		w.work()
		if diff := cmp.Diff([]string{"1 created", "2 created", "3 created", "4 created"}, w.outcomes(task.ID)); diff != "" {
			t.Error(diff)
		}
		found, err := w.SearchCustomers(w.ctx, as(alice), models.CustomerQuery{Limit: 10})
		if err != nil || found.Total != 4 {
			t.Errorf("%d customers: %v", found.Total, err)
		}
	})
}

func TestOneTaskIsUnderWayAtATime(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var mu sync.Mutex
		under, most := 0, 0
		w.Trials(1, func() error {
			mu.Lock()
			defer mu.Unlock()
			most = max(most, under)
			return nil
		})
		for i := range 4 {
			w.start(crm.Trial{Create: fmt.Sprint("N", i)}, crm.Trial{Create: fmt.Sprint("M", i)})
		}
		var group sync.WaitGroup
		var done []int64
		for _, name := range []string{"one", "two", "three"} {
			group.Go(func() {
				for range 50 {
					seen := int64(0)
					_, err := w.Work(w.ctx, name, inSlack, func(_ context.Context, task models.Task) {
						mu.Lock()
						defer mu.Unlock()
						if seen == 0 {
							seen = task.ID
							under++
						}
						if task.Ended() {
							under--
							done = append(done, task.ID)
						}
					})
					if err != nil {
						t.Error(err)
					}
					mu.Lock()
					ended := len(done) == 4
					mu.Unlock()
					if ended {
						return
					}
				}
			})
		}
		group.Wait()
		if most > 1 {
			t.Errorf("%d tasks were under way at once", most)
		}
		if !slices.IsSorted(done) || len(done) != 4 {
			t.Errorf("done in the order %v", done)
		}
	})
}

func TestATaskIsStopped(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var task models.Task
		batches := 0
		w.Trials(1, func() error {
			if batches++; batches == 2 {
				_, err := w.StopTask(w.ctx, by(alice), task.ID)
				return err
			}
			return nil
		})
		task = w.start(crm.Trial{Create: "A1"}, crm.Trial{Create: "A2"}, crm.Trial{Create: "A3"})
		waits := w.start(crm.Trial{Create: "B1"})
		if _, err := w.StopTask(w.ctx, by(bob), waits.ID); !models.IsNotFound(err) {
			t.Errorf("somebody else stops it: %v", err)
		}
		if _, err := w.StopTask(w.ctx, by(alice), waits.ID); err != nil {
			t.Fatal(err)
		}
		w.work()
		if got := w.task(task.ID); got.State != models.TaskStopped || got.Counts.Created != 2 {
			t.Errorf("stopped as %+v", got)
		}
		if got := w.task(waits.ID); got.State != models.TaskStopped || got.Counts.Rows != 0 {
			t.Errorf("the one that waited is %+v", got)
		}
		if _, err := w.StopTask(w.ctx, by(alice), task.ID); err == nil {
			t.Error("stopped twice")
		}
	})
}

func TestATaskThatNeverGetsFurtherFails(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		broken := errors.New("broken")
		w.Trials(1, func() error { return broken })
		task := w.start(crm.Trial{Create: "A1"})
		for range 20 {
			_, _ = w.Work(w.ctx, "one", inSlack, func(context.Context, models.Task) {})
			w.now = w.now.Add(3 * time.Minute)
		}
		got := w.task(task.ID)
		errs, err := models.ReadReasons(got.Failure)
		if got.State != models.TaskFailed || err != nil || len(errs) != 1 || errs[0].Key != "error.task_hopeless" {
			t.Errorf("the task is %+v", got)
		}
	})
}

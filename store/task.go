package store

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/guanxi-crm/guanxi/models"
)

// InsertTask keeps a task and gives it its ID. One without a state is put in line.
func (tx *Tx) InsertTask(ctx context.Context, t *models.Task) error {
	t.ID, t.State = 0, cmp.Or(t.State, models.TaskWaiting)
	return wrap("insert task", tx.session(ctx).Create(t).Error)
}

// Task returns a task; ErrNotFound when there is none.
func (q Queries) Task(ctx context.Context, id int64) (models.Task, error) {
	var t models.Task
	err := q.session(ctx).Take(&t, "id = ?", id).Error
	return t, wrap("read task", err)
}

// LockTask is Task for one that is changed: others wait until the transaction ends.
func (tx *Tx) LockTask(ctx context.Context, id int64) (models.Task, error) {
	var t models.Task
	err := tx.session(ctx).Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate}).Take(&t, "id = ?", id).Error
	return t, wrap("lock task", err)
}

// Tasks returns at most limit tasks of a person, of everybody where by is "", the newest first.
func (q Queries) Tasks(ctx context.Context, by string, limit int) ([]models.Task, error) {
	db := q.session(ctx).Order("id DESC").Limit(limit)
	if by != "" {
		db = db.Where("by_user = ?", by)
	}
	var list []models.Task
	return list, wrap("list tasks", db.Find(&list).Error)
}

// TaskFollowing returns the latest task of a mode that follows another, such as the one that takes it back; found is false when there
// is none.
func (q Queries) TaskFollowing(ctx context.Context, id int64, mode models.TaskMode) (t models.Task, found bool, err error) {
	var list []models.Task
	err = q.session(ctx).Where("follows = ? AND mode = ?", id, mode).Order("id DESC").Limit(1).Find(&list).Error
	if err != nil || len(list) == 0 {
		return models.Task{}, false, wrap("look for what follows a task", err)
	}
	return list[0], true, nil
}

// TaskOf returns the task of which an operation of the audit log is a row; found is false where it is of none.
func (q Queries) TaskOf(ctx context.Context, operation string) (t models.Task, found bool, err error) {
	var ids []int64
	err = q.session(ctx).Model(&models.TaskRow{}).Where("operation = ? AND operation <> ''", operation).Limit(1).Pluck("task_id", &ids).Error
	if err != nil || len(ids) == 0 {
		return models.Task{}, false, wrap("look whether a task did it", err)
	}
	t, err = q.Task(ctx, ids[0])
	if errors.Is(err, ErrNotFound) {
		return models.Task{}, false, nil
	}
	return t, err == nil, err
}

var unended = []models.TaskState{models.TaskWaiting, models.TaskRunning}

// ClaimTask claims the first task in line that can be done in one of some places, for owner until now + lease: one that waits, or one whose
// process fell silent. There is one task under way at a time, so that two imports of the same file know of each other's rows; false
// when another has its turn, or none is there.
func (s *Store) ClaimTask(ctx context.Context, owner string, places []models.TaskPlace, now time.Time, lease time.Duration) (t models.Task, claimed bool, err error) {
	var waiting []int64 // usually none, and that takes no lock
	err = s.session(ctx).Model(&models.Task{}).Where("state IN ? AND place IN ?", unended, places).Order("id").Limit(1).Pluck("id", &waiting).Error
	if err != nil || len(waiting) == 0 {
		return models.Task{}, false, wrap("look for tasks", err)
	}
	err = s.Tx(ctx, func(tx *Tx) error {
		claimed = false
		if err := tx.session(ctx).Exec("UPDATE sequences SET next = next + 1 WHERE name = 'tasks'").Error; err != nil { // one process at a time
			return err
		}
		var line []models.Task
		if err := tx.session(ctx).Where("state IN ?", unended).Order("id").Find(&line).Error; err != nil {
			return err
		}
		held := func(t models.Task) bool {
			return t.State == models.TaskRunning && t.LeaseUntil != nil && t.LeaseUntil.After(now) && !t.LeaseUntil.After(now.Add(2*lease)) // else its clock was ahead
		}
		if slices.ContainsFunc(line, held) {
			return nil
		}
		at := slices.IndexFunc(line, func(t models.Task) bool { return slices.Contains(places, t.Place) })
		if at < 0 {
			return nil
		}
		t, claimed = line[at], true
		until := instant(now.Add(lease))
		t.State, t.ClaimedBy, t.LeaseUntil, t.Fence, t.Tries = models.TaskRunning, owner, &until, t.Fence+1, t.Tries+1
		if t.StartedAt == nil {
			began := instant(now)
			t.StartedAt = &began
		}
		return tx.session(ctx).Select("State", "ClaimedBy", "LeaseUntil", "Fence", "Tries", "StartedAt").Updates(&t).Error
	})
	return t, claimed && err == nil, wrap("claim task", err)
}

// AdvanceTask writes how far a task is and what became of some rows, in the transaction of what was done to them, and holds the task
// until an instant. ErrLeaseLost, and nothing is done, when another process has it or it was ended. It reads into the task whether it is to stop.
func (tx *Tx) AdvanceTask(ctx context.Context, t *models.Task, rows []models.TaskRow, until time.Time) error {
	held := instant(until)
	t.LeaseUntil, t.Tries = &held, 0
	if err := tx.writeTask(ctx, t, "LeaseUntil", "Tries", "Total", "Through", "Counts"); err != nil {
		return err
	}
	if err := tx.InsertTaskRows(ctx, t.ID, rows); err != nil {
		return err
	}
	return wrap("look whether a task is to stop", tx.session(ctx).Model(t).Where("id = ?", t.ID).Pluck("stops", &t.Stops).Error)
}

// InsertTaskRows adds rows to a task's ledger.
func (tx *Tx) InsertTaskRows(ctx context.Context, task int64, rows []models.TaskRow) error {
	for i := range rows {
		rows[i].TaskID = task
	}
	return wrap("write what became of rows", createAll(tx.session(ctx), rows))
}

// SetTaskRows writes what became of rows that are in the ledger already.
func (tx *Tx) SetTaskRows(ctx context.Context, rows []models.TaskRow) error {
	for _, row := range rows {
		result := tx.session(ctx).Model(&models.TaskRow{}).Where("task_id = ? AND number = ?", row.TaskID, row.Number).
			UpdateColumns(map[string]any{"outcome": row.Outcome, "customer_id": row.CustomerID, "operation": row.Operation, "reason": row.Reason})
		if result.Error != nil {
			return wrap("write what became of a row", result.Error)
		}
	}
	return nil
}

// FinishTask ends a task that this process has; ErrLeaseLost as in AdvanceTask.
func (tx *Tx) FinishTask(ctx context.Context, t *models.Task, state models.TaskState, failure models.Errors, at time.Time) error {
	ended := instant(at)
	t.State, t.Failure, t.FinishedAt = state, models.Reasons(failure), &ended
	columns := []any{"State", "Failure", "FinishedAt"}
	if t.Kind == models.TaskBulk {
		t.Args, columns = models.WithoutTexts(t.Args), append(columns, "Args")
		if err := tx.ForgetTexts(ctx, t.Follows); err != nil {
			return err
		}
	}
	return tx.writeTask(ctx, t, columns...)
}

// ForgetTexts takes what somebody typed out of a bulk change's arguments: its preview was carried out.
func (tx *Tx) ForgetTexts(ctx context.Context, id int64) error {
	return tx.forgetTexts(ctx, tx.session(ctx).Where("id = ? AND kind = ?", id, models.TaskBulk))
}

func (tx *Tx) forgetTexts(ctx context.Context, of *gorm.DB) error {
	var list []models.Task
	if err := of.Select("id", "args").Find(&list).Error; err != nil {
		return wrap("look for what was typed for tasks", err)
	}
	for _, t := range list {
		less := models.WithoutTexts(t.Args)
		if less == t.Args {
			continue
		}
		if err := tx.session(ctx).Model(&models.Task{}).Where("id = ?", t.ID).UpdateColumn("args", less).Error; err != nil {
			return wrap("forget what was typed for a task", err)
		}
	}
	return nil
}

// textsOf forgets what was typed for bulk changes that a customer is among, and that aren't under way: previews that were not carried out.
func (tx *Tx) textsOf(ctx context.Context, customer int64, at time.Time) error {
	return tx.forgetTexts(ctx, tx.session(ctx).Where("kind = ? AND finished_at > ? AND EXISTS (SELECT 1 FROM task_rows WHERE task_id = tasks.id AND customer_id = ?)",
		models.TaskBulk, instant(at.Add(-models.TaskKept)), customer))
}

// ForgetTaskTexts takes what somebody typed out of the arguments of at most limit bulk changes that ended before an instant, and returns of how many.
func (s *Store) ForgetTaskTexts(ctx context.Context, before time.Time, limit int) (forgotten int, err error) {
	var ids []int64
	err = s.session(ctx).Model(&models.Task{}).Where(`finished_at < ? AND kind = ? AND (args LIKE '%"text":%' OR args LIKE '%"reason":%')`, before, models.TaskBulk).
		Order("finished_at").Limit(limit).Pluck("id", &ids).Error
	if err != nil || len(ids) == 0 {
		return 0, wrap("look for what was typed for tasks", err)
	}
	err = s.Tx(ctx, func(tx *Tx) error { return tx.forgetTexts(ctx, tx.session(ctx).Where("id IN ?", ids)) })
	return len(ids), err
}

// writeTask writes columns of a task that this process has.
func (tx *Tx) writeTask(ctx context.Context, t *models.Task, columns ...any) error {
	result := tx.session(ctx).Model(&models.Task{}).Where("id = ? AND fence = ? AND state = ?", t.ID, t.Fence, models.TaskRunning).
		Select(columns[0], columns[1:]...).Updates(t)
	if result.Error == nil && result.RowsAffected == 0 {
		return wrap("write task", ErrLeaseLost)
	}
	return wrap("write task", result.Error)
}

// LeaveTask gives a task back that this process has, so that it is taken up again from an instant on.
func (s *Store) LeaveTask(ctx context.Context, t models.Task, from time.Time) error {
	err := s.Tx(ctx, func(tx *Tx) error {
		at := instant(from)
		t.LeaseUntil = &at
		return tx.writeTask(ctx, &t, "LeaseUntil")
	})
	return err
}

// StopTask wishes that a task ends behind the batch under way; one that hasn't begun ends at once. It returns the task as it then is.
func (tx *Tx) StopTask(ctx context.Context, t models.Task, at time.Time) (models.Task, error) {
	t.Stops = true
	columns := []any{"Stops"}
	if t.State == models.TaskWaiting {
		ended := instant(at)
		t.State, t.FinishedAt = models.TaskStopped, &ended
		columns = append(columns, "State", "FinishedAt")
	}
	return t, wrap("stop task", tx.session(ctx).Model(&models.Task{}).Where("id = ?", t.ID).Select(columns[0], columns[1:]...).Updates(&t).Error)
}

// TaskRows returns at most limit rows of a task's ledger behind a number, in their order, of some outcomes or, where none are named, of all.
func (q Queries) TaskRows(ctx context.Context, task, after int64, outcomes []models.TaskOutcome, limit int) ([]models.TaskRow, error) {
	return q.taskRows(ctx, "number > ?", "number", task, after, outcomes, limit)
}

// TaskRowsBefore is TaskRows from the last row back, of those before a number; 0 begins with the last.
func (q Queries) TaskRowsBefore(ctx context.Context, task, before int64, outcomes []models.TaskOutcome, limit int) ([]models.TaskRow, error) {
	if before == 0 {
		return q.taskRows(ctx, "number > ?", "number DESC", task, 0, outcomes, limit)
	}
	return q.taskRows(ctx, "number < ?", "number DESC", task, before, outcomes, limit)
}

func (q Queries) taskRows(ctx context.Context, where, order string, task, number int64, outcomes []models.TaskOutcome, limit int) ([]models.TaskRow, error) {
	db := q.session(ctx).Where("task_id = ?", task).Where(where, number).Order(order).Limit(limit)
	if len(outcomes) > 0 {
		db = db.Where("outcome IN ?", outcomes)
	}
	var rows []models.TaskRow
	return rows, wrap("read what became of rows", db.Find(&rows).Error)
}

// PruneTasks deletes at most limit tasks that ended before an instant, with their ledgers, and returns how many.
func (s *Store) PruneTasks(ctx context.Context, before time.Time, limit int) (int, error) {
	var ids []int64
	err := s.session(ctx).Model(&models.Task{}).Where("finished_at < ?", before).Order("finished_at").Limit(limit).Pluck("id", &ids).Error
	if err != nil || len(ids) == 0 {
		return 0, wrap("list old tasks", err)
	}
	for _, id := range ids {
		for more := true; more; {
			err := s.Tx(ctx, func(tx *Tx) error {
				rows, err := tx.TaskRows(ctx, id, 0, nil, 1000)
				if more = len(rows) > 0; err != nil {
					return err
				}
				if !more {
					return tx.session(ctx).Delete(&models.Task{}, "id = ?", id).Error
				}
				return tx.session(ctx).Where("task_id = ? AND number <= ?", id, rows[len(rows)-1].Number).Delete(&models.TaskRow{}).Error
			})
			if err != nil {
				return 0, wrap("forget old tasks", err)
			}
		}
	}
	return len(ids), nil
}

// TaskMessage returns where the message stands that shows how far a task is; "" where it wasn't posted yet.
func (q Queries) TaskMessage(ctx context.Context, id int64) (channel, ts string, err error) {
	found, err := q.OutboxByKeys(ctx, models.TaskMessageKey(id))
	if err != nil || len(found) == 0 {
		return "", "", err
	}
	return found[0].Channel, found[0].TS, nil
}

package crm

import (
	"context"
	"errors"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// A task is taken back row by row, the last one first: each row's change was an operation of its own, and goes back as a person's own last
// change does. A customer that it made is archived: out of lists, searches and figures, and still there for who needs it. What was changed
// since stays as it is, and the ledger says why.

// undoAtOnce is how many rows one transaction takes back.
const undoAtOnce = 50

// changedRows are the outcomes that can be taken back.
var changedRows = []models.TaskOutcome{models.RowCreated, models.RowUpdated}

// UndoTask puts in line that a task is taken back, once and within models.TaskUndoAge.
func (s *Service) UndoTask(ctx context.Context, op models.Operation, id int64) (models.Task, error) {
	if err := permit(op.Actor, models.MayUndo); err != nil {
		return models.Task{}, err
	}
	var undo models.Task
	err := s.change(ctx, op, func(c *change) (err error) {
		if undo, err = c.takesBack(ctx, id); err != nil {
			return err
		}
		return c.startTask(ctx, &undo)
	})
	return undo, err
}

// takesBack returns the task that takes another back, or why that can't be.
func (c *change) takesBack(ctx context.Context, id int64) (undo models.Task, err error) {
	done, err := c.LockTask(ctx, id)
	if err := seenTask(c.op.Actor, done, err); err != nil {
		return undo, err
	}
	if _, taken, err := c.TaskFollowing(ctx, id, models.TaskUndo); err != nil || taken {
		return undo, errors.Join(err, refuseIf(taken, "error.task_undone"))
	}
	undo = models.Task{
		Kind: done.Kind, Mode: models.TaskUndo, Follows: done.ID, Place: done.Place, Title: done.Title, Locale: done.Locale,
		Total: int64(done.Counts.Created + done.Counts.Updated),
	}
	return undo, refuseIf(!done.MayUndo(c.at), "error.task_not_undone")
}

// refuseIf is a conflict with a key, where it holds.
func refuseIf(holds bool, key string) error {
	if !holds {
		return nil
	}
	return models.Conflict(key)
}

// undoWorker takes tasks back.
type undoWorker struct{ *Service }

func (w undoWorker) begin(ctx context.Context, op models.Operation, t models.Task) (taskRun, error) {
	if err := permit(op.Actor, models.MayUndo); err != nil {
		return nil, err
	}
	done, err := w.store.Task(ctx, t.Follows)
	if errors.Is(err, store.ErrNotFound) {
		err = models.NotFound("error.task_gone")
	}
	run := &undoRun{Service: w.Service, op: op, done: done}
	if done.Kind == models.TaskImport && err == nil {
		var args models.ImportArgs
		args, err = importArgs(done)
		run.of = args.Of
	}
	return run, err
}

// undoRun is a task that is being taken back.
type undoRun struct {
	*Service
	op   models.Operation
	done models.Task
	of   models.ImportKind // what the rows of an import were
}

func (r *undoRun) close() error { return nil }

// next takes some rows back, before that which was taken back last: t.Through is its number.
func (r *undoRun) next(ctx context.Context, t *models.Task) (done bool, err error) {
	rows, err := r.store.TaskRowsBefore(ctx, r.done.ID, t.Through, changedRows, undoAtOnce)
	if err != nil || len(rows) == 0 {
		return true, err
	}
	unfit, err := r.unfitBeforeAll(ctx, rows)
	if err != nil {
		return false, err
	}
	err = r.batch(ctx, r.op, t, func(c *change, t *models.Task) ([]models.TaskRow, error) {
		return r.rows(ctx, c, t.ID, rows, unfit)
	})
	return len(rows) < undoAtOnce, err
}

// unfitBeforeAll is unfitBefore of each of some rows.
func (r *undoRun) unfitBeforeAll(ctx context.Context, rows []models.TaskRow) (unfit []map[string]models.Unfit, err error) {
	unfit = make([]map[string]models.Unfit, len(rows))
	for i, row := range rows {
		if unfit[i], err = r.unfitBefore(ctx, r.op.Actor, r.done.By, row.Operation); err != nil {
			return nil, err
		}
	}
	return unfit, nil
}

// rows takes some rows back.
func (r *undoRun) rows(ctx context.Context, c *change, task int64, rows []models.TaskRow, unfit []map[string]models.Unfit) ([]models.TaskRow, error) {
	if err := c.lockAll(ctx, rows); err != nil {
		return nil, err
	}
	taken := make([]models.TaskRow, 0, len(rows))
	own := map[string]bool{} // operations of this batch: the ledger doesn't tell of them yet
	for i, row := range rows {
		back, err := r.row(ctx, c, task, row, unfit[i], own)
		if err != nil {
			return nil, err
		}
		taken = append(taken, back)
	}
	return taken, nil
}

// row takes one row back.
func (r *undoRun) row(ctx context.Context, c *change, task int64, row models.TaskRow, unfit map[string]models.Unfit, own map[string]bool) (models.TaskRow, error) {
	if err := c.writeAudit(ctx); err != nil { // what was taken back before it counts
		return models.TaskRow{}, err
	}
	back := models.TaskRow{Number: row.Number, Outcome: models.RowUndone, CustomerID: row.CustomerID, Operation: c.row(row.CustomerID)}
	own[back.Operation] = true
	err := c.attempt(ctx, func() error {
		if r.of == models.ImportCampaigns {
			return r.campaign(ctx, c, row)
		}
		made, err := r.madeCustomer(ctx, c, row)
		if err != nil {
			return err
		}
		if made {
			return r.uncreate(ctx, c, task, row, own)
		}
		if _, err := c.lockHeld(ctx, row.CustomerID); err != nil { // what an archiving task did is taken back too
			return err
		}
		undo, err := undoing{actor: c.op.Actor, by: r.done.By, within: models.TaskUndoAge * 2, unfit: unfit}.of(ctx, c.Queries, row.Operation, c.at.In(c.zone))
		if err != nil {
			return err
		}
		_, err = c.takeBack(ctx, undo)
		return err
	})
	if refused := models.AsErrors(err); refused != nil {
		back.Outcome, back.Operation, back.Reason = models.RowKept, "", models.Reasons(refused)
		return back, nil
	}
	return back, err
}

// madeCustomer reports a row that made its customer, and not only another record.
func (r *undoRun) madeCustomer(ctx context.Context, c *change, row models.TaskRow) (bool, error) {
	if row.Outcome != models.RowCreated || !r.of.Records() {
		return row.Outcome == models.RowCreated, nil
	}
	entries, err := c.OperationEntries(ctx, r.done.By, row.Operation)
	return slices.ContainsFunc(entries, func(e models.HistoryEntry) bool {
		return e.Entity == models.EntityCustomer && e.Action == models.ActionCreate
	}), err
}

// campaign takes back what a row did to a campaign.
func (r *undoRun) campaign(ctx context.Context, c *change, row models.TaskRow) error {
	entries, err := c.OperationEntries(ctx, r.done.By, row.Operation)
	if err != nil {
		return err
	}
	if !ofCampaign(entries) {
		return models.NotFound("error.undo_nothing")
	}
	if _, err := c.LockCampaign(ctx, entries[0].EntityID); err != nil {
		return campaignGone(err, "")
	}
	undo, err := campaignUndo(ctx, c.Queries, entries, false)
	if err != nil {
		return err
	}
	_, err = c.takeCampaignBack(ctx, undo.Campaign, entries)
	return err
}

// uncreate archives a customer that the task made, unless somebody did something with it since.
func (r *undoRun) uncreate(ctx context.Context, c *change, task int64, row models.TaskRow, own map[string]bool) error {
	current, err := c.lockCustomer(ctx, row.CustomerID)
	if err != nil {
		return err
	}
	since, err := c.ChangesSince(ctx, row.CustomerID, row.Operation)
	if err != nil {
		return err
	}
	for _, entry := range standing(since) {
		if own[entry.Operation] {
			continue
		}
		of, found, err := c.TaskOf(ctx, entry.Operation)
		if err != nil {
			return err
		}
		if !found || of.ID != r.done.ID && of.ID != task {
			return models.Conflict("error.undo_touched", "Code", current.Code, "User", models.Person(entry.Actor))
		}
	}
	next, err := c.archive(ctx, current, true)
	if err != nil {
		return err
	}
	c.noteArchived(models.ActionUndo, current, next)
	return nil
}

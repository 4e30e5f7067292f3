package crm

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// bulkAtOnce is how many customers one transaction changes. A change of no more is done while its person waits.
const bulkAtOnce = 50

// StartBulk carries a bulk change out that somebody has looked at, by the ID of the preview: a small one at once, in one transaction; a
// larger one as a task that is in line then. The same preview is carried out once.
func (s *Service) StartBulk(ctx context.Context, op models.Operation, preview int64) (models.Task, error) {
	looked, err := s.store.Task(ctx, preview)
	if err := seenPreview(op.Actor, looked, err); err != nil {
		return models.Task{}, err
	}
	if _, found, err := s.store.TaskFollowing(ctx, preview, models.TaskDo); err != nil || found { // its basis is forgotten then
		return models.Task{}, cmp.Or[error](err, models.Conflict("error.bulk_done_already"))
	}
	made, err := s.bulkOf(ctx, op, looked)
	if err != nil {
		return models.Task{}, err
	}
	var rows []models.TaskRow
	small := looked.Total <= bulkAtOnce
	if small {
		if rows, err = s.bulkRows(ctx, made, preview, 0); err != nil {
			return models.Task{}, err
		}
	}
	var t models.Task
	err = s.change(ctx, op, func(c *change) error {
		if err := c.carriesOut(ctx, preview); err != nil {
			return err
		}
		t = models.Task{Kind: models.TaskBulk, Mode: models.TaskDo, Follows: preview, Place: models.TaskInSlack, Args: looked.Args, Locale: looked.Locale, Total: looked.Total}
		if !small {
			return c.startTask(ctx, &t)
		}
		return c.atOnce(ctx, &t, func() ([]models.TaskRow, error) { return made.some(ctx, c, rows, models.TaskCounts{}) })
	})
	return t, err
}

// seenPreview refuses what is no preview of the actor's own.
func seenPreview(actor models.Actor, t models.Task, err error) error {
	if errors.Is(err, store.ErrNotFound) || err == nil && (t.By != actor.ID || t.Kind != models.TaskBulk || t.Mode != models.TaskPreview) {
		return models.NotFound("error.bulk_preview_gone")
	}
	return err
}

// carriesOut refuses a preview that was carried out, or is so old that nobody knows any more what they have seen.
func (c *change) carriesOut(ctx context.Context, preview int64) error {
	looked, err := c.LockTask(ctx, preview)
	if err := seenPreview(c.op.Actor, looked, err); err != nil {
		return err
	}
	_, found, err := c.TaskFollowing(ctx, preview, models.TaskDo)
	switch {
	case err != nil:
		return err
	case found:
		return models.Conflict("error.bulk_done_already")
	case c.at.Sub(looked.CreatedAt) > models.BulkPreviewAge:
		return models.Conflict("error.bulk_preview_old")
	}
	return nil
}

// bulkOf reads the change of a task, and checks it anew.
func (s *Service) bulkOf(ctx context.Context, op models.Operation, t models.Task) (*bulk, error) {
	var args models.BulkArgs
	if err := json.Unmarshal([]byte(t.Args), &args); err != nil {
		return nil, fmt.Errorf("read a bulk change: %w", err)
	}
	return s.newBulk(ctx, op, args.Change)
}

// bulkRows returns the next customers of a preview behind a number.
func (s *Service) bulkRows(ctx context.Context, made *bulk, preview, after int64) ([]models.TaskRow, error) {
	rows, err := s.store.TaskRows(ctx, preview, after, nil, bulkAtOnce)
	if err != nil || made.Next.IsZero() {
		return rows, err
	}
	customers, err := s.store.CustomersByID(ctx, customersOf(rows))
	made.lookUpIdle(ctx, s, customers)
	return rows, err
}

// some changes some customers, each as an operation of its own, and returns what became of them. before is what became of those
// before them.
func (b *bulk) some(ctx context.Context, c *change, rows []models.TaskRow, before models.TaskCounts) ([]models.TaskRow, error) {
	if err := c.lockAll(ctx, rows); err != nil {
		return nil, err
	}
	slot := before.Rows - before.Rejected
	done := slices.Clone(rows)
	for i := range done {
		row := &done[i]
		row.Operation = c.row(row.CustomerID)
		err := c.attempt(ctx, func() (err error) {
			row.Outcome, err = b.make(ctx, c, *row, slot)
			return err
		})
		switch refused := models.AsErrors(err); {
		case refused != nil:
			row.Outcome, row.Operation, row.Reason = models.RowRejected, "", models.Reasons(refused)
			continue
		case err != nil:
			return nil, err
		case row.Outcome == models.RowSame:
			row.Operation = ""
		}
		slot++
	}
	return done, nil
}

// atOnce does a task in the transaction that begins it: no line, and no message besides the answer.
func (c *change) atOnce(ctx context.Context, t *models.Task, do func() ([]models.TaskRow, error)) error {
	whole, at := c.id, c.at
	rows, err := do()
	if err != nil {
		return err
	}
	for _, row := range rows {
		t.Counts.Add(row.Outcome)
	}
	t.By, t.Zone, t.CreatedAt, t.StartedAt, t.FinishedAt, t.State = c.op.Actor.ID, c.op.Zone, at, &at, &at, models.TaskDone
	t.Args = models.WithoutTexts(t.Args)
	if err := c.ForgetTexts(ctx, t.Follows); err != nil {
		return err
	}
	if err := c.InsertTask(ctx, t); err != nil {
		return err
	}
	c.id, c.customer = whole, 0
	c.note(models.EntityTask, t.ID, 1, models.ActionCreate, "", "", string(t.Kind)+" "+string(t.Mode))
	return c.InsertTaskRows(ctx, t.ID, rows)
}

// UndoBulk takes a bulk change back as a whole, once and within models.TaskUndoAge: a small one at once, in one transaction; a larger one
// as a task that is in line then.
func (s *Service) UndoBulk(ctx context.Context, op models.Operation, id int64) (models.Task, error) {
	done, err := s.Task(ctx, op.Actor, id)
	if err == nil {
		err = permit(op.Actor, models.MayUndo)
	}
	if err != nil {
		return models.Task{}, err
	}
	rows, err := s.store.TaskRowsBefore(ctx, id, 0, changedRows, bulkAtOnce+1)
	if err != nil {
		return models.Task{}, err
	}
	if len(rows) > bulkAtOnce || !done.Ended() { // which is refused there
		return s.UndoTask(ctx, op, id)
	}
	run := &undoRun{Service: s, op: op, done: done}
	unfit, err := run.unfitBeforeAll(ctx, rows)
	if err != nil {
		return models.Task{}, err
	}
	var undo models.Task
	err = s.change(ctx, op, func(c *change) (err error) {
		if undo, err = c.takesBack(ctx, id); err != nil {
			return err
		}
		return c.atOnce(ctx, &undo, func() ([]models.TaskRow, error) { return run.rows(ctx, c, 0, rows, unfit) })
	})
	return undo, err
}

// bulkWorker does bulk changes.
type bulkWorker struct{ *Service }

func (w bulkWorker) begin(ctx context.Context, op models.Operation, t models.Task) (taskRun, error) {
	var args models.BulkArgs
	if err := json.Unmarshal([]byte(t.Args), &args); err != nil {
		return nil, fmt.Errorf("read a bulk change: %w", err)
	}
	if args.Retag != nil {
		ids, err := w.tagged(ctx, args.Retag.Keys)
		return &retagRun{w.Service, retagging(t.Zone), *args.Retag, ids}, errors.Join(err, permit(op.Actor, models.MayManageTags))
	}
	if args.Resource != nil {
		return w.resourceRun(ctx, t, *args.Resource)
	}
	made, err := w.newBulk(ctx, op, args.Change)
	if err != nil {
		return nil, err
	}
	return &bulkRun{w.Service, op, made}, nil
}

// bulkRun is a bulk change under way.
type bulkRun struct {
	*Service
	op   models.Operation
	made *bulk
}

func (r *bulkRun) close() error { return nil }

func (r *bulkRun) next(ctx context.Context, t *models.Task) (done bool, err error) {
	rows, err := r.bulkRows(ctx, r.made, t.Follows, t.Through)
	if err != nil || len(rows) == 0 {
		return true, err
	}
	err = r.batch(ctx, r.op, t, func(c *change, t *models.Task) ([]models.TaskRow, error) {
		return r.made.some(ctx, c, rows, t.Counts)
	})
	return len(rows) < bulkAtOnce, err
}

// leftOutPage is how many rows of a ledger are read together.
const leftOutPage = 1000

// LeftOut says why a task left customers out, or of one that takes another back why it left them as they are; the commonest reason first.
func (s *Service) LeftOut(ctx context.Context, t models.Task) ([]models.BulkReason, error) {
	var left reasons
	for after := int64(0); ; {
		rows, err := s.store.TaskRows(ctx, t.ID, after, []models.TaskOutcome{models.RowRejected, models.RowKept}, leftOutPage)
		if err != nil {
			return nil, err
		}
		customers, err := s.store.CustomersByID(ctx, left.unnamed(rows))
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			why, err := models.ReadReasons(row.Reason)
			if err != nil {
				return nil, err
			}
			if after = row.Number; len(why) > 0 {
				left.add(why, customers[row.CustomerID].Code)
			}
		}
		if len(rows) < leftOutPage {
			return left.list(), nil
		}
	}
}

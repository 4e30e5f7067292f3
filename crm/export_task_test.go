package crm

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/guanxi-crm/guanxi/models"
)

// Trial is a row of a task that only tests know: it makes a customer of a name, or gives one another notes or another title of its contact.
type Trial struct {
	Create string                  `json:",omitempty"`
	Code   string                  `json:",omitempty"`
	Set    map[models.Field]string `json:",omitempty"`
}

// Trials lets a service do such tasks, as bulk changes, some rows at once. before is called ahead of each batch.
func (s *Service) Trials(atOnce int, before func() error) {
	s.workers[models.TaskBulk] = trials{s, atOnce, before}
}

// StartTrials puts such a task in line.
func (s *Service) StartTrials(ctx context.Context, op models.Operation, place models.TaskPlace, rows ...Trial) (t models.Task, err error) {
	args, err := json.Marshal(rows)
	if err != nil {
		return t, err
	}
	err = s.change(ctx, op, func(c *change) error {
		t = models.Task{Kind: models.TaskBulk, Mode: models.TaskDo, Place: place, Title: "trials", Args: string(args), Total: int64(len(rows))}
		return c.startTask(ctx, &t)
	})
	return t, err
}

type trials struct {
	*Service
	atOnce int
	before func() error
}

func (w trials) begin(_ context.Context, op models.Operation, t models.Task) (taskRun, error) {
	run := &trialRun{trials: w, op: op}
	return run, json.Unmarshal([]byte(t.Args), &run.rows)
}

type trialRun struct {
	trials
	op   models.Operation
	rows []Trial
}

func (r *trialRun) close() error { return nil }

func (r *trialRun) next(ctx context.Context, t *models.Task) (bool, error) {
	if r.before != nil {
		if err := r.before(); err != nil {
			return false, err
		}
	}
	from := int(t.Through)
	to := min(from+r.atOnce, len(r.rows))
	err := r.batch(ctx, r.op, t, func(c *change, _ *models.Task) (done []models.TaskRow, err error) {
		for i, trial := range r.rows[from:to] {
			row := models.TaskRow{Number: int64(from + i + 1)}
			err := c.attempt(ctx, func() error { return r.row(ctx, c, trial, &row) })
			if refused := models.AsErrors(err); refused != nil {
				row.Outcome, row.Reason, row.Operation = models.RowRejected, models.Reasons(refused), ""
			} else if err != nil {
				return nil, err
			}
			done = append(done, row)
		}
		return done, nil
	})
	return to == len(r.rows), err
}

func (r *trialRun) row(ctx context.Context, c *change, trial Trial, row *models.TaskRow) error {
	if trial.Create != "" {
		fresh, errs := r.prepare(c.op, models.Customer{Name: trial.Create})
		if err := errors.Join(errs.Err(), fresh.Validate(nil, c.rules).Err()); err != nil {
			return err
		}
		fresh.CreatedBy, fresh.UpdatedBy, fresh.CreatedAt, fresh.UpdatedAt, fresh.Version = c.op.Actor.ID, c.op.Actor.ID, c.at, c.at, 1
		if err := c.InsertCustomer(ctx, &fresh); err != nil {
			return err
		}
		row.Outcome, row.CustomerID, row.Operation = models.RowCreated, fresh.ID, c.row(fresh.ID)
		c.note(models.EntityCustomer, fresh.ID, 1, models.ActionCreate, "", "", fresh.Code)
		return nil
	}
	found, err := c.CustomerByCode(ctx, trial.Code)
	if err != nil {
		return models.NotFound("error.customer_gone")
	}
	row.Outcome, row.CustomerID, row.Operation = models.RowUpdated, found.ID, c.row(found.ID)
	current, err := c.lockCustomer(ctx, found.ID)
	if err != nil {
		return err
	}
	_, err = c.update(ctx, current, trial.Set, nil)
	return err
}

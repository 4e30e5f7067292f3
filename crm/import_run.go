package crm

import (
	"context"
	"errors"
	"fmt"

	"github.com/guanxi-crm/guanxi/models"
)

const (
	importBatch = 400  // rows that one transaction writes: others wait no longer for the sequence of the codes
	importAhead = 2    // batches that are read and prepared while one is written
	importFold  = 6000 // notes of the search, of some two thousand customers, that are brought into the lists together
)

// importRun is an import, or the preview of one, under way. Its rows are read and prepared beside.
type importRun struct {
	s       *Service
	op      models.Operation
	args    models.ImportArgs
	title   string
	source  ImportSource
	batches chan importedBatch
	stop    context.CancelFunc
	stopped chan struct{}
	seen    *fileRows // of a preview; nil else
	kept    map[models.TaskOutcome]int
	idle    map[string]bool // owners of customers, whether they can't be given work, as far as that was asked
}

// importedBatch is some rows that were prepared, or why there are no more.
type importedBatch struct {
	rows []*importedRow
	last bool
	err  error
}

func newImportRun(s *Service, op models.Operation, t models.Task, args models.ImportArgs, source ImportSource) *importRun {
	r := &importRun{
		s: s, op: op, args: args, title: t.Title, source: source, batches: make(chan importedBatch, importAhead), stopped: make(chan struct{}),
		kept: map[models.TaskOutcome]int{}, idle: map[string]bool{},
	}
	if t.Mode == models.TaskPreview {
		r.seen = newFileRows()
	}
	return r
}

// start begins to read behind a row. A preview reads from the beginning: it knows rows of the file from each other by what it has seen.
func (r *importRun) start(ctx context.Context, through int64) {
	ctx, r.stop = context.WithCancel(ctx)
	go func() {
		defer close(r.stopped)
		r.read(ctx, through)
	}()
}

func (r *importRun) close() error {
	r.stop()
	<-r.stopped
	return r.source.Close()
}

// read prepares rows and hands them over in batches; the last one says so.
func (r *importRun) read(ctx context.Context, through int64) {
	p := newPreparer(r.s, r.op, r.args, r.source.Columns())
	var batch importedBatch
	hand := func() bool {
		select {
		case r.batches <- batch:
			batch = importedBatch{}
			return true
		case <-ctx.Done():
			return false
		}
	}
	after := through
	if r.seen != nil {
		after = 0
	}
	for row, err := range r.source.Rows(ctx, after) {
		var prepared *importedRow
		if err == nil {
			prepared, err = p.prepare(ctx, row)
		}
		switch {
		case err != nil:
			batch.err = err
			hand()
			return
		case row.Number <= through: // the preview was interrupted here
			r.seen.pass(prepared)
			continue
		}
		if batch.rows = append(batch.rows, prepared); len(batch.rows) == importBatch && !hand() {
			return
		}
	}
	batch.last = true
	hand()
}

// next writes a batch, or looks what it would do.
func (r *importRun) next(ctx context.Context, t *models.Task) (done bool, err error) {
	var batch importedBatch
	select {
	case batch = <-r.batches:
	case <-ctx.Done():
		return false, ctx.Err()
	}
	if batch.err != nil {
		return false, fmt.Errorf("read a file that is imported: %w", batch.err)
	}
	if len(batch.rows) == 0 {
		return batch.last, r.fold(ctx, batch.last)
	}
	after, err := r.write(ctx, t, batch.rows)
	for ask := (askFirst{}); errors.As(err, &ask); after, err = r.write(ctx, t, batch.rows) {
		for _, person := range ask.people {
			r.idle[person] = r.s.unfit(ctx, r.op.Actor, person) != models.Fit
		}
	}
	if err != nil {
		return false, err
	}
	for _, do := range after {
		do()
	}
	return batch.last, r.fold(ctx, batch.last)
}

// write writes rows in one transaction, and returns what is to be done once that is done.
func (r *importRun) write(ctx context.Context, t *models.Task, rows []*importedRow) (after []func(), err error) {
	err = r.s.batch(ctx, r.op, t, func(c *change, t *models.Task) ([]models.TaskRow, error) {
		w := &importWriter{importRun: r, c: c, t: t}
		ledger, err := w.write(ctx, rows)
		if t.Total < int64(t.Counts.Rows+len(ledger)) && t.Total > 0 { // it was counted otherwise
			t.Total = 0
		}
		t.Through = rows[len(rows)-1].number
		after = w.after
		return ledger, err
	})
	return after, err
}

// fold brings what was written into the lists of the search, in large steps: each step rewrites the lists that it touches.
func (r *importRun) fold(ctx context.Context, last bool) error {
	if r.seen != nil {
		return nil
	}
	least := importFold
	if last {
		least = 1
	}
	_, err := r.s.store.FoldSearch(ctx, r.s.clock, least)
	return err
}

package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/incoming"
	"github.com/guanxi-crm/guanxi/views"
)

func (j *importJob) say(format string, args ...any) {
	_, _ = fmt.Fprintf(j.o.stderr, format+"\n", args...)
}

// counted is what is printed as JSON.
type counted struct {
	Rows     int `json:"rows"`
	Created  int `json:"created"`
	Updated  int `json:"updated"`
	Skipped  int `json:"skipped"`
	Rejected int `json:"rejected"`
}

func countedOf(t models.Task) counted {
	return counted{t.Counts.Rows, t.Counts.Created, t.Counts.Updated, t.Counts.Skipped + t.Counts.Same, t.Counts.Rejected}
}

func (n counted) print(to io.Writer) error {
	text, err := json.Marshal(n)
	if err == nil {
		_, err = fmt.Fprintln(to, string(text))
	}
	if err != nil {
		return fmt.Errorf("write the counts: %w", err)
	}
	return nil
}

// tell says what became of the rows. The exit status is 1 when some were refused, 2 when nothing was done.
func (j *importJob) tell(ctx context.Context, t models.Task) error {
	n := countedOf(t)
	refused, err := models.ReadReasons(t.Failure)
	if err == nil && j.DryRun && t.State == models.TaskDone {
		err = j.showPreview(ctx, t)
	} else if err == nil {
		err = j.showRows(ctx, t)
	}
	if err != nil {
		return err
	}
	for _, e := range refused {
		j.say("%s", views.RefusalText(j.printer, e))
	}
	if j.JSON {
		return errors.Join(n.print(j.o.stdout), j.status(t, n))
	}
	would := map[bool]string{true: "would be ", false: ""}[j.DryRun]
	_, err = fmt.Fprintf(j.o.stdout, "%s: %d rows, %s%d created, %d updated, %d skipped, %d rejected\n", t.Title, n.Rows, would, n.Created, n.Updated, n.Skipped, n.Rejected)
	return errors.Join(err, j.status(t, n))
}

// status is the exit status.
func (j *importJob) status(t models.Task, n counted) error {
	switch {
	case n.Created+n.Updated+n.Skipped == 0:
		return exitWith(exitMisused)
	case n.Rejected > 0 || t.State != models.TaskDone:
		return exitWith(exitFailed)
	}
	return nil
}

// showRows shows the first rows that were refused, or taken without some cells, and writes those that were refused to a file.
func (j *importJob) showRows(ctx context.Context, t models.Task) error {
	var args models.ImportArgs
	if err := json.Unmarshal([]byte(t.Args), &args); err != nil {
		return fmt.Errorf("read the arguments: %w", err)
	}
	file, err := openPath(args.File)
	if err != nil {
		return err
	}
	in, err := incoming.Open(ctx, file, t.Title, args, j.known)
	if err != nil {
		return spokenError(j.printer, err)
	}
	defer func() { _ = in.Close() }() // it was only read
	why, err := j.service.WhyRejected(ctx, models.System(), t, in)
	if err != nil {
		return err
	}
	rejected := incoming.Rejected{
		Title: j.printer.T(incoming.ReasonWord), Why: why, Say: func(e *models.Error) string { return views.RefusalText(j.printer, e) },
	}
	if err := j.showFirst(ctx, t, in, rejected); err != nil {
		return err
	}
	if j.Rejected == "" || t.Counts.Rejected == 0 {
		return nil
	}
	rejected.Rows = j.service.ImportedRows(ctx, models.System(), t.ID, models.RowRejected)
	err = writeFile(j.Rejected, func(w io.Writer) error {
		count, err := in.WriteRejected(ctx, w, rejected)
		if err == nil {
			j.say("%s: %d rows that were refused, with the reasons", j.Rejected, count)
		}
		return err
	})
	return err
}

// saidRows are the rows of which the same is to say: what became of them, for which reason, at which column.
type saidRows struct {
	outcome models.TaskOutcome
	key     string
	column  int
	count   int
	first   []int64
}

// showFirst shows what is to say of rows, of each sort the first few.
func (j *importJob) showFirst(ctx context.Context, t models.Task, in *incoming.Incoming, rejected incoming.Rejected) error {
	var sorts []*saidRows
	shown := map[int64]models.TaskRow{}
	for row, err := range j.service.ImportedRows(ctx, models.System(), t.ID) {
		if err != nil {
			return err
		}
		reasons, err := models.ReadReasons(row.Reason)
		if err != nil {
			return err
		}
		for _, e := range reasons {
			column, at := models.CellOf(e)
			if !at {
				column = -1
			}
			i := slices.IndexFunc(sorts, func(s *saidRows) bool { return s.outcome == row.Outcome && s.key == e.Key && s.column == column })
			if i < 0 {
				sorts, i = append(sorts, &saidRows{outcome: row.Outcome, key: e.Key, column: column}), len(sorts)
			}
			if sorts[i].count++; len(sorts[i].first) < shownRows {
				sorts[i].first = append(sorts[i].first, row.Number)
				shown[row.Number] = row
			}
		}
	}
	why := map[int64]models.Errors{}
	for row, err := range in.Rows(ctx, 0) {
		if err != nil || len(why) == len(shown) {
			if err != nil {
				return err
			}
			break
		}
		if kept, wanted := shown[row.Number]; wanted {
			why[row.Number] = rejected.Why(kept, row)
		}
	}
	slices.SortStableFunc(sorts, func(a, b *saidRows) int { return cmp.Compare(a.rank(), b.rank()) })
	for _, sort := range sorts {
		for _, number := range sort.first {
			same := slices.DeleteFunc(slices.Clone(why[number]), func(e *models.Error) bool {
				column, at := models.CellOf(e)
				return e.Key != sort.key || at != (sort.column >= 0) || at && column != sort.column
			})
			j.showReasons(number, sort.outcome, same, in.Columns())
		}
		if more := sort.count - len(sort.first); more > 0 {
			j.say("  %s: … and %d more rows like these", sort.outcome, more)
		}
	}
	return nil
}

// rank is how early rows are shown: those that were refused come first.
func (s *saidRows) rank() int {
	return slices.Index([]models.TaskOutcome{models.RowRejected, models.RowSkipped, models.RowUpdated, models.RowCreated, models.RowSame}, s.outcome)
}

// label is what a field is called.
func (j *importJob) label(field models.Field) string {
	if custom, is := j.service.Fields().Find(field); is {
		return custom.Label(j.printer.Language())
	}
	return views.FieldLabel(j.printer, field)
}

// showReasons shows what is to say of a row.
func (j *importJob) showReasons(number int64, outcome models.TaskOutcome, reasons models.Errors, columns []models.ImportColumn) {
	for _, e := range reasons {
		at := fmt.Sprintf("row %d", number)
		if column, is := models.CellOf(e); is && column < len(columns) {
			at = fmt.Sprintf("%s%d %s", columns[column].Letter, number, columns[column].Name)
		}
		j.say("  %s: %s: %s", outcome, at, views.RefusalText(j.printer, e))
	}
}

// showPreview shows what a dry run has found.
func (j *importJob) showPreview(ctx context.Context, t models.Task) error {
	found, err := j.service.ImportPreview(ctx, models.System(), t.ID)
	if err != nil {
		return spokenError(j.printer, err)
	}
	for _, part := range []struct {
		outcome models.TaskOutcome
		rows    []models.PreviewRow
	}{{models.RowRejected, found.Refused}, {models.RowSkipped, found.Duplicates}, {models.RowUpdated, found.Changes}, {models.RowCreated, found.Left}} {
		for _, row := range part.rows {
			j.showReasons(row.Number, part.outcome, row.Reasons, found.Columns)
			for _, change := range row.Changes {
				j.say("  %s: row %d: %s %s: %q → %q", part.outcome, row.Number, row.Code, j.label(change.Field), j.value(change.Field, change.Before), j.value(change.Field, change.After))
			}
		}
	}
	return nil
}

// value is what a value of a field is called.
func (j *importJob) value(field models.Field, value string) string {
	for _, find := range []func(models.Field) (models.FieldSpec, bool){models.Customers.Find, models.Deals.Find} {
		if spec, found := find(field); found && spec.Words != "" && j.printer.Has(spec.Words+value) {
			return j.printer.T(spec.Words + value)
		}
	}
	return value
}

// columnNames are the names of columns, for a sentence.
func columnNames(in *incoming.Incoming) string {
	var names []string
	for _, c := range in.Columns() {
		names = append(names, c.Name)
	}
	return strings.Join(slices.Compact(names), ", ")
}

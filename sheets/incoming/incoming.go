// Package incoming opens a file that is to be imported: it finds the sheet, the header and what the columns are, recalls what people decided
// for files of the same shape, and gives the rows as the use cases take them. What was refused of them it writes as a file of the same
// shape, with the reasons.
package incoming

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/mapping"
	"github.com/guanxi-crm/guanxi/sheets/names"
	"github.com/guanxi-crm/guanxi/sheets/read"
)

// File is a file that stays open while its rows are read.
type File interface {
	io.ReaderAt
	io.Closer
	Size() int64
}

// Known is what the team knows besides the file.
type Known struct {
	Fields *mapping.Fields
	Words  []mapping.Word // of each language: the column with the reasons is called by them

	// Remembered returns the mapping that people decided on for files of a shape, if there is one. Nil knows none.
	Remembered func(ctx context.Context, shape string) (json.RawMessage, bool, error)
}

// ReasonWord is the catalogue's key for the title of the column with the reasons.
const ReasonWord = "sheet.reason"

// Incoming is a file that was opened. One reader at a time may use it.
type Incoming struct {
	Args    models.ImportArgs
	Name    string // of the file
	Book    *read.Book
	Sheet   *read.Sheet
	Header  read.Header // without the column of the reasons
	Mapping mapping.Mapping

	// Where the arguments held no mapping, all rows were looked at.
	Counts   read.Counts
	Survey   *mapping.Survey // nil where they held one
	Recalled bool            // the mapping is what people decided on for the same shape

	file    File
	fields  *mapping.Fields
	reasons bool                    // the last column has the reasons of an earlier import
	values  map[int]map[string]bool // of columns that may become a choice, while they are few
}

// Open opens a file by its arguments. Where they hold a hash, a file with another one is refused; where they hold a mapping, that is used, else
// the rows are looked at and one is suggested, or recalled. Those of the result are filled in. A refusal is a *models.Error. Closing
// the result closes the file; where there is none, Open has.
func Open(ctx context.Context, file File, name string, args models.ImportArgs, known Known) (_ *Incoming, err error) {
	in := &Incoming{Args: args, Name: name, file: file, fields: known.Fields}
	defer func() {
		if err != nil {
			err = errors.Join(err, file.Close())
		}
	}()
	hash, err := hashOf(ctx, file)
	if err != nil {
		return nil, err
	}
	if in.Args.Hash = cmp.Or(args.Hash, hash); in.Args.Hash != hash {
		return nil, models.Conflict("error.import_changed")
	}
	if err := in.open(ctx, known); err != nil {
		return nil, err
	}
	if len(args.Mapping) > 0 {
		return in, in.decided()
	}
	if err := in.look(ctx); err != nil {
		return nil, err
	}
	if err := in.recall(ctx, known); err != nil {
		return nil, err
	}
	return in, in.Finish()
}

func hashOf(ctx context.Context, file File) (string, error) {
	sum, block := sha256.New(), make([]byte, 1<<20)
	for at := int64(0); at < file.Size(); {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		n, err := file.ReadAt(block[:min(int64(len(block)), file.Size()-at)], at)
		if n == 0 && err != nil {
			return "", fmt.Errorf("read a file: %w", err)
		}
		_, _ = sum.Write(block[:n]) // never fails
		at += int64(n)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// open finds the sheet and its header.
func (in *Incoming) open(ctx context.Context, known Known) error {
	options := read.Options{Ours: names.MarksSheet, Encoding: in.Args.Encoding, Ending: ending(known.Words), Named: func(text string) bool {
		_, own := known.Fields.Named(text)
		return own || names.Known(text)
	}}
	for _, r := range in.Args.Separator {
		options.Separator = r
	}
	book, err := read.Open(ctx, in.file, in.file.Size(), in.Name, options)
	if err != nil {
		return err
	}
	in.Book, in.Sheet = book, book.Preselected()
	sheets := book.Sheets()
	if len(in.Args.Mapping) > 0 || in.Args.Chosen {
		if in.Args.Sheet < 0 || in.Args.Sheet >= len(sheets) {
			return models.Invalid("", "error.import_changed")
		}
		in.Sheet = sheets[in.Args.Sheet]
	}
	in.Args.Sheet = slices.Index(sheets, in.Sheet)
	if in.Header, err = in.Sheet.Header(ctx); err != nil {
		return err
	}
	last := len(in.Header.Columns) - 1
	in.reasons = in.Header.Returned || last > 0 && in.Header.Row > 0 && isReason(in.Header.Columns[last].Title, known.Words)
	if in.reasons {
		in.Header.Columns = slices.Clone(in.Header.Columns[:last])
	}
	return nil
}

// ending knows what WriteRejected puts behind a row.
func ending(languages []mapping.Word) func(string) read.Ending {
	return func(text string) read.Ending {
		for _, word := range languages {
			title, known := word(ReasonWord)
			switch {
			case !known:
			case text == title:
				return read.EndsHeader
			case strings.HasPrefix(text, title+reasonsBehind):
				return read.EndsWithout
			}
		}
		return read.EndsAsAny
	}
}

// isReason reports the title of the column that WriteRejected adds, also where somebody wrote above it.
func isReason(title string, languages []mapping.Word) bool {
	return slices.ContainsFunc(languages, func(word mapping.Word) bool {
		said, known := word(ReasonWord)
		return known && names.Squeezed(said) == names.Squeezed(title)
	})
}

// decided takes the mapping of the arguments.
func (in *Incoming) decided() error {
	if err := json.Unmarshal(in.Args.Mapping, &in.Mapping); err != nil || len(in.Mapping.Columns) != len(in.Header.Columns) {
		return models.Conflict("error.import_changed")
	}
	return nil
}

// look looks at all rows and suggests what the columns are.
func (in *Incoming) look(ctx context.Context) error {
	marks, err := mapping.MarksIn(ctx, in.Book)
	if err != nil {
		return err
	}
	in.Survey = mapping.NewSurvey(in.Header)
	in.Survey.Mark(marks)
	in.Survey.Say(in.Args.Of)
	in.values = map[int]map[string]bool{}
	for row, err := range in.Sheet.Counted(ctx, &in.Counts) {
		if err != nil {
			return err
		}
		in.Survey.Add(row)
		in.addValues(row)
	}
	in.Args.Rows = int64(in.Counts.Rows)
	in.Mapping = mapping.Suggest(in.Survey, in.fields)
	return nil
}

// addValues keeps which values a column has, while they could be the options of a choice.
func (in *Incoming) addValues(row read.Row) {
	for i, cell := range row.Cells[:min(len(row.Cells), len(in.Header.Columns))] {
		text := strings.TrimSpace(cell.Text)
		if known, begun := in.values[i]; text != "" && row.Refused == nil && (known != nil || !begun) {
			switch {
			case !begun:
				in.values[i] = map[string]bool{text: true}
			case len(known) == models.MaxFieldOptions && !known[text], len(text) > 4*models.MaxCustomLabel:
				in.values[i] = nil // too many
			default:
				known[text] = true
			}
		}
	}
}

// recall takes over what people decided for the same shape.
func (in *Incoming) recall(ctx context.Context, known Known) error {
	if known.Remembered == nil {
		return nil
	}
	kept, found, err := known.Remembered(ctx, in.Mapping.Shape)
	if err != nil || !found {
		return err
	}
	var before mapping.Mapping
	if json.Unmarshal(kept, &before) != nil { // what an older program kept is suggested anew
		return nil
	}
	if before.Rows() != in.Mapping.Rows() && in.Args.Of == "" { // somebody said what its rows are
		in.Survey.Say(before.Rows())
		in.Mapping = mapping.Suggest(in.Survey, in.fields)
	}
	in.Recalled = in.Mapping.Recall(before)
	return nil
}

// Decide lets a column be what a person says (mapping.Mapping.Decide). All rows must have been looked at.
func (in *Incoming) Decide(column int, use mapping.Use, field models.Field) {
	in.Mapping = in.Mapping.Decide(in.Survey, in.fields, column, use, field)
}

// Named is the field that people call so, in either language or by its key.
func (in *Incoming) Named(name string) (models.FieldSpec, bool) { return in.fields.Named(name) }

// OfRecord is what a row gives of the record that it is that people call so; known is false where rows are customers.
func (in *Incoming) OfRecord(name string) (given models.Field, known bool) {
	return in.fields.OfRecord(in.Mapping.Rows(), name)
}

// OfCustomerAlone reports a field of the customer that a row of another kind says of its customer, and not of its record.
func (in *Incoming) OfCustomerAlone(field models.Field) bool {
	return in.fields.OfCustomerAlone(in.Mapping.Rows(), field)
}

// Spec describes what a column gives: a field of the customer, or of the record that a row is.
func (in *Incoming) Spec(column int) (models.FieldSpec, bool) {
	return in.Mapping.Spec(in.fields, column)
}

// Take lets a column become a custom field, of the kind that its values are of.
func (in *Incoming) Take(column int) {
	c := in.Mapping.Columns[column]
	if c.Use != mapping.ToNew {
		in.Decide(column, mapping.ToNew, "")
		c = in.Mapping.Columns[column]
	}
	fresh := models.NewField{Column: column, Name: models.Shorten(c.Name, models.MaxCustomLabel), Kind: cmp.Or(c.Kind, models.CustomText)}
	if fresh.Kind == models.CustomChoice || fresh.Kind == models.CustomChoices {
		if fresh.Kind = models.CustomChoice; len(in.values[column]) == 0 {
			fresh.Kind = models.CustomText
		}
		for value := range in.values[column] {
			fresh.Options = append(fresh.Options, models.Shorten(value, models.MaxCustomLabel))
		}
		slices.Sort(fresh.Options)
	}
	in.Args.NewFields = slices.DeleteFunc(in.Args.NewFields, func(f models.NewField) bool { return f.Column == column })
	in.Args.NewFields = append(in.Args.NewFields, fresh)
}

// Finish writes the mapping, as it is now, into the arguments.
func (in *Incoming) Finish() error {
	kept, err := json.Marshal(in.Mapping)
	if err != nil {
		return fmt.Errorf("write a mapping: %w", err)
	}
	in.Args.Mapping, in.Args.Shape, in.Args.Unsure = kept, in.Mapping.Shape, nil
	in.Args.Of = in.Mapping.Rows()
	for _, c := range in.Mapping.Columns {
		if len(c.Doubts) > 0 {
			in.Args.Unsure = append(in.Args.Unsure, c.Index)
		}
	}
	return nil
}

// Columns are the columns of the file, with what is made of each.
func (in *Incoming) Columns() []models.ImportColumn {
	list := make([]models.ImportColumn, len(in.Mapping.Columns))
	for i, c := range in.Mapping.Columns {
		list[i] = models.ImportColumn{Index: i, Letter: in.Header.Columns[i].Letter, Name: c.Name, Taken: c.Use != mapping.ToNothing && c.Use != mapping.ToNew}
		if c.Use == mapping.ToField {
			list[i].Field = c.Field
		}
		if c.Use == mapping.ToRecord {
			list[i].Field = models.Field(c.Role)
		}
		if c.Use == mapping.ToNew {
			list[i].Taken = slices.ContainsFunc(in.Args.NewFields, func(f models.NewField) bool { return f.Column == i })
		}
	}
	return list
}

// Total is how many rows there are, as far as that is known; else 0.
func (in *Incoming) Total() int64 { return in.Args.Rows }

// Rows are the rows behind the one with a number, as the mapping reads them.
func (in *Incoming) Rows(ctx context.Context, after int64) iter.Seq2[models.ImportRow, error] {
	return func(yield func(models.ImportRow, error) bool) {
		for row, err := range in.Sheet.Rows(ctx) {
			switch {
			case err != nil:
				yield(models.ImportRow{}, err)
				return
			case int64(row.Number) <= after:
			case !yield(in.row(row), nil):
				return
			}
		}
	}
}

// Close closes the file.
func (in *Incoming) Close() error { return in.file.Close() }

package read

import (
	"context"
	"io"
	"iter"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// Limits are how much is read of a file. What is more is refused with a sentence that names the limit.
type Limits struct {
	Size     int64 // of the file, in bytes
	Unpacked int64 // of a workbook's parts when they are unpacked, in bytes
	Rows     int   // of a sheet, without its header and without blank rows
	Columns  int   // of a sheet
	Cell     int   // of a cell, in characters; a row with a longer one is refused, not the file
}

// DefaultLimits are the limits where none are given: 100 MB, 1 GB unpacked, 1,000,000 rows, 1,000 columns, and the 32,767 characters
// that Excel puts into a cell.
func DefaultLimits() Limits {
	return Limits{Size: 100 << 20, Unpacked: 1 << 30, Rows: 1_000_000, Columns: 1_000, Cell: 32_767}
}

// Options are what is known of a file besides its bytes.
type Options struct {
	Limits Limits // the zero value is DefaultLimits

	// Named reports whether a text is what columns are called: a header is known by such words. Nil knows none, and the header is
	// found by how it looks.
	Named func(text string) bool

	// Ending says of the last cell of a row whether it was put there by a program of ours that gave the file back. Nil knows none.
	Ending func(text string) Ending

	// Ours is the name of a hidden sheet by which a workbook says that its other sheets, but for the one with most known names, hold
	// nothing to read: nobody is asked which is meant. "" is none.
	Ours string

	// Encoding and Separator are what a person chose for a CSV file. Empty ones are found from its bytes. An encoding that is none
	// of Encodings is refused.
	Encoding  string
	Separator rune
}

// Ending is what the last cell of a row says of the file.
type Ending int

// The endings.
const (
	EndsAsAny   Ending = iota // nothing
	EndsHeader                // the row is the header of a file that was given back
	EndsWithout               // the row is one of a file that was given back and has no header
)

// Format is what a file is.
type Format string

// The formats that are read.
const (
	XLSX Format = "xlsx"
	CSV  Format = "csv"
)

// Book is a file that was opened. Its file must stay open while rows are read. One reader at a time may use it.
type Book struct {
	Format Format

	// Encoding and Separator are how a CSV file was read: shown to people, who may choose others (Options). An XLSX has none.
	Encoding  string // one of Encodings
	Separator rune

	sheets      []*Sheet
	preselected int
	asks        bool
}

// Open finds out what a file is and opens it. name is what it is called; its ending decides only where the bytes leave it open. A file
// that isn't read (an XLS, one with a password or with macros, a picture, an empty one, one above a limit) is a *models.Error. Rows
// aren't looked at further than the sheet to preselect needs.
func Open(ctx context.Context, file io.ReaderAt, size int64, name string, options Options) (*Book, error) {
	return open(ctx, file, size, name, options)
}

// Sheets are the sheets of the file in its order, hidden ones included; a CSV file has one, without a name. There is at least one.
func (b *Book) Sheets() []*Sheet { return b.sheets }

// Preselected is the sheet that is probably meant: the one whose header has most names that are known; of several, the one that was
// last looked at in the file. Hidden sheets are preselected only where there are no others.
func (b *Book) Preselected() *Sheet { return b.sheets[b.preselected] }

// Asks reports that several visible sheets have a header and rows, so that a person should be asked which is meant.
func (b *Book) Asks() bool { return b.asks }

// Sheet is a sheet of a file.
type Sheet struct {
	Name   string // "" of a CSV file
	Hidden bool

	// AtMost is how many rows it may have at most, for a bar of progress; 0 where that isn't known. Formatted and blank rows count.
	AtMost int

	source source
	book   *Book
	limits Limits
	named  func(string) bool
	ending func(text string) Ending
}

// Column is a column of a sheet.
type Column struct {
	// Name is its name in the header, unique in the sheet: a second "email" is "email (2)". A column without a name in a header is
	// called as its letters.
	Name   string
	Title  string // as it stands in the header; "" where there is none
	Also   string // its name in a second row of the header, such as an English field name below a Chinese one; "" where there is none
	Letter string // A, B … AA, as spreadsheets call it
	Hidden bool
}

// Header is the row with the columns' names.
type Header struct {
	Row     int // its number in the file as Row.Number; 0 where the sheet has none and all rows are data
	Last    int // of a header of several rows, the last one; else Row
	Columns []Column

	// Returned says that the file was given back by a program of ours, which put a column behind the others: the last one (Options.Ending).
	Returned bool
}

// Kind is what a cell holds.
type Kind int

// The kinds of cells. Cells of CSV files are texts.
const (
	Empty  Kind = iota
	Text        // as it stands
	Number      // Text is a plain decimal: 94523, 0.5, 13812345678, or 04001 where the format fills with zeros
	Day         // Text is YYYY-MM-DD
	Moment      // Text is YYYY-MM-DD HH:MM:SS, in no zone
	Clock       // a time of day alone: Text is HH:MM:SS
	Bool        // Text is TRUE or FALSE
	Error       // Text is the error: #N/A; "" for a formula whose value the file doesn't hold
)

// Cell is a cell of a row.
type Cell struct {
	Kind    Kind
	Text    string    // as it stands or, of numbers and days, as it is meant; "" of an empty one
	Time    time.Time // of a Day or Moment: in UTC, which stands for no zone
	Formula bool      // its value was worked out by the program that saved the file
	Merged  bool      // it has the value of the cell above, with which it is merged
	Spoilt  bool      // a number of more digits than a spreadsheet keeps: the last ones may be others than were typed
}

// Row is a row of a sheet that isn't blank.
type Row struct {
	Number int  // as people see it: of a CSV file the physical line on which it begins, of a workbook the row
	Last   int  // the line on which it ends: cells may hold several lines
	Hidden bool // by hand or by a filter

	// Cells are as many as Header.Columns has; of a refused row as many as it has.
	Cells []Cell

	// Refused says why the row can't be taken, such as a quote that is never closed or more cells than the header has; nil for
	// nearly all.
	Refused *models.Error

	// Notes are what is worth saying of a row that can be taken.
	Notes []Note
}

// Note is a remark: a catalogue's key with its arguments.
type Note struct {
	Key  string
	Args map[string]any
}

// Counts is what was seen of a sheet.
type Counts struct {
	Rows          int // that aren't blank, behind the header; repeated headers aren't among it
	HiddenRows    int // of Rows
	HiddenColumns int
	Headers       int // rows that repeat the header, as where files were put one after the other: they are passed over
	Refused       int // of Rows
}

// Header finds the row with the columns' names: also below titles, notes, blank rows and merged cells. Where no row looks like one, Row
// is 0 and the columns are called as their letters. A sheet without any row is a *models.Error.
func (s *Sheet) Header(ctx context.Context) (Header, error) { return s.header(ctx) }

// Rows are the rows behind the header as a stream, blank ones and such as repeat the header passed over. It may be read again. An error
// is the last that comes; what was read before it stands.
func (s *Sheet) Rows(ctx context.Context) iter.Seq2[Row, error] {
	return s.Counted(ctx, &Counts{})
}

// Counted is Rows, and counts what it sees.
func (s *Sheet) Counted(ctx context.Context, counts *Counts) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		header, err := s.header(ctx)
		if err != nil {
			yield(Row{}, err)
			return
		}
		s.data(ctx, header, counts, yield)
	}
}

// Raw are all rows as they stand, titles and the header among them. Blank ones may be left out.
func (s *Sheet) Raw(ctx context.Context) iter.Seq2[Row, error] { return s.source.rows(ctx) }

// source is the rows of a sheet, from the first one on. Blank ones may be left out. Cells are as many as the file has.
type source interface {
	rows(ctx context.Context) iter.Seq2[Row, error]
	hidden(column int) bool // the column, from 0, once a row was read
	ragged() bool           // rows that are longer or shorter than the header are faults
}

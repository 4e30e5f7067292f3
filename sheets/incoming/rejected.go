package incoming

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	textunicode "golang.org/x/text/encoding/unicode"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/read"
)

// Rejected is what WriteRejected needs to say why.
type Rejected struct {
	Title string // of the column with the reasons: what ReasonWord is in the reader's language

	// Rows are what became of the rows that are wanted, in the order of their numbers.
	Rows iter.Seq2[models.TaskRow, error]
	// Why returns the reasons of a row, with the texts that its ledger leaves out.
	Why func(models.TaskRow, models.ImportRow) models.Errors
	// Say words a reason.
	Say func(*models.Error) string
}

// WriteRejected writes some rows as a file of the same shape (format, columns, sheet, encoding and separator) with the reasons in a column
// behind, ready to be corrected and imported again: that column is known then, and what was decided of the others holds. It returns how many
// there were.
func (in *Incoming) WriteRejected(ctx context.Context, to io.Writer, r Rejected) (count int, err error) {
	sheet, err := in.writer(to, r.Title)
	if err != nil {
		return 0, err
	}
	next, stop := iter.Pull2(r.Rows)
	defer stop()
	wanted, err, more := next()
	for row, failed := range in.Sheet.Rows(ctx) {
		if failed != nil {
			return count, failed
		}
		for more && err == nil && wanted.Number < int64(row.Number) {
			wanted, err, more = next()
		}
		if err != nil || !more {
			break
		}
		if wanted.Number > int64(row.Number) {
			continue
		}
		reasons := in.why(r, wanted, row)
		if in.Header.Row == 0 { // no title above says what this is
			reasons = r.Title + reasonsBehind + reasons
		}
		if err := sheet.add(in.cells(row), reasons); err != nil {
			return count, err
		}
		count++
	}
	if err != nil {
		return count, err
	}
	return count, sheet.close()
}

// reasonsBehind stands between the title of the column with the reasons and the reasons, where there is no header.
const reasonsBehind = ": "

// why are the reasons of a row in words, each with the column that it is about.
func (in *Incoming) why(r Rejected, wanted models.TaskRow, row read.Row) string {
	var said []string
	for _, e := range r.Why(wanted, in.row(row)) {
		text := r.Say(e)
		if column, ok := models.CellOf(e); ok && column < len(in.Header.Columns) {
			text = in.Header.Columns[column].Letter + strconv.Itoa(row.Number) + " " + in.Mapping.Columns[column].Name + ": " + text
		}
		said = append(said, text)
	}
	return strings.Join(said, "\n")
}

// cells are a row without the reasons of an earlier import. A row that was refused may have more than the header; those come behind.
func (in *Incoming) cells(row read.Row) []read.Cell {
	width := len(in.Header.Columns)
	cells := row.Cells
	if in.reasons && len(cells) > width {
		cells = append(cells[:width:width], cells[width+1:]...)
	}
	if missing := width - len(cells); missing > 0 {
		cells = append(cells[:len(cells):len(cells)], make([]read.Cell, missing)...)
	}
	return cells
}

// rejectedSheet is a file of rejected rows that is being written.
type rejectedSheet interface {
	add(cells []read.Cell, reasons string) error
	close() error
}

func (in *Incoming) writer(to io.Writer, title string) (rejectedSheet, error) {
	titles := make([]string, len(in.Header.Columns))
	for i, c := range in.Header.Columns {
		titles[i] = c.Title
	}
	if in.Book.Format == read.XLSX {
		return newRejectedXLSX(to, in.Sheet.Name, titles, title, in.Header.Row > 0)
	}
	return newRejectedCSV(to, in.Book, titles, title, in.Header.Row > 0)
}

// rejectedCSV is one in the encoding, and with the separator, of the file that was read.
type rejectedCSV struct {
	w     *csv.Writer
	width int
	to    io.Closer
}

func newRejectedCSV(to io.Writer, book *read.Book, titles []string, title string, header bool) (*rejectedCSV, error) {
	encoder := textunicode.UTF8BOM.NewEncoder()
	if found, known := read.EncodingNamed(book.Encoding); known {
		if _, err := found.NewEncoder().String(title); err == nil { // else it can't hold the reasons, and UTF-8 holds all
			encoder = encoding.ReplaceUnsupported(found.NewEncoder())
		}
	}
	encoded := encoder.Writer(to)
	c := &rejectedCSV{w: csv.NewWriter(encoded), width: len(titles)}
	c.to, _ = encoded.(io.Closer)
	c.w.Comma, c.w.UseCRLF = book.Separator, true
	if !header {
		return c, nil
	}
	guarded := make([]string, len(titles))
	for i, name := range titles {
		guarded[i] = read.Guard(name)
	}
	return c, c.write(append(guarded, title))
}

func (c *rejectedCSV) write(cells []string) error {
	if err := c.w.Write(cells); err != nil {
		return fmt.Errorf("write a row: %w", err)
	}
	return nil
}

func (c *rejectedCSV) add(cells []read.Cell, reasons string) error {
	texts := make([]string, 0, len(cells)+1)
	for i, cell := range cells {
		if i == c.width {
			texts = append(texts, reasons)
		}
		texts = append(texts, read.Guard(lineBreaks.Replace(cell.Text)))
	}
	if len(cells) == c.width {
		texts = append(texts, reasons)
	}
	return c.write(texts)
}

// lineBreaks lets each break within a cell be one that the writer keeps.
var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n")

func (c *rejectedCSV) close() error {
	c.w.Flush()
	err := c.w.Error()
	if c.to != nil && err == nil {
		err = c.to.Close()
	}
	if err != nil {
		return fmt.Errorf("write a file: %w", err)
	}
	return nil
}

// rejectedXLSX is a workbook with the sheet that was read. Cells are of the kind that they were.
type rejectedXLSX struct {
	file              *excelize.File
	rows              *excelize.StreamWriter
	to                io.Writer
	width, count      int
	text, day, moment int // styles
}

func newRejectedXLSX(to io.Writer, sheet string, titles []string, title string, header bool) (*rejectedXLSX, error) {
	x := &rejectedXLSX{file: excelize.NewFile(), to: to, width: len(titles)}
	if err := x.file.SetSheetName(x.file.GetSheetName(0), sheet); err != nil {
		return nil, fmt.Errorf("name a sheet: %w", err)
	}
	day, moment := "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
	for _, style := range []struct {
		into *int
		as   excelize.Style
	}{{&x.text, excelize.Style{NumFmt: 49}}, {&x.day, excelize.Style{CustomNumFmt: &day}}, {&x.moment, excelize.Style{CustomNumFmt: &moment}}} {
		id, err := x.file.NewStyle(&style.as)
		if err != nil {
			return nil, fmt.Errorf("style of a sheet: %w", err)
		}
		*style.into = id
	}
	var err error
	if x.rows, err = x.file.NewStreamWriter(sheet); err != nil {
		return nil, fmt.Errorf("write a sheet: %w", err)
	}
	if err := x.rows.SetColWidth(len(titles)+1, len(titles)+1, 60); err != nil {
		return nil, fmt.Errorf("width of a column: %w", err)
	}
	if !header {
		return x, nil
	}
	cells := make([]any, 0, len(titles)+1)
	for _, name := range append(titles[:len(titles):len(titles)], title) {
		cells = append(cells, name)
	}
	return x, x.write(cells)
}

func (x *rejectedXLSX) write(cells []any) error {
	x.count++
	if err := x.rows.SetRow("A"+strconv.Itoa(x.count), cells); err != nil {
		return fmt.Errorf("write a row: %w", err)
	}
	return nil
}

func (x *rejectedXLSX) add(cells []read.Cell, reasons string) error {
	values := make([]any, 0, len(cells)+1)
	for i, cell := range cells {
		if i == x.width {
			values = append(values, reasons)
		}
		values = append(values, x.value(cell))
	}
	if len(cells) == x.width {
		values = append(values, reasons)
	}
	return x.write(values)
}

// value is a cell as it is written: what was a number or a day still is one, where a sheet can hold it exactly.
func (x *rejectedXLSX) value(cell read.Cell) any {
	switch kind := cell.Kind; {
	case kind == read.Number:
		if n, err := strconv.ParseFloat(cell.Text, 64); err == nil && strconv.FormatFloat(n, 'f', -1, 64) == cell.Text && len(cell.Text) <= 15 {
			return n
		}
	case cell.Time.Year() < 1900 && (kind == read.Day || kind == read.Moment): // Excel has no such days
	case kind == read.Day:
		return excelize.Cell{StyleID: x.day, Value: cell.Time}
	case kind == read.Moment:
		return excelize.Cell{StyleID: x.moment, Value: cell.Time}
	case kind == read.Bool:
		return cell.Text == "TRUE"
	case kind == read.Empty:
		return nil
	}
	return excelize.Cell{StyleID: x.text, Value: cell.Text}
}

func (x *rejectedXLSX) close() error {
	if err := x.rows.Flush(); err != nil {
		return fmt.Errorf("write a sheet: %w", err)
	}
	if _, err := x.file.WriteTo(x.to); err != nil {
		return fmt.Errorf("write a workbook: %w", err)
	}
	return x.file.Close()
}

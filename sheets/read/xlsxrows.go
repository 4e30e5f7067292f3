package read

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"iter"
	"strconv"
	"strings"
	"unicode/utf8"
)

// xlsxSource is the rows of a sheet of a workbook.
type xlsxSource struct {
	parts         *parts
	name          string // of the part
	texts         *texts
	formats       []format
	since1904     bool
	limits        Limits
	hiddenColumns []span // once rows were read
	merges        merges
	merged        bool // merges were looked for
}

// span is columns from one to another, from 0.
type span struct{ from, to int }

func (x *xlsxSource) hidden(column int) bool {
	for _, s := range x.hiddenColumns {
		if column >= s.from && column <= s.to {
			return true
		}
	}
	return false
}

// ragged is false: cells at the end of a row are left out where they are empty.
func (x *xlsxSource) ragged() bool { return false }

// errStop ends reading since nobody wants more.
var errStop = errors.New("no more rows wanted")

func (x *xlsxSource) rows(ctx context.Context) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		err := x.read(ctx, func(row Row) error {
			if !yield(row, nil) {
				return errStop
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(Row{}, err)
		}
	}
}

func (x *xlsxSource) read(ctx context.Context, each func(Row) error) error {
	below, err := x.mergedBelow()
	if err != nil {
		return err
	}
	part, err := x.parts.open(x.name)
	if err != nil {
		return err
	}
	defer part.Close() //nolint:errcheck // it was only read
	d := tokensOf(part)
	var hidden []span
	s := sheetReader{xlsxSource: x, d: d, fill: below.filler()}
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return x.parts.refusal(err)
		}
		start, is := token.(xml.StartElement)
		if !is {
			if end, is := token.(xml.EndElement); is && end.Name.Local == "sheetData" {
				return nil
			}
			continue
		}
		switch start.Name.Local {
		case "col":
			hidden = append(hidden, hiddenColumns(start)...)
		case "sheetData":
			x.hiddenColumns = hidden
		case "row":
			if s.count++; s.count%1024 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			row, err := s.row(start)
			if err != nil {
				return err
			}
			if err := each(row); err != nil {
				return err
			}
		}
	}
}

func hiddenColumns(col xml.StartElement) []span {
	from, err1 := strconv.Atoi(attribute(col, "min"))
	to, err2 := strconv.Atoi(attribute(col, "max"))
	if !isTrue(attribute(col, "hidden")) || err1 != nil || err2 != nil {
		return nil
	}
	return []span{{from - 1, to - 1}}
}

func attribute(start xml.StartElement, name string) string {
	for _, a := range start.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// sheetReader reads the rows of a sheet once.
type sheetReader struct {
	*xlsxSource
	d     tokens
	fill  *filler
	count int // elements of rows
	last  int // number of the last row
}

func (s *sheetReader) row(start xml.StartElement) (Row, error) {
	row := Row{Number: s.last + 1, Hidden: isTrue(attribute(start, "hidden"))}
	if n, err := strconv.Atoi(attribute(start, "r")); err == nil && n > s.last {
		row.Number = n
	}
	s.last = row.Number
	row.Last = row.Number
	next := 0 // the column of a cell that doesn't say its own
	for {
		token, err := s.d.RawToken()
		if err != nil {
			return row, s.parts.refusal(unexpected(err))
		}
		switch t := token.(type) {
		case xml.EndElement:
			if t.Name.Local == "row" {
				s.fill.row(&row)
				return row, nil
			}
		case xml.StartElement:
			if t.Name.Local != "c" {
				continue
			}
			column := next
			if ref := attribute(t, "r"); ref != "" {
				if column, _ = reference(ref); column < 0 {
					return row, damaged()
				}
			}
			next = column + 1
			cell, err := s.cell(t)
			if err != nil {
				return row, err
			}
			if cell.Kind == Empty {
				continue
			}
			if column >= s.limits.Columns {
				return row, over("error.sheet_columns", "Max", s.limits.Columns, "Got", column+1)
			}
			if len(cell.Text) > s.limits.Cell && utf8.RuneCountInString(cell.Text) > s.limits.Cell {
				row.Refused = over("error.row_cell", "Max", s.limits.Cell, "Column", letters(column))
			}
			if cell.Formula && cell.Kind == Error && cell.Text == "" {
				row.Notes = append(row.Notes, note("notice.sheet_formula", "Column", letters(column)))
			}
			for len(row.Cells) <= column {
				row.Cells = append(row.Cells, Cell{})
			}
			row.Cells[column] = cell
		}
	}
}

// atMost is the number of the last row that a sheet says it has; 0 where it says none.
func (p *parts) atMost(name string) int {
	r, err := p.open(name)
	if err != nil {
		return 0
	}
	defer r.Close() //nolint:errcheck // it was only read
	d := tokensOf(r)
	for range 20 {
		token, err := d.RawToken()
		if err != nil {
			return 0
		}
		start, is := token.(xml.StartElement)
		if !is || start.Name.Local != "dimension" {
			continue
		}
		_, last, found := strings.Cut(attribute(start, "ref"), ":")
		if _, row := reference(last); found {
			return row
		}
		return 0
	}
	return 0
}

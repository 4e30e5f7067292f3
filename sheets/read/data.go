package read

import (
	"context"
	"strings"
)

// data gives the rows behind a header.
func (s *Sheet) data(ctx context.Context, header Header, counts *Counts, yield func(Row, error) bool) {
	width := len(header.Columns)
	for _, column := range header.Columns {
		counts.HiddenColumns += btoi(column.Hidden)
	}
	for row, err := range s.source.rows(ctx) {
		if err != nil {
			yield(Row{}, err)
			return
		}
		if row.Number <= header.Last || isBlank(row) {
			continue
		}
		if repeats(row, header) {
			counts.Headers++
			continue
		}
		if counts.Rows++; counts.Rows > s.limits.Rows {
			yield(Row{}, over("error.sheet_rows", "Max", s.limits.Rows))
			return
		}
		row = s.fit(row, width)
		counts.HiddenRows += btoi(row.Hidden)
		counts.Refused += btoi(row.Refused != nil)
		if !yield(row, nil) {
			return
		}
	}
}

// repeats reports a row that is the header once more.
func repeats(row Row, header Header) bool {
	if header.Row == 0 || row.Refused != nil {
		return false
	}
	same := 0
	for i, column := range header.Columns {
		text := ""
		if i < len(row.Cells) {
			text = strings.Join(strings.Fields(row.Cells[i].Text), " ")
		}
		if text != column.Title {
			return false
		}
		same += btoi(text != "")
	}
	return same > 1
}

// fit gives a row as many cells as the header has. More that aren't
// empty refuse a line of a text file: what they belong to can't be told. In a workbook they stand beside the table.
func (s *Sheet) fit(row Row, width int) Row {
	if row.Refused != nil {
		return row
	}
	switch n := filled(row.Cells); {
	case n > width && s.source.ragged():
		row.Refused = refuse("error.row_long", "Got", n, "Want", width)
		return row
	case n > width:
		row.Notes = append(row.Notes, note("notice.sheet_beside", "Column", letters(width)))
	}
	if missing := width - len(row.Cells); missing > 0 {
		if s.source.ragged() {
			row.Notes = append(row.Notes, note("notice.sheet_short", "Missing", missing))
		}
		row.Cells = append(row.Cells, make([]Cell, missing)...)
	}
	row.Cells = row.Cells[:width]
	return row
}

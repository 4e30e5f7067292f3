package read

import (
	"encoding/xml"
	"strconv"
	"strings"
	"time"
)

// maxColumn is the last column that a workbook can have, XFD.
const maxColumn = 16384

// reference reads the place of a cell, such as AB12: its column from 0, or -1 for what is none, and its row.
func reference(ref string) (column, row int) {
	i := 0
	for ; i < len(ref) && i < 4; i++ {
		c := ref[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		column = column*26 + int(c-'A') + 1
	}
	row, err := strconv.Atoi(ref[i:])
	if err != nil || column == 0 || column > maxColumn || row < 1 {
		return -1, 0
	}
	return column - 1, row
}

// cell reads a cell.
func (s *sheetReader) cell(start xml.StartElement) (Cell, error) {
	kind, style := attribute(start, "t"), attribute(start, "s")
	var value strings.Builder
	var text *string
	within, formula := false, false
	for {
		token, err := s.d.RawToken()
		if err != nil {
			return Cell{}, s.parts.refusal(unexpected(err))
		}
		switch t := token.(type) {
		case xml.StartElement:
			within = t.Name.Local == "v"
			formula = formula || t.Name.Local == "f"
			if t.Name.Local == "is" {
				inline, err := richText(s.d, "is")
				if err != nil {
					return Cell{}, s.parts.refusal(err)
				}
				text = &inline
			}
		case xml.CharData:
			if within {
				value.Write(t)
			}
		case xml.EndElement:
			within = false
			if t.Name.Local == "c" {
				cell := s.typed(kind, style, value.String(), text)
				if cell.Formula = formula; formula && cell.Kind == Empty && kind != "str" {
					cell.Kind = Error
				}
				return cell, nil
			}
		}
	}
}

// typed gives a value its type.
func (s *sheetReader) typed(kind, style, value string, inline *string) Cell {
	switch {
	case inline != nil:
		value, kind = *inline, "inlineStr"
	case value == "":
		return Cell{}
	}
	text := Cell{Kind: Text, Text: value}
	switch kind {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(value))
		shared, found := s.texts.at(n)
		if err != nil || !found {
			return Cell{Kind: Error}
		}
		text.Text = shared
	case "str":
		text.Text = unescaped(value)
	case "inlineStr":
	case "b":
		return Cell{Kind: Bool, Text: map[bool]string{true: "TRUE", false: "FALSE"}[isTrue(value)]}
	case "e":
		return Cell{Kind: Error, Text: value}
	case "d":
		return isoCell(value)
	default:
		var f format
		if n, err := strconv.Atoi(style); err == nil && n >= 0 && n < len(s.formats) {
			f = s.formats[n]
		}
		return f.numberCell(value, s.since1904)
	}
	if text.Text == "" {
		return Cell{}
	}
	return text
}

// isoCell is a day or moment that is written as ISO 8601, as strict workbooks have it.
func isoCell(value string) Cell {
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04:05.999", "2006-01-02T15:04:05Z07:00", "2006-01-02T15:04"} {
		at, err := time.Parse(layout, value)
		switch {
		case err != nil:
			continue
		case layout == time.DateOnly || at.Hour()+at.Minute()+at.Second() == 0:
			return Cell{Kind: Day, Text: at.Format(time.DateOnly), Time: at}
		}
		return Cell{Kind: Moment, Text: at.Format(time.DateTime), Time: at}
	}
	return Cell{Kind: Text, Text: value}
}

package read

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// merges are cells that are merged downwards, by the row in which they begin: the value stands in the first row only, and is meant for
// all.
type merges map[int][]merge

type merge struct{ column, to int }

// maxMerges is how many are remembered; a table has fewer, and what has more is drawn.
const maxMerges = 200_000

// mergedBelow finds the cells that are merged downwards. A sheet says it behind its rows, so that it is read once for it; that is
// remembered.
func (x *xlsxSource) mergedBelow() (merges, error) {
	if x.merged {
		return x.merges, nil
	}
	part, err := x.parts.open(x.name)
	if err != nil {
		return nil, err
	}
	defer part.Close()     //nolint:errcheck // it was only read
	part.token = part.left // it is only looked through
	behind, err := behindRows(part)
	if err != nil {
		return nil, x.parts.refusal(err)
	}
	found := merges{}
	d := tokens{xml.NewDecoder(behind), part}
	d.Strict = false // it begins within an element
	for range maxMerges {
		token, err := d.RawToken()
		if errors.Is(err, errUnpacked) {
			return nil, x.parts.refusal(err)
		}
		if err != nil { // the end, or what is damaged behind the rows and isn't needed
			break
		}
		start, is := token.(xml.StartElement)
		if !is || start.Name.Local != "mergeCell" {
			continue
		}
		first, last, _ := strings.Cut(attribute(start, "ref"), ":")
		column, from := reference(first)
		if _, to := reference(last); column >= 0 && to > from {
			found[from] = append(found[from], merge{column, to})
		}
	}
	x.merges, x.merged = found, true
	return found, nil
}

// behindRows skips a sheet's rows.
func behindRows(part io.Reader) (io.Reader, error) {
	block, kept := make([]byte, 1<<16), 0
	mark := []byte("sheetData>")
	for {
		n, err := part.Read(block[kept:])
		seen := block[:kept+n]
		for from := 0; ; {
			at := bytes.Index(seen[from:], mark)
			if at < 0 {
				break
			}
			at += from
			if tag := bytes.LastIndexByte(seen[:at], '<'); tag >= 0 && bytes.HasPrefix(seen[tag:], []byte("</")) {
				return io.MultiReader(bytes.NewReader(bytes.Clone(seen[at+len(mark):])), part), nil
			}
			from = at + len(mark)
		}
		if errors.Is(err, io.EOF) {
			return bytes.NewReader(nil), nil
		}
		if err != nil {
			return nil, err
		}
		kept = copy(block, seen[max(0, len(seen)-64):])
	}
}

// filler gives the cells below a merged one its value.
type filler struct {
	merges merges
	open   []openMerge
}

type openMerge struct {
	merge
	cell Cell
}

func (m merges) filler() *filler { return &filler{merges: m} }

// row fills a row, and remembers what begins in it.
func (f *filler) row(row *Row) {
	if len(f.merges) == 0 {
		return
	}
	still := f.open[:0]
	for _, o := range f.open {
		if row.Number > o.to {
			continue
		}
		still = append(still, o)
		for len(row.Cells) <= o.column {
			row.Cells = append(row.Cells, Cell{})
		}
		row.Cells[o.column] = o.cell
	}
	f.open = still
	for _, m := range f.merges[row.Number] {
		if m.column < len(row.Cells) && row.Cells[m.column].Kind != Empty {
			cell := row.Cells[m.column]
			cell.Merged = true
			f.open = append(f.open, openMerge{m, cell})
		}
	}
}

package mapping

import (
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/names"
	"github.com/guanxi-crm/guanxi/sheets/read"
)

// Marks are the fields of columns by their titles, as a workbook says that Guanxi has written.
type Marks map[string]models.Field

// MarksIn reads what a workbook of ours says of its columns; there are none in others.
func MarksIn(ctx context.Context, book *read.Book) (Marks, error) {
	marks := Marks{}
	for _, sheet := range book.Sheets() {
		if sheet.Name != names.MarksSheet || !sheet.Hidden {
			continue
		}
		first := true
		for row, err := range sheet.Raw(ctx) {
			if err != nil {
				return nil, err
			}
			if first && (len(row.Cells) == 0 || row.Cells[0].Text != names.MarksFormat) {
				break
			}
			if !first && len(row.Cells) > 1 && row.Cells[0].Text != "" {
				marks[strings.Join(strings.Fields(row.Cells[1].Text), " ")] = models.Field(row.Cells[0].Text)
			}
			first = false
		}
	}
	return marks, nil
}

// Mark lets a survey know the columns of a workbook of ours, in whatever language they are called.
func (s *Survey) Mark(marks Marks) { s.marks = marks }

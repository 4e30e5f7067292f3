package sheets

import (
	"github.com/guanxi-crm/guanxi/models"
)

// followUpsPart is the sheet of follow-ups in a workbook.
type followUpsPart struct {
	view   subject
	fields []models.FieldSpec
	table
}

// FollowUps adds the sheet of follow-ups, each with its customer. Their time is by the zone in which it was meant, which stands beside it.
func (w *Workbook) FollowUps() (Part[models.DueFollowUp], error) {
	x := &followUpsPart{view: subject{reader: w.reader}}
	var titles []string
	var wides []float64
	for _, field := range []models.Field{models.FieldCode, models.FieldName} {
		spec, _ := models.Customers.Find(field)
		titles, wides = append(titles, x.view.label(spec)), append(wides, columnWidth(sheetColumn{spec: spec}))
	}
	for _, spec := range models.FollowUps.Fields {
		if spec.Sheet != models.NoColumn {
			x.fields = append(x.fields, spec)
			titles, wides = append(titles, x.view.label(spec)), append(wides, columnWide(spec))
		}
	}
	var err error
	x.table, err = w.table(x.view.say("sheet.followups"), titles, wides, true)
	x.limit(w)
	return x, err
}

// Add writes a follow-up.
func (x *followUpsPart) Add(f models.DueFollowUp) error {
	values := []any{f.CustomerCode, f.CustomerName}
	for _, spec := range x.fields {
		values = append(values, x.view.written(spec, models.FollowUps.Get(&f.FollowUp, spec.Key)))
	}
	return x.add(values)
}

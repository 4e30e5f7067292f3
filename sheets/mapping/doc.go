// Package mapping says what the columns of a file are: which field of the customer each gives, how surely, and what a person must be
// asked. Then it reads rows by that.
//
//	survey := mapping.NewSurvey(header)
//	for row … { survey.Add(row) }                 // all rows, or the first few hundred
//	m := mapping.Suggest(survey, fields)          // shown, changed by a person, remembered under m.Shape
//	record := m.Read(row, fields)                 // values by field, with what is wrong at which cell
//
// Columns are known by their names (package names), by the team's custom fields, and by what stands in them. Dates and amounts are read by
// the order that their column has as a whole: a column is never day-first in one row and month-first in another.
package mapping

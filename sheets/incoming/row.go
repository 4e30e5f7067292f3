package incoming

import (
	"maps"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/mapping"
	"github.com/guanxi-crm/guanxi/sheets/names"
	"github.com/guanxi-crm/guanxi/sheets/read"
)

// row is a row as the use cases take it.
func (in *Incoming) row(row read.Row) models.ImportRow {
	record := in.Mapping.Read(row, in.fields)
	made := models.ImportRow{
		Number: int64(record.Number), Values: record.Values, StandsIn: len(in.Mapping.StandIn) > 0, Tags: record.Tags, Of: in.Mapping.Of, Refused: record.Refused,
	}
	for _, f := range record.Faults {
		made.Faults = append(made.Faults, models.ImportFault{Column: f.Column, Text: wanted(row, f), Error: f.Error})
	}
	for _, n := range record.Notes {
		made.Notes = append(made.Notes, models.ImportNote{Key: n.Key, Args: n.Args})
	}
	in.further(&made, record)
	in.left(&made, record)
	return made
}

// wanted is what stands at a cell that is at fault, unless it is an error of the spreadsheet or a number that it has spoilt.
func wanted(row read.Row, f mapping.Fault) string {
	if f.Column >= len(row.Cells) {
		return ""
	}
	cell := row.Cells[f.Column]
	if cell.Kind == read.Error || cell.Spoilt || f.Error.Key == "error.calculated_phone" {
		return ""
	}
	return cell.Text
}

// furtherFields are the fields of a further contact that a file can give.
var furtherFields = map[names.Role]models.Field{
	names.FurtherName: models.FieldContactName, names.FurtherTitle: models.FieldContactTitle, names.FurtherPhone: models.FieldPhone, names.FurtherEmail: models.FieldEmail,
}

func (in *Incoming) further(made *models.ImportRow, record mapping.Record) {
	for _, f := range record.Further {
		contact := models.ImportContact{Values: map[models.Field]string{}, Columns: map[models.Field]int{}}
		for role, text := range f.Values {
			if field, known := furtherFields[role]; known {
				spec, _ := models.Contacts.Find(field)
				contact.Values[field], contact.Columns[field] = spec.Cleaned(text), f.Columns[role]
			}
		}
		made.Further = append(made.Further, contact)
	}
}

// left are the values that have no field: those of columns which become custom fields are taken there, of the others the text is kept.
func (in *Incoming) left(made *models.ImportRow, record mapping.Record) {
	fresh := func(column int) bool {
		return slices.ContainsFunc(in.Args.NewFields, func(f models.NewField) bool { return f.Column == column })
	}
	for column, value := range record.New {
		if fresh(column) {
			if made.New == nil {
				made.New = map[int]string{}
			}
			made.New[column] = value
		}
	}
	keep := func(column int, text string) {
		made.Left = append(made.Left, models.ImportText{Column: column, Name: in.Mapping.Columns[column].Name, Text: text})
	}
	for _, column := range slices.Sorted(maps.Keys(record.Left)) {
		if fresh(column) {
			if made.New == nil {
				made.New = map[int]string{}
			}
			made.New[column] = record.Left[column]
			continue
		}
		keep(column, record.Left[column])
	}
	for role, text := range record.Record {
		if made.Record == nil {
			made.Record = map[models.Field]string{}
		}
		made.Record[models.Field(role)] = text
	}
}

package sheets

import (
	"cmp"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
)

// sheetColumn is a column of the customers' sheet.
type sheetColumn struct {
	spec    models.FieldSpec
	title   string
	note    string   // "" for none
	options []string // what can be chosen, in the reader's language; nil for what is typed

	deal models.Field // of the open deal, one of models.ImportDealFields; "" for a field of the customer
}

// dealColumns are what stands in the customers' sheet of the open deal, beside its title.
func (s subject) dealColumns(rules models.Rules) []sheetColumn {
	types := map[models.Field]models.FieldType{models.ImportDealAmount: models.TypeNumber, models.ImportDealClose: models.TypeDate}
	var columns []sheetColumn
	for _, field := range models.ImportDealFields() {
		spec := models.FieldSpec{Key: field, Type: cmp.Or(types[field], models.TypeChoice)}
		c := sheetColumn{spec: spec, title: s.label(spec), deal: field}
		if field == models.ImportDealStage {
			for _, pipeline := range rules.Pipelines.Active() {
				for _, stage := range pipeline.Offered(models.StageOpen) {
					c.options = append(c.options, s.stage(stage, rules.Pipelines))
				}
			}
		}
		columns = append(columns, c)
	}
	return columns
}

// stage is what a stage is called: with its pipeline where others are called so.
func (s subject) stage(stage models.Stage, pipelines *models.Pipelines) string {
	label := stage.Label(s.reader.Language)
	if pipeline, known := pipelines.Find(stage.PipelineID); known && len(pipelines.StagesCalled(label)) > 1 {
		label = pipeline.Label(s.reader.Language) + " " + label
	}
	return label
}

// ofDeal is what a column says of a deal.
func (s subject) ofDeal(field models.Field, d *models.Deal, pipelines *models.Pipelines) any {
	switch {
	case d == nil || d.Amount.None() && (field == models.ImportDealAmount || field == models.ImportDealCurrency):
		return nil
	case field == models.ImportDealAmount:
		return plainAmount(d.Amount)
	case field == models.ImportDealCurrency:
		return d.Amount.Currency
	case field == models.ImportDealClose:
		return d.ExpectedClose
	}
	stage, _ := pipelines.Stage(d.StageID)
	return s.stage(stage, pipelines)
}

// customerColumns are the columns of the customers' sheet: what people set, in the record's order, custom fields in use, then what the
// system noted, where that is wanted. The time of a follow-up stands beside its day.
func customerColumns(r Reader, rules models.Rules, withNoted bool) []sheetColumn {
	view := subject{reader: r}
	var set, noted []sheetColumn
	for _, spec := range models.Customers.With(rules.Custom).Fields {
		if spec.Retired() || spec.Sheet == models.NoColumn || spec.Key == models.FieldErasedAt || spec.Key == models.FieldArchivedAt {
			continue
		}
		c := sheetColumn{spec: spec, title: view.label(spec), note: view.note(spec), options: view.options(spec, rules)}
		switch {
		case spec.Given && spec.Key != models.FieldCode:
			noted = append(noted, c)
		case spec.Of == models.FieldNextFollowUp:
			set = beside(set, spec.Of, c)
		default:
			set = append(set, c)
		}
		if spec.Key == models.FieldOpportunity {
			set = append(set, view.dealColumns(rules)...)
		}
	}
	if !withNoted {
		return set
	}
	return append(set, noted...)
}

// standardColumns are the thirteen columns of the record.
func standardColumns(columns []sheetColumn) []sheetColumn {
	return slices.DeleteFunc(columns, func(c sheetColumn) bool {
		return c.deal != "" || !slices.Contains([]models.Field{
			models.FieldCode, models.FieldName, models.FieldContactName, models.FieldContactTitle, models.FieldCompany, models.FieldIndustry, models.FieldPhone,
			models.FieldEmail, models.FieldAddress, models.FieldStatus, models.FieldOpportunity, models.FieldNextFollowUp, models.FieldNotes,
		}, c.spec.Key)
	})
}

// beside puts a column behind that of a field.
func beside(list []sheetColumn, field models.Field, c sheetColumn) []sheetColumn {
	var made []sheetColumn
	for _, other := range list {
		if made = append(made, other); other.spec.Key == field {
			made = append(made, c)
		}
	}
	return made
}

// note is what is said of a column where its header is pointed at.
func (s subject) note(spec models.FieldSpec) string {
	for _, key := range []string{"sheet.note_" + string(spec.Key), "hint." + string(spec.Key)} {
		if said, known := s.reader.Word(key); known && spec.Custom == nil {
			return said
		}
	}
	if said, known := s.reader.Word("sheet.note_type_" + string(spec.Type)); known && !spec.Given {
		return said
	}
	return ""
}

// options are the values of a choice as the reader takes them.
func (s subject) options(spec models.FieldSpec, rules models.Rules) []string {
	var keys []string
	switch {
	case spec.Custom != nil && spec.Type == models.TypeChoice:
		for _, o := range spec.Custom.Offered("") {
			keys = append(keys, o.Key)
		}
	case spec.Type == models.TypeYesNo:
		keys = []string{models.CustomYes, models.CustomNo}
	case spec.Type == models.TypeChoice:
		keys = spec.Choices(rules)
	}
	var options []string
	for _, key := range keys {
		options = append(options, s.value(spec, key))
	}
	return options
}

// written is a field of a customer as its sheet has it: typed, keys by their names, people by theirs with their IDs, by which they are
// known again.
func (s subject) written(spec models.FieldSpec, value string) any {
	if spec.Type != models.TypePerson || value == "" || s.reader.Person == nil {
		return s.typed(spec, value)
	}
	if name := s.reader.Person(value); name != "" && name != value {
		return strings.NewReplacer("(", " ", ")", " ").Replace(name) + " (" + value + ")"
	}
	return value
}

// columnWidth is how wide a column is, in characters.
func columnWidth(c sheetColumn) float64 {
	switch c.spec.Key {
	case models.FieldCode, models.FieldStatus, models.FieldNextFollowUp, models.FieldIndustry:
		return 14
	case models.FieldContactName, models.FieldContactTitle, models.FieldPhone:
		return 18
	case models.FieldName, models.FieldCompany, models.FieldEmail, models.FieldAddress:
		return 30
	}
	return cmp.Or(widths[c.spec.Type], 14)
}

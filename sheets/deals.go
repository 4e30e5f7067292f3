package sheets

import (
	"io"

	"github.com/guanxi-crm/guanxi/models"
)

// NewDeals begins a file of deals, a workbook or in the form of NewCustomersCSV. rules say which stages and custom fields there are.
func NewDeals(to io.Writer, r Reader, rules models.Rules, asCSV bool) (Records[models.DealRow], error) {
	return records(to, dealSheet(r, rules), asCSV)
}

// dealSheet has the columns of a deal: its code and its customer, its fields in the order of its form, custom ones in use, then what the
// system noted. Whose contact it is isn't among it, since that is about a person.
func dealSheet(r Reader, rules models.Rules) recordSheet[models.DealRow] {
	s := recordSheet[models.DealRow]{view: subject{reader: r}, name: r.word("sheet.deals", "Deals")}
	kind := models.Deals.With(rules.Further)
	for _, spec := range kind.Fields {
		switch {
		case !inFile(spec):
			continue
		case spec.Key == models.FieldStage:
			s.say("pipeline", func(r *models.DealRow) any {
				pipeline, _ := rules.Pipelines.Find(r.PipelineID)
				return pipeline.Label(s.view.reader.Language)
			})
			s.say(spec.Key, func(r *models.DealRow) any {
				stage, _ := rules.Pipelines.Stage(r.StageID)
				return stage.Label(s.view.reader.Language)
			})
			continue
		}
		s.field(models.ImportDeals, spec, func(r *models.DealRow, field models.Field) string { return kind.Get(&r.Deal, field) })
		if spec.Key == models.FieldDealCode {
			s.customer(func(r *models.DealRow) models.Customer { return r.Customer })
		}
	}
	return s
}

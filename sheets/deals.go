package sheets

import (
	"io"

	"github.com/guanxi-crm/guanxi/models"
)

// Deals writes deals one after the other.
type Deals interface {
	// Add writes a deal of a customer.
	Add(d models.Deal, c models.Customer) error
	// Close writes what is left. Without it nothing usable is written.
	Close() error
	// Discard is as that of Customers.
	Discard()
}

// dealOf is a deal with its customer.
type dealOf struct {
	deal     models.Deal
	customer models.Customer
}

// dealColumn is a column of the deals' sheet.
type dealColumn = recordColumn[dealOf]

// newDealSheet has the columns of a deal: its code and its customer, its fields in the order of its form, custom ones in use, then what the
// system noted. Whose contact it is isn't among it, since that is about a person.
func newDealSheet(r Reader, rules models.Rules) recordSheet[dealOf] {
	s := recordSheet[dealOf]{view: subject{reader: r}, name: r.word("sheet.deals", "Deals")}
	kind := models.Deals.With(rules.Further)
	for _, spec := range kind.Fields {
		switch {
		case spec.Sheet == models.NoColumn || spec.Type == models.TypeContact || spec.Custom != nil && spec.Custom.Retired():
			continue
		case spec.Key == models.FieldStage:
			s.say("pipeline", func(r *dealOf) any {
				pipeline, _ := rules.Pipelines.Find(r.deal.PipelineID)
				return pipeline.Label(s.view.reader.Language)
			})
			s.say(spec.Key, func(r *dealOf) any {
				stage, _ := rules.Pipelines.Stage(r.deal.StageID)
				return stage.Label(s.view.reader.Language)
			})
			continue
		}
		s.field(models.ImportDeals, spec, func(r *dealOf, field models.Field) string { return kind.Get(&r.deal, field) })
		if spec.Key == models.FieldDealCode {
			s.customer(func(r *dealOf) models.Customer { return r.customer })
		}
	}
	return s
}

// deals writes them with their customers.
type deals struct{ Records[dealOf] }

// Add writes a deal.
func (x deals) Add(d models.Deal, c models.Customer) error { return x.Records.Add(dealOf{d, c}) }

// dealsPart is the sheet of deals in a workbook.
type dealsPart struct{ *recordPart[dealOf] }

// Add writes a deal.
func (x dealsPart) Add(d models.Deal, c models.Customer) error {
	return x.recordPart.Add(dealOf{d, c})
}

// dealsPart begins the sheet of deals.
func (b *book) dealsPart(s recordSheet[dealOf], fit bool) (dealsPart, error) {
	part, err := partOf(b, s, fit)
	return dealsPart{part}, err
}

// NewDealsXLSX begins a workbook of deals. rules say which stages and custom fields there are.
func NewDealsXLSX(to io.Writer, r Reader, rules models.Rules) (Deals, error) {
	return dealsFile(to, r, rules, false)
}

// NewDealsCSV begins a CSV file of deals, in the form of NewCustomersCSV.
func NewDealsCSV(to io.Writer, r Reader, rules models.Rules) (Deals, error) {
	return dealsFile(to, r, rules, true)
}

func dealsFile(to io.Writer, r Reader, rules models.Rules, asCSV bool) (Deals, error) {
	file, err := records(to, newDealSheet(r, rules), asCSV)
	if err != nil {
		return nil, err
	}
	return deals{file}, nil
}

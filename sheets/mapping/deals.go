package mapping

import (
	"slices"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/names"
)

// areDeals reports a file whose rows are deals: its columns have codes of deals, or name deals and say more of them, and nothing that only a list
// of customers says.
func (g *suggestion) areDeals() bool {
	if g.of != "" {
		return g.of == models.ImportDeals
	}
	titled, more, reached := false, false, false
	for i := range g.made.Columns {
		c, stats := &g.made.Columns[i], &g.columns[i]
		field := g.dealField(i)
		switch {
		case stats.filled == 0:
		case field == models.ImportOfDeal(models.FieldDealCode):
			if stats.deals*2 > stats.looked {
				return true
			}
		case c.Role == names.Role(models.FieldOpportunity):
			titled = titled || c.rank.Source == names.ListOfDeals
		case c.Role.Deals(), field == models.ImportDealStage:
			more = true
		case c.Role == names.Role(models.FieldPhone), c.Role == names.Role(models.FieldEmail), c.Role == names.Role(models.FieldIndustry), c.Role == names.Role(models.FieldStatus):
			reached = true
		}
	}
	return titled && more && !reached
}

// dealField is what a column gives of the deal that its row is, by its name; "" for nothing.
func (g *suggestion) dealField(i int) models.Field {
	c, header := &g.made.Columns[i], g.header.Columns[i]
	for _, title := range []string{header.Title, header.Also} {
		if field, known := g.fields.OfDeal(title); known {
			return field
		}
	}
	if c.rank.Role.OfDeals() {
		return models.Field(c.rank.Role)
	}
	switch models.Field(c.Role) {
	case models.FieldOpportunity:
		return models.ImportOfDeal(models.FieldDealTitle)
	case models.FieldOwner, models.FieldTags, models.FieldSource:
		return models.ImportOfDeal(models.Field(c.Role))
	}
	return ""
}

// OfDeal is what a row of a deal gives that people call so, in either language or by its key.
func (f *Fields) OfDeal(name string) (given models.Field, known bool) {
	given, known = f.deals[names.Squeezed(name)]
	return given, known && f.givesDeal(given)
}

// givesDeal reports what a row of a deal can give of it.
func (f *Fields) givesDeal(given models.Field) bool {
	if slices.Contains(models.ImportDealRows(), given) {
		return true
	}
	field, _ := models.DealFieldOf(given)
	_, custom := f.rules.Further.Find(field)
	return custom
}

// OfCustomerAlone reports a field of the customer that a row of a deal says of its customer: what a deal has itself, it says of the deal.
func (f *Fields) OfCustomerAlone(field models.Field) bool {
	return field != models.FieldOpportunity && field != models.FieldStatus && !f.givesDeal(models.ImportOfDeal(field))
}

// ofDeal lets a column of a file whose rows are deals give what it says of them. What is left says whose they are.
func (g *suggestion) ofDeal(i int) {
	c := &g.made.Columns[i]
	if field := g.dealField(i); field != "" {
		if c.Role != names.Role(field) {
			c.Certainty, c.Reason, c.Doubts = Sure, remark("notice.map_own", "Name", c.Name), nil
		}
		if c.Role, c.Use = names.Role(field), ToNew; g.rows > 0 && g.columns[i].filled == 0 {
			c.Use = ToNothing
		}
		return
	}
	if c.Role == "" || c.Role == names.Role(models.FieldStatus) { // a deal's status isn't its customer's
		c.Role, c.Use, c.Certainty, c.Reason, c.Doubts = "", ToNothing, Likely, remark("notice.map_not_of_deal", "Name", c.Name), nil
	}
}

// dealType is the type of what a column gives of a deal.
func (f *Fields) dealType(role names.Role) models.FieldType {
	switch models.Field(role) {
	case models.ImportDealAmount, models.ImportOfDeal(models.FieldProbability):
		return models.TypeNumber
	case models.ImportDealClose, models.ImportOfDeal(models.FieldCreatedAt), models.ImportOfDeal(models.FieldClosedAt):
		return models.TypeDate
	case models.ImportOfDeal(models.FieldOwner):
		return models.TypePerson
	}
	field, _ := models.DealFieldOf(models.Field(role))
	if custom, known := f.rules.Further.Find(field); known {
		return custom.Spec().Type
	}
	return models.TypeText
}

package mapping

import (
	"slices"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/names"
)

// contradicts is the key of why a column can't be what it is called, by what stands in it; "" where nothing speaks against it.
func (g *suggestion) contradicts(i int) string {
	stats, role := &g.columns[i], g.made.Columns[i].Role
	spec, isField := g.fields.kind.Find(models.Field(role))
	switch {
	case role == "" || stats.filled == 0:
		return ""
	case isField && spec.Custom != nil:
		return ""
	case role == names.Role(models.FieldCode):
		if stats.coded < stats.looked {
			return "notice.map_no_code"
		}
	case role == names.Role(models.FieldCustomerKind), role == names.Role(models.FieldIndustry) && stats.digits == stats.looked:
		if g.known(i, spec.Key) == 0 {
			return "notice.map_no_choice"
		}
	case role == names.Counter:
		if stats.counts*2 < stats.looked-1 || stats.numbers < stats.looked {
			return "notice.map_no_counter"
		}
	case slices.Contains([]names.Role{"name", "company", "contact_name", "status", "owner", "source", "contact_title", "opportunity", "tags"}, role):
		if stats.digits == stats.looked || stats.yesNo == stats.looked {
			return "notice.map_no_text"
		}
	case role == names.Role(models.FieldEmail) && stats.emails == 0 && stats.looked > 2:
		return "notice.map_no_email"
	case role == names.Role(models.FieldNextFollowUp) || role == names.DealClose:
		if stats.moments+stats.yearless == 0 && stats.digits < stats.looked {
			return "notice.map_no_date"
		}
	}
	return ""
}

// known counts the values of a column that a choice knows.
func (g *suggestion) known(i int, field models.Field) int {
	n := 0
	for value, count := range g.columns[i].distinct {
		if _, _, known := g.fields.choice(field, value); known {
			n += count
		}
	}
	return n
}

// taken reports that a column gives a field.
func (g *suggestion) taken(field models.Field) bool {
	return slices.ContainsFunc(g.made.Columns, func(c Column) bool { return c.Field == field })
}

// byValues knows columns by what stands in them, for fields that no column is called as.
func (g *suggestion) byValues() {
	for i := range g.made.Columns {
		c, stats := &g.made.Columns[i], &g.columns[i]
		if c.Use != ToNew || c.Role != "" || len(c.Doubts) > 0 || stats.filled == 0 {
			continue
		}
		var field models.Field
		switch {
		case stats.mostly(stats.emails):
			field = models.FieldEmail
		case stats.mostly(stats.phones) && stats.typed == 0:
			field = models.FieldPhone
		case stats.mostly(stats.sites) && stats.looked > stats.emails && len(g.header.Columns) > 1 && g.header.Row == 0:
			field = models.FieldWebsite
		case g.sureValues(i, models.FieldStatus):
			field = models.FieldStatus
		case g.sureValues(i, models.FieldIndustry):
			field = models.FieldIndustry
		case stats.legal*2 >= stats.looked:
			field = models.FieldName
		case g.header.Row == 0 && stats.words*2 > stats.looked && !g.taken(models.FieldName) && stats.sentences == 0:
			field = models.FieldName
		default:
			continue
		}
		if g.taken(field) {
			continue
		}
		c.Use, c.Field, c.Role, c.Certainty, c.Reason = ToField, field, names.Role(field), Likely, remark("notice.map_values", "Field", field)
	}
}

// sureValues reports that most values are surely a choice's.
func (g *suggestion) sureValues(i int, field models.Field) bool {
	n := 0
	for value, count := range g.columns[i].distinct {
		if _, sure, known := g.fields.choice(field, value); known && sure {
			n += count
		}
	}
	return n > 0 && n*10 >= g.columns[i].filled*8
}

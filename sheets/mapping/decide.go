package mapping

import (
	"slices"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/names"
)

// Named is the field that people call so, in either language or by its key; what only the system sets isn't among it, but for the code.
func (f *Fields) Named(name string) (models.FieldSpec, bool) {
	spec, known := f.named(name)
	if !known || spec.Given && spec.Key != models.FieldCode {
		return models.FieldSpec{}, false
	}
	return spec, true
}

// Decide lets a column of a mapping be what a person says, and works out what follows from that: the meaning of words of a choice, the order
// of dates, what stands in for a name. What a column gives of a record is said in the place of a field. A field that only one column can give is taken from the one that gave it, which is offered as a custom field
// then. What the person was asked of the column isn't asked again.
func (m Mapping) Decide(s *Survey, f *Fields, column int, use Use, field models.Field) Mapping {
	given := m.Rows().Gives(field)
	if as, also := recordsAs[m.Rows()][names.Role(field)]; also {
		given = m.Rows().Gives(as)
	}
	if m.Rows() == models.ImportCampaigns && field == models.FieldName { // it has no other name
		given = m.Rows().Gives(models.FieldCampaignName)
	}
	if m.Rows().Records() && use == ToField && f.gives(m.Rows(), given) { // a record has it itself
		use, field = ToRecord, given
	}
	g := &suggestion{Survey: s, fields: f, made: m}
	g.made.Columns = slices.Clone(m.Columns)
	c := &g.made.Columns[column]
	place := 0
	for i := range g.made.Columns {
		other := &g.made.Columns[i]
		if i == column || use != ToField || other.Use != ToField || other.Field != field {
			continue
		}
		if slices.Contains(severals, field) {
			place = max(place, other.Place)
			continue
		}
		other.Use, other.Field, other.Role, other.Certainty = ToNew, "", "", Open
	}
	if c.Use != use || c.Field != field { // a part of an address or of a name stays one
		c.Role = names.Role(field)
	}
	if use == ToRecord {
		field = ""
	}
	c.Use, c.Field, c.Place, c.Choices, c.Doubts = use, field, place+1, nil, nil
	if c.Use == ToField && slices.Contains(severals, field) {
		c.Else = ToNew
	}
	if use != ToNew {
		g.finish(column)
	}
	c.Use, c.Field = use, field // also of a column in which nothing stands
	c.Certainty, c.Reason, c.Doubts = Sure, remark("notice.map_decided"), nil
	g.made.StandIn = nil
	g.made.Doubts = slices.DeleteFunc(slices.Clone(m.Doubts), func(d Remark) bool { return d.Key == "notice.map_stand_in" || Nameless(d) })
	g.standIn()
	if g.isDate(*c) {
		g.orderOf(column)
	}
	return g.made
}

// Nameless reports a doubt that says that no column names what the rows are about: nothing can be imported so.
func Nameless(doubt Remark) bool {
	return doubt.Key == "notice.map_no_name" || doubt.Key == "notice.map_no_campaign"
}

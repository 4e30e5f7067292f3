package mapping

import (
	"cmp"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/names"
)

// Suggest says what the columns are.
func Suggest(s *Survey, f *Fields) Mapping {
	g := &suggestion{Survey: s, fields: f, made: Mapping{Columns: make([]Column, len(s.columns)), Empty: map[string]bool{}, Shape: s.shape()}}
	for i := range s.columns {
		g.name(i)
	}
	if g.made.are(g.rowsAre()); g.made.Rows().Records() {
		for i := range s.columns {
			g.ofRecord(i)
		}
	}
	g.ambiguous()
	g.twins()
	g.once()
	g.several(models.FieldPhone)
	g.several(models.FieldEmail)
	g.contact()
	g.address()
	g.byValues()
	for i := range s.columns {
		g.finish(i)
	}
	if kind := g.made.Rows(); kind.Records() {
		g.made.Doubts = append(g.made.Doubts, remark(takenAs[kind]))
	}
	g.standIn()
	g.ordersAsk()
	g.empties()
	return g.made
}

// suggestion is a mapping that is being made.
type suggestion struct {
	*Survey
	fields *Fields
	made   Mapping
}

func remark(k string, pairs ...any) Remark {
	return Remark{Key: k, Args: models.Invalid("", k, pairs...).Args}
}

// name looks at what a column is called.
func (g *suggestion) name(i int) {
	header, stats := g.header.Columns[i], &g.columns[i]
	c := &g.made.Columns[i]
	*c = Column{Index: i, Name: header.Name, Samples: stats.samples, Filled: stats.filled, Use: ToNew, Certainty: Open, Kind: stats.guess(), Reason: remark("notice.map_unknown")}
	for _, title := range []string{header.Title, header.Also} {
		if title == "" || c.Role != "" {
			continue
		}
		if marked := names.Role(g.marks[title]); marked.OpenDeal() {
			c.Role, c.Certainty, c.Reason = marked, Sure, remark("notice.map_own", "Name", title)
			continue
		}
		if spec, own := g.named(title); own && (spec.Custom != nil || !spec.Given || spec.Key == models.FieldCode) {
			c.Role, c.Certainty, c.Reason = names.Role(spec.Key), Sure, remark("notice.map_own", "Name", title)
			if spec.Custom == nil {
				if found, listed := names.Find(title); listed && found.Role == c.Role {
					c.rank = found
				}
			}
			continue
		} else if own { // noted by the system: never taken from a file
			c.Role, c.Use, c.Certainty, c.Reason = names.Role(spec.Key), ToNothing, Sure, remark("notice.map_given", "Name", title)
			continue
		}
		if found, listed := names.Find(title); listed && found.Role.Of(models.ImportDeals) && !found.Role.OpenDeal() {
			c.rank = found // of a deal, if rows are deals
		} else if listed {
			c.Role, c.rank, c.Line, c.Reason = found.Role, found, found.Line, remark("notice.map_listed", "Name", title, "Source", found.Source)
			c.Certainty = Likely
			if found.Whole {
				c.Certainty = Sure
			}
		}
	}
	if g.rows > 0 && stats.filled == 0 && c.Role != "" {
		c.Use = ToNothing
	}
	if why := g.contradicts(i); why != "" {
		c.Doubts = append(c.Doubts, remark(why, "Name", header.Name))
		c.Role, c.Certainty = "", Open
	}
}

// named is the field that is called so, by the workbook's own marks or by what people call it.
func (g *suggestion) named(title string) (models.FieldSpec, bool) {
	if marked, found := g.marks[title]; found {
		return g.fields.kind.Find(marked)
	}
	return g.fields.named(title)
}

// with are the columns of a role in use, the preferred one first.
func (g *suggestion) with(roles ...names.Role) []*Column {
	var found []*Column
	for i := range g.made.Columns {
		if c := &g.made.Columns[i]; c.Use != ToNothing && slices.Contains(roles, c.Role) {
			found = append(found, c)
		}
	}
	slices.SortStableFunc(found, func(a, b *Column) int {
		return cmp.Or(cmp.Compare(place(a.rank), place(b.rank)), cmp.Compare(a.rank.Rank, b.rank.Rank), cmp.Compare(a.rank.Group, b.rank.Group))
	})
	return found
}

// place puts what is somebody's at work before what is private.
func place(n names.Name) int {
	switch n.Group {
	case "home", "other", "shipping":
		return 1
	}
	return 0
}

// ambiguous decides names that mean one thing beside some columns and another beside others.
func (g *suggestion) ambiguous() {
	person := len(g.with(names.ContactFirst, names.ContactLast, names.Role(models.FieldContactName), names.Role(models.FieldName))) > 0
	for i := range g.made.Columns {
		c, stats := &g.made.Columns[i], &g.columns[i]
		title := names.Same(c.Name, "Title")
		switch {
		case c.Role == names.Role(models.FieldContactTitle) && stats.mostly(stats.salutations):
			c.Doubts = append(c.Doubts, remark("notice.map_salutation", "Name", c.Name))
			c.Certainty = Likely
		case c.Role.Of(g.made.Rows()):
		case title && !person:
			c.Role, c.Certainty, c.Reason = names.Role(models.FieldOpportunity), Likely, remark("notice.map_subject", "Name", c.Name)
		case strings.HasPrefix(string(c.Role), "further.") && names.Person(c.Name) == 1:
			c.Role = map[names.Role]names.Role{names.FurtherName: "contact_name", names.FurtherTitle: "contact_title", names.FurtherPhone: "phone", names.FurtherEmail: "email"}[c.Role]
		}
	}
}

// twins leaves out columns that say the same as another of their role.
func (g *suggestion) twins() {
	for i := range g.made.Columns {
		c := &g.made.Columns[i]
		if c.Role == "" || c.Filled == 0 || c.Use == ToNothing {
			continue
		}
		for _, other := range g.with(c.Role) {
			if other.Index < i && g.columns[other.Index].sum == g.columns[i].sum {
				c.Use, c.Certainty = ToNothing, Likely
				c.Reason = remark("notice.map_twin", "Name", other.Name)
				c.Doubts = append(c.Doubts, c.Reason)
				break
			}
		}
	}
}

// severals are the fields that several columns may give.
var severals = []models.Field{models.FieldPhone, models.FieldEmail, models.FieldAddress, models.FieldContactName}

// once gives each field to its preferred column, and offers the others as custom fields.
func (g *suggestion) once() {
	for i := range g.made.Columns {
		c := &g.made.Columns[i]
		spec, isField := g.fields.kind.Find(models.Field(c.Role))
		if !isField || c.Use == ToNothing || slices.Contains(severals, spec.Key) {
			continue
		}
		if list := g.with(c.Role); list[0] != c {
			c.Doubts = append(c.Doubts, remark("notice.map_second", "Name", list[0].Name, "Field", spec.Key))
			c.Certainty = Open
			continue
		}
		c.Use, c.Field = ToField, spec.Key
	}
	for i := range g.made.Columns { // a second one keeps no role
		if c := &g.made.Columns[i]; c.Use == ToNew && g.isField(c.Role) && !slices.Contains(severals, models.Field(c.Role)) {
			c.Role = ""
		}
	}
}

func (g *suggestion) isField(r names.Role) bool {
	_, is := g.fields.kind.Find(models.Field(r))
	return is
}

// several lets columns give one field, the first that is filled.
func (g *suggestion) several(field models.Field) {
	for n, c := range g.with(names.Role(field)) {
		c.Use, c.Field, c.Place = ToField, field, n+1
		if c.Else = ToNew; n > 0 {
			c.Doubts = append(c.Doubts, remark("notice.map_further", "Field", field, "Place", n+1))
		}
		if i := c.Index; i > 0 && g.made.Columns[i-1].Role == names.Label {
			c.Label = i
		}
	}
}

// contact joins the parts of a name.
func (g *suggestion) contact() {
	whole := g.with(names.Role(models.FieldContactName))
	for n, c := range whole {
		c.Use, c.Field, c.Place, c.Else = ToField, models.FieldContactName, n+1, ToNew
	}
	first, last := g.with(names.ContactFirst), g.with(names.ContactLast)
	for _, list := range [][]*Column{first, g.with(names.ContactMiddle), last} {
		if len(list) > 0 && len(first)+len(last) > 0 {
			list[0].Use, list[0].Field, list[0].Place, list[0].Else = ToField, models.FieldContactName, len(whole)+1, ToNew
		}
	}
}

// addressGroups are the groups of an address, the preferred one first; others come as they stand.
var addressGroups = []string{"", "work", "main", "mailing", "billing", "registered", "1", "2", "3", "shipping", "home", "other"}

// address joins the parts of one address; those of others are offered as custom fields.
func (g *suggestion) address() {
	byGroup := map[string][]*Column{}
	for i := range g.made.Columns {
		c := &g.made.Columns[i]
		if c.Use != ToNothing && strings.HasPrefix(string(c.Role), string(models.FieldAddress)) {
			byGroup[c.rank.Group] = append(byGroup[c.rank.Group], c)
		}
	}
	for _, group := range addressGroups {
		filled := 0
		for _, c := range byGroup[group] {
			filled += c.Filled
		}
		if len(byGroup[group]) == 0 || g.rows > 0 && filled == 0 {
			continue
		}
		for _, c := range byGroup[group] {
			c.Use, c.Field = ToField, models.FieldAddress
		}
		delete(byGroup, group)
		break
	}
	for _, list := range byGroup {
		for _, c := range list {
			c.Certainty = Open
			c.Doubts = append(c.Doubts, remark("notice.map_other_address", "Name", c.Name))
		}
	}
}

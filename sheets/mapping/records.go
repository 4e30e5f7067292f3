package mapping

import (
	"cmp"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/names"
)

// recordsAs is, of a column in a file whose rows are records, the field of the record that it gives where it is called as one of the customer's.
var recordsAs = map[models.ImportKind]map[names.Role]models.Field{
	models.ImportDeals: {
		names.Role(models.FieldOpportunity): models.FieldDealTitle, names.Role(models.FieldOwner): models.FieldOwner, names.Role(models.FieldTags): models.FieldTags,
		names.Role(models.FieldSource): models.FieldSource,
	},
	models.ImportTickets:   {names.Role(models.FieldOwner): models.FieldTicketAssignee, names.Role(models.FieldTags): models.FieldTags},
	models.ImportCampaigns: {names.Role(models.FieldOwner): models.FieldOwner, names.Role(models.FieldTags): models.FieldTags},
}

// takenAs is what is said where rows are no customers, and notOf of a column that says nothing of such records.
var (
	takenAs = map[models.ImportKind]string{
		models.ImportDeals: "notice.map_deals", models.ImportTickets: "notice.map_tickets", models.ImportCampaigns: "notice.map_campaigns", models.ImportMembers: "notice.map_members",
	}
	notOf = map[models.ImportKind]string{
		models.ImportDeals: "notice.map_not_of_deals", models.ImportTickets: "notice.map_not_of_tickets", models.ImportCampaigns: "notice.map_not_of_campaigns",
		models.ImportMembers: "notice.map_not_of_members",
	}
)

// TakenAs is the key of what is said where rows are records of a kind.
func TakenAs(kind models.ImportKind) string { return takenAs[kind] }

// rowsAre says what the rows of a file are, by the names of its columns and the codes that stand in them.
func (g *suggestion) rowsAre() models.ImportKind {
	switch {
	case g.of != "":
		return g.of
	case g.areMembers():
		return models.ImportMembers
	case g.coded(models.ImportDeals, models.FieldDealCode), g.areDeals():
		return models.ImportDeals
	case g.coded(models.ImportTickets, models.FieldTicketCode), g.areTickets():
		return models.ImportTickets
	case g.coded(models.ImportCampaigns, models.FieldCampaignCode), g.areCampaigns():
		return models.ImportCampaigns
	}
	return models.ImportCustomers
}

// coded reports that a column has codes of records of a kind.
func (g *suggestion) coded(kind models.ImportKind, code models.Field) bool {
	for i := range g.columns {
		if stats := &g.columns[i]; stats.codes[kind]*2 > stats.looked && g.recordField(kind, i) == kind.Gives(code) {
			return true
		}
	}
	return false
}

// reached reports a column that only a list of customers has: of records it says by which means their customers are reached, and of none how.
func (g *suggestion) reached(roles ...names.Role) bool {
	return slices.ContainsFunc(g.made.Columns, func(c Column) bool { return g.columns[c.Index].filled > 0 && slices.Contains(roles, c.Role) })
}

// areDeals reports columns that name deals and say more of them, and nothing that only a list of customers says.
func (g *suggestion) areDeals() bool {
	titled, more, reached := false, false, false
	for i := range g.made.Columns {
		c := &g.made.Columns[i]
		switch {
		case g.columns[i].filled == 0:
		case c.Role == names.Role(models.FieldOpportunity):
			titled = titled || c.rank.Source == names.ListOfRecords
		case c.Role.OpenDeal(), g.recordField(models.ImportDeals, i) == models.ImportDealStage:
			more = true
		case slices.Contains([]names.Role{"phone", "email", "industry", "status"}, c.Role):
			reached = true
		}
	}
	return titled && more && !reached
}

// gives counts the columns that give some of the fields of a kind, and says whether one is called as in lists of it alone.
func (g *suggestion) gives(kind models.ImportKind, fields ...models.Field) (count int, listed bool) {
	for i := range g.made.Columns {
		given := g.recordField(kind, i)
		if given == "" || g.columns[i].filled == 0 || !slices.ContainsFunc(fields, func(field models.Field) bool { return kind.Gives(field) == given }) {
			continue
		}
		count++
		for _, title := range g.titles(i) {
			found, known := names.FindOf(kind, title)
			listed = listed || known && found.Source == names.ListOfRecords
		}
	}
	return count, listed
}

// areTickets reports columns with subjects, beside what only tickets have.
func (g *suggestion) areTickets() bool {
	titled, listed := g.gives(models.ImportTickets, models.FieldTicketSubject)
	more, _ := g.gives(models.ImportTickets, models.FieldPriority, models.FieldSatisfaction, models.FieldRespondedAt, models.FieldSolvedAt, models.FieldTicketState)
	certain, also := g.gives(models.ImportTickets, models.FieldPriority, models.FieldTicketCode, models.FieldRespondedAt, models.FieldSolvedAt)
	return titled > 0 && more > 0 && (listed || also || certain > 0) && !g.reached("industry") && !slices.ContainsFunc(g.made.Columns, func(c Column) bool { return c.Role.OpenDeal() && c.rank.Source != names.BesideADeal })
}

// areCampaigns reports columns that name campaigns and say when they are or what they cost.
func (g *suggestion) areCampaigns() bool {
	titled, listed := g.gives(models.ImportCampaigns, models.FieldCampaignName)
	spent, _ := g.gives(models.ImportCampaigns, models.FieldBudget, models.FieldCost)
	days, _ := g.gives(models.ImportCampaigns, models.FieldBegins, models.FieldEnds)
	return titled > 0 && (listed && spent+days > 0 || spent > 0 && days > 0) && !g.reached("phone", "email", "industry", "company", "contact_name", names.DealStage)
}

// areMembers reports columns that name a campaign, a customer and what that answered.
func (g *suggestion) areMembers() bool {
	campaigns, _ := g.gives(models.ImportMembers, models.FieldMemberCampaign)
	states, _ := g.gives(models.ImportMembers, models.FieldMemberState)
	return campaigns > 0 && states > 0 && g.reached("code", "name", "company", "contact_name", "email", "phone")
}

// titles are what a column is called.
func (g *suggestion) titles(i int) []string {
	return []string{g.header.Columns[i].Title, g.header.Columns[i].Also}
}

// recordField is what a column gives of the record that its row is, by its name; "" for nothing.
func (g *suggestion) recordField(kind models.ImportKind, i int) models.Field {
	for _, title := range g.titles(i) {
		if field, known := g.fields.OfRecord(kind, title); known {
			return field
		}
	}
	for _, title := range g.titles(i) {
		if found, listed := names.FindOf(kind, title); listed && found.Role.Of(kind) {
			return models.Field(found.Role)
		} else if listed {
			return ""
		}
	}
	c := g.made.Columns[i]
	if c.rank.Role.Of(kind) {
		return models.Field(c.rank.Role)
	}
	if c.Role.Of(kind) {
		return models.Field(c.Role)
	}
	if field, also := recordsAs[kind][c.Role]; also {
		return kind.Gives(field)
	}
	return ""
}

// OfRecord is what a row that is a record gives that people call so, in either language or by its key.
func (f *Fields) OfRecord(kind models.ImportKind, name string) (given models.Field, known bool) {
	given, known = f.records[kind][names.Squeezed(name)]
	return given, known && f.gives(kind, given)
}

// gives reports what a row that is a record can give of it.
func (f *Fields) gives(kind models.ImportKind, given models.Field) bool {
	if slices.Contains(kind.Rows(), given) {
		return true
	}
	_, field, _ := models.GivenBy(given)
	custom, is := f.rules.Further.Find(field)
	return is && custom.Of() == kind.Kind().Entity
}

// OfCustomerAlone reports a field of the customer that a row of another kind says of its customer, and not of its record.
func (f *Fields) OfCustomerAlone(kind models.ImportKind, field models.Field) bool {
	_, also := recordsAs[kind][names.Role(field)]
	return kind.OfCustomers() && field != models.FieldOpportunity && field != models.FieldStatus && !also && !f.gives(kind, kind.Gives(field))
}

// spec describes what a column gives: a field of the customer, or of the record that its row is.
func (f *Fields) spec(field models.Field) (models.FieldSpec, bool) {
	kind, of, is := models.GivenBy(field)
	if !is {
		return f.kind.Find(field)
	}
	if custom, known := f.rules.Further.Find(of); known {
		return custom.Spec(), true
	}
	return kind.Kind().Find(of)
}

// ofRecord lets a column of a file whose rows are records give what it says of them. What is left says whose they are.
func (g *suggestion) ofRecord(i int) {
	c, kind := &g.made.Columns[i], g.made.Rows()
	nothing := func(reason Remark) {
		c.Role, c.Use, c.Certainty, c.Reason, c.Doubts = "", ToNothing, Likely, reason, nil
	}
	if field := g.recordField(kind, i); field != "" {
		if before := slices.IndexFunc(g.made.Columns[:i], func(other Column) bool { return other.Role == names.Role(field) && other.Use != ToNothing }); before >= 0 {
			nothing(remark("notice.map_given_already", "Name", c.Name, "Other", g.made.Columns[before].Name))
			return
		}
		if c.Role != names.Role(field) {
			c.Certainty, c.Reason, c.Doubts = Sure, remark("notice.map_own", "Name", c.Name), nil
		}
		if c.Role, c.Use = names.Role(field), ToNew; g.rows > 0 && g.columns[i].filled == 0 {
			c.Use = ToNothing
		}
		return
	}
	if code, has := kind.CodeField(); has && g.coded(kind, code) { // a file of ours: what the system noted is called as it is here
		for _, title := range g.titles(i) {
			if _, given := g.fields.records[kind][names.Squeezed(title)]; given && title != "" && !g.customerColumn(title) {
				nothing(remark("notice.map_given", "Name", title))
				return
			}
		}
	}
	for _, title := range g.titles(i) {
		if found, listed := names.FindOf(kind, title); listed && !found.Role.Of(kind) {
			c.Role, c.rank, c.Use, c.Certainty, c.Doubts = found.Role, found, ToNew, Sure, nil
			c.Reason = remark("notice.map_listed", "Name", title, "Source", cmp.Or(found.Source, title))
		}
	}
	if c.Role == "" || c.Role == names.Role(models.FieldStatus) || !kind.OfCustomers() { // a record's status isn't its customer's
		nothing(remark(notOf[kind], "Name", c.Name))
	}
}

// customerColumn reports the title of a column that says whose a record is, in a file of ours.
func (g *suggestion) customerColumn(title string) bool {
	spec, known := g.named(title)
	return known && (spec.Key == models.FieldCode || spec.Key == models.FieldName || spec.Key == models.FieldContactName)
}

// recordType is the type of what a column gives of a record; what the use cases look up by the team's names is text.
func (f *Fields) recordType(role names.Role) models.FieldType {
	kind, field, _ := models.GivenBy(models.Field(role))
	spec, known := f.spec(models.Field(role))
	switch {
	case !known:
		return models.TypeText
	case spec.Type == models.TypeMoney:
		return models.TypeNumber
	case spec.Type == models.TypeInstant && kind == models.ImportDeals:
		return models.TypeDate
	case f.chosen(role), spec.Custom != nil && !spec.Custom.Chooses():
		return spec.Type
	}
	switch spec.Type {
	case models.TypeChoice, models.TypeChoices, models.TypeTags, models.TypeSearch, models.TypeContact:
		return models.TypeText
	}
	if field == models.FieldMemberCampaign {
		return models.TypeText
	}
	return spec.Type
}

// chosen reports a choice of a record whose values are the same in every team, or stand in its configuration: a file's words for them are known
// here, and asked about.
func (f *Fields) chosen(role names.Role) bool {
	kind, _, is := models.GivenBy(models.Field(role))
	spec, known := f.spec(models.Field(role))
	return is && known && kind != models.ImportDeals && spec.Custom == nil && spec.Type == models.TypeChoice
}

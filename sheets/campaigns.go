package sheets

import (
	"io"

	"github.com/guanxi-crm/guanxi/models"
)

// NewCampaigns begins a file of campaigns, a workbook or in the form of NewCustomersCSV.
func NewCampaigns(to io.Writer, r Reader, asCSV bool) (Records[models.CampaignRow], error) {
	return records(to, campaignSheet(r), asCSV)
}

// campaignSheet has the columns of a campaign: its fields in the order of its form, what came of it, and what the system noted.
func campaignSheet(r Reader) recordSheet[models.CampaignRow] {
	type row = models.CampaignRow
	s := recordSheet[row]{view: subject{reader: r}, name: r.word("sheet.campaigns", "Campaigns")}
	get := func(r *row, field models.Field) string { return models.Campaigns.Get(&r.Campaign, field) }
	for _, spec := range models.Campaigns.Fields {
		switch spec.Key {
		case models.FieldAudience:
			s.columns = append(s.columns, recordColumn[row]{spec, s.view.label(spec), func(r *row) any { return r.AudienceName }})
			continue
		case models.FieldArchivedAt: // those are in no file
			continue
		case models.FieldCreatedAt:
			s.count("sheet.members", func(r *row) any { return r.Members })
			s.count("sheet.brought", func(r *row) any { return r.Brought })
			s.count("sheet.converted", func(r *row) any { return r.Converted })
			s.count("sheet.deals_won", func(r *row) any { return r.Won })
			s.count("sheet.won_amount", func(r *row) any { return r.WonAmount })
			s.count("sheet.per_customer", func(r *row) any { return r.PerCustomer })
			s.count("sheet.returned", func(r *row) any {
				if r.CostOfAll.None() {
					return nil
				}
				return Percent(r.WonAmount.Minor-r.CostOfAll.Minor, r.CostOfAll.Minor)
			})
		}
		s.field(models.ImportCampaigns, spec, get)
	}
	return s
}

// NewMembers begins a file of members of campaigns, a workbook or in the form of NewCustomersCSV.
func NewMembers(to io.Writer, r Reader, asCSV bool) (Records[models.MemberRow], error) {
	return records(to, memberSheet(r), asCSV)
}

// memberSheet has the columns of a member: the campaign, the customer, who of it is meant, and what it answered since when.
func memberSheet(r Reader) recordSheet[models.MemberRow] {
	type row = models.MemberRow
	s := recordSheet[row]{view: subject{reader: r}, name: r.word("sheet.campaign_members", "Members")}
	s.say(models.FieldCampaignCode, func(r *row) any { return r.Campaign.Code })
	s.say(models.FieldCampaignName, func(r *row) any { return r.Campaign.Name })
	s.customer(func(r *row) models.Customer { return r.Customer })
	s.say(models.FieldContactName, func(r *row) any { return r.Contact })
	for _, field := range []models.Field{models.FieldMemberState, models.FieldMemberSince, models.FieldCreatedBy} {
		spec, _ := models.CampaignMembers.Find(field)
		s.field(models.ImportMembers, spec, func(r *row, field models.Field) string { return models.CampaignMembers.Get(&r.CampaignMember, field) })
	}
	return s
}

package crm

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// memberRow takes what a row that is a member of a campaign says of it.
func (p *preparer) memberRow(r *importedRow, leave leaving) {
	campaign := cmp.Or(r.record.set[models.FieldMemberCampaign], p.args.Campaign)
	if p.args.MemberState != "" && r.record.set[models.FieldMemberState] == "" {
		r.record.set[models.FieldMemberState] = string(p.args.MemberState)
	}
	delete(r.record.set, models.FieldMemberCampaign) // it may be a name, which is longer than codes are
	scratch := models.CampaignMember{Code: "M", State: models.MemberInvited}
	checkRecord(p, r, models.CampaignMembers, &scratch, models.FieldMemberCampaign, func() models.Errors { return models.CampaignMembers.Validate(&scratch, nil, p.rules) }, leave)
	if campaign != "" {
		r.record.set[models.FieldMemberCampaign] = campaign
	}
}

// memberRows are rows that are members of campaigns. A member is known again by its campaign and customer, and by who of the customer is meant, where
// the row says that.
type memberRows struct{}

func (memberRows) words() rowWords {
	return rowWords{several: "error.import_members_several", there: "error.import_member_there", again: "error.import_member_again"}
}

func (memberRows) coded(context.Context, store.Queries, []string) ([]held, error) { return nil, nil }

func (memberRows) ofCustomers(ctx context.Context, q store.Queries, ids []int64) ([]held, error) {
	list, err := q.MembersOfAll(ctx, ids)
	return heldAll(list, heldMember), err
}

func heldMember(m models.CampaignMember) held { return held{m.ID, "", m.CustomerID, m} }

func (memberRows) key(row *importedRow, at around) string {
	return at.campaigns[row.record.set[models.FieldMemberCampaign]].Code + "\x00" + models.NormaliseName(row.set[models.FieldContactName])
}

func (memberRows) is(row *importedRow, list []held, at around, contact int64) (found held, several bool) {
	campaign := at.campaigns[row.record.set[models.FieldMemberCampaign]]
	for _, other := range list {
		m := other.record.(models.CampaignMember)
		if m.CampaignID != campaign.ID || contact != 0 && m.ContactID != contact {
			continue
		}
		if found.id != 0 {
			return found, true
		}
		found = other
	}
	return found, false
}

// missing refuses a row that names no campaign that there is, or one that takes no members any more.
func (memberRows) missing(row *importedRow, at around) *models.Error {
	name := row.record.set[models.FieldMemberCampaign]
	given := models.ImportMembers.Gives(models.FieldMemberCampaign)
	switch campaign := at.campaigns[name]; {
	case name == "":
		return models.Invalid("", "error.import_member_none")
	case campaign.ID == 0:
		return models.Invalid(given, "error.import_member_campaign", "Value", models.Shorten(name, 100))
	case campaign.Archived():
		return models.Conflict("error.campaign_archived", "Code", campaign.Code)
	}
	return nil
}

func (memberRows) as(_ *change, row *importedRow, current held, _ around, _ int64) proposed {
	m := current.record.(models.CampaignMember)
	next := m
	if state := row.record.set[models.FieldMemberState]; state != "" {
		next.State = models.MemberState(state)
	}
	return proposed{next: heldMember(next), changes: models.CampaignMembers.Changes(&m, &next)}
}

func (memberRows) save(ctx context.Context, c *change, row *importedRow, current held, _ around, _ int64) (held, error) {
	fresh, err := c.CampaignMember(ctx, current.id) // as it is now that its customer is locked
	if err != nil {
		return held{}, memberGone(err)
	}
	at := c.at
	if since, given := row.record.at[models.FieldMemberSince]; given && since.After(fresh.StateAt) { // the way of a member doesn't go back in time
		at = since.Time
	}
	next, err := c.moveMember(ctx, fresh, models.MemberState(row.record.set[models.FieldMemberState]), at)
	return heldMember(next), err
}

func (memberRows) insert(ctx context.Context, c *change, customer models.Customer, row *importedRow, at around, contact int64) (held, error) {
	m := c.importedMember(row.record, customer, at, contact)
	if err := c.InsertMember(ctx, m); err != nil {
		return held{}, err
	}
	c.noteMember(*m)
	return heldMember(*m), nil
}

func (memberRows) first(ctx context.Context, c *change, list []*newcomer, at around) error {
	for _, n := range list {
		m := c.importedMember(n.record, n.Customer, at, firstContact(n.Customer))
		if err := c.InsertMember(ctx, m); err != nil {
			return err
		}
		n.note = func() { c.noteMember(*m) }
	}
	return nil
}

func (memberRows) after(context.Context, *change, models.Customer) error { return nil }

// importedMember is the new member that a row tells of, in its state since when the row says, else since now.
func (c *change) importedMember(of *rowRecord, customer models.Customer, at around, contact int64) *models.CampaignMember {
	campaign := at.campaigns[of.set[models.FieldMemberCampaign]]
	m := &models.CampaignMember{
		CampaignID: campaign.ID, Code: campaign.Code, CustomerID: customer.ID, ContactID: contact, State: models.MemberInvited, StateAt: c.at,
		CreatedBy: c.op.Actor.ID, CreatedAt: c.at, UpdatedBy: c.op.Actor.ID, UpdatedAt: c.at, Version: 1,
	}
	if state := of.set[models.FieldMemberState]; state != "" {
		m.State = models.MemberState(state)
	}
	if since, given := of.at[models.FieldMemberSince]; given {
		m.StateAt = since.Time
	}
	return m
}

func (c *change) noteMember(m models.CampaignMember) {
	c.noteChanges(models.EntityCampaignMember, m.ID, m.Version, models.ActionCreate, models.CampaignMembers.Changes(&models.CampaignMember{}, &m))
}

// campaignsCalled returns campaigns by what they are called: names that they have or had, or codes. One that was merged is the other.
func campaignsCalled(ctx context.Context, q store.Queries, texts []string) (map[string]models.Campaign, error) {
	named, err := q.CampaignsNamed(ctx, texts)
	if err != nil {
		return nil, err
	}
	of, err := campaignsCoded(ctx, q, texts)
	if err != nil {
		return nil, err
	}
	for _, text := range texts {
		if _, coded := of[text]; coded || text == "" {
			continue
		}
		if found, known := named[store.SourceKey(text)]; known {
			of[text] = found
		}
	}
	return of, nil
}

// campaignsCoded returns the campaigns of which some texts are codes, by these texts. One that was merged is the other.
func campaignsCoded(ctx context.Context, q store.Queries, texts []string) (map[string]models.Campaign, error) {
	of, codes := map[string]models.Campaign{}, map[string]string{}
	for _, text := range texts {
		if code, is := models.ParseCampaignCode(text); is {
			codes[text] = code
		}
	}
	coded, err := q.CampaignsByCodes(ctx, slices.Collect(maps.Values(codes)))
	for text, code := range codes {
		found, known := coded[code]
		if known && found.MergedInto != 0 && err == nil {
			found, err = q.Campaign(ctx, found.MergedInto)
		}
		if known {
			of[text] = found
		}
	}
	return of, err
}

package crm

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

// ExportTickets gives the tickets of a query to each, in the order in which they were raised here, with their customers; those of archived and erased
// ones aren't among it. The audit log says that a copy was taken, and of which customers somebody got a contact's name. An error of each ends it. It
// returns how many were given.
func (s *Service) ExportTickets(ctx context.Context, op models.Operation, query models.TicketQuery, each func(models.TicketRow) error) (count int, err error) {
	if err := s.copied(ctx, op, models.EntityTicket); err != nil {
		return 0, err
	}
	if query.VisibleTo = op.Actor.Sees(); query.States == nil {
		query.States = models.TicketStates()
	}
	for after := int64(0); ; {
		page, err := s.store.TicketsAfter(ctx, query, after, exportPage)
		if err != nil || len(page.Tickets) == 0 {
			return count, err
		}
		after = page.Tickets[len(page.Tickets)-1].ID
		rows := make([]models.TicketRow, 0, len(page.Tickets))
		var named []naming
		for _, t := range page.Tickets {
			if customer := page.Customers[t.CustomerID]; customer.Listed() {
				rows = append(rows, models.TicketRow{Ticket: t, Customer: customer, Target: s.team.Service.Targets[t.Priority]})
				named = append(named, naming{customer, t.ContactID})
			}
		}
		given, err := giveNamed(ctx, s, op, rows, named, func(row *models.TicketRow) *string { return &row.Contact }, each)
		if count += given; err != nil {
			return count, err
		}
	}
}

// ExportMembers gives the members of a campaign, 0 for all campaigns, to each, as ExportTickets gives tickets.
func (s *Service) ExportMembers(ctx context.Context, op models.Operation, campaign int64, each func(models.MemberRow) error) (count int, err error) {
	if err := s.copied(ctx, op, models.EntityCampaignMember); err != nil {
		return 0, err
	}
	for after := int64(0); ; {
		page, err := s.store.MembersAfter(ctx, campaign, op.Actor.Sees(), after, exportPage)
		if err != nil || len(page.Members) == 0 {
			return count, err
		}
		after = page.Members[len(page.Members)-1].ID
		var ids []int64
		for _, m := range page.Members {
			ids = append(ids, m.CampaignID)
		}
		campaigns, err := s.store.CampaignsByID(ctx, slices.Compact(slices.Sorted(slices.Values(ids))))
		if err != nil {
			return count, err
		}
		var rows []models.MemberRow
		var named []naming
		for _, m := range page.Members {
			if customer := page.Customers[m.CustomerID]; customer.Listed() {
				rows = append(rows, models.MemberRow{CampaignMember: m, Campaign: campaigns[m.CampaignID], Customer: customer})
				named = append(named, naming{customer, m.ContactID})
			}
		}
		given, err := giveNamed(ctx, s, op, rows, named, func(row *models.MemberRow) *string { return &row.Contact }, each)
		if count += given; err != nil {
			return count, err
		}
	}
}

// ExportCampaigns gives the campaigns that are in use to each, page by page in the order in which they were made, with the names of their audiences and
// how many members they have of customers that the actor sees. What came of them is for who counts it.
func (s *Service) ExportCampaigns(ctx context.Context, op models.Operation, each func([]models.CampaignRow) error) (count int, err error) {
	if err := s.copied(ctx, op, models.EntityCampaign); err != nil {
		return 0, err
	}
	audiences, err := s.Audiences(ctx, op.Actor)
	if err != nil {
		return 0, err
	}
	for after := int64(0); ; {
		list, err := s.store.CampaignsAfter(ctx, after, exportPage)
		if err != nil || len(list) == 0 {
			return count, err
		}
		after = list[len(list)-1].ID
		ids := make([]int64, len(list))
		for i, m := range list {
			ids[i] = m.ID
		}
		members, err := s.store.CountMembers(ctx, ids, op.Actor.Sees())
		if err != nil {
			return count, err
		}
		rows := make([]models.CampaignRow, len(list))
		for i, m := range list {
			rows[i] = models.CampaignRow{Campaign: m, Members: members[m.ID]}
			if at := slices.IndexFunc(audiences, func(search models.SavedSearch) bool { return search.ID == m.AudienceID }); at >= 0 {
				rows[i].AudienceName = audiences[at].Name
			}
		}
		if err := each(rows); err != nil {
			return count, err
		}
		count += len(rows)
	}
}

// naming is a customer with the contact of it that a record names; 0 for none.
type naming struct {
	models.Customer
	contact int64
}

// giveNamed gives rows to each, with what the contacts are called that they name, and returns how many it has given.
func giveNamed[R any](ctx context.Context, s *Service, op models.Operation, rows []R, named []naming, contact func(*R) *string, each func(R) error) (int, error) {
	names, err := s.takeContacts(ctx, op, named)
	if err != nil {
		return 0, err
	}
	for i := range rows {
		*contact(&rows[i]) = names[i]
		if err := each(rows[i]); err != nil {
			return i, err
		}
	}
	return len(rows), nil
}

// takeContacts returns what contacts are called that records name, masked where the actor may not see it; of the others it notes that a copy is taken.
func (s *Service) takeContacts(ctx context.Context, op models.Operation, list []naming) ([]string, error) {
	var ids []int64
	for _, n := range list {
		if n.contact > 0 {
			ids = append(ids, n.ID)
		}
	}
	slices.Sort(ids)
	of, err := s.store.ContactsOfAll(ctx, slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	names, plain := make([]string, len(list)), map[int64]models.Customer{}
	for i, n := range list {
		var contact models.Contact
		if n.contact == models.PrimaryContact {
			contact = n.Primary()
		} else if at := slices.IndexFunc(of[n.ID], func(c models.Contact) bool { return c.ID == n.contact }); at >= 0 {
			contact = of[n.ID][at]
		}
		name := contact.ContactName.Plain()
		switch {
		case name == "":
		case !mayReveal(op.Actor, n.Customer) && s.Masks():
			name = models.Mask(models.FieldContactName, name)
		case s.Masks():
			plain[n.ID] = n.Customer
		}
		names[i] = name
	}
	return names, s.noteCopies(ctx, op, slices.SortedFunc(maps.Values(plain), func(a, b models.Customer) int { return cmp.Compare(a.ID, b.ID) }))
}

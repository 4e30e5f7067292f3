package campaign

import (
	"context"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets"
	"github.com/guanxi-crm/guanxi/views"
)

// export says that the file of a campaign's members is being made, and makes it then, by the rights of who asked.
func (h handlers) export(cl commands.Call, m models.Campaign) (bot.Reply, error) {
	reply := commands.Say(views.Notice("📄 " + cl.Printer.T("campaign.making", "Code", m.Code)))
	reply.Later = func(ctx context.Context, far bot.Far) (bot.Reply, error) {
		rowsFar := commands.RowsFar(cl.Printer, far)
		spool, total, err := h.Spooled(ctx, func(to *bot.Spool) (int, error) {
			return h.writeMembers(ctx, cl, m, to, rowsFar)
		})
		if err != nil || total == 0 {
			return commands.Say(views.Notice(cl.Printer.T("campaign.no_members", "Code", m.Code))), err
		}
		text := "📄 *" + cl.Printer.Count("campaign.exported", total, "Code", m.Code, "Name", views.Escape(views.OneLine(m.Name))) + "*"
		return bot.Reply{Files: &bot.Files{Text: text, List: []bot.File{{Name: m.Code + "-" + h.Today(cl).String() + ".xlsx", Spool: spool}}}}, nil
	}
	return reply, nil
}

// exportedAtOnce is how many members are read together for a file.
const exportedAtOnce = 500

func (h handlers) writeMembers(ctx context.Context, cl commands.Call, m models.Campaign, to *bot.Spool, far func(rows int)) (int, error) {
	p, reader := cl.Printer, h.Naming(ctx, h.SheetReader(cl))
	columns := []string{"field.code", "field.name", "field.contact_name", "field.member_state", "field.member_since", "field.status", "field.owner", "field.created_at", "field.created_by"}
	table := sheets.Table{Title: m.Code + " " + m.Name}
	for _, key := range columns {
		table.Columns = append(table.Columns, p.T(key))
	}
	for after := int64(0); ; {
		page, err := h.CRM.CampaignMembers(ctx, cl.Actor, models.MemberQuery{CampaignID: m.ID, After: after, Limit: exportedAtOnce})
		if err != nil {
			return 0, err
		}
		for _, member := range page.Members {
			c := page.Customers[member.CustomerID]
			owner := c.Owner
			if name := reader.Person(c.Owner); owner != "" && name != "" {
				owner = name
			}
			table.Rows = append(table.Rows, []any{
				c.Code, c.Name, h.contactText(ctx, cl, c, member.ContactID), p.T("member_state." + string(member.State)), member.StateAt.In(cl.User.Zone),
				p.T("status." + string(c.Status)), owner, member.CreatedAt.In(cl.User.Zone), reader.Person(member.CreatedBy),
			})
			far(len(table.Rows))
		}
		if after = page.Next; after == 0 {
			break
		}
	}
	if len(table.Rows) == 0 {
		return 0, nil
	}
	book, err := sheets.NewWorkbook(reader, h.CRM.Rules(cl.User.Zone.String()), sheets.About{Title: m.Code + " " + m.Name, At: h.CRM.Now("")})
	if err != nil {
		return 0, err
	}
	defer book.Discard()
	if err := book.Page(sheets.Page{Name: m.Code, Tables: []sheets.Table{table}}); err != nil {
		return 0, err
	}
	return len(table.Rows), book.Close(to)
}

// contactText is who of a customer is a member, as the person may see it; "" where nobody is named.
func (h handlers) contactText(ctx context.Context, cl commands.Call, customer models.Customer, id int64) string {
	if id == 0 {
		return ""
	}
	list, err := h.CRM.ContactsOf(ctx, customer)
	if err != nil {
		return ""
	}
	for _, c := range list {
		if c.ID == id || c.ID == 0 && id == models.PrimaryContact {
			return views.ContactChoice(cl.Printer, c, h.CRM.Masks())
		}
	}
	return ""
}

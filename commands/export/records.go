package export

import (
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// kinds are the words for all records of a kind, in the place of a search for customers.
var kinds = map[string]models.ImportKind{
	"deals": models.ImportDeals, "deal": models.ImportDeals, "商机": models.ImportDeals,
	"tickets": models.ImportTickets, "ticket": models.ImportTickets, "工单": models.ImportTickets,
	"campaigns": models.ImportCampaigns, "campaign": models.ImportCampaigns, "市场活动": models.ImportCampaigns, "活动": models.ImportCampaigns,
	"members": models.ImportMembers, "member": models.ImportMembers, "活动成员": models.ImportMembers, "成员": models.ImportMembers,
}

// asksFor is the kind of records that a text asks for instead of customers, and what is said of which; ok is false for a search for customers.
func asksFor(query string) (kind models.ImportKind, which string, ok bool) {
	word, rest := commands.CutWord(query)
	kind, ok = kinds[models.NormaliseText(word)]
	switch {
	case !ok || rest == "":
		return kind, "", ok
	case kind == models.ImportTickets, kind == models.ImportMembers:
		return kind, rest, true
	}
	return "", "", false
}

// said are the keys of what is said of a file of records.
type said struct{ making, none, count, file string }

var saidOf = map[models.ImportKind]said{
	models.ImportDeals:     {"export.making_deals", "export.no_deals", "export.deals", "export.file_deals"},
	models.ImportTickets:   {"export.making_tickets", "export.no_tickets", "export.tickets", "export.file_tickets"},
	models.ImportCampaigns: {"export.making_campaigns", "export.no_campaigns", "export.campaigns", "export.file_campaigns"},
	models.ImportMembers:   {"export.making_members", "export.no_members", "export.members", "export.file_members"},
}

// records says that the file is being made, and makes it then. query is what was typed.
func (h handlers) records(ctx context.Context, cl commands.Call, kind models.ImportKind, which, query string, as format) (bot.Reply, error) {
	wanted := wantedRecords{file: commands.RecordFile{Kind: kind, CSV: as == csv}, as: as}
	switch {
	case kind == models.ImportTickets:
		asked, err := h.TicketsAsked(ctx, cl, which, commands.TicketsAll)
		if err != nil {
			return h.orCustomers(ctx, cl, query, as, commands.Around(err, strings.TrimSpace(strings.TrimSuffix(query, which)), string(as)))
		}
		wanted.file.Query = asked.Query(h.CRM.Now(""))
		if which != "" {
			wanted.tickets = &asked
		}
	case kind == models.ImportMembers && which != "":
		found, err := h.CRM.CampaignCalled(ctx, cl.Actor, which)
		if err != nil {
			return bot.Reply{}, err
		}
		wanted.file.Campaign = found.ID
	}
	reply := commands.Say(views.Notice("📄 " + cl.Printer.T(saidOf[kind].making)))
	reply.Later = func(ctx context.Context, far bot.Far) (bot.Reply, error) {
		return h.makeRecords(ctx, cl, wanted, commands.RowsFar(cl.Printer, far))
	}
	return reply, nil
}

// orCustomers makes a file of the customers that a text finds which didn't say which tickets are wanted, since customers may be called so; where it
// finds none, the refusal stands.
func (h handlers) orCustomers(ctx context.Context, cl commands.Call, query string, as format, refused error) (bot.Reply, error) {
	if models.AsErrors(refused) == nil {
		return bot.Reply{}, refused
	}
	if found, err := h.count(ctx, cl, query); err != nil || found.total == 0 {
		return bot.Reply{}, refused
	}
	return h.begin(ctx, cl, query, as)
}

// wantedRecords is a file of records that somebody wants, and where it is of some tickets, of which.
type wantedRecords struct {
	file    commands.RecordFile
	as      format
	tickets *commands.TicketsAsked
}

// makeRecords writes the file and sends it to the DM of who asked.
func (h handlers) makeRecords(ctx context.Context, cl commands.Call, wanted wantedRecords, far func(rows int)) (bot.Reply, error) {
	file, words := wanted.file, saidOf[wanted.file.Kind]
	op := models.Operation{Actor: cl.Actor, Source: "/crm export", Zone: cl.User.Zone.String()}
	spool, total, err := h.Spooled(ctx, func(to *bot.Spool) (int, error) {
		return h.WriteRecords(ctx, op, file, h.Naming(ctx, h.SheetReader(cl)), to, far)
	})
	if err != nil || total == 0 {
		return commands.Say(views.Notice(cl.Printer.T(words.none))), err
	}
	name := cl.Printer.T(words.file) + "-" + h.Today(cl).String() + "." + string(wanted.as)
	text := "📄 *" + cl.Printer.Count(words.count, total) + "*"
	if of := wanted.tickets; of != nil {
		text += " · " + of.Title(cl.Printer)
		if whose := of.Whose(); whose != "" {
			text += " · " + whose
		}
	}
	if h.hides(cl) && (file.Kind == models.ImportTickets || file.Kind == models.ImportMembers) {
		text += "\n" + cl.Printer.T("export.masked")
	}
	return bot.Reply{Files: &bot.Files{Text: text, List: []bot.File{{Name: name, Spool: spool}}}}, nil
}

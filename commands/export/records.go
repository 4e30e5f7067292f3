package export

import (
	"context"
	"time"

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

// ticketWords say which tickets a file has, where that isn't all of them.
var ticketWords = map[string]func(q *models.TicketQuery, actor models.Actor, now time.Time){
	"open": func(q *models.TicketQuery, _ models.Actor, _ time.Time) {
		q.States = []models.TicketState{models.TicketOpen, models.TicketWaiting}
	},
	"late": func(q *models.TicketQuery, _ models.Actor, now time.Time) {
		q.States, q.LateAt = []models.TicketState{models.TicketOpen}, now
	},
	"mine":       func(q *models.TicketQuery, actor models.Actor, _ time.Time) { q.Assignee = actor.ID },
	"unassigned": func(q *models.TicketQuery, _ models.Actor, _ time.Time) { q.Unassigned = true },
}

// ticketWord is a word of ticketWords in either language.
var ticketWord = map[string]string{
	"open": "open", "未完成": "open", "处理中": "open", "late": "late", "overdue": "late", "超时": "late", "已超时": "late", "mine": "mine", "我的": "mine", "unassigned": "unassigned", "未分配": "unassigned", "无人": "unassigned",
}

// asksFor is the kind of records that a text asks for instead of customers, and what is said of which; ok is false for a search for customers.
func asksFor(query string) (kind models.ImportKind, which string, ok bool) {
	word, rest := commands.CutWord(query)
	kind, ok = kinds[models.NormaliseText(word)]
	switch {
	case !ok || rest == "":
		return kind, "", ok
	case kind == models.ImportTickets:
		which, ok = ticketWord[models.NormaliseText(rest)]
		return kind, which, ok
	case kind == models.ImportMembers:
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

// records says that the file is being made, and makes it then.
func (h handlers) records(ctx context.Context, cl commands.Call, kind models.ImportKind, which string, as format) (bot.Reply, error) {
	file := commands.RecordFile{Kind: kind, CSV: as == csv}
	switch {
	case kind == models.ImportTickets && which != "":
		ticketWords[which](&file.Query, cl.Actor, h.CRM.Now(""))
	case kind == models.ImportMembers && which != "":
		found, err := h.CRM.CampaignCalled(ctx, cl.Actor, which)
		if err != nil {
			return bot.Reply{}, err
		}
		file.Campaign = found.ID
	}
	reply := commands.Say(views.Notice("📄 " + cl.Printer.T(saidOf[kind].making)))
	reply.Later = func(ctx context.Context, far bot.Far) (bot.Reply, error) {
		return h.makeRecords(ctx, cl, file, as, commands.RowsFar(cl.Printer, far))
	}
	return reply, nil
}

// makeRecords writes the file and sends it to the DM of who asked.
func (h handlers) makeRecords(ctx context.Context, cl commands.Call, file commands.RecordFile, as format, far func(rows int)) (bot.Reply, error) {
	words := saidOf[file.Kind]
	op := models.Operation{Actor: cl.Actor, Source: "/crm export", Zone: cl.User.Zone.String()}
	spool, total, err := h.Spooled(ctx, func(to *bot.Spool) (int, error) {
		return h.WriteRecords(ctx, op, file, h.Naming(ctx, h.SheetReader(cl)), to, far)
	})
	if err != nil || total == 0 {
		return commands.Say(views.Notice(cl.Printer.T(words.none))), err
	}
	name := cl.Printer.T(words.file) + "-" + h.Today(cl).String() + "." + string(as)
	text := "📄 *" + cl.Printer.Count(words.count, total) + "*"
	if h.hides(cl) && (file.Kind == models.ImportTickets || file.Kind == models.ImportMembers) {
		text += "\n" + cl.Printer.T("export.masked")
	}
	return bot.Reply{Files: &bot.Files{Text: text, List: []bot.File{{Name: name, Spool: spool}}}}, nil
}

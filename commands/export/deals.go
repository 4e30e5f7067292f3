package export

import (
	"context"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets"
	"github.com/guanxi-crm/guanxi/views"
)

// deals are the words for all deals, in the place of a search for customers.
var deals = map[string]bool{"deals": true, "deal": true, "商机": true}

// deals says that the file of all deals is being made, and makes it then.
func (h handlers) deals(cl commands.Call, as format) bot.Reply {
	reply := commands.Say(views.Notice("📄 " + cl.Printer.T("export.making_deals")))
	reply.Later = func(ctx context.Context, far bot.Far) (bot.Reply, error) {
		return h.makeDeals(ctx, cl, as, commands.RowsFar(cl.Printer, far))
	}
	return reply
}

// makeDeals writes the file and sends it to the DM of who asked.
func (h handlers) makeDeals(ctx context.Context, cl commands.Call, as format, far func(rows int)) (bot.Reply, error) {
	spool, total, err := h.Spooled(ctx, func(to *bot.Spool) (int, error) { return h.writeDeals(ctx, cl, as, to, far) })
	if err != nil || total == 0 {
		return commands.Say(views.Notice(cl.Printer.T("export.no_deals"))), err
	}
	name := cl.Printer.T("export.file_deals") + "-" + h.Today(cl).String() + "." + string(as)
	return bot.Reply{Files: &bot.Files{
		Text: "📄 *" + cl.Printer.Count("export.deals", total) + "*", List: []bot.File{{Name: name, Spool: spool}},
	}}, nil
}

func (h handlers) writeDeals(ctx context.Context, cl commands.Call, as format, to *bot.Spool, far func(rows int)) (int, error) {
	begin := sheets.NewDealsXLSX
	if as == csv {
		begin = sheets.NewDealsCSV
	}
	sheet, err := begin(to, h.Naming(ctx, h.SheetReader(cl)), h.CRM.Rules(cl.User.Zone.String()))
	if err != nil {
		return 0, err
	}
	defer sheet.Discard()
	op := models.Operation{Actor: cl.Actor, Source: "/crm export", Zone: cl.User.Zone.String()}
	rows := 0
	total, err := h.CRM.ExportDeals(ctx, op, func(d models.Deal, c models.Customer) error {
		rows++
		far(rows)
		return sheet.Add(d, c)
	})
	if err != nil {
		return total, err
	}
	return total, sheet.Close()
}

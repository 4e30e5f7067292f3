package export

import (
	"cmp"
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets"
)

// format is the ending of a file.
type format string

// The formats.
const (
	xlsx format = "xlsx"
	csv  format = "csv"
)

// formats are the formats by what people call them.
var formats = map[string]format{"xlsx": xlsx, "excel": xlsx, "csv": csv}

// cutFormat takes the format off the end of a search; "" where it names none.
func cutFormat(text string) (query string, as format) {
	words := strings.Fields(text)
	if len(words) == 0 {
		return "", ""
	}
	if as = formats[models.NormaliseText(words[len(words)-1])]; as == "" {
		return text, ""
	}
	return strings.TrimSpace(text[:strings.LastIndex(text, words[len(words)-1])]), as
}

// maxQuery is the longest search, in bytes, that a form remembers.
const maxQuery = 1800

// readExport makes a file of the customers that a search finds: /crm export [search] [xlsx|csv]. A form asks for a format that isn't
// named.
func (h handlers) readExport(text string) commands.Step {
	query, as := cutFormat(text)
	if kind, which, records := asksFor(query); records {
		return commands.Answers(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
			return h.records(ctx, cl, kind, which, query, cmp.Or(as, xlsx))
		})
	}
	query = commands.Kept(query)
	if as == "" && len(query) <= maxQuery {
		return commands.Opens(func(ctx context.Context, cl commands.Call) (bot.Reply, error) { return h.ask(ctx, cl, query) })
	}
	if as == "" {
		as = xlsx
	}
	return commands.Answers(func(ctx context.Context, cl commands.Call) (bot.Reply, error) { return h.begin(ctx, cl, query, as) })
}

// asked is what the form remembers.
type asked struct {
	Query string `json:"q"`
}

// ask shows how many customers there are, and asks for the format.
func (h handlers) ask(ctx context.Context, cl commands.Call, query string) (bot.Reply, error) {
	many, err := h.count(ctx, cl, query)
	if err != nil {
		return bot.Reply{}, err
	}
	if many.total == 0 {
		return commands.Say(nobody(cl.Printer, query, h.Asked(cl, query))), nil
	}
	return commands.Show(form(cl.Printer, query, h.Asked(cl, query), many, h.hides(cl)), commands.Pack(asked{query})), nil
}

func (h handlers) submit(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var form asked
	if err := commands.Unpack(cl.View.Metadata, &form); err != nil {
		return bot.Reply{}, err
	}
	as := formats[cl.Form.Get(string(models.InputFormat))]
	if as == "" {
		return bot.Reply{}, models.Invalid(models.InputFormat, "error.required", "Field", models.InputFormat)
	}
	return h.begin(ctx, cl, form.Query, as)
}

// counted is how many customers a search finds.
type counted struct {
	total int
	least bool // there may be more
}

func (h handlers) count(ctx context.Context, cl commands.Call, query string) (counted, error) {
	q, err := h.Query(ctx, cl, query)
	if err != nil {
		return counted{}, err
	}
	q.Limit, q.Strictly = 1, true
	page, err := h.CRM.SearchCustomers(ctx, cl.Actor, q)
	if err != nil || page.Near {
		return counted{}, err
	}
	return counted{page.Total, page.AtLeast || page.Total >= models.MaxCounted}, nil
}

// hides reports whether some personal data may be masked for who asks.
func (h handlers) hides(cl commands.Call) bool {
	return h.CRM.Masks() && !cl.Actor.May(models.MayReveal)
}

// begin says that the file is being made, and makes it then.
func (h handlers) begin(ctx context.Context, cl commands.Call, query string, as format) (bot.Reply, error) {
	many, err := h.count(ctx, cl, query)
	if err != nil {
		return bot.Reply{}, err
	}
	if many.total == 0 {
		return commands.Say(nobody(cl.Printer, query, h.Asked(cl, query))), nil
	}
	q, err := h.Query(ctx, cl, query)
	if err != nil {
		return bot.Reply{}, err
	}
	if query == "" {
		q = models.CustomerQuery{}
	}
	reply := commands.Say(beingMade(cl.Printer, many))
	reply.Later = func(ctx context.Context, far bot.Far) (bot.Reply, error) {
		return h.make(ctx, cl, q, query, as, commands.RowsFar(cl.Printer, far))
	}
	return reply, nil
}

// make writes the file and sends it to the DM of who asked.
func (h handlers) make(ctx context.Context, cl commands.Call, q models.CustomerQuery, query string, as format, far func(rows int)) (bot.Reply, error) {
	// Nothing is changed by it, so that its key isn't remembered: each page of the copy is noted by itself.
	op := models.Operation{Actor: cl.Actor, Source: "/crm export", Zone: cl.User.Zone.String()}
	spool, total, err := h.Spooled(ctx, func(to *bot.Spool) (int, error) { return h.write(ctx, cl, op, q, as, to, far) })
	if err != nil || total == 0 {
		return commands.Say(nobody(cl.Printer, query, h.Asked(cl, query))), err
	}
	name := cl.Printer.T("export.file") + "-" + h.Today(cl).String() + "." + string(as)
	return bot.Reply{Files: &bot.Files{
		Text: shared(cl.Printer, total, query, h.Asked(cl, query), h.hides(cl)),
		List: []bot.File{{Name: name, Spool: spool}},
	}}, nil
}

func (h handlers) write(ctx context.Context, cl commands.Call, op models.Operation, q models.CustomerQuery, as format, to *bot.Spool, far func(rows int)) (int, error) {
	begin := sheets.NewCustomersXLSX
	if as == csv {
		begin = sheets.NewCustomersCSV
	}
	sheet, err := begin(to, h.Naming(ctx, h.SheetReader(cl)), h.CRM.Rules(cl.User.Zone.String()), true)
	if err != nil {
		return 0, err
	}
	defer sheet.Discard()
	rows := 0
	total, err := h.CRM.ExportCustomers(ctx, op, q, func(c *models.Customer) error {
		rows++
		far(rows)
		return sheet.Add(c)
	})
	if err != nil {
		return total, err
	}
	return total, sheet.Close()
}

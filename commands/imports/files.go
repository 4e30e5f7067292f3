package imports

import (
	"context"
	"encoding/csv"
	"io"
	"path"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/incoming"
	"github.com/guanxi-crm/guanxi/sheets/read"
	"github.com/guanxi-crm/guanxi/views"
)

// rejected sends the refused rows of an import as a file of the same shape, with the reasons.
func (h handlers) rejected(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	t, err := h.importOf(ctx, cl, models.TaskDo)
	if err != nil {
		return bot.Reply{}, err
	}
	args, err := argsOf(t)
	if err != nil {
		return bot.Reply{}, err
	}
	if _, err := h.Files.Describe(ctx, args.File); err != nil { // said now rather than later
		return bot.Reply{}, err
	}
	reply := coming(cl)
	reply.Later = func(ctx context.Context, _ bot.Far) (bot.Reply, error) { return h.writeRejected(ctx, cl, t, args) }
	return reply, nil
}

// coming says where a file will be, unless whoever asked is there already.
func coming(cl commands.Call) bot.Reply {
	if cl.InDM() {
		return bot.Reply{}
	}
	return commands.Say(views.Notice(cl.Printer.T("import.rejected_making")))
}

func (h handlers) writeRejected(ctx context.Context, cl commands.Call, t models.Task, args models.ImportArgs) (bot.Reply, error) {
	file, err := h.Files.Download(ctx, args.File, read.DefaultLimits().Size)
	if err != nil {
		return bot.Reply{}, err
	}
	in, err := incoming.Open(ctx, file, t.Title, args, h.known(cl))
	if err != nil {
		return bot.Reply{}, err
	}
	defer func() { _ = in.Close() }() // it was only read
	name := strings.TrimSuffix(t.Title, path.Ext(t.Title)) + "-" + cl.Printer.T("import.rejected_name") + ending(t.Title)
	return sent(name, cl.Printer.Count("import.rejected_text", t.Counts.Rejected, "File", fileName(t.Title)), func(w io.Writer) error {
		why, err := h.CRM.WhyRejected(ctx, cl.Actor, t, in)
		if err != nil {
			return err
		}
		_, err = in.WriteRejected(ctx, w, incoming.Rejected{
			Title: cl.Printer.T(incoming.ReasonWord), Rows: h.CRM.ImportedRows(ctx, cl.Actor, t.ID, models.RowRejected), Why: why,
			Say: func(e *models.Error) string { return views.RefusalText(cl.Printer, h.called(ctx, e)) },
		})
		return err
	})
}

// kept sends what taking an import back has left as it is, with the reasons.
func (h handlers) kept(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	t, err := h.importOf(ctx, cl, models.TaskUndo)
	if err != nil {
		return bot.Reply{}, err
	}
	reply := coming(cl)
	reply.Later = func(ctx context.Context, _ bot.Far) (bot.Reply, error) {
		return sent(cl.Printer.T("import.kept_name")+".csv", cl.Printer.T("import.kept_text", "File", fileName(t.Title)), func(w io.Writer) error {
			return h.writeKept(ctx, cl, t, w)
		})
	}
	return reply, nil
}

func (h handlers) writeKept(ctx context.Context, cl commands.Call, t models.Task, to io.Writer) error {
	if _, err := io.WriteString(to, "\uFEFF"); err != nil {
		return err
	}
	w := csv.NewWriter(to)
	p := cl.Printer
	if err := w.Write([]string{p.T("import.kept_row"), views.FieldLabel(p, models.FieldCode), views.FieldLabel(p, models.FieldName), p.T("import.kept_reason")}); err != nil {
		return err
	}
	for row, err := range h.CRM.ImportedRows(ctx, cl.Actor, t.ID, models.RowKept) {
		if err != nil {
			return err
		}
		line, err := h.keptLine(ctx, cl, row)
		if err != nil {
			return err
		}
		for i, cell := range line {
			line[i] = read.Guard(cell)
		}
		if err := w.Write(line); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// keptLine is a customer that stays as it is, with the reason. Who it is isn't said to who doesn't see it.
func (h handlers) keptLine(ctx context.Context, cl commands.Call, row models.TaskRow) ([]string, error) {
	line := []string{views.Itoa(row.Number), "", "", ""}
	customer, err := h.CRM.Customer(ctx, cl.Actor, row.CustomerID)
	switch {
	case err == nil:
		line[1], line[2] = customer.Code, customer.Name
	case models.AsErrors(err) == nil:
		return nil, err
	}
	reasons, err := models.ReadReasons(row.Reason)
	var said []string
	for _, e := range reasons {
		said = append(said, views.RefusalText(cl.Printer, h.called(ctx, e)))
	}
	line[3] = strings.Join(said, " ")
	return line, err
}

// called puts people's names in the place of their IDs, for a file in which Slack shows no mention.
func (h handlers) called(ctx context.Context, e *models.Error) *models.Error {
	named := *e
	named.Args = map[string]any{}
	for key, value := range e.Args {
		if who, is := value.(models.Person); is {
			value = models.Named{ID: string(who), Name: h.CRM.NameOf(ctx, string(who))}
		}
		named.Args[key] = value
	}
	return &named
}

// importOf is an import, or what takes one back, that has ended.
func (h handlers) importOf(ctx context.Context, cl commands.Call, mode models.TaskMode) (models.Task, error) {
	id, err := commands.ParseID(cl.Value)
	if err != nil {
		return models.Task{}, err
	}
	t, err := h.CRM.Task(ctx, cl.Actor, id)
	if err == nil && (t.Kind != models.TaskImport || t.Mode != mode) {
		err = models.NotFound("error.task_gone")
	}
	return t, err
}

// sent writes a file to be sent to the DM of who asked.
func sent(name, text string, write func(io.Writer) error) (bot.Reply, error) {
	spool, err := bot.NewSpool()
	if err != nil {
		return bot.Reply{}, err
	}
	if err := write(spool); err != nil {
		_ = spool.Close() // nothing of it is needed
		return bot.Reply{}, err
	}
	return bot.Reply{Files: &bot.Files{Text: text, List: []bot.File{{Name: name, Spool: spool}}}}, nil
}

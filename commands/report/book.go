package report

import (
	"context"
	"fmt"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// bookAction is the action_id of the button that makes the workbook of a report.
const bookAction = "workbook.make"

// bookButton makes the workbook of a report for whoever presses it; of is what it is of, as contextOf has it.
func bookButton(p *i18n.Printer, of string) slack.BlockElement {
	return views.Button(bookAction, of, p.T("button.workbook"))
}

// book says that the workbook is being made, and makes it then, by the rights of whoever pressed the button.
func (h handlers) book(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	b, ok := readContext(cl.Value)
	if !ok {
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	}
	period, scope := b.period, asked{scope: b.scope}.counted()
	question, err := h.CRM.ReportOn(ctx, cl.Actor, scope, period.To)
	if err != nil {
		return bot.Reply{}, err
	}
	reply := commands.Say(views.Notice("📄 " + cl.Printer.T("book.making")))
	reply.Later = func(ctx context.Context, far bot.Far) (bot.Reply, error) {
		op := models.Operation{Actor: cl.Actor, Source: "/crm report", Zone: cl.User.Zone.String()}
		figures, err := h.Reports.Report(ctx, question, period, h.CRM.Now(""))
		if err != nil {
			return bot.Reply{}, err
		}
		book := Workbook{Printer: cl.Printer, Reader: h.Naming(ctx, h.SheetReader(cl)), Report: figures}
		file, err := h.file(ctx, book, op, scope, commands.RowsFar(cl.Printer, far))
		if err != nil {
			return bot.Reply{}, err
		}
		text := bookText(cl.Printer, period)
		if h.CRM.Masks() && !cl.Actor.May(models.MayReveal) {
			text += "\n" + cl.Printer.T("book.masked")
		}
		return bot.Reply{Files: &bot.Files{Text: text, List: []bot.File{file}}}, nil
	}
	return reply, nil
}

// file makes the workbook as a temporary file, when its turn has come.
func (h handlers) file(ctx context.Context, book Workbook, op models.Operation, scope models.CountScope, far func(rows int)) (bot.File, error) {
	book.Rules, book.At = h.CRM.Rules(op.Zone), h.CRM.Now(op.Zone)
	spool, _, err := h.Spooled(ctx, func(to *bot.Spool) (int, error) {
		rows, err := book.Write(ctx, to, h.CRM, op, scope, far)
		return rows + 1, err // figures of nothing are a workbook as well
	})
	return bot.File{Name: book.FileName(), Spool: spool}, err
}

// mostInChannel is how many records a sheet of the workbook holds that goes to a channel by the clock: it is made while a message is being sent, and who
// wants all has them by a press.
const mostInChannel = 50_000

// channelBook is the workbook of a report that was posted to a channel: of everybody's customers, and with nobody's personal data.
func (h handlers) channelBook(ctx context.Context, to views.Reader, value any) ([]bot.File, error) {
	posted, is := value.(reports.Posted)
	if !is {
		return nil, fmt.Errorf("%T is no report", value)
	}
	op := models.Operation{Actor: models.System(), Source: "report", Zone: to.Location.String()}
	reader := h.Naming(ctx, h.SheetReader(commands.Call{Request: &bot.Request{User: bot.User{Zone: to.Location}}, Printer: to.Printer}))
	book := Workbook{Printer: to.Printer, Reader: reader, Report: posted.Report, Public: true, Most: mostInChannel}
	file, err := h.file(ctx, book, op, models.CountScope{}, func(int) {})
	return []bot.File{file}, err
}

// bookWords stand above the file in a channel.
func bookWords(to views.Reader, posted reports.Posted) surface.Message {
	return views.Notice(bookText(to.Printer, posted.Period))
}

// bookText stands above the file.
func bookText(p *i18n.Printer, period reports.Period) string {
	return "📄 *" + p.T("book.title", "From", period.From, "To", period.To) + "*"
}

// Package ticket is the requests of customers for service: raising, showing and changing a ticket, moving it through its states, and the queue.
package ticket

import (
	"embed"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
)

//go:embed words.*.toml
var words embed.FS

// handlers answer what the feature declares.
type handlers struct{ *commands.Frame }

// Feature is the tickets of customers.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	inputs := models.Inputs(models.TicketFields()...)
	return commands.Feature{
		Words: words,
		Subcommands: []commands.Subcommand{
			{Name: "ticket", Aliases: []string{"工单", "服务单", "case"}, Needs: models.MayView, Codes: models.ParseTicketCode, Read: h.readTicket},
			{Name: "tickets", Aliases: []string{"工单列表", "工单队列", "所有工单", "queue"}, Needs: models.MayView, Run: h.queue},
		},
		Ways: []commands.Way{
			{Kind: bot.KindSubmission, Name: newModal, Needs: models.MayServe, Run: h.submitNew, Inputs: inputs},
			{Kind: bot.KindSubmission, Name: editModal, Needs: models.MayServe, Run: h.submitEdit, Inputs: inputs},
			{Kind: bot.KindAction, Name: moveAction, Needs: models.MayServe, Run: h.move},
			{Kind: bot.KindAction, Name: takeAction, Needs: models.MayServe, Run: h.take},
			{Kind: bot.KindAction, Name: pageAction, Needs: models.MayView, Run: h.page, Repeats: true},
			{Kind: bot.KindSubmission, Name: raiseModal, Needs: models.MayServe, Run: h.submitRaise, Inputs: append([]models.Input{models.InputCustomer}, inputs...)},
			{Kind: bot.KindAction, Name: whoseAction, Needs: models.MayServe, Run: h.whose, Opens: true, Repeats: true},
			{Kind: bot.KindAction, Name: asideAction, Needs: models.MayServe, Run: h.aside, Repeats: true},
			{Kind: bot.KindAction, Name: backAction, Needs: models.MayServe, Run: h.putBack, Repeats: true},
			{Kind: bot.KindAction, Name: intakeAction, Needs: models.MayServe, Run: h.intakeMenu, Opens: true, Repeats: true},
			{Kind: bot.KindAction, Name: saidAction, Needs: models.MayView, Run: h.conversation, Repeats: true},
			{Kind: bot.KindAction, Name: rateAction, Needs: models.MayView, Run: h.rate, Strangers: true},
			{Kind: bot.KindAction, Name: reasonAction, Needs: models.MayView, Run: h.reason, Strangers: true},
			{Kind: bot.KindAction, Name: queueAction, Needs: models.MayView, Run: h.queuePage, Repeats: true},
		},
		Shortcuts: []commands.Shortcut{{Name: "Raise a ticket 新建工单", Type: "message", CallbackID: "ticket.shortcut", Needs: models.MayServe, Run: h.shortcut}},
		Heard:     h.heard,
		Reacted:   &commands.Reacted{Wants: h.wants, Off: h.wantsNone, Needs: models.MayServe, Run: h.reacted},
		Messages:  answers(),
	}
}

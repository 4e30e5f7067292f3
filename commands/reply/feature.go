// Package reply answers tickets in their conversation: with words of one's own, or with those that the team keeps for what is asked often.
package reply

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

// Feature is answers to tickets, and the canned ones.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	canned := []models.Input{models.InputReplyName, models.InputReplyText}
	return commands.Feature{
		Words: words,
		Subcommands: []commands.Subcommand{
			{Name: "reply", Aliases: []string{"回复", "answer", "replies", "常用回复"}, Needs: models.MayServe, Read: h.readReply},
		},
		Ways: []commands.Way{
			{Kind: bot.KindSubmission, Name: sendModal, Needs: models.MayServe, Run: h.submitSend, Inputs: []models.Input{models.InputReplyText, models.InputReplyState}},
			{Kind: bot.KindAction, Name: chooseAction, Needs: models.MayServe, Run: h.choose, Opens: true, Repeats: true},
			{Kind: bot.KindSubmission, Name: newModal, Needs: models.MayManageReplies, Run: h.submitNew, Inputs: canned},
			{Kind: bot.KindSubmission, Name: editModal, Needs: models.MayManageReplies, Run: h.submitEdit, Inputs: canned},
			{Kind: bot.KindAction, Name: menuAction, Needs: models.MayManageReplies, Read: h.readMenu},
			{Kind: bot.KindAction, Name: pageAction, Needs: models.MayServe, Run: h.page, Repeats: true},
		},
		Messages: map[string]commands.Wording{models.ToldReply: commands.Words(told)},
	}
}

// Package followup plans follow-ups, shows what is due, and words what the scheduler tells of it.
package followup

import (
	"embed"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

//go:embed words.*.toml
var words embed.FS

// handlers answer what the feature declares.
type handlers struct{ *commands.Frame }

// Feature is follow-ups: planned, due, done and moved, and what the scheduler tells of them.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	return commands.Feature{
		Words: words,
		Subcommands: []commands.Subcommand{
			{Name: "follow", Aliases: []string{"跟进", "followup", "follow-up", "remind"}, Needs: models.MayFollowUp, Read: h.readFollow},
			{Name: "due", Aliases: []string{"待办", "到期", "todo"}, Needs: models.MayView, Run: h.due},
		},
		Ways: []commands.Way{
			{
				Kind: bot.KindSubmission, Name: followModal, Needs: models.MayFollowUp, Run: h.submitFollow,
				Inputs: []models.Input{models.InputCustomer, models.FieldDueOn.Input(), models.FieldDueTime.Input(), models.FieldTitle.Input(), models.FieldAssignee.Input()},
			},
			{
				Kind: bot.KindSubmission, Name: doneModal, Needs: models.MayFollowUp, Run: h.submitDone,
				Inputs: []models.Input{models.FieldOutcome.Input(), models.InputNext, models.FieldDueOn.Input(), models.FieldTitle.Input()},
			},
			{
				Kind: bot.KindSubmission, Name: editFollowModal, Needs: models.MayFollowUp, Run: h.submitEditFollow,
				Inputs: []models.Input{models.FieldAssignee.Input(), models.FieldDueOn.Input(), models.FieldDueTime.Input(), models.FieldTitle.Input()},
			},
			{Kind: bot.KindSubmission, Name: snoozeModal, Needs: models.MayFollowUp, Run: h.submitSnooze, Inputs: []models.Input{models.FieldDueOn.Input()}},
			{Kind: bot.KindAction, Name: views.FollowUpDoneAction, Needs: models.MayFollowUp, Run: h.askOutcome, Opens: true, Repeats: true},
			{Kind: bot.KindAction, Name: views.FollowUpEditAction, Needs: models.MayFollowUp, Run: h.askEdit, Opens: true, Repeats: true},
			{Kind: bot.KindAction, Name: views.FollowUpSnoozeAction, Needs: models.MayFollowUp, Read: h.readSnooze},
			{Kind: bot.KindAction, Name: duePageAction, Needs: models.MayView, Run: h.duePage, Repeats: true},
		},
		Shortcuts: []commands.Shortcut{{Name: "Follow up 安排跟进", Type: "message", CallbackID: "followup.plan", Needs: models.MayFollowUp, Run: h.shortcutFollow}},
		Lists:     map[string]commands.Relist{listDigest: h.relistDigest, listDue: h.relistDue},
		Messages: map[string]commands.Wording{
			models.ToldDigest:     commands.Words(Digest),
			models.ToldSummary:    commands.Words(summary),
			models.ToldReminder:   commands.Words(reminder),
			models.ToldEscalation: commands.Words(escalation),
		},
	}
}

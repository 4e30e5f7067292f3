// Package target says what the team and its people are to reach, and how far they are.
package target

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

// Feature is the targets of the team and its people.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	return commands.Feature{
		Words:       words,
		Subcommands: []commands.Subcommand{{Name: "target", Aliases: []string{"目标", "targets", "业绩目标", "quota", "goal"}, Needs: models.MayReport, Read: h.read}},
		Ways: []commands.Way{
			{
				Kind: bot.KindSubmission, Name: targetModal, Needs: models.MayManageTargets, Run: h.submit,
				Inputs: []models.Input{models.InputUser, models.InputPeriod, models.FieldAmount.Input(), models.InputNewCustomers},
			},
		},
	}
}

// Package stages shows and changes the pipelines that deals go through, their stages, and the reasons for which deals are lost.
package stages

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

// Feature is the team's pipelines, their stages and reasons: everybody sees them, admins change them.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	labels := []models.Input{models.InputLabelZH, models.InputLabelEN}
	return commands.Feature{
		Words: words,
		Subcommands: []commands.Subcommand{
			{Name: "stages", Aliases: []string{"阶段", "商机阶段", "stage", "pipelines", "管道", "流程"}, Needs: models.MayView, Read: h.read},
		},
		Ways: []commands.Way{
			{
				Kind: bot.KindSubmission, Name: stageModal, Needs: models.MayManageStages, Run: h.submitStage,
				Inputs: append(labels[:2:2], models.InputStageKind, models.InputStageChance),
			},
			{Kind: bot.KindSubmission, Name: pipelineModal, Needs: models.MayManageStages, Run: h.submitPipeline, Inputs: append(labels[:2:2], models.InputStages)},
			{Kind: bot.KindSubmission, Name: reasonModal, Needs: models.MayManageStages, Run: h.submitReason, Inputs: labels},
			{Kind: bot.KindAction, Name: menuAction, Needs: models.MayManageStages, Read: h.readMenu},
			{Kind: bot.KindAction, Name: addAction, Needs: models.MayManageStages, Run: h.addTo, Opens: true, Repeats: true},
			{Kind: bot.KindAction, Name: pageAction, Needs: models.MayView, Run: h.page, Repeats: true},
		},
	}
}

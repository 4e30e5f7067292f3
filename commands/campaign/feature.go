// Package campaign is marketing campaigns: making and changing them, whom they address, and what came of them.
package campaign

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

// Feature is the team's campaigns.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	inputs := models.Inputs(models.CampaignFields()...)
	return commands.Feature{
		Words: words,
		Subcommands: []commands.Subcommand{
			{Name: "campaign", Aliases: []string{"活动", "市场活动", "campaigns"}, Needs: models.MayView, Codes: models.ParseCampaignCode, Read: h.read},
		},
		Ways: []commands.Way{
			{Kind: bot.KindSubmission, Name: newModal, Needs: models.MayManageCampaigns, Run: h.submitNew, Inputs: inputs},
			{Kind: bot.KindSubmission, Name: editModal, Needs: models.MayManageCampaigns, Run: h.submitEdit, Inputs: inputs},
			{
				Kind: bot.KindSubmission, Name: addModal, Needs: models.MayEdit, Run: h.submitAdd,
				Inputs: []models.Input{models.InputCustomer, models.FieldMemberState.Input()},
			},
			{
				Kind: bot.KindSubmission, Name: manyModal, Needs: models.MayEdit, Run: h.submitMany,
				Inputs: []models.Input{models.FieldMemberState.Input(), models.InputMembers, models.InputMembersOf},
			},
			{Kind: bot.KindAction, Name: pageAction, Needs: models.MayView, Run: h.page, Repeats: true},
			{Kind: bot.KindAction, Name: touchAction, Needs: models.MayView, Run: h.touch, Repeats: true},
			{Kind: bot.KindAction, Name: membersAction, Needs: models.MayView, Run: h.membersPage, Repeats: true},
			{Kind: bot.KindAction, Name: manyAction, Needs: models.MayEdit, Run: h.many, Opens: true, Repeats: true},
			{Kind: bot.KindAction, Name: memberAction, Needs: models.MayEdit, Run: h.member},
			{Kind: bot.KindAction, Name: audienceAction, Needs: models.MayEdit, Run: h.addAudience},
			{Kind: bot.KindOptions, Name: views.CampaignPicker, Needs: models.MayView, Run: h.suggest},
		},
	}
}

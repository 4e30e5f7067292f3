// Package bulk changes many customers at once.
package bulk

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

// Feature is bulk changes: what is to change, what that would do, doing it, and taking it back.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	return commands.Feature{
		Words: words,
		Subcommands: []commands.Subcommand{
			{Name: "bulk", Aliases: []string{"批量", "批量修改"}, Needs: models.MayBulkOwn, Read: h.readBulk},
		},
		Ways: []commands.Way{
			{Kind: bot.KindAction, Name: views.BulkAction, Needs: models.MayBulkOwn, Read: h.readScope, Repeats: true},
			{
				Kind: bot.KindSubmission, Name: bulkModal, Needs: models.MayBulkOwn, Run: h.preview,
				Inputs: []models.Input{
					models.FieldOwner.Input(), models.InputSearchQuery, models.FieldStatus.Input(), models.FieldKind.Input(), models.FieldText.Input(), models.FieldReason.Input(),
					models.InputTagsAdd, models.InputTagsRemove, models.FieldSource.Input(),
					models.FieldMemberCampaign.Input(), models.FieldMemberState.Input(), models.FieldNextFollowUp.Input(), models.InputPerDay, models.InputArchive,
				},
			},
			{Kind: bot.KindAction, Name: startAction, Needs: models.MayBulkOwn, Run: h.start},
			{Kind: bot.KindAction, Name: stopAction, Needs: models.MayEdit, Run: h.stopButton},
			{Kind: bot.KindAction, Name: undoAction, Needs: models.MayUndo, Run: h.undoButton},
		},
		Messages: map[string]commands.Wording{models.ToldBulk: commands.Words(news)},
	}
}

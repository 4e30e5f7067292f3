// Package imports lets customers come in from files that people bring.
package imports

import (
	"embed"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
)

//go:embed words.*.toml
var words embed.FS

// handlers answer what the feature declares.
type handlers struct {
	*commands.Frame
	looks *looks
}

// Feature is imports: the form, files that are shared with the bot, the preview with its columns, progress, what came of it, and taking it
// back.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame, newLooks()}
	may := models.MayImportOwn // who may import for everybody may for themselves
	return commands.Feature{
		Words: words,
		Subcommands: []commands.Subcommand{
			{Name: "import", Aliases: []string{"导入"}, Needs: may, Read: h.readImport},
		},
		Files: h.offer, ForFiles: "import",
		Ways: []commands.Way{
			{Kind: bot.KindSubmission, Name: fileModal, Needs: may, Run: h.submitFile, Inputs: []models.Input{models.InputFile, models.InputDuplicates, models.FieldMemberState.Input(), models.FieldOwner.Input()}},
			{Kind: bot.KindAction, Name: openAction, Needs: may, Run: h.askOffered, Opens: true, Repeats: true},
			{Kind: bot.KindAction, Name: leaveAction, Needs: may, Run: h.leave},
			{Kind: bot.KindAction, Name: goAction, Needs: may, Run: h.carryOut},
			{Kind: bot.KindAction, Name: cancelAction, Needs: may, Run: h.cancel},
			{Kind: bot.KindAction, Name: columnsAction, Needs: may, Run: h.askColumns, Opens: true, Repeats: true},
			{Kind: bot.KindSubmission, Name: columnsModal, Needs: may, Run: h.submitColumns},
			{Kind: bot.KindAction, Name: stopAction, Needs: may, Run: h.stop},
			{Kind: bot.KindAction, Name: rejectedAction, Needs: may, Run: h.rejected, Repeats: true},
			{Kind: bot.KindAction, Name: undoAction, Needs: may, Run: h.undo},
			{Kind: bot.KindAction, Name: keptAction, Needs: may, Run: h.kept, Repeats: true},
		},
		Messages: map[string]commands.Wording{models.ToldImport: commands.Words(h.told)},
	}
}

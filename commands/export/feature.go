// Package export gives customers to whoever asks, as a file.
package export

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

// Feature is exports: the customers that a search finds, in the DM of who asked.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	return commands.Feature{
		Words: words,
		Subcommands: []commands.Subcommand{
			{Name: "export", Aliases: []string{"导出"}, Needs: models.MayView, Read: h.readExport},
		},
		Ways: []commands.Way{
			{Kind: bot.KindSubmission, Name: exportModal, Needs: models.MayView, Run: h.submit, Inputs: []models.Input{models.InputFormat}},
		},
	}
}

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

// atOnce is how many files are made at the same time by one process: a workbook of many customers is work.
const atOnce = 2

// handlers answer what the feature declares.
type handlers struct {
	*commands.Frame
	turns chan struct{} // one is taken by each file that is made
}

// Feature is exports: the customers that a search finds, in the DM of who asked.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame, make(chan struct{}, atOnce)}
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

// Package merge lets two customers that are the same be one, and takes that back.
package merge

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

// Feature is merging customers.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	return commands.Feature{
		Words: words,
		Subcommands: []commands.Subcommand{
			{Name: "merge", Aliases: []string{"合并"}, Needs: models.MayMerge, Read: h.readMerge},
			{Name: "dedupe", Aliases: []string{"查重", "去重", "duplicates"}, Needs: models.MayMerge, Run: h.dedupe},
		},
		Ways: []commands.Way{
			{Kind: bot.KindSubmission, Name: mergeModal, Needs: models.MayMerge, Run: h.submitMerge},
			{Kind: bot.KindAction, Name: twoAction, Needs: models.MayMerge, Run: h.decide(false)},
			{Kind: bot.KindAction, Name: laterAction, Needs: models.MayMerge, Run: h.decide(true)},
			{Kind: bot.KindAction, Name: undoAction, Needs: models.MayMerge, Run: h.undo},
		},
	}
}

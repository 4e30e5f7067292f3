// Package word keeps the list of sensitive words.
package word

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

// Feature is the list of sensitive words, and what happens when one is written.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	return commands.Feature{
		Words: words,
		Subcommands: []commands.Subcommand{
			{Name: "words", Aliases: []string{"敏感词", "word"}, Needs: models.MayManageWords, Read: h.readWords},
		},
		Ways: []commands.Way{
			{Kind: bot.KindSubmission, Name: wordModal, Needs: models.MayManageWords, Run: h.submitWord, Inputs: []models.Input{models.InputWord}},
			{Kind: bot.KindAction, Name: wordModeAction, Needs: models.MayManageWords, Run: h.setWordMode},
		},
	}
}

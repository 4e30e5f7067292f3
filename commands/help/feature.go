// Package help explains the commands, and who may do what.
package help

import (
	"embed"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
)

//go:embed words.*.toml
var words embed.FS

// handlers answer what the feature declares.
type handlers struct{ *commands.Frame }

// Feature is help: what can be said, and who may do what.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	return commands.Feature{
		Words: words,
		Subcommands: []commands.Subcommand{
			{Name: "help", Aliases: []string{"帮助", "?"}, Needs: models.MayView, Run: h.help},
		},
	}
}

// Package archive takes customers that were entered by mistake out of sight, and puts them back.
package archive

import (
	"embed"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
)

//go:embed words.*.toml
var words embed.FS

// handlers answer what the feature declares.
type handlers struct{ *commands.Frame }

// Feature is archiving and restoring customers. Who entered a customer may for a day: the use case looks.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	return commands.Feature{
		Words: words,
		Subcommands: []commands.Subcommand{
			{Name: "archive", Aliases: []string{"归档", "存档"}, Needs: models.MayCreate, Read: h.Picking("archive", h.archive)},
			{Name: "restore", Aliases: []string{"恢复", "还原", "unarchive"}, Needs: models.MayCreate, Run: h.restore},
		},
	}
}

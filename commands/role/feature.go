// Package role says who has which role, and gives roles.
package role

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

// Feature is the roles: who has which, and giving them.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	return commands.Feature{
		Words: words,
		Subcommands: []commands.Subcommand{
			{Name: "role", Aliases: []string{"角色", "roles"}, Needs: models.MayManageRoles, Read: h.readRole},
		},
		Ways: []commands.Way{{
			Kind: bot.KindSubmission, Name: roleModal, Needs: models.MayManageRoles, Run: h.submitRole,
			Inputs: []models.Input{models.InputUser, models.InputRole},
		}},
	}
}

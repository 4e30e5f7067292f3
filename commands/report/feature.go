// Package report shows the figures of a period.
package report

import (
	"embed"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

//go:embed words.*.toml
var words embed.FS

// handlers answer what the feature declares.
type handlers struct{ *commands.Frame }

// Feature is the figures of a period, and the report that goes to channels.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	return commands.Feature{
		Words: words,
		Subcommands: []commands.Subcommand{
			{Name: "report", Aliases: []string{"报告", "报表", "周报"}, Needs: models.MayReport, Run: h.report},
		},
		Messages: map[string]commands.Wording{
			models.ToldReport: commands.Words(func(to views.Reader, weekly reports.Weekly) surface.Message {
				return report(to.Printer, weekly.Report, weekly.Late)
			}),
		},
	}
}

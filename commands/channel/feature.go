// Package channel says which channels get summaries, reports and news of deals.
package channel

import (
	"embed"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

//go:embed words.*.toml
var words embed.FS

// handlers answer what the feature declares.
type handlers struct{ *commands.Frame }

// Feature is the channels that get summaries, reports and news of deals.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	return commands.Feature{
		Words: words,
		Subcommands: []commands.Subcommand{
			{Name: "channel", Aliases: []string{"频道", "channels"}, Needs: models.MayManageChannels, Read: h.readChannel},
		},
		Ways: []commands.Way{
			{
				Kind: bot.KindSubmission, Name: channelModal, Needs: models.MayManageChannels, Run: h.submitChannel,
				Inputs: []models.Input{
					models.InputChannel, models.InputSends, models.InputNewsFrom, models.InputNewsPipeline, models.InputNewsOwner, models.InputLanguage, models.InputZone,
				},
			},
			{Kind: bot.KindOptions, Name: channelZonePicker, Needs: models.MayManageChannels, Run: h.suggestChannelZone},
		},
		Messages: map[string]commands.Wording{
			models.ToldOutside: commands.Words(func(to views.Reader, channel models.ReportChannel) surface.Message {
				return outsideNotice(to.Printer, channel)
			}),
			models.ToldUnreachable: commands.Words(func(to views.Reader, channel models.ReportChannel) surface.Message {
				return unreachableNotice(to.Printer, channel)
			}),
		},
	}
}

// Package report shows what happened in a period, and the records behind each of its figures.
package report

import (
	"embed"

	"github.com/guanxi-crm/guanxi/bot"
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

// Feature is what happened in a period, on demand and in channels by the clock.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	posted := commands.Words(func(to views.Reader, told reports.Posted) surface.Message {
		return report(to.Printer, shown{report: told.Report, late: told.Late, names: told.Names})
	})
	return commands.Feature{
		Words: words,
		Subcommands: []commands.Subcommand{
			{Name: "report", Aliases: []string{"报告", "报表", "周报", "月报", "季报"}, Needs: models.MayReport, Run: h.report},
		},
		Ways: []commands.Way{
			{Kind: bot.KindAction, Name: bookAction, Needs: models.MayReport, Run: h.book, Repeats: true},
			{Kind: bot.KindAction, Name: periodAction, Needs: models.MayReport, Run: h.pickPeriod, Repeats: true},
			{Kind: bot.KindAction, Name: personAction, Needs: models.MayReport, Run: h.pickPerson, Repeats: true},
			{Kind: bot.KindAction, Name: changeAction, Needs: models.MayReport, Run: h.change, Opens: true, Repeats: true},
			{Kind: bot.KindAction, Name: recordsAction, Needs: models.MayReport, Run: h.records, Repeats: true},
			{Kind: bot.KindAction, Name: chartsAction, Needs: models.MayReport, Run: h.moreCharts, Repeats: true},
			{Kind: bot.KindAction, Name: picturesAction, Needs: models.MayReport, Run: h.asPictures, Repeats: true},
			{Kind: bot.KindAction, Name: pageAction, Needs: models.MayReport, Run: h.recordsPage, Repeats: true},
			{
				Kind: bot.KindSubmission, Name: askModal, Needs: models.MayReport, Run: h.submit,
				Inputs: []models.Input{
					models.InputReportPeriod, models.InputReportFrom, models.InputReportTo, models.InputUser, models.FieldIndustry.Input(), models.FieldSource.Input(), models.FieldTags.Input(),
				},
			},
		},
		Attached: map[string]commands.Attaching{models.ToldReportBook: h.channelBook},
		Messages: map[string]commands.Wording{models.ToldReport: posted, models.ToldMonthly: posted, models.ToldQuarterly: posted, models.ToldReportBook: commands.Words(bookWords)},
	}
}

package pipeline

import (
	"slices"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// charts are Slack's own charts of the stages, the sum and the weighted sum of each: one in the team's currency, as far as amounts are in it
// or have a rate, and one of what has no rate. Where nothing has an amount, the deals are counted. The numbers stand as text beside them.
func charts(p *i18n.Printer, s shown) []slack.Block {
	stages := s.board.Stages
	var labels []string
	for _, stage := range stages {
		labels = append(labels, stage.Stage.Label(p.Language()))
	}
	together := s.board.Together
	converted := func(stage models.BoardStage) models.Worth {
		return models.Rates{Team: together.Team, List: together.Rates}.Together(stage.Worths).Worth
	}
	var blocks []slack.Block
	if together.Amount.Minor != 0 {
		blocks = append(blocks, worthChart(p, together.Team, labels, stages, converted))
	}
	for _, apart := range together.Apart {
		if len(blocks) < views.MaxCharts {
			blocks = append(blocks, worthChart(p, apart.Amount.Currency, labels, stages, func(stage models.BoardStage) models.Worth {
				at := slices.IndexFunc(stage.Worths, func(w models.Worth) bool { return w.Amount.Currency == apart.Amount.Currency })
				if at < 0 {
					return models.Worth{Amount: models.Money{Currency: apart.Amount.Currency}, Weighted: models.Money{Currency: apart.Amount.Currency}}
				}
				return stage.Worths[at]
			}))
		}
	}
	if len(blocks) > 0 || len(stages) == 0 {
		return blocks
	}
	counts := views.ChartSeries{Name: p.T("pipeline.chart_count")}
	for _, stage := range stages {
		counts.Values = append(counts.Values, float64(stage.Count))
	}
	return []slack.Block{views.Chart{Title: p.T("pipeline.chart_counts"), Labels: labels, Series: []views.ChartSeries{counts}}.Bars()}
}

// worthChart shows what the stages are worth in a currency.
func worthChart(p *i18n.Printer, currency string, labels []string, stages []models.BoardStage, worth func(models.BoardStage) models.Worth) slack.Block {
	sums, weighted := views.ChartSeries{Name: p.T("pipeline.chart_sum")}, views.ChartSeries{Name: p.T("pipeline.chart_weighted")}
	for _, stage := range stages {
		of := worth(stage)
		sums.Values, weighted.Values = append(sums.Values, views.ChartValue(of.Amount)), append(weighted.Values, views.ChartValue(of.Weighted))
	}
	return views.Chart{Title: p.T("pipeline.chart", "Currency", currency), Labels: labels, Series: []views.ChartSeries{sums, weighted}}.Bars()
}

package pipeline

import (
	"slices"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// Slack's limits of a chart (docs.slack.dev/reference/block-kit/blocks/data-visualization-block).
const (
	maxCategories = 20
	maxCharts     = 2 // of a message
)

// charts are Slack's own charts of the stages, the sum and the weighted sum of each: one in the team's currency, as far as amounts are in it
// or have a rate, and one of what has no rate. Where nothing has an amount, the deals are counted. The numbers stand as text beside them.
func charts(p *i18n.Printer, s shown) []slack.Block {
	stages := s.board.Stages[:min(len(s.board.Stages), maxCategories)]
	labels := chartLabels(p, stages)
	together := s.board.Together
	converted := func(stage models.BoardStage) models.Worth {
		return models.Rates{Team: together.Team, List: together.Rates}.Together(stage.Worths).Worth
	}
	var blocks []slack.Block
	if together.Amount.Minor != 0 {
		blocks = append(blocks, worthChart(p, together.Team, labels, stages, converted))
	}
	for _, apart := range together.Apart {
		if len(blocks) < maxCharts {
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
	count := series(p.T("pipeline.chart_count"), labels, func(i int) float64 { return float64(stages[i].Count) })
	return []slack.Block{chart(p.T("pipeline.chart_counts"), labels, count)}
}

// worthChart shows what the stages are worth in a currency.
func worthChart(p *i18n.Printer, currency string, labels []string, stages []models.BoardStage, worth func(models.BoardStage) models.Worth) slack.Block {
	return chart(p.T("pipeline.chart", "Currency", currency), labels,
		series(p.T("pipeline.chart_sum"), labels, func(i int) float64 { return views.ChartValue(worth(stages[i]).Amount) }),
		series(p.T("pipeline.chart_weighted"), labels, func(i int) float64 { return views.ChartValue(worth(stages[i]).Weighted) }))
}

func chart(title string, labels []string, list ...slack.DataVisualizationDataSeries) slack.Block {
	return slack.NewDataVisualizationBlock(views.Clip(title, views.MaxChartTitle), slack.NewDataVisualizationBarChart(slack.NewDataVisualizationAxisConfig(labels...), list...))
}

func series(name string, labels []string, value func(i int) float64) slack.DataVisualizationDataSeries {
	points := make([]slack.DataVisualizationDataPoint, len(labels))
	for i, label := range labels {
		points[i] = slack.NewDataVisualizationDataPoint(label, value(i))
	}
	return slack.NewDataVisualizationDataSeries(views.Clip(name, views.MaxChartLabel), points...)
}

// chartLabels name the stages, each by another name, as Slack wants it.
func chartLabels(p *i18n.Printer, stages []models.BoardStage) []string {
	labels := make([]string, len(stages))
	for i, stage := range stages {
		labels[i] = views.UniqueLabel(labels[:i], stage.Stage.Label(p.Language()))
	}
	return labels
}

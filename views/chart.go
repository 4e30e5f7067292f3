package views

import (
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// Slack's limits of a chart (docs.slack.dev/reference/block-kit/blocks/data-visualization-block).
const (
	MaxChartTitle  = 50 // characters
	MaxChartLabel  = 20 // characters of a name in it
	MaxChartLabels = 20 // of its axis
	MaxChartSeries = 12
	MaxCharts      = 2 // of a message
)

// Chart is Slack's own chart of several series over the same labels. What doesn't fit it is left out; the numbers stand beside it, in text or in
// its table.
type Chart struct {
	Title  string
	Unit   string   // what the values are in, at their axis; "" says nothing
	Labels []string // made different from each other, as Slack wants it
	Series []ChartSeries
}

// ChartSeries is a row of a chart's values, one for each label.
type ChartSeries struct {
	Name   string
	Values []float64
}

// BoardChart is what the open deals of each stage are worth, in the team's currency, of one pipeline or several: what has no rate isn't in it.
func BoardChart(p *i18n.Printer, title, team string, boards ...models.Board) Chart {
	chart := Chart{Title: title, Unit: team}
	sums, weighted := ChartSeries{Name: p.T("board.amount")}, ChartSeries{Name: p.T("board.weighted")}
	for _, board := range boards {
		for _, stage := range board.Stages {
			worth := models.Rates{Team: team, List: board.Together.Rates}.Together(stage.Worths)
			label := stage.Stage.Label(p.Language())
			if len(boards) > 1 {
				label = board.Pipeline.Label(p.Language()) + " " + label
			}
			chart.Labels = append(chart.Labels, label)
			sums.Values, weighted.Values = append(sums.Values, ChartValue(worth.Amount)), append(weighted.Values, ChartValue(worth.Weighted))
		}
	}
	chart.Series = []ChartSeries{sums, weighted}
	return chart
}

// Empty reports that there is nothing to see: no value is other than zero.
func (c Chart) Empty() bool {
	for _, s := range c.Series {
		if slices.ContainsFunc(s.Values, func(v float64) bool { return v != 0 }) {
			return false
		}
	}
	return true
}

// Bars is the chart as groups of bars.
func (c Chart) Bars() slack.Block {
	axis, series := c.parts()
	return c.block(slack.NewDataVisualizationBarChart(axis, series...))
}

// Lines is the chart as lines.
func (c Chart) Lines() slack.Block {
	axis, series := c.parts()
	return c.block(slack.NewDataVisualizationLineChart(axis, series...))
}

func (c Chart) block(chart slack.DataVisualizationChart) slack.Block {
	return slack.NewDataVisualizationBlock(Clip(c.Title, MaxChartTitle), chart)
}

// labels are those that fit, each another.
func (c Chart) labels() []string {
	labels := make([]string, min(len(c.Labels), MaxChartLabels))
	for i := range labels {
		labels[i] = UniqueLabel(labels[:i], c.Labels[i])
	}
	return labels
}

func (c Chart) parts() (slack.DataVisualizationAxisConfig, []slack.DataVisualizationDataSeries) {
	labels := c.labels()
	var series []slack.DataVisualizationDataSeries
	for _, s := range c.Series[:min(len(c.Series), MaxChartSeries)] {
		points := make([]slack.DataVisualizationDataPoint, len(labels))
		for i, label := range labels {
			points[i] = slack.NewDataVisualizationDataPoint(label, s.Values[i])
		}
		series = append(series, slack.NewDataVisualizationDataSeries(Clip(s.Name, MaxChartLabel), points...))
	}
	axis := slack.NewDataVisualizationAxisConfig(labels...)
	if c.Unit != "" {
		axis = axis.WithYLabel(Clip(c.Unit, MaxChartTitle))
	}
	return axis, series
}

// tablePage is how many rows of a table are seen at a time.
const tablePage = 12

// Table is a table with the chart's numbers, a row for each label, which its readers can sort. corner heads the labels; text writes a value of a
// series (docs.slack.dev/reference/block-kit/blocks/data-table-block).
func (c Chart) Table(corner string, text func(series int, value float64) string) slack.Block {
	head := []slack.DataTableCell{slack.NewDataTableRawTextCell(corner)}
	for _, s := range c.Series {
		head = append(head, slack.NewDataTableRawTextCell(s.Name))
	}
	table := slack.NewDataTableBlock(c.Title).WithPageSize(tablePage).AddRow(head...)
	for i, label := range c.Labels {
		row := []slack.DataTableCell{slack.NewDataTableRawTextCell(label)}
		for n, s := range c.Series {
			row = append(row, slack.NewDataTableRawNumberCell(s.Values[i]).WithText(text(n, s.Values[i])))
		}
		table.AddRow(row...)
	}
	return table
}

// ChartValue is an amount as a chart takes it: charts know floating-point numbers only. It is for the eye; the exact amount stands beside it.
func ChartValue(amount models.Money) float64 {
	value, _ := strconv.ParseFloat(amount.Decimal(), 64)
	return value
}

// UniqueLabel is a label as a chart takes it, which none of the others is: Slack refuses two that are the same.
func UniqueLabel(others []string, label string) string {
	label = OneLine(label)
	clipped := Clip(label, MaxChartLabel)
	for n := 2; slices.Contains(others, clipped); n++ {
		suffix := " " + strconv.Itoa(n)
		clipped = strings.TrimSpace(Clip(label, MaxChartLabel-len(suffix))) + suffix
	}
	return clipped
}

package views

import (
	"slices"
	"strconv"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
)

// Slack's limits of a chart (docs.slack.dev/reference/block-kit/blocks/data-visualization-block).
const (
	MaxChartTitle = 50 // characters
	MaxChartLabel = 20 // characters of a name in it
)

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

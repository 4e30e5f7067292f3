package views

import (
	"slices"
	"strconv"

	"github.com/guanxi-crm/guanxi/models"
)

// maxChartLabel is how many characters Slack takes of a name in a chart.
const maxChartLabel = 20

// ChartValue is an amount as a chart takes it: charts know floating-point numbers only. It is for the eye; the exact amount stands beside it.
func ChartValue(amount models.Money) float64 {
	value, _ := strconv.ParseFloat(amount.Decimal(), 64)
	return value
}

// UniqueLabel is a label as a chart takes it, which none of the others is: Slack refuses two that are the same.
func UniqueLabel(others []string, label string) string {
	label = OneLine(label)
	clipped := Clip(label, maxChartLabel)
	for n := 2; slices.Contains(others, clipped); n++ {
		suffix := " " + strconv.Itoa(n)
		clipped = Clip(label, maxChartLabel-len(suffix)) + suffix
	}
	return clipped
}

package bot

import (
	"context"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/pictures"
)

// Some workspaces don't take Slack's own charts yet, and refuse the whole message. What was refused with charts and taken with pictures in their
// place is remembered until the process ends; every message with charts then has pictures from the beginning.

// charts remembers whether the workspace takes charts.
type charts struct{ refused atomic.Bool }

// chartsOf are the places of charts among blocks.
func chartsOf(blocks []slack.Block) (at []int) {
	for i, block := range blocks {
		if _, is := block.(*slack.DataVisualizationBlock); is {
			at = append(at, i)
		}
	}
	return at
}

// withCharts sends blocks, with pictures in the place of charts where the workspace refuses these.
func (c *caller) withCharts(ctx context.Context, blocks []slack.Block, send func([]slack.Block) error) error {
	if len(chartsOf(blocks)) == 0 {
		return send(blocks)
	}
	if c.charts.refused.Load() {
		return c.sendPictures(ctx, blocks, send)
	}
	err := send(blocks)
	if code(err) != "invalid_blocks" && code(err) != "invalid_arguments" { // the latter of a view
		return err
	}
	if again := c.sendPictures(ctx, blocks, send); again != nil {
		return err // something else was wrong, too
	}
	c.charts.refused.Store(true)
	return nil
}

// How long Slack takes to look at a picture before a message may show it: it refuses the message until then.
const (
	lookEvery = 500 * time.Millisecond
	lookTries = 8
)

// sendPictures sends blocks with pictures in the place of charts; where pictures can't be uploaded, without any: the figures stand in text beside
// them.
func (c *caller) sendPictures(ctx context.Context, blocks []slack.Block, send func([]slack.Block) error) error {
	pictured, drawn := c.pictured(ctx, blocks)
	for range lookTries {
		err := send(pictured)
		if !drawn || code(err) != "invalid_blocks" && code(err) != "invalid_arguments" {
			return err
		}
		if err := sleep(ctx, lookEvery); err != nil {
			return err
		}
	}
	return send(withoutCharts(blocks))
}

func withoutCharts(blocks []slack.Block) (rest []slack.Block) {
	for _, block := range blocks {
		if _, is := block.(*slack.DataVisualizationBlock); !is {
			rest = append(rest, block)
		}
	}
	return rest
}

// pictured has pictures in the place of charts; drawn reports that there are some.
func (c *caller) pictured(ctx context.Context, blocks []slack.Block) (list []slack.Block, drawn bool) {
	for _, block := range blocks {
		chart, is := block.(*slack.DataVisualizationBlock)
		if !is {
			list = append(list, block)
			continue
		}
		if image, err := c.picture(ctx, chart); err == nil {
			list, drawn = append(list, image), true
		}
	}
	return list, drawn
}

// picture draws a chart and uploads it: nobody sees it before a message shows it.
func (c *caller) picture(ctx context.Context, block *slack.DataVisualizationBlock) (*slack.ImageBlock, error) {
	drawing := drawingOf(block)
	image, err := pictures.PNG(drawing)
	if err != nil {
		return nil, err
	}
	name := "chart.png"
	id, err := c.upload(ctx, File{Name: name, Data: image})
	if err != nil {
		return nil, err
	}
	if err := c.completeUpload(ctx, "", "", []slack.FileSummary{{ID: id, Title: name}}); err != nil {
		return nil, err
	}
	return slack.NewImageBlockSlackFile(&slack.SlackFileObject{ID: id}, altText(drawing), block.BlockID, nil), nil
}

// maxAlt is how long the text of a picture may be (docs.slack.dev/reference/block-kit/blocks/image-block).
const maxAlt = 2000

// altText says what a picture shows, for whom can't see it.
func altText(c pictures.Chart) string {
	parts := []string{c.Title}
	for _, s := range c.Series {
		var values []string
		for i, v := range s.Values {
			values = append(values, c.Categories[i]+" "+strconv.FormatFloat(v, 'f', -1, 64))
		}
		line := strings.Join(values, ", ")
		if s.Name != "" {
			line = s.Name + ": " + line
		}
		parts = append(parts, line)
	}
	runes := []rune(strings.Join(parts, "; "))
	return string(runes[:min(len(runes), maxAlt)])
}

// drawingOf is a chart of Slack's as a picture has it.
func drawingOf(block *slack.DataVisualizationBlock) pictures.Chart {
	c := pictures.Chart{Title: block.Title}
	series := func(list []slack.DataVisualizationDataSeries, axis slack.DataVisualizationAxisConfig) {
		c.Categories = axis.Categories
		for _, s := range list {
			values := make([]float64, len(s.Data))
			for i, point := range s.Data {
				values[i] = point.Value
			}
			c.Series = append(c.Series, pictures.Series{Name: s.Name, Values: values})
		}
	}
	switch chart := block.Chart.(type) {
	case *slack.DataVisualizationPieChart:
		c.Kind = pictures.Pie
		of := pictures.Series{}
		for _, segment := range chart.Segments {
			c.Categories, of.Values = append(c.Categories, segment.Label), append(of.Values, segment.Value)
		}
		c.Series = []pictures.Series{of}
	case *slack.DataVisualizationBarChart:
		c.Kind = pictures.Bars
		series(chart.Series, chart.AxisConfig)
	case *slack.DataVisualizationLineChart:
		c.Kind = pictures.Line
		series(chart.Series, chart.AxisConfig)
	case *slack.DataVisualizationAreaChart:
		c.Kind = pictures.Line
		series(chart.Series, chart.AxisConfig)
	}
	return c
}

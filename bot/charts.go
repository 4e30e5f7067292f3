package bot

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/pictures"
)

// Some workspaces don't take Slack's own charts and sortable tables yet, and refuse the whole message. What was refused with them and taken with
// pictures and text in their place is remembered until the process ends; every message with charts then has pictures from the beginning.

// charts remembers whether the workspace takes charts.
type charts struct{ refused atomic.Bool }

// isNew reports a block that not every workspace takes.
func isNew(block slack.Block) bool {
	switch block.(type) {
	case *slack.DataVisualizationBlock, *slack.DataTableBlock:
		return true
	}
	return false
}

// withCharts sends blocks, with pictures in the place of charts, and text in that of tables, where the workspace refuses these.
func (c *caller) withCharts(ctx context.Context, blocks []slack.Block, send func([]slack.Block) error) error {
	if !slices.ContainsFunc(blocks, isNew) {
		return send(blocks)
	}
	if c.charts.refused.Load() {
		return c.sendPictures(ctx, blocks, send)
	}
	err := send(blocks)
	if !refusesBlocks(err) {
		return err
	}
	if again := c.sendPictures(ctx, blocks, send); again != nil {
		return err // something else was wrong, too
	}
	c.charts.refused.Store(true)
	return nil
}

// refusesBlocks reports that Slack takes the blocks of a message, or of a view, for wrong.
func refusesBlocks(err error) bool {
	return code(err) == "invalid_blocks" || code(err) == "invalid_arguments" // the latter of a view
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
		if !drawn || !refusesBlocks(err) {
			return err
		}
		if err := sleep(ctx, lookEvery); err != nil {
			return err
		}
	}
	return send(withoutCharts(blocks))
}

// withoutCharts has text in the place of tables, and nothing in that of charts.
func withoutCharts(blocks []slack.Block) (rest []slack.Block) {
	for _, block := range blocks {
		switch of := block.(type) {
		case *slack.DataVisualizationBlock:
		case *slack.DataTableBlock:
			rest = append(rest, tableText(of)...)
		default:
			rest = append(rest, block)
		}
	}
	return rest
}

// pictured has pictures in the place of charts, and text in that of tables; drawn reports that there are pictures.
func (c *caller) pictured(ctx context.Context, blocks []slack.Block) (list []slack.Block, drawn bool) {
	for _, block := range blocks {
		if chart, is := block.(*slack.DataVisualizationBlock); is {
			if image, err := c.picture(ctx, chart); err == nil {
				list, drawn = append(list, image), true
			}
			continue
		}
		list = append(list, withoutCharts([]slack.Block{block})...)
	}
	return list, drawn
}

// maxSection is how long the text of a section may be (docs.slack.dev/reference/block-kit/blocks/section-block).
const maxSection = 3000

// tableText is a table as text, a line for each row: what heads a column stands before its value.
func tableText(table *slack.DataTableBlock) []slack.Block {
	if len(table.Rows) == 0 {
		return nil
	}
	lines := []string{table.Caption}
	for _, row := range table.Rows[1:] {
		var parts []string
		for i, cell := range row {
			text := cellText(cell)
			if i > 0 && i < len(table.Rows[0]) {
				text = cellText(table.Rows[0][i]) + " " + text
			}
			parts = append(parts, text)
		}
		lines = append(lines, strings.Join(parts, " · "))
	}
	var blocks []slack.Block
	text := ""
	put := func() {
		if text != "" {
			blocks = append(blocks, slack.NewSectionBlock(slack.NewTextBlockObject(slack.PlainTextType, text, false, false), nil, nil))
		}
	}
	for _, line := range lines {
		if len(text)+len(line) > maxSection/2 { // bytes: never too many characters
			put()
			text = ""
		}
		text = strings.TrimPrefix(text+"\n"+line, "\n")
	}
	put()
	return blocks
}

func cellText(cell slack.DataTableCell) string {
	switch of := cell.(type) {
	case *slack.DataTableRawTextCell:
		return of.Text
	case *slack.DataTableRawNumberCell:
		if of.Text != "" {
			return of.Text
		}
		return strconv.FormatFloat(of.Value, 'f', -1, 64)
	}
	return ""
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
	if err := c.completeUpload(ctx, "", "", "", []slack.FileSummary{{ID: id, Title: name}}, speaking); err != nil {
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

package blockkit

import (
	"encoding/json"
	"strconv"
)

// Surface is where blocks stand.
type Surface string

// Surfaces. https://docs.slack.dev/surfaces
const (
	Message Surface = "message"
	Modal   Surface = "modal"
	Home    Surface = "home"
)

var (
	onlyMessages = []Surface{Message}
	notInForms   = []Surface{Message, Home}
)

// block makes the shape of a block.
func block(fields ...field) *shape {
	return &shape{fields: append([]field{may("block_id", str(BlockID))}, fields...)}
}

func (s *shape) on(surfaces ...Surface) *shape { s.surfaces = surfaces; return s }

// blocks are Slack's layout blocks.
// https://docs.slack.dev/reference/block-kit/blocks
var blocks = map[string]*shape{
	"section": block(
		may("text", anyText(SectionText)), may("fields", list(SectionFields, anyText(SectionField))),
		may("accessory", union(elements, accessories...)), may("expand", flag),
	).then(func(c *checker, at string, o Object) {
		if o["text"] == nil && o["fields"] == nil {
			c.fail(at, "missing required field: text")
		}
	}),
	"header":  block(need("text", plain(HeaderText))),
	"divider": block(),
	"image": block(
		may("image_url", link(ImageURL)), may("slack_file", anything), need("alt_text", str(ImageAlt)), may("title", plain(ImageTitle)),
	).then(pictured),
	"context": block(need("elements", list(ContextElements, contextElement))),
	"actions": block(need("elements", list(ActionsElements, union(elements, actionables...)))),
	"input": block(
		need("label", plain(InputLabel)), need("element", union(elements, inputs...)), may("hint", plain(InputHint)),
		may("optional", flag), may("dispatch_action", flag),
	),
	"markdown":  block(need("text", str(MarkdownText))).on(onlyMessages...).then(markdownTotal),
	"rich_text": block(need("elements", each(union(richElements)))),
	"table": block(
		need("rows", list(TableRows, list(TableColumns, cell))), may("column_settings", list(TableColumns, object(&shape{fields: []field{
			may("align", enum("left", "center", "right")), may("is_wrapped", flag),
		}}))),
	).on(onlyMessages...).then(few(TablesPerMessage)),
	"data_table": block(
		need("caption", str(TextObject)), need("rows", list(DataTableRows, list(DataTableColumns, dataCell))),
		may("page_size", integer(DataTablePage)), may("row_header_column_index", integer(TextMinLength)),
	).on(notInForms...),
	"data_visualization": block(
		need("title", str(ChartTitle)), need("chart", union(charts)),
	).on(notInForms...).then(few(ChartsPerMessage)),
}

func contextElement(c *checker, at string, value any) {
	if o, ok := value.(Object); ok && o.Text("type") == "image" {
		elements["image"].apply(c, at, o)
		return
	}
	anyText(TextObject)(c, at, value)
}

func cell(c *checker, at string, value any) {
	union(cells, "raw_text", "raw_number", "rich_text")(c, at, value)
}
func dataCell(c *checker, at string, value any) { union(cells)(c, at, value) }

var cells = map[string]*shape{
	"raw_text":    {fields: []field{need("text", anyString)}},
	"raw_number":  {fields: []field{need("value", number), may("text", anyString)}},
	"rich_text":   {fields: []field{need("elements", each(union(richElements))), may("block_id", anyString)}},
	"action_cell": {loose: true},
}

// few counts blocks of a kind that a message may have only so many of.
func few(rule Rule) func(*checker, string, Object) {
	return func(c *checker, at string, o Object) {
		if c.counts[rule]++; c.counts[rule] > Limits[rule].Max {
			c.fail(at, "no more than %d blocks of type %s allowed", Limits[rule].Max, o.Text("type"))
		}
	}
}

func markdownTotal(c *checker, at string, o Object) {
	c.markdown += length(o.Text("text"))
	if c.markdown > Limits[MarkdownText].Max && length(o.Text("text")) <= Limits[MarkdownText].Max {
		c.fail(at+"/text", "all markdown blocks together must be less than %d characters", Limits[MarkdownText].Max+1)
	}
}

// charts are the kinds of data_visualization.
var charts = map[string]*shape{
	"pie": {fields: []field{need("segments", list(ChartSegments, object(&shape{fields: []field{
		need("label", str(ChartLabel)), need("value", positive),
	}})))}},
	"bar": plotted(), "line": plotted(), "area": plotted(),
}

func positive(c *checker, at string, value any) {
	n, ok := value.(json.Number)
	if f, err := n.Float64(); !ok || err != nil || f <= 0 {
		c.fail(at, "must be greater than 0")
	}
}

func plotted() *shape {
	point := object(&shape{fields: []field{need("label", str(ChartLabel)), need("value", number)}})
	series := object(&shape{fields: []field{need("name", str(ChartLabel)), need("data", list(ChartCategories, point))}})
	axis := object(&shape{fields: []field{
		need("categories", list(ChartCategories, str(ChartLabel))),
		may("x_label", str(ChartAxisLabel)), may("y_label", str(ChartAxisLabel)),
	}})
	return &shape{fields: []field{need("series", list(ChartSeries, series)), need("axis_config", axis)}, also: aligned}
}

// aligned: every series is named once and has one value for each category, in
// the categories' order.
func aligned(c *checker, at string, o Object) {
	categories := o.Object("axis_config").Strings("categories")
	names := map[string]bool{}
	for i, series := range o.List("series") {
		where := at + "/series/" + strconv.Itoa(i)
		if name := series.Text("name"); names[name] {
			c.fail(where+"/name", "must be unique: %s", name)
		} else {
			names[name] = true
		}
		data := series.List("data")
		if len(data) != len(categories) {
			c.fail(where+"/data", "must have one point for each category")
			continue
		}
		for j, point := range data {
			if point.Text("label") != categories[j] {
				c.fail(where+"/data/"+strconv.Itoa(j)+"/label", "must be the category %q", categories[j])
			}
		}
	}
}

package blockkit

import (
	"maps"
	"slices"
	"strings"
)

func init() { // a map literal would be a cycle: these blocks hold blocks
	maps.Copy(blocks, nested)
}

// nested are the blocks that hold others or come from the newer parts of Block Kit.
// https://docs.slack.dev/reference/block-kit/blocks
var nested = map[string]*shape{
	"card":     card,
	"carousel": block(need("elements", list(CarouselCards, child("card")))),
	"alert": block(
		need("text", anyText(AlertText)), may("level", enum("default", "info", "warning", "error", "success")),
	).on(Modal),
	"container": block(
		may("title", plain(ContainerTitle)), may("rich_text_title", richText), may("subtitle", anyText(ContainerSubtitle)),
		may("icon", union(elements, "image")), may("width", enum("narrow", "standard", "wide", "full")),
		may("is_collapsible", flag), may("default_collapsed", flag), may("has_header_divider", flag),
		need("child_blocks", deeper(list(ContainerBlocks, child(
			"actions", "context", "divider", "file", "header", "image", "input", "rich_text", "section", "table", "video", "layout",
		)))),
	).then(containerFits),
	"layout": block(
		need("label", str(LayoutLabel)), may("is_label_visible", flag), may("grid_lines", enum("none", "rows", "outer")),
		may("fallback", each(fallback)), need("rows", deeper(list(LayoutRows, object(&shape{fields: []field{
			need("items", list(LayoutItems, object(&shape{fields: []field{
				need("block", childBut("markdown")), may("width", enum("narrow", "standard", "wide")),
				may("horizontal_alignment", enum("start", "center", "end")),
			}}))),
		}})))),
	),
	"plan":      block(need("title", someString), may("tasks", each(child("task_card")))),
	"task_card": taskCard,
	"context_actions": block(
		need("elements", list(ContextActions, union(elements, "feedback_buttons", "icon_button"))),
	).on(onlyMessages...),
	"video": block(
		need("title", plain(VideoTitle)), may("description", plain(VideoTitle)), need("alt_text", someString),
		need("video_url", secureLink), need("thumbnail_url", link(ImageURL)), may("title_url", secureLink),
		may("author_name", str(VideoAuthor)), may("provider_name", anyString), may("provider_icon_url", link(ImageURL)),
	),
	"file": block(need("external_id", someString), need("source", enum("remote"))).on(onlyMessages...),
	"call": block(need("call_id", someString), may("call", anything), may("api_decoration_available", flag)).on(onlyMessages...),
}

// https://docs.slack.dev/reference/block-kit/blocks/card-block
var card = block(
	may("hero_image", union(elements, "image")), may("icon", union(elements, "image")), may("slack_icon", object(&shape{fields: []field{need("name", someString)}})),
	may("title", anyText(CardTitle)), may("subtitle", anyText(CardSubtitle)), may("body", anyText(CardBody)), may("subtext", anyText(CardSubtext)),
	may("actions", list(CardActions, union(elements, "button"))),
).then(func(c *checker, at string, o Object) {
	if o["hero_image"] == nil && o["title"] == nil && o["actions"] == nil && o["body"] == nil {
		c.fail(at, "must have at least one of: hero_image, title, actions, body")
	}
	if o["icon"] != nil && o["slack_icon"] != nil {
		c.fail(at, "must have at most one of: icon, slack_icon")
	}
})

// https://docs.slack.dev/reference/block-kit/blocks/task-card-block
var taskCard = block(
	need("task_id", someString), need("title", someString), may("status", enum("pending", "in_progress", "complete", "error")),
	may("details", richText), may("output", richText), may("hide_title", flag), may("icon", anything),
	may("sources", each(union(map[string]*shape{"url": {fields: []field{need("url", link(ButtonURL)), need("text", someString)}}}))),
)

func richText(c *checker, at string, value any) {
	union(map[string]*shape{"rich_text": block(need("elements", each(union(richElements))))})(c, at, value)
}

// child is a block of one of the kinds, inside another.
func child(kinds ...string) check {
	return func(c *checker, at string, value any) {
		o, _ := value.(Object)
		if kind := o.Text("type"); kind != "" && !slices.Contains(kinds, kind) {
			c.fail(at+"/type", "unsupported type: %s", kind)
			return
		}
		c.block(at, value)
	}
}

func childBut(kind string) check {
	return func(c *checker, at string, value any) {
		if o, _ := value.(Object); o.Text("type") == kind {
			c.fail(at+"/type", "unsupported type: %s", kind)
			return
		}
		c.block(at, value)
	}
}

// deeper lets containers and layouts stand in each other two levels deep, no more.
func deeper(inside check) check {
	return func(c *checker, at string, value any) {
		if c.depth == Limits[NestedBlocks].Max {
			c.fail(at, "no more than %d levels of container and layout allowed", Limits[NestedBlocks].Max)
			return
		}
		c.depth++
		inside(c, at, value)
		c.depth--
	}
}

// fallback is what clients without layout blocks show: never together with the layout, so it repeats its ids.
func fallback(c *checker, at string, value any) {
	other := newChecker(c.surface)
	other.block(at, value)
	c.problems = append(c.problems, other.problems...)
}

func containerFits(c *checker, at string, o Object) {
	if o["title"] == nil && o["rich_text_title"] == nil {
		c.fail(at, "must have one of: title, rich_text_title")
	}
	if o.Bool("default_collapsed") && !o.Bool("is_collapsible") {
		c.fail(at+"/default_collapsed", "requires is_collapsible")
	}
	if o.Bool("has_header_divider") && o.Bool("is_collapsible") {
		c.fail(at+"/has_header_divider", "must not be combined with is_collapsible")
	}
}

func secureLink(c *checker, at string, value any) {
	link(ImageURL)(c, at, value)
	if text, ok := value.(string); ok && !strings.HasPrefix(text, "https://") {
		c.fail(at, "must be an https url")
	}
}

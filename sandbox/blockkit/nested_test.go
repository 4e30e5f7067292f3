package blockkit

import (
	"encoding/json"
	"fmt"
	"maps"
	"testing"
)

func init() { maps.Copy(built, builtNested) }

func cardWith(key string, value any) (Surface, any) {
	return message(o{"type": "card", "hero_image": o{"type": "image", "image_url": address(0), "alt_text": "a"}, key: value})
}

func buttons(n int) l {
	return many(n, func(i int) any { return o{"type": "button", "text": pt("b"), "action_id": fmt.Sprint(i)} })
}

func container(more o) (Surface, any) {
	c := o{"type": "container", "title": pt("t"), "child_blocks": many(1, divider)}
	maps.Copy(c, more)
	return message(c)
}

func layout(rows, items int, label string) o {
	row := o{"items": many(items, same(o{"block": o{"type": "divider"}}))}
	return o{"type": "layout", "label": label, "rows": many(rows, same(row))}
}

func video(key string, value any) (Surface, any) {
	v := o{"type": "video", "title": pt("t"), "alt_text": "a", "video_url": address(0), "thumbnail_url": address(0)}
	v[key] = value
	return message(v)
}

var builtNested = map[Rule]func(n int) (Surface, any){
	CardTitle:    func(n int) (Surface, any) { return cardWith("title", pt(chars(n))) },
	CardSubtitle: func(n int) (Surface, any) { return cardWith("subtitle", pt(chars(n))) },
	CardBody:     func(n int) (Surface, any) { return cardWith("body", pt(chars(n))) },
	CardSubtext:  func(n int) (Surface, any) { return cardWith("subtext", pt(chars(n))) },
	CardActions:  func(n int) (Surface, any) { return cardWith("actions", buttons(n)) },
	CarouselCards: func(n int) (Surface, any) {
		return message(o{"type": "carousel", "elements": many(n, same(o{"type": "card", "body": pt("b")}))})
	},
	AlertText: func(n int) (Surface, any) {
		return Modal, view(o{"blocks": l{o{"type": "alert", "text": pt(chars(n))}}})
	},
	ContainerTitle:    func(n int) (Surface, any) { return container(o{"title": pt(chars(n))}) },
	ContainerSubtitle: func(n int) (Surface, any) { return container(o{"subtitle": pt(chars(n))}) },
	ContainerBlocks:   func(n int) (Surface, any) { return container(o{"child_blocks": many(n, divider)}) },
	LayoutLabel:       func(n int) (Surface, any) { return message(layout(1, 1, chars(n))) },
	LayoutRows:        func(n int) (Surface, any) { return message(layout(n, 1, "l")) },
	LayoutItems:       func(n int) (Surface, any) { return message(layout(1, n, "l")) },
	NestedBlocks: func(n int) (Surface, any) {
		held := o{"type": "divider"}
		for range n {
			held = o{"type": "layout", "label": "l", "rows": l{o{"items": l{o{"block": held}}}}}
		}
		return message(held)
	},
	ContextActions: func(n int) (Surface, any) {
		return message(o{"type": "context_actions", "elements": many(n, func(i int) any {
			return o{"type": "icon_button", "icon": "trash", "text": pt("t"), "action_id": fmt.Sprint(i)}
		})})
	},
	VideoTitle:  func(n int) (Surface, any) { return video("title", pt(chars(n))) },
	VideoAuthor: func(n int) (Surface, any) { return video("author_name", chars(n)) },
}

func TestNestedRefusals(t *testing.T) {
	cases := map[string]struct{ json, pointer, message string }{
		"card of nothing":       {`[{"type":"card","subtitle":{"type":"mrkdwn","text":"x"}}]`, "/0", "must have at least one of: hero_image, title, actions, body"},
		"card with a select":    {`[{"type":"card","actions":[{"type":"users_select"}]}]`, "/0/actions/0/type", "unsupported type: users_select"},
		"carousel of sections":  {`[{"type":"carousel","elements":[{"type":"section","text":{"type":"mrkdwn","text":"x"}}]}]`, "/0/elements/0/type", "unsupported type: section"},
		"alert in a message":    {`[{"type":"alert","text":{"type":"mrkdwn","text":"x"}}]`, "/0/type", "unsupported type: alert"},
		"container of cards":    {`[{"type":"container","title":{"type":"plain_text","text":"t"},"child_blocks":[{"type":"card"}]}]`, "/0/child_blocks/0/type", "unsupported type: card"},
		"untitled container":    {`[{"type":"container","child_blocks":[{"type":"divider"}]}]`, "/0", "must have one of: title, rich_text_title"},
		"collapsed for ever":    {`[{"type":"container","title":{"type":"plain_text","text":"t"},"default_collapsed":true,"child_blocks":[{"type":"divider"}]}]`, "/0/default_collapsed", "requires is_collapsible"},
		"markdown in a layout":  {`[{"type":"layout","label":"l","rows":[{"items":[{"block":{"type":"markdown","text":"x"}}]}]}]`, "/0/rows/0/items/0/block/type", "unsupported type: markdown"},
		"id twice, one nested":  {`[{"type":"divider","block_id":"a"},{"type":"layout","label":"l","rows":[{"items":[{"block":{"type":"divider","block_id":"a"}}]}]}]`, "/1/rows/0/items/0/block/block_id", "must be unique: a"},
		"task without an id":    {`[{"type":"plan","title":"p","tasks":[{"type":"task_card","title":"t"}]}]`, "/0/tasks/0", "missing required field: task_id"},
		"task of unknown state": {`[{"type":"task_card","task_id":"1","title":"t","status":"late"}]`, "/0/status", "must be one of: [pending in_progress complete error]"},
		"button as feedback":    {`[{"type":"context_actions","elements":[{"type":"button","text":{"type":"plain_text","text":"x"}}]}]`, "/0/elements/0/type", "unsupported type: button"},
		"half a feedback":       {`[{"type":"context_actions","elements":[{"type":"feedback_buttons","positive_button":{"text":{"type":"plain_text","text":"x"},"value":"1"}}]}]`, "/0/elements/0", "missing required field: negative_button"},
		"video over http":       {`[{"type":"video","title":{"type":"plain_text","text":"t"},"alt_text":"a","video_url":"http://x.example","thumbnail_url":"https://x.example"}]`, "/0/video_url", "must be an https url"},
		"local file":            {`[{"type":"file","external_id":"1","source":"local"}]`, "/0/source", "must be one of: [remote]"},
		"call without id":       {`[{"type":"call"}]`, "/0", "missing required field: call_id"},
		"workflow of nothing":   {`[{"type":"actions","elements":[{"type":"workflow_button","text":{"type":"plain_text","text":"x"},"workflow":{}}]}]`, "/0/elements/0/workflow", "missing required field: trigger"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			problems := ValidateMessage([]byte(c.json))
			if len(problems) == 0 || problems[0].Pointer != c.pointer || problems[0].Message != c.message {
				t.Errorf("got %v, want %s at %s", problems, c.message, c.pointer)
			}
		})
	}
}

// What stands in other blocks gets ids and is found like all else.
func TestElementsInsideOtherBlocks(t *testing.T) {
	button := func(id string) o { return o{"type": "button", "text": pt(id), "action_id": id} }
	encoded, _ := json.Marshal(l{
		o{"type": "carousel", "elements": l{o{"type": "card", "actions": l{button("in a card"), o{"type": "button", "text": pt("unnamed")}}}}},
		o{"type": "container", "title": pt("t"), "child_blocks": l{
			layoutOf(o{"type": "section", "text": pt("x"), "accessory": button("deep")}),
			o{"type": "input", "label": pt("l"), "element": o{"type": "plain_text_input", "action_id": "typed"}},
		}},
	})
	if problems := ValidateMessage(encoded); len(problems) > 0 {
		t.Fatal(problems)
	}
	value, _ := Decode(encoded)
	n := 0
	named := WithIDs(Object{"b": value}.List("b"), func() string { n++; return fmt.Sprint("id", n) })
	var found []string
	for _, placed := range Elements(named) {
		if placed.BlockID == "" {
			t.Errorf("%s stands in a block without id", placed.ActionID())
		}
		found = append(found, placed.ActionID())
	}
	if len(found) != 4 || found[0] != "in a card" || found[2] != "deep" || found[3] != "typed" {
		t.Errorf("found %v", found)
	}
}

func layoutOf(held o) o {
	return o{"type": "layout", "label": "l", "rows": l{o{"items": l{o{"block": held}}}}}
}

func TestFilesTheClientRefuses(t *testing.T) {
	file := func(name string, size int) any { return Object{"name": name, "size": size} }
	element := Object{"type": "file_input", "max_files": json.Number("2"), "filetypes": []any{"csv", "xlsx"}}
	for name, c := range map[string]struct {
		files []any
		fine  bool
	}{
		"two":            {[]any{file("a.csv", 1), file("B.XLSX", 1)}, true},
		"three":          {[]any{file("a.csv", 1), file("a.csv", 1), file("a.csv", 1)}, false},
		"another kind":   {[]any{file("a.exe", 1)}, false},
		"as large as ok": {[]any{file("a.csv", maxInputFile)}, true},
		"too large":      {[]any{file("a.csv", maxInputFile+1)}, false},
	} {
		if said := filesFit(element, c.files); (said == "") != c.fine {
			t.Errorf("%s: %q", name, said)
		}
	}
}

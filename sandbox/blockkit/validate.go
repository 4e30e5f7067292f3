package blockkit

import (
	"encoding/json"
	"slices"
	"strconv"
)

func newChecker(surface Surface) *checker {
	return &checker{surface: surface, blockIDs: map[string]bool{}, counts: map[Rule]int{}}
}

// CheckBlocks finds what Slack would refuse in a list of blocks on a surface;
// at is the JSON pointer of the list.
func CheckBlocks(value any, surface Surface, at string) []Problem {
	c := newChecker(surface)
	c.blocks(at, value)
	return c.problems
}

func (c *checker) blocks(at string, value any) {
	rule := ViewBlocks
	if c.surface == Message {
		rule = MessageBlocks
	}
	list(rule, func(c *checker, at string, value any) { c.block(at, value) })(c, at, value)
}

func (c *checker) block(at string, value any) {
	o, ok := value.(Object)
	if !ok {
		c.fail(at, "must be an object")
		return
	}
	if id := o.Text("block_id"); id != "" {
		if c.blockIDs[id] {
			c.fail(at+"/block_id", "must be unique: %s", id)
		}
		c.blockIDs[id] = true
	}
	c.actions = map[string]bool{}
	kind := o.Text("type")
	s, known := blocks[kind]
	switch {
	case kind == "":
		c.fail(at, "missing required field: type")
	case !known || len(s.surfaces) > 0 && !slices.Contains(s.surfaces, c.surface):
		c.fail(at+"/type", "unsupported type: %s", kind)
	default:
		s.apply(c, at, o)
	}
}

var viewFields = []field{
	need("blocks", func(c *checker, at string, value any) { c.blocks(at, value) }),
	may("private_metadata", str(PrivateMetadata)), may("callback_id", str(CallbackID)), may("external_id", str(ExternalID)),
	may("clear_on_close", flag), may("notify_on_close", flag),
}

var views = map[Surface]*shape{
	Modal: {fields: append([]field{
		need("title", plain(ModalTitle)), may("submit", plain(ModalSubmit)), may("close", plain(ModalClose)), may("submit_disabled", flag),
	}, viewFields...), also: submittable},
	// The clients send the fields of modals along as null; Slack lets them.
	Home: {fields: append([]field{
		may("title", anything), may("submit", anything), may("close", anything),
	}, viewFields...)},
}

func submittable(c *checker, at string, o Object) {
	for _, block := range Flatten(o.List("blocks")) {
		if block.Text("type") == "input" && o["submit"] == nil {
			c.fail(at, "missing required field: submit (the view has input blocks)")
			return
		}
	}
}

// CheckView finds what Slack would refuse in a modal or home tab.
func CheckView(value any, surface Surface, at string) []Problem {
	c := newChecker(surface)
	o, ok := value.(Object)
	switch {
	case !ok:
		c.fail(at, "must be an object")
	case o.Text("type") == "":
		c.fail(at, "missing required field: type")
	case o.Text("type") != string(surface):
		c.fail(at+"/type", "must be %s", surface)
	default:
		if encoded, err := json.Marshal(o); err == nil && len(encoded) > Limits[ViewBytes].Max {
			c.fail(at, "must be less than %d bytes", Limits[ViewBytes].Max+1)
		}
		views[surface].apply(c, at, o)
	}
	return c.problems
}

// CheckOptions finds what Slack would not show of an answer to a
// block_suggestion.
func CheckOptions(answer Object) []Problem {
	c := newChecker(Modal)
	(&shape{fields: []field{
		may("options", func(c *checker, at string, value any) {
			if items, ok := value.([]any); !ok || len(items) > 0 {
				list(SelectOptions, selectOption)(c, at, value)
			}
		}),
		may("option_groups", list(SelectGroups, optionGroup)),
	}}).apply(c, "", answer)
	if answer["options"] == nil && answer["option_groups"] == nil {
		c.fail("", "must have one of: options, option_groups")
	}
	return c.problems
}

// CheckMetadata finds what Slack would refuse in a message's metadata: the
// payload is flat, of scalars, flat objects and lists of these.
// https://docs.slack.dev/messaging/message-metadata
func CheckMetadata(metadata Object) []Problem {
	c := newChecker(Message)
	(&shape{loose: true, fields: []field{
		need("event_type", str(CallbackID)),
		need("event_payload", func(c *checker, at string, value any) {
			payload, ok := value.(Object)
			if !ok {
				c.fail(at, "must be an object")
				return
			}
			for name, inner := range payload {
				flat(c, at+"/"+name, inner, 2)
			}
		}),
	}}).apply(c, "/metadata", metadata)
	return c.problems
}

func flat(c *checker, at string, value any, depth int) {
	switch value := value.(type) {
	case Object:
		if depth == 0 {
			c.fail(at, "must not be nested deeper")
			return
		}
		for name, inner := range value {
			flat(c, at+"/"+name, inner, 0)
		}
	case []any:
		if depth < 2 {
			c.fail(at, "must not be nested deeper")
			return
		}
		for i, inner := range value {
			flat(c, at+"/"+strconv.Itoa(i), inner, 1)
		}
	}
}

// ValidateMessage finds what Slack would refuse in a message: an object with
// "blocks" (and "text", "metadata"), or a bare list of blocks.
func ValidateMessage(data []byte) []Problem {
	value, err := Decode(data)
	if err != nil {
		return []Problem{{Message: "must be valid JSON: " + err.Error()}}
	}
	o, ok := value.(Object)
	if !ok {
		return append(CheckBlocks(value, Message, ""), CheckTogether(Object{"blocks": value}.List("blocks"))...)
	}
	var problems []Problem
	if blocks, ok := o["blocks"]; ok {
		problems = append(CheckBlocks(blocks, Message, "/blocks"), CheckTogether(o.List("blocks"))...)
	} else if o.Text("text") == "" {
		problems = append(problems, Problem{Message: "no_text"})
	}
	if metadata := o.Object("metadata"); metadata != nil {
		problems = append(problems, CheckMetadata(metadata)...)
	}
	return problems
}

// ValidateView finds what Slack would refuse in a modal or home tab.
func ValidateView(data []byte) []Problem {
	value, err := Decode(data)
	if err != nil {
		return []Problem{{Message: "must be valid JSON: " + err.Error()}}
	}
	o, _ := value.(Object)
	surface := Surface(o.Text("type"))
	if surface != Home {
		surface = Modal
	}
	return CheckView(value, surface, "")
}

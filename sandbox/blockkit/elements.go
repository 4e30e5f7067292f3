package blockkit

// Placed is an interactive element and the block it stands in.
type Placed struct {
	BlockID string
	Block   Object
	Element Object
}

// ActionID is the element's action_id.
func (p Placed) ActionID() string { return p.Element.Text("action_id") }

// Type is the element's type, such as "static_select".
func (p Placed) Type() string { return p.Element.Text("type") }

// Input tells whether the element stands in an input block.
func (p Placed) Input() bool { return p.Block.Text("type") == "input" }

// Elements are the interactive elements of blocks, in reading order: those of
// actions and input blocks and the accessories of sections.
func Elements(blocks []Object) []Placed {
	var placed []Placed
	for _, block := range blocks {
		id := block.Text("block_id")
		add := func(element Object) {
			if element != nil && element.Text("action_id") != "" {
				placed = append(placed, Placed{BlockID: id, Block: block, Element: element})
			}
		}
		switch block.Text("type") {
		case "section":
			add(block.Object("accessory"))
		case "input":
			add(block.Object("element"))
		case "actions", "context_actions":
			for _, element := range block.List("elements") {
				add(element)
			}
		case "card":
			for _, element := range block.List("actions") {
				add(element)
			}
		}
	}
	return placed
}

// Find is the element with the action_id, in the given block or, when blockID
// is empty, in the first block that has it.
func Find(blocks []Object, blockID, actionID string) (Placed, bool) {
	for _, placed := range Elements(blocks) {
		if placed.ActionID() == actionID && (blockID == "" || placed.BlockID == blockID) {
			return placed, true
		}
	}
	return Placed{}, false
}

// WithIDs gives every block and interactive element that has no id one, as
// Slack does, so that whatever is pressed later can be named. The objects
// given are not changed.
func WithIDs(blocks []Object, newID func() string) []Object {
	out := make([]Object, len(blocks))
	for i, block := range blocks {
		if block.Text("block_id") == "" {
			block = block.With("block_id", newID())
		}
		for _, key := range []string{"accessory", "element"} {
			if element := block.Object(key); element != nil {
				block = block.With(key, withActionID(element, newID))
			}
		}
		if items, ok := block["elements"].([]any); ok && block.Text("type") == "actions" {
			named := make([]any, len(items))
			for j, item := range items {
				named[j] = item
				if element, ok := item.(Object); ok {
					named[j] = withActionID(element, newID)
				}
			}
			block = block.With("elements", named)
		}
		out[i] = block
	}
	return out
}

func withActionID(element Object, newID func() string) Object {
	if element.Text("action_id") != "" || element.Text("type") == "image" {
		return element
	}
	return element.With("action_id", newID())
}

// Options are all options of a select, checkbox, radio or overflow element,
// those of its groups included.
func Options(element Object) []Object {
	options := element.List("options")
	for _, group := range element.List("option_groups") {
		options = append(options, group.List("options")...)
	}
	return options
}

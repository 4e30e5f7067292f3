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

// inside rebuilds a block with each block it holds changed: the cards of a
// carousel, the children of a container, what stands in a layout's items.
func inside(block Object, change func(Object) Object) Object {
	switch block.Text("type") {
	case "carousel":
		return block.mapped("elements", change)
	case "container":
		return block.mapped("child_blocks", change)
	case "layout":
		return block.mapped("rows", func(row Object) Object {
			return row.mapped("items", func(item Object) Object {
				if held := item.Object("block"); held != nil {
					return item.With("block", change(held))
				}
				return item
			})
		})
	}
	return block
}

// Flatten are the blocks and those they hold, in reading order, each before
// what stands in it.
func Flatten(blocks []Object) []Object {
	flat := make([]Object, 0, len(blocks))
	for _, block := range blocks {
		flat = append(flat, block)
		inside(block, func(held Object) Object {
			flat = append(flat, Flatten([]Object{held})...)
			return held
		})
	}
	return flat
}

// elementKeys are where the interactive elements of a block stand.
var elementKeys = map[string]string{
	"section": "accessory", "input": "element", "actions": "elements", "context_actions": "elements", "card": "actions",
}

// Elements are the interactive elements of blocks, in reading order: those of
// actions, input and card blocks and the accessories of sections, also in
// blocks that stand in others.
func Elements(blocks []Object) []Placed {
	var placed []Placed
	for _, block := range Flatten(blocks) {
		id := block.Text("block_id")
		key := elementKeys[block.Text("type")]
		elements := block.List(key)
		if one := block.Object(key); one != nil {
			elements = []Object{one}
		}
		for _, element := range elements {
			if element.Text("action_id") != "" {
				placed = append(placed, Placed{BlockID: id, Block: block, Element: element})
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
		out[i] = withIDs(block, newID)
	}
	return out
}

func withIDs(block Object, newID func() string) Object {
	if block.Text("block_id") == "" {
		block = block.With("block_id", newID())
	}
	name := func(element Object) Object { return withActionID(element, newID) }
	key := elementKeys[block.Text("type")]
	if one := block.Object(key); one != nil {
		block = block.With(key, name(one))
	}
	return inside(block.mapped(key, name), func(held Object) Object { return withIDs(held, newID) })
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

package commands

import "strings"

// Part is one of what a search asks for: a filter, what is left out, or all its words together.
type Part struct {
	Text string // as it was typed
	Rest string // the search without it
}

// PartsOf takes a search apart. Its order is no part, and stays in every rest.
func (c *Frame) PartsOf(cl Call, text string) []Part {
	pieces := c.pieces(cl, text)
	var groups [][]int // of pieces
	words := -1        // the group of the words
	for i, p := range pieces {
		switch {
		case p.name != "" && isSort(p.name):
		case p.name == "" && !p.not && words >= 0:
			groups[words] = append(groups[words], i)
		default:
			if p.name == "" && !p.not {
				words = len(groups)
			}
			groups = append(groups, []int{i})
		}
	}
	parts := make([]Part, len(groups))
	for at, group := range groups {
		var mine, rest []string
		for i, next := 0, 0; i < len(pieces); i++ {
			if next < len(group) && group[next] == i {
				mine, next = append(mine, pieces[i].typed()), next+1
			} else {
				rest = append(rest, pieces[i].typed())
			}
		}
		parts[at] = Part{Text: strings.Join(mine, " "), Rest: strings.Join(rest, " ")}
	}
	return parts
}

// typed is a piece as a search that is read again has it.
func (p piece) typed() string {
	text := p.raw
	if p.name != "" {
		text = p.name + ":" + p.value
		if p.mark == '<' {
			text = p.name + p.value
		}
	}
	if p.not {
		return "-" + text
	}
	return text
}

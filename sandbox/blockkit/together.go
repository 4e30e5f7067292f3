package blockkit

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// ownLimit are the kinds of blocks whose content has a documented limit of its
// own, which is wider than what all others share.
var ownLimit = map[string]bool{"markdown": true, "table": true, "data_table": true, "data_visualization": true}

// CheckTogether finds that the blocks of a message are too long together.
// Slack refuses them with msg_blocks_too_long; its pages give no number, and
// people report it from 11,000 to 13,000 characters of JSON. The sandbox
// refuses what some workspaces refuse: what is longer than 11,000, counted in
// UTF-16 code units of JSON without blanks.
func CheckTogether(blocks []Object) []Problem {
	size := 0
	for _, block := range blocks {
		size += counted(block)
	}
	limit := Limits[MessageChars].Max
	if size <= limit {
		return nil
	}
	return []Problem{{Pointer: "/blocks", Message: fmt.Sprintf("must be less than %d characters together", limit+1)}}
}

// counted is how many characters of a block count.
func counted(block Object) int {
	size := jsonLength(block)
	for _, held := range Flatten([]Object{block}) {
		if ownLimit[held.Text("type")] {
			size -= jsonLength(held)
		}
	}
	return size
}

// jsonLength is how long something is as JSON, with the characters as they are.
func jsonLength(block Object) int {
	var encoded bytes.Buffer
	encoder := json.NewEncoder(&encoded)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(block); err != nil {
		return 0
	}
	return length(encoded.String()) - 1 // the encoder ends with a line break
}

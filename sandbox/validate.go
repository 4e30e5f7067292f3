package sandbox

import (
	"bytes"
	"encoding/json"

	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
)

// Problem is one way in which blocks are not what Slack accepts.
type Problem = blockkit.Problem

// ValidateMessage finds what Slack would refuse in a message's JSON: an
// object with "blocks", or a bare list of blocks.
func ValidateMessage(data []byte) []Problem { return blockkit.ValidateMessage(data) }

// ValidateView finds what Slack would refuse in the JSON of a modal or home
// tab.
func ValidateView(data []byte) []Problem { return blockkit.ValidateView(data) }

// decodeStrict reads JSON and refuses fields nobody would read.
func decodeStrict(data []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}

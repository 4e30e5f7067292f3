// Package surface is what people see in Slack, by Slack's own word for it: messages, modals and the App Home, and the
// choices of a typeahead. Whoever makes them and whoever delivers them share these types.
package surface

import "github.com/slack-go/slack"

// Message is what is posted: the text is the notification and what a screen reader says, the blocks are what is seen.
type Message struct {
	Text   string
	Blocks []slack.Block
}

// Modal is a form, or a window without inputs.
type Modal struct {
	Callback      string // routes its submission
	Title         string // at most 24 characters
	Submit        string // at most 24 characters; "" for a modal without inputs
	Close         string // at most 24 characters
	Metadata      string // comes back with the submission; at most 2,000 bytes
	Blocks        []slack.Block
	NotifyOnClose bool
}

// Home is a person's App Home.
type Home struct {
	Blocks []slack.Block
}

// Option is a choice of a typeahead.
type Option struct {
	Text        string // at most 75 characters
	Value       string
	Description string // at most 75 characters; "" for none
}

// Group is a titled list of choices.
type Group struct {
	Label   string
	Options []Option
}

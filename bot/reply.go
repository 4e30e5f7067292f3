package bot

import (
	"context"

	"github.com/slack-go/slack"
)

// Reply is what a handler answers. The zero Reply says nothing.
type Reply struct {
	Message *Content // a message; Place says where
	Place   Place
	Modal   *Modal            // opens a modal, or pushes one when the request came from a modal
	Instead *Content          // said privately where Modal can't be opened, since a trigger lives 3 s; nil is an error then
	Update  *Modal            // replaces the modal the request came from
	Errors  map[string]string // what is wrong, by block_id: of Modal; or of a submission, whose modal stays open with what was typed
	Clear   bool              // of a submission: closes all modals of the stack
	Home    *Home
	Changed string   // the ID of a person whose rights were changed: what their App Home may show is looked at
	Options []Option // of a typeahead, at most 100
	Groups  []Group  // of a typeahead, instead of Options
	// Files go to the DM of who asked before anything is said. When they can't, Message is not: the person is told so.
	Files *Files
	// Then runs once the answer is out: what nobody has to wait for. It is finished before the bot stops.
	Then func(ctx context.Context) error
}

// Files are shared together in one message.
type Files struct {
	Text string // of that message, as mrkdwn
	List []File
}

// File is one that the bot hands out.
type File struct {
	Name string // with its ending
	Data []byte // not empty
}

// Content is a message: its text is the notification and what a screen reader says, its blocks are what is seen.
type Content struct {
	Text   string
	Blocks []slack.Block
}

// Place is where a reply's message goes.
type Place string

// The places. A modal remembers where it was opened: its submission's message goes there.
const (
	Private Place = ""        // only the asking person sees it
	Public  Place = "public"  // everyone in the channel sees it
	Replace Place = "replace" // takes the place of the message whose button was pressed (also through a modal)
	Remove  Place = "remove"  // the message whose button was pressed goes away
)

// Modal is a form.
type Modal struct {
	Callback      string // routes its submission
	Title         string // at most 24 characters
	Submit        string // at most 24 characters; "" for a modal without inputs
	Close         string // at most 24 characters
	Metadata      string // comes back in View.Metadata; at most 2,000 bytes
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
	Description string // at most 75 characters
}

// Group is a titled list of choices.
type Group struct {
	Label   string
	Options []Option
}

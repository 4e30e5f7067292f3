package bot

import (
	"bytes"
	"context"
	"io"

	"github.com/guanxi-crm/guanxi/views/surface"
)

// Reply is what a handler answers. The zero Reply says nothing.
type Reply struct {
	Message *surface.Message // a message; Place says where
	Place   Place
	Modal   *surface.Modal    // opens a modal, or pushes one when the request came from a modal
	Instead *surface.Message  // said privately where Modal can't be opened, since a trigger lives 3 s; nil is an error then
	Update  *surface.Modal    // replaces the modal the request came from
	Errors  map[string]string // what is wrong, by block_id: of Modal; or of a submission, whose modal stays open with what was typed
	Clear   bool              // of a submission: closes all modals of the stack
	Home    *surface.Home
	Changed string           // the ID of a person whose rights were changed: what their App Home may show is looked at
	Options []surface.Option // of a typeahead, at most 100
	Groups  []surface.Group  // of a typeahead, instead of Options
	// Files are sent to the DM of the person who asked before the message is. When that fails, the message is not sent,
	// and the person is told.
	Files *Files
	// Later makes the rest of the answer, of what takes longer than a person waits for: files, and a message for who asked. It runs
	// once the answer before it is out, for 15 minutes at most, outside the time that a handler has. An error of it is told.
	Later func(ctx context.Context, far Far) (Reply, error)
	// Then runs after the answer, for work that nobody waits for. It ends before the bot stops.
	Then func(ctx context.Context) error
}

// Far shows who asked how far the rest of an answer is: in their DM, where it takes longer than some seconds, in a message that changes and
// goes once the rest is there. It may be called as often as there is something to say.
type Far func(m surface.Message)

// Files are shared together in one message.
type Files struct {
	Text string // of that message, as mrkdwn
	List []File
}

// File is one file that the bot gives to a person: its bytes, or, of a large one, a temporary file that is closed once it was sent.
type File struct {
	Name  string // with its ending
	Data  []byte // not empty
	Spool *Spool // instead of Data
}

// reader begins the file anew.
func (f File) reader() io.Reader {
	if f.Spool != nil {
		return io.NewSectionReader(f.Spool, 0, f.Spool.Size())
	}
	return bytes.NewReader(f.Data)
}

// size is in bytes.
func (f File) size() int64 {
	if f.Spool != nil {
		return f.Spool.Size()
	}
	return int64(len(f.Data))
}

// Close removes the temporary files.
func (f *Files) Close() {
	for _, file := range f.List {
		if file.Spool != nil {
			_ = file.Spool.Close() // nothing of it is needed any more
		}
	}
}

// Place is where a reply's message goes.
type Place string

// The places. A modal remembers where it was opened: its submission's message goes there.
const (
	Private Place = ""        // only the asking person sees it
	Public  Place = "public"  // everyone in the channel sees it
	Replace Place = "replace" // takes the place of the message whose button was pressed (also through a modal)
	// ReplaceOpenly is Replace for what people of another company may read: it holds nothing of customers.
	ReplaceOpenly Place = "replace-openly"

	Remove Place = "remove" // the message whose button was pressed goes away
)

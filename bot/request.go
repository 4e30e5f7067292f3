package bot

import (
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// Request is what a person did, without Slack's formats: who, where, and what was typed, chosen or pressed.
type Request struct {
	Kind Kind
	Key  string // stays the same when Slack delivers it again, when its person tries again, and when the same question is answered again: the idempotency key of what it changes
	// Delivery names this press or submission of a question alone, so that a second delivery of the same press is told
	// from another answer. It is "" for all other requests.
	Delivery string
	Retried  bool      // made once more, by a button AgainAction or by sending a form again
	First    time.Time // when it was made the first time
	Cut      bool      // the text is gone, and only whether the request was done can be told
	Saved    *bool     // the handler sets it once something was changed
	User     User
	Channel  string // where it happened; "" in a view or the App Home
	Command  string // the slash command with its slash
	Text     string // what followed the command, or the message's text, mentions still escaped as <@U…>
	Name     string // action_id, callback_id or event type: what it was routed by
	Block    string // block_id of the pressed element
	Value    string // the pressed element's value: a button's value, the chosen option, date (YYYY-MM-DD), time, user
	Query    string // what was typed into a typeahead
	Form     Form   // the fields of the view or message it came from
	View     View   // the view it came from; zero elsewhere
	Message  Message
	Reaction *models.Reaction // of KindReaction; nil elsewhere
	Files    []Attached       // beside a message to the bot, or with the message of a reaction
	Thread   string           // ts of the thread the message stands in
	Time     time.Time
	Waited   time.Duration // for its turn, before the handler was called

	common bool                           // the key is everybody's who may answer the question
	from   origin                         // of the first time
	sign   func(user, text string) string // what a button carries
}

// Kind is the sort of a request.
type Kind string

// The kinds of request.
const (
	KindCommand    Kind = "command"
	KindAction     Kind = "action"
	KindSubmission Kind = "submission"
	KindClosed     Kind = "closed"
	KindOptions    Kind = "options"
	KindShortcut   Kind = "shortcut" // global, or on a message when Message is set
	KindMention    Kind = "mention"  // @bot in a channel, or a message in the bot's DM
	KindHome       Kind = "home"     // the App Home was opened
	KindReaction   Kind = "reaction" // an emoji at a message, which Message is; Name is the emoji's
)

// User is the person who made a request, as Slack describes them.
type User struct {
	ID       string
	TeamID   string // of their own workspace
	Name     string
	Locale   string         // IETF tag such as zh-CN; "" when unknown
	Zone     *time.Location // never nil: the configured zone when Slack does not say
	Admin    bool           // admin or owner of the bot's own workspace
	Bot      bool
	Guest    bool // single- or multi-channel guest
	Stranger bool // of another company, met in a shared channel
	Deleted  bool

	status       status
	EnterpriseID string // the Enterprise Grid of their workspace; "" without one
}

// Form holds what was entered, by block_id: text, a date, or the values of what was chosen.
type Form map[string][]string

// Get returns a field's first value, or "".
func (f Form) Get(block string) string {
	if values := f[block]; len(values) > 0 {
		return values[0]
	}
	return ""
}

// View is an open modal.
type View struct {
	ID       string
	Hash     string
	Callback string
	Metadata string // what the handler put into Modal.Metadata
}

// Message is a message a request refers to.
type Message struct {
	Channel   string
	TS        string
	User      string // author
	Text      string
	Permalink string // of a message shortcut's message; "" when Slack did not say
	Ephemeral bool
}

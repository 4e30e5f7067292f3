package commands

import (
	"context"
	"fmt"
	"io/fs"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// Feature is what people can say and do about one thing, and what they are told of it. Routing, help, "did you mean", the
// manifest, docs/commands.md and the tests of permissions follow from it. A feature is a folder with a function
//
//	func Feature(f *commands.Frame) commands.Feature
//
// that cli/features.go lists. It is called before the catalogues are read: it declares, and looks nothing up.
type Feature struct {
	Subcommands []Subcommand // in the order in which help shows them
	Ways        []Way
	Shortcuts   []Shortcut
	// Bare answers the slash command without a text; one feature has it.
	Bare Handler
	// ForNames is the subcommand that a text runs which is nothing but a customer's name; one feature has it.
	ForNames string
	// ForNobody is the subcommand that is offered for a text which names no customer: it makes one of that name; one feature has it.
	ForNobody string
	// Sentences answers a text that is no subcommand, no greeting and no customer's name: it may tell of something. One feature has it.
	Sentences Sentences
	// Files answers a message to the bot that has files with it, unless its text is a command other than ForFiles, a subcommand of the
	// feature's that files may be meant for; one feature has it.
	Files    Handler
	ForFiles string
	// Lists show a list anew in which a button was pressed, by the list's name (views.RowList).
	Lists map[string]Relist
	// Messages put into words what the scheduler tells, by the kind of message.
	Messages map[string]Wording
	// Heard hears what is said in channels; nil hears nothing. Several features may.
	Heard Heard
	// Reacted answers emoji at messages; of several features that want one the first answers.
	Reacted *Reacted
	// Attached make the files that go with a message of a kind; a message without them is posted with its words alone.
	Attached map[string]Attaching
	// Words holds the feature's own catalogues, words.en.toml and words.zh.toml; nil where it has none.
	Words fs.FS
}

// Handler answers a request of a person who may make it.
type Handler func(ctx context.Context, cl Call) (bot.Reply, error)

// Sentences answers a text that may tell of something; understood is false where it doesn't. With known it has to tell of a customer that is
// there: the text begins as a command does, which has found none.
type Sentences func(ctx context.Context, cl Call, text string, known bool) (reply bot.Reply, understood bool, err error)

// Relist shows a list anew, under a notice of what was done in it. rest is what its name is followed by: its filter.
type Relist func(ctx context.Context, cl Call, rest string, notice surface.Message) (bot.Reply, error)

// Wording puts into words what the scheduler tells of: value is what it has found, of the type that belongs to the kind.
type Wording func(to views.Reader, value any) (surface.Message, error)

// Attaching makes the files of a message. What stands in them is for whoever sees the message.
type Attaching func(ctx context.Context, to views.Reader, value any) ([]bot.File, error)

// Words makes a wording of a function that takes the kind's own type.
func Words[V any](say func(to views.Reader, value V) surface.Message) Wording {
	return func(to views.Reader, value any) (surface.Message, error) {
		told, known := value.(V)
		if !known {
			return surface.Message{}, fmt.Errorf("%T is not what it tells of", value)
		}
		return say(to, told), nil
	}
}

// Subcommand is what may be typed after the slash command. Its words stand in the catalogues under command.<name>.
type Subcommand struct {
	Name    string
	Aliases []string // the Chinese name first
	Needs   models.Permission
	// Codes reads the codes of the records that it shows; a text that begins with one runs it. nil where it shows none, or customers.
	Codes func(text string) (code string, ok bool)
	// Run answers it, and Opens says that the answer is a form. Where that depends on what was typed, Read decides it instead.
	Run   Handler
	Opens bool
	Read  func(text string) Step // text is what follows the name
}

// Way is a way in besides the subcommands: a button, a form that was sent, a typeahead.
type Way struct {
	Kind  bot.Kind
	Name  string // the action_id, or the form's callback_id
	Needs models.Permission
	// Run, Opens and Read are as a subcommand's.
	Run   Handler
	Opens bool
	Read  func(req *bot.Request) Step
	// Repeats says of a button that it only shows something or opens a form, and may be pressed again in the same block. All
	// others answer a question, which is done once (bot/question.go).
	Repeats bool
	// Strangers says that anybody may use it whom Slack lets: people of another company, guests, who has no role. They have no rights here for it,
	// so its handler finds out by itself whether it is theirs, and tells nobody else anything.
	Strangers bool
	// Inputs are those of the form that was sent, the one for general refusals first.
	Inputs []models.Input
}

// Shortcut is one of Slack's shortcut menus, as the app's manifest declares it; Type is "global" or "message". It opens a form.
type Shortcut struct {
	Name       string // in both languages, since a manifest has one name for everybody; at most 24 characters
	Type       string
	CallbackID string
	Needs      models.Permission
	Run        Handler
}

// Step is what a request comes to once it was read, by itself alone: nothing was looked up, and nobody was asked.
type Step struct {
	run   Handler
	opens bool
	needs models.Permission // "" is what the declaration says
	open  bool              // to strangers too
}

// Answers is a step that is answered with a message. Should a form come of it all the same, ShowOr says what is said where its
// trigger is over.
func Answers(run Handler) Step { return Step{run: run} }

// Opens is a step that is answered with a form: a waiting view is opened in time where the answer is slow.
func Opens(run Handler) Step { return Step{run: run, opens: true} }

// Around returns the step with something done before and after it.
func (s Step) Around(around func(run Handler) Handler) Step {
	s.run = around(s.run)
	return s
}

// read takes what was typed after the subcommand's name apart.
func (s Subcommand) read(text string) Step {
	step := Step{run: s.Run, opens: s.Opens}
	if s.Read != nil {
		step = s.Read(text)
	}
	step.needs = s.Needs
	return step
}

func (w Way) read(req *bot.Request) Step {
	step := Step{run: w.Run, opens: w.Opens}
	if w.Read != nil {
		step = w.Read(req)
	}
	step.open = w.Strangers
	if step.needs == "" {
		step.needs = w.Needs
	}
	return step
}

package commands

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/workday"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// Slash is the one slash command.
const Slash = "/crm"

// Parts are what a frame works with.
type Parts struct {
	CRM        *crm.Service
	Reports    *reports.Service
	Industries []string         // the configured keys in order
	Labels     []i18n.Label     // their names, and other words that are configured
	Language   string           // the team's, where a person's is unknown
	Calendar   workday.Calendar // which days are off
	Files      FileSource       // nil where there is no Slack
	Slack      SlackSource      // likewise
}

// Frame is the conversation's frame: who asks is let in, what they typed is taken apart, and a feature answers.
type Frame struct {
	Parts
	catalogues *i18n.Bundle
	words      vocabulary
	table      table
	made       atomic.Pointer[customNames] // what follows from the custom fields, made last
	making     chan struct{}               // one is taken by each file that is made
}

// table is what the features declare, put together. It isn't changed once the frame was made.
type table struct {
	subcommands []Subcommand
	byName      map[string]Subcommand // by every name
	ways        []Way
	shortcuts   []Shortcut
	bare        Handler
	forNames    string
	forNobody   string
	sentences   Sentences
	files       Handler
	forFiles    string
	lists       map[string]Relist
	messages    map[string]Wording
	attached    map[string]Attaching
	heard       []Heard
	reacted     []Reacted
	inputs      map[string][]models.Input // of each form, by its callback_id
}

// New returns the frame of a conversation that is about the features, in the order in which help shows them. It refuses
// features that declare the same twice, and catalogues that don't fit together.
func New(parts Parts, features ...func(*Frame) Feature) (*Frame, error) {
	if parts.Files == nil {
		parts.Files = noFiles{}
	}
	if parts.Slack == nil {
		parts.Slack = noSlack{}
	}
	c := &Frame{Parts: parts, making: make(chan struct{}, filesAtOnce)}
	c.table = table{byName: map[string]Subcommand{}, lists: map[string]Relist{}, messages: map[string]Wording{}, attached: map[string]Attaching{}, inputs: map[string][]models.Input{}}
	c.table.ways = c.ways()
	var words []fs.FS
	for _, feature := range features {
		declared := feature(c)
		if err := c.table.add(declared); err != nil {
			return nil, err
		}
		if declared.Words != nil {
			words = append(words, declared.Words)
		}
	}
	for _, way := range c.table.ways {
		if way.Kind == bot.KindSubmission {
			c.table.inputs[way.Name] = way.Inputs
		}
	}
	var err error
	if c.catalogues, err = i18n.New(words, parts.Labels...); err != nil {
		return nil, err
	}
	c.words = newVocabulary(c.catalogues, parts.Industries)
	return c, nil
}

// add takes over what a feature declares.
func (t *table) add(feature Feature) error {
	for _, sub := range feature.Subcommands {
		if len(sub.Aliases) == 0 {
			return fmt.Errorf("subcommand %s has no Chinese name", sub.Name)
		}
		t.subcommands = append(t.subcommands, sub)
		for _, name := range append([]string{sub.Name}, sub.Aliases...) {
			if _, taken := t.byName[name]; taken {
				return fmt.Errorf("two subcommands are called %s", name)
			}
			t.byName[name] = sub
		}
	}
	t.ways = append(t.ways, feature.Ways...)
	for _, s := range feature.Shortcuts {
		t.shortcuts = append(t.shortcuts, s)
		t.ways = append(t.ways, Way{Kind: bot.KindShortcut, Name: s.CallbackID, Needs: s.Needs, Run: s.Run, Opens: true})
	}
	t.forNames, t.forNobody = cmp.Or(feature.ForNames, t.forNames), cmp.Or(feature.ForNobody, t.forNobody)
	if feature.Bare != nil {
		t.bare = feature.Bare
	}
	if feature.Sentences != nil {
		t.sentences = feature.Sentences
	}
	if feature.Heard != nil {
		t.heard = append(t.heard, feature.Heard)
	}
	if feature.Reacted != nil {
		t.reacted = append(t.reacted, *feature.Reacted)
	}
	if feature.Files != nil {
		t.files, t.forFiles = feature.Files, feature.ForFiles
	}
	for name, list := range feature.Lists {
		if _, taken := t.lists[name]; taken {
			return fmt.Errorf("two lists are called %s", name)
		}
		t.lists[name] = list
	}
	for kind, wording := range feature.Messages {
		if _, taken := t.messages[kind]; taken {
			return fmt.Errorf("two features word %s", kind)
		}
		t.messages[kind] = wording
	}
	maps.Copy(t.attached, feature.Attached) // each is of a kind that the feature words
	return nil
}

// In returns the words of every feature in a language.
func (c *Frame) In(language string) *i18n.Printer { return c.catalogues.For(language) }

// Speaking is In with the labels that the team gave.
func (c *Frame) Speaking(language string) *i18n.Printer { return c.printer(language) }

// printer says what the features say in the language of a locale, with the labels that the team gave; a frame that is about no
// team's customers, such as the one that writes the manifest, knows none.
func (c *Frame) printer(locale string) *i18n.Printer {
	if c.CRM == nil {
		return c.catalogues.For(locale)
	}
	return c.customNames().printers[c.catalogues.For(locale).Language()]
}

// Labelled is In with the labels that the team gave, such as those of its stages.
func (c *Frame) Labelled(locale string) *i18n.Printer { return c.printer(locale) }

// Told puts into words, of a language and on a clock, what the scheduler tells: a value of the type that belongs to the kind.
func (c *Frame) Told(kind string, value any, locale string, zone *time.Location) (surface.Message, error) {
	wording, known := c.table.messages[kind]
	if !known {
		return surface.Message{}, fmt.Errorf("no feature words %q", kind)
	}
	message, err := wording(views.ReaderOf(c.printer(locale), zone), value)
	if err != nil {
		return surface.Message{}, fmt.Errorf("word %s: %w", kind, err)
	}
	return message, nil
}

// Page is Told for one page of what is told, from 1 (0 is 1), that follows what the pages before it have told: it is the zero Page
// when nothing is left. Buttons of a page's rows show that page anew, not the whole list.
func (c *Frame) Page(kind string, value any, locale string, zone *time.Location, number int, before []string) (surface.Page, error) {
	whole, err := c.Told(kind, value, locale, zone)
	if err != nil {
		return surface.Page{}, err
	}
	page := whole.Page(max(number, 1), before)
	if page.More || number > 1 {
		views.NamePage(page.Blocks)
	}
	return page, nil
}

// Attached are the files of what the scheduler tells, with the words that go with them; none where it has none.
func (c *Frame) Attached(ctx context.Context, kind string, value any, locale string, zone *time.Location) (*bot.Files, error) {
	attach, has := c.table.attached[kind]
	if !has {
		return nil, nil
	}
	words, err := c.Told(kind, value, locale, zone)
	if err != nil {
		return nil, err
	}
	list, err := attach(ctx, views.ReaderOf(c.printer(locale), zone), value)
	if err != nil {
		return nil, fmt.Errorf("files of %s: %w", kind, err)
	}
	return &bot.Files{Text: words.Text, List: list}, nil
}

// Shortcuts lists what Slack's shortcut menus offer.
func (c *Frame) Shortcuts() []Shortcut { return c.table.shortcuts }

// bare answers the slash command alone.
func (c *Frame) bare(ctx context.Context, cl Call) (bot.Reply, error) {
	if c.table.bare == nil {
		return bot.Reply{}, nil
	}
	return c.table.bare(ctx, cl)
}

// Printer speaks a person's language; the team's where Slack doesn't say.
func (c *Frame) Printer(u bot.User) *i18n.Printer {
	return c.printer(cmp.Or(u.Locale, c.Language))
}

// atFields puts each refusal at its input; one of no input of this form stands at the first. Custom fields stand in no list:
// the transport knows which of them a form has.
func atFields(p *i18n.Printer, errs models.Errors, inputs []models.Input) map[string]string {
	texts := map[string]string{}
	for _, e := range errs {
		at := string(e.Input)
		if _, custom := models.Field(e.Input).CustomID(); !custom && !slices.Contains(inputs, e.Input) && len(inputs) > 0 {
			at = string(inputs[0])
		}
		text := views.RefusalText(p, e)
		if texts[at] != "" {
			text = texts[at] + " " + text
		}
		texts[at] = text
	}
	return texts
}

// Say answers privately.
func Say(m surface.Message) bot.Reply { return SayAt(bot.Private, m) }

// SayAt answers at a place.
func SayAt(place bot.Place, m surface.Message) bot.Reply {
	return bot.Reply{Message: &m, Place: place}
}

// InPlace lets an answer take the place of the message whose button or menu was used.
func InPlace(reply bot.Reply, err error) (bot.Reply, error) {
	reply.Place = bot.Replace
	return reply, err
}

// ShowOr answers with a form to what seemed to ask for none, or not surely: where its trigger is over, a button opens it. name is
// the subcommand's.
func ShowOr(cl Call, m surface.Modal, metadata, name string) bot.Reply {
	reply := Show(m, metadata)
	instead := views.OpenForm(cl.Printer, strings.TrimSpace(name+" "+cl.Rest))
	reply.Instead = &instead
	return reply
}

// AsksWithoutText reads a command that names a customer and says something of it: where only one word, or something in quotes,
// is there, a form asks for the rest. A name of several words is known as one only once customers were looked up.
func AsksWithoutText(text string, run Handler) Step {
	if _, said := CutCustomer(text); said == "" {
		return Opens(run)
	}
	return Answers(run)
}

// Show answers with a form; metadata comes back with its submission.
func Show(m surface.Modal, metadata string) bot.Reply {
	m.Metadata = metadata
	return bot.Reply{Modal: &m}
}

// Fitting shows as many rows as Slack takes in one message, at most so many: of a list that has a button for the rest.
func Fitting(most int, show func(rows int) (surface.Message, error)) (surface.Message, error) {
	for rows := most; ; {
		message, err := show(rows)
		if err != nil || rows <= 1 || message.Fits() {
			return message, err
		}
		rows = max(1, min(rows-1, rows*surface.MaxChars/max(surface.Size(message.Blocks), 1)))
	}
}

// PageSize is how many rows an answer shows before "more".
const PageSize = 10

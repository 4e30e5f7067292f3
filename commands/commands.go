package commands

import (
	"cmp"
	"context"
	"errors"
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

// Commands is the conversation with its people.
type Commands struct {
	crm        *crm.Service
	reports    *reports.Service
	catalogues *i18n.Bundle
	industries []string
	language   string // the team's, where a person's is unknown
	words      vocabulary
	calendar   workday.Calendar    // which days are off
	made       atomic.Pointer[own] // what follows from the team's own fields, made last
}

// New returns the conversation. industries are the configured keys in order; language and calendar are
// the team's.
func New(service *crm.Service, figures *reports.Service, catalogues *i18n.Bundle, industries []string, language string, calendar workday.Calendar) *Commands {
	return &Commands{
		crm: service, reports: figures, catalogues: catalogues, industries: industries, language: language, calendar: calendar,
		words: newVocabulary(catalogues, industries),
	}
}

// call is one run of a subcommand: the request and what was typed after the subcommand's name.
type call struct {
	*bot.Request
	p     *i18n.Printer
	actor models.Actor
	text  string
	// What Slack says, where the person has chosen otherwise.
	slackLocale string
	slackZone   *time.Location

	known []int64 // near-duplicates that were shown before
}

// operation names who changes something by which way.
func (c call) operation(source string) models.Operation {
	op := models.Operation{Actor: c.actor, Source: source, Key: c.Key, Also: c.Delivery, Saved: c.Saved, Zone: c.User.Zone.String()}
	if c.Kind == bot.KindAction {
		op.Keep = models.QuestionKept
	}
	return op
}

// reader is the person as views speak with them.
func (c call) reader() views.Reader { return views.ReaderOf(c.p, c.User.Zone) }

// ring is where somebody lives whom something is given to; nil for the person themself, and where nobody knows.
func (c *Commands) ring(ctx context.Context, cl call, assignee string) *time.Location {
	if assignee == cl.User.ID {
		return nil
	}
	return c.crm.ZoneOf(ctx, assignee)
}

// printer speaks a person's language; the team's where Slack doesn't say.
func (c *Commands) printer(u bot.User) *i18n.Printer {
	return c.own().printers[c.catalogues.For(cmp.Or(u.Locale, c.language)).Language()]
}

// run answers a command or a mention.
func (c *Commands) run(ctx context.Context, cl call) (bot.Reply, error) {
	return c.perform(ctx, cl, cl.Text)
}

// perform runs a subcommand, by what was typed.
func (c *Commands) perform(ctx context.Context, cl call, text string) (bot.Reply, error) {
	name, rest := cutCommand(text)
	if name == "" {
		return c.hub(ctx, cl)
	}
	sub, found := lookup(name)
	if !found {
		return c.unknown(cl, name, rest), nil
	}
	if !cl.actor.May(sub.needs) {
		return bot.Reply{}, crm.Refused(cl.actor, sub.needs)
	}
	cl.text = rest
	reply, err := sub.run(c, ctx, cl)
	if which := (*whichError)(nil); errors.As(err, &which) {
		return c.askWhich(cl, sub.name, which), nil
	}
	if reply.Modal != nil && cl.Kind == bot.KindMention { // a message has no trigger to open a form with
		if reply.Instead != nil {
			return bot.Reply{Message: reply.Instead}, err
		}
		return say(views.OpenForm(cl.p, strings.TrimSpace(sub.name+" "+rest))), err
	}
	return reply, err
}

// runButton does what typing the button's value would do.
func (c *Commands) runButton(ctx context.Context, cl call) (bot.Reply, error) {
	cl.Request = asCommand(cl.Request)
	return c.run(ctx, cl)
}

// opens reports whether a command will answer with a form, so that its trigger is used in time.
func (c *Commands) opens(req *bot.Request) bool {
	name, rest := cutCommand(asCommand(req).Text)
	sub, found := lookup(name)
	return found && sub.opens != nil && sub.opens(c, rest)
}

// asCommand reads a pressed button's value as the command's text.
func asCommand(req *bot.Request) *bot.Request {
	if req.Kind != bot.KindAction {
		return req
	}
	copied := *req
	copied.Text = req.Value
	return &copied
}

// unknown answers a mistyped subcommand with the nearest ones.
func (c *Commands) unknown(cl call, name, rest string) bot.Reply {
	var runs []string
	for _, near := range nearest(name, commandNames()) {
		if run := strings.TrimSpace(near + " " + rest); len(run) <= views.MaxRunText {
			runs = append(runs, run)
		}
	}
	err := models.NotFound("error.unknown_command", "Word", name)
	if len(runs) > 0 {
		err = models.NotFound("error.unknown_command_near", "Word", name)
	}
	return say(views.Repeating(views.Suggestion(cl.p, err, runs), typedAway(cl.Request)))
}

// atFields puts each refusal at its field; one of no field of this form stands at the first. The team's own fields stand
// in no list: the transport knows which of them a form has.
func atFields(p *i18n.Printer, errs models.Errors, fields []models.Field) map[string]string {
	texts := map[string]string{}
	for _, e := range errs {
		at := string(e.Field)
		if _, own := e.Field.CustomID(); !own && !slices.Contains(fields, e.Field) && len(fields) > 0 {
			at = string(fields[0])
		}
		text := views.RefusalText(p, e)
		if texts[at] != "" {
			text = texts[at] + " " + text
		}
		texts[at] = text
	}
	return texts
}

// formFields are the inputs of each form, the one for general refusals first.
var formFields = map[string][]models.Field{
	views.CustomerNewModal: models.EditableFields(),
	views.CustomerEditModal: slices.DeleteFunc(models.EditableFields(), func(f models.Field) bool {
		return f == models.FieldStatus // it changes with its basis
	}),
	views.StatusModal:       {models.FieldStatus, models.FieldBasis, models.FieldKind, models.FieldText, models.FieldReason},
	views.LogModal:          {models.FieldCustomer, models.FieldKind, models.FieldText},
	views.FollowModal:       {models.FieldCustomer, models.FieldDueOn, models.FieldDueTime, models.FieldTitle, models.FieldAssignee},
	views.DoneModal:         {models.FieldOutcome, models.FieldNext, models.FieldDueOn, models.FieldTitle},
	views.EditFollowModal:   {models.FieldAssignee, models.FieldDueOn, models.FieldDueTime, models.FieldTitle},
	views.SnoozeModal:       {models.FieldDueOn},
	views.PickModal:         {models.FieldCustomer},
	views.ChannelModal:      {models.FieldChannel, models.FieldSends, models.FieldLanguage, models.FieldZone},
	views.RoleModal:         {models.FieldUser, models.FieldRole},
	views.WordModal:         {models.FieldWord},
	views.SettingsModal:     {models.FieldLanguage, models.FieldZone, models.FieldDigestTime, models.FieldReminders, models.FieldQuietFrom, models.FieldQuietTo, models.FieldMutedUntil},
	views.FieldAddModal:     {models.FieldLabelZH, models.FieldLabelEN, models.FieldType, models.FieldOptions},
	views.FieldRenameModal:  {models.FieldLabelZH, models.FieldLabelEN},
	views.EraseModal:        {models.FieldCode, models.FieldErasureReason, models.FieldErasureName},
	views.FieldOptionsModal: {models.FieldOptions, models.FieldOffered, models.FieldOption, models.FieldLabelZH, models.FieldLabelEN},
}

// say answers privately.
func say(m surface.Message) bot.Reply { return at(bot.Private, m) }

func at(place bot.Place, m surface.Message) bot.Reply {
	return bot.Reply{Message: &m, Place: place}
}

// show answers with a form; metadata comes back with its submission.
func show(m surface.Modal, metadata string) bot.Reply {
	m.Metadata = metadata
	return bot.Reply{Modal: &m}
}

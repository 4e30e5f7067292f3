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

// atFields puts each refusal at its input; one of no input of this form stands at the first. Custom fields stand in no list: the transport knows which of them a form has.
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

// formFields are the inputs of each form, the one for general refusals first.
var formFields = map[string][]models.Input{
	views.CustomerNewModal:  models.Inputs(models.EditableFields()...),
	views.CustomerEditModal: models.Inputs(models.ChangeableFields()...),
	views.StatusModal:       {models.FieldStatus.Input(), models.InputBasis, models.FieldKind.Input(), models.FieldText.Input(), models.FieldReason.Input()},
	views.LogModal:          {models.InputCustomer, models.FieldKind.Input(), models.FieldText.Input()},
	views.FollowModal:       {models.InputCustomer, models.FieldDueOn.Input(), models.FieldDueTime.Input(), models.FieldTitle.Input(), models.FieldAssignee.Input()},
	views.DoneModal:         {models.FieldOutcome.Input(), models.InputNext, models.FieldDueOn.Input(), models.FieldTitle.Input()},
	views.EditFollowModal:   {models.FieldAssignee.Input(), models.FieldDueOn.Input(), models.FieldDueTime.Input(), models.FieldTitle.Input()},
	views.SnoozeModal:       {models.FieldDueOn.Input()},
	views.PickModal:         {models.InputCustomer},
	views.ChannelModal:      {models.InputChannel, models.InputSends, models.InputLanguage, models.InputZone},
	views.RoleModal:         {models.InputUser, models.InputRole},
	views.WordModal:         {models.InputWord},
	views.SettingsModal:     {models.InputLanguage, models.InputZone, models.InputDigestTime, models.InputReminders, models.InputQuietFrom, models.InputQuietTo, models.InputMutedUntil},
	views.FieldAddModal:     {models.InputLabelZH, models.InputLabelEN, models.InputType, models.InputOptions},
	views.FieldRenameModal:  {models.InputLabelZH, models.InputLabelEN},
	views.EraseModal:        {models.FieldCode.Input(), models.InputErasureReason, models.InputErasureName},
	views.FieldOptionsModal: {models.InputOptions, models.InputOffered, models.InputOption, models.InputLabelZH, models.InputLabelEN},
}

// say answers privately.
func say(m views.Message) bot.Reply { return at(bot.Private, m) }

func at(place bot.Place, m views.Message) bot.Reply {
	content := bot.Content(m)
	return bot.Reply{Message: &content, Place: place}
}

// show answers with a form; metadata comes back with its submission.
func show(m views.Modal, metadata string) bot.Reply {
	m.Metadata = metadata
	modal := bot.Modal(m)
	return bot.Reply{Modal: &modal}
}

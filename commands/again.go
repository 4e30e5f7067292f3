package commands

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// What fails for want of the database is given back, to be tried again under the same key: whatever was done by the first
// try is shown then, and not done twice. All of it is here; no handler knows of it.

// runAgain runs a request that was made before: when that was done, it shows what came of it.
func (c *Frame) runAgain(ctx context.Context, run Handler, cl Call) (bot.Reply, error) {
	if cl.Time.Sub(cl.First) > crm.KeyKept {
		return bot.Reply{}, models.Invalid("", "error.again_too_late")
	}
	if reply, done, err := c.outcome(ctx, cl); done || err != nil {
		return reply, err
	}
	if cl.Cut {
		return bot.Reply{}, models.Invalid("", "error.again_too_long")
	}
	reply, err := run(ctx, cl)
	if errors.Is(err, models.ErrAlreadyHandled) { // the first try has come to its end just now
		reply, _, err = c.outcome(ctx, cl)
	}
	return reply, err
}

// answeredBefore answers what somebody has done already: the same delivery once more, of which nothing more is said, or
// another answer to a question that is answered. Who gives that sees what came of the first. Of a mention nobody knows
// whether who was first has died before answering: the transport says it once.
func (c *Frame) answeredBefore(ctx context.Context, cl Call) (bot.Reply, error) {
	if cl.Kind != bot.KindMention {
		if cl.Delivery == "" || cl.Delivery == cl.Key {
			return bot.Reply{}, models.ErrAlreadyHandled
		}
		same, err := c.CRM.Delivered(ctx, cl.Delivery)
		if err != nil {
			return bot.Reply{}, err
		}
		if same {
			return bot.Reply{}, models.ErrAlreadyHandled
		}
	}
	reply, _, err := c.outcome(ctx, cl)
	return reply, err
}

// staleButton answers a button to try again that the transport doesn't take for its own.
func (c *Frame) staleButton(_ context.Context, cl Call) (bot.Reply, error) {
	return Say(views.Refusal(cl.Printer, models.Errors{models.Invalid("", "error.stale_form")})), nil
}

// SavedBefore answers what was saved already under another key than the request's own: the same delivery once more, of which nothing is
// said, or another way to save the same, which shows what came of the first.
func (c *Frame) SavedBefore(ctx context.Context, cl Call, key string) (bot.Reply, error) {
	if !cl.Retried && cl.Delivery != "" {
		same, err := c.CRM.Delivered(ctx, cl.Delivery)
		if err != nil {
			return bot.Reply{}, err
		}
		if same {
			return bot.Reply{}, models.ErrAlreadyHandled
		}
	}
	saved := *cl.Request
	saved.Key = key
	cl.Request = &saved
	reply, _, err := c.outcome(ctx, cl)
	return reply, err
}

// outcome shows what an earlier try of the same request has done; done is false when it has done nothing.
func (c *Frame) outcome(ctx context.Context, cl Call) (reply bot.Reply, done bool, err error) {
	outcome, err := c.CRM.Outcome(ctx, cl.Key)
	if err != nil || !outcome.Done {
		return bot.Reply{}, false, err
	}
	if cl.Saved != nil {
		*cl.Saved = true
	}
	words := cl.Printer.T("notice.saved_before")
	switch {
	case cl.Kind == bot.KindSubmission:
		words = cl.Printer.T("notice.saved_before_form")
	case cl.Kind == bot.KindMention && !cl.Retried:
		words = cl.Printer.T("notice.saved_unanswered")
	case cl.Kind == bot.KindAction && !cl.Retried:
		words = cl.Printer.T("notice.answered")
	}
	notice := views.Notice("✅ " + words)
	if list := listOf(cl); list != "" {
		reply, err = c.Relist(ctx, cl, list, notice)
		return reply, true, err
	}
	if outcome.Customer == 0 {
		return Say(notice), true, nil
	}
	customer, err := c.CRM.Changed(ctx, cl.Actor, outcome)
	switch {
	case models.AsErrors(err) != nil: // it was given to somebody else, who alone sees it
		return Say(notice), true, nil
	case err != nil:
		return bot.Reply{}, true, err
	case customer.Erased():
		return Say(views.WithOpen(cl.Printer, notice, customer.Code)), true, nil
	}
	card, err := c.CustomerCard(ctx, cl, customer)
	if err != nil {
		return bot.Reply{}, true, err
	}
	return Say(views.WithNotice(notice, views.Card(cl.Reader(), card))), true, nil
}

// listOf is the list in which a button was pressed, also through a form; "" when there is none.
func listOf(cl Call) string {
	if list := views.RowList(cl.Block); list != "" {
		return list
	}
	var form struct {
		List string `json:"list"`
	}
	if Unpack(cl.View.Metadata, &form) != nil {
		return ""
	}
	return form.List
}

// HomeList is the App Home as a list: what was done in it is said above it.
const HomeList = "home"

// ListPressed is the list in which a button was pressed that opens a form: of the App Home, that. "" is none. A form remembers it under the
// key "list".
func ListPressed(cl Call) string {
	if cl.Kind == bot.KindAction && cl.View.ID != "" && cl.View.Callback == "" {
		return HomeList
	}
	return ""
}

// Relist shows the list anew that a button was pressed in, in its place, under a notice of what was done. Where there is no
// such list, the notice takes its place.
func (c *Frame) Relist(ctx context.Context, cl Call, list string, notice surface.Message) (bot.Reply, error) {
	name, rest, _ := strings.Cut(list, ",")
	if show, known := c.table.lists[name]; known {
		return show(ctx, cl, rest, notice)
	}
	return SayAt(bot.Replace, notice), nil
}

// waiting is the view a person sees while a slow answer is prepared. Should it never come, the request can be made again.
func (c *Frame) waiting(req *bot.Request) surface.Modal {
	p := c.Printer(req.User)
	if req.Kind == bot.KindSubmission {
		return views.WaitingForm(p)
	}
	return views.Waiting(p, typed(req), bot.AgainAction, req.Again())
}

// typed is what a person typed as a command, to be given back; "" when they pressed something.
func typed(req *bot.Request) string {
	switch {
	case req.Kind == bot.KindCommand:
		return strings.TrimSpace(req.Command + " " + req.Text)
	case req.Kind == bot.KindMention:
		return req.Text
	case req.Kind == bot.KindAction && req.Name == views.RunAction:
		return Slash + " " + req.Value
	}
	return ""
}

// TypedAway is what a person typed as a command, which Slack shows nowhere; a message stands where it was written.
func TypedAway(req *bot.Request) string {
	if req.Kind == bot.KindMention {
		return ""
	}
	return typed(req)
}

// GiveForm gives a refused command back as its form, with what was typed and what is wrong with it, where it is wrong.
// Where no form can be opened, a button does it.
func GiveForm(cl Call, form surface.Modal, remembers string, errs models.Errors) bot.Reply {
	form.Blocks = append(views.Typed(TypedAway(cl.Request)), form.Blocks...)
	reply := Show(form, remembers)
	reply.Errors = atFields(cl.Printer, errs, nil)
	instead := views.RefusalWithForm(cl.Printer, errs, cl.Text, TypedAway(cl.Request))
	reply.Instead = &instead
	return reply
}

// Mendable returns the refusals of a use case where its form can mend them; nil where the person may not do it at all, or
// what it was about is gone.
func Mendable(err error) models.Errors {
	refused := models.AsErrors(err)
	for _, e := range refused {
		if e.Input == "" && (e.Kind == models.KindForbidden || e.Kind == models.KindGone || e.Kind == models.KindNotFound) {
			return nil
		}
	}
	return refused
}

func isSaved(req *bot.Request) bool { return req.Saved != nil && *req.Saved }

// refuse turns an error into words: at the form's field where it has one. One of the App Home stands in it, in the place
// of what it has shown: nobody has asked in the DM.
func (c *Frame) refuse(_ context.Context, req *bot.Request, err error) bot.Reply {
	var reply bot.Reply
	for i, p := range c.printers(req.User) {
		if said := c.refusal(p, req, err); i == 0 {
			reply = said
		} else {
			reply = both(reply, said)
		}
	}
	if req.Kind == bot.KindHome && reply.Message != nil {
		return bot.Reply{Home: &surface.Home{Blocks: reply.Message.Blocks}}
	}
	return reply
}

// both says the same in two languages.
func both(first, second bot.Reply) bot.Reply {
	if first.Message != nil && second.Message != nil {
		first.Message = &surface.Message{Text: first.Message.Text + "\n" + second.Message.Text, Blocks: slices.Concat(first.Message.Blocks, second.Message.Blocks)}
	}
	for at, text := range second.Errors {
		first.Errors[at] = strings.TrimSpace(first.Errors[at] + " " + text)
	}
	return first
}

// printers speak a person's language; every language with people of another company, of whom Slack doesn't say.
func (c *Frame) printers(u bot.User) []*i18n.Printer {
	list := []*i18n.Printer{c.Printer(u)}
	if !u.Stranger || u.Locale != "" {
		return list
	}
	for _, language := range i18n.Languages() {
		if language != list[0].Language() {
			list = append(list, c.customNames().printers[language])
		}
	}
	return list
}

// refusal is an error in a language: at the form's field where it has one. What can be tried again is given back with it.
func (c *Frame) refusal(p *i18n.Printer, req *bot.Request, err error) bot.Reply {
	errs := models.AsErrors(err)
	form := req.Kind == bot.KindSubmission
	switch {
	case errors.Is(err, models.ErrAlreadyHandled):
		return Say(views.Notice(p.T("notice.answered")))
	case isSaved(req):
		return giveBack(views.SavedUnseen(p, errs, bot.Reference(err), form), views.AgainShow(p), req)
	case errors.Is(err, bot.ErrTooFast):
		return giveBack(views.Away(p, "error.too_fast", form), views.AgainTry(p), req)
	case errs == nil && crm.Unknown(err):
		return giveBack(views.Away(p, "error.outcome_unknown", form), views.AgainTry(p), req)
	case errs == nil && crm.Unavailable(err):
		return giveBack(views.Away(p, "error.database_away", form), views.AgainTry(p), req)
	case errs == nil && crm.OldKey(err):
		return giveBack(views.Away(p, "error.old_key", form), views.AgainTry(p), req)
	case errs == nil && form:
		return c.failed(views.Failure(p, bot.Reference(err)), p.T("error.internal", "Reference", bot.Reference(err)), req)
	case errs == nil:
		return giveBack(views.Failure(p, bot.Reference(err)), views.AgainTry(p), req)
	case !form:
		return Say(views.Repeating(views.Refusal(p, errs), TypedAway(req)))
	}
	return bot.Reply{Errors: atFields(p, errs, c.table.inputs[req.View.Callback])}
}

// giveBack says what is wrong, with what was typed and a button to make the request again; a form stays open instead, and
// sending it is the same request.
func giveBack(m surface.Message, label string, req *bot.Request) bot.Reply {
	if req.Kind == bot.KindSubmission {
		return Say(m)
	}
	return Say(views.WithAgain(m, typed(req), label, bot.AgainAction, req.Again()))
}

// failed tells of an internal error, in the form where there is one: what was typed stays.
func (c *Frame) failed(m surface.Message, text string, req *bot.Request) bot.Reply {
	if fields := c.table.inputs[req.View.Callback]; len(fields) > 0 {
		return bot.Reply{Errors: map[string]string{string(fields[0]): text}}
	}
	return Say(m)
}

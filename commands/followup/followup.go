package followup

import (
	"cmp"
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// readFollow asks in a form when to follow up where only a customer seems to be named.
func (h handlers) readFollow(text string) commands.Step {
	return commands.AsksWithoutText(text, h.follow)
}

// follow plans a follow-up: /crm follow C001 next wed 10:00 send quote.
func (h handlers) follow(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	in := models.FollowUpInput{Assignee: cl.User.ID, Zone: cl.User.Zone.String()}
	if cl.Rest == "" {
		return commands.Show(planFollowUp(cl.Printer, nil, in), ""), nil
	}
	customer, text, err := h.Named(ctx, cl, cl.Rest)
	if err != nil {
		return bot.Reply{}, err
	}
	if text == "" {
		return commands.ShowOr(cl, planFollowUp(cl.Printer, &customer, in), "", "follow"), nil
	}
	give := func(errs models.Errors) (bot.Reply, error) {
		return commands.GiveForm(cl, planFollowUp(cl.Printer, &customer, in), "", errs), nil
	}
	due, err := h.Understand(cl, models.FieldDueOn, text, "error.no_date")
	if refused := models.AsErrors(err); refused != nil {
		in.Title = commands.Unescape(text)
		return give(refused)
	}
	if err != nil {
		return bot.Reply{}, err
	}
	in.Title = commands.Unescape(due.Left())
	switch {
	case due.Ambiguous(): // it counts only once it is said which
		return h.AskWhichDay(cl, due, "follow "+customer.Code, due.Left()), nil
	case due.Past:
		return give(models.Errors{models.Invalid(models.FieldDueOn, "error.past_moment", "Moments", commands.Moments(due))})
	}
	in.DueOn, in.DueTime = models.DateOf(due.Day), models.TimeOfDay(due.Time) // as a form shows it, on the person's own clock
	planned, err := h.CRM.PlanFollowUp(ctx, cl.Operation("/crm follow"), customer.ID, commands.ByItsClock(in, cl.User.Zone, due.Zone))
	if refused := commands.Mendable(err); refused != nil {
		return give(refused)
	}
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.Say(h.Warned(cl, plannedMessage(cl.Reader(), customer, planned, h.Calendar, h.TheirZone(ctx, cl, planned.Assignee)), commands.Written{Input: models.FieldTitle.Input(), Text: planned.Title})), nil
}

// shortcutFollow begins a follow-up from a message.
func (h handlers) shortcutFollow(_ context.Context, cl commands.Call) (bot.Reply, error) {
	title := []rune(strings.Join(strings.Fields(commands.Unescape(cl.Message.Text)), " "))
	in := models.FollowUpInput{Assignee: cl.User.ID, Title: string(title[:min(len(title), models.MaxFollowUpTitle)])}
	return commands.Show(planFollowUp(cl.Printer, nil, in), ""), nil
}

func (h handlers) submitFollow(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	customer, err := h.Chosen(ctx, cl)
	if err != nil {
		return bot.Reply{}, err
	}
	in, err := followUpInput(cl)
	if err != nil {
		return bot.Reply{}, err
	}
	planned, err := h.CRM.PlanFollowUp(ctx, cl.Operation("modal followup.plan"), customer.ID, in)
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.Say(h.Warned(cl, plannedMessage(cl.Reader(), customer, planned, h.Calendar, h.TheirZone(ctx, cl, planned.Assignee)), commands.Written{Input: models.FieldTitle.Input(), Text: planned.Title})), nil
}

func followUpInput(cl commands.Call) (models.FollowUpInput, error) {
	in := models.FollowUpInput{
		Title: cl.Form.Get(string(models.FieldTitle)), Assignee: cl.Form.Get(string(models.FieldAssignee)), Zone: cl.User.Zone.String(),
	}
	if in.Assignee == "" {
		in.Assignee = cl.User.ID
	}
	due, err := commands.FormDay(cl, models.FieldDueOn)
	if err != nil {
		return in, err
	}
	at, err := models.ParseTimeOfDay(cl.Form.Get(string(models.FieldDueTime)))
	if err != nil {
		return in, models.Invalid(models.FieldDueTime, "error.bad_time", "Value", cl.Form.Get(string(models.FieldDueTime)))
	}
	in.DueOn, in.DueTime = due, at
	return in, nil
}

// listed is what the forms of a listed follow-up remember: which one, and the list to show anew.
type listed struct {
	ID      int64  `json:"id"`
	List    string `json:"list"`
	Version int    `json:"v,omitempty"` // of the follow-up as the form showed it
	Zone    string `json:"z,omitempty"` // on whose clock
}

func (h handlers) askOutcome(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	item, err := h.listedFollowUp(ctx, cl, cl.Value)
	if err != nil {
		return h.closedMeanwhile(ctx, cl, err)
	}
	return commands.Show(followUpDone(cl.Reader(), item, h.Today(cl), h.proposals(cl)), commands.Pack(listed{ID: item.ID, List: views.RowList(cl.Block)})), nil
}

// proposals are when the next follow-up may be: on workdays.
func (h handlers) proposals(cl commands.Call) []proposal {
	today := h.Today(cl)
	list := []proposal{{Choice: nextWeek, Day: today.AddDays(7)}, {Choice: nextTwoWeeks, Day: today.AddDays(14)}, {Choice: nextMonth, Day: today.AddMonths(1)}}
	for i := range list {
		list[i].Day = h.Calendar.ByLaw().Next(list[i].Day)
	}
	return list
}

// askEdit shows the form of a listed follow-up: another day, time or text, or somebody else's.
func (h handlers) askEdit(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	item, err := h.listedFollowUp(ctx, cl, cl.Value)
	if err != nil {
		return h.closedMeanwhile(ctx, cl, err)
	}
	form := listed{ID: item.ID, List: views.RowList(cl.Block), Version: item.Version, Zone: cl.User.Zone.String()}
	return commands.Show(editFollowUp(cl.Reader(), item, h.Today(cl)), commands.Pack(form)), nil
}

func (h handlers) submitEditFollow(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var form listed
	if err := commands.Unpack(cl.View.Metadata, &form); err != nil {
		return bot.Reply{}, err
	}
	in, err := followUpInput(cl)
	if err != nil {
		return bot.Reply{}, err
	}
	in.Zone = cmp.Or(form.Zone, in.Zone) // the person may have travelled since the form was opened
	changed, err := h.CRM.EditFollowUp(ctx, cl.Operation("modal followup.edit"), form.ID, form.Version, in)
	if err != nil {
		return bot.Reply{}, err
	}
	notice := h.Warned(cl, followUpChanged(cl.Reader(), changed, h.Calendar, h.TheirZone(ctx, cl, changed.Assignee)), commands.Written{Input: models.FieldTitle.Input(), Text: changed.Title})
	return h.Relist(ctx, cl, form.List, notice)
}

// listedFollowUp returns the follow-up a button stands for; one that is closed already is a refusal.
func (h handlers) listedFollowUp(ctx context.Context, cl commands.Call, value string) (models.DueFollowUp, error) {
	id, err := commands.ParseID(value)
	if err != nil {
		return models.DueFollowUp{}, err
	}
	item, err := h.CRM.FollowUp(ctx, cl.Actor, id)
	if err == nil && item.State != models.FollowUpPlanned {
		err = models.Conflict("error.followup_closed")
	}
	return item, err
}

func (h handlers) submitDone(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var form listed
	if err := commands.Unpack(cl.View.Metadata, &form); err != nil {
		return bot.Reply{}, err
	}
	next, err := commands.FormDay(cl, models.FieldDueOn)
	if err != nil {
		return bot.Reply{}, err
	}
	for _, proposal := range h.proposals(cl) {
		if next.IsZero() && proposal.Choice == cl.Form.Get(string(models.InputNext)) {
			next = proposal.Day
		}
	}
	if next.IsZero() && strings.TrimSpace(cl.Form.Get(string(models.FieldTitle))) != "" {
		return bot.Reply{}, models.Invalid(models.FieldDueOn, "error.required", "Field", models.FieldDueOn)
	}
	var after []models.FollowUpInput
	if !next.IsZero() {
		after = append(after, models.FollowUpInput{DueOn: next, Title: cl.Form.Get(string(models.FieldTitle)), Zone: cl.User.Zone.String()})
	}
	done, err := h.CRM.CompleteFollowUp(ctx, cl.Operation("modal followup.done"), form.ID, cl.Form.Get(string(models.FieldOutcome)), after...)
	if err != nil {
		return bot.Reply{}, err
	}
	return h.relist(ctx, cl, form.List, done)
}

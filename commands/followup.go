package commands

import (
	"cmp"
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

func followUpRoutes() []route {
	return []route{
		{bot.KindSubmission, views.FollowModal, models.MayFollowUp, (*Commands).submitFollow, nil},
		{bot.KindSubmission, views.DoneModal, models.MayFollowUp, (*Commands).submitDone, nil},
		{bot.KindSubmission, views.SnoozeModal, models.MayFollowUp, (*Commands).submitSnooze, nil},
		{bot.KindAction, views.FollowUpDoneAction, models.MayFollowUp, (*Commands).askOutcome, always},
		{bot.KindAction, views.FollowUpSnoozeAction, models.MayFollowUp, (*Commands).snooze, func(_ *Commands, req *bot.Request) bool { return strings.HasSuffix(req.Value, ":"+views.SnoozePick) }},
		{bot.KindSubmission, views.EditFollowModal, models.MayFollowUp, (*Commands).submitEditFollow, nil},
		{bot.KindAction, views.FollowUpEditAction, models.MayFollowUp, (*Commands).askEdit, always},
		{bot.KindAction, views.DuePageAction, models.MayView, (*Commands).duePage, nil},
		{bot.KindShortcut, ShortcutFollow, models.MayFollowUp, (*Commands).shortcutFollow, always},
	}
}

// follow plans a follow-up: /crm follow C001 next wed 10:00 send quote.
func (c *Commands) follow(ctx context.Context, cl call) (bot.Reply, error) {
	in := models.FollowUpInput{Assignee: cl.User.ID, Zone: cl.User.Zone.String()}
	if cl.text == "" {
		return show(views.PlanFollowUp(cl.p, nil, in), ""), nil
	}
	customer, text, err := c.named(ctx, cl, cl.text)
	if err != nil {
		return bot.Reply{}, err
	}
	if text == "" {
		return show(views.PlanFollowUp(cl.p, &customer, in), ""), nil
	}
	give := func(errs models.Errors) (bot.Reply, error) {
		return giveForm(cl, views.PlanFollowUp(cl.p, &customer, in), "", errs), nil
	}
	due, err := c.understand(cl, models.FieldDueOn, text, "error.no_date")
	if refused := models.AsErrors(err); refused != nil {
		in.Title = unescape(text)
		return give(refused)
	}
	if err != nil {
		return bot.Reply{}, err
	}
	in.Title = unescape(due.Rest)
	switch {
	case due.Ambiguous(): // it counts only once it is said which
		return c.askWhichDay(cl, due, "follow "+customer.Code, due.Rest), nil
	case due.Past:
		return give(models.Errors{models.Invalid(models.FieldDueOn, "error.past_moment", "Moments", moments(due))})
	}
	in.DueOn, in.DueTime = models.DateOf(due.Day), models.TimeOfDay(due.Time)
	planned, err := c.crm.PlanFollowUp(ctx, cl.operation("/crm follow"), customer.ID, in)
	if refused := mendable(err); refused != nil {
		return give(refused)
	}
	if err != nil {
		return bot.Reply{}, err
	}
	return say(c.warned(cl, views.Planned(cl.reader(), customer, planned, c.calendar, c.ring(ctx, cl, planned.Assignee)), written{models.FieldTitle.Input(), planned.Title})), nil
}

// shortcutFollow begins a follow-up from a message.
func (c *Commands) shortcutFollow(_ context.Context, cl call) (bot.Reply, error) {
	title := []rune(strings.Join(strings.Fields(unescape(cl.Message.Text)), " "))
	in := models.FollowUpInput{Assignee: cl.User.ID, Title: string(title[:min(len(title), models.MaxFollowUpTitle)])}
	return show(views.PlanFollowUp(cl.p, nil, in), ""), nil
}

func (c *Commands) submitFollow(ctx context.Context, cl call) (bot.Reply, error) {
	customer, err := c.chosen(ctx, cl)
	if err != nil {
		return bot.Reply{}, err
	}
	in, err := followUpInput(cl)
	if err != nil {
		return bot.Reply{}, err
	}
	planned, err := c.crm.PlanFollowUp(ctx, cl.operation("modal followup.plan"), customer.ID, in)
	if err != nil {
		return bot.Reply{}, err
	}
	return say(c.warned(cl, views.Planned(cl.reader(), customer, planned, c.calendar, c.ring(ctx, cl, planned.Assignee)), written{models.FieldTitle.Input(), planned.Title})), nil
}

func followUpInput(cl call) (models.FollowUpInput, error) {
	in := models.FollowUpInput{
		Title: cl.Form.Get(string(models.FieldTitle)), Assignee: cl.Form.Get(string(models.FieldAssignee)), Zone: cl.User.Zone.String(),
	}
	if in.Assignee == "" {
		in.Assignee = cl.User.ID
	}
	due, err := formDay(cl, models.FieldDueOn)
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

// formDay reads a date picker; the zero Date when nothing was picked.
func formDay[K models.FormKey](cl call, field K) (models.Date, error) {
	value := cl.Form.Get(string(field))
	if value == "" {
		return models.Date{}, nil
	}
	d, err := models.ParseDate(value)
	if err != nil {
		return d, models.Invalid(field, "error.bad_date", "Value", value)
	}
	return d, nil
}

// listed is what the forms of a listed follow-up remember: which one, and the list to show anew.
type listed struct {
	ID      int64  `json:"id"`
	List    string `json:"list"`
	Version int    `json:"v,omitempty"` // of the follow-up as the form showed it
	Zone    string `json:"z,omitempty"` // on whose clock
}

func (c *Commands) askOutcome(ctx context.Context, cl call) (bot.Reply, error) {
	item, err := c.listedFollowUp(ctx, cl, cl.Value)
	if err != nil {
		return c.closedMeanwhile(ctx, cl, err)
	}
	return show(views.FollowUpDone(cl.reader(), item, c.today(cl), c.proposals(cl)), pack(listed{ID: item.ID, List: views.RowList(cl.Block)})), nil
}

// proposals are when the next follow-up may be: on workdays.
func (c *Commands) proposals(cl call) []views.Proposal {
	today := c.today(cl)
	list := []views.Proposal{{Choice: views.NextWeek, Day: today.AddDays(7)}, {Choice: views.NextTwoWeeks, Day: today.AddDays(14)}, {Choice: views.NextMonth, Day: today.AddMonths(1)}}
	for i := range list {
		list[i].Day = c.calendar.Next(list[i].Day)
	}
	return list
}

// askEdit shows the form of a listed follow-up: another day, time or text, or somebody else's.
func (c *Commands) askEdit(ctx context.Context, cl call) (bot.Reply, error) {
	item, err := c.listedFollowUp(ctx, cl, cl.Value)
	if err != nil {
		return c.closedMeanwhile(ctx, cl, err)
	}
	form := listed{ID: item.ID, List: views.RowList(cl.Block), Version: item.Version, Zone: cl.User.Zone.String()}
	return show(views.EditFollowUp(cl.reader(), item, c.today(cl)), pack(form)), nil
}

func (c *Commands) submitEditFollow(ctx context.Context, cl call) (bot.Reply, error) {
	var form listed
	if err := unpack(cl.View.Metadata, &form); err != nil {
		return bot.Reply{}, err
	}
	in, err := followUpInput(cl)
	if err != nil {
		return bot.Reply{}, err
	}
	in.Zone = cmp.Or(form.Zone, in.Zone) // the person may have travelled since the form was opened
	changed, err := c.crm.EditFollowUp(ctx, cl.operation("modal followup.edit"), form.ID, form.Version, in)
	if err != nil {
		return bot.Reply{}, err
	}
	notice := c.warned(cl, views.FollowUpChanged(cl.reader(), changed, c.calendar, c.ring(ctx, cl, changed.Assignee)), written{models.FieldTitle.Input(), changed.Title})
	return c.relistUnder(ctx, cl, form.List, notice)
}

// listedFollowUp returns the follow-up a button stands for; one that is closed already is a refusal.
func (c *Commands) listedFollowUp(ctx context.Context, cl call, value string) (models.DueFollowUp, error) {
	id, err := parseID(value)
	if err != nil {
		return models.DueFollowUp{}, err
	}
	item, err := c.crm.FollowUp(ctx, cl.actor, id)
	if err == nil && item.State != models.FollowUpPlanned {
		err = models.Conflict(followUpClosed)
	}
	return item, err
}

const (
	followUpClosed = "error.followup_closed"
	followUpGone   = "error.followup_not_found"
)

// closedMeanwhile shows a list anew in which a follow-up stands that was closed elsewhere, or is gone: its buttons would only refuse
// again. Other errors stay what they are.
func (c *Commands) closedMeanwhile(ctx context.Context, cl call, err error) (bot.Reply, error) {
	list := views.RowList(cl.Block)
	for _, e := range models.AsErrors(err) {
		if (e.Key == followUpClosed || e.Key == followUpGone) && list != "" {
			return c.relistUnder(ctx, cl, list, views.Notice("⚠️ "+views.RefusalText(cl.p, e)))
		}
	}
	return bot.Reply{}, err
}

func (c *Commands) submitDone(ctx context.Context, cl call) (bot.Reply, error) {
	var form listed
	if err := unpack(cl.View.Metadata, &form); err != nil {
		return bot.Reply{}, err
	}
	next, err := formDay(cl, models.FieldDueOn)
	if err != nil {
		return bot.Reply{}, err
	}
	for _, proposal := range c.proposals(cl) {
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
	done, err := c.crm.CompleteFollowUp(ctx, cl.operation("modal followup.done"), form.ID, cl.Form.Get(string(models.FieldOutcome)), after...)
	if err != nil {
		return bot.Reply{}, err
	}
	return c.relist(ctx, cl, form.List, done)
}

// snooze moves a follow-up by the chosen span, asks for a day, or cancels it.
func (c *Commands) snooze(ctx context.Context, cl call) (bot.Reply, error) {
	value, choice, _ := strings.Cut(cl.Value, ":")
	item, err := c.listedFollowUp(ctx, cl, value)
	if err != nil {
		return c.closedMeanwhile(ctx, cl, err)
	}
	today := c.today(cl)
	list := views.RowList(cl.Block)
	var moved models.DueFollowUp
	switch choice {
	case views.SnoozePick:
		return show(views.SnoozeFollowUp(cl.reader(), item, today), pack(listed{ID: item.ID, List: list, Version: item.Version})), nil
	case views.SnoozeCancel:
		moved, err = c.crm.CancelFollowUp(ctx, cl.operation("button followup.cancel"), item.ID)
	default:
		to, known := snoozes[choice]
		if !known {
			return bot.Reply{}, models.Invalid("", "error.stale_form")
		}
		moved, err = c.crm.SnoozeFollowUp(ctx, cl.operation("button followup.snooze"), item.ID, item.Version, to(today))
	}
	if err != nil {
		return c.closedMeanwhile(ctx, cl, err)
	}
	return c.relist(ctx, cl, list, moved)
}

var snoozes = map[string]func(today models.Date) models.Date{
	views.SnoozeTomorrow:  func(t models.Date) models.Date { return t.AddDays(1) },
	views.SnoozeThreeDays: func(t models.Date) models.Date { return t.AddDays(3) },
	views.SnoozeNextWeek:  func(t models.Date) models.Date { return t.Monday().AddDays(7) },
}

func (c *Commands) submitSnooze(ctx context.Context, cl call) (bot.Reply, error) {
	var form listed
	if err := unpack(cl.View.Metadata, &form); err != nil {
		return bot.Reply{}, err
	}
	to, err := formDay(cl, models.FieldDueOn)
	if err != nil {
		return bot.Reply{}, err
	}
	moved, err := c.crm.SnoozeFollowUp(ctx, cl.operation("modal followup.snooze"), form.ID, form.Version, to)
	if err != nil {
		return bot.Reply{}, err
	}
	return c.relist(ctx, cl, form.List, moved)
}

// digestShown is how many follow-ups of a kind a digest is given to show anew.
const digestShown = 20

// relist shows the list a button was pressed in anew, in its place, under a line that says what was done.
func (c *Commands) relist(ctx context.Context, cl call, list string, item models.DueFollowUp) (bot.Reply, error) {
	return c.relistUnder(ctx, cl, list, c.warned(cl, views.FollowUpClosed(cl.reader(), item, c.calendar, c.ring(ctx, cl, item.Assignee)), written{models.FieldOutcome.Input(), item.Outcome}))
}

func (c *Commands) relistUnder(ctx context.Context, cl call, list string, notice views.Message) (bot.Reply, error) {
	name, rest, _ := strings.Cut(list, ",")
	switch name {
	case views.ListDigest:
		due, err := c.crm.DueDay(ctx, cl.actor, cl.User.ID, c.today(cl), cl.User.Zone, digestShown)
		if err != nil {
			return bot.Reply{}, err
		}
		data := views.DigestData{Today: c.today(cl), Due: due}
		if rest == views.WithUnattended && cl.actor.May(models.MayAssign) {
			if data.Unattended, err = c.crm.Unattended(ctx, cl.actor, data.Today, cl.User.Zone, digestShown); err != nil {
				return bot.Reply{}, err
			}
		}
		digest := views.Digest(cl.reader(), data)
		return at(bot.Replace, views.WithNotice(notice, digest)), nil
	case views.ListHome:
		return c.homeWith(ctx, cl, notice)
	case views.ListDue:
		span, assignee, _ := strings.Cut(rest, ",")
		message, err := c.dueMessage(ctx, cl, models.DueQuery{Range: models.DueRange(span), Assignee: assignee}, "")
		return at(bot.Replace, views.WithNotice(notice, message)), err
	}
	return at(bot.Replace, notice), nil
}

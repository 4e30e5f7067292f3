package commands

import (
	"cmp"
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// FollowUpFeature is follow-ups: planned, due, done and moved, and what the scheduler tells of them.
func FollowUpFeature(c *Frame) Feature {
	return Feature{
		Subcommands: []Subcommand{
			{Name: "follow", Aliases: []string{"跟进", "followup", "follow-up", "remind"}, Needs: models.MayFollowUp, Read: c.readFollow},
			{Name: "due", Aliases: []string{"待办", "到期", "todo"}, Needs: models.MayView, Run: c.due},
		},
		Ways: []Way{
			{
				Kind: bot.KindSubmission, Name: views.FollowModal, Needs: models.MayFollowUp, Run: c.submitFollow,
				Inputs: []models.Input{models.InputCustomer, models.FieldDueOn.Input(), models.FieldDueTime.Input(), models.FieldTitle.Input(), models.FieldAssignee.Input()},
			},
			{
				Kind: bot.KindSubmission, Name: views.DoneModal, Needs: models.MayFollowUp, Run: c.submitDone,
				Inputs: []models.Input{models.FieldOutcome.Input(), models.InputNext, models.FieldDueOn.Input(), models.FieldTitle.Input()},
			},
			{
				Kind: bot.KindSubmission, Name: views.EditFollowModal, Needs: models.MayFollowUp, Run: c.submitEditFollow,
				Inputs: []models.Input{models.FieldAssignee.Input(), models.FieldDueOn.Input(), models.FieldDueTime.Input(), models.FieldTitle.Input()},
			},
			{Kind: bot.KindSubmission, Name: views.SnoozeModal, Needs: models.MayFollowUp, Run: c.submitSnooze, Inputs: []models.Input{models.FieldDueOn.Input()}},
			{Kind: bot.KindAction, Name: views.FollowUpDoneAction, Needs: models.MayFollowUp, Run: c.askOutcome, Opens: true, Repeats: true},
			{Kind: bot.KindAction, Name: views.FollowUpEditAction, Needs: models.MayFollowUp, Run: c.askEdit, Opens: true, Repeats: true},
			{Kind: bot.KindAction, Name: views.FollowUpSnoozeAction, Needs: models.MayFollowUp, Read: c.readSnooze},
			{Kind: bot.KindAction, Name: views.DuePageAction, Needs: models.MayView, Run: c.duePage, Repeats: true},
		},
		Shortcuts: []Shortcut{{Name: "Follow up 安排跟进", Type: "message", CallbackID: "followup.plan", Needs: models.MayFollowUp, Run: c.shortcutFollow}},
		Lists:     map[string]Relist{views.ListDigest: c.relistDigest, views.ListDue: c.relistDue},
		Messages: map[string]Wording{
			models.ToldDigest:     Words(views.Digest),
			models.ToldSummary:    Words(views.Summary),
			models.ToldReminder:   Words(views.Reminder),
			models.ToldEscalation: Words(views.Escalation),
		},
	}
}

// readFollow asks in a form when to follow up where only a customer seems to be named.
func (c *Frame) readFollow(text string) Step { return AsksWithoutText(text, c.follow) }

// follow plans a follow-up: /crm follow C001 next wed 10:00 send quote.
func (c *Frame) follow(ctx context.Context, cl Call) (bot.Reply, error) {
	in := models.FollowUpInput{Assignee: cl.User.ID, Zone: cl.User.Zone.String()}
	if cl.Rest == "" {
		return Show(views.PlanFollowUp(cl.Printer, nil, in), ""), nil
	}
	customer, text, err := c.Named(ctx, cl, cl.Rest)
	if err != nil {
		return bot.Reply{}, err
	}
	if text == "" {
		return ShowOr(cl, views.PlanFollowUp(cl.Printer, &customer, in), "", "follow"), nil
	}
	give := func(errs models.Errors) (bot.Reply, error) {
		return GiveForm(cl, views.PlanFollowUp(cl.Printer, &customer, in), "", errs), nil
	}
	due, err := c.understand(cl, models.FieldDueOn, text, "error.no_date")
	if refused := models.AsErrors(err); refused != nil {
		in.Title = Unescape(text)
		return give(refused)
	}
	if err != nil {
		return bot.Reply{}, err
	}
	in.Title = Unescape(due.Rest)
	switch {
	case due.Ambiguous(): // it counts only once it is said which
		return c.askWhichDay(cl, due, "follow "+customer.Code, due.Rest), nil
	case due.Past:
		return give(models.Errors{models.Invalid(models.FieldDueOn, "error.past_moment", "Moments", moments(due))})
	}
	in.DueOn, in.DueTime = models.DateOf(due.Day), models.TimeOfDay(due.Time)
	planned, err := c.CRM.PlanFollowUp(ctx, cl.Operation("/crm follow"), customer.ID, in)
	if refused := Mendable(err); refused != nil {
		return give(refused)
	}
	if err != nil {
		return bot.Reply{}, err
	}
	return Say(c.Warned(cl, views.Planned(cl.Reader(), customer, planned, c.Calendar, c.ring(ctx, cl, planned.Assignee)), Written{Input: models.FieldTitle.Input(), Text: planned.Title})), nil
}

// shortcutFollow begins a follow-up from a message.
func (c *Frame) shortcutFollow(_ context.Context, cl Call) (bot.Reply, error) {
	title := []rune(strings.Join(strings.Fields(Unescape(cl.Message.Text)), " "))
	in := models.FollowUpInput{Assignee: cl.User.ID, Title: string(title[:min(len(title), models.MaxFollowUpTitle)])}
	return Show(views.PlanFollowUp(cl.Printer, nil, in), ""), nil
}

func (c *Frame) submitFollow(ctx context.Context, cl Call) (bot.Reply, error) {
	customer, err := c.Chosen(ctx, cl)
	if err != nil {
		return bot.Reply{}, err
	}
	in, err := followUpInput(cl)
	if err != nil {
		return bot.Reply{}, err
	}
	planned, err := c.CRM.PlanFollowUp(ctx, cl.Operation("modal followup.plan"), customer.ID, in)
	if err != nil {
		return bot.Reply{}, err
	}
	return Say(c.Warned(cl, views.Planned(cl.Reader(), customer, planned, c.Calendar, c.ring(ctx, cl, planned.Assignee)), Written{Input: models.FieldTitle.Input(), Text: planned.Title})), nil
}

func followUpInput(cl Call) (models.FollowUpInput, error) {
	in := models.FollowUpInput{
		Title: cl.Form.Get(string(models.FieldTitle)), Assignee: cl.Form.Get(string(models.FieldAssignee)), Zone: cl.User.Zone.String(),
	}
	if in.Assignee == "" {
		in.Assignee = cl.User.ID
	}
	due, err := FormDay(cl, models.FieldDueOn)
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

func (c *Frame) askOutcome(ctx context.Context, cl Call) (bot.Reply, error) {
	item, err := c.listedFollowUp(ctx, cl, cl.Value)
	if err != nil {
		return c.closedMeanwhile(ctx, cl, err)
	}
	return Show(views.FollowUpDone(cl.Reader(), item, c.Today(cl), c.proposals(cl)), Pack(listed{ID: item.ID, List: views.RowList(cl.Block)})), nil
}

// proposals are when the next follow-up may be: on workdays.
func (c *Frame) proposals(cl Call) []views.Proposal {
	today := c.Today(cl)
	list := []views.Proposal{{Choice: views.NextWeek, Day: today.AddDays(7)}, {Choice: views.NextTwoWeeks, Day: today.AddDays(14)}, {Choice: views.NextMonth, Day: today.AddMonths(1)}}
	for i := range list {
		list[i].Day = c.Calendar.Next(list[i].Day)
	}
	return list
}

// askEdit shows the form of a listed follow-up: another day, time or text, or somebody else's.
func (c *Frame) askEdit(ctx context.Context, cl Call) (bot.Reply, error) {
	item, err := c.listedFollowUp(ctx, cl, cl.Value)
	if err != nil {
		return c.closedMeanwhile(ctx, cl, err)
	}
	form := listed{ID: item.ID, List: views.RowList(cl.Block), Version: item.Version, Zone: cl.User.Zone.String()}
	return Show(views.EditFollowUp(cl.Reader(), item, c.Today(cl)), Pack(form)), nil
}

func (c *Frame) submitEditFollow(ctx context.Context, cl Call) (bot.Reply, error) {
	var form listed
	if err := Unpack(cl.View.Metadata, &form); err != nil {
		return bot.Reply{}, err
	}
	in, err := followUpInput(cl)
	if err != nil {
		return bot.Reply{}, err
	}
	in.Zone = cmp.Or(form.Zone, in.Zone) // the person may have travelled since the form was opened
	changed, err := c.CRM.EditFollowUp(ctx, cl.Operation("modal followup.edit"), form.ID, form.Version, in)
	if err != nil {
		return bot.Reply{}, err
	}
	notice := c.Warned(cl, views.FollowUpChanged(cl.Reader(), changed, c.Calendar, c.ring(ctx, cl, changed.Assignee)), Written{Input: models.FieldTitle.Input(), Text: changed.Title})
	return c.Relist(ctx, cl, form.List, notice)
}

// listedFollowUp returns the follow-up a button stands for; one that is closed already is a refusal.
func (c *Frame) listedFollowUp(ctx context.Context, cl Call, value string) (models.DueFollowUp, error) {
	id, err := ParseID(value)
	if err != nil {
		return models.DueFollowUp{}, err
	}
	item, err := c.CRM.FollowUp(ctx, cl.Actor, id)
	if err == nil && item.State != models.FollowUpPlanned {
		err = models.Conflict("error.followup_closed")
	}
	return item, err
}

// closedMeanwhile shows a list anew in which a follow-up stands that was closed elsewhere, or is gone: its buttons would only
// refuse again. Other errors stay what they are.
func (c *Frame) closedMeanwhile(ctx context.Context, cl Call, err error) (bot.Reply, error) {
	list := views.RowList(cl.Block)
	for _, e := range models.AsErrors(err) {
		if (e.Kind == models.KindConflict || e.Kind == models.KindNotFound) && list != "" {
			return c.Relist(ctx, cl, list, views.Notice("⚠️ "+views.RefusalText(cl.Printer, e)))
		}
	}
	return bot.Reply{}, err
}

func (c *Frame) submitDone(ctx context.Context, cl Call) (bot.Reply, error) {
	var form listed
	if err := Unpack(cl.View.Metadata, &form); err != nil {
		return bot.Reply{}, err
	}
	next, err := FormDay(cl, models.FieldDueOn)
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
	done, err := c.CRM.CompleteFollowUp(ctx, cl.Operation("modal followup.done"), form.ID, cl.Form.Get(string(models.FieldOutcome)), after...)
	if err != nil {
		return bot.Reply{}, err
	}
	return c.relist(ctx, cl, form.List, done)
}

// readSnooze moves a follow-up by the chosen span, asks for a day, or cancels it: 17:1d.
func (c *Frame) readSnooze(req *bot.Request) Step {
	id, choice, _ := strings.Cut(req.Value, ":")
	switch choice {
	case views.SnoozePick:
		return Opens(func(ctx context.Context, cl Call) (bot.Reply, error) { return c.askSnooze(ctx, cl, id) })
	case views.SnoozeCancel:
		return Answers(func(ctx context.Context, cl Call) (bot.Reply, error) {
			return c.snooze(ctx, cl, id, func(item models.DueFollowUp) (models.DueFollowUp, error) {
				return c.CRM.CancelFollowUp(ctx, cl.Operation("button followup.cancel"), item.ID)
			})
		})
	}
	return Answers(func(ctx context.Context, cl Call) (bot.Reply, error) {
		return c.snooze(ctx, cl, id, func(item models.DueFollowUp) (models.DueFollowUp, error) {
			to, known := snoozes[choice]
			if !known {
				return item, models.Invalid("", "error.stale_form")
			}
			return c.CRM.SnoozeFollowUp(ctx, cl.Operation("button followup.snooze"), item.ID, item.Version, to(c.Today(cl)))
		})
	})
}

func (c *Frame) askSnooze(ctx context.Context, cl Call, id string) (bot.Reply, error) {
	item, err := c.listedFollowUp(ctx, cl, id)
	if err != nil {
		return c.closedMeanwhile(ctx, cl, err)
	}
	return Show(views.SnoozeFollowUp(cl.Reader(), item, c.Today(cl)), Pack(listed{ID: item.ID, List: views.RowList(cl.Block), Version: item.Version})), nil
}

// snooze does something with an open follow-up and shows the list anew that its button stands in.
func (c *Frame) snooze(ctx context.Context, cl Call, id string, do func(models.DueFollowUp) (models.DueFollowUp, error)) (bot.Reply, error) {
	item, err := c.listedFollowUp(ctx, cl, id)
	if err == nil {
		item, err = do(item)
	}
	if err != nil {
		return c.closedMeanwhile(ctx, cl, err)
	}
	return c.relist(ctx, cl, views.RowList(cl.Block), item)
}

var snoozes = map[string]func(today models.Date) models.Date{
	views.SnoozeTomorrow:  func(t models.Date) models.Date { return t.AddDays(1) },
	views.SnoozeThreeDays: func(t models.Date) models.Date { return t.AddDays(3) },
	views.SnoozeNextWeek:  func(t models.Date) models.Date { return t.Monday().AddDays(7) },
}

func (c *Frame) submitSnooze(ctx context.Context, cl Call) (bot.Reply, error) {
	var form listed
	if err := Unpack(cl.View.Metadata, &form); err != nil {
		return bot.Reply{}, err
	}
	to, err := FormDay(cl, models.FieldDueOn)
	if err != nil {
		return bot.Reply{}, err
	}
	moved, err := c.CRM.SnoozeFollowUp(ctx, cl.Operation("modal followup.snooze"), form.ID, form.Version, to)
	if err != nil {
		return bot.Reply{}, err
	}
	return c.relist(ctx, cl, form.List, moved)
}

// digestShown is how many follow-ups of a kind a digest is given to show anew.
const digestShown = 20

// relist shows the list a button was pressed in anew, in its place, under a line that says what was done.
func (c *Frame) relist(ctx context.Context, cl Call, list string, item models.DueFollowUp) (bot.Reply, error) {
	return c.Relist(ctx, cl, list, c.Warned(cl, views.FollowUpClosed(cl.Reader(), item, c.Calendar, c.ring(ctx, cl, item.Assignee)), Written{Input: models.FieldOutcome.Input(), Text: item.Outcome}))
}

func (c *Frame) relistDigest(ctx context.Context, cl Call, rest string, notice surface.Message) (bot.Reply, error) {
	due, err := c.CRM.DueDay(ctx, cl.Actor, cl.User.ID, c.Today(cl), cl.User.Zone, digestShown)
	if err != nil {
		return bot.Reply{}, err
	}
	data := models.Digest{Today: c.Today(cl), Due: due}
	if rest == views.WithUnattended && cl.Actor.May(models.MayAssign) {
		if data.Unattended, err = c.CRM.Unattended(ctx, cl.Actor, data.Today, cl.User.Zone, digestShown); err != nil {
			return bot.Reply{}, err
		}
	}
	return SayAt(bot.Replace, views.WithNotice(notice, views.Digest(cl.Reader(), data))), nil
}

func (c *Frame) relistDue(ctx context.Context, cl Call, rest string, notice surface.Message) (bot.Reply, error) {
	span, assignee, _ := strings.Cut(rest, ",")
	message, err := c.dueMessage(ctx, cl, models.DueQuery{Range: models.DueRange(span), Assignee: assignee}, "")
	return SayAt(bot.Replace, views.WithNotice(notice, message)), err
}

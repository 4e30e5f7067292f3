package bulk

import (
	"context"
	"strconv"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n/when"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/key"
	"github.com/guanxi-crm/guanxi/views"
)

// What may be done with a bulk change that was begun, by the words for it.
const (
	doUndo = "undo"
	doStop = "stop"
)

var verbs = map[string]string{"undo": doUndo, "撤销": doUndo, "stop": doStop, "停止": doStop}

// readBulk asks in a form what is to change of the customers that a search finds: /crm bulk status:potential city:Shenzhen. With a word
// and a number it stops a bulk change or takes it back: /crm bulk undo 12.
func (h handlers) readBulk(text string) commands.Step {
	word, rest := commands.CutWord(text)
	if verb := verbs[models.NormaliseText(word)]; verb != "" {
		if id, err := strconv.ParseInt(strings.TrimSpace(rest), 10, 64); err == nil {
			return commands.Answers(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
				if verb == doStop {
					return h.stop(ctx, cl, "/crm bulk", id)
				}
				return h.undo(ctx, cl, "/crm bulk", id)
			})
		}
	}
	return commands.Opens(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
		return h.ask(ctx, cl, commands.Kept(text))
	})
}

// ask shows the form for the customers that a search finds.
func (h handlers) ask(ctx context.Context, cl commands.Call, query string) (bot.Reply, error) {
	q, err := h.Query(ctx, cl, query)
	var page models.CustomerPage
	if err == nil {
		q.Limit = 1
		page, err = h.CRM.SearchCustomers(ctx, cl.Actor, q)
	}
	if err == nil && (page.Near || page.Total == 0) {
		err = models.Invalid(models.InputSearchQuery, "error.bulk_nobody")
	}
	form := bulkForm(cl.Printer, h.formOf(cl, page.Total, page.AtLeast || page.Total >= models.MaxCounted), &query)
	if refused := models.AsErrors(err); refused != nil {
		for _, e := range refused {
			e.Input = models.InputSearchQuery
		}
		return commands.GiveForm(cl, form, commands.Pack(asked{}), refused), nil
	}
	return commands.Show(form, commands.Pack(asked{})), err
}

// formOf is what the form offers a person.
func (h handlers) formOf(cl commands.Call, total int, least bool) offered {
	return offered{total: total, least: least, status: cl.Actor.May(models.MayChangeStatus), archive: cl.Actor.May(models.MayArchive), onlyOwn: !cl.Actor.May(models.MayBulk)}
}

// asked is what the form remembers: of which list it is, as views.DueScope writes it; "" for the search in it.
type asked struct {
	Scope string `json:"scope,omitempty"`
}

// readScope asks for the customers of a list whose button was pressed. Of the archived ones nothing is to choose: they are restored.
func (h handlers) readScope(req *bot.Request) commands.Step {
	if req.Value == views.ArchivedScope {
		return commands.Answers(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
			return h.lookAt(ctx, cl, "", models.BulkScope{Archived: true}, models.BulkChange{Restore: true})
		})
	}
	return commands.Opens(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
		scope, err := h.scope(cl, cl.Value)
		if err != nil {
			return bot.Reply{}, err
		}
		q := *scope.Due
		q.Limit = 1
		page, err := h.CRM.DueFollowUps(ctx, cl.Actor, q)
		return commands.Show(bulkForm(cl.Printer, h.formOf(cl, page.Total, false), nil), commands.Pack(asked{cl.Value})), err
	})
}

// scope reads a list of follow-ups.
func (h handlers) scope(cl commands.Call, value string) (models.BulkScope, error) {
	span, assignee, known := views.ReadDueScope(value)
	if !known {
		return models.BulkScope{}, models.Invalid("", "error.stale_form")
	}
	q := models.DueQuery{Range: span, Assignee: assignee, Today: h.Today(cl), Zone: cl.User.Zone}
	_, q.To, _ = commands.NamedDays(string(when.ThisWeek), q.Today)
	return models.BulkScope{Due: &q}, nil
}

// preview says what the change would do that was chosen in the form.
func (h handlers) preview(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var form asked
	if err := commands.Unpack(cl.View.Metadata, &form); err != nil {
		return bot.Reply{}, err
	}
	b, err := entered(cl)
	if err != nil {
		return bot.Reply{}, err
	}
	if form.Scope != "" {
		scope, err := h.scope(cl, form.Scope)
		if err != nil {
			return bot.Reply{}, err
		}
		return h.lookAt(ctx, cl, "", scope, b)
	}
	query := cl.Form.Get(string(models.InputSearchQuery))
	q, err := h.Query(ctx, cl, query)
	for _, e := range models.AsErrors(err) {
		e.Input = models.InputSearchQuery
	}
	if err != nil {
		return bot.Reply{}, err
	}
	return h.lookAt(ctx, cl, query, models.BulkScope{Query: q}, b)
}

func (h handlers) lookAt(ctx context.Context, cl commands.Call, query string, scope models.BulkScope, b models.BulkChange) (bot.Reply, error) {
	looked, err := h.CRM.PreviewBulk(ctx, cl.Operation("modal bulk"), cl.User.Locale, scope, b)
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.Say(h.Warned(cl, previewed(cl.Reader(), looked, h.Asked(cl, query), h.Calendar),
		commands.Written{Input: models.FieldText.Input(), Text: b.Text}, commands.Written{Input: models.FieldReason.Input(), Text: b.Reason},
		commands.Written{Input: models.InputTagsAdd, Text: models.JoinTags(b.Add)})), nil
}

// entered reads the form.
func entered(cl commands.Call) (models.BulkChange, error) {
	get := func(input models.Input) string { return cl.Form.Get(string(input)) }
	b := models.BulkChange{
		Owner: get(models.FieldOwner.Input()), Status: models.Status(get(models.FieldStatus.Input())),
		Basis: models.InteractionKind(get(models.FieldKind.Input())), Text: get(models.FieldText.Input()), Reason: get(models.FieldReason.Input()),
		Add: tagsIn(cl.Form, models.InputTagsAdd), Remove: tagsIn(cl.Form, models.InputTagsRemove), Source: get(models.FieldSource.Input()),
		Archive: get(models.InputArchive) != "",
	}
	var err error
	var errs models.Errors
	if campaign := get(models.FieldMemberCampaign.Input()); campaign != "" {
		if b.Campaign, err = commands.ParseID(campaign); err != nil {
			errs = append(errs, models.AsErrors(err)...)
		}
	}
	b.Member = models.MemberState(get(models.FieldMemberState.Input()))
	if b.Next, err = commands.FormDay(cl, models.FieldNextFollowUp); err != nil {
		errs = append(errs, models.AsErrors(err)...)
	}
	if typed := strings.TrimSpace(key.Fold(get(models.InputPerDay))); typed != "" {
		if b.PerDay, err = strconv.Atoi(typed); err != nil || b.PerDay == 0 {
			errs = append(errs, models.Invalid(models.InputPerDay, "error.bulk_per_day", "Max", models.MaxPerDay))
		}
	}
	return b, errs.Err()
}

func tagsIn(form bot.Form, input models.Input) []string {
	return models.ParseTags(strings.Join(form[string(input)], "\n"))
}

// start carries out what was looked at, in the place of the preview.
func (h handlers) start(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	id, err := commands.ParseID(cl.Value)
	if err != nil {
		return bot.Reply{}, err
	}
	t, err := h.CRM.StartBulk(ctx, cl.Operation("button bulk.start"), id)
	return h.begun(ctx, cl, t, err)
}

// begun shows how a task ended that was done at once, or that another is under way.
func (h handlers) begun(ctx context.Context, cl commands.Call, t models.Task, err error) (bot.Reply, error) {
	if err != nil {
		return bot.Reply{}, err
	}
	if !t.Ended() {
		return commands.SayAt(bot.Replace, underWay(cl.Printer, t)), nil
	}
	told, err := h.CRM.TaskNews(ctx, t.ID, true)
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.SayAt(bot.Replace, news(cl.Reader(), told)), nil
}

func (h handlers) stopButton(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	id, err := commands.ParseID(cl.Value)
	if err != nil {
		return bot.Reply{}, err
	}
	return h.stop(ctx, cl, "button bulk.stop", id)
}

// stop lets a bulk change end behind the batch under way. Its end is told like any.
func (h handlers) stop(ctx context.Context, cl commands.Call, source string, id int64) (bot.Reply, error) {
	if err := h.isBulk(ctx, cl, id); err != nil {
		return bot.Reply{}, err
	}
	if _, err := h.CRM.StopTask(ctx, cl.Operation(source), id); err != nil {
		return bot.Reply{}, err
	}
	return commands.Say(views.Notice(cl.Printer.T("notice.bulk_stops"))), nil
}

func (h handlers) undoButton(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	id, err := commands.ParseID(cl.Value)
	if err != nil {
		return bot.Reply{}, err
	}
	return h.undo(ctx, cl, "button bulk.undo", id)
}

// undo takes a bulk change back as a whole.
func (h handlers) undo(ctx context.Context, cl commands.Call, source string, id int64) (bot.Reply, error) {
	if err := h.isBulk(ctx, cl, id); err != nil {
		return bot.Reply{}, err
	}
	t, err := h.CRM.UndoBulk(ctx, cl.Operation(source), id)
	return h.begun(ctx, cl, t, err)
}

// isBulk refuses the task of another kind.
func (h handlers) isBulk(ctx context.Context, cl commands.Call, id int64) error {
	t, err := h.CRM.Task(ctx, cl.Actor, id)
	if err == nil && t.Kind != models.TaskBulk {
		err = models.NotFound("error.task_gone")
	}
	return err
}

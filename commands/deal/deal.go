package deal

import (
	"context"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// What is done with a deal, by the words for it.
const (
	doEdit   = "edit"
	doWin    = "won"
	doLose   = "lost"
	doReopen = "reopen"
)

var verbs = map[string]string{
	"edit": doEdit, "编辑": doEdit, "修改": doEdit,
	"won": doWin, "win": doWin, "赢单": doWin, "赢": doWin, "成交": doWin, "已赢单": doWin,
	"lost": doLose, "lose": doLose, "输单": doLose, "输": doLose, "丢单": doLose, "已输单": doLose,
	"reopen": doReopen, "open": doReopen, "重新打开": doReopen, "重开": doReopen,
}

// newVerbs are the words that open a deal, where somebody says so.
var newVerbs = []string{"new", "add", "create", "新建", "新增", "添加"}

// cutDeal takes the code of a deal off the beginning of a text.
func cutDeal(text string) (code, rest string, ok bool) {
	return commands.CutCode(text, models.ParseDealCode)
}

// readDeal shows, changes or closes the deal that a text names by its code, or else a customer's deals, or opens one of it.
func (h handlers) readDeal(text string) commands.Step {
	if text == "" {
		return h.Pick("deal")
	}
	code, rest, one := cutDeal(text)
	if !one {
		_, atOnce := commands.CutShout(text)
		if _, named := commands.CutCustomer(text); named != "" && !atOnce && strings.ContainsAny(text, "=:：＝") {
			return commands.Opens(h.ofCustomer)
		}
		return commands.Answers(h.ofCustomer)
	}
	switch verb := verbs[models.NormaliseText(rest)]; verb {
	case doEdit:
		return commands.Opens(func(ctx context.Context, cl commands.Call) (bot.Reply, error) { return h.edit(ctx, cl, code) })
	case doWin, doLose:
		return commands.Opens(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
			return h.close(ctx, cl, code, verb == doWin)
		})
	}
	return commands.Answers(func(ctx context.Context, cl commands.Call) (bot.Reply, error) { return h.one(ctx, cl, code, rest) })
}

// one shows a deal, or changes it as the text behind its code says: to another stage, or fields of it.
func (h handlers) one(ctx context.Context, cl commands.Call, code, rest string) (bot.Reply, error) {
	customer, found, err := h.CRM.DealByCode(ctx, cl.Actor, code)
	if err != nil {
		return bot.Reply{}, err
	}
	if rest == "" {
		return h.card(ctx, cl, customer, found, "")
	}
	if err := cl.Permit(models.MayEdit); err != nil {
		return bot.Reply{}, err
	}
	rest, _ = commands.CutShout(rest)
	if verbs[models.NormaliseText(rest)] == doReopen {
		stage, known := h.firstOpen(found.PipelineID)
		if !known {
			return bot.Reply{}, models.Invalid(models.FieldStage, "error.no_stages")
		}
		return h.moveTo(ctx, cl, found.ID, 0, stage.ID, "/crm deal")
	}
	if stage, known := h.stage(rest, found.PipelineID); known {
		return h.moveTo(ctx, cl, found.ID, 0, stage.ID, "/crm deal")
	}
	people, err := h.People(ctx, customer)
	if err != nil {
		return bot.Reply{}, err
	}
	values, words, errs := h.valuesOf(cl, rest, found.PipelineID, people)
	if words != "" {
		errs = append(errs, models.Invalid("", "error.deal_words", "Word", models.Shorten(words, 60), "Code", found.Code, "Stages", h.stageNames(cl, found.PipelineID)))
	}
	if err := errs.Err(); err != nil {
		return bot.Reply{}, err
	}
	customer, saved, err := h.CRM.UpdateDeal(ctx, cl.Operation("/crm deal"), found.ID, models.EditBase{}, values)
	if err != nil {
		return bot.Reply{}, err
	}
	return h.card(ctx, cl, customer, saved, "notice.deal_saved")
}

// ofCustomer lists a customer's deals, or opens one: with ! at the end at once, else by a form.
func (h handlers) ofCustomer(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	customer, rest, err := h.Named(ctx, cl, cl.Rest)
	if err != nil {
		return bot.Reply{}, err
	}
	if rest == "" {
		return h.list(ctx, cl, customer.ID, 0)
	}
	if err := cl.Permit(models.MayEdit); err != nil {
		return bot.Reply{}, err
	}
	rest, atOnce := commands.CutShout(rest)
	if word, after := commands.CutWord(rest); slices.Contains(newVerbs, models.NormaliseText(word)) {
		rest = after
	}
	people, err := h.People(ctx, customer)
	if err != nil {
		return bot.Reply{}, err
	}
	values, words, errs := h.valuesOf(cl, rest, 0, people)
	if _, named := values[models.FieldDealTitle]; !named && words != "" {
		values[models.FieldDealTitle] = words
	}
	remembers := commands.Pack(adding{Customer: customer.ID, Fields: commands.CustomIDs(h.custom())})
	switch {
	case len(errs) > 0:
		return commands.GiveForm(cl, h.newForm(cl, customer, people, values), remembers, errs), nil
	case !atOnce:
		return commands.ShowOr(cl, h.newForm(cl, customer, people, values), remembers, "deal"), nil
	}
	customer, made, err := h.CRM.CreateDeal(ctx, cl.Operation("/crm deal"), customer.ID, values)
	if refused := commands.Mendable(err); refused != nil {
		return commands.GiveForm(cl, h.newForm(cl, customer, people, values), remembers, refused), nil
	}
	if err != nil {
		return bot.Reply{}, err
	}
	return h.card(ctx, cl, customer, made, "notice.deal_opened")
}

// card shows a deal under a line that says what was just done.
func (h handlers) card(ctx context.Context, cl commands.Call, customer models.Customer, d models.Deal, notice string) (bot.Reply, error) {
	people, err := h.People(ctx, customer)
	if err != nil {
		return bot.Reply{}, err
	}
	shown := card{
		contact: people.Name(cl.Printer, d.ContactID), custom: h.CRM.AllFields().Of(models.EntityDeal).Active(),
		customer: customer, deal: d, pipelines: h.CRM.Pipelines(), today: h.CRM.Today(cl.User.Zone.String()),
		mayEdit: cl.Actor.May(models.MayEdit) && !customer.Archived(), mayUndo: notice != "" && cl.Actor.May(models.MayUndo),
	}
	message := dealCard(cl.Reader(), shown)
	if notice != "" {
		said := views.Notice(cl.Printer.T(notice, "Code", d.Code, "Title", views.Escape(views.OneLine(d.Title)), "Stage", views.StageText(cl.Printer, d.StageID)))
		said = h.Warned(cl, said, commands.Written{Input: models.FieldDealTitle.Input(), Text: d.Title}, commands.Written{Input: models.FieldLostNote.Input(), Text: d.LostNote},
			commands.Written{Input: models.FieldTags.Input(), Text: d.Tags})
		message = views.WithNotice(said, message)
	}
	return commands.Say(message), nil
}

// list shows a page of a customer's deals, those behind the first so many.
func (h handlers) list(ctx context.Context, cl commands.Call, customerID int64, before int) (bot.Reply, error) {
	customer, deals, total, err := h.CRM.Deals(ctx, cl.Actor, customerID, maxListed)
	if err != nil {
		return bot.Reply{}, err
	}
	if before >= len(deals) {
		before = 0
	}
	shown := page{
		customer: customer, deals: deals, total: total, before: before, pipelines: h.CRM.Pipelines(), today: h.CRM.Today(cl.User.Zone.String()),
		mayEdit: cl.Actor.May(models.MayEdit) && !customer.Archived(),
	}
	message, err := commands.Fitting(min(len(deals)-before, commands.PageSize), func(most int) (surface.Message, error) {
		shown.rows = most
		return dealList(cl.Reader(), shown), nil
	})
	return commands.Say(message), err
}

// maxListed is how many deals of one customer are listed: the open ones, and those that were closed last.
const maxListed = 200

// page shows another page of a list in the place of the one whose button was pressed: 7:10 is what follows the first ten of customer 7.
func (h handlers) page(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	ids, err := commands.ParseIDs(cl.Value, 2)
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.InPlace(h.list(ctx, cl, ids[0], int(min(ids[1], maxListed))))
}

// move moves a deal to the stage that was chosen in its card's menu: 3:2:4 is the deal 3 in its version 2, to the stage 4.
func (h handlers) move(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	ids, err := commands.ParseIDs(cl.Value, 3)
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.InPlace(h.moveTo(ctx, cl, ids[0], int(ids[1]), ids[2], "button deal.move"))
}

func (h handlers) moveTo(ctx context.Context, cl commands.Call, id int64, version int, stageID int64, source string) (bot.Reply, error) {
	customer, moved, err := h.CRM.MoveDeal(ctx, cl.Operation(source), id, version, stageID)
	if err != nil {
		return bot.Reply{}, err
	}
	return h.card(ctx, cl, customer, moved, "notice.deal_moved")
}

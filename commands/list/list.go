package list

import (
	"context"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// What may be done with saved searches, by the words for it.
const (
	doSave   = "save"
	doEdit   = "edit"
	doDelete = "delete"
	doOpen   = "find" // as typed, in a row's menu
	doBulk   = "bulk"
	doExport = "export"
)

var verbs = map[string]string{
	"save": doSave, "add": doSave, "保存": doSave, "新增": doSave, "edit": doEdit, "rename": doEdit, "改名": doEdit, "重命名": doEdit, "修改": doEdit, "编辑": doEdit,
	"delete": doDelete, "remove": doDelete, "删除": doDelete,
}

// readList shows the saved searches, opens one, or changes them: /crm list [name|save name filters|edit name|delete name].
func (h handlers) readList(text string) commands.Step {
	word, rest := commands.CutWord(text)
	if word == "" {
		return commands.Answers(func(ctx context.Context, cl commands.Call) (bot.Reply, error) { return h.show(ctx, cl, 0, "") })
	}
	switch verbs[models.NormaliseText(word)] {
	case doSave:
		return h.readSave(rest)
	case doEdit:
		return commands.Opens(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
			s, err := h.called(ctx, cl, rest)
			if err != nil {
				return bot.Reply{}, err
			}
			return h.edit(cl, s)
		})
	case doDelete:
		return commands.Answers(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
			s, err := h.called(ctx, cl, rest)
			if err != nil {
				return bot.Reply{}, err
			}
			return h.remove(ctx, cl, "/crm list", s.ID)
		})
	}
	return commands.Answers(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
		s, err := h.called(ctx, cl, text)
		if err != nil {
			return bot.Reply{}, err
		}
		return h.GoOn(ctx, cl, "find "+s.Query)
	})
}

// readSave saves a search whose name and filters are given; what is missing is asked in a form.
func (h handlers) readSave(text string) commands.Step {
	name, query := h.cutName(text)
	in := models.SavedSearchInput{Name: name, Query: query}
	if name == "" || query == "" {
		return commands.Opens(func(_ context.Context, cl commands.Call) (bot.Reply, error) {
			return commands.Show(saveForm(cl.Printer, in), ""), nil
		})
	}
	return commands.Answers(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
		reply, err := h.save(ctx, cl, "/crm list", in)
		if refused := commands.Mendable(err); refused != nil {
			return commands.GiveForm(cl, saveForm(cl.Printer, in), "", refused), nil
		}
		return reply, err
	})
}

// cutName parts a name, in quotes or of some words, from the filters that follow it. Filters begin at the first word that is
// the name of one, before a colon or a sign of equality.
func (h handlers) cutName(text string) (name, query string) {
	if strings.IndexFunc(text, func(r rune) bool { return strings.ContainsRune("\"“'‘「", r) }) == 0 {
		name, query = commands.CutCustomer(text)
		return commands.Unescape(name), commands.Kept(query)
	}
	for word, rest := commands.CutWord(text); word != ""; word, rest = commands.CutWord(rest) {
		if h.BeginsFilter(word) {
			return commands.Unescape(strings.TrimSpace(name)), commands.Kept(strings.TrimSpace(word + " " + rest))
		}
		name += word + " "
	}
	return commands.Unescape(strings.TrimSpace(name)), ""
}

// called is the saved search of a name.
func (h handlers) called(ctx context.Context, cl commands.Call, name string) (models.SavedSearch, error) {
	name = commands.Unescape(commands.Unquote(strings.TrimSpace(name)))
	list, err := h.CRM.SavedSearches(ctx, cl.Actor)
	if err != nil {
		return models.SavedSearch{}, err
	}
	at := slices.IndexFunc(list, func(s models.SavedSearch) bool { return models.NormaliseText(s.Name) == models.NormaliseText(name) })
	if at < 0 {
		return models.SavedSearch{}, models.NotFound("error.search_unknown", "Name", name)
	}
	return list[at], nil
}

// show lists a page of the saved searches, behind the first so many, with how many customers each finds, under a line that says
// what was done.
func (h handlers) show(ctx context.Context, cl commands.Call, before int, notice string) (bot.Reply, error) {
	list, err := h.CRM.SavedSearches(ctx, cl.Actor)
	if err != nil {
		return bot.Reply{}, err
	}
	if before >= len(list) { // some were deleted meanwhile
		before = 0
	}
	shown := list[before:min(len(list), before+commands.PageSize)]
	rows := make([]row, len(shown))
	for i, s := range shown {
		if rows[i], err = h.counted(ctx, cl, s); err != nil {
			return bot.Reply{}, err
		}
	}
	message, err := commands.Fitting(len(rows), func(most int) (surface.Message, error) {
		message := listMessage(cl.Printer, rows[:most], len(list), before)
		if notice != "" {
			message = views.WithNotice(views.Notice(notice), message)
		}
		return message, nil
	})
	return commands.Say(message), err
}

// counted is a saved search with how many customers it finds for the person who asks.
func (h handlers) counted(ctx context.Context, cl commands.Call, s models.SavedSearch) (row, error) {
	r := row{SavedSearch: s, asked: h.Asked(cl, s.Query), mine: s.Owner == cl.Actor.ID, changes: s.MayChange(cl.Actor), mayBulk: cl.Actor.May(models.MayBulkOwn)}
	q, err := h.Query(ctx, cl, s.Query)
	if r.broken = models.AsErrors(err); err != nil { // a field that it asks for was renamed or retired, or an option is gone
		if r.broken != nil {
			err = nil
		}
		return r, err
	}
	q.Limit = 1
	page, err := h.CRM.SearchCustomers(ctx, cl.Actor, q)
	r.total, r.least = page.Total, page.AtLeast
	if page.Near {
		r.total = 0 // nobody has the words
	}
	if refused := models.AsErrors(err); refused != nil {
		r.broken, err = refused, nil
	}
	return r, err
}

// page shows another page of the list in the place of the one whose button was pressed.
func (h handlers) page(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	number, err := commands.ParseID(cl.Value)
	if err != nil || number < 0 || number > 2*models.MaxSavedSearches {
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	}
	return commands.InPlace(h.show(ctx, cl, int(number), ""))
}

// readMenu does what was chosen in a row's menu.
func (h handlers) readMenu(req *bot.Request) commands.Step {
	verb, value := commands.CutWord(req.Value)
	id, err := commands.ParseID(value)
	if err != nil {
		return commands.Answers(func(context.Context, commands.Call) (bot.Reply, error) { return bot.Reply{}, err })
	}
	if verb == doOpen || verb == doBulk || verb == doExport {
		step := commands.Answers
		if verb != doOpen {
			step = commands.Opens
		}
		return step(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
			s, err := h.CRM.SavedSearch(ctx, cl.Actor, id)
			if err != nil {
				return bot.Reply{}, err
			}
			return h.GoOn(ctx, cl, verb+" "+s.Query)
		})
	}
	if verb == doEdit {
		return commands.Opens(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
			s, err := h.CRM.SavedSearch(ctx, cl.Actor, id)
			if err != nil {
				return bot.Reply{}, err
			}
			return h.edit(cl, s)
		})
	}
	return commands.Answers(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
		if verb != doDelete {
			return bot.Reply{}, models.Invalid("", "error.stale_form")
		}
		return commands.InPlace(h.remove(ctx, cl, "button searches.menu", id))
	})
}

// changing is what the form of a saved search remembers: which one, and the version that it showed.
type changing struct {
	ID      int64 `json:"id"`
	Version int   `json:"v"`
}

func (h handlers) edit(cl commands.Call, s models.SavedSearch) (bot.Reply, error) {
	if !s.MayChange(cl.Actor) {
		return bot.Reply{}, crm.Refused(cl.Actor, models.MayManageSearches)
	}
	return commands.Show(changeForm(cl.Printer, s), commands.Pack(changing{s.ID, s.Version})), nil
}

func (h handlers) remove(ctx context.Context, cl commands.Call, source string, id int64) (bot.Reply, error) {
	deleted, err := h.CRM.DeleteSearch(ctx, cl.Operation(source), id)
	if err != nil {
		return bot.Reply{}, err
	}
	return h.show(ctx, cl, 0, cl.Printer.T("notice.search_deleted", "Name", views.Escape(deleted.Name), "Query", views.Escape(deleted.Query)))
}

// entered reads the form.
func entered(cl commands.Call) models.SavedSearchInput {
	get := func(input models.Input) string { return cl.Form.Get(string(input)) }
	return models.SavedSearchInput{Name: get(models.InputSearchName), Query: get(models.InputSearchQuery), Team: get(models.InputSearchTeam) == models.CustomYes}
}

func (h handlers) submitSave(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	return h.save(ctx, cl, "modal searches.save", entered(cl))
}

func (h handlers) submitChange(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var form changing
	if err := commands.Unpack(cl.View.Metadata, &form); err != nil {
		return bot.Reply{}, err
	}
	in := entered(cl)
	asks, err := h.asks(ctx, cl, in)
	if err != nil {
		return bot.Reply{}, err
	}
	saved, err := h.CRM.ChangeSearch(ctx, cl.Operation("modal searches.change"), form.ID, form.Version, in, asks)
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.InPlace(h.show(ctx, cl, 0, cl.Printer.T("notice.search_saved", "Name", views.Escape(saved.Name))))
}

func (h handlers) save(ctx context.Context, cl commands.Call, source string, in models.SavedSearchInput) (bot.Reply, error) {
	asks, err := h.asks(ctx, cl, in)
	if err != nil {
		return bot.Reply{}, err
	}
	saved, err := h.CRM.SaveSearch(ctx, cl.Operation(source), in, asks)
	if err != nil {
		return bot.Reply{}, err
	}
	return h.show(ctx, cl, 0, cl.Printer.T("notice.search_saved", "Name", views.Escape(saved.Name)))
}

// asks is what a query means. What can't be read is refused at its input.
func (h handlers) asks(ctx context.Context, cl commands.Call, in models.SavedSearchInput) (models.CustomerQuery, error) {
	q, err := h.Query(ctx, cl, in.Query)
	for _, e := range models.AsErrors(err) {
		e.Input = models.InputSearchQuery
	}
	return q, err
}

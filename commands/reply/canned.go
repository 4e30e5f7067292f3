package reply

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

// What may be done with canned replies, by the words for it.
const (
	doList   = "list"
	doNew    = "new"
	doEdit   = "edit"
	doDelete = "delete"
)

var verbs = map[string]string{
	"list": doList, "列表": doList, "清单": doList, "new": doNew, "add": doNew, "新建": doNew, "新增": doNew, "添加": doNew, "edit": doEdit, "修改": doEdit, "编辑": doEdit,
	"delete": doDelete, "remove": doDelete, "删除": doDelete,
}

// readReply answers a ticket, or lists, adds, changes or deletes canned replies.
func (h handlers) readReply(text string) commands.Step {
	if code, rest, one := commands.CutCode(text, models.ParseTicketCode); one {
		if rest == "" {
			return commands.Opens(func(ctx context.Context, cl commands.Call) (bot.Reply, error) { return h.ask(ctx, cl, code) })
		}
		return commands.Answers(func(ctx context.Context, cl commands.Call) (bot.Reply, error) { return h.send(ctx, cl, code, rest) })
	}
	word, rest := commands.CutWord(text)
	switch verbs[models.NormaliseText(word)] {
	case doNew:
		return commands.Opens(func(_ context.Context, cl commands.Call) (bot.Reply, error) {
			if err := cl.Permit(models.MayManageReplies); err != nil {
				return bot.Reply{}, err
			}
			return commands.Show(cannedForm(cl.Printer, newModal, models.CannedInput{Name: models.Shorten(commands.Unescape(rest), models.MaxReplyName)}), ""), nil
		})
	case doEdit:
		return commands.Opens(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
			r, err := h.called(ctx, cl, rest)
			if err != nil {
				return bot.Reply{}, err
			}
			return h.edit(cl, r)
		})
	case doDelete:
		return commands.Answers(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
			r, err := h.called(ctx, cl, rest)
			if err != nil {
				return bot.Reply{}, err
			}
			return h.remove(ctx, cl, "/crm reply", r.ID)
		})
	case doList:
		word = ""
	}
	return commands.Answers(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
		if word != "" {
			return bot.Reply{}, models.Invalid("", "error.reply_words", "Word", models.Shorten(commands.Unescape(text), 60))
		}
		return h.show(ctx, cl, 0, "")
	})
}

// called is the canned reply of a name.
func (h handlers) called(ctx context.Context, cl commands.Call, name string) (models.CannedReply, error) {
	name = commands.Unescape(commands.Unquote(strings.TrimSpace(name)))
	list, err := h.CRM.CannedReplies(ctx, cl.Actor)
	if err != nil {
		return models.CannedReply{}, err
	}
	at := slices.IndexFunc(list, func(r models.CannedReply) bool { return models.NormaliseText(r.Name) == models.NormaliseText(name) })
	if at < 0 {
		return models.CannedReply{}, models.NotFound("error.reply_unknown", "Name", models.Shorten(name, models.MaxReplyName))
	}
	return list[at], nil
}

// show lists a page of the canned replies, behind the first so many, under a line that says what was done.
func (h handlers) show(ctx context.Context, cl commands.Call, before int, notice string) (bot.Reply, error) {
	list, err := h.CRM.CannedReplies(ctx, cl.Actor)
	if err != nil {
		return bot.Reply{}, err
	}
	if before >= len(list) { // some were deleted meanwhile
		before = 0
	}
	message, err := commands.Fitting(min(len(list)-before, commands.PageSize), func(most int) (surface.Message, error) {
		message := listMessage(cl.Printer, list[before:before+most], len(list), before, cl.Actor.May(models.MayManageReplies))
		if notice != "" {
			message = views.WithNotice(views.Notice(notice), message)
		}
		return message, nil
	})
	return commands.Say(message), err
}

// page shows another page of the list in the place of the one whose button was pressed.
func (h handlers) page(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	number, err := commands.ParseID(cl.Value)
	if err != nil || number < 0 || number > models.MaxCannedReplies {
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	}
	return commands.InPlace(h.show(ctx, cl, int(number), ""))
}

// readMenu does what was chosen in a row's menu.
func (h handlers) readMenu(req *bot.Request) commands.Step {
	verb, value := commands.CutWord(req.Value)
	id, err := commands.ParseID(value)
	switch {
	case err != nil:
	case verb == doEdit:
		return commands.Opens(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
			r, err := h.CRM.CannedReply(ctx, cl.Actor, id)
			if err != nil {
				return bot.Reply{}, err
			}
			return h.edit(cl, r)
		})
	case verb == doDelete:
		return commands.Answers(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
			return commands.InPlace(h.remove(ctx, cl, "menu reply.menu", id))
		})
	}
	return commands.Answers(func(context.Context, commands.Call) (bot.Reply, error) {
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	})
}

// editing is what the form of a canned reply remembers: which one, and the version that it showed.
type editing struct {
	ID      int64 `json:"id"`
	Version int   `json:"v"`
}

func (h handlers) edit(cl commands.Call, r models.CannedReply) (bot.Reply, error) {
	if err := cl.Permit(models.MayManageReplies); err != nil {
		return bot.Reply{}, err
	}
	return commands.Show(cannedForm(cl.Printer, editModal, models.CannedInput{Name: r.Name, Text: r.Text}), commands.Pack(editing{r.ID, r.Version})), nil
}

func (h handlers) remove(ctx context.Context, cl commands.Call, source string, id int64) (bot.Reply, error) {
	deleted, err := h.CRM.DeleteCannedReply(ctx, cl.Operation(source), id)
	if err != nil {
		return bot.Reply{}, err
	}
	return h.show(ctx, cl, 0, cl.Printer.T("notice.reply_deleted", "Name", views.Escape(views.OneLine(deleted.Name)))+"\n"+views.Clip(views.Escape(views.OneLine(deleted.Text)), views.MaxOption*4))
}

func (h handlers) submitNew(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	return h.save(ctx, cl, "modal reply.new", editing{})
}

func (h handlers) submitEdit(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var of editing
	if err := commands.Unpack(cl.View.Metadata, &of); err != nil {
		return bot.Reply{}, err
	}
	if of.ID <= 0 {
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	}
	return h.save(ctx, cl, "modal reply.edit", of)
}

func (h handlers) save(ctx context.Context, cl commands.Call, source string, of editing) (bot.Reply, error) {
	in := models.CannedInput{Name: cl.Form.Get(string(models.InputReplyName)), Text: cl.Form.Get(string(models.InputReplyText))}
	saved, err := h.CRM.SaveCannedReply(ctx, cl.Operation(source), of.ID, of.Version, in)
	if err != nil {
		return bot.Reply{}, err
	}
	return h.show(ctx, cl, 0, cl.Printer.T("notice.reply_saved", "Name", views.Escape(views.OneLine(saved.Name))))
}

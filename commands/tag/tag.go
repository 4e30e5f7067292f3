package tag

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// signs stand before a tag: whether it is given or taken away.
var signs = map[rune]bool{'+': true, '＋': true, '-': false, '－': false, '–': false, '—': false, '−': false}

// cutTags reads the tags that a text gives and takes away: +Key account -old. What has no sign is given.
func cutTags(text string) (added, removed []string) {
	adds, tag := true, ""
	end := func() {
		if adds {
			added = append(added, models.ParseTags(tag)...)
		} else {
			removed = append(removed, models.ParseTags(tag)...)
		}
		tag = ""
	}
	for word := range strings.FieldsSeq(text) {
		first, size := utf8.DecodeRuneInString(word)
		if gives, signed := signs[first]; signed {
			end()
			adds, word = gives, word[size:]
		}
		tag += " " + word
	}
	end()
	return added, removed
}

// tag shows a customer's tags, or changes them: /crm tag C001 +VIP -old.
func (h handlers) tag(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	if word, rest := commands.CutWord(cl.Rest); word != "" {
		if code, isDeal := models.ParseDealCode(word); isDeal {
			return h.tagDeal(ctx, cl, code, rest)
		}
	}
	customer, rest, err := h.Named(ctx, cl, cl.Rest)
	if err != nil {
		return bot.Reply{}, err
	}
	added, removed := cutTags(commands.Unescape(rest))
	if len(added)+len(removed) == 0 {
		return commands.Say(tagsOf(cl.Printer, ofCustomer(customer), "tag.of", false)), nil
	}
	saved, err := h.CRM.ChangeTags(ctx, cl.Operation("/crm tag"), customer.ID, added, removed)
	if err != nil {
		return bot.Reply{}, err
	}
	return h.tagged(cl, ofCustomer(saved)), nil
}

// tagDeal is tag for a deal: /crm tag D001 +big.
func (h handlers) tagDeal(ctx context.Context, cl commands.Call, code, rest string) (bot.Reply, error) {
	_, deal, err := h.CRM.DealByCode(ctx, cl.Actor, code)
	if err != nil {
		return bot.Reply{}, err
	}
	added, removed := cutTags(commands.Unescape(rest))
	if len(added)+len(removed) == 0 {
		return commands.Say(tagsOf(cl.Printer, ofDeal(deal), "tag.of", false)), nil
	}
	_, saved, err := h.CRM.ChangeDealTags(ctx, cl.Operation("/crm tag"), deal.ID, added, removed)
	if err != nil {
		return bot.Reply{}, err
	}
	return h.tagged(cl, ofDeal(saved)), nil
}

// tagged says which tags something has now.
func (h handlers) tagged(cl commands.Call, of subject) bot.Reply {
	message := tagsOf(cl.Printer, of, "notice.tagged", cl.Actor.May(models.MayUndo))
	return commands.Say(h.Warned(cl, message, commands.Written{Input: models.FieldTags.Input(), Text: of.tags}))
}

// suggested is how many tags a typeahead offers.
const suggested = 50

// suggest answers a typeahead of tags. What is no tag yet is offered as a new one.
func (h handlers) suggest(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	found, err := h.CRM.SuggestTags(ctx, cl.Actor, cl.Query, suggested)
	if err != nil {
		return bot.Reply{}, err
	}
	var options []surface.Option
	known := false
	typed := models.ParseTags(cl.Query)
	for _, tag := range found {
		known = known || len(typed) == 1 && models.TagKey(tag) == models.TagKey(typed[0])
		options = append(options, surface.Option{Text: tag, Value: tag})
	}
	if len(typed) == 1 && !known && utf8.RuneCountInString(typed[0]) <= models.MaxTag {
		options = append(options, surface.Option{Text: views.Clip(cl.Printer.T("tag.new", "Tag", typed[0]), views.MaxOption), Value: typed[0]})
	}
	return bot.Reply{Options: options}, nil
}

// The words for what admins do with the team's tags.
var verbs = map[string]string{"rename": doRename, "改名": doRename, "重命名": doRename, "merge": doMerge, "合并": doMerge}

const (
	doRename = "rename"
	doMerge  = "merge"
)

// tags shows the team's tags, or renames or merges one: /crm tags rename old=new.
func (h handlers) tags(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	word, rest := commands.CutWord(cl.Rest)
	if word == "" {
		return h.list(ctx, cl, 0, "")
	}
	verb, known := verbs[models.NormaliseText(word)]
	if !known {
		return bot.Reply{}, models.Invalid("", "error.tags_verb", "Word", models.Shorten(word, 60))
	}
	from, to, _ := strings.Cut(strings.NewReplacer("→", "=", "->", "=", "＝", "=").Replace(commands.Unescape(rest)), "=")
	renamed, err := h.CRM.RenameTag(ctx, cl.Operation("/crm tags"), commands.Unquote(strings.TrimSpace(from)), commands.Unquote(strings.TrimSpace(to)), verb == doMerge, cl.User.Locale)
	if err != nil {
		return bot.Reply{}, err
	}
	key, count := "notice.tag_renamed", renamed.Changed
	if renamed.Task.ID != 0 {
		key, count = "notice.tag_renaming", int(renamed.Task.Total)
	}
	return h.list(ctx, cl, 0, cl.Printer.Count(key, count, "From", views.Escape(strings.TrimSpace(from)), "To", views.Escape(renamed.Name)))
}

// page shows another page of the tags in the place of the one whose button was pressed.
func (h handlers) page(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	number, err := commands.ParseID(cl.Value)
	if err != nil || number < 0 || number > models.MaxTeamTags {
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	}
	return commands.InPlace(h.list(ctx, cl, int(number), ""))
}

// list shows a page of the team's tags, behind the first so many, with how many customers have each.
func (h handlers) list(ctx context.Context, cl commands.Call, before int, notice string) (bot.Reply, error) {
	tags, err := h.CRM.Tags(ctx, cl.Actor)
	if err != nil {
		return bot.Reply{}, err
	}
	if before >= len(tags) {
		before = 0
	}
	rows := make([]row, 0, commands.PageSize)
	for _, tag := range tags[before:min(len(tags), before+commands.PageSize)] {
		q := models.CustomerQuery{Filters: []models.Filter{models.FilterOf(models.FieldTags, tag.Name)}, Zone: cl.User.Zone.String(), Limit: 1}
		page, err := h.CRM.SearchCustomers(ctx, cl.Actor, q)
		if err != nil {
			return bot.Reply{}, err
		}
		rows = append(rows, row{tag.Name, page.Total, page.AtLeast})
	}
	message := tagList(cl.Printer, rows, len(tags), before, cl.Actor.May(models.MayManageTags))
	if notice != "" {
		message = views.WithNotice(views.Notice(notice), message)
	}
	return commands.Say(message), nil
}

package campaign

import (
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// What is done with a campaign, by the words for it.
const (
	doEdit     = "edit"
	doAdd      = "add"
	doMembers  = "members"
	doAudience = "audience"
	doExport   = "export"
	doMerge    = "merge"
	doArchive  = "archive"
	doRestore  = "restore"
	doHistory  = "history"
	doResults  = "results"
)

var verbs = map[string]string{
	"edit": doEdit, "编辑": doEdit, "修改": doEdit,
	"add": doAdd, "invite": doAdd, "加入": doAdd, "添加": doAdd, "邀请": doAdd,
	"members": doMembers, "member": doMembers, "成员": doMembers,
	"audience": doAudience, "目标客户": doAudience, "加入目标客户": doAudience,
	"export": doExport, "导出": doExport,
	"merge": doMerge, "合并": doMerge,
	"archive": doArchive, "归档": doArchive,
	"restore": doRestore, "恢复": doRestore,
	"history": doHistory, "历史": doHistory,
	"results": doResults, "result": doResults, "效果": doResults, "结果": doResults,
}

// newWords are the words that make a campaign.
var newWords = map[string]bool{"new": true, "add": true, "create": true, "新建": true, "新增": true, "添加": true}

// phases are the words for where campaigns stand.
var phases = map[string]models.CampaignPhase{
	"running": models.CampaignRuns, "进行中": models.CampaignRuns, "planned": models.CampaignPlanned, "upcoming": models.CampaignPlanned, "未开始": models.CampaignPlanned,
	"over": models.CampaignOver, "ended": models.CampaignOver, "已结束": models.CampaignOver, "archived": models.CampaignShelved, "已归档": models.CampaignShelved,
	"undated": models.CampaignUndated, "未定日期": models.CampaignUndated,
}

// touches are the words for the touch by which results count.
var touches = map[string]models.TouchRule{
	"first": models.FirstTouch, "first touch": models.FirstTouch, "首次": models.FirstTouch, "首次触点": models.FirstTouch, "首次接触": models.FirstTouch,
	"last": models.LastTouch, "last touch": models.LastTouch, "末次": models.LastTouch, "末次触点": models.LastTouch, "末次接触": models.LastTouch,
}

// cutCode takes the code of a campaign off the beginning of a text; Chinese is written without blanks: M001编辑.
func cutCode(text string) (code, rest string, ok bool) {
	word, rest := commands.CutWord(text)
	if code, ok = models.ParseCampaignCode(word); ok {
		return code, rest, true
	}
	digits := strings.IndexFunc(word, func(r rune) bool { return r >= 0x80 && (r < '０' || r > '９') && r != 'Ｍ' && r != 'ｍ' })
	if digits <= 0 {
		return "", text, false
	}
	if code, ok = models.ParseCampaignCode(word[:digits]); ok {
		return code, strings.TrimSpace(word[digits:] + " " + rest), true
	}
	return "", text, false
}

// read lists the campaigns, makes one, or shows or changes the one that a text names by its code or by its name.
func (h handlers) read(text string) commands.Step {
	if text == "" {
		return commands.Answers(func(ctx context.Context, cl commands.Call) (bot.Reply, error) { return h.list(ctx, cl, "", "") })
	}
	word, rest := commands.CutWord(text)
	if phase, known := phases[models.NormaliseText(text)]; known {
		return commands.Answers(func(ctx context.Context, cl commands.Call) (bot.Reply, error) { return h.list(ctx, cl, phase, "") })
	}
	if newWords[models.NormaliseText(word)] {
		if _, atOnce := commands.CutShout(rest); atOnce {
			return commands.Answers(func(ctx context.Context, cl commands.Call) (bot.Reply, error) { return h.make(ctx, cl, rest) })
		}
		return commands.Opens(func(ctx context.Context, cl commands.Call) (bot.Reply, error) { return h.make(ctx, cl, rest) })
	}
	code, rest, one := cutCode(text)
	if !one {
		return commands.Answers(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
			return h.called(ctx, cl, commands.Unescape(commands.Unquote(text)))
		})
	}
	verb, words := commands.CutWord(rest)
	switch does := verbs[models.NormaliseText(verb)]; {
	case does == doEdit && words == "":
		return commands.Opens(func(ctx context.Context, cl commands.Call) (bot.Reply, error) { return h.edit(ctx, cl, code) })
	case does == doExport && words == "":
		return h.ReadCommand("export members " + code)
	case does == doAdd && words == "":
		return commands.Opens(func(ctx context.Context, cl commands.Call) (bot.Reply, error) { return h.askAdd(ctx, cl, code) })
	}
	return commands.Answers(func(ctx context.Context, cl commands.Call) (bot.Reply, error) { return h.one(ctx, cl, code, rest) })
}

// one shows the campaign with a code, or does what the text behind its code says.
func (h handlers) one(ctx context.Context, cl commands.Call, code, rest string) (bot.Reply, error) {
	found, err := h.CRM.CampaignCalled(ctx, cl.Actor, code)
	if err != nil {
		return bot.Reply{}, err
	}
	verb, words := commands.CutWord(rest)
	does := verbs[models.NormaliseText(verb)]
	if does == doResults {
		rest, words = words, ""
	}
	if rule, known := touches[models.NormaliseText(rest)]; known || rest == "" {
		if !known {
			rule = models.FirstTouch
		}
		return h.card(ctx, cl, found, rule, "")
	}
	switch does {
	case doAdd:
		return h.add(ctx, cl, found, words)
	case doMembers:
		return h.membersCalled(ctx, cl, found, words)
	case doAudience:
		return h.audience(ctx, cl, "/crm campaign", found)
	case doMerge:
		return h.merge(ctx, cl, found, words)
	case doArchive, doRestore:
		saved, err := h.CRM.ArchiveCampaign(ctx, cl.Operation("/crm campaign"), found.ID, does == doArchive)
		if err != nil {
			return bot.Reply{}, err
		}
		return h.card(ctx, cl, saved, models.FirstTouch, cl.Printer.T("campaign.did_"+does, "Code", saved.Code))
	case doHistory:
		return h.history(ctx, cl, found)
	case doEdit:
		rest = words
	}
	return h.change(ctx, cl, found, rest)
}

// change changes the fields that a text names.
func (h handlers) change(ctx context.Context, cl commands.Call, found models.Campaign, text string) (bot.Reply, error) {
	text, _ = commands.CutShout(text)
	values, words, errs := h.valuesOf(ctx, cl, text)
	if words != "" {
		errs = append(errs, models.Invalid("", "error.campaign_words", "Word", models.Shorten(words, 60), "Code", found.Code))
	}
	if err := errs.Err(); err != nil {
		return bot.Reply{}, err
	}
	saved, err := h.CRM.UpdateCampaign(ctx, cl.Operation("/crm campaign"), found.ID, models.EditBase{}, values, cl.User.Locale)
	if err != nil {
		return bot.Reply{}, err
	}
	return h.card(ctx, cl, saved.Campaign, models.FirstTouch, savedText(cl.Printer, saved))
}

// savedText says that a campaign was saved, and what became of the sources that name it.
func savedText(p *i18n.Printer, saved crm.ChangedCampaign) string {
	return withSources(p, p.T("notice.campaign_saved", "Code", saved.Code), saved)
}

func withSources(p *i18n.Printer, text string, saved crm.ChangedCampaign) string {
	switch {
	case saved.Task.ID != 0:
		text += " " + p.Count("notice.campaign_rewriting", int(saved.Task.Total))
	case saved.Rewritten > 0:
		text += " " + p.Count("notice.campaign_rewritten", saved.Rewritten)
	}
	return text
}

// merge lets another campaign be a part of one.
func (h handlers) merge(ctx context.Context, cl commands.Call, kept models.Campaign, words string) (bot.Reply, error) {
	if words == "" {
		return bot.Reply{}, models.Invalid("", "error.campaign_merge_what", "Code", kept.Code)
	}
	other, err := h.CRM.CampaignCalled(ctx, cl.Actor, commands.Unescape(commands.Unquote(words)))
	if err != nil {
		return bot.Reply{}, err
	}
	saved, err := h.CRM.MergeCampaigns(ctx, cl.Operation("/crm campaign"), kept.ID, other.ID, cl.User.Locale)
	if err != nil {
		return bot.Reply{}, err
	}
	text := withSources(cl.Printer, cl.Printer.T("notice.campaign_merged", "Other", other.Code, "Code", saved.Code), saved)
	if !saved.LeftCost.None() {
		text += " " + cl.Printer.T("notice.campaign_left_cost", "Amount", views.Money(cl.Printer, saved.LeftCost), "Code", saved.Code, "Command", commands.Slash)
	}
	return h.card(ctx, cl, saved.Campaign, models.FirstTouch, text)
}

// card shows a campaign with what came of it, under a line that says what was just done.
func (h handlers) card(ctx context.Context, cl commands.Call, found models.Campaign, rule models.TouchRule, notice string) (bot.Reply, error) {
	question, err := h.CampaignQuestion(cl, rule)
	if err != nil {
		return bot.Reply{}, err
	}
	results, err := h.Reports.Campaigns(ctx, question, []models.Campaign{found})
	if err != nil {
		return bot.Reply{}, err
	}
	months, err := h.Reports.CampaignMonths(ctx, question, found)
	if err != nil {
		return bot.Reply{}, err
	}
	states, err := h.CRM.CampaignStates(ctx, cl.Actor, found.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	shown := card{
		result: results[0], months: months, states: states, rule: rule, today: h.Today(cl), team: question.Rates.Team,
		mayManage: cl.Actor.May(models.MayManageCampaigns), mayEdit: cl.Actor.May(models.MayEdit), mayUndo: notice != "" && cl.Actor.May(models.MayUndo),
	}
	if shown.audience, err = h.audienceOf(ctx, cl, found); err != nil {
		return bot.Reply{}, err
	}
	message := campaignCard(cl.Reader(), shown)
	if notice != "" {
		said := h.Warned(cl, views.Notice(notice), commands.Written{Input: models.FieldCampaignNotes.Input(), Text: found.Notes}, commands.Written{Input: models.FieldTags.Input(), Text: found.Tags})
		message = views.WithNotice(said, message)
	}
	return commands.Say(message), nil
}

// touch shows a campaign by the other touch, in the place of the one whose button was pressed: 7:1 is the campaign 7 by the last touch.
func (h handlers) touch(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	ids, err := commands.ParseIDs(cl.Value, 2)
	if err != nil || ids[1] >= int64(len(models.TouchRules())) {
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	}
	found, err := h.CRM.Campaign(ctx, cl.Actor, ids[0])
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.InPlace(h.card(ctx, cl, found, models.TouchRules()[ids[1]], ""))
}

// history shows what was changed of a campaign.
func (h handlers) history(ctx context.Context, cl commands.Call, found models.Campaign) (bot.Reply, error) {
	m, entries, err := h.CRM.CampaignHistory(ctx, cl.Actor, found.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.Say(historyMessage(cl.Reader(), m, entries)), nil
}

// suggested is how many campaigns a typeahead offers.
const suggested = 50

// suggest answers a typeahead of campaigns.
func (h handlers) suggest(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	found, err := h.CRM.SuggestCampaigns(ctx, cl.Actor, cl.Query, suggested)
	if err != nil {
		return bot.Reply{}, err
	}
	var options []surface.Option
	for _, m := range found {
		options = append(options, surface.Option{Text: views.CampaignChoice(m), Value: views.Itoa(m.ID)})
	}
	return bot.Reply{Options: options}, nil
}

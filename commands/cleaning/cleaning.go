package cleaning

import (
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// ignored stands for the findings that are ignored, of whatever kind.
const ignored = "ignored"

// kinds are the words for what is listed.
var kinds = map[string]string{
	"overdue": string(models.FindingOverdue), "逾期": string(models.FindingOverdue), "left": string(models.FindingLeft), "离职": string(models.FindingLeft),
	"slipped": string(models.FindingSlipped), "延期": string(models.FindingSlipped), "商机": string(models.FindingSlipped),
	"duplicate": string(models.FindingDuplicate), "duplicates": string(models.FindingDuplicate), "重复": string(models.FindingDuplicate),
	"missing": string(models.FindingMissing), "缺失": string(models.FindingMissing), "malformed": string(models.FindingMalformed), "格式": string(models.FindingMalformed),
	"stale": string(models.FindingStale), "无动态": string(models.FindingStale), "abbreviated": string(models.FindingAbbreviated), "简称": string(models.FindingAbbreviated),
	ignored: ignored, "已忽略": ignored, "忽略": ignored,
}

// clean says how the data is, or lists what was found of a kind: /crm clean [kind|ignored].
func (h handlers) clean(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	if cl.Rest == "" {
		summary, err := h.CRM.Cleaning(ctx, cl.Actor)
		return commands.Say(summed(cl.Reader(), summary, cl.Actor.May(models.MayEdit))), err
	}
	list, known := kinds[models.NormaliseText(commands.Unescape(cl.Rest))]
	if !known {
		return bot.Reply{}, models.Invalid("", "error.unknown_finding", "Word", models.Shorten(commands.Unescape(cl.Rest), 60))
	}
	message, err := h.list(ctx, cl, list, "")
	return commands.Say(message), err
}

// open lists what was found of a kind, to whoever pressed, as far as it is theirs to repair.
func (h handlers) open(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	message, err := h.list(ctx, cl, cl.Value, "")
	return commands.Say(message), err
}

// page shows another page in the place of the one whose button was pressed.
func (h handlers) page(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	list, after, _ := strings.Cut(cl.Value, " ")
	message, err := h.list(ctx, cl, list, after)
	return commands.SayAt(bot.Replace, message), err
}

// list is a page of findings of a kind, or of those that are ignored.
func (h handlers) list(ctx context.Context, cl commands.Call, list, after string) (surface.Message, error) {
	query := models.FindingQuery{Kind: models.FindingKind(list), After: after}
	switch _, known := query.Kind.Rule(); {
	case list == ignored:
		query.Kind, query.Ignored = "", true
	case !known:
		return surface.Message{}, models.Invalid("", "error.stale_form")
	}
	return commands.Fitting(commands.PageSize, func(rows int) (surface.Message, error) {
		query.Limit = rows
		page, err := h.CRM.Findings(ctx, cl.Actor, query)
		if err != nil {
			return surface.Message{}, err
		}
		return findings(cl.Reader(), list, page, h.Today(cl)), nil
	})
}

// ignore ignores a finding, and shows its list anew.
func (h handlers) ignore(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	return h.judge(ctx, cl, true)
}

// heed takes that back.
func (h handlers) heed(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	return h.judge(ctx, cl, false)
}

func (h handlers) judge(ctx context.Context, cl commands.Call, ignore bool) (bot.Reply, error) {
	id, list, _ := strings.Cut(cl.Value, " ")
	finding, err := commands.ParseID(id)
	if err != nil {
		return bot.Reply{}, err
	}
	source := "button clean.heed"
	if ignore {
		source = "button clean.ignore"
	}
	f, err := h.CRM.IgnoreFinding(ctx, cl.Operation(source), finding, ignore)
	if err != nil {
		return bot.Reply{}, err
	}
	message, err := h.list(ctx, cl, list, "")
	return commands.SayAt(bot.Replace, views.WithNotice(judged(cl.Printer, f, ignore), message)), err
}

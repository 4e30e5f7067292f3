package campaign

import (
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
)

// called shows the campaign that is called so, or else those in use that have it in their names.
func (h handlers) called(ctx context.Context, cl commands.Call, text string) (bot.Reply, error) {
	found, unknown := h.CRM.CampaignCalled(ctx, cl.Actor, text)
	if unknown == nil {
		return h.card(ctx, cl, found, models.FirstTouch, "")
	}
	if !models.IsNotFound(unknown) {
		return bot.Reply{}, unknown
	}
	like, err := h.CRM.SuggestCampaigns(ctx, cl.Actor, text, commands.PageSize)
	switch {
	case err != nil:
		return bot.Reply{}, err
	case len(like) == 0:
		return bot.Reply{}, unknown
	case len(like) == 1:
		return h.card(ctx, cl, like[0], models.FirstTouch, "")
	}
	return h.listed(ctx, cl, "", models.CampaignPage{Campaigns: like, Total: len(like)})
}

// list shows a page of the campaigns of a phase, "" for those in use, with what came of each.
func (h handlers) list(ctx context.Context, cl commands.Call, phase models.CampaignPhase, after string) (bot.Reply, error) {
	found, err := h.CRM.Campaigns(ctx, models.Operation{Actor: cl.Actor, Zone: cl.User.Zone.String()}, phase, after, commands.PageSize)
	if err != nil {
		return bot.Reply{}, err
	}
	return h.listed(ctx, cl, phase, found)
}

// listed is a page of campaigns with what came of each.
func (h handlers) listed(ctx context.Context, cl commands.Call, phase models.CampaignPhase, found models.CampaignPage) (bot.Reply, error) {
	question, err := h.CampaignQuestion(cl, models.FirstTouch)
	if err != nil {
		return bot.Reply{}, err
	}
	results, err := h.Reports.Campaigns(ctx, question, found.Campaigns)
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.Say(campaignList(cl.Reader(), page{
		results: results, total: found.Total, phase: phase, next: found.Next, today: h.Today(cl), mayManage: cl.Actor.May(models.MayManageCampaigns),
	})), nil
}

// page shows another page of the list in the place of the one whose button was pressed: running:cursor.
func (h handlers) page(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	phase, after, _ := strings.Cut(cl.Value, ":")
	return commands.InPlace(h.list(ctx, cl, models.CampaignPhase(phase), after))
}

package campaign

import (
	"context"
	"errors"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// editing is what the form of a campaign remembers: which one, the version that it showed, and the version at which the person chose in a conflict.
type editing struct {
	ID      int64 `json:"id"`
	Version int   `json:"v"`
	At      int   `json:"at,omitempty"`
}

// asked is what a form of a campaign offers.
func (h handlers) asked(ctx context.Context, cl commands.Call) (asked, error) {
	searches, err := h.CRM.Audiences(ctx, cl.Actor)
	return asked{searches: searches, rules: h.CRM.Rules(cl.User.Zone.String())}, err
}

// make makes a campaign of a text: with ! at the end at once, else by a form.
func (h handlers) make(ctx context.Context, cl commands.Call, text string) (bot.Reply, error) {
	if err := cl.Permit(models.MayManageCampaigns); err != nil {
		return bot.Reply{}, err
	}
	text, atOnce := commands.CutShout(text)
	values, words, errs := h.valuesOf(ctx, cl, text)
	if _, named := values[models.FieldCampaignName]; !named && words != "" {
		values[models.FieldCampaignName] = words
	}
	offered, err := h.asked(ctx, cl)
	if err != nil {
		return bot.Reply{}, err
	}
	form := func() surface.Modal { return newForm(cl.Printer, offered, values) }
	switch {
	case len(errs) > 0:
		return commands.GiveForm(cl, form(), "", errs), nil
	case !atOnce:
		return commands.Show(form(), ""), nil
	}
	made, err := h.CRM.CreateCampaign(ctx, cl.Operation("/crm campaign"), values)
	if refused := commands.Mendable(err); refused != nil {
		return commands.GiveForm(cl, form(), "", refused), nil
	}
	if err != nil {
		return bot.Reply{}, err
	}
	return h.made(ctx, cl, made)
}

func (h handlers) made(ctx context.Context, cl commands.Call, m models.Campaign) (bot.Reply, error) {
	return h.card(ctx, cl, m, models.FirstTouch, cl.Printer.T("notice.campaign_made", "Code", m.Code))
}

func (h handlers) submitNew(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	made, err := h.CRM.CreateCampaign(ctx, cl.Operation("modal campaign.new"), commands.SaidIn(cl, 0, 0, models.CampaignFields()).Set)
	if err != nil {
		return bot.Reply{}, err
	}
	return h.made(ctx, cl, made)
}

// edit opens the form of a campaign.
func (h handlers) edit(ctx context.Context, cl commands.Call, code string) (bot.Reply, error) {
	if err := cl.Permit(models.MayManageCampaigns); err != nil {
		return bot.Reply{}, err
	}
	found, err := h.CRM.CampaignCalled(ctx, cl.Actor, code)
	if err != nil {
		return bot.Reply{}, err
	}
	offered, err := h.asked(ctx, cl)
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.Show(editForm(cl.Printer, found, offered), commands.Pack(editing{ID: found.ID, Version: found.Version})), nil
}

func (h handlers) submitEdit(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var edit editing
	if err := commands.Unpack(cl.View.Metadata, &edit); err != nil {
		return bot.Reply{}, err
	}
	said := commands.SaidIn(cl, edit.Version, edit.At, models.CampaignFields())
	saved, err := h.CRM.UpdateCampaign(ctx, cl.Operation("modal campaign.edit"), edit.ID, said.Seen, said.Set, cl.User.Locale)
	if conflict := (*models.ConflictError)(nil); errors.As(err, &conflict) {
		current, err := h.CRM.Campaign(ctx, cl.Actor, edit.ID)
		if err != nil {
			return bot.Reply{}, err
		}
		commands.Over(&current, conflict)
		offered, err := h.asked(ctx, cl)
		if err != nil {
			return bot.Reply{}, err
		}
		edit.At = conflict.Version
		return commands.Renew(said.Reconcile(cl, editForm(cl.Printer, current, offered), conflict), edit), nil
	}
	if err != nil {
		return bot.Reply{}, err
	}
	return h.card(ctx, cl, saved.Campaign, models.FirstTouch, savedText(cl.Printer, saved))
}

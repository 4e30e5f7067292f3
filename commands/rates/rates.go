package rates

import (
	"context"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// edits are the words that open the form of all rates.
var edits = map[string]bool{"edit": true, "set": true, "change": true, "修改": true, "设置": true, "编辑": true}

// read shows the rates, opens the form of all of them, or says one: /crm rates [edit|USD 7.12 [day]].
func (h handlers) read(text string) commands.Step {
	word, rest := commands.CutWord(text)
	switch {
	case word == "":
		return commands.Answers(h.list)
	case edits[models.NormaliseText(word)] && rest == "":
		return commands.Opens(h.edit)
	}
	return commands.Answers(h.set)
}

func (h handlers) list(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	rates, missing, err := h.CRM.CurrenciesInUse(ctx, cl.Actor)
	return commands.Say(ratesList(cl.Printer, rates, missing, cl.Actor.May(models.MayManageRates))), err
}

// edit opens the form with all rates, and the currencies in use that have none.
func (h handlers) edit(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	if err := cl.Permit(models.MayManageRates); err != nil {
		return bot.Reply{}, err
	}
	rates, missing, err := h.CRM.CurrenciesInUse(ctx, cl.Actor)
	return commands.Show(ratesForm(cl.Printer, rates, missing), ""), err
}

// set says what one currency is worth.
func (h handlers) set(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	if err := cl.Permit(models.MayManageRates); err != nil {
		return bot.Reply{}, err
	}
	rate, err := models.ParseRate(commands.Unescape(cl.Rest), h.CRM.Currency(), h.Today(cl))
	if err == nil {
		err = h.CRM.SetRate(ctx, cl.Operation("/crm rates"), rate)
	}
	if err != nil {
		return bot.Reply{}, err
	}
	return h.saved(ctx, cl)
}

func (h handlers) submit(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	rates, err := models.ParseRates(cl.Form.Get(string(models.InputRates)), h.CRM.Currency(), h.Today(cl))
	if err == nil {
		err = h.CRM.SetRates(ctx, cl.Operation("modal rates.save"), rates)
	}
	if err != nil {
		return bot.Reply{}, err
	}
	return h.saved(ctx, cl)
}

// saved shows what holds now. This process reads the settings again first, since another request would be the one that does.
func (h handlers) saved(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	if _, err := h.CRM.Enter(ctx, commands.IdentityOf(cl.User)); err != nil {
		return bot.Reply{}, err
	}
	reply, err := h.list(ctx, cl)
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.Say(views.WithNotice(views.Notice(cl.Printer.T("notice.rates_saved")), *reply.Message)), nil
}

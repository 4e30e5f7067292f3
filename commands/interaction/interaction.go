package interaction

import (
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
)

// readLog asks in a form what happened where only a customer seems to be named.
func (h handlers) readLog(text string) commands.Step {
	return commands.AsksWithoutText(text, h.logInteraction)
}

// logInteraction records what happened: /crm log C001 met, wants a quote. What follows the customer may begin with the
// kind (call:).
func (h handlers) logInteraction(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	if cl.Rest == "" {
		return commands.Show(logInteraction(cl.Printer, nil, models.InteractionInput{}), ""), nil
	}
	customer, text, err := h.Named(ctx, cl, cl.Rest)
	if err != nil {
		return bot.Reply{}, err
	}
	kind, text := h.cutKind(text)
	in := models.InteractionInput{Kind: kind, Text: commands.Unescape(text)}
	if in.Text == "" {
		return commands.ShowOr(cl, logInteraction(cl.Printer, &customer, in), "", "log"), nil
	}
	logged, err := h.CRM.LogInteraction(ctx, cl.Operation("/crm log"), customer.ID, in)
	if refused := commands.Mendable(err); refused != nil {
		return commands.GiveForm(cl, logInteraction(cl.Printer, &customer, in), "", refused), nil
	}
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.Say(h.Warned(cl, Logged(cl.Printer, customer, logged), commands.Written{Input: models.FieldText.Input(), Text: logged.Text})), nil
}

// cutKind takes the kind off the beginning when it stands there with a colon, or alone: "电话：要报价", "visit".
func (h handlers) cutKind(text string) (models.InteractionKind, string) {
	if at := strings.IndexAny(text, ":："); at > 0 {
		if kind, known := h.InteractionKind(text[:at]); known {
			return kind, strings.TrimLeftFunc(text[at:], commands.IsSeparator)
		}
	}
	if kind, known := h.InteractionKind(text); known {
		return kind, ""
	}
	return models.InteractionOther, text
}

// shortcutLog keeps a message's text and where it stands.
func (h handlers) shortcutLog(_ context.Context, cl commands.Call) (bot.Reply, error) {
	in := models.InteractionInput{Kind: models.InteractionChat, Text: commands.Unescape(cl.Message.Text), Permalink: cl.Message.Permalink}
	return commands.Show(logInteraction(cl.Printer, nil, in), in.Permalink), nil
}

func (h handlers) submitLog(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	customer, err := h.Chosen(ctx, cl)
	if err != nil {
		return bot.Reply{}, err
	}
	in := models.InteractionInput{
		Kind: models.InteractionKind(cl.Form.Get(string(models.FieldKind))), Text: cl.Form.Get(string(models.FieldText)), Permalink: permalink(cl.View.Metadata),
	}
	logged, err := h.CRM.LogInteraction(ctx, cl.Operation("modal interaction.log"), customer.ID, in)
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.Say(h.Warned(cl, Logged(cl.Printer, customer, logged), commands.Written{Input: models.FieldText.Input(), Text: logged.Text})), nil
}

// permalink accepts a form's remembered link only when it is one.
func permalink(metadata string) string {
	if strings.HasPrefix(metadata, "https://") && len(metadata) <= 500 {
		return metadata
	}
	return ""
}

package timeline

import (
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// timeline shows what happened with a customer: /crm timeline C001.
func (h handlers) timeline(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	return h.from(ctx, cl, cl.Rest, "", "")
}

// page shows another page, or what a filter leaves, in the place of the message whose button or menu was used.
func (h handlers) page(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	code, filter, after, ok := readPlace(cl.Value)
	if !ok {
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	}
	return commands.InPlace(h.from(ctx, cl, code, filter, after))
}

func (h handlers) from(ctx context.Context, cl commands.Call, words string, filter models.EventKind, after string) (bot.Reply, error) {
	customer, err := h.ResolveAny(ctx, cl, "", words)
	if err != nil {
		return bot.Reply{}, err
	}
	message, err := commands.Fitting(commands.PageSize, func(rows int) (surface.Message, error) {
		page, err := h.CRM.Timeline(ctx, cl.Actor, customer.ID, filter, after, rows)
		if err != nil {
			return surface.Message{}, err
		}
		return timeline(cl.Reader(), customer, filter, page), nil
	})
	return commands.Say(message), err
}

// everything names no filter in the value of a menu or button.
const everything = "all"

// place is where a page begins, as the value of a menu or button: the customer's code, the filter, and where the page before ended.
func place(code string, filter models.EventKind, after string) string {
	name := string(filter)
	if name == "" {
		name = everything
	}
	return strings.TrimSpace(code + " " + name + " " + after)
}

func readPlace(value string) (code string, filter models.EventKind, after string, ok bool) {
	parts := strings.Fields(value)
	if len(parts) < 2 || len(parts) > 3 {
		return "", "", "", false
	}
	if parts[1] != everything {
		filter = models.EventKind(parts[1])
	}
	return parts[0], filter, strings.Join(parts[2:], ""), true
}

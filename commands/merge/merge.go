package merge

import (
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// readMerge shows two customers side by side in a form: /crm merge C001 C002. Without names it lists what can be taken back.
func (h handlers) readMerge(text string) commands.Step {
	if text == "" {
		return commands.Answers(h.list)
	}
	return commands.Opens(h.ask)
}

// asked is what the form remembers: the two customers, in the order in which it shows them, as somebody saw them.
type asked struct {
	IDs      [2]int64 `json:"ids"`
	Versions [2]int   `json:"versions"`
}

func (h handlers) ask(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	first, rest, err := h.Named(ctx, cl, cl.Rest)
	if err != nil {
		return bot.Reply{}, err
	}
	if rest = strings.TrimLeft(rest, "+＋&和与 ,，、"); rest == "" {
		return bot.Reply{}, models.Invalid("", "error.merge_itself", "Code", first.Code)
	}
	second, err := h.Resolve(ctx, cl, rest, "")
	if err != nil {
		return bot.Reply{}, err
	}
	return h.form(ctx, cl, first.ID, second.ID)
}

func (h handlers) form(ctx context.Context, cl commands.Call, first, second int64) (bot.Reply, error) {
	pair, err := h.CRM.ToMerge(ctx, cl.Actor, first, second)
	if err != nil {
		return bot.Reply{}, err
	}
	remembers := asked{[2]int64{pair.Kept.ID, pair.Other.ID}, [2]int{pair.Kept.Version, pair.Other.Version}}
	return commands.Show(mergeForm(cl.Reader(), pair), commands.Pack(remembers)), nil
}

func (h handlers) submitMerge(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var form asked
	if err := commands.Unpack(cl.View.Metadata, &form); err != nil {
		return bot.Reply{}, err
	}
	kept, other := 0, 1
	if cl.Form.Get(keptBlock) == sides[1] {
		kept, other = 1, 0
	}
	in := models.MergeInput{Kept: form.IDs[kept], Other: form.IDs[other], KeptVersion: form.Versions[kept], OtherVersion: form.Versions[other]}
	for block := range cl.Form {
		field, found := strings.CutPrefix(block, takePrefix)
		switch chosen := cl.Form.Get(block); {
		case found && chosen == sides[other]:
			in.Take = append(in.Take, models.Field(field))
		case found && chosen == bothSides:
			in.Both = append(in.Both, models.Field(field))
		}
	}
	gone, err := h.CRM.Customer(ctx, cl.Actor, in.Other)
	if err != nil {
		return bot.Reply{}, err
	}
	saved, id, err := h.CRM.MergeCustomers(ctx, cl.Operation("modal customer.merge"), in)
	if err != nil {
		return bot.Reply{}, err
	}
	card, err := h.CustomerCard(ctx, cl, saved)
	return commands.Say(merged(cl.Reader(), card, gone, id)), err
}

// list shows what was merged and can be taken back.
func (h handlers) list(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	merges, pairs, err := h.CRM.MergesToUndo(ctx, cl.Actor)
	return commands.Say(mergesList(cl.Printer, merges, pairs)), err
}

// undo takes a merge back.
func (h handlers) undo(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	id, err := commands.ParseID(cl.Value)
	if err != nil {
		return bot.Reply{}, err
	}
	undone, err := h.CRM.Unmerge(ctx, cl.Operation("button merge.undo"), id)
	if err != nil {
		return bot.Reply{}, err
	}
	labels := make([]string, len(undone.Stays))
	for i, field := range undone.Stays {
		labels[i] = views.FieldLabel(cl.Printer, field)
		if custom, found := h.CRM.Fields().Find(field); found {
			labels[i] = custom.Label(cl.Printer.Language())
		}
	}
	return commands.Say(unmerged(cl.Printer, undone, labels)), nil
}

package capture

import (
	"context"
	"errors"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// confirm saves what a card proposes, with what was chosen on it.
func (h handlers) confirm(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var s sentence
	if err := commands.Unpack(cl.Value, &s); err != nil {
		return bot.Reply{}, err
	}
	if err := s.answer(cl.Form); err != nil {
		return bot.Reply{}, err
	}
	reply, err := h.save(ctx, cl, s, "button capture")
	if found := commands.DuplicatesIn(err); found != nil { // the card comes again, with those that it may be
		s.Known = found.Known
		q := questions{create: true, currency: h.CRM.Currency()}
		for _, d := range found.Duplicates {
			if !d.Hidden {
				q.customers = append(q.customers, d.Customer)
			}
		}
		if !s.fits() {
			return bot.Reply{}, models.Invalid("", "error.capture_long")
		}
		return commands.SayAt(bot.Replace, views.WithNotice(views.Notice("⚠️ "+cl.Printer.T("duplicate.text")), proposal(cl.Reader(), s, q))), nil
	}
	return reply, err
}

// answer takes what was chosen on the card.
func (s *sentence) answer(form bot.Form) error {
	switch chosen := form.Get(whichBlock); {
	case chosen == createChoice:
	case chosen != "":
		s.Code, s.New = chosen, ""
	case s.Code == "":
		return models.Invalid(models.InputCustomer, "error.required", "Field", models.InputCustomer)
	}
	if day := form.Get(dayBlock); day != "" && s.Day == "" {
		s.Day = day
	}
	if due := form.Get(dueBlock); due != "" && due != noneChoice {
		s.Due, s.DueTime, _ = strings.Cut(due, " ")
	}
	return nil
}

// save saves it, once for the card and its form together.
func (h handlers) save(ctx context.Context, cl commands.Call, s sentence, source string) (bot.Reply, error) {
	in, err := s.input(h.CRM.Now(cl.User.Zone.String()), cl.User.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	if s.Code == "" {
		in.Name = s.New
	} else {
		customer, err := h.CRM.ResolveCustomer(ctx, cl.Actor, s.Code)
		if err != nil {
			return bot.Reply{}, err
		}
		in.Customer = customer.ID
	}
	op := cl.Operation(source)
	if s.ID != "" {
		op.Key, op.Also = "capture:"+s.ID+"@"+cl.User.ID, cl.Delivery
	}
	saved, err := h.CRM.Capture(ctx, op, in, s.Known)
	if errors.Is(err, models.ErrAlreadyHandled) {
		return h.SavedBefore(ctx, cl, op.Key)
	}
	for _, e := range models.AsErrors(err) {
		if e.Input == models.FieldHappenedAt.Input() { // a form asks for its day and its time apart
			e.Input = models.InputHappenedOn
		}
	}
	if err != nil {
		return bot.Reply{}, err
	}
	var texts []commands.Written
	if saved.Interaction != nil {
		texts = append(texts, commands.Written{Input: models.FieldText.Input(), Text: saved.Interaction.Text})
	}
	if saved.Deal != nil {
		texts = append(texts, commands.Written{Input: models.FieldDealTitle.Input(), Text: saved.Deal.Title})
	}
	if saved.FollowUp != nil {
		texts = append(texts, commands.Written{Input: models.FieldTitle.Input(), Text: saved.FollowUp.Title})
	}
	return commands.SayAt(bot.Replace, h.Warned(cl, savedMessage(cl.Reader(), saved, h.Calendar), texts...)), nil
}

// edit opens the form of a card.
func (h handlers) edit(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var s sentence
	if err := commands.Unpack(cl.Value, &s); err != nil {
		return bot.Reply{}, err
	}
	_ = s.answer(cl.Form) // what isn't chosen yet is asked by the form
	var known *models.Customer
	if s.Code != "" {
		customer, err := h.CRM.ResolveCustomer(ctx, cl.Actor, s.Code)
		if err != nil {
			return bot.Reply{}, err
		}
		known = &customer
	}
	return commands.Show(form(cl.Reader(), s, known), commands.Pack(sentence{ID: s.ID, Zone: s.Zone})), nil
}

// submit saves what a form says.
func (h handlers) submit(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var remembered sentence
	if err := commands.Unpack(cl.View.Metadata, &remembered); err != nil {
		return bot.Reply{}, err
	}
	get := func(input models.Input) string { return cl.Form.Get(string(input)) }
	s := sentence{
		ID: remembered.ID, Known: remembered.Known, Code: get(models.InputCustomer), New: strings.TrimSpace(get(models.FieldName.Input())),
		Kind: get(models.FieldKind.Input()), Text: get(models.FieldText.Input()), Day: get(models.InputHappenedOn), Clock: get(models.InputHappenedTime),
		Due: get(models.FieldDueOn.Input()), DueTime: get(models.FieldDueTime.Input()), Title: get(models.FieldTitle.Input()),
		Deal: strings.TrimSpace(get(models.FieldDealTitle.Input())), Amount: strings.TrimSpace(get(models.FieldAmount.Input())),
	}
	if s.Kind == noneChoice {
		s.Kind = ""
	}
	switch {
	case s.Code == "" && s.New == "":
		return bot.Reply{}, models.Invalid(models.InputCustomer, "error.required", "Field", models.InputCustomer)
	case s.Due == "" && (s.DueTime != "" || strings.TrimSpace(s.Title) != ""):
		return bot.Reply{}, models.Invalid(models.FieldDueOn, "error.required", "Field", models.FieldDueOn)
	}
	reply, err := h.save(ctx, cl, s, "modal capture")
	if found := commands.DuplicatesIn(err); found != nil {
		again := form(cl.Reader(), s, nil)
		return commands.Renew(views.WithDuplicates(cl.Printer, again, found.Duplicates), sentence{ID: s.ID, Known: found.Known}), nil
	}
	return reply, err
}

// drop puts the card away. What was written stays to be seen.
func (h handlers) drop(_ context.Context, cl commands.Call) (bot.Reply, error) {
	var s sentence
	if err := commands.Unpack(cl.Value, &s); err != nil {
		return bot.Reply{}, err
	}
	return commands.SayAt(bot.Replace, droppedMessage(cl.Printer, s)), nil
}

// choose is a menu of a card: what is chosen counts once the card is confirmed.
func (h handlers) choose(context.Context, commands.Call) (bot.Reply, error) { return bot.Reply{}, nil }

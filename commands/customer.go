package commands

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// CustomerFeature is customers: the record, its form and card.
func CustomerFeature(c *Frame) Feature {
	return Feature{
		Subcommands: []Subcommand{
			{Name: "new", Aliases: []string{"新建", "新增", "create", "add"}, Needs: models.MayCreate, Read: c.readNew},
			{Name: "show", Aliases: []string{"查看", "显示", "view", "open"}, Needs: models.MayView, Read: c.picking("show", c.showCustomer)},
			{Name: "edit", Aliases: []string{"编辑", "修改", "update"}, Needs: models.MayEdit, Read: c.readEdit},
		},
		Ways: []Way{
			{Kind: bot.KindSubmission, Name: views.CustomerNewModal, Needs: models.MayCreate, Run: c.submitNew, Inputs: models.Inputs(models.EditableFields()...)},
			{Kind: bot.KindSubmission, Name: views.CustomerEditModal, Needs: models.MayEdit, Run: c.submitEdit, Inputs: models.Inputs(models.ChangeableFields()...)},
			{Kind: bot.KindSubmission, Name: views.FieldsModal, Needs: models.MayEdit, Run: c.submitFields},
			{Kind: bot.KindAction, Name: views.FieldsOpenAction, Needs: models.MayEdit, Run: c.openFields, Opens: true, Repeats: true},
			{Kind: bot.KindAction, Name: views.ShareAction, Needs: models.MayShare, Run: c.share},
			// Who owns the customer needs no more than to see it: the use case looks.
			{Kind: bot.KindAction, Name: views.RevealAction, Needs: models.MayView, Run: c.reveal, Opens: true, Repeats: true},
			{Kind: bot.KindAction, Name: views.SaveAnywayAction, Needs: models.MayEdit, Read: c.readSaveAnyway},
		},
		Shortcuts: []Shortcut{{Name: "New customer 新建客户", Type: "global", CallbackID: "customer.new", Needs: models.MayCreate, Run: c.shortcutNew}},
	}
}

func inUTC(d models.Date) time.Time { return d.In(time.UTC) }

// editing is what a customer's form and its further pages remember: which customer, and the version they showed.
type editing struct {
	ID      int64      `json:"id"`
	Version int        `json:"v"`
	At      int        `json:"at,omitempty"`    // the version at which the person chose in a conflict
	Known   []int64    `json:"known,omitempty"` // near-duplicates that were shown
	Next    *nextShown `json:"nx,omitempty"`    // the next follow-up it showed
	Fields  []int64    `json:"f,omitempty"`     // the team's own fields that stand in it
	Page    int        `json:"p,omitempty"`     // which further page of the form it is; 0 is the form itself
}

// creating is what the form of a new customer remembers: near-duplicates that it has shown, and the team's own fields
// that stand in it.
type creating struct {
	Known  []int64 `json:"known,omitempty"`
	Fields []int64 `json:"f,omitempty"`
}

// readNew takes a new customer's text apart: a form, or at once with ! at the end.
func (c *Frame) readNew(text string) Step {
	text, atOnce := cutShout(text)
	args := ParseArguments(text, c.IsField, true)
	run := func(ctx context.Context, cl Call) (bot.Reply, error) { return c.newCustomer(ctx, cl, args, atOnce) }
	if atOnce {
		return Answers(run)
	}
	return Opens(run)
}

func (c *Frame) newCustomer(ctx context.Context, cl Call, args arguments, atOnce bool) (bot.Reply, error) {
	draft := models.Customer{Owner: cl.User.ID, Status: models.StatusPotential}
	errs := c.assign(cl, &draft, args)
	give := func(errs models.Errors) (bot.Reply, error) {
		form, remembers := c.newForm(cl, draft, nil)
		return GiveForm(cl, form, Pack(remembers), errs), nil
	}
	switch {
	case len(errs) > 0:
		return give(errs)
	case !atOnce:
		return c.showNew(cl, draft), nil
	}
	created, err := c.CRM.CreateUnlessDuplicate(ctx, cl.Operation("/crm new"), draft, cl.Known)
	if found := duplicatesIn(err); found != nil {
		return c.askDuplicate(cl, found, "new "+cl.Rest, "new "+args.Words), nil
	}
	if refused := Mendable(err); refused != nil {
		return give(refused)
	}
	if err != nil {
		return bot.Reply{}, err
	}
	return c.savedCard(ctx, cl, created, "notice.created", nil)
}

// showNew opens the form of a new customer.
func (c *Frame) showNew(cl Call, draft models.Customer) bot.Reply {
	form, remembers := c.newForm(cl, draft, nil)
	return Show(form, Pack(remembers))
}

// assign puts the named fields, and the words as the name, into a draft.
func (c *Frame) assign(cl Call, draft *models.Customer, args arguments) models.Errors {
	set, errs := c.fieldsOf(cl, args.Assignments)
	errs = append(c.Slips(args.Colons), errs...)
	if args.Words != "" {
		errs = append(errs, models.AsErrors(draft.Set(models.FieldName, Unescape(args.Words)))...)
	}
	for field, value := range set {
		errs = append(errs, models.AsErrors(draft.Set(field, value))...)
	}
	return errs
}

// fieldsOf turns assignments into canonical values by field.
func (c *Frame) fieldsOf(cl Call, assignments []assignment) (map[models.Field]string, models.Errors) {
	set := map[models.Field]string{}
	var errs models.Errors
	for _, a := range assignments {
		if len(errs) >= MaxRefusals {
			break
		}
		field, known := c.Field(a.Name)
		if !known {
			errs = append(errs, c.UnknownField(a.Name))
			continue
		}
		values, err := c.canonical(cl, field, a.Value)
		errs = append(errs, models.AsErrors(err)...)
		for f, value := range values {
			set[f] = value
		}
	}
	return set, errs
}

func (c *Frame) shortcutNew(_ context.Context, cl Call) (bot.Reply, error) {
	return c.showNew(cl, models.Customer{Owner: cl.User.ID, Status: models.StatusPotential}), nil
}

func (c *Frame) submitNew(ctx context.Context, cl Call) (bot.Reply, error) {
	var form creating
	if err := Unpack(cl.View.Metadata, &form); err != nil && cl.View.Metadata != "" {
		return bot.Reply{}, err
	}
	var draft models.Customer
	if errs := c.fill(&draft, cl.Form, models.EditableFields()); len(errs) > 0 {
		return bot.Reply{}, errs
	}
	for _, f := range c.ownFields(form.Fields) {
		_ = draft.Set(f.Key(), entered(cl.Form, f.Key())) // takes any text: the rules come with saving
	}
	created, err := c.CRM.CreateUnlessDuplicate(ctx, cl.Operation("modal customer.new"), draft, form.Known)
	if found := duplicatesIn(err); found != nil {
		again, remembers := c.newForm(cl, draft, found.Known)
		return updateWith(cl, again, found, remembers), nil
	}
	if err != nil {
		return bot.Reply{}, err
	}
	if reply, more, err := c.goOn(ctx, cl, created, editing{}); more || err != nil {
		return reply, err
	}
	return c.savedCard(ctx, cl, created, "notice.created", nil)
}

// fill reads a form's fields into a record.
func (c *Frame) fill(customer *models.Customer, form bot.Form, fields []models.Field) models.Errors {
	var errs models.Errors
	for _, field := range fields {
		errs = append(errs, models.AsErrors(customer.Set(field, form.Get(string(field))))...)
	}
	return errs
}

// savedCard shows the card of a customer just created or changed, with the first sensitive word in it. Of a next follow-up that
// was moved, it says when it is for who is to do it, where their clock shows another time, and that its day is off.
func (c *Frame) savedCard(ctx context.Context, cl Call, saved models.Customer, notice string, before *nextShown) (bot.Reply, error) {
	card, err := c.CRM.CustomerCard(ctx, cl.Actor, saved)
	if err != nil {
		return bot.Reply{}, err
	}
	texts := []Written{{Input: models.FieldOpportunity.Input(), Text: saved.Opportunity}, {Input: models.FieldNotes.Input(), Text: saved.Notes}}
	for _, f := range card.Fields {
		texts = append(texts, Written{Input: f.Key().Input(), Text: card.Customer.Get(f.Key())})
	}
	return Say(c.Warned(cl, cardUnder(cl, card, notice, c.moved(ctx, cl, saved, card, before)...), texts...)), nil
}

// moved is what is to be said of a next follow-up that isn't what it was before.
func (c *Frame) moved(ctx context.Context, cl Call, saved models.Customer, card models.Card, before *nextShown) []string {
	due, stayed := saved.NextDue(), before != nil && *nextOf(cl.onClockOf(before), saved) == *before
	at := slices.IndexFunc(card.FollowUps, func(f models.FollowUp) bool { return f.Due().Same(due) })
	if due.IsZero() || stayed || at < 0 {
		return nil
	}
	next := card.FollowUps[at]
	return []string{
		views.DayOff(cl.Printer, c.Calendar, due.In(cl.User.Zone).Day),
		views.Rings(cl.Reader(), next, c.ring(ctx, cl, next.Assignee)),
	}
}

func (c *Frame) showCustomer(ctx context.Context, cl Call) (bot.Reply, error) {
	customer, err := c.ResolveErased(ctx, cl, "", cl.Rest)
	if err != nil {
		return bot.Reply{}, err
	}
	if customer.Erased() {
		return c.erasedCard(ctx, cl, customer)
	}
	reply, err := c.CardOf(ctx, cl, customer, "")
	reply.Then = func(ctx context.Context) error { return c.CRM.Saw(ctx, cl.Actor, customer.ID) }
	return reply, err
}

// readEdit takes a change's text apart: a form, or at once where fields are given. A name with a = in it looks as if they were.
func (c *Frame) readEdit(text string) Step {
	if text == "" {
		return c.Pick("edit")
	}
	args := ParseArguments(text, c.IsField, true)
	run := func(ctx context.Context, cl Call) (bot.Reply, error) { return c.editCustomer(ctx, cl, args) }
	if len(args.Assignments) == 0 {
		return Opens(run)
	}
	return Answers(run)
}

func (c *Frame) editCustomer(ctx context.Context, cl Call, args arguments) (bot.Reply, error) {
	customer, args, err := c.edited(ctx, cl, args)
	if err != nil {
		return bot.Reply{}, err
	}
	if len(args.Assignments) == 0 {
		if customer, err = c.CRM.WithFields(ctx, customer); err != nil {
			return bot.Reply{}, err
		}
		form, remembers := c.editForm(cl, customer, c.CRM.Shown(customer))
		return ShowOr(cl, form, Pack(remembers), "edit"), nil
	}
	set, errs := c.fieldsOf(cl, args.Assignments)
	if len(errs) > 0 {
		return c.giveEdit(ctx, cl, customer, set, errs)
	}
	saved, err := c.CRM.UpdateUnlessDuplicate(ctx, cl.Operation("/crm edit"), customer.ID, models.Seen{}, set, cl.Known)
	if found := duplicatesIn(err); found != nil {
		return c.askDuplicate(cl, found, "edit "+cl.Rest, "edit "+customer.Code), nil
	}
	if refused := Mendable(err); refused != nil {
		return c.giveEdit(ctx, cl, customer, set, refused)
	}
	if err != nil {
		return bot.Reply{}, err
	}
	return c.savedCard(ctx, cl, saved, "notice.saved", nextOf(cl, customer))
}

// giveEdit gives a refused change back as the form of its customer, with what was typed over it.
func (c *Frame) giveEdit(ctx context.Context, cl Call, customer models.Customer, typed map[models.Field]string, errs models.Errors) (bot.Reply, error) {
	mine, err := c.typedOver(ctx, cl, customer.ID, typed)
	if err != nil {
		return bot.Reply{}, err
	}
	form, remembers := c.editForm(cl, customer, mine)
	return GiveForm(cl, form, Pack(remembers), errs), nil
}

// edited reads the customer and the assignments behind its name. A name may have words in it that are fields as well; where
// the text doesn't begin with a whole name, all that stands before the first assignment is searched for.
func (c *Frame) edited(ctx context.Context, cl Call, args arguments) (models.Customer, arguments, error) {
	customer, rest, found, err := c.NamedExactly(ctx, cl, cl.Rest)
	if behind := ParseArguments(rest, c.IsField, true); err != nil || found && behind.Words == "" {
		return customer, behind, err
	}
	if err := c.Slips(args.Colons).Err(); err != nil {
		return models.Customer{}, args, err
	}
	behind := ""
	if _, after, cut := strings.Cut(cl.Rest, args.Words); cut {
		behind = strings.TrimLeftFunc(after, IsSpace)
	}
	customer, err = c.Resolve(ctx, cl, args.Words, behind)
	return customer, args, err
}

func (c *Frame) submitEdit(ctx context.Context, cl Call) (bot.Reply, error) {
	var edit editing
	if err := Unpack(cl.View.Metadata, &edit); err != nil {
		return bot.Reply{}, err
	}
	own := c.ownFields(edit.Fields)
	form := cl.onClockOf(edit.Next)
	said := form.said(edit, slices.Concat(models.ChangeableFields(), keysOf(own)))
	edit.Next.leftAlone(said.set)
	saved, err := c.CRM.UpdateUnlessDuplicate(ctx, form.Operation("modal customer.edit"), edit.ID, said.seen, said.set, edit.Known)
	if conflict := (*models.ConflictError)(nil); errors.As(err, &conflict) {
		conflict.Current = conflict.Current.On(form.User.Zone)
		again := c.customerForm(form, said.over(c.CRM.Shown(conflict.Current), conflict), own)
		return reconcile(form, edit, again, conflict, said, own), nil
	}
	if found := duplicatesIn(err); found != nil {
		return c.editAgain(ctx, form, edit, said.set, found)
	}
	if err != nil {
		return bot.Reply{}, err
	}
	if reply, more, err := c.goOn(ctx, cl, saved, edit); more || err != nil {
		return reply, err
	}
	return c.savedCard(ctx, cl, saved, "notice.saved", edit.Next)
}

// editAgain shows the form again with the customers above it that this one may be the same as.
func (c *Frame) editAgain(ctx context.Context, cl Call, edit editing, typed map[models.Field]string, found *models.DuplicateError) (bot.Reply, error) {
	mine, err := c.typedOver(ctx, cl, edit.ID, typed)
	if err != nil {
		return bot.Reply{}, err
	}
	edit.Known = found.Known
	return updateWith(cl, c.customerForm(cl, mine, c.ownFields(edit.Fields)), found, edit), nil
}

// typedOver returns a customer as its form shows it, with what was typed over it.
func (c *Frame) typedOver(ctx context.Context, cl Call, id int64, typed map[models.Field]string) (models.Customer, error) {
	current, err := c.CRM.Customer(ctx, cl.Actor, id)
	if err == nil {
		current, err = c.CRM.WithFields(ctx, current)
	}
	mine := c.CRM.Shown(current).On(cl.User.Zone)
	for field, value := range typed {
		_ = mine.Set(field, value) // a value that can't be set was refused before the form is shown again
	}
	return mine, err
}

// share shows the channel how a customer stands.
func (c *Frame) share(ctx context.Context, cl Call) (bot.Reply, error) {
	customer, err := c.CRM.ResolveCustomer(ctx, cl.Actor, cl.Value)
	if err == nil {
		err = c.CRM.CheckShare(ctx, cl.Actor, cl.Channel)
	}
	if err != nil {
		return bot.Reply{}, err
	}
	zone, err := c.CRM.ZoneOfChannel(ctx, cl.Channel)
	return SayAt(bot.Public, views.SharedCard(views.ReaderOf(cl.Printer, zone), customer, cl.User.ID)), err
}

// erasedCard says of a customer that its data was erased, and when.
func (c *Frame) erasedCard(ctx context.Context, cl Call, customer models.Customer) (bot.Reply, error) {
	held, err := c.CRM.Held(ctx, cl.Actor, customer.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	return Say(views.ErasedCard(cl.Printer, customer, held)), nil
}

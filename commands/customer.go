package commands

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

func customerRoutes() []route {
	return []route{
		{bot.KindSubmission, views.CustomerNewModal, models.MayCreate, (*Commands).submitNew, nil},
		{bot.KindSubmission, views.CustomerEditModal, models.MayEdit, (*Commands).submitEdit, nil},
		{bot.KindAction, views.ShareAction, models.MayShare, (*Commands).share, nil},
		{bot.KindShortcut, ShortcutNew, models.MayCreate, (*Commands).shortcutNew, always},
	}
}

func inUTC(d models.Date) time.Time { return d.In(time.UTC) }

// editing is what the edit form remembers: which customer, and the version it showed.
type editing struct {
	ID      int64      `json:"id"`
	Version int        `json:"v"`
	At      int        `json:"at,omitempty"`    // the version at which the person chose in a conflict
	Known   []int64    `json:"known,omitempty"` // near-duplicates that were shown
	Next    *nextShown `json:"nx,omitempty"`    // the next follow-up it showed
	Fields  []int64    `json:"f,omitempty"`     // the team's own fields that stand in it
	Page    int        `json:"p,omitempty"`     // which further page of the form it is; 0 is the form itself

	From models.Status `json:"from,omitempty"` // the status that it showed
}

// creating is what the form of a new customer remembers: near-duplicates that it has shown, and the team's own fields
// that stand in it.
type creating struct {
	Known  []int64 `json:"known,omitempty"`
	Fields []int64 `json:"f,omitempty"`
}

func pack(v any) string {
	encoded, err := json.Marshal(v)
	if err != nil { // only ever given small structs of ours
		panic(err)
	}
	return string(encoded)
}

// unpack reads a form's metadata; what is not ours is treated as a form that is out of date.
func unpack(metadata string, into any) error {
	if err := json.Unmarshal([]byte(metadata), into); err != nil {
		return models.Invalid("", "error.stale_form")
	}
	return nil
}

func opensNew(_ *Commands, rest string) bool {
	_, shout := cutShout(rest)
	return !shout
}

func (c *Commands) newCustomer(ctx context.Context, cl call) (bot.Reply, error) {
	text, atOnce := cutShout(cl.text)
	args := parseArguments(text, c.isField, true)
	draft := models.Customer{Owner: cl.User.ID, Status: models.StatusPotential}
	errs := c.assign(cl, &draft, args)
	give := func(errs models.Errors) (bot.Reply, error) {
		form, remembers := c.newForm(cl, draft, nil)
		return giveForm(cl, form, pack(remembers), errs), nil
	}
	switch {
	case len(errs) > 0:
		return give(errs)
	case !atOnce:
		return c.showNew(cl, draft), nil
	}
	created, err := c.crm.CreateUnlessDuplicate(ctx, cl.operation("/crm new"), draft, cl.known)
	if found := duplicatesIn(err); found != nil {
		return c.askDuplicate(cl, found, "new "+cl.text, "new "+args.words), nil
	}
	if refused := mendable(err); refused != nil {
		return give(refused)
	}
	if err != nil {
		return bot.Reply{}, err
	}
	return c.savedCard(ctx, cl, created, "notice.created", nil)
}

// showNew opens the form of a new customer.
func (c *Commands) showNew(cl call, draft models.Customer) bot.Reply {
	form, remembers := c.newForm(cl, draft, nil)
	return show(form, pack(remembers))
}

// assign puts the named fields, and the words as the name, into a draft.
func (c *Commands) assign(cl call, draft *models.Customer, args arguments) models.Errors {
	set, errs := c.fieldsOf(cl, args.assignments)
	errs = append(c.slips(args.colons), errs...)
	if args.words != "" {
		errs = append(errs, models.AsErrors(draft.Set(models.FieldName, unescape(args.words)))...)
	}
	for field, value := range set {
		errs = append(errs, models.AsErrors(draft.Set(field, value))...)
	}
	return errs
}

// fieldsOf turns assignments into canonical values by field.
func (c *Commands) fieldsOf(cl call, assignments []assignment) (map[models.Field]string, models.Errors) {
	set := map[models.Field]string{}
	var errs models.Errors
	for _, a := range assignments {
		if len(errs) >= maxRefusals {
			break
		}
		field, known := c.field(a.name)
		if !known {
			errs = append(errs, c.unknownField(a.name))
			continue
		}
		values, err := c.canonical(cl, field, a.value)
		errs = append(errs, models.AsErrors(err)...)
		for f, value := range values {
			set[f] = value
		}
	}
	return set, errs
}

func (c *Commands) shortcutNew(_ context.Context, cl call) (bot.Reply, error) {
	return c.showNew(cl, models.Customer{Owner: cl.User.ID, Status: models.StatusPotential}), nil
}

func (c *Commands) submitNew(ctx context.Context, cl call) (bot.Reply, error) {
	var form creating
	if err := unpack(cl.View.Metadata, &form); err != nil && cl.View.Metadata != "" {
		return bot.Reply{}, err
	}
	var draft models.Customer
	if errs := c.fill(&draft, cl.Form, models.EditableFields()); len(errs) > 0 {
		return bot.Reply{}, errs
	}
	for _, f := range c.ownFields(form.Fields) {
		_ = draft.Set(f.Key(), entered(cl.Form, f.Key())) // takes any text: the rules come with saving
	}
	created, err := c.crm.CreateUnlessDuplicate(ctx, cl.operation("modal customer.new"), draft, form.Known)
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
func (c *Commands) fill(customer *models.Customer, form bot.Form, fields []models.Field) models.Errors {
	var errs models.Errors
	for _, field := range fields {
		errs = append(errs, models.AsErrors(customer.Set(field, form.Get(string(field))))...)
	}
	return errs
}

// cardOf shows a customer's card, under a line that says what was just done.
func (c *Commands) cardOf(ctx context.Context, cl call, customer models.Customer, notice string) (bot.Reply, error) {
	card, err := c.crm.CustomerCard(ctx, cl.actor, customer)
	if err != nil {
		return bot.Reply{}, err
	}
	return c.cardUnder(cl, customer, card, notice)
}

// cardUnder is cardOf with the card read, and what else is to be said.
func (c *Commands) cardUnder(cl call, customer models.Customer, card models.Card, notice string, further ...string) (bot.Reply, error) {
	message := views.Card(cl.reader(), card)
	if notice != "" {
		text := cl.p.T(notice, "Code", card.Customer.Code, "Name", views.Escape(card.Customer.Name))
		text = strings.TrimSpace(text + " " + strings.Join(further, " "))
		message = views.WithNotice(views.Notice(text), message)
	}
	if notice == "notice.created" || notice == "notice.saved" {
		texts := []written{{models.FieldOpportunity.Input(), customer.Opportunity}, {models.FieldNotes.Input(), customer.Notes}}
		for _, f := range card.Fields {
			texts = append(texts, written{f.Key().Input(), card.Customer.Get(f.Key())})
		}
		message = c.warned(cl, message, texts...)
	}
	return say(message), nil
}

// savedCard shows the card of a customer just created or changed. Of a next follow-up that was moved, it says when it is for
// who is to do it, where their clock shows another time, and that its day is off.
func (c *Commands) savedCard(ctx context.Context, cl call, saved models.Customer, notice string, before *nextShown) (bot.Reply, error) {
	card, err := c.crm.CustomerCard(ctx, cl.actor, saved)
	if err != nil {
		return bot.Reply{}, err
	}
	due, stayed := saved.NextDue(), before != nil && *nextOf(cl.onClockOf(before), saved) == *before
	at := slices.IndexFunc(card.FollowUps, func(f models.FollowUp) bool { return f.Due().Same(due) })
	if due.IsZero() || stayed || at < 0 {
		return c.cardUnder(cl, saved, card, notice)
	}
	next := card.FollowUps[at]
	return c.cardUnder(cl, saved, card, notice, views.DayOff(cl.p, c.calendar, due.In(cl.User.Zone).Day),
		views.Rings(cl.reader(), next, c.ring(ctx, cl, next.Assignee)))
}

func (c *Commands) showCustomer(ctx context.Context, cl call) (bot.Reply, error) {
	if cl.text == "" {
		return c.pick(cl, "show"), nil
	}
	customer, err := c.resolveErased(ctx, cl, "", cl.text)
	if err != nil {
		return bot.Reply{}, err
	}
	if customer.Erased() {
		return c.erasedCard(ctx, cl, customer)
	}
	reply, err := c.cardOf(ctx, cl, customer, "")
	reply.Then = func(ctx context.Context) error { return c.crm.Saw(ctx, cl.actor, customer.ID) }
	return reply, err
}

func opensEdit(c *Commands, rest string) bool {
	return len(parseArguments(rest, c.isField, true).assignments) == 0
}

func (c *Commands) editCustomer(ctx context.Context, cl call) (bot.Reply, error) {
	if cl.text == "" {
		return c.pick(cl, "edit"), nil
	}
	customer, args, err := c.edited(ctx, cl)
	if err != nil {
		return bot.Reply{}, err
	}
	if len(args.assignments) == 0 {
		if customer, err = c.crm.WithFields(ctx, customer); err != nil {
			return bot.Reply{}, err
		}
		form, remembers := c.editForm(cl, customer, c.crm.Shown(customer))
		return show(form, pack(remembers)), nil
	}
	set, errs := c.fieldsOf(cl, args.assignments)
	if len(errs) > 0 {
		return c.giveEdit(ctx, cl, customer, set, errs)
	}
	saved, err := c.crm.UpdateUnlessDuplicate(ctx, cl.operation("/crm edit"), customer.ID, models.Seen{}, set, cl.known)
	if found := duplicatesIn(err); found != nil {
		return c.askDuplicate(cl, found, "edit "+cl.text, "edit "+customer.Code), nil
	}
	if refused := mendable(err); refused != nil {
		return c.giveEdit(ctx, cl, customer, set, refused)
	}
	if err != nil {
		return bot.Reply{}, err
	}
	return c.savedCard(ctx, cl, saved, "notice.saved", nextOf(cl, customer))
}

// giveEdit gives a refused change back as the form of its customer, with what was typed over it.
func (c *Commands) giveEdit(ctx context.Context, cl call, customer models.Customer, typed map[models.Field]string, errs models.Errors) (bot.Reply, error) {
	mine, err := c.typedOver(ctx, cl, customer.ID, typed)
	if err != nil {
		return bot.Reply{}, err
	}
	form, remembers := c.editForm(cl, customer, mine)
	return giveForm(cl, form, pack(remembers), errs), nil
}

// edited reads the customer and the assignments behind its name. A name may have words in it that are fields as well; where
// the text doesn't begin with a whole name, all that stands before the first assignment is searched for.
func (c *Commands) edited(ctx context.Context, cl call) (models.Customer, arguments, error) {
	customer, rest, found, err := c.namedExactly(ctx, cl, cl.text)
	if args := parseArguments(rest, c.isField, true); err != nil || found && args.words == "" {
		return customer, args, err
	}
	args := parseArguments(cl.text, c.isField, true)
	if err := c.slips(args.colons).Err(); err != nil {
		return models.Customer{}, args, err
	}
	behind := ""
	if _, after, cut := strings.Cut(cl.text, args.words); cut {
		behind = strings.TrimLeftFunc(after, isSpace)
	}
	customer, err = c.resolve(ctx, cl, args.words, behind)
	return customer, args, err
}

func (c *Commands) submitEdit(ctx context.Context, cl call) (bot.Reply, error) {
	var edit editing
	if err := unpack(cl.View.Metadata, &edit); err != nil {
		return bot.Reply{}, err
	}
	own := c.ownFields(edit.Fields)
	form := cl.onClockOf(edit.Next)
	said := form.said(edit, slices.Concat(models.ChangeableFields(), keysOf(own)))
	edit.Next.leftAlone(said.set)
	saved, err := c.crm.UpdateUnlessDuplicate(ctx, form.operation("modal customer.edit"), edit.ID, said.seen, said.set, edit.Known)
	if conflict := (*models.ConflictError)(nil); errors.As(err, &conflict) {
		conflict.Current = conflict.Current.On(form.User.Zone)
		again := c.customerForm(form, said.over(c.crm.Shown(conflict.Current), conflict), own)
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
func (c *Commands) editAgain(ctx context.Context, cl call, edit editing, typed map[models.Field]string, found *models.DuplicateError) (bot.Reply, error) {
	mine, err := c.typedOver(ctx, cl, edit.ID, typed)
	if err != nil {
		return bot.Reply{}, err
	}
	edit.Known = found.Known
	return updateWith(cl, c.customerForm(cl, mine, c.ownFields(edit.Fields)), found, edit), nil
}

// typedOver returns a customer as its form shows it, with what was typed over it.
func (c *Commands) typedOver(ctx context.Context, cl call, id int64, typed map[models.Field]string) (models.Customer, error) {
	current, err := c.crm.Customer(ctx, cl.actor, id)
	if err == nil {
		current, err = c.crm.WithFields(ctx, current)
	}
	mine := c.crm.Shown(current).On(cl.User.Zone)
	for field, value := range typed {
		_ = mine.Set(field, value) // a value that can't be set was refused before the form is shown again
	}
	return mine, err
}

// pick asks for a customer in a form before the command goes on.
func (c *Commands) pick(cl call, command string) bot.Reply {
	return show(views.PickCustomer(cl.p, ""), command)
}

func (c *Commands) submitPick(ctx context.Context, cl call) (bot.Reply, error) {
	reply, err := c.perform(ctx, cl, strings.TrimSpace(cl.View.Metadata+" "+cl.Form.Get(string(models.InputCustomer))))
	if reply.Modal != nil { // the form takes the place of the question
		reply.Update, reply.Modal = reply.Modal, nil
	}
	return reply, err
}

// suggest answers a customer typeahead.
func (c *Commands) suggest(ctx context.Context, cl call) (bot.Reply, error) {
	found, err := c.crm.SuggestCustomers(ctx, cl.actor, cl.Query, 50)
	if err != nil {
		return bot.Reply{}, err
	}
	options := make([]bot.Option, 0, len(found))
	for _, customer := range found {
		options = append(options, bot.Option{Text: views.CustomerChoice(customer), Value: customer.Code})
	}
	return bot.Reply{Options: options}, nil
}

// share shows the channel how a customer stands.
func (c *Commands) share(ctx context.Context, cl call) (bot.Reply, error) {
	customer, err := c.crm.ResolveCustomer(ctx, cl.actor, cl.Value)
	if err == nil {
		err = c.crm.CheckShare(ctx, cl.actor, cl.Channel)
	}
	if err != nil {
		return bot.Reply{}, err
	}
	zone, err := c.crm.ZoneOfChannel(ctx, cl.Channel)
	return at(bot.Public, views.SharedCard(views.ReaderOf(cl.p, zone), customer, cl.User.ID)), err
}

func parseID(value string) (int64, error) {
	id, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return 0, models.Invalid("", "error.stale_form")
	}
	return id, nil
}

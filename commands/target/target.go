package target

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n/when"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/key"
)

// verbs are the words that open the form.
var verbs = map[string]bool{"set": true, "new": true, "edit": true, "add": true, "设置": true, "设定": true, "修改": true, "新增": true}

// read shows targets, or opens the form of one: /crm target [mine|@user|team] [2026-12], /crm target set [@user|team] [2026-Q4] [1m] [customers:5].
func (h handlers) read(text string) commands.Step {
	word, rest := commands.CutWord(text)
	if verbs[models.NormaliseText(word)] {
		return commands.Opens(func(ctx context.Context, cl commands.Call) (bot.Reply, error) { return h.ask(ctx, cl, rest) })
	}
	return commands.Answers(h.list)
}

// list shows how much of the targets of a month and its quarter was reached.
func (h handlers) list(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	day := h.CRM.Today("") // of the team, by whose days targets go
	person, all := "", true
	for word, rest := commands.CutWord(cl.Rest); word != ""; word, rest = commands.CutWord(rest) {
		from, to, known := h.days(word)
		who, err := commands.Person(cl, word)
		switch {
		case commands.MeansTeam(word):
			person, all = "", true
		case err == nil:
			person, all = who, false
		case known && day.After(to):
			day = to
		case known && day.Before(from):
			day = from
		case !known:
			return bot.Reply{}, models.Invalid("", "error.target_word", "Word", models.Shorten(commands.Unescape(word), 60))
		}
	}
	return h.shown(ctx, cl, day, person, all)
}

// shown is the list of the targets of a day: of everybody, or of one person.
func (h handlers) shown(ctx context.Context, cl commands.Call, day models.Date, person string, all bool) (bot.Reply, error) {
	list, together, err := h.TargetsUntil(ctx, cl, day)
	if !all {
		list = slices.DeleteFunc(list, func(t models.TargetProgress) bool { return t.Person != person })
	}
	return commands.Say(targets(cl.Reader(), list, together, day, cl.Actor.May(models.MayManageTargets))), err
}

// days reads a run of days by its name, in the team's calendar.
func (h handlers) days(word string) (from, to models.Date, known bool) {
	first, last, known := when.Period(commands.Unescape(word), commands.InUTC(h.CRM.Today("")), false)
	return models.DateOf(first), models.DateOf(last), known
}

// ask opens the form with what was typed: a person, a month or a quarter, and what is left is the amount.
func (h handlers) ask(ctx context.Context, cl commands.Call, text string) (bot.Reply, error) {
	if err := cl.Permit(models.MayManageTargets); err != nil {
		return bot.Reply{}, err
	}
	today := h.CRM.Today("")
	asked := draft{today: today, period: models.Target{Span: models.TargetMonth, Begins: today.MonthStart()}.Period()}
	var left []string
	for word, rest := commands.CutWord(text); word != ""; word, rest = commands.CutWord(rest) {
		from, to, known := h.days(word)
		span, begins, fits := models.TargetSpanOf(from, to)
		count, counts := customersIn(word)
		who, err := commands.Person(cl, word)
		switch {
		case commands.MeansTeam(word):
			asked.person = ""
		case err == nil:
			asked.person = who
		case known && fits:
			asked.period = models.Target{Span: span, Begins: begins}.Period()
		case counts:
			asked.customers = count
		default:
			left = append(left, commands.Unescape(word))
		}
	}
	asked.amount = strings.Join(left, " ")
	if span, begins, ok := models.ParseTargetPeriod(asked.period); ok {
		set, err := h.CRM.Target(ctx, cl.Actor, asked.person, span, begins)
		if err != nil {
			return bot.Reply{}, err
		}
		if asked.amount == "" && !set.Amount.None() {
			asked.amount = set.Amount.Decimal()
		}
		if asked.customers == "" && set.Customers > 0 {
			asked.customers = strconv.Itoa(set.Customers)
		}
	}
	return commands.Show(targetForm(cl.Printer, asked), ""), nil
}

// customersIn is what a word says of new customers: customers:5, 新客户:5.
func customersIn(word string) (count string, ok bool) {
	name, count, found := strings.Cut(key.Fold(commands.Unescape(word)), ":")
	return count, found && (name == "customers" || name == "新客户" || name == "客户")
}

func (h handlers) submit(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	wanted := models.Target{Person: cl.Form.Get(string(models.InputUser))}
	var errs models.Errors
	wanted.Span, wanted.Begins, _ = models.ParseTargetPeriod(cl.Form.Get(string(models.InputPeriod)))
	amount, refused := models.ParseMoney(cl.Form.Get(string(models.FieldAmount)), h.CRM.Currency())
	if refused != nil {
		errs = append(errs, &models.Error{Kind: refused.Kind, Input: models.FieldAmount.Input(), Key: refused.Key, Args: refused.Args})
	}
	wanted.Amount = amount
	if typed := strings.TrimSpace(key.Fold(cl.Form.Get(string(models.InputNewCustomers)))); typed != "" {
		n, err := strconv.Atoi(typed)
		if err != nil || n < 1 {
			errs = append(errs, models.Invalid(models.InputNewCustomers, "error.target_customers", "Max", models.MaxTargetCustomers))
		}
		wanted.Customers = n
	}
	if len(errs) > 0 {
		return bot.Reply{}, errs
	}
	before, err := h.CRM.SetTarget(ctx, cl.Operation("modal target.save"), wanted)
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.Say(targetSet(cl.Printer, wanted, before)), nil
}

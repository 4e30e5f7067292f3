package cold

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/key"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// ofTeam is the value that stands for what the whole team has.
const ofTeam = "team"

// dealWords are the words for the deals that are cold.
var dealWords = []string{"deals", "deal", "商机"}

// listing shows a page of what somebody has that is cold, or with owner "" everybody.
type listing func(ctx context.Context, cl commands.Call, owner, after string) (bot.Reply, error)

// read lists cold customers or deals, or opens the form of the rules: /crm cold [mine|@user|team] [deals], /crm cold rules.
func (h handlers) read(text string) commands.Step {
	if word := models.NormaliseText(text); word == "rules" || word == "规则" {
		return commands.Opens(h.rules)
	}
	return commands.Answers(h.list)
}

func (h handlers) list(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	owner, show := cl.User.ID, h.customers
	for word, rest := commands.CutWord(cl.Rest); word != ""; word, rest = commands.CutWord(rest) {
		switch person, err := commands.Person(cl, word); {
		case slices.Contains(dealWords, models.NormaliseText(word)):
			show = h.deals
		case commands.MeansTeam(word):
			owner = ""
		case err == nil:
			owner = person
		default:
			return bot.Reply{}, models.Invalid("", "error.unknown_cold", "Word", models.Shorten(commands.Unescape(word), 60))
		}
	}
	return show(ctx, cl, owner, "")
}

// page shows another page in the place of the one whose button was pressed.
func (h handlers) page(show listing) commands.Handler {
	return func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
		owner, after, ok := strings.Cut(cl.Value, " ")
		if !ok || after == "" {
			return bot.Reply{}, models.Invalid("", "error.stale_form")
		}
		if owner == ofTeam {
			owner = ""
		}
		return commands.InPlace(show(ctx, cl, owner, after))
	}
}

// deals lists the deals that are cold.
func (h handlers) deals(ctx context.Context, cl commands.Call, owner, after string) (bot.Reply, error) {
	mayRule := cl.Actor.May(models.MayManageCold)
	message, err := commands.Fitting(commands.PageSize, func(rows int) (surface.Message, error) {
		page, rules, known, err := h.CRM.ColdDeals(ctx, cl.Actor, owner, after, rows)
		if err != nil {
			return surface.Message{}, err
		}
		if !known || !rules.On() {
			return noRules(cl.Printer, mayRule), nil
		}
		return dealList(cl.Reader(), owner, page, rules, h.Today(cl), mayRule), nil
	})
	return commands.Say(message), err
}

// customers lists the customers that are cold.
func (h handlers) customers(ctx context.Context, cl commands.Call, owner, after string) (bot.Reply, error) {
	message, err := commands.Fitting(commands.PageSize, func(rows int) (surface.Message, error) {
		page, rules, known, err := h.CRM.ColdCustomers(ctx, cl.Actor, owner, after, rows)
		if err != nil {
			return surface.Message{}, err
		}
		if !known || !rules.On() {
			return noRules(cl.Printer, cl.Actor.May(models.MayManageCold)), nil
		}
		return coldList(cl.Reader(), owner, page, rules, h.Today(cl), cl.Actor.May(models.MayManageCold)), nil
	})
	return commands.Say(message), err
}

// rules opens the form of the rules, with the suggested ones where none were set.
func (h handlers) rules(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	if !cl.Actor.May(models.MayManageCold) {
		return bot.Reply{}, models.Forbidden("error.not_permitted", "Role", cl.Actor.Role, "Permission", models.MayManageCold)
	}
	rules, known, err := h.CRM.ColdRules(ctx, cl.Actor)
	if err != nil {
		return bot.Reply{}, err
	}
	if !known {
		rules = models.SuggestedColdRules()
	}
	return commands.Show(rulesForm(cl.Printer, rules), ""), nil
}

func (h handlers) submitRules(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var rules models.ColdRules
	var errs models.Errors
	for input, days := range map[models.Input]*int{models.InputColdContact: &rules.Contact, models.InputColdStep: &rules.Step, models.InputColdStuck: &rules.Stuck, models.InputColdClose: &rules.Close, models.InputColdLead: &rules.Lead} {
		typed := strings.TrimSpace(key.Fold(cl.Form.Get(string(input))))
		if typed == "" {
			continue // off
		}
		n, err := strconv.Atoi(typed)
		if err != nil {
			errs = append(errs, models.Invalid(input, "error.cold_days", "Max", models.MaxColdDays))
		}
		*days = n
	}
	err := errs.Err()
	if err == nil {
		err = h.CRM.SetColdRules(ctx, cl.Operation("modal cold.rules"), rules)
	}
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.Say(rulesSet(cl.Printer, rules)), nil
}

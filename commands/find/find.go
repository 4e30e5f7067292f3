package find

import (
	"context"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

func (h handlers) isFilter(name string) bool {
	name = models.NormaliseText(name)
	return name == commands.FilterSort || name == "排序" || h.IsCode(name) || h.IsField(name)
}

func (h handlers) find(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	return h.findFrom(ctx, cl, "")
}

// findPage shows the next page in the place of the one whose button was pressed.
func (h handlers) findPage(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	cursor, query, ok := strings.Cut(cl.Value, " ")
	if !ok {
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	}
	cl.Rest = query
	reply, err := h.findFrom(ctx, cl, cursor)
	reply.Place = bot.Replace
	return reply, err
}

func (h handlers) findFrom(ctx context.Context, cl commands.Call, after string) (bot.Reply, error) {
	q, errs := h.query(cl)
	if err := errs.Err(); err != nil {
		return bot.Reply{}, err
	}
	q.After, q.Limit = after, commands.PageSize
	page, err := h.CRM.SearchCustomers(ctx, cl.Actor, q)
	if err != nil {
		return bot.Reply{}, err
	}
	next := ""
	if value := page.Next + " " + cl.Rest; page.Next != "" && len(value) <= views.MaxRunText {
		next = value
	}
	return commands.Say(Found(cl.Reader(), commands.Unescape(cl.Rest), page, next)), nil
}

// query reads words and filters.
func (h handlers) query(cl commands.Call) (models.CustomerQuery, models.Errors) {
	args := commands.ParseArguments(cl.Rest, h.isFilter, false)
	q := models.CustomerQuery{Words: commands.Unescape(args.Words), Zone: cl.User.Zone.String()}
	errs := h.Slips(args.Colons)
	if len([]rune(q.Words)) > models.MaxLength(models.FieldName) {
		errs = append(errs, models.Invalid("", "error.search_too_long", "Max", models.MaxLength(models.FieldName)))
	}
	for _, a := range args.Assignments {
		if len(errs) >= commands.MaxRefusals {
			break
		}
		name := models.NormaliseText(a.Name)
		if name == commands.FilterSort || name == "排序" {
			sort, err := sortOrder(a.Value)
			q.Sort = sort
			errs = append(errs, models.AsErrors(err)...)
			continue
		}
		field, known := h.Field(name)
		if h.IsCode(name) {
			field, known = models.FieldCode, true
		}
		if !known {
			errs = append(errs, h.UnknownField(a.Name))
			continue
		}
		errs = append(errs, models.AsErrors(h.filter(cl, &q, field, a.Value))...)
	}
	return q, errs
}

func (h handlers) filter(cl commands.Call, q *models.CustomerQuery, field models.Field, value string) error {
	if f, custom := h.CRM.Fields().Find(field); custom {
		filter, err := h.customFilter(cl, f, value)
		q.Custom = append(q.Custom, filter)
		return err
	}
	if strings.TrimFunc(commands.Unescape(value), commands.IsSpace) == "" { // as a filter it would let all through
		return models.Invalid(field, "error.filter_empty", "Field", field)
	}
	switch field {
	case models.FieldStatus:
		if q.Status = h.Status(value); !q.Status.Valid() {
			return models.Invalid(field, "error.unknown_status", "Value", value)
		}
	case models.FieldIndustry:
		q.Industry = h.Industry(value)
		if !slices.Contains(h.Industries, q.Industry) {
			return models.UnknownIndustry(value, h.Industries)
		}
	case models.FieldCustomerKind:
		if q.Kind = h.CustomerKind(value); !q.Kind.Valid() {
			return models.Invalid(field, "error.unknown_customer_kind", "Value", value)
		}
	case models.FieldSource:
		q.Source = commands.Unescape(value)
	case models.FieldOwner:
		owner, err := commands.Person(cl, value)
		q.Owner = owner
		return err
	case models.FieldContactName:
		q.Contact = commands.Unescape(value)
	case models.FieldEmail:
		q.Email = models.NormaliseEmail(commands.Unescape(value))
	case models.FieldPhone:
		if q.Phone = models.NormalisePhone(commands.Unescape(value)); q.Phone == "" {
			return models.Invalid(field, "error.bad_phone")
		}
	case models.FieldNextFollowUp:
		return h.filterDue(cl, q, value)
	case models.FieldName, models.FieldCompany, models.FieldCode:
		q.Words = strings.TrimSpace(q.Words + " " + commands.Unescape(value))
	default:
		return models.Invalid(field, "error.not_a_filter", "Field", field)
	}
	return nil
}

// filteredDays is namedDays for filters, to which "overdue" is everything before today: it has no first day.
func filteredDays(text string, today models.Date) (from, to models.Date, found bool) {
	name := models.NormaliseText(text)
	if commands.Overdue[name] {
		return models.Date{}, today.AddDays(-1), true
	}
	return commands.NamedDays(name, today)
}

func (h handlers) filterDue(cl commands.Call, q *models.CustomerQuery, value string) error {
	if from, to, named := filteredDays(value, h.Today(cl)); named {
		q.DueFrom, q.DueTo = from, to
		return nil
	}
	first, last, isSpan := strings.Cut(value, "..")
	from, err := h.DayPhrase(cl, first)
	if err != nil {
		return err
	}
	q.DueFrom, q.DueTo = from, from
	if isSpan {
		q.DueTo, err = h.DayPhrase(cl, last)
	}
	return err
}

var sortOrders = map[string]models.CustomerSort{
	"name": models.SortName, "名称": models.SortName, "newest": models.SortNewest, "new": models.SortNewest, "最新": models.SortNewest,
	"due": models.SortDue, "跟进": models.SortDue,
}

func sortOrder(value string) (models.CustomerSort, error) {
	if order, ok := sortOrders[models.NormaliseText(value)]; ok {
		return order, nil
	}
	return models.SortDefault, models.Invalid("", "error.unknown_sort", "Value", value)
}

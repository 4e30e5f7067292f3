package commands

import (
	"context"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/i18n/when"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// pageSize is how many rows an answer shows before "more".
const pageSize = 10

func findRoutes() []route {
	return []route{
		{bot.KindAction, views.FindPageAction, models.MayView, (*Commands).findPage, nil},
	}
}

// filterNames are the words before a colon that a search knows besides the record's fields.
const filterSort = "sort"

func (c *Commands) isFilter(name string) bool {
	name = models.NormaliseText(name)
	return name == filterSort || name == "排序" || c.words.codes[name] || c.isField(name)
}

func (c *Commands) find(ctx context.Context, cl call) (bot.Reply, error) {
	return c.findFrom(ctx, cl, "")
}

// findPage shows the next page in the place of the one whose button was pressed.
func (c *Commands) findPage(ctx context.Context, cl call) (bot.Reply, error) {
	cursor, query, ok := strings.Cut(cl.Value, " ")
	if !ok {
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	}
	cl.text = query
	reply, err := c.findFrom(ctx, cl, cursor)
	reply.Place = bot.Replace
	return reply, err
}

func (c *Commands) findFrom(ctx context.Context, cl call, after string) (bot.Reply, error) {
	q, errs := c.query(cl)
	if err := errs.Err(); err != nil {
		return bot.Reply{}, err
	}
	q.After, q.Limit = after, pageSize
	page, err := c.crm.SearchCustomers(ctx, cl.actor, q)
	if err != nil {
		return bot.Reply{}, err
	}
	next := ""
	if value := page.Next + " " + cl.text; page.Next != "" && len(value) <= views.MaxRunText {
		next = value
	}
	return say(views.Found(cl.reader(), unescape(cl.text), page, next)), nil
}

// query reads words and filters.
func (c *Commands) query(cl call) (models.CustomerQuery, models.Errors) {
	args := parseArguments(cl.text, c.isFilter, false)
	q := models.CustomerQuery{Words: unescape(args.words), Zone: cl.User.Zone.String()}
	errs := c.slips(args.colons)
	if len([]rune(q.Words)) > models.MaxLength(models.FieldName) {
		errs = append(errs, models.Invalid("", "error.search_too_long", "Max", models.MaxLength(models.FieldName)))
	}
	for _, a := range args.assignments {
		if len(errs) >= maxRefusals {
			break
		}
		name := models.NormaliseText(a.name)
		if name == filterSort || name == "排序" {
			sort, err := sortOrder(a.value)
			q.Sort = sort
			errs = append(errs, models.AsErrors(err)...)
			continue
		}
		field, known := c.field(name)
		if c.words.codes[name] {
			field, known = models.FieldCode, true
		}
		if !known {
			errs = append(errs, c.unknownField(a.name))
			continue
		}
		errs = append(errs, models.AsErrors(c.filter(cl, &q, field, a.value))...)
	}
	return q, errs
}

func (c *Commands) filter(cl call, q *models.CustomerQuery, field models.Field, value string) error {
	if f, own := c.own().fields.Find(field); own {
		filter, err := c.ownFilter(cl, f, value)
		q.Custom = append(q.Custom, filter)
		return err
	}
	if strings.TrimFunc(unescape(value), isSpace) == "" { // as a filter it would let all through
		return models.Invalid(field, "error.filter_empty", "Field", field)
	}
	switch field {
	case models.FieldStatus:
		if q.Status = models.Status(choice(c.words.choices["status."], value)); !q.Status.Valid() {
			return models.Invalid(field, "error.unknown_status", "Value", value)
		}
	case models.FieldIndustry:
		q.Industry = choice(c.words.choices["industry."], value)
		if !slices.Contains(c.industries, q.Industry) {
			return models.UnknownIndustry(value, c.industries)
		}
	case models.FieldCustomerKind:
		if q.Kind = models.CustomerKind(choice(c.words.choices["customer_kind."], value)); !q.Kind.Valid() {
			return models.Invalid(field, "error.unknown_customer_kind", "Value", value)
		}
	case models.FieldSource:
		q.Source = unescape(value)
	case models.FieldOwner:
		owner, err := person(cl, value)
		q.Owner = owner
		return err
	case models.FieldContactName:
		q.Contact = unescape(value)
	case models.FieldEmail:
		q.Email = models.NormaliseEmail(unescape(value))
	case models.FieldPhone:
		if q.Phone = models.NormalisePhone(unescape(value)); q.Phone == "" {
			return models.Invalid(field, "error.bad_phone")
		}
	case models.FieldNextFollowUp:
		return c.filterDue(cl, q, value)
	case models.FieldName, models.FieldCompany, models.FieldCode:
		q.Words = strings.TrimSpace(q.Words + " " + unescape(value))
	default:
		return models.Invalid(field, "error.not_a_filter", "Field", field)
	}
	return nil
}

// overdue are the words for what was due before today.
var overdue = map[string]bool{"overdue": true, "逾期": true}

// namedDays returns the first and the last day of a run of days that has a name; false when the text names none.
func namedDays(name string, today models.Date) (from, to models.Date, found bool) {
	days, found := when.DaysNamed(name)
	if !found {
		return from, to, false
	}
	first, last := days.Span(inUTC(today))
	return models.DateOf(first), models.DateOf(last), true
}

// filteredDays is namedDays for filters, to which "overdue" is everything before today: it has no first day.
func filteredDays(text string, today models.Date) (from, to models.Date, found bool) {
	name := models.NormaliseText(text)
	if overdue[name] {
		return models.Date{}, today.AddDays(-1), true
	}
	return namedDays(name, today)
}

func (c *Commands) filterDue(cl call, q *models.CustomerQuery, value string) error {
	if from, to, named := filteredDays(value, c.today(cl)); named {
		q.DueFrom, q.DueTo = from, to
		return nil
	}
	first, last, isSpan := strings.Cut(value, "..")
	from, err := c.dayPhrase(cl, first)
	if err != nil {
		return err
	}
	q.DueFrom, q.DueTo = from, from
	if isSpan {
		q.DueTo, err = c.dayPhrase(cl, last)
	}
	return err
}

// dayPhrase reads a text that is a day and nothing else.
func (c *Commands) dayPhrase(cl call, text string) (models.Date, error) {
	day, err := c.understandAll(cl, models.FieldNextFollowUp, text, "error.bad_date")
	if err != nil {
		return models.Date{}, err
	}
	return models.DateOf(day.Day), nil
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

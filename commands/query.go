package commands

import (
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
)

// IsFilter reports a word that may stand before the colon of a filter.
func (c *Frame) IsFilter(name string) bool {
	name = models.NormaliseText(name)
	return isSort(name) || c.IsCode(name) || c.IsField(name)
}

// isSort reports a word, normalised, for the order of an answer.
func isSort(name string) bool { return name == FilterSort || name == "排序" }

// Query reads the words and filters of a search.
func (c *Frame) Query(cl Call, text string) (models.CustomerQuery, models.Errors) {
	args := ParseArguments(c.quoteNumbers(text), c.IsFilter, false)
	q := models.CustomerQuery{Words: Unescape(args.Words), Zone: cl.User.Zone.String()}
	errs := c.Slips(args.Colons)
	if len([]rune(q.Words)) > models.MaxLength(models.FieldName) {
		errs = append(errs, models.Invalid("", "error.search_too_long", "Max", models.MaxLength(models.FieldName)))
	}
	for _, a := range args.Assignments {
		if len(errs) >= MaxRefusals {
			break
		}
		name := models.NormaliseText(a.Name)
		if isSort(name) {
			sort, err := sortOrder(a.Value)
			q.Sort = sort
			errs = append(errs, models.AsErrors(err)...)
			continue
		}
		field, known := c.Field(name)
		if c.IsCode(name) {
			field, known = models.FieldCode, true
		}
		if !known {
			errs = append(errs, c.UnknownField(a.Name))
			continue
		}
		errs = append(errs, models.AsErrors(c.filter(cl, &q, field, a.Value))...)
	}
	return q, errs
}

func (c *Frame) filter(cl Call, q *models.CustomerQuery, field models.Field, value string) error {
	if custom, found := c.CRM.Fields().Find(field); found {
		filter, err := c.customFilter(cl, custom, value)
		q.Custom = append(q.Custom, filter)
		return err
	}
	if strings.TrimFunc(Unescape(value), IsSpace) == "" { // as a filter it would let all through
		return models.Invalid(field, "error.filter_empty", "Field", field)
	}
	switch field {
	case models.FieldStatus:
		if q.Status = c.Status(value); !q.Status.Valid() {
			return models.Invalid(field, "error.unknown_status", "Value", value)
		}
	case models.FieldIndustry:
		q.Industry = c.Industry(value)
		if !slices.Contains(c.Industries, q.Industry) {
			return models.UnknownIndustry(value, c.Industries)
		}
	case models.FieldCustomerKind:
		if q.Kind = c.CustomerKind(value); !q.Kind.Valid() {
			return models.Invalid(field, "error.unknown_customer_kind", "Value", value)
		}
	case models.FieldSource:
		q.Source = Unescape(value)
	case models.FieldOwner:
		owner, err := Person(cl, value)
		q.Owner = owner
		return err
	case models.FieldContactName:
		q.Contact = Unescape(value)
	case models.FieldEmail:
		q.Email = models.NormaliseEmail(Unescape(value))
	case models.FieldPhone:
		if q.Phone = models.NormalisePhone(Unescape(value)); q.Phone == "" {
			return models.Invalid(field, "error.bad_phone")
		}
	case models.FieldNextFollowUp:
		return c.filterDue(cl, q, value)
	case models.FieldName, models.FieldCompany, models.FieldCode:
		q.Words = strings.TrimSpace(q.Words + " " + Unescape(value))
	default:
		return models.Invalid(field, "error.not_a_filter", "Field", field)
	}
	return nil
}

// filteredDays is namedDays for filters, to which "overdue" is everything before today: it has no first day.
func filteredDays(text string, today models.Date) (from, to models.Date, found bool) {
	name := models.NormaliseText(text)
	if IsOverdue(name) {
		return models.Date{}, today.AddDays(-1), true
	}
	return NamedDays(name, today)
}

func (c *Frame) filterDue(cl Call, q *models.CustomerQuery, value string) error {
	if from, to, named := filteredDays(value, c.Today(cl)); named {
		q.DueFrom, q.DueTo = from, to
		return nil
	}
	first, last, isSpan := strings.Cut(value, "..")
	from, err := c.DayPhrase(cl, first)
	if err != nil {
		return err
	}
	q.DueFrom, q.DueTo = from, from
	if isSpan {
		q.DueTo, err = c.DayPhrase(cl, last)
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

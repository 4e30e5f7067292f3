package commands

import (
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
)

// IsFilter reports a word that may stand before the colon of a filter.
func (f *Frame) IsFilter(name string) bool {
	name = models.NormaliseText(name)
	return name == FilterSort || name == "排序" || f.IsCode(name) || f.IsField(name)
}

// Query reads the words and filters of a search.
func (f *Frame) Query(cl Call, text string) (models.CustomerQuery, models.Errors) {
	args := ParseArguments(text, f.IsFilter, false)
	q := models.CustomerQuery{Words: Unescape(args.Words), Zone: cl.User.Zone.String()}
	errs := f.Slips(args.Colons)
	if len([]rune(q.Words)) > models.MaxLength(models.FieldName) {
		errs = append(errs, models.Invalid("", "error.search_too_long", "Max", models.MaxLength(models.FieldName)))
	}
	for _, a := range args.Assignments {
		if len(errs) >= MaxRefusals {
			break
		}
		name := models.NormaliseText(a.Name)
		if name == FilterSort || name == "排序" {
			sort, err := sortOrder(a.Value)
			q.Sort = sort
			errs = append(errs, models.AsErrors(err)...)
			continue
		}
		field, known := f.Field(name)
		if f.IsCode(name) {
			field, known = models.FieldCode, true
		}
		if !known {
			errs = append(errs, f.UnknownField(a.Name))
			continue
		}
		errs = append(errs, models.AsErrors(f.filter(cl, &q, field, a.Value))...)
	}
	return q, errs
}

func (f *Frame) filter(cl Call, q *models.CustomerQuery, field models.Field, value string) error {
	if custom, found := f.CRM.Fields().Find(field); found {
		filter, err := f.customFilter(cl, custom, value)
		q.Custom = append(q.Custom, filter)
		return err
	}
	if strings.TrimFunc(Unescape(value), IsSpace) == "" { // as a filter it would let all through
		return models.Invalid(field, "error.filter_empty", "Field", field)
	}
	switch field {
	case models.FieldStatus:
		if q.Status = f.Status(value); !q.Status.Valid() {
			return models.Invalid(field, "error.unknown_status", "Value", value)
		}
	case models.FieldIndustry:
		q.Industry = f.Industry(value)
		if !slices.Contains(f.Industries, q.Industry) {
			return models.UnknownIndustry(value, f.Industries)
		}
	case models.FieldCustomerKind:
		if q.Kind = f.CustomerKind(value); !q.Kind.Valid() {
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
		return f.filterDue(cl, q, value)
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

func (f *Frame) filterDue(cl Call, q *models.CustomerQuery, value string) error {
	if from, to, named := filteredDays(value, f.Today(cl)); named {
		q.DueFrom, q.DueTo = from, to
		return nil
	}
	first, last, isSpan := strings.Cut(value, "..")
	from, err := f.DayPhrase(cl, first)
	if err != nil {
		return err
	}
	q.DueFrom, q.DueTo = from, from
	if isSpan {
		q.DueTo, err = f.DayPhrase(cl, last)
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

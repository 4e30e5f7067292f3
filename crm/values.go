package crm

import (
	"maps"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

// kept returns what was given for a record of a kind in the form in which it is kept. What can't be read stays as it is, and is refused
// later.
func (s *Service) kept(kind models.Description, given map[models.Field]string) map[models.Field]string {
	values := make(map[models.Field]string, len(given))
	for field, value := range given {
		if custom, known := s.AllFields().Find(field); known {
			values[field] = custom.Canonical(clean(value))
			continue
		}
		spec, _ := kind.Find(field)
		if value = spec.Cleaned(value); spec.Type == models.TypeMoney {
			if read, err := models.ParseMoney(value, s.team.Currency); err == nil {
				value = read.String()
			}
		}
		values[field] = value
	}
	return values
}

// setFields puts values into a record of a kind; it refuses fields that the kind hasn't.
func setFields[R any](kind *models.RecordKind[R], r *R, values map[models.Field]string) (errs models.Errors) {
	for _, field := range slices.SortedFunc(maps.Keys(values), kind.Compare) {
		errs = append(errs, models.AsErrors(kind.Set(r, field, values[field]))...)
	}
	return errs
}

// checkTogether refuses values of fields that aren't changed together with the others.
func checkTogether(kind models.Description, values map[models.Field]string) error {
	for field := range values {
		if spec, _ := kind.Find(field); spec.Apart || spec.Given {
			return models.Invalid(field, "error.read_only", "Field", field)
		}
	}
	return nil
}

package commands

import (
	"strings"

	"github.com/guanxi-crm/guanxi/models"
)

// customFilter reads the filter of a search by a custom field: a comparison or a span where the values have an
// order, how a text begins, else the value.
func (c *Frame) customFilter(cl Call, f models.CustomField, text string) (models.CustomFilter, error) {
	if f.Personal {
		return c.customExactly(cl, f, Unescape(text))
	}
	if f.Ordered() {
		return c.customSpan(cl, f, Unescape(text))
	}
	if f.Chooses() {
		return c.customOptions(f, Unescape(text))
	}
	comparison, value := "", text
	if f.Kind == models.CustomText {
		comparison, value = models.CutComparison(Unescape(text))
	}
	if comparison != "" && comparison != "=" {
		return models.CustomFilter{}, models.Invalid(f.Key(), "error.bad_comparison", "Value", comparison)
	}
	kept, err := c.OwnValue(cl, f, value)
	switch {
	case err != nil:
		return models.CustomFilter{}, err
	case models.CustomKey(kept) == "":
		return models.CustomFilter{}, models.Invalid(f.Key(), "error.filter_empty", "Field", f.Key())
	}
	return models.CustomFilter{FieldID: f.ID, Key: models.CustomKey(kept), Begins: f.Kind == models.CustomText && comparison == ""}, nil
}

// customOptions reads one of the field's options, or several, any of which a value may be.
func (c *Frame) customOptions(f models.CustomField, text string) (models.CustomFilter, error) {
	var forms []string
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",，、;；", r) }) {
		option, err := optionKey(f, part)
		if err != nil {
			return models.CustomFilter{}, err
		}
		forms = append(forms, models.CustomKey(option))
	}
	switch len(forms) {
	case 0:
		return models.CustomFilter{}, models.Invalid(f.Key(), "error.filter_empty", "Field", f.Key())
	case 1:
		return models.CustomFilter{FieldID: f.ID, Key: forms[0]}, nil
	}
	return models.CustomFilter{FieldID: f.ID, Forms: forms}, nil
}

// customExactly reads the whole value of a personal field, which is all that it can be found by.
func (c *Frame) customExactly(cl Call, f models.CustomField, text string) (models.CustomFilter, error) {
	comparison, value := models.CutComparison(text)
	if _, refused := f.Exactly(comparison, value); refused != nil {
		return models.CustomFilter{}, refused
	}
	kept, err := c.OwnValue(cl, f, value)
	switch kept = f.Canonical(kept); {
	case err != nil:
		return models.CustomFilter{}, err
	case models.CustomKey(kept) == "":
		return models.CustomFilter{}, models.Invalid(f.Key(), "error.filter_empty", "Field", f.Key())
	}
	return filtered(f.Exactly("", kept))
}

// customSpan reads 100, >100, 100..200; for days also what due: takes.
func (c *Frame) customSpan(cl Call, f models.CustomField, text string) (models.CustomFilter, error) {
	if from, to, named := filteredDays(text, c.Today(cl)); named && f.Kind == models.CustomDate {
		if from.IsZero() {
			return filtered(f.Compared("<=", to.String()))
		}
		return filtered(f.Between(from.String(), to.String()))
	}
	if first, last, isSpan := strings.Cut(text, ".."); isSpan {
		from, err := c.OwnValue(cl, f, first)
		if err != nil {
			return models.CustomFilter{}, err
		}
		to, err := c.OwnValue(cl, f, last)
		if err != nil {
			return models.CustomFilter{}, err
		}
		return filtered(f.Between(from, to))
	}
	comparison, value := models.CutComparison(text)
	if value == "" {
		return models.CustomFilter{}, models.Invalid(f.Key(), "error.filter_empty", "Field", f.Key())
	}
	kept, err := c.OwnValue(cl, f, value)
	if err != nil {
		return models.CustomFilter{}, err
	}
	return filtered(f.Compared(comparison, kept))
}

// filtered keeps a nil refusal from becoming an error that isn't nil.
func filtered(filter models.CustomFilter, refused *models.Error) (models.CustomFilter, error) {
	if refused != nil {
		return models.CustomFilter{}, refused
	}
	return filter, nil
}

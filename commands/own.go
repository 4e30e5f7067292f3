package commands

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hbollon/go-edlib"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// own is what follows from the team's own fields: what they may be called, and printers that know their labels. It is
// made when they change, not for every request.
type own struct {
	fields   *models.CustomFields
	names    map[string]models.Field // of the fields in use, by models.SqueezeLabel
	printers map[string]*i18n.Printer
}

// own returns what follows from the fields as they are now.
func (c *Commands) own() *own {
	fields := c.crm.Fields()
	if made := c.made.Load(); made != nil && made.fields == fields {
		return made
	}
	made := &own{fields, map[string]models.Field{}, map[string]*i18n.Printer{}}
	for _, f := range fields.Active() {
		for _, label := range []string{f.LabelEN, f.LabelZH} {
			made.names[models.SqueezeLabel(label)] = f.Key()
		}
	}
	for _, lang := range i18n.Languages() {
		made.printers[lang] = c.catalogues.For(lang).Labelled(views.OwnFieldWords(fields, lang))
	}
	c.made.Store(made)
	return made
}

// field returns the field that people call so: one of the record's, or one of the team's own.
func (c *Commands) field(name string) (models.Field, bool) {
	if field, known := c.words.field(name); known {
		return field, true
	}
	field, known := c.own().names[models.SqueezeLabel(name)]
	return field, known
}

func (c *Commands) isField(name string) bool {
	_, known := c.field(name)
	return known
}

// unknownField names the nearest field to a mistyped one.
func (c *Commands) unknownField(name string) *models.Error {
	if c.words.codes[models.NormaliseText(name)] {
		return models.Invalid("", "error.read_only", "Field", models.FieldCode)
	}
	if near := nearest(name, c.fieldNames()); len(near) > 0 {
		return models.Invalid("", "error.unknown_field_near", "Word", name, "Near", near[0])
	}
	return models.Invalid("", "error.unknown_field", "Word", name)
}

// fieldNames lists what fields may be called, in an order that doesn't change from one answer to the next.
func (c *Commands) fieldNames() []string {
	names := slices.AppendSeq(slices.Collect(maps.Keys(c.words.fields)), maps.Keys(c.own().names))
	slices.Sort(names)
	return names
}

// slips refuses names before a colon that are no field's but hardly meant otherwise: industy:科技. Other words may stand
// before a colon.
func (c *Commands) slips(names []string) models.Errors {
	var errs models.Errors
	for _, name := range names {
		word := models.NormaliseText(name)
		isSlip := func(known string) bool {
			length := utf8.RuneCountInString(known)
			latin := known[0] < utf8.RuneSelf
			return (length > 2 || !latin) && edlib.OSADamerauLevenshteinDistance(word, known) <= max(1, min(2, length/3))
		}
		if c.words.codes[word] || utf8.RuneCountInString(word) > 1 && slices.ContainsFunc(c.fieldNames(), isSlip) {
			errs = append(errs, c.unknownField(name))
		}
	}
	return errs
}

// yesNo are the words for the two values of a yes/no field.
var yesNo = map[string]string{
	"yes": models.CustomYes, "y": models.CustomYes, "true": models.CustomYes, "是": models.CustomYes, "对": models.CustomYes, "有": models.CustomYes,
	"no": models.CustomNo, "n": models.CustomNo, "false": models.CustomNo, "否": models.CustomNo, "不": models.CustomNo, "没有": models.CustomNo, "无": models.CustomNo,
}

// ownValue turns what a person wrote for one of the team's own fields into the form in which it is kept.
func (c *Commands) ownValue(cl call, f models.CustomField, value string) (string, error) {
	if value == "" {
		return "", nil
	}
	switch f.Kind {
	case models.CustomDate:
		if day, err := models.ParseDate(strings.TrimSpace(value)); err == nil { // any day there was, not only those that phrases reach
			return day.String(), nil
		}
		day, err := c.dayPhrase(cl, unescape(value))
		return day.String(), atField(f.Key(), err)
	case models.CustomUser:
		user, err := person(cl, value)
		return user, atField(f.Key(), err)
	case models.CustomYesNo:
		kept := choice(yesNo, unescape(value))
		if kept != models.CustomYes && kept != models.CustomNo {
			return "", models.Invalid(f.Key(), "error.not_yes_no", "Field", f.Key(), "Value", kept)
		}
		return kept, nil
	case models.CustomChoice:
		return optionKey(f, unescape(value))
	case models.CustomChoices:
		var keys []string
		for _, part := range strings.FieldsFunc(unescape(value), func(r rune) bool { return strings.ContainsRune(",，、;；", r) }) {
			key, err := optionKey(f, part)
			if err != nil {
				return "", err
			}
			keys = append(keys, key)
		}
		return strings.Join(keys, ","), nil
	}
	return unescape(value), nil
}

// optionKey returns the key of the option that is called so, in whichever language.
func optionKey(f models.CustomField, label string) (string, error) {
	name := models.SqueezeLabel(label)
	for _, o := range f.Options {
		if name == models.SqueezeLabel(o.EN) || name == models.SqueezeLabel(o.ZH) {
			return o.Key, nil
		}
	}
	return "", f.UnknownOption(strings.TrimSpace(label))
}

// atField puts a refusal at another field than the one it is usually made for.
func atField(field models.Field, err error) error {
	for _, e := range models.AsErrors(err) {
		e.Input = field.Input()
	}
	return err
}

// ownFilter reads the filter of a search by one of the team's own fields: a comparison or a span where the values have an
// order, how a text begins, else the value.
func (c *Commands) ownFilter(cl call, f models.CustomField, text string) (models.CustomFilter, error) {
	if f.Personal {
		return c.ownExactly(cl, f, unescape(text))
	}
	if f.Ordered() {
		return c.ownSpan(cl, f, unescape(text))
	}
	comparison, value := "", text
	if f.Kind == models.CustomText {
		comparison, value = models.CutComparison(unescape(text))
	}
	if comparison != "" && comparison != "=" {
		return models.CustomFilter{}, models.Invalid(f.Key(), "error.bad_comparison", "Value", comparison)
	}
	kept, err := c.ownValue(cl, f, value)
	switch {
	case err != nil:
		return models.CustomFilter{}, err
	case models.CustomKey(kept) == "":
		return models.CustomFilter{}, models.Invalid(f.Key(), "error.filter_empty", "Field", f.Key())
	}
	return models.CustomFilter{FieldID: f.ID, Key: models.CustomKey(kept), Begins: f.Kind == models.CustomText && comparison == ""}, nil
}

// ownExactly reads the whole value of a personal field, which is all that it can be found by.
func (c *Commands) ownExactly(cl call, f models.CustomField, text string) (models.CustomFilter, error) {
	comparison, value := models.CutComparison(text)
	if _, refused := f.Exactly(comparison, value); refused != nil {
		return models.CustomFilter{}, refused
	}
	kept, err := c.ownValue(cl, f, value)
	switch kept = f.Canonical(kept); {
	case err != nil:
		return models.CustomFilter{}, err
	case models.CustomKey(kept) == "":
		return models.CustomFilter{}, models.Invalid(f.Key(), "error.filter_empty", "Field", f.Key())
	}
	return filtered(f.Exactly("", kept))
}

// ownSpan reads 100, >100, 100..200; for days also what due: takes.
func (c *Commands) ownSpan(cl call, f models.CustomField, text string) (models.CustomFilter, error) {
	if from, to, named := filteredDays(text, c.today(cl)); named && f.Kind == models.CustomDate {
		if from.IsZero() {
			return filtered(f.Compared("<=", to.String()))
		}
		return filtered(f.Between(from.String(), to.String()))
	}
	if first, last, isSpan := strings.Cut(text, ".."); isSpan {
		from, err := c.ownValue(cl, f, first)
		if err != nil {
			return models.CustomFilter{}, err
		}
		to, err := c.ownValue(cl, f, last)
		if err != nil {
			return models.CustomFilter{}, err
		}
		return filtered(f.Between(from, to))
	}
	comparison, value := models.CutComparison(text)
	if value == "" {
		return models.CustomFilter{}, models.Invalid(f.Key(), "error.filter_empty", "Field", f.Key())
	}
	kept, err := c.ownValue(cl, f, value)
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

// ownFields are the team's own fields that a form showed, by their IDs; one that was retired meanwhile is left alone.
func (c *Commands) ownFields(ids []int64) []models.CustomField {
	var shown []models.CustomField
	for _, id := range ids {
		if f, found := c.own().fields.Find(models.CustomFieldKey(id)); found && !f.Retired() {
			shown = append(shown, f)
		}
	}
	return shown
}

func idsOf(fields []models.CustomField) []int64 {
	ids := make([]int64, len(fields))
	for i, f := range fields {
		ids[i] = f.ID
	}
	return ids
}

func keysOf(fields []models.CustomField) []models.Field {
	keys := make([]models.Field, len(fields))
	for i, f := range fields {
		keys[i] = f.Key()
	}
	return keys
}

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

// customNames is what follows from the custom fields and the pipelines: what fields may be called, and printers that know the labels. It is
// made when they change, not for every request.
type customNames struct {
	fields    *models.CustomFields // of all kinds of records
	pipelines *models.Pipelines
	names     map[string]models.Field       // of the fields in use, by models.SqueezeLabel
	retired   map[string]models.CustomField // those out of use, likewise
	printers  map[string]*i18n.Printer
}

// customNames returns what follows from the fields as they are now.
func (c *Frame) customNames() *customNames {
	every, fields := c.CRM.AllFields(), c.CRM.Fields()
	pipelines := c.CRM.Pipelines()
	if made := c.made.Load(); made != nil && made.fields == every && made.pipelines == pipelines {
		return made
	}
	made := &customNames{every, pipelines, map[string]models.Field{}, map[string]models.CustomField{}, map[string]*i18n.Printer{}}
	for _, f := range fields.All() {
		for _, label := range f.Labels() {
			if name := models.SqueezeLabel(label.Text); f.Retired() {
				made.retired[name] = f
			}
		}
	}
	for _, f := range fields.Active() {
		for _, label := range []string{f.LabelEN, f.LabelZH} {
			made.names[models.SqueezeLabel(label)] = f.Key()
			delete(made.retired, models.SqueezeLabel(label))
		}
	}
	for _, lang := range i18n.Languages() {
		made.printers[lang] = c.catalogues.For(lang).Labelled(views.TeamWords(every, pipelines, c.CRM.LostReasons(), lang))
	}
	c.made.Store(made)
	return made
}

// Field returns the field that people call so: one of the record, or a custom one.
func (c *Frame) Field(name string) (models.Field, bool) {
	if field, known := c.words.field(name); known {
		return field, true
	}
	field, known := c.customNames().names[models.SqueezeLabel(name)]
	return field, known
}

// IsField reports whether a field is called so.
func (c *Frame) IsField(name string) bool {
	_, known := c.Field(name)
	return known
}

// UnknownField names the nearest field to a mistyped one.
func (c *Frame) UnknownField(name string) *models.Error {
	if c.words.codes[models.NormaliseText(name)] {
		return models.Invalid("", "error.read_only", "Field", models.FieldCode)
	}
	if near := nearest(name, c.fieldNames()); len(near) > 0 {
		return models.Invalid("", "error.unknown_field_near", "Word", name, "Near", near[0])
	}
	return models.Invalid("", "error.unknown_field", "Word", name)
}

// fieldNames lists what fields may be called, in an order that doesn't change from one answer to the next.
func (c *Frame) fieldNames() []string {
	names := slices.AppendSeq(slices.Collect(maps.Keys(c.words.fields)), maps.Keys(c.customNames().names))
	slices.Sort(names)
	return names
}

// Slips refuses names before a colon that are no field's but hardly meant otherwise: industy:科技. Other words may stand
// before a colon.
func (c *Frame) Slips(names []string) models.Errors {
	var errs models.Errors
	for _, name := range names {
		word := models.NormaliseText(name)
		isSlip := func(known string) bool {
			length := utf8.RuneCountInString(known)
			latin := known[0] < utf8.RuneSelf
			return (length > 2 || !latin) && edlib.OSADamerauLevenshteinDistance(word, known) <= max(1, min(2, length/3))
		}
		if c.words.codes[word] || utf8.RuneCountInString(word) > 1 && slices.ContainsFunc(c.fieldNames(), isSlip) {
			errs = append(errs, c.UnknownField(name))
		}
	}
	return errs
}

// yesNo are the words for the two values of a yes/no field.
var yesNo = map[string]string{
	"yes": models.CustomYes, "y": models.CustomYes, "true": models.CustomYes, "是": models.CustomYes, "对": models.CustomYes, "有": models.CustomYes,
	"no": models.CustomNo, "n": models.CustomNo, "false": models.CustomNo, "否": models.CustomNo, "不": models.CustomNo, "没有": models.CustomNo, "无": models.CustomNo,
}

// YesNo is the value of a yes/no field that is called so; "" for anything else.
func YesNo(text string) string { return yesNo[models.NormaliseText(text)] }

// OwnValue turns what a person wrote for a custom field into the form in which it is kept.
func (c *Frame) OwnValue(cl Call, f models.CustomField, value string) (string, error) {
	if value == "" {
		return "", nil
	}
	switch f.Kind {
	case models.CustomDate:
		if day, err := models.ParseDate(strings.TrimSpace(value)); err == nil { // any day there was, not only those that phrases reach
			return day.String(), nil
		}
		day, err := c.DayPhrase(cl, Unescape(value))
		return day.String(), AtField(f.Key(), err)
	case models.CustomUser:
		user, err := Person(cl, value)
		return user, AtField(f.Key(), err)
	case models.CustomYesNo:
		kept := choice(yesNo, Unescape(value))
		if kept != models.CustomYes && kept != models.CustomNo {
			return "", models.Invalid(f.Key(), "error.not_yes_no", "Field", f.Key(), "Value", kept)
		}
		return kept, nil
	case models.CustomChoice:
		return optionKey(f, Unescape(value))
	case models.CustomChoices:
		var keys []string
		for _, part := range strings.FieldsFunc(Unescape(value), func(r rune) bool { return strings.ContainsRune(",，、;；", r) }) {
			key, err := optionKey(f, part)
			if err != nil {
				return "", err
			}
			keys = append(keys, key)
		}
		return strings.Join(keys, ","), nil
	}
	return Unescape(value), nil
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

// AtField puts a refusal at another field than the one it is usually made for.
func AtField(field models.Field, err error) error {
	for _, e := range models.AsErrors(err) {
		e.Input = field.Input()
	}
	return err
}

// Reserved refuses the names that commands know already for fields of a kind of record.
func (c *Frame) Reserved(entity, zh, en string) models.Errors {
	taken := c.reserved(entity)
	var errs models.Errors
	for _, label := range (models.CustomField{LabelZH: zh, LabelEN: en}).Labels() {
		if taken[models.SqueezeLabel(label.Text)] {
			errs = append(errs, models.Invalid(label.Input, "error.label_reserved", "Value", label.Text))
		}
	}
	return errs
}

func (c *Frame) reservedOfCustomers() map[string]bool {
	taken := map[string]bool{}
	for _, names := range []map[string]models.Field{c.words.fields, c.words.givens} {
		for name := range names {
			taken[models.SqueezeLabel(name)] = true
		}
	}
	for _, name := range []string{FilterSort, "排序", string(models.FieldCode), string(models.FieldNextFollowUpTime)} {
		taken[models.SqueezeLabel(name)] = true
	}
	for _, lang := range i18n.Languages() {
		for _, field := range []models.Input{models.FieldCode.Input(), models.FieldNextFollowUpTime.Input()} {
			taken[models.SqueezeLabel(c.catalogues.For(lang).T("field."+string(field)))] = true
		}
	}
	return taken
}

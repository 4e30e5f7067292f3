package models

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/guanxi-crm/guanxi/models/key"
)

// CustomField is a field that a team added to a kind of record. Once made it is never deleted: a retired one is
// neither shown nor asked for, its values are kept, and the history still names it.
type CustomField struct {
	ID        int64
	Entity    string     // the kind of record that has it, by the audit log's name of it; "" is the customer. It never changes
	Kind      CustomKind // never changes: the values are of it
	LabelEN   string     // 1 to MaxCustomLabel characters
	LabelZH   string     // the same; shown to those who read Chinese
	Options   []Option   `gorm:"serializer:json"` // of a choice, in the order in which they are shown
	Position  int        // among the fields; ties go by ID
	RetiredAt *time.Time // nil while it is in use
	Version   int        // grows by one with every change
	Personal  bool       // its values are about a person: sealed, masked, erased
}

// Option is one of the options of a choice. Values hold its key, so that it can be renamed.
type Option struct {
	Key     string `json:"key"`
	EN      string `json:"en"`
	ZH      string `json:"zh"`
	Retired bool   `json:"retired,omitempty"` // kept where it stands, but not offered any more
}

// How much a team may add.
const (
	MaxCustomFields  = 50  // in use at the same time
	MaxFieldOptions  = 100 // of a field, retired ones included: Slack's menus take no more
	MaxCustomLabel   = 75  // characters of a field's or an option's label
	MaxCustomText    = 500 // characters of a text
	MaxCustomChoices = 20  // options chosen at once
)

// maxCustomKey is how many characters of a text are compared by a search.
const maxCustomKey = 100

// customPrefix begins the field keys of custom fields.
const customPrefix = "custom."

// CustomFieldKey returns the key under which a custom field's value stands in forms, records and the audit log.
func CustomFieldKey(id int64) Field { return Field(customPrefix + strconv.FormatInt(id, 10)) }

// CustomID returns the custom field's ID that the key stands for; ok is false for every other field.
func (f Field) CustomID() (id int64, ok bool) {
	digits, custom := strings.CutPrefix(string(f), customPrefix)
	id, err := strconv.ParseInt(digits, 10, 64)
	return id, custom && err == nil && id > 0
}

// CustomEntities are the kinds of records that can have custom fields, by the audit log's names of them.
func CustomEntities() []string { return []string{EntityCustomer, EntityDeal, EntityTicket} }

// Of is the kind of record that has the field, by the audit log's name of it.
func (f CustomField) Of() string { return cmp.Or(f.Entity, EntityCustomer) }

// Key returns the key under which the field's value stands.
func (f CustomField) Key() Field { return CustomFieldKey(f.ID) }

// customTypes are the types of the kinds of custom fields.
var customTypes = map[CustomKind]FieldType{
	CustomText: TypeLongText, CustomNumber: TypeNumber, CustomDate: TypeDate, CustomChoice: TypeChoice, CustomChoices: TypeChoices,
	CustomYesNo: TypeYesNo, CustomUser: TypePerson,
}

// Spec describes the field as one of its kind of record.
func (f CustomField) Spec() FieldSpec {
	spec := FieldSpec{Key: f.Key(), Type: customTypes[f.Kind], Filter: FilterValue, Card: CardIfSet, Erasure: Erased, Custom: &f}
	if f.Kind == CustomText {
		spec.Max, spec.Sensitive = MaxCustomText, true
	}
	if f.Personal {
		spec.Mask = f.Mask
	}
	return spec
}

// Label returns the field's name in a language, "en" or "zh".
func (f CustomField) Label(language string) string { return labelIn(language, f.LabelEN, f.LabelZH) }

// Label returns the option's name in a language, "en" or "zh".
func (o Option) Label(language string) string { return labelIn(language, o.EN, o.ZH) }

func labelIn(language, en, zh string) string {
	if language == "zh" {
		return zh
	}
	return en
}

// LabelAt is a field's name in one language, with the input in which it is entered.
type LabelAt struct {
	Input Input
	Text  string
}

// Labels returns the field's names, one where both languages have the same: so that what is wrong is said once.
func (f CustomField) Labels() []LabelAt { return labelsAt(f.LabelZH, f.LabelEN) }

// Labels returns the option's names, as of a custom field.
func (o Option) Labels() []LabelAt { return labelsAt(o.ZH, o.EN) }

func labelsAt(zh, en string) []LabelAt {
	names := []LabelAt{{InputLabelZH, zh}, {InputLabelEN, en}}
	if zh == en {
		return names[:1]
	}
	return names
}

// Retired reports whether the field is out of use.
func (f CustomField) Retired() bool { return f.RetiredAt != nil }

// Chooses reports whether the field's values are options.
func (f CustomField) Chooses() bool { return f.Kind == CustomChoice || f.Kind == CustomChoices }

// Option returns the option with a key.
func (f CustomField) Option(key string) (Option, bool) {
	at := slices.IndexFunc(f.Options, func(o Option) bool { return o.Key == key })
	if at < 0 {
		return Option{}, false
	}
	return f.Options[at], true
}

// ChosenBy returns the value of a choice that names in either language, or keys, say; several stand between commas. An error names the one that
// is no option.
func (f CustomField) ChosenBy(names string) (string, *Error) {
	parts := []string{names}
	if f.Kind == CustomChoices {
		parts = strings.FieldsFunc(names, func(r rune) bool { return strings.ContainsRune(",，;；、|", r) })
	}
	var chosen []string
	for _, part := range parts {
		name := SqueezeLabel(part)
		at := slices.IndexFunc(f.Options, func(o Option) bool {
			return o.Key == strings.TrimSpace(part) || SqueezeLabel(o.EN) == name || SqueezeLabel(o.ZH) == name
		})
		if at < 0 {
			return "", f.UnknownOption(part)
		}
		chosen = append(chosen, f.Options[at].Key)
	}
	return f.Canonical(strings.Join(chosen, ",")), nil
}

// Offered returns the options that a form offers: those in use, and those that chosen, a value, has already.
func (f CustomField) Offered(chosen string) []Option {
	kept := strings.Split(chosen, ",")
	return slices.DeleteFunc(slices.Clone(f.Options), func(o Option) bool {
		return o.Retired && !slices.Contains(kept, o.Key)
	})
}

// AddOptions appends options, given by their labels, under keys that were never used before.
func (f *CustomField) AddOptions(labels []Option) {
	f.Options = slices.Clone(f.Options)
	for _, added := range labels {
		added.Key = "o" + strconv.Itoa(len(f.Options)+1) // options are never taken away
		f.Options = append(f.Options, added)
	}
}

// Validate returns every rule that the definition breaks, each at its input.
func (f CustomField) Validate() Errors {
	var errs Errors
	if _, known := customRules[f.Kind]; !known {
		errs = append(errs, Invalid(InputType, "error.unknown_field_kind", "Value", string(f.Kind)))
	}
	if !slices.Contains(CustomEntities(), f.Of()) {
		errs = append(errs, Invalid(InputEntity, "error.unknown_field_of", "Value", Shorten(f.Entity, 20)))
	}
	errs = append(errs, f.validatePersonal()...)
	for _, label := range f.Labels() {
		errs = append(errs, validateLabel(label.Input, label.Text, MaxCustomLabel)...)
	}
	switch {
	case !f.Chooses() && len(f.Options) > 0:
		return append(errs, Invalid(InputOptions, "error.options_of_no_choice"))
	case f.Chooses() && len(f.Options) == 0:
		return append(errs, Invalid(InputOptions, "error.options_required"))
	case len(f.Options) > MaxFieldOptions:
		return append(errs, Invalid(InputOptions, "error.too_many_options", "Max", MaxFieldOptions, "Got", len(f.Options)))
	}
	return append(errs, f.validateOptions()...)
}

// validateOptions checks the options' labels: no two may be taken for the same, in whichever language.
func (f CustomField) validateOptions() Errors {
	owner := map[string]string{}
	for _, o := range f.Options {
		for _, label := range []string{o.EN, o.ZH} {
			if errs := validateLabel(InputOptions, label, MaxCustomLabel); len(errs) > 0 {
				return errs[:1]
			}
			name := SqueezeLabel(label)
			if key, taken := owner[name]; taken && key != o.Key {
				return Errors{Invalid(InputOptions, "error.option_twice", "Value", label)}
			}
			owner[name] = o.Key
		}
	}
	return nil
}

// SameLabels refuses each of some names, at its input, by which something else is called already, in whichever language.
func SameLabels(labels, taken []LabelAt) (errs Errors) {
	for _, label := range labels {
		name := SqueezeLabel(label.Text)
		if name != "" && slices.ContainsFunc(taken, func(other LabelAt) bool { return SqueezeLabel(other.Text) == name }) {
			errs = append(errs, Invalid(label.Input, "error.label_taken", "Value", label.Text))
		}
	}
	return errs
}

// validateLabel leaves sensitive words to the admins, who name the fields: an invoice may have one.
func validateLabel(at Input, label string, longest int) Errors {
	if errs := validateText(at, label, textRule{max: longest, required: true}, Rules{}); len(errs) > 0 {
		return errs
	}
	if strings.ContainsAny(label, labelSeparators) || SqueezeLabel(label) == "" {
		return Errors{Invalid(at, "error.label_characters", "Field", at)}
	}
	return nil
}

// SqueezeLabel returns the form in which labels are compared: width, case and what stands between words left aside, so
// that a name of several words can be typed as one (contract-date for Contract date).
func SqueezeLabel(label string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '_' {
			return -1
		}
		return r
	}, NormaliseText(label))
}

// labelSeparators are what stands around labels where they are typed: between a field and its value, between options and
// between an option's two labels.
const labelSeparators = "\n,，、;；=＝:：" + `"“”„「」『』`

// ParseOptions reads options as people type them, separated by commas or lines: 北京=Beijing, or one label for both
// languages. Empty ones are left out.
func ParseOptions(text string) []Option {
	var options []Option
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("\n\r,，、;；", r) }) {
		zh, en := part, part
		if at := strings.IndexAny(part, "=＝"); at >= 0 {
			_, width := utf8.DecodeRuneInString(part[at:])
			zh, en = part[:at], part[at+width:]
		}
		zh, en = key.Clean(zh), key.Clean(en)
		if zh == "" && en == "" {
			continue
		}
		options = append(options, Option{EN: cmp.Or(en, zh), ZH: cmp.Or(zh, en)})
	}
	return options
}

// OptionsInput is a change of a field's options.
type OptionsInput struct {
	Add     []Option // by their labels
	Offered []string // keys of the options that are on offer from now on, besides added ones; nil leaves them as they are
	Rename  string   // key of the option that gets other labels; "" is none
	EN, ZH  string   // its labels; "" is the other one
}

// Apply changes the field's options. Keys that it has not are passed over.
func (in OptionsInput) Apply(f *CustomField) {
	f.Options = slices.Clone(f.Options)
	for i := range f.Options {
		option := &f.Options[i]
		if in.Offered != nil {
			option.Retired = !slices.Contains(in.Offered, option.Key)
		}
		if option.Key == in.Rename && strings.TrimSpace(in.EN+in.ZH) != "" {
			en, zh := key.Clean(in.EN), key.Clean(in.ZH)
			option.EN, option.ZH = cmp.Or(en, zh), cmp.Or(zh, en)
		}
	}
	f.AddOptions(in.Add)
}

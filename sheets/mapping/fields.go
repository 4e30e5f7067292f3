package mapping

import (
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/key"
	"github.com/guanxi-crm/guanxi/sheets/names"
)

// Word returns a catalogue's word in one language.
type Word func(key string) (word string, known bool)

// Fields are the fields of a customer with what people call them and their values.
type Fields struct {
	kind   *models.RecordKind[models.Customer]
	custom *models.CustomFields
	rules  models.Rules
	labels map[string]models.Field            // by names.Squeezed
	values map[models.Field]map[string]string // of choices: keys by what they are called
	yes    map[string]string                  // models.CustomYes and models.CustomNo by what they are called
	deals  map[string]models.Field            // those of a deal, as models.ImportOfDeal has them, by names.Squeezed
}

// NewFields are a team's fields, with their names in each language. rules say which industries there are and which day it is.
func NewFields(custom *models.CustomFields, rules models.Rules, languages ...Word) *Fields {
	f := &Fields{
		kind: models.Customers.With(custom), custom: custom, rules: rules,
		labels: map[string]models.Field{}, deals: map[string]models.Field{}, values: map[models.Field]map[string]string{}, yes: map[string]string{},
	}
	for _, word := range yesWords {
		f.yes[word] = models.CustomYes
	}
	for _, word := range noWords {
		f.yes[word] = models.CustomNo
	}
	for _, spec := range models.Customers.Fields {
		f.call(spec.Key, languages, "field."+string(spec.Key))
		if spec.Sheet != "" && spec.Sheet != models.NoColumn {
			f.call(spec.Key, languages, spec.Sheet)
		}
		if spec.Type == models.TypeChoice {
			f.values[spec.Key] = map[string]string{}
			for _, value := range spec.Choices(rules) {
				f.mean(spec.Key, value, value)
				for _, word := range languages {
					if said, known := word(spec.Words + value); known {
						f.mean(spec.Key, value, said)
					}
				}
			}
		}
	}
	f.callDeals(languages)
	for _, word := range languages {
		for _, value := range []string{models.CustomYes, models.CustomNo} {
			if said, known := word("customfield." + value); known {
				f.yes[key.Fold(said)] = value
			}
		}
	}
	for _, own := range custom.Active() {
		for _, label := range own.Labels() {
			f.labels[names.Squeezed(label.Text)] = own.Key()
		}
		f.values[own.Key()] = map[string]string{}
		for _, o := range own.Options {
			for _, said := range []string{o.Key, o.EN, o.ZH} {
				f.mean(own.Key(), o.Key, said)
			}
		}
	}
	return f
}

var (
	yesWords = []string{"yes", "y", "true", "t", "1", "是", "对", "有", "√", "✓", "✔", "on", "ja", "oui", "sí", "sim"}
	noWords  = []string{"no", "n", "false", "f", "0", "否", "不是", "无", "没有", "×", "✗", "x", "off", "nein", "non", "não"}
)

func (f *Fields) call(field models.Field, languages []Word, label string) {
	f.labels[names.Squeezed(string(field))] = field
	for _, word := range languages {
		if said, known := word(label); known {
			f.labels[names.Squeezed(said)] = field
		}
	}
}

// callDeals adds what the fields of a deal are called.
func (f *Fields) callDeals(languages []Word) {
	call := func(field models.Field, labels ...string) {
		for _, word := range languages {
			for _, label := range labels {
				if said, known := word(label); known {
					f.deals[names.Squeezed(said)] = field
				}
			}
		}
		f.deals[names.Squeezed(string(field))] = field
	}
	for _, spec := range models.Deals.With(f.rules.Further).Fields {
		switch {
		case spec.Custom != nil && spec.Custom.Retired():
		case spec.Custom != nil:
			for _, label := range spec.Custom.Labels() {
				f.deals[names.Squeezed(label.Text)] = models.ImportOfDeal(spec.Key)
			}
		case spec.Sheet != "" && spec.Sheet != models.NoColumn:
			call(models.ImportOfDeal(spec.Key), spec.Sheet, "field."+string(spec.Key))
		default:
			call(models.ImportOfDeal(spec.Key), "field."+string(spec.Key))
		}
	}
	for _, field := range models.ImportDealFields() {
		call(field, "field."+string(field))
	}
	call(models.ImportDealPipeline, "field.pipeline")
}

func (f *Fields) mean(field models.Field, value, said string) {
	if folded := key.Fold(said); folded != "" {
		f.values[field][folded] = value
	}
}

// named is the field that is called so; what the system sets isn't among it, but for the code.
func (f *Fields) named(name string) (models.FieldSpec, bool) {
	field, known := f.labels[names.Squeezed(name)]
	if !known {
		return models.FieldSpec{}, false
	}
	return f.kind.Find(field)
}

// choice is the value of a choice that a word means. sure is false for a word of other systems that a person should agree to.
func (f *Fields) choice(field models.Field, word string) (value string, sure, known bool) {
	if value, known = f.values[field][key.Fold(word)]; known {
		return value, true, true
	}
	elsewhere, known := names.ValueOf(field, word)
	if spec, is := f.kind.Find(field); known && is && spec.Custom == nil && slices.Contains(spec.Choices(f.rules), elsewhere.Key) {
		return elsewhere.Key, elsewhere.Sure, true
	}
	return "", false, false
}

// yesNo is what a word means for a yes/no field.
func (f *Fields) yesNo(word string) (value string, known bool) {
	value, known = f.yes[strings.ToLower(key.Fold(word))]
	return value, known
}

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
	kind    *models.RecordKind[models.Customer]
	custom  *models.CustomFields
	rules   models.Rules
	labels  map[string]models.Field                       // by names.Squeezed
	values  map[models.Field]map[string]string            // of choices: keys by what they are called
	yes     map[string]string                             // models.CustomYes and models.CustomNo by what they are called
	records map[models.ImportKind]map[string]models.Field // what rows of other kinds give, as models.ImportKind.Gives has it, by names.Squeezed
}

// NewFields are a team's fields, with their names in each language. rules say which industries there are and which day it is.
func NewFields(custom *models.CustomFields, rules models.Rules, languages ...Word) *Fields {
	f := &Fields{
		kind: models.Customers.With(custom), custom: custom, rules: rules,
		labels: map[string]models.Field{}, records: map[models.ImportKind]map[string]models.Field{}, values: map[models.Field]map[string]string{}, yes: map[string]string{},
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
			f.chooses(spec.Key, spec, languages)
		}
	}
	for _, kind := range models.ImportKinds() {
		if kind.Records() {
			f.callRecords(kind, languages)
		}
	}
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

// chooses adds what the values of a choice are called.
func (f *Fields) chooses(field models.Field, spec models.FieldSpec, languages []Word) {
	f.values[field] = map[string]string{}
	for _, value := range spec.Choices(f.rules) {
		f.mean(field, value, value)
		for _, word := range languages {
			if said, known := word(spec.Words + value); known {
				f.mean(field, value, said)
			}
		}
	}
}

// callRecords adds what the fields of records of a kind are called.
func (f *Fields) callRecords(kind models.ImportKind, languages []Word) {
	labels := map[string]models.Field{}
	f.records[kind] = labels
	call := func(field models.Field, keys ...string) {
		for _, word := range languages {
			for _, key := range keys {
				if said, known := word(key); known {
					labels[names.Squeezed(said)] = field
				}
			}
		}
		labels[names.Squeezed(string(field))] = field
	}
	for _, spec := range kind.Kind().Fields {
		given := kind.Gives(spec.Key)
		if f.chosen(names.Role(given)) {
			f.chooses(given, spec, languages)
		}
		if keys := []string{"field." + string(spec.Key)}; spec.Sheet != "" && spec.Sheet != models.NoColumn {
			call(given, spec.Sheet, keys[0])
		} else {
			call(given, keys...)
		}
		if spec.Type == models.TypeMoney {
			call(kind.GivesCurrency(spec.Key), "field."+string(kind.GivesCurrency(spec.Key)))
		}
	}
	for _, custom := range f.rules.Further.Active() {
		if custom.Of() == kind.Kind().Entity {
			for _, label := range custom.Labels() {
				labels[names.Squeezed(label.Text)] = kind.Gives(custom.Key())
			}
		}
	}
	if kind == models.ImportDeals {
		for _, field := range models.ImportDealFields() {
			call(field, "field."+string(field))
		}
		call(models.ImportDealPipeline, "field.pipeline")
	}
	if kind == models.ImportMembers {
		call(kind.Gives(models.FieldMemberCampaign), "field.campaign_code")
	}
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
	if spec, is := f.spec(field); known && is && spec.Custom == nil && slices.Contains(spec.Choices(f.rules), elsewhere.Key) {
		return elsewhere.Key, elsewhere.Sure, true
	}
	return "", false, false
}

// yesNo is what a word means for a yes/no field.
func (f *Fields) yesNo(word string) (value string, known bool) {
	value, known = f.yes[strings.ToLower(key.Fold(word))]
	return value, known
}

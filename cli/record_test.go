package cli

import (
	"fmt"
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// docs/record.md says what the tables of the kinds of records say.
func TestFieldsAreDocumented(t *testing.T) {
	frame := declared(t)
	var b strings.Builder
	b.WriteString("# Records · 记录\n\nGenerated from the kinds' tables of fields (`models`) by `make golden`; a test fails when it is out of date.\n\n" +
		"Keys are those of the audit log, of forms and of the data-subject's JSON. Limits are in characters. What is *about a person* is sealed and shown masked in the privacy mode\n" +
		"`protected`. *Given* is what the system sets by itself. *Erasure* is what becomes of the field when the customer's data is erased: it is emptied, it is kept since it is\n" +
		"counted, or it is replaced where the customer's name goes as well. A team's custom fields are further fields of the customer, and emptied.\n")
	for _, kind := range models.Kinds() {
		fmt.Fprintf(&b, "\n## %s\n\n| key | English | 中文 | holds | rules | erasure |\n|---|---|---|---|---|---|\n", strings.ReplaceAll(kind.Name, "_", " "))
		for _, spec := range kind.Fields {
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", spec.Key, labelOf(t, frame.In(i18n.English), spec), labelOf(t, frame.In(i18n.Chinese), spec),
				strings.ReplaceAll(string(spec.Type), "_", " "), strings.Join(rulesOf(spec, kind.Entity == models.EntityCustomer && kind.Name == models.Customers.Name), ", "), spec.Erasure)
		}
	}
	generated(t, "../docs/record.md", b.String())
}

// labelOf is what a field is called: in its form, else in the data-subject's sheets, else by nothing but its key.
func labelOf(t *testing.T, p *i18n.Printer, spec models.FieldSpec) string {
	for _, key := range []string{"field." + string(spec.Key), spec.Sheet} {
		if p.Has(key) {
			return p.T(key)
		}
	}
	if !spec.Given {
		t.Errorf("%s has no name in %s", spec.Key, p.Language())
	}
	return ""
}

// rulesOf are the rules of a field in words; searched says that searches are for its kind.
func rulesOf(spec models.FieldSpec, searched bool) []string {
	var rules []string
	for _, rule := range []struct {
		holds bool
		text  string
	}{
		{spec.Given, "given"},
		{spec.Follows, "follows from other records"},
		{spec.Required && !spec.Given, "required"},
		{spec.Max > 0, fmt.Sprintf("at most %d", spec.Max)},
		{spec.Sensitive, "no sensitive words"},
		{spec.Personal(), "about a person"},
		{searched && spec.Filters(), "a search filter"},
		{spec.Card != 0, "on the card"},
	} {
		if rule.holds {
			rules = append(rules, rule.text)
		}
	}
	return rules
}

package models_test

import (
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/guanxi-crm/guanxi/models"
)

func TestParseNumber(t *testing.T) {
	for text, want := range map[string]string{
		"10000": "10000", "10,000": "10000", "１０，０００．５０": "10000.5", "-0": "0", "+7": "7", "007.1000": "7.1", "12.3456": "12.3456", "−3": "-3", "1,234,567.8": "1234567.8",
		"10万": "100000", "1.5亿": "150000000", "0.00001万": "0.1", "99999999999999.9999": "99999999999999.9999", "-99999999999999.9999": "-99999999999999.9999", "0.0000000": "0",
	} {
		if got, err := models.ParseNumber(text); err != nil || got != want {
			t.Errorf("%q is read as %q, %v, want %q", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"": "error.bad_number", "abc": "error.bad_number", "12a": "error.bad_number", "1,5": "error.bad_number", "1.2.3": "error.bad_number", "1e9": "error.bad_number", "--1": "error.bad_number",
		"0x10": "error.bad_number", "NaN": "error.bad_number", "1 000": "error.bad_number", ".5": "error.bad_number", "12345678901234567890": "error.number_too_long",
		"100000000000000": "error.number_too_long", "1.23456": "error.number_too_long", "999999999999亿": "error.number_too_long", strings.Repeat("9", 5000): "error.number_too_long",
	} {
		if got, err := models.ParseNumber(text); err == nil || err.Key != want {
			t.Errorf("%.40q is read as %q, %v, want %s", text, got, err, want)
		}
	}
}

// A canonical number is worth what was written, is its own canonical form, and compares as numbers do.
func TestNumbersAreExact(t *testing.T) {
	field := models.CustomField{ID: 1, Kind: models.CustomNumber}
	written := rapid.Custom(func(t *rapid.T) string {
		whole := rapid.Int64Range(-99_999_999_999_999, 99_999_999_999_999).Draw(t, "whole")
		return fmt.Sprintf("%d.%04d", whole, rapid.IntRange(0, 9999).Draw(t, "rest"))
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := written.Draw(t, "a"), written.Draw(t, "b")
		kept := field.Canonical(a)
		value, _ := new(big.Rat).SetString(a)
		if got, ok := new(big.Rat).SetString(kept); !ok || got.Cmp(value) != 0 || field.Canonical(kept) != kept {
			t.Fatalf("%s is kept as %s", a, kept)
		}
		other, _ := new(big.Rat).SetString(b)
		filter, err := models.ComparedNumber(">", b)
		if err != nil {
			t.Fatal(err)
		}
		row := field.Rows(1, kept)[0]
		if fits := *row.Number >= filter.From && *row.Number <= filter.To; fits != (value.Cmp(other) > 0) {
			t.Fatalf("%s > %s is %v", a, b, fits)
		}
	})
}

func FuzzParseNumber(f *testing.F) {
	for _, seed := range []string{"1,000.5", "10万", "-0", "9999999999999999999999", "１．５"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		number, err := models.ParseNumber(text)
		if err != nil {
			return
		}
		if again, err := models.ParseNumber(number); err != nil || again != number {
			t.Fatalf("%q is kept as %q, which is read as %q, %v", text, number, again, err)
		}
	})
}

func TestCutComparison(t *testing.T) {
	for text, want := range map[string][2]string{
		">10000": {">", "10000"}, "＞＝5": {">=", "5"}, "=>5": {">=", "5"}, "≤ 3": {"<=", "3"}, "=x": {"=", "x"}, "7": {"", "7"}, "<<5": {"<<", "5"}, "": {"", ""}, "<": {"<", ""},
	} {
		if comparison, value := models.CutComparison(text); comparison != want[0] || value != want[1] {
			t.Errorf("%q is cut into %q and %q, want %v", text, comparison, value, want)
		}
	}
}

func custom(kind models.CustomKind) models.CustomField {
	field := models.CustomField{ID: 7, Kind: kind, LabelEN: "Budget", LabelZH: "预算"}
	if field.Chooses() {
		field.AddOptions(models.ParseOptions("北京=Beijing, 上海=Shanghai\n广州"))
		field.Options[2].Retired = true
	}
	return field
}

// What the rules say of a value of each kind, by the error's key; "" takes it.
func TestCustomValues(t *testing.T) {
	sensitive := models.Rules{Sensitive: models.NewSensitiveWords([]string{"发票"})}
	for _, c := range []struct {
		kind          models.CustomKind
		before, value string
		kept, refused string
	}{
		{models.CustomText, "", "any <text>", "any <text>", ""},
		{models.CustomText, "", strings.Repeat("长", 501), "", "error.too_long"},
		{models.CustomText, "", "a\x00b", "", "error.control_characters"},
		{models.CustomText, "", "\xff", "", "error.control_characters"},
		{models.CustomText, "", "开 发 票", "", "error.sensitive_word"},
		{models.CustomNumber, "", "1,000.50", "1000.5", ""},
		{models.CustomNumber, "", "12x", "", "error.bad_number"},
		{models.CustomNumber, "", "12345678901234567890", "", "error.number_too_long"},
		{models.CustomDate, "", "2026-02-28", "2026-02-28", ""},
		{models.CustomDate, "", "2026-02-31", "", "error.bad_date"},
		{models.CustomDate, "", "1/2/26", "", "error.bad_date"},
		{models.CustomChoice, "", "o1", "o1", ""},
		{models.CustomChoice, "", "o9", "", "error.unknown_option"},
		{models.CustomChoice, "", "o1,o2", "", "error.unknown_option"},
		{models.CustomChoice, "", "o3", "", "error.option_retired"},
		{models.CustomChoice, "o3", "o3", "o3", ""},
		{models.CustomChoices, "", "o2,o1,o2", "o1,o2", ""},
		{models.CustomChoices, "", "o2,x", "", "error.unknown_option"},
		{models.CustomChoices, "", "o1,o3", "", "error.option_retired"},
		{models.CustomChoices, "o3", "o1,o3", "o1,o3", ""},
		{models.CustomChoices, "", "o1" + strings.Repeat(",o2", 30), "o1,o2", ""},
		{models.CustomYesNo, "", "yes", "yes", ""},
		{models.CustomYesNo, "", "maybe", "", "error.not_yes_no"},
		{models.CustomUser, "", "U0ALICE", "U0ALICE", ""},
		{models.CustomUser, "", "<!channel>", "", "error.unknown_user"},
	} {
		field := custom(c.kind)
		rules := sensitive
		rules.Custom = models.NewCustomFields([]models.CustomField{field})
		previous := models.Customer{Name: "x", Status: models.StatusActive}
		_ = previous.Set(field.Key(), c.before)
		next := previous
		_ = next.Set(field.Key(), field.Canonical(c.value))
		errs := next.Validate(&previous, rules)
		switch {
		case c.refused == "" && (len(errs) > 0 || next.Get(field.Key()) != c.kept):
			t.Errorf("%s %.20q is kept as %.20q, %v, want %q", c.kind, c.value, next.Get(field.Key()), errs, c.kept)
		case c.refused != "" && (len(errs) != 1 || errs[0].Key != c.refused || errs[0].Input != field.Key().Input()):
			t.Errorf("%s %.20q gets %v, want %s at its field", c.kind, c.value, errs, c.refused)
		}
		if previous.Get(field.Key()) != c.before {
			t.Error("a copy's value changed the original's")
		}
	}
}

// A retired field keeps its value, and takes no other.
func TestRetiredFieldIsKept(t *testing.T) {
	field := custom(models.CustomText)
	at := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	field.RetiredAt = &at
	rules := models.Rules{Custom: models.NewCustomFields([]models.CustomField{field})}
	previous := models.Customer{Name: "x", Status: models.StatusActive, Custom: map[models.Field]string{field.Key(): "old"}}
	next := previous
	next.Name = "y"
	if errs := next.Validate(&previous, rules); len(errs) > 0 {
		t.Errorf("a change of another field gets %v", errs)
	}
	_ = next.Set(field.Key(), "new")
	if errs := next.Validate(&previous, rules); len(errs) != 1 || errs[0].Key != "error.field_retired" {
		t.Errorf("a change gets %v", errs)
	}
	_ = next.Set("custom.99", "forged")
	if errs := next.Validate(&previous, rules); len(errs) != 2 || errs[1].Key != "error.unknown_field" {
		t.Errorf("an unknown field gets %v", errs)
	}
}

func TestCustomFieldDefinitions(t *testing.T) {
	many := custom(models.CustomChoice)
	many.Options = nil
	for i := range models.MaxFieldOptions + 1 {
		many.AddOptions([]models.Option{{EN: fmt.Sprint(i), ZH: fmt.Sprint(i)}})
	}
	twice := custom(models.CustomChoice)
	twice.AddOptions(models.ParseOptions("北 京"))
	long := custom(models.CustomChoice)
	long.AddOptions(models.ParseOptions(strings.Repeat("字", 76)))
	bare := models.CustomField{Kind: models.CustomChoice, LabelEN: "x", LabelZH: "x"}
	textual := custom(models.CustomText)
	textual.AddOptions(models.ParseOptions("a"))
	for name, c := range map[string]struct {
		field models.CustomField
		at    models.Input
		want  string
	}{
		"text": {custom(models.CustomText), "", ""}, "choice": {custom(models.CustomChoices), "", ""},
		"kind":     {models.CustomField{Kind: "colour", LabelEN: "x", LabelZH: "x"}, models.InputType, "error.unknown_field_kind"},
		"no label": {models.CustomField{Kind: models.CustomText}, models.InputLabelZH, "error.required"},
		"long":     {models.CustomField{Kind: models.CustomText, LabelEN: strings.Repeat("x", 76), LabelZH: "x"}, models.InputLabelEN, "error.too_long"},
		"sign":     {models.CustomField{Kind: models.CustomText, LabelEN: "a=b", LabelZH: "x"}, models.InputLabelEN, "error.label_characters"},
		"dashes":   {models.CustomField{Kind: models.CustomText, LabelEN: "--", LabelZH: "x"}, models.InputLabelEN, "error.label_characters"},
		"many":     {many, models.InputOptions, "error.too_many_options"}, "twice": {twice, models.InputOptions, "error.option_twice"},
		"long option": {long, models.InputOptions, "error.too_long"}, "no options": {bare, models.InputOptions, "error.options_required"},
		"needless": {textual, models.InputOptions, "error.options_of_no_choice"},
	} {
		errs := c.field.Validate()
		if c.want == "" && len(errs) > 0 || c.want != "" && (len(errs) != 1 || errs[0].Key != c.want || errs[0].Input != c.at) {
			t.Errorf("%s: %v, want %s at %s", name, errs, c.want, c.at)
		}
	}
}

func TestParseOptions(t *testing.T) {
	got := models.ParseOptions("北京=Beijing，上海 ＝ Shanghai\n\n广州；, =x\r\ny=")
	want := []models.Option{{EN: "Beijing", ZH: "北京"}, {EN: "Shanghai", ZH: "上海"}, {EN: "广州", ZH: "广州"}, {EN: "x", ZH: "x"}, {EN: "y", ZH: "y"}}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

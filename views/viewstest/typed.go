package viewstest

import (
	"io/fs"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/views"
)

// Typed is a card in which everything was typed by people: names, texts, a custom field, its options and its value.
type Typed struct {
	To    views.Reader
	Card  models.Card
	Field models.CustomField // the one of the card
	t     *rapid.T
}

// Text is one more text that people may have typed.
func (t Typed) Text(name string) string { return nasty.Draw(t.t, name) }

// Value is what stands in the custom field.
func (t Typed) Value() string { return t.Card.Customer.Get(t.Field.Key()) }

var nasty = rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
	"<!channel>", "<@U0EVIL>", "<https://evil.example|bank>", "&lt;!here&gt;", "*_~`", strings.Repeat("&", 2000), strings.Repeat("😀", 200), "\u202eevil", " ",
}))

func typed(t *rapid.T, bundle *i18n.Bundle) Typed {
	c := Customer()
	for _, field := range append(models.CustomerFields(), models.FieldSource) {
		if field != models.FieldStatus && field != models.FieldIndustry && field != models.FieldNextFollowUp {
			_ = c.Set(field, nasty.Draw(t, string(field)))
		}
	}
	label := func(name string) string { return "x" + clipped(nasty.Draw(t, name)) }
	f := models.CustomField{ID: 1, Kind: rapid.SampledFrom(models.CustomKinds()).Draw(t, "kind"), LabelEN: label("en"), LabelZH: label("zh")}
	if f.Chooses() {
		f.AddOptions([]models.Option{{EN: label("option"), ZH: label("option")}})
	}
	_ = c.Set(f.Key(), rapid.OneOf(nasty, rapid.SampledFrom([]string{"o1", "yes", "U0BOB", "12", "2026-12-01"})).Draw(t, "value"))
	held := Card()
	held.Customer, held.Fields = c, []models.CustomField{f}
	held.Events[0].Interaction.Text = nasty.Draw(t, "interaction")
	held.Events[1].Change.Reason = nasty.Draw(t, "reason")
	held.Events[2].Entries[0].NewValue, held.Events[2].Entries[0].Subject = nasty.Draw(t, "outcome"), nasty.Draw(t, "done")
	held.FollowUps[0].Title = nasty.Draw(t, "title")
	return Typed{UTC(bundle.For(rapid.SampledFrom([]string{"en", "zh"}).Draw(t, "language"))), held, f, t}
}

// clipped is a text of at most 500 characters, to go into a name.
func clipped(text string) string {
	runes := []rune(text)
	return string(runes[:min(len(runes), 500)])
}

// OnlyText tries what a feature shows, with its own words, with whatever people type: Slack takes it, and nothing that was
// typed becomes a mention or a link.
func OnlyText(t *testing.T, show func(Typed) Shown, words ...fs.FS) {
	t.Helper()
	bundle := Catalogues(t, words...)
	rapid.Check(t, func(t *rapid.T) {
		shown := show(typed(t, bundle))
		for name, message := range shown.Messages {
			encoded := Encode(t, message)
			if problems := refusals(t, message); len(problems) > 0 {
				t.Fatalf("%s: %v", name, problems)
			}
			for _, text := range markup(t, encoded) {
				for _, found := range live.FindAllString(text, -1) {
					if !ours.MatchString(found) {
						t.Fatalf("%s: %q came alive in %q", name, found, text)
					}
				}
			}
		}
		for name, modal := range shown.Modals {
			if problems := sandbox.ValidateView(Encode(t, modal)); len(problems) > 0 {
				t.Fatalf("%s: %v", name, problems)
			}
		}
	})
}

// Heaviest are as many fields of a kind as there can be, with labels and options as long and as many as they can be.
func Heaviest(kind models.CustomKind) []models.CustomField {
	fields := make([]models.CustomField, models.MaxCustomFields)
	long := strings.Repeat("&", models.MaxCustomLabel)
	for i := range fields {
		fields[i] = models.CustomField{ID: int64(i + 1), Kind: kind, LabelEN: long, LabelZH: long}
		if fields[i].Chooses() {
			options := make([]models.Option, models.MaxFieldOptions)
			for n := range options {
				options[n] = models.Option{EN: long, ZH: strings.Repeat("长", models.MaxCustomLabel)}
			}
			fields[i].AddOptions(options)
		}
	}
	return fields
}

// Filled is the customer with as long a value in each of the fields of a kind as it takes.
func Filled(kind models.CustomKind, fields []models.CustomField) models.Customer {
	c := Customer()
	for _, f := range fields {
		_ = c.Set(f.Key(), map[models.CustomKind]string{
			models.CustomText: strings.Repeat("<", models.MaxCustomText), models.CustomChoice: "o100", models.CustomChoices: "o1,o2,o3,o4,o5,o6,o7,o8,o9,o10,o11,o12,o13,o14,o15,o16,o17,o18,o19,o20",
		}[kind])
	}
	return c
}

// Fits checks that Slack takes what is shown, in both languages, whatever a team's custom fields are: of every kind, few and as
// many as there can be.
func Fits(t *testing.T, show func(p *i18n.Printer, c models.Customer, fields []models.CustomField) Shown, words ...fs.FS) {
	t.Helper()
	bundle := Catalogues(t, words...)
	for _, kind := range models.CustomKinds() {
		for _, count := range []int{1, 2, 10, 11, models.MaxCustomFields} {
			fields := Heaviest(kind)[:count]
			for _, lang := range i18n.Languages() {
				shown := show(bundle.For(lang), Filled(kind, fields), fields)
				for name, modal := range shown.Modals {
					if problems := sandbox.ValidateView(Encode(t, modal)); len(problems) > 0 {
						t.Errorf("%s of %d of kind %s: %v", name, count, kind, problems)
					}
				}
				for name, message := range shown.Messages {
					if problems := refusals(t, message); len(problems) > 0 {
						t.Errorf("%s of %d of kind %s: %v", name, count, kind, problems)
					}
				}
			}
		}
	}
}

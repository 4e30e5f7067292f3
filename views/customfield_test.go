package views_test

import (
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/guanxi-crm/guanxi/commands/customer"
	"github.com/guanxi-crm/guanxi/commands/customfield"
	"github.com/guanxi-crm/guanxi/commands/history"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

// heaviest are as many fields of a kind as there can be, with labels and options as long and as many as they can be.
func heaviest(kind models.CustomKind) []models.CustomField {
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

// However heavy a team's fields are, every page of every form and the card are such as Slack takes, and every field
// stands in one of the pages.
func TestEveryPageFits(t *testing.T) {
	bundle := viewstest.Catalogues(t, os.DirFS("../commands/customfield"))
	fits := func(name string, modal surface.Modal) {
		t.Helper()
		if problems := sandbox.ValidateView(viewstest.Encode(t, modal)); len(problems) > 0 {
			t.Errorf("%s: %v", name, problems)
		}
	}
	for _, kind := range models.CustomKinds() {
		for _, count := range []int{1, 2, 10, 11, models.MaxCustomFields} {
			fields := heaviest(kind)[:count]
			c := viewstest.Customer()
			for _, f := range fields {
				_ = c.Set(f.Key(), map[models.CustomKind]string{
					models.CustomText: strings.Repeat("<", models.MaxCustomText), models.CustomChoice: "o100", models.CustomChoices: "o1,o2,o3,o4,o5,o6,o7,o8,o9,o10,o11,o12,o13,o14,o15,o16,o17,o18,o19,o20",
				}[kind])
			}
			for _, lang := range i18n.Languages() {
				p, pages, seen := bundle.For(lang), views.FieldPages(fields), 0
				for i, page := range pages {
					seen += len(page)
					fits("page of "+string(kind), customer.FieldsPage(p, c, page, i+1, len(pages), true))
				}
				if pages != nil && seen != count {
					t.Errorf("%d of %d fields of kind %s stand in the pages", seen, count, kind)
				}
				beside := views.FieldsBeside(fields, c)
				if pages == nil && len(beside) != count {
					t.Errorf("%d of %d fields of kind %s stand in the form", len(beside), count, kind)
				}
				fits("form of "+string(kind), customer.WithDuplicates(p, customer.NewCustomer(viewstest.UTC(p), c, viewstest.Industries, beside...), viewstest.Duplicates()))
				if fields[0].Chooses() {
					fits("options", customfield.FieldOptionsForm(p, fields[0]))
				}
				held := viewstest.Card()
				held.Customer, held.Fields = c, fields
				if problems := sandbox.ValidateMessage(viewstest.Encode(t, views.Card(viewstest.UTC(p), held))); len(problems) > 0 {
					t.Errorf("card of %s: %v", kind, problems)
				}
				if problems := sandbox.ValidateMessage(viewstest.Encode(t, customfield.FieldList(p, models.NewCustomFields(fields), 0))); len(problems) > 0 {
					t.Errorf("list of %s: %v", kind, problems)
				}
			}
		}
	}
}

// Whatever people type as values, names and options, it is only text.
func TestOwnFieldsAreOnlyText(t *testing.T) {
	bundle := viewstest.Catalogues(t, os.DirFS("../commands/customfield"))
	nasty := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"<!channel>", "<@U0EVIL>", "*_~`", strings.Repeat("&", 500), "\u202eevil", " "}))
	rapid.Check(t, func(t *rapid.T) {
		f := models.CustomField{ID: 1, Kind: rapid.SampledFrom(models.CustomKinds()).Draw(t, "kind"), LabelEN: "x" + nasty.Draw(t, "en"), LabelZH: "x" + nasty.Draw(t, "zh")}
		if f.Chooses() {
			f.AddOptions([]models.Option{{EN: "x" + nasty.Draw(t, "option"), ZH: "x" + nasty.Draw(t, "option")}})
		}
		p := bundle.For(rapid.SampledFrom([]string{"en", "zh"}).Draw(t, "language"))
		held := viewstest.Card()
		held.Fields = []models.CustomField{f}
		value := rapid.OneOf(nasty, rapid.SampledFrom([]string{"o1", "yes", "U0BOB", "12", "2026-12-01"})).Draw(t, "value")
		_ = held.Customer.Set(f.Key(), value)
		entry := models.HistoryEntry{Custom: &f, AuditEntry: models.AuditEntry{At: viewstest.Now, Actor: "U0BOB", Entity: "customer", Action: "update", Field: string(f.Key()), OldValue: value, Source: "test"}}
		for name, message := range map[string]surface.Message{
			"card": views.Card(viewstest.UTC(p), held), "history": history.History(viewstest.UTC(p), held.Customer, models.HistoryPage{Entries: []models.HistoryEntry{entry}}, ""),
			"list":    customfield.FieldList(p, models.NewCustomFields(held.Fields), 0),
			"refusal": views.Refusal(p.Labelled(views.CustomFieldWords(models.NewCustomFields(held.Fields), p.Language())), models.Errors{f.UnknownOption(value)}),
		} {
			encoded := viewstest.Encode(t, message)
			if problems := sandbox.ValidateMessage(encoded); len(problems) > 0 {
				t.Fatalf("%s: %v", name, problems)
			}
			for _, text := range viewstest.Markup(t, encoded) {
				for _, found := range viewstest.Live.FindAllString(text, -1) {
					if !viewstest.Ours.MatchString(found) {
						t.Fatalf("%s: %q came alive in %q", name, found, text)
					}
				}
			}
		}
		for name, modal := range map[string]surface.Modal{
			"form": customer.EditCustomer(viewstest.UTC(p), held.Customer, viewstest.Industries, false, f), "rename": customfield.RenameField(p, f), "reconcile": customer.Reconcile(viewstest.UTC(p), customer.EditCustomer(viewstest.UTC(p), held.Customer, viewstest.Industries, false, f), &models.ConflictError{Fields: []models.FieldConflict{{Field: f.Key(), Mine: value}}}, nil, f),
		} {
			if problems := sandbox.ValidateView(viewstest.Encode(t, modal)); len(problems) > 0 {
				t.Fatalf("%s: %v", name, problems)
			}
		}
	})
}

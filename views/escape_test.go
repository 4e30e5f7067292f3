package views_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/guanxi-crm/guanxi/commands/customer"
	"github.com/guanxi-crm/guanxi/commands/find"
	"github.com/guanxi-crm/guanxi/commands/followup"
	"github.com/guanxi-crm/guanxi/commands/history"
	"github.com/guanxi-crm/guanxi/commands/interaction"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

func TestEscape(t *testing.T) {
	const joiner = "\u2060"
	cases := map[string]string{
		"<!channel>":       "&lt;!channel&gt;",
		"A & B":            "A &amp; B",
		"*bold*":           joiner + "*" + joiner + "bold*",
		"john_doe@x.com":   "john_doe@x.com",
		"2*3*4":            "2*3*4",
		"`code`":           joiner + "`" + joiner + "code" + joiner + "`" + joiner,
		"a\n> b":           "a\n" + joiner + "&gt; b",
		"مرحبا 😀":          "مرحبا 😀",
		"'; DROP TABLE --": "'; DROP TABLE --",
	}
	for text, want := range cases {
		if got := views.Escape(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// Whatever people type, Slack takes the card, the list and the form, and nothing typed becomes a mention or a link.
func TestTypedTextIsOnlyText(t *testing.T) {
	bundle := viewstest.Catalogues(t)
	nasty := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"<!channel>", "<@U0EVIL>", "<https://evil.example|bank>", "&lt;!here&gt;", "*_~`", strings.Repeat("&", 2000), strings.Repeat("😀", 200), "\u202eevil"}))
	rapid.Check(t, func(t *rapid.T) {
		c := viewstest.Customer()
		for _, field := range append(models.CustomerFields(), models.FieldSource) {
			if field != models.FieldStatus && field != models.FieldIndustry && field != models.FieldNextFollowUp {
				_ = c.Set(field, nasty.Draw(t, string(field)))
			}
		}
		p := bundle.For(rapid.SampledFrom([]string{"en", "zh"}).Draw(t, "language"))
		held := viewstest.Card()
		held.Customer = c
		held.Interactions[0].Text = nasty.Draw(t, "interaction")
		held.FollowUps[0].Title = nasty.Draw(t, "title")
		item := viewstest.Due(1, viewstest.Today, nasty.Draw(t, "item"))
		item.CustomerName = c.Name
		for name, message := range map[string]surface.Message{
			"card": views.Card(viewstest.UTC(p), held), "shared": customer.SharedCard(viewstest.UTC(p), c, "U0ALICE"), "digest": followup.Digest(viewstest.UTC(p), models.Digest{Today: viewstest.Today, Due: models.DueDay{Today: models.DuePage{FollowUps: []models.DueFollowUp{item}, Total: 1}}}),
			"found": find.Found(viewstest.UTC(p), c.Name, models.CustomerPage{Customers: []models.Customer{c}, Total: 1}, ""), "logged": interaction.Logged(p, c, held.Interactions[0]),
			"history":    history.History(viewstest.UTC(p), c, models.HistoryPage{Entries: nastyHistory(func(name string) string { return nasty.Draw(t, name) })}, ""),
			"duplicates": customer.Duplicates(p, []models.Duplicate{{Customer: c, Same: models.DuplicateFields()}}, "", ""),
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
		if problems := sandbox.ValidateView(viewstest.Encode(t, customer.EditCustomer(viewstest.UTC(p), c, viewstest.Industries, false))); len(problems) > 0 {
			t.Fatalf("edit form: %v", problems)
		}
	})
}

// nastyHistory is a page of the longest history with values that people typed.
func nastyHistory(typed func(name string) string) []models.HistoryEntry {
	list := make([]models.HistoryEntry, 10)
	for i := range list {
		list[i] = models.HistoryEntry{Subject: typed("subject"), AuditEntry: models.AuditEntry{
			At: viewstest.Now, Actor: "U0BOB", Entity: []string{models.EntityCustomer, models.EntityFollowUp, models.EntityInteraction}[i%3], Source: "test",
			Action: []string{models.ActionUpdate, models.ActionUndo}[i%2], Field: string(models.CustomerFields()[1+i]), OldValue: typed("before"), NewValue: typed("after"),
		}}
	}
	return list
}

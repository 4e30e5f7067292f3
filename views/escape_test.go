package views_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
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

// live matches what Slack would act on in mrkdwn, but for the mentions and dates of our own.
var live = regexp.MustCompile(`<[!@#h][^>]*>`)

var ours = regexp.MustCompile(`<(@U0[A-Z]+|!date\^[^>]*)>`)

// Whatever people type, Slack takes the card, the list and the form, and nothing typed becomes a mention or a link.
func TestTypedTextIsOnlyText(t *testing.T) {
	bundle := catalogues(t)
	nasty := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"<!channel>", "<@U0EVIL>", "<https://evil.example|bank>", "&lt;!here&gt;", "*_~`", strings.Repeat("&", 2000), strings.Repeat("😀", 200), "\u202eevil"}))
	rapid.Check(t, func(t *rapid.T) {
		c := customer()
		for _, field := range append(models.CustomerFields(), models.FieldSource) {
			if field != models.FieldStatus && field != models.FieldIndustry && field != models.FieldNextFollowUp {
				_ = c.Set(field, nasty.Draw(t, string(field)))
			}
		}
		p := bundle.For(rapid.SampledFrom([]string{"en", "zh"}).Draw(t, "language"))
		held := card()
		held.Customer = c
		held.Interactions[0].Text = nasty.Draw(t, "interaction")
		held.FollowUps[0].Title = nasty.Draw(t, "title")
		item := due(1, today, nasty.Draw(t, "item"))
		item.CustomerName = c.Name
		for name, message := range map[string]surface.Message{
			"card": views.Card(utc(p), held), "shared": views.SharedCard(utc(p), c, "U0ALICE"), "digest": views.Digest(utc(p), models.Digest{Today: today, Due: models.DueDay{Today: models.DuePage{FollowUps: []models.DueFollowUp{item}, Total: 1}}}),
			"found": views.Found(utc(p), c.Name, models.CustomerPage{Customers: []models.Customer{c}, Total: 1}, ""), "logged": views.Logged(p, c, held.Interactions[0]),
			"history":    views.History(utc(p), c, models.HistoryPage{Entries: nastyHistory(func(name string) string { return nasty.Draw(t, name) })}, ""),
			"duplicates": views.Duplicates(p, []models.Duplicate{{Customer: c, Same: models.DuplicateFields()}}, "", ""),
		} {
			encoded := encode(t, message)
			if problems := sandbox.ValidateMessage(encoded); len(problems) > 0 {
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
		if problems := sandbox.ValidateView(encode(t, views.EditCustomer(utc(p), c, industries, false))); len(problems) > 0 {
			t.Fatalf("edit form: %v", problems)
		}
	})
}

// markup returns the texts in which Slack looks for mentions and links: the message's own, and those of mrkdwn objects.
// Plain text objects show theirs as it is.
func markup(t failer, encoded []byte) []string {
	t.Helper()
	var message map[string]any
	if err := json.Unmarshal(encoded, &message); err != nil {
		t.Fatal(err)
	}
	texts := []string{message["text"].(string)}
	var walk func(any)
	walk = func(value any) {
		switch v := value.(type) {
		case []any:
			for _, item := range v {
				walk(item)
			}
		case map[string]any:
			if text, ok := v["text"].(string); ok && v["type"] == "mrkdwn" {
				texts = append(texts, text)
			}
			for _, inner := range v {
				walk(inner)
			}
		}
	}
	walk(message["blocks"])
	return texts
}

// nastyHistory is a page of the longest history with values that people typed.
func nastyHistory(typed func(name string) string) []models.HistoryEntry {
	list := make([]models.HistoryEntry, 10)
	for i := range list {
		list[i] = models.HistoryEntry{Subject: typed("subject"), AuditEntry: models.AuditEntry{
			At: now, Actor: "U0BOB", Entity: []string{models.EntityCustomer, models.EntityFollowUp, models.EntityInteraction}[i%3], Source: "test",
			Action: []string{models.ActionUpdate, models.ActionUndo}[i%2], Field: string(models.CustomerFields()[1+i]), OldValue: typed("before"), NewValue: typed("after"),
		}}
	}
	return list
}

package views_test

import (
	"testing"

	"github.com/guanxi-crm/guanxi/models"
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

// Whatever people type, Slack takes the card and a refusal, and nothing typed becomes a mention or a link.
func TestTypedTextIsOnlyText(t *testing.T) {
	viewstest.OnlyText(t, func(typed viewstest.Typed) viewstest.Shown {
		p, fields := typed.To.Printer, models.NewCustomFields(typed.Card.Fields)
		return viewstest.Shown{Messages: map[string]surface.Message{
			"card":    views.Card(typed.To, typed.Card),
			"refusal": views.Refusal(p.Labelled(views.CustomFieldWords(fields, p.Language())), models.Errors{typed.Field.UnknownOption(typed.Value())}),
		}}
	})
}

package models_test

import (
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
)

// Placeholders are filled once, in both languages; what nothing is known for, and what is none, stays.
func TestCannedReplyIsFilled(t *testing.T) {
	words := models.ReplyWords{Customer: "{me} & Söhne", Ticket: "T001", Me: "Bob {customer}"}
	for text, want := range map[string]string{
		"Dear {contact} of {customer}: {ticket}, {me}": "Dear {contact} of {me} & Söhne: T001, Bob {customer}",
		"{客户}，{工单} {我} {联系人}":                          "{me} & Söhne，T001 Bob {customer} {联系人}",
		"{unknown} {Customer} {{me}} {":                "{unknown} {Customer} {Bob {customer}} {",
		"":                                             "",
	} {
		if got := (models.CannedReply{Text: text}).Fill(words); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestCannedInputIsChecked(t *testing.T) {
	for _, c := range []struct {
		in   models.CannedInput
		want string
	}{
		{models.CannedInput{Name: "Paper", Text: "a\nb"}, ""},
		{models.CannedInput{Text: "x"}, "reply_name error.required"},
		{models.CannedInput{Name: "Paper", Text: " \u200b"}, "reply_text error.required"},
		{models.CannedInput{Name: strings.Repeat("x", 61), Text: "x"}, "reply_name error.too_long"},
		{models.CannedInput{Name: "a\nb", Text: "x"}, "reply_name error.control_characters"},
		{models.CannedInput{Name: "Paper", Text: strings.Repeat("x", 3001)}, "reply_text error.too_long"},
	} {
		var got []string
		for _, e := range c.in.Validate(models.Rules{}) {
			got = append(got, string(e.Input)+" "+e.Key)
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%+v: %v", c.in, got)
		}
	}
}

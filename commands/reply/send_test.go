package reply

import (
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
)

// What was typed stays when a canned reply is chosen; one that was chosen before and not changed goes.
func TestCannedBehindWhatWasTyped(t *testing.T) {
	canned := []models.CannedReply{{ID: 1, Text: "Check the paper, {me}.\n"}, {ID: 2, Text: "Check the plug."}}
	words := models.ReplyWords{Me: "Bob"}
	for typed, want := range map[string]string{
		"": "Check the plug.", " \n": "Check the plug.", "Hello": "Hello\n\nCheck the plug.", " Check the paper, Bob.": "Check the plug.", "Check the paper, Bob. Now.": "Check the paper, Bob. Now.\n\nCheck the plug.",
	} {
		if got := behind(typed, canned, canned[1], words); got != want {
			t.Errorf("%q becomes %q, want %q", typed, got, want)
		}
	}
	if got := behind(strings.Repeat("x", models.MaxReplyText), canned, canned[1], words); len([]rune(got)) > models.MaxReplyText {
		t.Errorf("%d characters are more than the form takes", len([]rune(got)))
	}
}

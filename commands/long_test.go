package commands

import (
	"strings"
	"testing"
)

// A text as long as Slack takes it, made of what is wrong, is looked into no further than anybody reads.
func TestALongTextIsLookedIntoShortly(t *testing.T) {
	for name, part := range map[string]string{
		"slips":           "phne: ",
		"several slips":   "phne: emial: industy: ",
		"unknown filters": "phne=1 emial=2 ",
		"bad values":      "status:nope ",
		"open quotes":     "\"a “b ",
		"colons":          ": : ",
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Repeat(part, 40_000/len(part))
			args := ParseArguments(text, func(string) bool { return false })
			if len(args.Colons) > MaxRefusals {
				t.Errorf("%d names are looked for", len(args.Colons))
			}
		})
	}
	if near := nearest(strings.Repeat("x", 40_000), []string{"find"}); near != nil {
		t.Error(near)
	}
}

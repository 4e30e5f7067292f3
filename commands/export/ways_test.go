package export

import (
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
	"github.com/guanxi-crm/guanxi/commands/find"
)

// What everybody may do here, and may not.
func TestWays(t *testing.T) {
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"submission customers.export": {Harmless: true, Request: func(commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(asked{"status:potential"}), "format", "csv")
		}},
		"typed export": {Harmless: true, Request: func(commandstest.Scene) bot.Request { return bot.Request{Text: "export status:potential"} }},
	}, find.Feature)
}

// What is asked for instead of customers.
func TestAsksFor(t *testing.T) {
	for text, want := range map[string]string{
		"deals": "deals", "商机": "deals", "Tickets": "tickets", "tickets open": "tickets open", "工单 超时": "tickets 超时", "tickets late C001": "tickets late C001", "campaigns": "campaigns",
		"members": "members", "members Spring fair": "members Spring fair", "成员 M001": "members M001", "campaigns ltd": "", "status:active": "", "": "",
	} {
		kind, which, ok := asksFor(text)
		got := strings.TrimSpace(string(kind) + " " + which)
		if !ok {
			got = ""
		}
		if got != want {
			t.Errorf("%q asks for %q, want %q", text, got, want)
		}
	}
}

func TestCutFormat(t *testing.T) {
	for text, want := range map[string][2]string{
		"":                          {"", ""},
		"csv":                       {"", "csv"},
		"XLSX":                      {"", "xlsx"},
		"excel":                     {"", "xlsx"},
		"ｃｓｖ":                       {"", "csv"},
		"status:active":             {"status:active", ""},
		"status:active csv":         {"status:active", "csv"},
		"行业:科技　csv":                 {"行业:科技", "csv"},
		"csv csv":                   {"csv", "csv"},
		"\"csv\"":                   {"\"csv\"", ""},
		"csv exports ltd":           {"csv exports ltd", ""},
		"notes xlsx status:active ": {"notes xlsx status:active ", ""},
	} {
		if query, as := cutFormat(text); query != want[0] || string(as) != want[1] {
			t.Errorf("%q: %q as %q, want %q", text, query, as, want)
		}
	}
}

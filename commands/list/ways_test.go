package list

import (
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
	"github.com/guanxi-crm/guanxi/commands/find"
)

// What everybody may do here, and may not.
func TestWays(t *testing.T) {
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"submission searches.save": {Harmless: true, Request: func(commandstest.Scene) bot.Request {
			return commandstest.Form("", "search_name", "Mine", "search_query", "status:active", "search_team", "no")
		}},
		"submission searches.change": {Refused: true, Keeps: true, Request: func(commandstest.Scene) bot.Request {
			return commandstest.Form(`{"id":7,"v":1}`, "search_name", "x", "search_query", "status:active", "search_team", "no")
		}},
		"action searches.menu": {Refused: true, Request: func(commandstest.Scene) bot.Request { return bot.Request{Value: "delete 7"} }},
		"action searches.page": {Request: func(commandstest.Scene) bot.Request { return bot.Request{Value: "0"} }},
		"typed list":           {Request: func(commandstest.Scene) bot.Request { return bot.Request{Text: "list"} }},
	}, find.Feature)
}

package bulk

import (
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
)

// What everybody may do here, and may not.
func TestWays(t *testing.T) {
	number := func(commandstest.Scene) bot.Request { return bot.Request{Value: "7"} }
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"typed bulk":       {Request: func(commandstest.Scene) bot.Request { return bot.Request{Text: "bulk " + commandstest.Secret} }, Names: true},
		"action bulk.open": {Request: func(commandstest.Scene) bot.Request { return bot.Request{Value: "due,all,"} }, Harmless: true},
		"submission bulk.change": {Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(asked{}), "search_query", commandstest.Secret, "tags_add", "VIP")
		}, Names: true},
		"action bulk.start": {Request: number, Refused: true},
		"action bulk.stop":  {Request: number, Refused: true},
		"action bulk.undo":  {Request: number, Refused: true},
	})
}

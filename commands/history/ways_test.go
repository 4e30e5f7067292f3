package history

import (
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
)

// What everybody may do here, and may not.
func TestWays(t *testing.T) {
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"action history.page":   {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Value: s.Customer.Code + " x"} }, Refused: true},
		"action undo.take_back": {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Value: s.Change} }},
		"typed history":         {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Text: "history " + s.Customer.Code} }},
		"typed undo":            {Request: func(commandstest.Scene) bot.Request { return bot.Request{Text: "undo"} }},
	})
}

package interaction

import (
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
)

// What everybody may do here, and may not.
func TestWays(t *testing.T) {
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"submission interaction.log": {Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form("", "customer", s.Customer.Code, "kind", "call", "text", "x")
		}},
		"shortcut interaction.log": {Request: func(commandstest.Scene) bot.Request { return bot.Request{Message: bot.Message{Text: "x"}} }},
		"typed log":                {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Text: "log " + s.Customer.Code + " met"} }},
	})
}

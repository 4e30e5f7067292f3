package rates

import (
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
)

// What everybody may do here, and may not.
func TestWays(t *testing.T) {
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"submission rates.save": {Request: func(commandstest.Scene) bot.Request {
			return commandstest.Form("", "rates", "USD 7.12\n100日元 4.78")
		}},
		"typed rates": {Harmless: true, Request: func(commandstest.Scene) bot.Request { return bot.Request{Text: "rates"} }},
	})
}

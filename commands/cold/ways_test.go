package cold

import (
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
)

// What everybody may do here, and may not.
func TestWays(t *testing.T) {
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"action cold.page":  {Request: func(commandstest.Scene) bot.Request { return bot.Request{Value: "team x"} }, Refused: true},
		"action cold.deals": {Request: func(commandstest.Scene) bot.Request { return bot.Request{Value: "team x"} }, Refused: true},
		"submission cold.rules": {Request: func(commandstest.Scene) bot.Request {
			return commandstest.Form("", "cold_contact", "30", "cold_step", "", "cold_stuck", "20", "cold_close", "1", "cold_lead", "７")
		}},
		"typed cold": {Request: func(commandstest.Scene) bot.Request { return bot.Request{Text: "cold team"} }},
	})
}

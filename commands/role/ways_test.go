package role

import (
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
)

// What everybody may do here, and may not.
func TestWays(t *testing.T) {
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"submission role.set": {Request: func(commandstest.Scene) bot.Request {
			return commandstest.Form("", "user", commandstest.Stranger, "role", "viewer")
		}},
		"typed role": {Request: func(commandstest.Scene) bot.Request {
			return bot.Request{Text: "role <@" + commandstest.Stranger + "> viewer"}
		}},
	})
}

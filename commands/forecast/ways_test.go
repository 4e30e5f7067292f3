package forecast

import (
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
)

// What everybody may do here, and may not.
func TestWays(t *testing.T) {
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"typed forecast": {Harmless: true, Request: func(commandstest.Scene) bot.Request { return bot.Request{Text: "forecast team"} }},
		"typed figures":  {Harmless: true, Request: func(commandstest.Scene) bot.Request { return bot.Request{Text: "figures last-month"} }},
	})
}

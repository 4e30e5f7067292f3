package find

import (
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
)

// What everybody may do here, and may not.
func TestWays(t *testing.T) {
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"action find.page": {Request: func(commandstest.Scene) bot.Request { return bot.Request{Value: " " + commandstest.Secret} }, Names: true},
		"typed find":       {Request: func(commandstest.Scene) bot.Request { return bot.Request{Text: "find " + commandstest.Secret} }, Names: true},
	})
}

package cleaning

import (
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
)

// What everybody may do here, and may not. To look notes what was found, which changes no customer.
func TestWays(t *testing.T) {
	value := func(text string) func(commandstest.Scene) bot.Request {
		return func(commandstest.Scene) bot.Request { return bot.Request{Value: text} }
	}
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"typed clean":         {Request: func(commandstest.Scene) bot.Request { return bot.Request{Text: "clean"} }, Harmless: true},
		"action clean.open":   {Request: value("missing"), Harmless: true},
		"action clean.page":   {Request: value("missing"), Harmless: true},
		"action clean.ignore": {Request: value("777 missing"), Refused: true},
		"action clean.heed":   {Request: value("777 ignored"), Refused: true},
	})
}

package merge

import (
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
)

// What everybody may do here, and may not.
func TestWays(t *testing.T) {
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"typed merge":       {Request: func(commandstest.Scene) bot.Request { return bot.Request{Text: "merge"} }, Harmless: true},
		"typed dedupe":      {Request: func(commandstest.Scene) bot.Request { return bot.Request{Text: "dedupe"} }, Harmless: true},
		"action pair.two":   {Request: func(commandstest.Scene) bot.Request { return bot.Request{Value: "1 1 name"} }, Refused: true},
		"action pair.later": {Request: func(commandstest.Scene) bot.Request { return bot.Request{Value: "1 x name"} }, Refused: true},
		"action merge.undo": {Request: func(commandstest.Scene) bot.Request { return bot.Request{Value: "1"} }, Refused: true},
		"submission customer.merge": {Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(asked{[2]int64{s.Customer.ID, s.Customer.ID}, [2]int{s.Customer.Version, s.Customer.Version}}), "kept", "first")
		}, Refused: true},
	})
}

package capture

import (
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
)

// What everybody may do here, and may not.
func TestWays(t *testing.T) {
	told := func(s commandstest.Scene) sentence {
		return sentence{Text: "met them", Code: s.Customer.Code, Kind: "meeting", Day: "2026-11-24", Due: "2026-12-01", Title: "call"}
	}
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"typed capture": {Request: func(s commandstest.Scene) bot.Request {
			return bot.Request{Text: "capture met " + s.Customer.Code + " today"}
		}},
		"action capture.confirm": {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Value: commands.Pack(told(s))} }},
		"action capture.edit":    {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Value: commands.Pack(told(s))} }},
		"action capture.drop":    {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Value: commands.Pack(told(s))} }, Harmless: true},
		"action capture.choose":  {Request: func(commandstest.Scene) bot.Request { return bot.Request{Value: "C001"} }, Harmless: true},
		"submission capture.save": {Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(sentence{ID: "x" + s.Customer.Code}), "customer", s.Customer.Code, "kind", "call", "text", "x", "happened_on", "2026-11-24")
		}},
	})
}

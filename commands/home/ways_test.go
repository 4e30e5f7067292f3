package home

import (
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
)

// What everybody may do here, and may not.
func TestWays(t *testing.T) {
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"home ": {Request: func(commandstest.Scene) bot.Request { return bot.Request{} }},
		"submission settings.save": {Request: func(commandstest.Scene) bot.Request {
			return commandstest.Form("", "language", "zh", "zone", "Europe/Berlin")
		}, Harmless: true},
		"options settings.zone": {Request: func(commandstest.Scene) bot.Request { return bot.Request{Query: "Berlin"} }},
		"typed settings":        {Request: func(commandstest.Scene) bot.Request { return bot.Request{Text: "settings"} }},
	})
}

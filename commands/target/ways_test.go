package target

import (
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
)

// What everybody may do here, and may not.
func TestWays(t *testing.T) {
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"submission target.save": {Request: func(commandstest.Scene) bot.Request {
			return commandstest.Form("", "user", commandstest.Owner, "period", "2026-12", "amount", "100万", "new_customers", "５")
		}},
		"typed target": {Harmless: true, Request: func(commandstest.Scene) bot.Request { return bot.Request{Text: "target"} }},
	})
}

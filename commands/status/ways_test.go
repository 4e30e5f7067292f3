package status

import (
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
)

// What everybody may do here, and may not.
func TestWays(t *testing.T) {
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"submission status.change": {Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(statusAsked{ID: s.Customer.ID}), "status", "active", "basis", "new", "kind", "call", "text", "x")
		}, Keeps: true},
		"typed status": {Request: func(s commandstest.Scene) bot.Request {
			return bot.Request{Text: "status " + s.Customer.Code + " active"}
		}},
	})
}

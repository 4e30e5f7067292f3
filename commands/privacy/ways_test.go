package privacy

import (
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
)

// What everybody may do here, and may not.
func TestWays(t *testing.T) {
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"submission subject.erase": {Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(erasing{ID: s.Customer.ID}), "code", s.Customer.Code, "erasure_reason", "asked for it")
		}, Keeps: true},
		"typed privacy": {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Text: "privacy export " + s.Customer.Code} }},
	})
}

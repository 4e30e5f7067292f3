package archive

import (
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
	"github.com/guanxi-crm/guanxi/models"
)

// What everybody may do here, and may not: the customer was entered by somebody else.
func TestWays(t *testing.T) {
	leads := func(role models.Role) bool { return role.May(models.MayArchive) }
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"typed archive": {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Text: "archive " + s.Customer.Code} }, May: leads},
		"typed restore": {Request: func(commandstest.Scene) bot.Request { return bot.Request{Text: "restore"} }, Harmless: true},
	})
}

package customfield

import (
	"fmt"
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
)

// What everybody may do here, and may not.
func TestWays(t *testing.T) {
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"submission fields.add": {Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form("", "label_en", "Field "+s.FollowUp, "field_type", "text")
		}},
		"submission fields.rename": {Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(fieldChanged{ID: s.Field}), "label_en", "City "+s.FollowUp)
		}},
		"submission fields.options": {Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(fieldChanged{ID: s.Field}), "options", "Town "+s.FollowUp, "offered", "o1")
		}},
		"action fields.menu": {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Value: fmt.Sprint("up ", s.Field)} }},
		"action fields.list": {Request: func(commandstest.Scene) bot.Request { return bot.Request{Value: "customer 0"} }},
		"typed field": {Request: func(s commandstest.Scene) bot.Request {
			return bot.Request{Text: "field add Typed" + s.FollowUp + " number"}
		}},
	})
}

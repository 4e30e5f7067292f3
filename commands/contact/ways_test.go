package contact

import (
	"fmt"
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
	"github.com/guanxi-crm/guanxi/commands/customer"
	"github.com/guanxi-crm/guanxi/commands/history"
)

// What everybody may do here, and may not.
func TestWays(t *testing.T) {
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"submission contact.new": {Keeps: true, Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(adding{Customer: s.Customer.ID}), "contact_name", "王经理", "contact_role", "finance")
		}},
		"submission contact.edit": {Keeps: true, Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(editing{Customer: s.Customer.ID, Version: s.Customer.Version}), "contact_name", "王经理", "contact_title", "CFO")
		}},
		"action contact.menu": {Request: func(s commandstest.Scene) bot.Request {
			return bot.Request{Value: fmt.Sprintf("edit %d:0:%d", s.Customer.ID, s.Customer.Version)}
		}},
		"action contact.page": {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Value: fmt.Sprintf("%d:0", s.Customer.ID)} }},
		"typed contact":       {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Text: "contact " + s.Customer.Code} }},
	}, customer.Feature, history.Feature)
}

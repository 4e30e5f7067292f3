package ticket

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
		"submission ticket.new": {Keeps: true, Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(adding{Customer: s.Customer.ID}), "ticket_subject", "It smokes", "priority", "high")
		}},
		"submission ticket.edit": {Keeps: true, Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(editing{ID: s.Ticket.ID, Version: s.Ticket.Version}), "ticket_subject", "It smokes", "priority", "low")
		}},
		"action ticket.move": {Request: func(s commandstest.Scene) bot.Request {
			return bot.Request{Value: fmt.Sprintf("%d:%d:waiting", s.Ticket.ID, s.Ticket.Version)}
		}},
		"action ticket.take": {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Value: fmt.Sprint(s.Ticket.ID)} }},
		"action ticket.page": {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Value: fmt.Sprintf("%d:0", s.Customer.ID)} }},
		"action ticket.queue": {Request: func(s commandstest.Scene) bot.Request {
			return bot.Request{Value: fmt.Sprintf("all,,%d", s.Customer.ID)}
		}},
		"typed ticket":  {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Text: "ticket " + s.Customer.Code} }},
		"typed tickets": {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Text: "tickets " + s.Customer.Code} }},
	}, customer.Feature, history.Feature)
}
